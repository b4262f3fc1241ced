"""What a reader made of a file is kept, and its metadata understood anew."""

from __future__ import annotations

import itertools
import logging
from pathlib import Path
from typing import Any

import pytest

from incremental_build.errors import UncertainError
from incremental_build.reading import Keeper, caching
from incremental_build.rows import pack, unpack
from incremental_build.selfcontained import markdown_forgets, markdown_is_pure, rst_is_pure
from incremental_build.store import Store

CLOCK = itertools.count()


class Reader:
    """Reads lines `name: value`; a date is what its own clock says."""

    reads = 0

    def process_metadata(self, name: str, value: Any) -> Any:
        return ("moment", next(CLOCK)) if name == "date" else value

    def read(self, path: str) -> tuple[str, dict[str, Any]]:
        type(self).reads += 1
        text = Path(path).read_text(encoding="utf-8")
        if "warn" in text:
            logging.getLogger("x").warning("a warning")
        found = dict(line.split(": ") for line in text.splitlines())
        return text.upper(), {name: self.process_metadata(name, value) for name, value in found.items()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "cache" / "x.sqlite")


def reader(store: Store, surroundings: bytes = b"") -> Any:
    made = caching(
        Reader, lambda _: Keeper(store, surroundings, lambda data: b"include" not in data, by_path=False)
    )
    assert made.__name__ == "Reader"
    return made()


def reads(store: Store, path: Path, surroundings: bytes = b"") -> int:
    """How often the file itself was read the second time."""
    first = reader(store, surroundings).read(str(path))
    again = reader(store, surroundings)
    type(again).reads = 0
    assert again.read(str(path))[0] == first[0]
    return type(again).reads


def test_the_text_is_kept_and_the_clock_is_asked_anew(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("title: A\ndate: now", encoding="utf-8")
    one = reader(store).read(str(path))
    Reader.reads = 0
    two = reader(store).read(str(path))
    assert one[0] == two[0] == "TITLE: A\nDATE: NOW"
    assert one[1]["title"] == two[1]["title"] == "A"
    assert one[1]["date"][1] < two[1]["date"][1]


@pytest.mark.parametrize(
    ("text", "again"),
    [("title: A", 0), ("title: include", 1), ("title: warn", 1)],
    ids=["kept", "not of its own text alone", "with a warning"],
)
def test_what_may_be_kept_is(store: Store, tmp_path: Path, text: str, again: int) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert reads(store, path) == again


def test_other_surroundings_are_another_row(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("title: A", encoding="utf-8")
    reads(store, path, b"one")
    assert store.text(b"none") is None
    keys = set(store._new)
    reads(store, path, b"two")
    assert len(set(store._new) - keys) == 1


def test_a_row_comes_back() -> None:
    tags = [object()]
    row = pack(
        "text",
        {"title": "A", "tags": tags, "n": 1, "list": ["a", "b"]},
        [("tags", "x, y", tags), ("title", "A", "A")],
    )
    content, metadata = unpack(row, lambda name, value: f"{name}={value}")
    assert (content, metadata) == (
        "text",
        {"title": "title=A", "tags": "tags=x, y", "n": 1, "list": ["a", "b"]},
    )


@pytest.mark.parametrize("value", [object(), ("a",), 1.5, {"a": 1}, "\ud800"])
def test_what_is_not_plain_is_not_kept(value: object) -> None:
    with pytest.raises(UncertainError):
        pack("text", {"x": value}, [])


@pytest.mark.parametrize("text", ["Title\n=====\n\n:date: 2014-03-02\n\nText *a*.", ".. note:: Mind", ".. code-block:: python\n\n   x", ":abbr:`HTML (x)`", ".. [1] note", ".. _a: http://b.example",
                                  ".. image:: a.png\n   :alt: b", "a :: b"])  # fmt: skip
def test_rst_of_its_own_text(text: str) -> None:
    assert rst_is_pure(text)


@pytest.mark.parametrize("text", [".. include:: /etc/passwd", ".. raw:: html\n   :file: a.html", ".. |d| date::", "..   csv-table:: x\n   :url: http://b", ".. mine:: x", ":mine:`x`", "`x`:mine:",
                                  ".. image:: a.png\n   :scale: 50 %", ".. Include:: x", ".. role:: mine", ".. default-role:: mine", "* .. include:: x", ".. a:include:: x"])  # fmt: skip
def test_rst_that_may_look_elsewhere(text: str) -> None:
    assert not rst_is_pure(text)


def test_markdown_of_its_own_text() -> None:
    own = {
        "extensions": ["markdown.extensions.extra", "toc", "meta"],
        "extension_configs": {"toc": {"permalink": True}},
        "output_format": "html5",
    }
    assert markdown_is_pure(own, ())
    assert markdown_forgets(own)
    other = {"extensions": ["markdown_include.include"]}
    assert not markdown_is_pure(other, ())
    assert markdown_is_pure(other, {"markdown_include.include"})
    assert not markdown_forgets(other)
    assert not markdown_is_pure({"extensions": [object()]}, ())
    assert not markdown_forgets(
        {"extensions": ["footnotes"], "extension_configs": {"footnotes": {"UNIQUE_IDS": True}}}
    )
    assert not markdown_forgets(
        {"extensions": ["extra"], "extension_configs": {"extra": {"footnotes": {"UNIQUE_IDS": True}}}}
    )
