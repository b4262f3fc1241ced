"""The shards after an edit: as they were, with other numbers of documents, or made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.amending import PIECE, Amended, Numbering, marked
from lunr_search.arrays import Ints, Truths, edges_of, spread
from lunr_search.bits import pack_bits
from lunr_search.coding import Layout, several
from lunr_search.lists import Lists, Rows, listed
from lunr_search.making import Made, made_of
from lunr_search.merge import CODED_AT_ONCE, groups_of
from lunr_search.segments import FIELD_BITS
from lunr_search.shards import with_stream
from lunr_search.stock import Column, Stock

# The stream of documents is the second of a shard.
DOCUMENTS = 1


@dataclass(frozen=True, slots=True)
class Edges:
    """Where shards begin and the last ends: among terms, lists and postings."""

    terms: Ints
    lists: Ints
    postings: Ints

    @classmethod
    def of(cls, terms: Ints, term_lists: Ints, sizes: Ints) -> Edges:
        """The edges of shards that begin with these terms."""
        lists = edges_of(term_lists)[terms]
        return cls(terms, lists, edges_of(sizes)[lists])


@dataclass(frozen=True, slots=True)
class OfBases:
    """What lists have of their bases' lists: the sizes of these, or 0; of each posting of a part its place there."""

    sizes: list[Column]
    places: list[Column]

    def add(self, lists: Lists) -> None:
        """Those of some more lists."""
        for into, column in zip((self.sizes, self.places), lists.of_bases(), strict=True):
            into.append(column.astype(np.uint32))


@dataclass(frozen=True, slots=True)
class Intact:
    """The shards of an earlier index: where each begins and ends now, and whether it has the same terms with the same postings."""

    begins: Ints
    ends: Ints
    is_same: Truths

    @classmethod
    def of(cls, stock: Stock, found: Amended) -> Intact:
        """Those of a stock after an edit."""
        was = edges_of(stock.columns["shard_terms"])
        first, last = was[:-1], was[1:] - 1
        begins = found.places_of_terms[first]
        ends = begins + was[1:] - first
        is_same = np.logical_and.reduceat(found.stays, first)
        is_same &= found.places_of_terms[last] + 1 == ends
        touched = edges_of(found.is_touched)
        most = len(found.names)
        is_same &= touched[np.minimum(ends, most)] == touched[np.minimum(begins, most)]
        return cls(begins, ends, is_same)

    def cuts(self) -> dict[int, int]:
        """The first term of each shard that would end where it did, and the first of the next."""
        # What ends a shard is the first term of the next.
        here = np.flatnonzero(self.is_same[:-1] & self.is_same[1:] & (self.ends[:-1] == self.begins[1:]))
        return dict(zip(self.begins[here].tolist(), self.ends[here].tolist(), strict=True))

    def olds(self, edges: Ints) -> Ints:
        """For each shard now which it was, or -1."""
        here = np.flatnonzero(self.is_same)
        rows = zip(self.begins[here].tolist(), self.ends[here].tolist(), here.tolist(), strict=True)
        known = {(begin, end): old for begin, end, old in rows}
        return np.array([known.get(edge, -1) for edge in pairwise(edges.tolist())], np.int64)


