"""Columns of numbers come back from their bytes and bits; runs are told apart by their marks."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lunr_search.arrays import spread, unvarints, varints, widths
from lunr_search.bits import Bits, Codes, gamma, pack_bits, plain, rice
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


ONE = st.one_of(
    st.tuples(st.just("rice"), st.integers(0, 2**31), st.integers(0, 12)),
    st.tuples(st.just("gamma"), st.integers(1, 2**27), st.just(0)),
    st.integers(1, 2**31).flatmap(lambda n: st.tuples(st.just("plain"), st.integers(0, n - 1), st.just(n))),
    st.integers(0, 40).flatmap(
        lambda n: st.tuples(st.just("bits"), st.integers(0, (1 << n) - 1), st.just(n))
    ),
)


def coded(kind: str, number: int, how: int) -> Codes:
    """One number in one of the codes."""
    numbers, hows = np.array([number]), np.array([how])
    if kind == "bits":
        return Codes(numbers, hows)
    return gamma(numbers) if kind == "gamma" else (rice if kind == "rice" else plain)(numbers, hows)


@given(st.lists(st.lists(ONE, max_size=30), min_size=1, max_size=5))
def test_codes_come_back_from_their_bits(runs: list[list[tuple[str, int, int]]]) -> None:
    codes = [coded(*one) for run in runs for one in run] or [
        Codes(np.zeros(0, np.int64), np.zeros(0, np.int64))
    ]
    whole = Codes(
        np.concatenate([one.numbers for one in codes]), np.concatenate([one.widths for one in codes])
    )
    data, starts = pack_bits(whole, np.array(list(map(len, runs)), np.int64))
    for run, start, end in zip(runs, starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        read = Bits(data[start:end])
        for kind, number, how in run:
            found = read.gamma() if kind == "gamma" else getattr(read, kind)(how)
            assert found == number
        assert len(read.text) - read.at < 8
