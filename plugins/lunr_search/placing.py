"""The streams of places after an edit: only what it touches is coded anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from lunr_search.amending import Amended
from lunr_search.arrays import Ints, Truths, before, edges_of, is_among, merged, spread
from lunr_search.bits import Codes
from lunr_search.coding import Layout, places, with_marks
from lunr_search.edges import MADE_AT_ONCE, Edges, pieces, runs
from lunr_search.lists import Rows, listed, spots_of
from lunr_search.merge import groups_of
from lunr_search.segments import FIELD_BITS
from lunr_search.shards import bases_of, unpacked
from lunr_search.splicing import Streams, among, spliced
from lunr_search.stock import Stock


class Places:
    """The streams of places of an index that was edited. After it `rows` and `bits` have the postings that were coded anew, and how many bits each has."""

    def __init__(
        self, stock: Stock, found: Amended, edges: tuple[Edges, Edges], bases: Ints, layout: Layout
    ) -> None:
        """`edges` are those of shards before and now; `bases` has for each term its base, or -1."""
        self.stock, self.found, self.layout, self.bases = stock, found, layout, bases
        self.was, self.now = edges
        self.lists, self.postings = edges_of(found.term_lists), edges_of(found.sizes)
        self.old_lists = edges_of(stock.columns["term_lists"])
        self.old_postings = edges_of(stock.columns["sizes"])
        self.owner = np.repeat(np.arange(len(found.names)), found.term_lists)
        self.heads = np.where(bases >= 0, bases, np.arange(len(bases)))
        self.earlier = np.full(len(found.names), -1)
        self.earlier[found.places_of_terms[found.stays]] = np.flatnonzero(found.stays)
        self.is_touched = self.touched()
        per_shard = np.add.reduceat(found.counts, self.now.postings[:-1], dtype=np.uint32)
        self.place_edges = edges_of(per_shard)
        self.rows, self.bits = list[Ints](), list[Ints]()

    def touched(self) -> Truths:
        """Which terms are, or are of one base with, some that have other postings than before, or of which some have gone."""
        found = self.found
        is_head = np.zeros(len(self.heads), bool)
        is_head[self.heads[found.is_touched]] = True
        bases = bases_of(self.stock.columns["forms"].astype(np.int64))[~found.stays]
        bases = bases[bases >= 0]
        is_head[found.places_of_terms[bases[found.stays[bases]]]] = True
        return is_head[self.heads]

    def streams(self, shards: Ints) -> Iterator[bytes]:
        """Those of some shards."""
        for group in groups_of(np.diff(self.now.postings)[shards], MADE_AT_ONCE):
            yield from self.made(shards[group])
            self.stock.release()

    def made(self, shards: Ints) -> Iterator[bytes]:
        """The streams of some shards."""
        old = self.before(shards)
        terms = runs(self.now.terms, shards)
        terms = terms[self.is_touched[terms]]
        is_whole = self.odd(terms, old)
        rows, codes, odd = self.anew(shards, terms, is_whole)
        while odd.any():
            is_whole |= odd
            rows, codes, odd = self.anew(shards, terms, is_whole)
        self.rows.append(rows)
        self.bits.append(codes[0].bits(codes[1]))
        edges = self.now.postings
        swap = self.found.swap.more(rows)
        data, starts = spliced(old, self.was.postings, swap, (edges[shards], edges[shards + 1]), codes)
        return (data[first:end] for first, end in pairwise(starts.tolist()))

    def before(self, shards: Ints) -> Streams:
        """The streams, as they were, of what stayed of some shards."""
        edges, was, swap = self.now.postings, self.was.postings, self.found.swap
        firsts, ends = (each - np.searchsorted(swap.new, each) for each in (edges[shards], edges[shards + 1]))
        here = ends > firsts
        first, last = (
            np.searchsorted(was, among(each[here], swap.gone), side="right") - 1
            for each in (firsts, ends - 1)
        )
        olds = merged(spread(first, last - first + 1))
        data = [unpacked(self.stock.positions[old]) for old in olds.tolist()]
        return Streams(was, olds, pieces(self.stock.columns["place_bits"], was, olds), data)

    def odd(self, terms: Ints, old: Streams) -> Truths:
        """Which terms have forms that were no parts with their places, or of which the first posting is another: these forms' codes may all be other ones."""
        forms = terms[(self.bases[terms] >= 0) & (self.earlier[terms] >= 0)]
        rows = self.postings[self.lists[forms]]
        lists = self.old_lists[self.earlier[forms]]
        swap, first = self.found.swap, self.old_postings[lists]
        is_alike = ~is_among(swap.new, rows) & (swap.was(rows) == first)
        is_alike &= self.stock.columns["base_sizes"][lists] > 0
        # A bit before the first posting of a part says whether its places are among its base's.
        here = np.flatnonzero(is_alike)
        is_alike[here] = old.bits(old.begins(first[here]))
        return self.marked(self.bases[forms[~is_alike]])

    def marked(self, terms: Ints) -> Truths:
        """True at some terms."""
        found = np.zeros(len(self.heads), bool)
        found[terms] = True
        return found

    def anew(self, shards: Ints, terms: Ints, is_whole: Truths) -> tuple[Ints, tuple[Codes, Ints], Truths]:
        """The rows of some terms that are coded anew, and their codes; the bases of which not all forms turn out to be parts, but for those that are coded as a whole."""
        rows = self.rows_of(shards, terms, is_whole)
        if not len(rows):
            return rows, (Codes(rows, rows), rows), self.marked(rows)
        found, starts = self.found, self.layout.starts
        lists = np.searchsorted(self.postings, rows, side="right") - 1
        first = np.flatnonzero(np.diff(lists, prepend=-1))
        which, sizes = lists[first], np.diff(first, append=len(rows))
        kinds, counts = found.kinds[which].astype(np.int64), found.counts[rows].astype(np.int64)
        some = Rows(
            self.owner[which] * (len(starts) << FIELD_BITS) + kinds,
            sizes,
            found.documents[rows].astype(np.int64) - np.repeat(starts[kinds >> FIELD_BITS], sizes),
            counts,
            found.places[spread(self.first_places(shards, rows), counts)].astype(np.int64),
        )
        own = listed(some, self.bases, starts, self.layout.lengths)
        spots = spots_of(own, some.places)
        base = self.bases[own.terms]
        is_odd = (base >= 0) & ~spots.is_part
        is_begun = is_among(rows, self.postings[self.lists[own.terms]])
        column = with_marks(own, spots, is_begun, places(own, spots))
        return rows, column, self.marked(base[is_odd & ~is_whole[base]])

    def rows_of(self, shards: Ints, terms: Ints, is_whole: Truths) -> Ints:
        """The rows that are coded anew: new ones, all of what is coded as a whole, and of all lists of bases the first, which may tell where the term stands first, or have told it."""
        swap, edges = self.found.swap, self.now.postings
        new = swap.new[runs(np.searchsorted(swap.new, edges), shards)]
        lists = runs(self.lists, terms[is_whole[self.heads[terms]]])
        bases = terms[self.bases[terms] < 0]
        old = self.earlier[bases]
        told = self.old_postings[runs(self.old_lists, old[old >= 0])]
        told = swap.now(told[~is_among(swap.gone, told)])
        return merged(new, runs(self.postings, lists), self.postings[runs(self.lists, bases)], told)

    def first_places(self, shards: Ints, rows: Ints) -> Ints:
        """Where the places of some rows of these shards begin."""
        edges = self.now.postings
        sums = edges_of(np.concatenate(pieces(self.found.counts, edges, shards)))
        at = before(edges[shards + 1] - edges[shards])
        which = np.searchsorted(edges[shards], rows, side="right") - 1
        inside = rows - edges[shards][which] + at[which]
        found: Ints = sums[inside] - sums[at[which]] + self.place_edges[shards][which]
        return found
