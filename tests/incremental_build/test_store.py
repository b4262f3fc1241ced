"""The cache is only a cache: spoilt, locked or gone, it is empty and nothing else."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from incremental_build.store import VERSION, Store


def filled(file: Path) -> None:
    store = Store(file)
    store.keep_text(b"key", b"value")
    store.finish("out", {"a.html": b"record"}, [])


def test_what_was_kept_is_there(tmp_path: Path) -> None:
    filled(tmp_path / "x.sqlite")
    store = Store(tmp_path / "x.sqlite")
    assert store.text(b"key") == b"value"
    assert store.pages("out") == {"a.html": b"record"}
    assert store.pages("elsewhere") == {}
    store.close()


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    filled(tmp_path / "x.sqlite")
    Store(tmp_path / "x.sqlite").finish("out", {}, ["a.html"])
    assert Store(tmp_path / "x.sqlite").pages("out") == {}


@pytest.mark.parametrize("size", [0, 1, 15, 100, 4096, 5000, 9000])
def test_a_file_cut_short_is_empty_and_works_again(tmp_path: Path, size: int) -> None:
    file = tmp_path / "x.sqlite"
    filled(file)
    file.write_bytes(file.read_bytes()[:size])
    store = Store(file)
    assert store.text(b"key") in {None, b"value"}
    store.keep_text(b"more", b"x")
    store.finish("out", {"b.html": b"r"}, [])
    filled(file)
    assert Store(file).text(b"key") == b"value"


def test_a_row_that_does_not_fit_its_sum_is_not_there_but_its_name_is(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    filled(file)
    base = sqlite3.connect(file)
    base.execute("UPDATE texts SET value = x'00'")
    base.execute("UPDATE pages SET value = x'00'")
    base.commit()
    base.close()
    assert Store(file).text(b"key") is None
    assert Store(file).pages("out") == {"a.html": b""}


def test_another_version_is_empty(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    filled(file)
    base = sqlite3.connect(file)
    base.execute(f"PRAGMA user_version = {VERSION + 1}")
    base.commit()
    base.close()
    assert Store(file).text(b"key") is None


def test_a_locked_file_is_read_only(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    filled(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = Store(file)
    assert store.text(b"key") == b"value"
    store.keep_text(b"more", b"x")
    store.finish("out", {}, ["a.html"])
    other.execute("ROLLBACK")
    other.close()
    assert Store(file).text(b"more") is None
    assert Store(file).pages("out") == {"a.html": b"record"}


def test_texts_that_nobody_asks_for_are_dropped_in_time(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    store = Store(file)
    for number in range(1500):
        store.keep_text(b"%d" % number, b"x")
    store.finish("out", {}, [])
    store = Store(file)
    assert store.text(b"7") == b"x"
    store.finish("out", {}, [])
    store = Store(file)
    assert store.text(b"7") == b"x"
    assert store.text(b"8") is None
