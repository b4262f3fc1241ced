"""A published address must not vanish unsaid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dispatch.errors import StringerError
from newsroom import published


def listing(path: Path, *rows: tuple[str, str, list[str]], version: int = 1) -> Path:
    """A dispatches.json of slugs, paths and aliases."""
    dispatches = [{"slug": slug, "path": address, "aliases": aliases} for slug, address, aliases in rows]
    path.write_text(json.dumps({"version": version, "dispatches": dispatches}), encoding="utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """Two dispatches are public."""
    return listing(
        tmp_path / "old.json", ("alat", "/2014/03/02/alat/", []), ("sheki", "/2015/01/01/sheki/", [])
    )


def test_nothing_gone_is_fine(old: Path) -> None:
    assert published.compare(old, old, set()) == 0


def test_gone_address_stops_and_is_named(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, set()) == 1
    error = capsys.readouterr().err
    assert "/2015/01/01/sheki/ is public now and would be gone" in error
    assert '--accept "/2015/01/01/sheki/"' in error


@pytest.mark.parametrize(
    "accept", ["/2015/01/01/sheki/", "/2015/01/01/sheki", "https://me.example/2015/01/01/sheki/", "sheki"]
)
def test_accepted_address_may_go(accept: str, old: Path, tmp_path: Path) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, {accept}) == 0


def test_held_back_dispatch_may_be_silent(old: Path, tmp_path: Path) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, set(), held=frozenset({"sheki"})) == 0


def test_renamed_dispatch_needs_its_alias(old: Path, tmp_path: Path) -> None:
    renamed = ("sheki-silk", "/2015/01/02/sheki-silk/")
    without = listing(tmp_path / "a.json", ("alat", "/2014/03/02/alat/", []), (*renamed, []))
    having = listing(
        tmp_path / "b.json", ("alat", "/2014/03/02/alat/", []), (*renamed, ["/2015/01/01/sheki/"])
    )
    assert published.compare(old, without, set()) == 1
    assert published.compare(old, having, set()) == 0


def test_first_publication_has_nothing_to_lose(old: Path, tmp_path: Path) -> None:
    (tmp_path / "none.json").write_bytes(b"")
    assert published.compare(tmp_path / "none.json", old, set()) == 0


def test_a_list_that_is_not_there_is_no_first_publication(old: Path, tmp_path: Path) -> None:
    with pytest.raises(
        StringerError, match=r"none\.json: the list of what is public cannot be read"
    ) as caught:
        published.compare(tmp_path / "none.json", old, set())
    assert "leave --compare out" in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "<html>",
        "[]",
        '{"version": 1}',
        '{"version": 1, "dispatches": [{"slug": "a"}]}',
        '{"version": 1, "dispatches": [7]}',
    ],
)
def test_damaged_list_is_a_sentence(text: str, old: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    with pytest.raises(StringerError, match="not a list of published dispatches"):
        published.compare(bad, old, set())


def test_other_version_is_a_sentence(old: Path, tmp_path: Path) -> None:
    with pytest.raises(StringerError, match="version 2, not 1"):
        published.compare(listing(tmp_path / "v2.json", version=2), old, set())
