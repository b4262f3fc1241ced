"""What a build says is short, and in plain words."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives import ArchiveFolder
from copydesk import check_archive
from dispatch import Finding, Where
from newsroom.report import Census, localised, refuse, summary


def test_a_path_is_said_from_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    finding = Finding(Where(str(tmp_path / "a.md"), 1, 2), "code", "message", "fix")
    assert localised(finding) == "a.md:1:2: message\n    fix: fix"
    away = Finding(Where("/else/a.md"), "code", "message", "fix", "warning")
    assert localised(away) == "/else/a.md: warning: message\n    fix: fix"


def test_a_refusal_names_every_error_and_counts_them(
    archive: ArchiveFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.file("piece", "status: x\nrights: y")
    assert refuse(check_archive(archive.content)) == 1
    err = capsys.readouterr().err
    assert "2 errors in" in err
    assert err.count(":5:9: ") == 1


def test_one_is_said_as_one(archive: ArchiveFolder) -> None:
    archive.file("piece")
    text = summary(Census.of(check_archive(archive.content)), archive.content, archive.output, 1, 1, 1)
    assert "1 dispatch (1 en) and 0 pages" in text
    assert "1 file to" in text
    assert "(1 changed, 1 deleted)" in text
