"""Streams of which some codes are other than before are those that would be packed anew."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lunr_search.arrays import Ints, edges_of, firsts_of, is_among, merged
from lunr_search.bits import Codes, pack_bits
from lunr_search.splicing import Streams, Swap, spliced


def ints(numbers: list[int]) -> Ints:
    """Numbers as a column."""
    return np.array(numbers, np.int64)


def cut(dice: random.Random, size: int) -> Ints:
    """So many rows in shards: their edges."""
    inside = dice.sample(range(1, size), k=min(dice.randint(0, 5), size - 1))
    return ints([0, *sorted(inside), size])


def packed(rows: list[list[tuple[int, int]]], edges: Ints) -> list[bytes]:
    """The streams of shards whose rows have such codes: numbers and how many bits they have."""
    codes = [code for row in rows for code in row]
    columns = Codes(ints([one for one, _ in codes]), ints([bits for _, bits in codes]))
    sizes = np.diff(edges_of(ints(list(map(len, rows))))[edges])
    data, starts = pack_bits(columns, sizes)
    return [data[first:end] for first, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]


def row(dice: random.Random) -> list[tuple[int, int]]:
    """The codes of one row: none, few, or many bits."""
    widths = [dice.choice((0, 1, 5, 40)) for _ in range(dice.choice((0, 1, 1, 2, 9)))]
    return [(dice.randrange(1 << bits), bits) for bits in widths]


@given(seed=st.integers(0, 10**6))
def test_what_stands_between_other_codes_is_copied(seed: int) -> None:
    dice = random.Random(seed)
    was = [row(dice) for _ in range(dice.randint(1, 40))]
    kept = [at for at in range(len(was)) if dice.random() < 0.8]
    now, new = list[list[tuple[int, int]]](), list[int]()
    for at in [*kept, -1]:
        while dice.random() < 0.2 or (at < 0 and not now):
            new.append(len(now))
            now.append(row(dice))
        if at >= 0:
            now.append(was[at])
    swap = Swap(ints(sorted({*range(len(was))} - {*kept})), ints(new))
    before, edges = cut(dice, len(was)), cut(dice, len(now))
    assert swap.was(swap.now(ints(kept))).tolist() == kept
    assert [now[at] for at in swap.now(ints(kept)).tolist()] == [was[at] for at in kept]
    # Only the shards of which something stayed are at hand, and only some are wanted.
    olds = merged(np.searchsorted(before, ints(kept), side="right") - 1)
    bits = [ints([sum(width for _, width in one) for one in was[a:b]]) for a, b in zip(before[olds].tolist(), before[olds + 1].tolist(), strict=True)]  # fmt: skip
    old = Streams(before, olds, bits, [packed(was, before)[at] for at in olds.tolist()])
    wanted = merged(ints([dice.randrange(len(edges) - 1) for _ in range(3)]))
    firsts, ends = edges[wanted], edges[wanted + 1]
    fresh = [now[at] for at in new if any(a <= at < b for a, b in zip(firsts, ends, strict=True))]
    codes = [code for one in fresh for code in one]
    columns = Codes(ints([one for one, _ in codes]), ints([width for _, width in codes]))
    data, starts = spliced(old, before, swap, (firsts, ends), (columns, ints(list(map(len, fresh)))))
    found = [data[a:b] for a, b in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)]
    assert found == [packed(now, edges)[at] for at in wanted.tolist()]


@given(st.lists(st.integers(0, 60)), st.lists(st.integers(0, 60)), st.lists(st.integers(0, 60)))
def test_runs_are_merged_and_looked_up(one: list[int], other: list[int], wanted: list[int]) -> None:
    found = merged(ints(sorted(one)), ints(sorted(other)))
    assert found.tolist() == sorted({*one, *other})
    assert is_among(found, ints(wanted)).tolist() == [number in {*one, *other} for number in wanted]


@given(st.lists(st.integers(0, 9)))
def test_the_first_of_each_number_is_found(numbers: list[int]) -> None:
    firsts, which = firsts_of(ints(numbers))
    assert firsts.tolist() == [numbers.index(number) for number in sorted({*numbers})]
    assert [numbers[firsts[at]] for at in which.tolist()] == numbers


@given(seed=st.integers(0, 10**6))
def test_other_codes_of_a_row_are_a_swap_of_it(seed: int) -> None:
    dice = random.Random(seed)
    count, gone = 20, ints(sorted(dice.sample(range(20), k=dice.randint(0, 5))))
    new = ints(sorted(dice.sample(range(18), k=dice.randint(0, 3))))
    swap = Swap(gone, new)
    rows = ints(sorted(dice.sample(range(count - len(gone) + len(new)), k=4)))
    more = swap.more(rows)
    assert {*rows.tolist(), *new.tolist()} == {*more.new.tolist()}
    stayed = [at for at in range(count) if at not in {*more.gone.tolist()}]
    assert more.now(ints(stayed)).tolist() == swap.now(ints(stayed)).tolist()
