"""Joins the segments, a stretch of terms at a time, holding only a part of the index in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from lunr_search.arrays import Ints, Marks, before, mixed, spread
from lunr_search.segments import (
    FIELDS,
    FIRST,
    MARKS,
    PLACES,
    POSTINGS,
    TERM,
    Segment,
    Table,
)

# Terms of about so many bytes of shards are held at once: some two hundred megabytes at most, less of a small archive, since
# what fits into a processor's cache is done in half the time.
MOST_AT_ONCE, LEAST_AT_ONCE, STRETCHES = 2_500_000, 600_000, 16
# And of so many the bits are made at once.
CODED_AT_ONCE = 150_000
# The tables behind the columns, and the column that says how many rows of each a term has.
BEHIND = (FIELDS, POSTINGS, POSTINGS, PLACES)
# Those of them that tell in which documents terms are.
DOCUMENTS_ONLY = BEHIND[:2]


@dataclass(frozen=True, slots=True)
class Terms:
    """All terms that a build knows, by number; for each its place among all, and the number of what it is an exact form of, or less than 0."""

    names: Sequence[str]
    order: Ints
    bases: Ints


@dataclass(frozen=True, slots=True)
class Source:
    """A segment, and the places of its terms in the order of all terms."""

    segment: Segment
    terms: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms in order, with their numbers; for each its base or -1, about how many bytes it needs in a shard, and hashes.

    These are of all it has in the segments but for the documents' numbers; of these, in the archive; and of what its places hang on.
    """

    names: list[str]
    numbers: Ints
    bases: Ints
    sizes: list[int]
    marks: Marks
    numbered_marks: Marks
    place_marks: Marks
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Joined:
    """Some terms: a row for each piece, which is a term in a segment, by term and then by segment; and the rows of their tables."""

    terms: Ints
    segments: Ints
    first_places: Ints
    fields: Ints
    postings: Ints
    places_of: Ints
    shapes: Ints
    documents: Ints
    counts: Ints
    places: Ints


def only(found: Joined, is_wanted: npt.NDArray[np.bool_]) -> Joined:
    """Those pieces that are wanted."""
    of_posting = np.repeat(is_wanted, found.postings)
    return Joined(
        found.terms[is_wanted],
        found.segments[is_wanted],
        found.first_places[is_wanted],
        found.fields[is_wanted],
        found.postings[is_wanted],
        found.places_of[is_wanted],
        found.shapes[np.repeat(is_wanted, found.fields)],
        found.documents[of_posting],
        found.counts[of_posting],
        found.places[np.repeat(is_wanted, found.places_of)],
    )


def parts(found: Joined, edges: Sequence[int]) -> Iterator[Joined]:
    """The pieces of the terms between each of some edges and the next."""
    rows = np.searchsorted(found.terms, edges)
    sums = [np.append(0, np.cumsum(each)) for each in (found.fields, found.postings, found.places_of)]
    of_fields, of_postings, of_places = (each[rows].tolist() for each in sums)
    for at, (first, end) in enumerate(pairwise(rows.tolist())):
        field, posting, place = (slice(*each[at : at + 2]) for each in (of_fields, of_postings, of_places))
        yield Joined(
            found.terms[first:end],
            found.segments[first:end],
            found.first_places[first:end],
            found.fields[first:end],
            found.postings[first:end],
            found.places_of[first:end],
            found.shapes[field],
            found.documents[posting],
            found.counts[posting],
            found.places[place],
        )


def vocabulary(segments: Sequence[Segment], kinds: Sequence[int], known: Terms) -> Vocabulary:
    """All terms of the segments; `kinds` has a number for each segment which tells how its documents are numbered."""
    names, order = known.names, known.order
    count = len(names)
    sizes, pieces = np.zeros(count, np.int64), np.zeros(count, np.int64)
    marks, numbered, place_marks = np.zeros((3, count), np.uint64)
    terms = []
    for at, (segment, kind) in enumerate(zip(segments, kinds, strict=True)):
        columns = segment.table(0)
        term = columns[:, TERM].astype(np.int32)
        own = np.ascontiguousarray(columns[:, MARKS:]).view("<u8")
        marks[term] += mixed(own[:, 0], kind >> 32 << 32 | at)
        numbered[term] += mixed(own[:, 1], kind)
        place_marks[term] += mixed(own[:, 2], at)
        sizes[term] += 1 + 2 * columns[:, POSTINGS].astype(np.int64)
        pieces[term] += 1
        terms.append(term)
    # What was only in texts that have gone stands in no segment.
    by_place = np.empty(count, np.int64)
    by_place[order] = np.arange(count)
    here = by_place[pieces[by_place] > 0]
    numbers = np.full(count, -1, np.int32)
    numbers[here] = np.arange(len(here))
    found = [names[number] for number in here.tolist()]
    sources = [Source(one, numbers[term]) for one, term in zip(segments, terms, strict=True)]
    whole = sizes[here] + np.fromiter(map(len, found), np.int64, len(found)) + 2
    bases = known.bases[here]
    bases = np.where(bases >= 0, numbers[bases], -1)
    hashes = marks[here], numbered[here], place_marks[here]
    return Vocabulary(found, here, bases, whole.tolist(), *hashes, sources)


