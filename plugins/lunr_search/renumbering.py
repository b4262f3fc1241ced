"""Shards of terms of which nothing is different after an edit but the numbers of documents: few codes are."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from lunr_search.amending import Amended
from lunr_search.arrays import Ints, before, merged, spread
from lunr_search.bits import Codes, rice_bits
from lunr_search.coding import DOCUMENTS, Layout, gap_codes
from lunr_search.edges import MADE_AT_ONCE, Edges, pieces
from lunr_search.merge import groups_of
from lunr_search.segments import FIELD_BITS
from lunr_search.shards import Opened
from lunr_search.splicing import Streams, spliced
from lunr_search.stock import Stock


class Renumbered:
    """Shards with other numbers of documents. After it `rows` and `bits` have the postings whose codes are other ones, and how many bits each has."""

    def __init__(self, stock: Stock, found: Amended, edges: tuple[Edges, Edges], layout: Layout) -> None:
        """`edges` are those of shards before and now."""
        self.stock, self.found, self.layout = stock, found, layout
        self.was, self.now = edges
        self.rows, self.bits = list[Ints](), list[Ints]()

    def shards(self, shards: Ints, olds: Ints) -> Iterator[bytes]:
        """Some shards, which were these before."""
        for group in groups_of(np.diff(self.now.postings)[shards], MADE_AT_ONCE):
            yield from self.made(shards[group], olds[group])
            self.stock.release()

    def made(self, shards: Ints, olds: Ints) -> Iterator[bytes]:
        """The same at once."""
        columns, was, now = self.stock.columns, self.was.postings, self.now.postings
        heads = columns["heads"].tolist()
        opened = [Opened(self.stock.terms[old], heads[old]) for old in olds.tolist()]
        streams = [one.stream(DOCUMENTS) for one in opened]
        old = Streams(was, olds, pieces(columns["document_bits"], was, olds), streams)
        rows, codes = self.anew(shards, olds)
        self.rows.append(rows)
        self.bits.append(codes.widths)
        swap, ends = self.found.swap.more(rows), now[shards + 1]
        data, starts = spliced(old, was, swap, (now[shards], ends), (codes, np.ones_like(rows)))
        for one, (first, end) in zip(opened, pairwise(starts.tolist()), strict=True):
            yield one.with_stream(DOCUMENTS, data[first:end])

    def anew(self, shards: Ints, olds: Ints) -> tuple[Ints, Codes]:
        """The postings whose codes are other ones, and these: where the gap to the one before is another, or the space for the list is."""
        lists, starts = self.now.of_lists(shards), self.layout.starts
        sizes, language = self.found.sizes[lists], self.found.kinds[lists] >> FIELD_BITS
        # A part has numbers of its base's list.
        is_part = self.stock.columns["base_sizes"][self.was.of_lists(olds)] > 0
        begins, earlier = before(sizes), np.array(self.stock.language_sizes, np.int64)
        documents = np.concatenate(pieces(self.found.documents, self.now.postings, shards))
        steps = documents - np.concatenate(pieces(self.stock.columns["documents"], self.was.postings, olds))
        is_other = np.append(True, steps[1:] != steps[:-1])
        is_other[begins] = steps[begins] != (starts - before(earlier))[language].astype(steps.dtype)
        space, spaces = self.layout.sizes[language], earlier[language]
        is_whole = (space != spaces) & (
            (sizes == 1)
            | (rice_bits(space, sizes) != rice_bits(spaces, sizes))
            | ((sizes == space) != (sizes == spaces))
        )
        at = merged(np.flatnonzero(is_other), spread(begins[is_whole], sizes[is_whole]))
        which = np.searchsorted(begins, at, side="right") - 1
        here = np.flatnonzero(~is_part[which])
        at, which = at[here], which[here]
        last = np.where(at == begins[which], starts[language[which]], documents[at - 1].astype(np.int64) + 1)
        codes = gap_codes(documents[at] - last, space[which], sizes[which])
        firsts = self.now.postings[shards]
        inside = before(self.now.postings[shards + 1] - firsts)
        return at + (firsts - inside)[np.searchsorted(inside, at, side="right") - 1], codes
