"""Scores by hand, rules of presence, and the rounding that makes two languages agree."""

from __future__ import annotations

import math

import pytest

from lunr_search.index import Document, build_index
from lunr_search.query import read_query
from lunr_search.rank import Ranker, rounded

FIELDS = {"title": 2.0, "body": 1.0}
RANKER = Ranker(
    build_index(
        [
            Document("/a/", {"title": ["ferry"], "body": ["ferry", "port", "port"]}),
            Document("/b/", {"title": ["port"], "body": ["ferry"]}),
            Document("/c/", {"title": ["oil"], "body": []}),
        ],
        FIELDS,
    )
)


def found(query: str) -> list[str]:
    """The addresses a query finds, best first."""
    return [result.ref for result in RANKER.search(read_query(query, list(FIELDS)))[0]]


@pytest.mark.parametrize(
    ("number", "expected"), [(0.0625, 0.063), (1.0005, 1.001), (0.4375, 0.438), (2.5, 2.5), (0.0004, 0.0)]
)
def test_halves_round_up_as_in_javascript(number: float, expected: float) -> None:
    assert rounded(number) == expected


def test_a_score_by_hand() -> None:
    # "oil" stands once, in one field of one of three documents; its title has one term, as all titles have.
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    weight = rarity * (2.2 * 1) / (1.2 * (1 - 0.75 + 0.75 * 1) + 1)
    results, _ = RANKER.search(read_query("oil", list(FIELDS)))
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
def test_presence_and_wildcards(query: str, refs: set[str]) -> None:
    assert set(found(query)) == refs


def test_terms_that_were_looked_for_come_with_the_answer() -> None:
    assert set(RANKER.search(read_query("p* -oil", list(FIELDS)))[1]) == {"port"}


def test_an_empty_index_answers_with_nothing() -> None:
    assert Ranker(build_index([], FIELDS)).search(read_query("ferry", list(FIELDS)))[0] == []
