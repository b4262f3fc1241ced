"""Streams in which some codes are other than before: what stands between them is copied as it is, bit by bit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, Truths, before, edges_of, is_among, merged, spread
from lunr_search.bits import Codes, pack_bits
from lunr_search.store import Text

# So many bits are copied as one code.
COPIED = 64


@dataclass(frozen=True, slots=True)
class Swap:
    """Which rows of a column have gone, by their numbers before, and which are new, by their numbers now; both rise."""

    gone: Ints
    new: Ints

    def was(self, rows: Ints) -> Ints:
        """The numbers before of rows that stayed; of a new one that of the next that stayed."""
        return among(rows - np.searchsorted(self.new, rows), self.gone)

    def now(self, rows: Ints) -> Ints:
        """The numbers now of rows that stayed; of one that has gone that of the next that stayed."""
        return among(rows - np.searchsorted(self.gone, rows), self.new)

    def more(self, rows: Ints) -> Swap:
        """The same, with other codes for some rows now."""
        stayed = rows[~is_among(self.new, rows)]
        return Swap(merged(self.gone, self.was(stayed)), merged(self.new, stayed))


def among(rows: Ints, others: Ints) -> Ints:
    """The numbers of rows, numbered without some others, among all."""
    found: Ints = rows + np.searchsorted(others - np.arange(len(others)), rows, side="right")
    return found


class Streams:
    """The streams of some shards as they were, with a code or several for each row."""

    def __init__(self, edges: Ints, shards: Ints, bits: Sequence[Ints], data: Sequence[Text]) -> None:
        """`edges` are the first rows of all shards and the end; of these the rows have so many `bits`."""
        self.firsts = edges[shards]
        self.ends = edges_of(np.concatenate([np.zeros(0, np.int64), *bits]))
        self.shifts = before(edges[shards + 1] - self.firsts) - self.firsts
        sizes = np.fromiter(map(len, data), np.int64, len(data))
        # Each begins at a whole byte.
        self.more = 8 * before(sizes) - self.ends[self.firsts + self.shifts]
        whole = b"".join(data)
        self.words = np.frombuffer(whole + bytes(8 + -len(whole) % 8), ">u8").astype(np.uint64)

    def begins(self, rows: Ints, behind: int = 0) -> Ints:
        """The bits at which rows begin, or those so many `behind` them."""
        which = np.searchsorted(self.firsts, rows, side="right") - 1
        found: Ints = self.ends[rows + self.shifts[which] + behind] + self.more[which]
        return found

    def bits(self, at: Ints) -> Truths:
        """Single bits."""
        found: Truths = self.words[at >> 6] >> (63 - (at & 63)).astype(np.uint64) & np.uint64(1) > 0
        return found

    def copied(self, begins: Ints, sizes: Ints) -> tuple[Codes, Ints]:
        """Runs of bits as codes, and how many each is of."""
        counts = -(-sizes // COPIED)
        at = spread(np.zeros_like(counts), counts) * COPIED + np.repeat(begins, counts)
        widths = np.minimum(np.repeat(begins + sizes, counts) - at, COPIED)
        word, shift = at >> 6, (at & 63).astype(np.uint64)
        one = np.uint64(1)
        found = self.words[word] << shift | self.words[word + 1] >> one >> (np.uint64(63) - shift)
        found >>= (COPIED - widths).astype(np.uint64)
        return Codes(found.view(np.int64), widths), counts


def spliced(
    old: Streams, edges: Ints, swap: Swap, shards: tuple[Ints, Ints], codes: tuple[Codes, Ints]
) -> tuple[bytes, Ints]:
    """The streams of shards now, and where each begins.

    `edges` are the first rows of all shards before, and the end; each of the `shards` has a first row now, and an end. Of the new rows
    in these there are the `codes`, and how many each has.
    """
    firsts, ends = shards
    torn = swap.now(merged(swap.gone + 1, edges))
    cuts = merged(firsts, ends, swap.new, swap.new + 1, torn)
    shard = np.searchsorted(firsts, cuts, side="right") - 1
    here = np.flatnonzero((shard >= 0) & (cuts < ends[shard]))
    begin, end = cuts[here], cuts[here + 1]
    is_new = is_among(swap.new, begin)
    kept = np.flatnonzero(~is_new)
    first_bits = old.begins(swap.was(begin[kept]))
    copies, copied = old.copied(first_bits, old.begins(swap.was(end[kept] - 1), 1) - first_bits)
    counts = np.empty(len(begin), np.int64)
    counts[is_new], counts[kept] = codes[1], copied
    is_copy = np.repeat(~is_new, counts)
    numbers, widths = np.empty((2, len(is_copy)), np.int64)
    numbers[is_copy], widths[is_copy] = copies.numbers, copies.widths
    numbers[~is_copy], widths[~is_copy] = codes[0].numbers, codes[0].widths
    return pack_bits(
        Codes(numbers, widths), np.add.reduceat(counts, np.searchsorted(shard[here], np.arange(len(firsts))))
    )
