"""Files that are whole or not there, whatever the disk says."""

import os
from pathlib import Path

import pytest

from legacy_import.errors import LegacyImportError
from legacy_import.files import append_durably, write_atomic


def full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "a"
    write_atomic(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LegacyImportError, match="no space left") as refused:
        write_atomic(path, b"new")
    assert str(path) in str(refused.value)
    assert refused.value.fix
    assert [(name.name, name.read_bytes()) for name in path.parent.iterdir()] == [("a", b"old")]


def test_what_cannot_be_appended_whole_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lines"
    assert append_durably(path, b"one\n") == 0
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LegacyImportError, match="no space left"):
        append_durably(path, b"two\n")
    assert path.read_bytes() == b"one\n"
