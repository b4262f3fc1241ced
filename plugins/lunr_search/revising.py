"""The shards after an edit: as they were, with other numbers of documents, or made anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np

from lunr_search.amending import PIECE, Amended, Numbering, marked
from lunr_search.arrays import Ints, Truths, edges_of
from lunr_search.coding import Layout, coded
from lunr_search.edges import Edges, pieces, runs
from lunr_search.lists import Lists, Rows, listed
from lunr_search.making import Made, made_of
from lunr_search.merge import CODED_AT_ONCE, groups_of
from lunr_search.patching import Patch, patched
from lunr_search.placing import Places
from lunr_search.renumbering import Renumbered
from lunr_search.segments import FIELD_BITS
from lunr_search.stock import Column, Held, Stock


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
        bases: Ints,
    ) -> None:
        """`bases` has for each term its base, or -1."""
        self.stock, self.found, self.layout, self.bases = stock, found, layout, bases
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
        self.fresh_bits: list[Column] = []
        self.places = Places(stock, found, (self.was, self.edges), bases, layout)
        self.again = Renumbered(stock, found, (self.was, self.edges), layout)

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

    def shards(self) -> list[Made]:
        """All shards. After it `based` has what belongs to all lists, and `places` to all postings."""
        fresh, numbered = np.flatnonzero(self.is_fresh), np.flatnonzero(self.is_numbered)
        own = OfBases([], [])
        made = self.made(fresh, own)
        again = self.again.shards(numbered, self.olds[numbered])
        found = []
        stock, heads = self.stock, self.stock.columns["heads"].tolist()
        for old, is_numbered in zip(self.olds.tolist(), self.is_numbered.tolist(), strict=True):
            if old < 0:
                found.append(next(made))
            else:
                terms = next(again) if is_numbered else stock.terms[old]
                found.append(Made(heads[old], terms, stock.positions[old], stock.tags[old]))
        self.join_based(own)
        return found

    def made(self, shards: Ints, based: OfBases) -> Iterator[Made]:
        """Some shards from their columns."""
        found, starts = self.found, self.layout.starts
        streams = self.places.streams(shards)
        postings, lists, places = self.edges.postings, self.edges.lists, self.places.place_edges
        width = len(starts) << FIELD_BITS
        for group in groups_of(2 * np.diff(postings)[shards], CODED_AT_ONCE):
            own = shards[group]
            here, these = runs(lists, own), runs(postings, own)
            kinds, sizes = found.kinds[here], found.sizes[here]
            rows = Rows(
                self.places.owner[here] * width + kinds,
                sizes,
                found.documents[these].astype(np.int64) - np.repeat(starts[kinds >> FIELD_BITS], sizes),
                found.counts[these].astype(np.int64),
                np.concatenate(pieces(found.places, places, own)),
            )
            one = listed(rows, self.bases, starts, self.layout.lengths)
            based.add(one)
            edges = [*self.edges.terms[own].tolist(), int(self.edges.terms[own[-1] + 1])]
            done = coded(one, edges, self.layout)
            # No code has as many bits as a byte can say.
            self.fresh_bits.append(done.document_bits.astype(np.uint8))
            yield from made_of(done, islice(streams, len(own)), found.names, edges)

    def document_bits(self) -> Held:
        """How many bits each posting has in the stream of documents."""
        edges, fresh = self.edges.postings, np.flatnonzero(self.is_fresh)
        runs = edges[fresh], edges[fresh + 1]
        patch = Patch.of(self.again.rows, self.again.bits, runs, self.fresh_bits)
        return patched(self.stock, "document_bits", self.found.swap, patch)

    def place_bits(self) -> Held:
        """The same in the stream of places."""
        patch = Patch.of(self.places.rows, self.places.bits)
        return patched(self.stock, "place_bits", self.found.swap, patch)

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
