"""Wildcards and distances stand for the terms that a slow and obvious version finds."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from lunr_search.expand import Vocabulary

LETTERS = st.text(alphabet="abcə1", min_size=1, max_size=6)
VOCABULARY = st.sets(LETTERS, max_size=30)


@cache
def edits(one: str, other: str) -> int:
    """How many letters must be put in, taken out, replaced, or swapped with their neighbour."""
    if not one or not other:
        return len(one) + len(other)
    best = min(
        edits(one[1:], other) + 1, edits(one, other[1:]) + 1, edits(one[1:], other[1:]) + (one[0] != other[0])
    )
    if len(one) > 1 and one[0] == other[1:2] and other[0] == one[1]:
        best = min(best, edits(one[2:], other[2:]) + 1)
    return best


@given(VOCABULARY, st.text(alphabet="abcə1*", min_size=1, max_size=5))
def test_stars_match_as_a_regular_expression_does(terms: set[str], pattern: str) -> None:
    wanted = re.compile(".*".join(map(re.escape, pattern.split("*"))))
    expected = {term for term in terms if wanted.fullmatch(term)}
    found = Vocabulary(sorted(terms)).expand(pattern)
    assert set(found) == expected
    assert len(found) == len(set(found))


@given(VOCABULARY, LETTERS)
def test_one_edit_away(terms: set[str], term: str) -> None:
    found = set(Vocabulary(sorted(terms)).expand(term, 1))
    assert found == {other for other in terms if edits(term, other) <= 1}


@given(VOCABULARY, LETTERS, st.integers(2, 3))
def test_further_edits_find_at_least_what_is_nearer(terms: set[str], term: str, distance: int) -> None:
    vocabulary = Vocabulary(sorted(terms))
    found = set(vocabulary.expand(term, distance))
    assert set(vocabulary.expand(term, distance - 1)) <= found
    assert {other for other in terms if edits(term, other) <= distance} <= found


@given(VOCABULARY, LETTERS)
def test_a_plain_term_stands_for_itself(terms: set[str], term: str) -> None:
    assert Vocabulary(sorted(terms)).expand(term) == ([term] if term in terms else [])
