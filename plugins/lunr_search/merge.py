"""Joins the segments, a run of terms at a time, holding only a part of the vocabulary in memory."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.arrays import Ints, Marks, before, mixed, spread
from lunr_search.lexicon import Numbers
from lunr_search.segments import (
    EXTRAS,
    FIELDS,
    HEAD,
    HIGH,
    LOW,
    PLACES,
    POSTINGS,
    RANK,
    TABLES,
    Segment,
    Table,
)

# So many pieces of terms are held at once: some sixty megabytes.
PIECES_AT_ONCE = 300_000
# The tables behind the columns, and the column that says how many rows of each a term has.
BEHIND = (FIELDS, POSTINGS, EXTRAS, PLACES)


@dataclass(frozen=True, slots=True)
class Source:
    """A segment by number, and the numbers of its terms in the order of all terms."""

    number: int
    segment: Segment
    terms: Ints


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All terms in order; about how many bytes each needs in a shard, in how many segments it stands, a hash of all it has there."""

    names: list[str]
    sizes: list[int]
    pieces: list[int]
    marks: Marks
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Part:
    """What one segment has of a run of terms: the terms' numbers and the rows of its tables."""

    number: int
    terms: Ints
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Run:
    """Terms from one number to another, and what each segment has of them."""

    first: int
    end: int
    parts: list[Part]


@dataclass(frozen=True, slots=True)
class Joined:
    """A run of terms, term by term, and in each by segment: a row for each piece, and the rows of their tables."""

    firsts: Ints
    gaps: Ints
    ranks: Ints
    columns: Ints
    shapes: Ints
    postings: Table
    extras: Table
    places: Table


def vocabulary(segments: Sequence[Segment], numbers: Numbers) -> Vocabulary:
    """All terms of the segments; `numbers` knows each already."""
    count = len(numbers.names)
    sizes, pieces, marks = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.uint64)
    for at, segment in enumerate(segments):
        columns = segment.table(0, 0, len(segment.terms)).astype(np.int64)
        marks[segment.terms] += mixed((columns[:, LOW] | columns[:, HIGH] << 32).astype(np.uint64), at)
        sizes[segment.terms] += columns[:, HEAD] + 4 * columns[:, POSTINGS] + columns[:, EXTRAS]
        pieces[segment.terms] += 1
    # What was only in texts that have gone stands in no segment.
    known = [number for number in sorted(range(count), key=numbers.names.__getitem__) if pieces[number]]
    places = np.zeros(count, np.int64)
    places[known] = np.arange(len(known))
    names = [numbers.names[number] for number in known]
    sources = [Source(at, segment, places[segment.terms]) for at, segment in enumerate(segments)]
    own = [len(name) + 2 for name in names]
    whole = (sizes[known] + own).tolist() if names else []
    return Vocabulary(names, whole, pieces[known].tolist(), marks[known], sources)


def batches(pieces: Sequence[int], starts: Sequence[int]) -> Iterator[list[int]]:
    """The starts of runs in groups that are held at once, each with the end of its last."""
    edges, held = [], 0
    for first, end in pairwise([*starts, len(pieces)]):
        edges.append(first)
        held += sum(pieces[first:end])
        if held >= PIECES_AT_ONCE or end == len(pieces):
            yield [*edges, end]
            edges, held = [], 0


def joined_runs(found: Vocabulary, starts: Sequence[int], wanted: Container[int]) -> Iterator[Run]:
    """The runs of terms whose first is wanted, with what each segment has of them."""
    at = [[0] * len(TABLES) for _ in found.sources]
    for edges in batches(found.pieces, starts):
        runs = [Run(first, end, []) for first, end in pairwise(edges)]
        for source, rows in zip(found.sources, at, strict=True):
            add_parts(source, rows, edges, [run if run.first in wanted else None for run in runs])
        yield from (run for run in runs if run.first in wanted)


def add_parts(source: Source, rows: list[int], edges: Sequence[int], runs: Sequence[Run | None]) -> None:
    """Read what a segment has of some runs, from the rows that come next in it, and move these on."""
    ends = np.searchsorted(source.terms, edges) - rows[0]
    terms = source.terms[rows[0] : rows[0] + int(ends[-1])]
    columns = source.segment.table(0, rows[0], rows[0] + len(terms))
    tables, bounds = [columns], [ends.tolist()]
    rows[0] += len(terms)
    for which, column in enumerate(BEHIND, 1):
        sums = np.append(0, np.cumsum(columns[:, column], dtype=np.int64))
        tables.append(source.segment.table(which, rows[which], rows[which] + int(sums[-1])))
        bounds.append(sums[ends].tolist())
        rows[which] += int(sums[-1])
    for at, run in enumerate(runs):
        if run and bounds[0][at] < bounds[0][at + 1]:
            here = tuple(
                table[bound[at] : bound[at + 1]] for table, bound in zip(tables, bounds, strict=True)
            )
            run.parts.append(Part(source.number, terms[bounds[0][at] : bounds[0][at + 1]], here))


def joined(run: Run) -> Joined:
    """A run, its pieces in order."""
    terms = np.concatenate([part.terms for part in run.parts])
    order = np.argsort(terms, kind="stable")
    number = np.repeat([part.number for part in run.parts], [len(part.terms) for part in run.parts])[order]
    columns, *behind = (
        np.concatenate(tables) for tables in zip(*(part.tables for part in run.parts), strict=True)
    )
    columns = columns.astype(np.int64)
    firsts = np.flatnonzero(np.diff(terms[order], prepend=-1))
    gaps = np.diff(number, prepend=0)
    gaps[firsts] = number[firsts]
    taken = []
    for table, column in zip(behind, BEHIND, strict=True):
        sizes = columns[:, column]
        taken.append(table[spread(before(sizes)[order], sizes[order])] if len(table) else table)
    columns = columns[order]
    shapes, postings, extras, places = taken
    return Joined(
        firsts, gaps, columns[firsts, RANK], columns, shapes.astype(np.int64), postings, extras, places
    )
