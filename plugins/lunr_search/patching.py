"""A column of an index after an edit, of which most is as it was: made while it is written, so that it is never held as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from lunr_search.amending import swapped
from lunr_search.arrays import Ints, before
from lunr_search.splicing import Swap
from lunr_search.stock import Column, Held, Stock, kind_for

NONE = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Patch:
    """What rows of a column are now: single ones, by rising number, each with its value; and runs of them, each with an end, with the values of all."""

    rows: Ints
    values: Ints
    firsts: Ints
    ends: Ints
    of_runs: Column

    @classmethod
    def of(
        cls,
        rows: Sequence[Ints],
        values: Sequence[Ints],
        runs: tuple[Ints, Ints] = (NONE, NONE),
        of_runs: Sequence[Column] = (),
    ) -> Patch:
        """The same from pieces."""
        rest = np.concatenate([NONE.astype(np.uint8), *of_runs])
        return cls(np.concatenate([NONE, *rows]), np.concatenate([NONE, *values]), *runs, rest)

    @property
    def most(self) -> int:
        """The largest value."""
        return max(int(self.values.max(initial=0)), int(self.of_runs.max(initial=0)))

    def put(self, piece: Column, at: int) -> None:
        """Set what rows are that stand in a piece of the column, which begins with this row."""
        end = at + len(piece)
        first, last = np.searchsorted(self.rows, [at, end]).tolist()
        piece[self.rows[first:last] - at] = self.values[first:last]
        some = slice(np.searchsorted(self.ends, at, "right"), np.searchsorted(self.firsts, end))
        values = before(self.ends - self.firsts) - self.firsts
        begins, stops = np.maximum(self.firsts[some], at), np.minimum(self.ends[some], end)
        for begin, stop, more in zip(begins.tolist(), stops.tolist(), values[some].tolist(), strict=True):
            piece[begin - at : stop - at] = self.of_runs[begin + more : stop + more]


def patched(stock: Stock, name: str, swap: Swap, patch: Patch) -> Held:
    """A column of a stock in which rows have gone and come, and some are other ones; the new ones are among these."""
    column = stock.columns[name]
    kind = np.promote_types(column.dtype, kind_for(patch.most))
    count = len(column) - len(swap.gone) + len(swap.new)

    def pieces() -> Iterator[memoryview]:
        at = 0
        for piece in swapped(column, swap, kind):
            patch.put(piece, at)
            at += len(piece)
            yield piece.data
            stock.release()

    return Held(kind.str, count * kind.itemsize, pieces())