class Revision:
    """An index that was edited, cut into shards."""

    def __init__(
        self,
        stock: Stock,
        found: Amended,
        moves: Numbering,
        layout: Layout,
        intact: Intact,
        starts: Sequence[int],
    ) -> None:
        self.stock, self.found, self.layout = stock, found, layout
        self.edges = Edges.of(np.array([*starts, len(found.names)]), found.term_lists, found.sizes)
        columns = stock.columns
        terms = edges_of(columns["shard_terms"])
        self.was = Edges.of(terms, columns["term_lists"], columns["sizes"])
        parts = np.where(columns["base_sizes"] > 0, columns["sizes"], 0)
        self.part_edges = edges_of(parts)[self.was.lists]
        self.olds = intact.olds(self.edges.terms)
        is_moved = self.moved(moves)
        is_moved |= np.logical_or.reduceat(
            moves.is_resized[columns["kinds"] >> FIELD_BITS], self.was.lists[:-1]
        )
        self.is_fresh = self.olds < 0
        self.is_numbered = ~self.is_fresh & is_moved[self.olds]
        self.based = OfBases([], [])

    def moved(self, moves: Numbering) -> Truths:
        """Which earlier shards have a document whose number is another."""
        edges, documents = self.was.postings, self.stock.columns["documents"]
        found = [np.zeros(0, bool)]
        for group in groups_of(np.diff(edges), PIECE):
            first, end = edges[group.start], edges[group.stop]
            is_moved = marked(documents[first:end], moves.is_moved)
            found.append(np.logical_or.reduceat(is_moved, edges[group] - first))
        self.stock.release()
        return np.concatenate(found)

    def shards(self, bases: Ints) -> list[Made]:
        """All shards; `bases` has for each term its base, or -1. After it `based` has what belongs to all lists."""
        fresh, numbered = np.flatnonzero(self.is_fresh), np.flatnonzero(self.is_numbered)
        own = OfBases([], [])
        made = self.made(fresh, bases, own)
        again = self.numbered(numbered)
        found = []
        old_terms, old_places, heads = (
            self.stock.terms,
            self.stock.positions,
            self.stock.columns["heads"].tolist(),
        )
        for old, is_numbered in zip(self.olds.tolist(), self.is_numbered.tolist(), strict=True):
            if old < 0:
                found.append(next(made))
            else:
                terms = next(again) if is_numbered else old_terms[old]
                found.append(Made(heads[old], terms, old_places[old]))
        self.join_based(own)
        return found

    def made(self, shards: Ints, bases: Ints, based: OfBases) -> Iterator[Made]:
        """Some shards from their columns."""
        found, starts = self.found, self.layout.starts
        postings, lists = self.edges.postings, self.edges.lists
        per_shard = np.add.reduceat(found.counts, postings[:-1], dtype=np.int64)
        places = edges_of(per_shard)
        width = len(starts) << FIELD_BITS
        owner = np.repeat(np.arange(len(found.names)), found.term_lists) if len(shards) else found.sizes
        for group in groups_of(2 * np.diff(postings)[shards], CODED_AT_ONCE):
            own = shards[group]
            here, these = runs(lists, own), runs(postings, own)
            kinds, sizes = found.kinds[here], found.sizes[here]
            rows = Rows(
                owner[here] * width + kinds,
                sizes,
                found.documents[these].astype(np.int64) - np.repeat(starts[kinds >> FIELD_BITS], sizes),
                found.counts[these].astype(np.int64),
                found.places[runs(places, own)].astype(np.int64),
            )
            one = listed(rows, bases, starts, self.layout.lengths)
            based.add(one)
            edges = [*self.edges.terms[own].tolist(), int(self.edges.terms[own[-1] + 1])]
            yield from made_of(one, found.names, edges, self.layout)

    def numbered(self, shards: Ints) -> Iterator[bytes]:
        """Some shards of terms, of which nothing is different but the numbers of documents."""
        heads = self.stock.columns["heads"].tolist()
        for group in groups_of(2 * np.diff(self.edges.postings)[shards], CODED_AT_ONCE):
            own = shards[group]
            data, starts = self.documents(own)
            self.stock.release()
            for old, (first, end) in zip(self.olds[own].tolist(), pairwise(starts.tolist()), strict=True):
                yield with_stream(self.stock.terms[old], heads[old], DOCUMENTS, data[first:end])

    def documents(self, shards: Ints) -> tuple[bytes, Ints]:
        """The streams of documents of some shards, and where each begins."""
        found, layout, olds = self.found, self.layout, self.olds[shards]
        here = runs(self.edges.lists, shards)
        sizes, language = found.sizes[here], found.kinds[here] >> FIELD_BITS
        base = self.stock.columns["base_sizes"][runs(self.was.lists, olds)].astype(np.int64)
        numbers = found.documents[runs(self.edges.postings, shards)].astype(np.int64)
        numbers -= np.repeat(layout.starts[language], sizes)
        numbers[np.repeat(base > 0, sizes)] = self.stock.columns["base_at"][runs(self.part_edges, olds)]
        codes = several(numbers, np.where(base > 0, base, layout.sizes[language]), sizes)
        return pack_bits(codes, np.diff(self.edges.postings)[shards])

    def join_based(self, own: OfBases) -> None:
        """Put what was there and what is new of bases in the order of the shards."""
        fresh_sizes, fresh_places = (
            np.concatenate([np.zeros(0, np.uint32), *each]) for each in (own.sizes, own.places)
        )
        sizes, places = self.stock.columns["base_sizes"], self.stock.columns["base_at"]
        at = 0
        fresh = self.found.sizes[runs(self.edges.lists, np.flatnonzero(self.is_fresh))]
        parts = edges_of(np.where(fresh_sizes > 0, fresh, 0))
        lists = np.diff(self.edges.lists).tolist()
        for first, end in alike_runs(self.olds):
            old = int(self.olds[first])
            if old >= 0:
                last = old + end - first
                self.based.sizes.append(sizes[self.was.lists[old] : self.was.lists[last]])
                self.based.places.append(places[self.part_edges[old] : self.part_edges[last]])
                continue
            until = at + sum(lists[first:end])
            self.based.sizes.append(fresh_sizes[at:until])
            self.based.places.append(fresh_places[parts[at] : parts[until]])
            at = until


def alike_runs(olds: Ints) -> Iterator[tuple[int, int]]:
    """Runs of shards that followed one another before, too, or that are all new."""
    is_new = olds < 0
    is_break = np.where(is_new[1:], ~is_new[:-1], is_new[:-1] | (olds[1:] != olds[:-1] + 1))
    edges = [0, *(np.flatnonzero(is_break) + 1).tolist(), len(olds)]
    yield from pairwise(edges)


def runs(edges: Ints, which: Ints) -> Ints:
    """The rows of some runs between edges."""
    return spread(edges[which], edges[which + 1] - edges[which])
