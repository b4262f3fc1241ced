"""Check: findings for a person and for a program; --fix mends what is certain."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archives import ArchiveFolder

HAND = "---\n# by hand\ntitle: A piece  # as wired\ndate: {date}  # telex\ntags: [ a,b ]\n---\n\nText  \n"


@pytest.fixture
def hand(archive: ArchiveFolder) -> Path:
    return archive.put("dispatches/a.md", HAND.format(date="27.07.2014").encode())


def test_fix_mends_a_date_and_a_missing_slug_and_keeps_comments(archive: ArchiveFolder, hand: Path) -> None:
    assert archive.run("check").code == 1
    for _ in range(2):
        said = archive.run("check", "--fix")
    assert said.code == 0
    assert hand.read_text(encoding="utf-8") == HAND.format(date="2014-07-27").replace(
        "b ]\n", "b ]\nslug: a-piece\n"
    )
    assert "mended" not in archive.run("check", "--fix").out


def test_fix_mends_a_slug_that_cannot_be(archive: ArchiveFolder) -> None:
    path = archive.file("piece", "slug: My Piece  # mine")
    assert archive.run("check", "--fix").code == 0
    assert "\nslug: my-piece  # mine\n" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "header",
    ["date: 2014-02-30", "status: publised", "datline: BAKU", "dateline: ', Azerbaijan'", "rights: mine"],
)
def test_fix_guesses_nothing(archive: ArchiveFolder, header: str) -> None:
    path = archive.file("piece", header)
    before = path.read_bytes()
    said = archive.run("check", "--fix")
    assert said.code == 1
    assert path.read_bytes() == before


def test_fix_changes_no_file_that_is_right(archive: ArchiveFolder, hand: Path) -> None:
    path = archive.file("piece")
    before = path.stat().st_mtime_ns
    archive.run("check", "--fix")
    assert path.stat().st_mtime_ns == before


def test_fix_keeps_windows_line_ends(archive: ArchiveFolder) -> None:
    data = HAND.format(date="27.07.2014").replace("\n", "\r\n")
    path = archive.put("dispatches/a.md", data)
    archive.run("check", "--fix")
    archive.run("check", "--fix")
    assert path.read_bytes().decode() == data.replace("27.07.2014", "2014-07-27").replace(
        "b ]\r\n", "b ]\r\nslug: a-piece\r\n"
    )


def test_a_person_reads_the_path_from_where_they_stand(
    archive: ArchiveFolder, hand: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(archive.folder)
    lines = archive.run("check").out.splitlines()
    assert lines[:2] == [
        "content/dispatches/a.md:4:7: date: '27.07.2014' is not a date",
        "    fix: write date: 2014-07-27",
    ]
    assert lines[-1].startswith("0 dispatches checked: 1 error, 0 warnings") or lines[-1].startswith(
        "0 dispatches checked: 1 errors"
    )


def test_json_has_nothing_but_findings(archive: ArchiveFolder, hand: Path) -> None:
    rows = [json.loads(line) for line in archive.run("check", "--json").out.splitlines()]
    assert [(row["code"], row["line"], row["column"], row["severity"]) for row in rows] == [
        ("bad-date", 4, 7, "error")
    ]
    assert rows[0]["fix"] == "write date: 2014-07-27"


def test_a_good_archive_has_no_rows_and_exit_0(archive: ArchiveFolder) -> None:
    archive.file("piece")
    said = archive.run("check", "--json")
    assert (said.code, said.out) == (0, "")
