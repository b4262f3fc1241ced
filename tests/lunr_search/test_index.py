"""The index counts, is written and read back, and refuses what is damaged or of another version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import corpus
import pytest

from lunr_search.errors import SearchError
from lunr_search.index import Document, build_index, read_index
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from lunr_search.store import CLIENT, Stored, write_search

FERRY = Document("/a/", {"title": ["ferry", "alat"], "body": ["ferry", "ferry"]})
PORT = Document("/b/", {"title": ["port"], "body": []})


def rows(documents: list[Document]) -> list[Stored]:
    """Something to show of each document."""
    return [
        Stored(f"Title of {document.ref}", "ALAT", "2014-03-02", "Standfirst", "en") for document in documents
    ]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site with a search of two documents."""
    index = build_index([FERRY, PORT], {"title": 2.0, "body": 1.0})
    write_search(tmp_path, index, [FERRY, PORT], rows([FERRY, PORT]))
    return tmp_path


def test_counts_in_the_order_in_which_terms_are_met() -> None:
    index = build_index([FERRY, PORT], {"title": 2.0, "body": 1.0})
    assert index.terms == ["ferry", "alat", "port"]
    assert index.postings == [[[0, 1], [0, 2]], [[0, 1], []], [[1, 1], []]]
    assert index.lengths == [[2, 1], [2, 0]]


def test_two_documents_with_one_address_are_refused() -> None:
    with pytest.raises(SearchError, match="two documents have the address /a/"):
        build_index([FERRY, FERRY], {"title": 1.0})


def test_reads_back_what_it_wrote(site: Path) -> None:
    found = open_site(site)
    assert found.index == build_index([FERRY, PORT], {"title": 2.0, "body": 1.0})
    assert list(found.documents()) == [FERRY, PORT]
    assert found.stored()["/b/"]["title"] == "Title of /b/"


def test_same_archive_same_bytes_and_no_leftovers(site: Path) -> None:
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    index = build_index([FERRY, PORT], {"title": 2.0, "body": 1.0})
    write_search(site, index, [FERRY, PORT], rows([FERRY, PORT]))
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before
    write_search(site, build_index([PORT], {"title": 2.0}), [PORT], rows([PORT]))
    assert len(list(site.glob("search/*-*.json"))) == 3


def test_the_client_is_written_whole_under_one_way_in(site: Path) -> None:
    entry = (site / "search/client/search.js").read_text(encoding="utf-8")
    folder = (site / "search/client" / entry.split('"')[1]).parent
    assert {path.name for path in folder.iterdir()} == {path.name for path in CLIENT.glob("*.js")}


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda folder: (folder / "manifest.json").unlink(), "has no search index"),
        (lambda folder: (folder / "manifest.json").write_text("{", encoding="utf-8"), "is damaged"),
        (lambda folder: (folder / "manifest.json").write_text("[]", encoding="utf-8"), "is damaged"),
        (lambda folder: (folder / "manifest.json").write_text("{}", encoding="utf-8"), "lacks its index"),
        (lambda folder: next(folder.glob("index-*")).unlink(), "lacks its index"),
        (lambda folder: next(folder.glob("index-*")).write_bytes(b"{}"), "damaged or of another build"),
    ],
)
def test_half_written_or_damaged_is_never_searched(damage: Any, words: str, site: Path) -> None:
    damage(site / "search")
    with pytest.raises(SearchError, match=words) as caught:
        open_site(site)
    assert "build the site again" in str(caught.value)


@pytest.mark.parametrize("key", ["version", "analysis"])
def test_other_version_is_refused(key: str) -> None:
    data = {**build_index([FERRY], FIELDS).as_json(), key: 99}
    with pytest.raises(SearchError, match="has version"):
        read_index(data)


@pytest.mark.parametrize("key", ["refs", "lengths", "terms", "postings", "fields"])
def test_index_that_does_not_hold_together_is_refused(key: str) -> None:
    data = build_index([FERRY], FIELDS).as_json()
    with pytest.raises(SearchError, match="is damaged"):
        read_index({**data, key: data[key][:-1] if isinstance(data[key], list) else {}} if data[key] else {})


def test_export_is_what_an_outside_lunr_needs() -> None:
    documents = corpus.documents(1, 5)
    index = build_index(documents, FIELDS)
    again = build_index(
        [Document(document.ref, json.loads(json.dumps(document.fields))) for document in documents], FIELDS
    )
    assert again == index


def test_hard_documents_are_counted() -> None:
    many = [f"w{number}" for number in range(100_000)]
    index = build_index(
        [Document("/x/", {"title": [], "body": many}), Document("/y/", {"title": ["a" * 1_000_000]})],
        {"title": 1.0, "body": 1.0},
    )
    assert (len(index.terms), index.lengths) == (100_001, [[0, 1], [100_000, 0]])
