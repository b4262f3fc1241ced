"""Words of a text, each on a line, are what a list of them is."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from lunr_search.lines import Lines, joined

WORDS = st.lists(st.text("abəж\ud800", max_size=4), max_size=12)


@given(WORDS, st.integers(0, 12), st.integers(0, 12))
def test_words_come_back(words: list[str], first: int, end: int) -> None:
    lines = Lines(joined(words))
    assert list(lines) == words
    assert [lines[at] for at in range(len(lines))] == words
    assert lines[first:end] == words[first:end]
    if words:
        assert lines.letters().tolist() == list(map(len, words))


@given(WORDS.map(sorted), WORDS.map(sorted), st.integers(0, 10**6))
def test_words_are_put_in_and_taken_out(words: list[str], new: list[str], seed: int) -> None:
    dice = random.Random(seed)
    lines = Lines(joined(words))
    places = lines.places_of(new, str).tolist()
    assert all(words[at - 1 : at] < [word] <= (words[at : at + 1] or [word]) for at, word in zip(places, new, strict=True))  # fmt: skip
    gone = dice.sample(range(len(words)), k=dice.randint(0, len(words)))
    found = lines.edited(gone, zip(places, new, strict=True))
    assert list(found) == sorted([*new, *(word for at, word in enumerate(words) if at not in gone)])
