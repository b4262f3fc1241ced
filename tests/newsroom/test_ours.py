"""The list of the files that are ours says what was noted, or that nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom.ours import Ours


def test_what_was_noted_is_read_again_and_known_by_its_mark(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    ours = Ours(file)
    assert ours.names is None
    ours.note({"b.html", "a.html"})
    assert ours.names == {"a.html", "b.html"}
    again = Ours(file)
    assert again.names == {"a.html", "b.html"}
    assert again.mark == ours.mark
    again.note({"a.html"})
    assert again.names == {"a.html"}
    assert again.mark != ours.mark


def test_what_is_noted_does_not_change_what_was_known(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    lost = Ours(file)
    lost.add({"a.html"})
    assert lost.names == {"a.html"}
    assert lost.known is None
    ours = Ours(file)
    ours.add({"b.html"})
    assert ours.names == Ours(file).names == {"a.html", "b.html"}
    assert ours.known == {"a.html"}
    ours.note({"b.html"})
    assert Ours(file).known == {"b.html"}


@pytest.mark.parametrize("text", ["", "{", '["a"', "null", "[[]]"])
def test_a_torn_list_knows_nothing(tmp_path: Path, text: str) -> None:
    file = tmp_path / "list.json"
    file.write_text(text, encoding="utf-8")
    assert Ours(file).names is None


def test_of_an_empty_folder_no_file_is_ours(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    Ours(file).note({"a.html"})
    assert Ours(file, is_new=True).names == set()
