"""Wildcards and distances stand for the terms that a slow and obvious version finds."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from lunr_search.expand import STAR, Node, Vocabulary, from_fuzzy, from_pattern

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


def step_by_step(terms: list[str], pattern: Node) -> list[str]:
    """Lunr's own way, letter by letter, from the term's first to its last."""
    output = Node()
    stack = [(pattern, output, "")]
    while stack:
        asked, out, begun = stack.pop()
        letters = dict.fromkeys(
            term[len(begun)] for term in terms if term.startswith(begun) and term != begun
        )
        for wanted in asked.letters():
            for letter in letters:
                if wanted in (letter, STAR):
                    node = out.follow(letter)
                    node.is_final |= begun + letter in terms and asked.edges[wanted].is_final
                    stack.append((asked.edges[wanted], node, begun + letter))
    found = []
    waiting = [("", output)]
    while waiting:
        begun, node = waiting.pop()
        found += [begun] * node.is_final
        waiting += [(begun + letter, node.edges[letter]) for letter in node.letters()]
    return found


@settings(max_examples=500)
@given(
    st.sets(st.text(alphabet="ab.10=", min_size=1, max_size=6), max_size=30),
    st.text(alphabet="ab.1*", min_size=1, max_size=5)
    | st.text(alphabet="ab1*", max_size=5).map("{}*".format),
)
def test_terms_come_in_the_order_in_which_lunr_finds_them(terms: set[str], pattern: str) -> None:
    if STAR in pattern:
        assert Vocabulary(sorted(terms)).expand(pattern) == step_by_step(sorted(terms), from_pattern(pattern))
    assert Vocabulary(sorted(terms)).expand(pattern, 1) == step_by_step(sorted(terms), from_fuzzy(pattern, 1))


def test_a_term_may_be_as_long_as_a_book() -> None:
    word = "x" * 100_000
    vocabulary = Vocabulary(["ox", word, "xy"])
    assert vocabulary.expand("x*") == ["xy", word]
    assert vocabulary.expand("*xx") == [word]
    assert vocabulary.expand("o*") == ["ox"]


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
