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


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in a workflow, whoever runs the tests."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    monkeypatch.delenv("SITEURL", raising=False)


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


def test_held_back_dispatch_may_be_silent_and_is_named(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    held = published.Held(silent=frozenset({"/2015/01/01/sheki/"}))
    assert published.compare(old, new, set(), held=held) == 0
    assert "/2015/01/01/sheki/ is public now and would be silent" in capsys.readouterr().err
    assert published.compare(old, new, set(), held=published.Held(frozenset({"/2020/01/01/sheki/"}))) == 1


def test_a_halved_archive_stops_even_if_all_that_is_gone_is_under_embargo(tmp_path: Path) -> None:
    rows = [(f"piece-{n}", f"/2020/01/{n:02d}/piece-{n}/", []) for n in range(1, 7)]
    old, new = listing(tmp_path / "old.json", *rows), listing(tmp_path / "new.json", rows[0])
    held = published.Held(frozenset(path for _, path, _ in rows[1:]))
    assert published.compare(old, new, set(), held=held) == 1
    assert published.compare(old, new, {path for _, path, _ in rows[1:]}, held=held) == 0


def test_a_hidden_dispatch_keeps_its_page(old: Path, tmp_path: Path) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    held = published.Held(standing=frozenset({"/2015/01/01/sheki/"}))
    assert published.compare(old, new, set(), held=held) == 0


def test_an_older_address_must_not_vanish_either(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = listing(tmp_path / "old.json", ("alat", "/2014/03/02/alat/", ["/old/alat.html", "/old/?p=1"]))
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, set()) == 1
    error = capsys.readouterr().err
    assert "/old/alat.html is public now and would be gone" in error
    assert "?p=1" not in error


def test_an_alias_that_can_have_no_page_answers_nothing(old: Path, tmp_path: Path) -> None:
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", ["/2015/01/01/sheki/?x=1"]))
    assert published.compare(old, new, set()) == 1


def test_what_was_withdrawn_does_not_come_back_by_an_old_version(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    row = {"slug": "alat", "path": "/2014/03/02/alat/", "aliases": [], "status": "withdrawn"}
    old, new = tmp_path / "old.json", listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    old.write_text(json.dumps({"version": 1, "dispatches": [row]}), encoding="utf-8")
    assert published.compare(old, new, set()) == 1
    assert "/2014/03/02/alat/ is withdrawn and would be public again" in capsys.readouterr().err
    assert published.compare(old, new, {"alat"}) == 0
    assert published.compare(old, old, set()) == 0


@pytest.mark.parametrize("accept", ["https://me.example/repo/2015/01/01/sheki/", "/repo/2015/01/01/sheki"])
def test_an_address_as_the_browser_shows_it_is_accepted(
    accept: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEURL", "https://me.example/repo")
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, {accept}) == 0


def test_in_the_workflow_the_way_out_is_its_box(
    old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    new = listing(tmp_path / "new.json", ("alat", "/2014/03/02/alat/", []))
    assert published.compare(old, new, set()) == 1
    assert "Run workflow, and in its box: /2015/01/01/sheki/" in capsys.readouterr().err


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
        "[" * 200_000,
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
