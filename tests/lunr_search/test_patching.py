"""A column that is patched while it is written is what it would be if each of its rows were set by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunr_search import amending
from lunr_search.patching import Patch, patched
from lunr_search.splicing import Swap
from lunr_search.stock import Stock

STRIDE = 3


def stock_of(column: list[int]) -> Stock:
    """A stock of one column."""
    return Stock([], [], [], {"bits": np.array(column, np.uint8)}, {})


@given(
    column=st.lists(st.integers(0, 200), min_size=1, max_size=40),
    gone=st.sets(st.integers(0, 39)),
    new=st.sets(st.integers(0, 39)),
    others=st.sets(st.integers(0, 79)),
    runs=st.sets(st.integers(0, 79), max_size=6),
    most=st.sampled_from([200, 60_000]),
)
def test_a_patched_column_is_as_if_each_row_were_set(
    column: list[int], gone: set[int], new: set[int], others: set[int], runs: set[int], most: int
) -> None:
    out = sorted(row for row in gone if row < len(column))
    kept = [value for row, value in enumerate(column) if row not in out]
    came = sorted(row for row in new if row < len(kept))
    now: list[int] = list(kept)
    for row in came:
        now.insert(row, 0)
    edges = sorted(row for row in runs if row <= len(now))
    firsts, ends = edges[:-1:2], edges[1::2]
    inside = {row for first, end in zip(firsts, ends, strict=True) for row in range(first, end)}
    rows = sorted({row for row in {*others, *came} if row < len(now)} - inside)
    for row in rows:
        now[row] = (row * 7 + 1) % most
    for row in inside:
        now[row] = row % 50
    patch = Patch.of(
        [np.array(rows, np.int64)],
        [np.array([(row * 7 + 1) % most for row in rows], np.int64)],
        (np.array(firsts, np.int64), np.array(ends, np.int64)),
        [np.array([row % 50 for row in sorted(inside)], np.uint8)],
    )
    swap = Swap(np.array(out, np.int64), np.array(came, np.int64))
    with pytest.MonkeyPatch.context() as patched_by:
        patched_by.setattr(amending, "PIECE", STRIDE)
        held = patched(stock_of(column), "bits", swap, patch)
        data = b"".join(bytes(piece) for piece in held.pieces)
    assert len(data) == held.octets
    assert np.frombuffer(data, held.kind).tolist() == now
