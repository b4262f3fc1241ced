"""Files are put in place whole, left alone where they are the same, and removed when nobody makes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from incremental_build import outputs
from incremental_build.outputs import FOLDER, Output, holds, lives, stat_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "out").mkdir()
    return tmp_path / "out"


def begin(folder: Path, *known: str) -> Output:
    return Output(str(folder), known, folder.parent / "cache.sqlite")


def test_a_file_whose_bytes_are_the_same_is_not_touched(folder: Path) -> None:
    (folder / "a.html").write_bytes(b"x")
    before = stat_of(str(folder / "a.html"))
    output = begin(folder)
    output.write(str(folder / "a.html"), b"x")
    assert output.stats == {"a.html": before}
    output.write(str(folder / "a.html"), b"y")
    assert (folder / "a.html").read_bytes() == b"y"
    assert output.stats["a.html"] == stat_of(str(folder / "a.html")) != before


def test_what_stops_the_writing_leaves_the_old_file_and_no_part(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.html").write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outputs.os, "replace", full)
    output = begin(folder)
    with pytest.raises(OSError, match="No space"):
        output.write(str(folder / "a.html"), b"new")
    output.write_ahead()
    output.write(str(folder / "a.html"), b"new")
    with pytest.raises(OSError, match="No space"):
        output.write_at_once()
    assert (folder / "a.html").read_bytes() == b"old"
    assert list((folder / FOLDER).iterdir()) == []


def test_files_written_ahead_stand_after_the_waiting_in_the_order_of_their_writing(folder: Path) -> None:
    output = begin(folder)
    output.write_ahead()
    for number in range(200):
        output.write(str(folder / f"{number % 20}.html"), b"%d" % number)
    output.write_at_once()
    assert {path.name: path.read_bytes() for path in folder.glob("*.html")} == {
        f"{n}.html": b"%d" % (180 + n) for n in range(20)
    }


def test_what_only_earlier_builds_made_goes_with_its_folders(folder: Path) -> None:
    for name in ("a/b/c.html", "a/kept.txt", "d/e.html", "f.html"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x")
    output = begin(folder, "a/b/c.html", "d/e.html", "f.html", "gone/already.html")
    output.note("f.html")
    assert output.finish() == ["a/b/c.html", "d/e.html", "gone/already.html"]
    assert sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) == [
        "a",
        "a/kept.txt",
        "f.html",
    ]


def test_a_killed_build_has_left_word_of_what_it_was_making(folder: Path) -> None:
    output = begin(folder, "old.html")
    output.write(str(folder / "new.html"), b"x")
    journal = folder.parent / f"cache.{os.getpid()}.names"
    # It was killed: another process finds its journal, cut short within a line.
    dead = folder.parent / "cache.999999999.names"
    dead.write_text(journal.read_text(encoding="utf-8") + "half", encoding="utf-8")
    journal.unlink()
    assert not lives(999999999)
    later = begin(folder, "old.html")
    assert later.known == {"old.html", "new.html"}
    assert later.finish() == ["new.html", "old.html"]
    later.close()
    assert not dead.exists()


def test_the_journal_of_another_output_is_not_ours(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cache.999999999.names").write_text("/elsewhere\na.html\n", encoding="utf-8")
    assert begin(folder).known == set()


def test_parts_of_dead_builds_are_cleared_and_those_of_living_ones_are_not(folder: Path) -> None:
    (folder / FOLDER).mkdir()
    (folder / FOLDER / "999999999-0").write_bytes(b"x")
    (folder / FOLDER / f"{os.getppid()}-0").write_bytes(b"x")
    begin(folder)
    assert [path.name for path in (folder / FOLDER).iterdir()] == [f"{os.getppid()}-0"]


def test_a_link_or_a_folder_is_no_file_that_stays_as_it_is(folder: Path) -> None:
    (folder / "a").write_bytes(b"x")
    (folder / "b").symlink_to(folder / "a")
    assert holds(str(folder / "a"), b"x")
    assert not holds(str(folder / "b"), b"x")
    assert stat_of(str(folder / "b")) is None
    assert stat_of(str(folder)) is None
    assert stat_of(str(folder / "none")) is None


def test_ways_are_cleared_only_of_what_is_ours(folder: Path) -> None:
    (folder / "a").write_bytes(b"x")
    output = begin(folder, "a")
    output.clear_way(str(folder / "a/b.html"))
    assert not (folder / "a").exists()
    (folder / "c").mkdir()
    (folder / "c/theirs.txt").write_bytes(b"x")
    (folder / "c/ours.html").write_bytes(b"x")
    output = begin(folder, "c/ours.html")
    output.clear_way(str(folder / "c"))
    assert [path.name for path in (folder / "c").iterdir()] == ["theirs.txt"]
