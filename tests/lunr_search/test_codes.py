"""Numbers, lengths and the first words of shards come back as they were written."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lunr_search.lengths import length_codes, read_lengths
from lunr_search.manifest import Bounds, Ranges, read_ranges
from lunr_search.varint import Cursor, encode_all


@given(st.lists(st.lists(st.integers(0, 10**6) | st.integers(0, 9), min_size=1, max_size=50)))
def test_lengths_come_back(lengths: list[list[int]]) -> None:
    whole = [length for language in lengths for length in sorted(language)]
    sizes = list(map(len, lengths))
    assert read_lengths(length_codes(whole, sizes), sizes) == whole


@given(st.lists(st.integers(0, 2**40)))
def test_numbers_come_back(numbers: list[int]) -> None:
    assert Cursor(encode_all(numbers)).numbers(len(numbers)) == numbers


WORDS = st.lists(st.text("abcəж", min_size=1), min_size=1, unique=True).map(sorted)


@given(WORDS, st.integers(1, 5))
def test_every_word_is_found_in_its_shard(words: list[str], size: int) -> None:
    runs = [words[at : at + size] for at in range(0, len(words), size)]
    bounds = Bounds()
    for run in runs:
        bounds.add(run[0], run[-1])
    ranges = read_ranges(Ranges(bounds.separators, ["a" * 7] * len(runs)).as_json())
    for at, run in enumerate(runs):
        assert {ranges.find(word) for word in run} == {at}
        assert all(at in ranges.within(word[:1]) for word in run)
