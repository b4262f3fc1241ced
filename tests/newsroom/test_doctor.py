"""Doctor says what is missing, and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom import doctor


def marks(content: Path) -> dict[str, str]:
    """Text → mark of what is said of an archive."""
    return {line.text: line.mark for line in doctor.look_at_archive(content)}


def test_missing_archive_is_bad(tmp_path: Path) -> None:
    assert marks(tmp_path / "none") == {f"{tmp_path / 'none'} is not there": "bad"}


def test_empty_archive_is_bad_and_a_dispatch_makes_it_good(tmp_path: Path) -> None:
    (tmp_path / "archive.yaml").write_text("name: A\n", encoding="utf-8")
    assert marks(tmp_path)["no dispatches"] == "bad"
    (tmp_path / "dispatches").mkdir()
    (tmp_path / "dispatches" / "a.md").touch()
    assert marks(tmp_path)["1 dispatches"] == "ok"


def test_captures_without_a_backup_are_named(tmp_path: Path) -> None:
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / "2026.warc.gz").touch()
    lines = list(doctor.look_at_git(tmp_path))
    assert any(
        line.mark == "mind" and "2026.warc.gz" in line.text and "second disk" in line.fix for line in lines
    )


def test_every_line_that_is_not_good_has_a_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert doctor.doctor(tmp_path / "none", tmp_path / "out") == 1
    lines = capsys.readouterr().out.splitlines()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith(("bad", "mind")):
            assert following.strip().startswith("fix: ")
