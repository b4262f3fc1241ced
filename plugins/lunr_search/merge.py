"""Joins the segments, a stretch of terms at a time, holding only a part of the index in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lunr_search.arrays import Ints, before, edges_of, spread
from lunr_search.segments import FIELDS, PLACES, POSTINGS, TERM, Segment, Table
from lunr_search.shards import weights

# Terms of about so many bytes of shards are held at once: some two hundred megabytes at most, less of a small archive, since
# what fits into a processor's cache is done in half the time.
MOST_AT_ONCE, LEAST_AT_ONCE, STRETCHES = 2_500_000, 600_000, 16
# And of so many the bits are made at once.
CODED_AT_ONCE = 150_000
# The tables behind the columns, and the column that says how many rows of each a term has.
BEHIND = (FIELDS, POSTINGS, POSTINGS, PLACES)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment, and the places of its terms in the order of all terms."""

    segment: Segment
    terms: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms in order, about how many bytes each needs in a shard, and the segments that have them."""

    names: list[str]
    sizes: Ints
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Joined:
    """Some terms: a row for each piece, which is a term in a segment, by term and then by segment; and the rows of their tables."""

    terms: Ints
    segments: Ints
    fields: Ints
    postings: Ints
    places_of: Ints
    shapes: Ints
    documents: Ints
    counts: Ints
    places: Ints


def parts(found: Joined, edges: Sequence[int]) -> Iterator[Joined]:
    """The pieces of the terms between each of some edges and the next."""
    rows = np.searchsorted(found.terms, edges)
    sums = [edges_of(each) for each in (found.fields, found.postings, found.places_of)]
    of_fields, of_postings, of_places = (each[rows].tolist() for each in sums)
    for at, (first, end) in enumerate(pairwise(rows.tolist())):
        field, posting, place = (slice(*each[at : at + 2]) for each in (of_fields, of_postings, of_places))
        yield Joined(
            found.terms[first:end],
            found.segments[first:end],
            found.fields[first:end],
            found.postings[first:end],
            found.places_of[first:end],
            found.shapes[field],
            found.documents[posting],
            found.counts[posting],
            found.places[place],
        )


def vocabulary(segments: Sequence[Segment], names: Sequence[str], order: Ints) -> Vocabulary:
    """All terms of the segments; of all that there are, by number, these are the names and the places in order."""
    postings, terms = np.zeros(len(names), np.int64), []
    for segment in segments:
        columns = segment.table(0)
        terms.append(columns[:, TERM].astype(np.int32))
        postings[terms[-1]] += columns[:, POSTINGS]
    by_place = np.empty(len(names), np.int64)
    by_place[order] = np.arange(len(names))
    # A text that another of the same hash took the place of has terms that stand in no segment.
    here = by_place[postings[by_place] > 0]
    numbers = np.full(len(names), -1, np.int32)
    numbers[here] = np.arange(len(here))
    found = [names[number] for number in here.tolist()]
    sources = [Source(one, numbers[term]) for one, term in zip(segments, terms, strict=True)]
    return Vocabulary(
        found, weights(np.fromiter(map(len, found), np.int64, len(found)), postings[here]), sources
    )


def groups_of(sizes: Ints, most: int) -> Iterator[slice]:
    """Shards of these sizes, at a time some that have about so many bytes together."""
    first = held = 0
    for at, size in enumerate(sizes.tolist(), 1):
        held += size
        if held >= most or at == len(sizes):
            yield slice(first, at)
            first, held = at, 0


def held_at_once(total: int) -> int:
    """Of terms of how many bytes the pieces are held at once, of so many in all."""
    return min(max(total // STRETCHES, LEAST_AT_ONCE), MOST_AT_ONCE)


class Joiner:
    """Reads the segments side by side, from the first term to the last."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = sources
        self.rows = [[0] * (len(BEHIND) + 1) for _ in sources]

    def joined(self, end: int) -> Joined:
        """What the segments have of the terms before one, but for those that were asked for before."""
        found: list[list[Table]] = [[] for _ in range(len(BEHIND) + 1)]
        numbers: list[Ints] = []
        for number, (source, rows) in enumerate(zip(self.sources, self.rows, strict=True)):
            first = rows[0]
            until = int(np.searchsorted(source.terms, end))
            for into, table in zip(found, read_tables(source.segment, rows, until), strict=True):
                into.append(table)
            numbers.append(np.stack([source.terms[first:until], np.full(until - first, number)]))
        tables = [np.concatenate(each) for each in found]
        return sorted_pieces(np.concatenate(numbers, axis=1).astype(np.int64), tables)


def read_tables(segment: Segment, rows: list[int], until: int) -> list[Table]:
    """Of each table what the terms have up to one, from the rows that come next; these are moved on."""
    columns = segment.table(0, rows[0], until)
    sums = columns.sum(axis=0, dtype=np.int64).tolist()
    tables = [columns]
    for which, column in enumerate(BEHIND, 1):
        tables.append(segment.table(which, rows[which], rows[which] + sums[column]))
        rows[which] += sums[column]
    rows[0] = until
    return tables


def sorted_pieces(numbers: Ints, tables: Sequence[Table]) -> Joined:
    """Pieces and their tables by term; they come by segment."""
    order = np.argsort(numbers[0], kind="stable")
    columns = tables[0].astype(np.int64)
    taken = []
    for table, column in zip(tables[1:], BEHIND, strict=True):
        sizes = columns[:, column]
        taken.append(table[spread(before(sizes)[order], sizes[order])].astype(np.int64))
    columns = columns[order]
    terms, segments = numbers[:, order]
    return Joined(terms, segments, *(columns[:, which] for which in (FIELDS, POSTINGS, PLACES)), *taken)