def groups_of(runs: Sequence[tuple[int, int]], sizes: Sequence[int], most: int) -> Iterator[slice]:
    """Runs of terms of these sizes, at a time some that have about so many bytes together."""
    first = held = 0
    for at, (begin, end) in enumerate(runs, 1):
        held += sum(sizes[begin:end])
        if held >= most or at == len(runs):
            yield slice(first, at)
            first, held = at, 0


def held_at_once(sizes: Sequence[int]) -> int:
    """Of terms of how many bytes the pieces are held at once."""
    return min(max(sum(sizes) // STRETCHES, LEAST_AT_ONCE), MOST_AT_ONCE)


class Joiner:
    """Reads the segments side by side, from the first term to the last: all of their tables, or some."""

    def __init__(self, sources: Sequence[Source], behind: Sequence[int] = BEHIND) -> None:
        self.sources, self.behind = sources, behind
        self.rows = [[0] * (len(behind) + 1) for _ in sources]

    def joined(self, first: int, end: int, is_wanted: npt.NDArray[np.bool_]) -> Joined:
        """What the segments have of the terms from one to before another, none of which was asked for before; of those only that are wanted."""
        found: list[list[Table]] = [[] for _ in range(len(self.behind) + 1)]
        numbers: list[Ints] = []
        for number, (source, rows) in enumerate(zip(self.sources, self.rows, strict=True)):
            begin, until = np.searchsorted(source.terms, (first, end)).tolist()
            skip(source.segment, rows, begin, self.behind)
            terms = source.terms[rows[0] : until]
            wanted = np.flatnonzero(is_wanted[terms - first])
            tables = read_wanted(source.segment, rows, until, wanted, self.behind)
            if len(wanted):
                numbers.append(np.stack([terms[wanted], np.full(len(wanted), number)]))
                for into, table in zip(found, tables, strict=True):
                    into.append(table)
        tables = [np.concatenate(each) for each in found]
        return sorted_pieces(np.concatenate(numbers, axis=1), tables, self.behind)


def skip(segment: Segment, rows: list[int], until: int, behind: Sequence[int]) -> None:
    """Move on over terms of which none was wanted."""
    if rows[0] == until:
        return
    sums = segment.table(0, rows[0], until).sum(axis=0, dtype=np.int64).tolist()
    for which, column in enumerate(behind, 1):
        rows[which] += sums[column]
    rows[0] = until


def read_wanted(
    segment: Segment, rows: list[int], until: int, wanted: Ints, behind: Sequence[int]
) -> list[Table]:
    """Of each table what the wanted terms have, from the rows that come next; these are moved on."""
    columns = segment.table(0, rows[0], until)
    is_whole = len(wanted) == len(columns)
    tables = [columns if is_whole else columns[wanted]]
    for which, column in enumerate(behind, 1):
        sizes = columns[:, column].astype(np.int64)
        total = int(sizes.sum())
        if len(wanted):
            table = segment.table(which, rows[which], rows[which] + total)
            tables.append(table if is_whole else table[spread(before(sizes)[wanted], sizes[wanted])])
        rows[which] += total
    rows[0] = until
    return tables


def sorted_pieces(numbers: Ints, tables: Sequence[Table], behind: Sequence[int]) -> Joined:
    """Pieces and their tables by term; they come by segment. Without counts and places each posting counts once."""
    order = np.argsort(numbers[0], kind="stable")
    columns = tables[0].astype(np.int64)
    taken = []
    for table, column in zip(tables[1:], behind, strict=True):
        sizes = columns[:, column]
        taken.append(table[spread(before(sizes)[order], sizes[order])].astype(np.int64))
    columns = columns[order]
    terms, segments = numbers[:, order]
    if len(behind) < len(BEHIND):
        taken += [np.ones_like(taken[1]), taken[1][:0]]
        columns[:, PLACES] = 0
    rest = (columns[:, which] for which in (FIRST, FIELDS, POSTINGS, PLACES))
    return Joined(terms, segments, *rest, *taken)
