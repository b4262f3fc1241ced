"""Scores by hand, rules of presence, and the rounding that makes two languages agree."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.query import read_query
from lunr_search.rank import rounded
from lunr_search.reader import Site, open_site

FIELDS = {"title": 2.0, "body": 1.0}
DOCUMENTS = [
    Document("/a/", {"title": "ferry", "body": "ferry port port"}, filed="2014-01-01"),
    Document("/b/", {"title": "port", "body": "ferry"}, filed="2014-01-02"),
    Document("/c/", {"title": "oil", "body": ""}, filed="2014-01-03"),
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A built site of three documents."""
    folder = tmp_path_factory.mktemp("site")
    write_search(folder, DOCUMENTS, FIELDS)
    return open_site(folder)


def found(site: Site, query: str) -> list[str]:
    """The addresses a query finds, best first."""
    return [result.ref for result in site.search(query).results]


@pytest.mark.parametrize(
    ("number", "expected"), [(0.0625, 0.063), (1.0005, 1.001), (0.4375, 0.438), (2.5, 2.5), (0.0004, 0.0)]
)
def test_halves_round_up_as_in_javascript(number: float, expected: float) -> None:
    assert rounded(number) == expected


def test_a_score_by_hand(site: Site) -> None:
    # "oil" stands once, in one field of one of three documents; its title has one term, as all titles have.
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    weight = rarity * (2.2 * 1) / (1.2 * (1 - 0.75 + 0.75 * 1) + 1)
    results = site.search("oil").results
    assert [(result.ref, result.score) for result in results] == [("/c/", round(weight * 2, 3))]


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ("ferry", {"/a/", "/b/"}),
        ("+ferry +port", {"/a/", "/b/"}),
        ("+title:ferry", {"/a/"}),
        ("ferry -title:port", {"/a/"}),
        ("+nosuchword ferry", set()),
        ("+title:ferry +body:oil", set()),
        ("-ferry", {"/c/"}),
        ("", {"/a/", "/b/", "/c/"}),
        ("*", {"/a/", "/b/", "/c/"}),
        ("fery~1", {"/a/", "/b/"}),
        ("p*t", {"/a/", "/b/"}),
    ],
)
def test_presence_and_wildcards(query: str, refs: set[str], site: Site) -> None:
    assert set(found(site, query)) == refs


@pytest.mark.parametrize(
    ("query", "refs"),
    [
        ('"ferry port"', ["/a/"]),
        ('"port port"', ["/a/"]),
        ('"port ferry"', []),
        ('title:"ferry port"', []),
        ('ferry -"port port"', ["/b/"]),
        ('"ferry nosuchword"', []),
    ],
)
def test_phrases_stand_word_by_word_in_one_field(query: str, refs: list[str], site: Site) -> None:
    assert found(site, query) == refs


def test_terms_that_were_looked_for_come_with_the_answer(site: Site) -> None:
    clauses = read_query("p* -oil", list(FIELDS), "en").clauses
    assert set(site.ranker.search(clauses)[1]) == {"port"}


def test_an_empty_index_answers_with_nothing(tmp_path: Path) -> None:
    write_search(tmp_path, [], FIELDS)
    assert found(open_site(tmp_path), "ferry") == []
