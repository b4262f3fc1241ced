"""An archive to fill and to build, in a house of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives import ArchiveFolder, keep_house


@pytest.fixture
def archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> ArchiveFolder:
    """An archive with settings and no dispatch."""
    keep_house(monkeypatch, tmp_path / "cache")
    return ArchiveFolder(tmp_path, capsys)
