"""A dispatch is found by its slug, its address or its file, and nothing else."""

from __future__ import annotations

import pytest

from archives import ArchiveFolder, contents
from newsroom.edits import change, find, moment_now, today
from newsroom.errors import NewsroomError


@pytest.mark.parametrize(
    "name",
    [
        "piece",
        "Piece",
        "/2014/07/27/piece/",
        "https://tester.example/2014/07/27/piece/",
        "2014-07-27-piece.md",
    ],
)
def test_finds_it_under_every_name(archive: ArchiveFolder, name: str) -> None:
    archive.file("other")
    archive.file("piece")
    assert find(archive.content, name)[1].slug == "piece"


def test_names_the_nearest(archive: ArchiveFolder) -> None:
    archive.file("the-ferry")
    with pytest.raises(NewsroomError, match="no dispatch with the slug 'the-fery'") as caught:
        find(archive.content, "the-fery")
    assert caught.value.fix == "write the-ferry"


def test_a_file_that_cannot_be_read_does_not_hide_the_others(archive: ArchiveFolder) -> None:
    archive.put("dispatches/a.md", "---\ntitle: [\n---\n")
    archive.file("piece")
    assert find(archive.content, "piece")[1].slug == "piece"


def test_a_change_writes_one_file_and_nothing_else(archive: ArchiveFolder) -> None:
    archive.file("piece", "section: A")
    archive.file("other")
    before = contents(archive.content)
    change(find(archive.content, "piece")[0], {"section": "B"})
    after = contents(archive.content)
    assert [name for name in after if after[name] != before[name]] == ["dispatches/2014/2014-07-27-piece.md"]


def test_today_is_the_day_in_the_archives_zone(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(1767225600 - 3600))
    archive.put("archive.yaml", "time_zone: Asia/Baku\n")
    assert (str(today(archive.content)), str(moment_now(archive.content))) == (
        "2026-01-01",
        "2026-01-01T03:00+04:00",
    )
    archive.put("archive.yaml", "time_zone: UTC\n")
    assert str(today(archive.content)) == "2025-12-31"
