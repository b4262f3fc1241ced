"""Columns of numbers come back from their bytes, as the slow way writes them; runs are told apart by their marks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lunr_search.arrays import marks_of, spread, unvarints, varints, widths
from lunr_search.varint import encode_all

NUMBERS = st.lists(st.integers(0, 2**34) | st.integers(0, 300))


@given(NUMBERS)
def test_varints_are_those_of_the_slow_way(numbers: list[int]) -> None:
    column = np.array(numbers, np.int64)
    found = varints(column)
    assert found.tobytes() == encode_all(numbers)
    assert unvarints(found.astype(np.int64)).tolist() == numbers
    assert widths(column).sum() == len(found)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 5))))
def test_runs_are_spread(runs: list[tuple[int, int]]) -> None:
    starts, sizes = (np.array(column, np.int64) for column in zip(*runs, strict=True)) if runs else ([], [])
    expected = [number for start, size in runs for number in range(start, start + size)]
    assert spread(np.array(starts, np.int64), np.array(sizes, np.int64)).tolist() == expected


@given(st.lists(st.lists(st.integers(0, 255), max_size=4), min_size=2, max_size=8))
def test_runs_have_one_mark_if_they_are_equal(runs: list[list[int]]) -> None:
    whole = np.array([number for run in runs for number in run], np.uint8)
    marks = marks_of(whole, np.array(list(map(len, runs)), np.int64), 3).tolist()
    assert len(set(marks)) == len(set(map(tuple, runs)))
