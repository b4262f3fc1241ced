"""Joins the segments term by term, in order, holding only a part of the vocabulary in memory at a time."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise, repeat
from typing import NamedTuple

from lunr_search.segments import Blob, Segment

# So many pieces of terms are held at once: some sixty megabytes.
PIECES_AT_ONCE = 300_000


# A term in one segment: the segment's number, how many postings, the size of their rare large numbers, all their
# bytes, the bytes of the places. A plain tuple, because there are millions.
Piece = tuple[int, int, int, bytes, bytes]


class Entry(NamedTuple):
    """A term, its rank in the first segment that has it, its pieces in order, and about how many bytes they need."""

    term: str
    rank: int
    pieces: list[Piece]
    size: int


def entries(segments: Sequence[Segment]) -> Iterator[Entry]:
    """Every term of the segments, sorted."""
    bounds = cuts(segments)
    for first, end in zip([None, *bounds], [*bounds, None], strict=True):
        yield from joined(segments, first, end)


def cuts(segments: Sequence[Segment]) -> list[str]:
    """Terms that part the vocabulary into ranges of about as many pieces each."""
    passes = sum(len(segment.terms) for segment in segments) // PIECES_AT_ONCE
    sample = sorted(term for segment in segments for term in segment.terms[::64]) if passes else []
    return sorted({sample[len(sample) * at // (passes + 1)] for at in range(1, passes + 1)})


def joined(segments: Sequence[Segment], first: str | None, end: str | None) -> Iterator[Entry]:
    """The terms from `first` up to `end`."""
    pieces: dict[str, list[Piece]] = {}
    ranks: dict[str, int] = {}
    for number, segment in enumerate(segments):
        columns = segment.columns
        low = bisect_left(segment.terms, first) if first is not None else 0
        high = bisect_left(segment.terms, end) if end is not None else len(segment.terms)
        rows = zip(
            repeat(number),
            columns.counts[low:high],
            columns.extras[low:high],
            slices(segment.postings, columns.posting_sizes, low, high),
            slices(segment.places, columns.place_sizes, low, high),
            strict=False,
        )
        for term, rank, piece in zip(segment.terms[low:high], columns.ranks[low:high], rows, strict=True):
            if term in pieces:
                pieces[term].append(piece)
            else:
                pieces[term], ranks[term] = [piece], rank
    for term in sorted(pieces):
        found = pieces.pop(term)
        yield Entry(term, ranks[term], found, len(term) + 2 + sum([len(piece[3]) for piece in found]))


def slices(data: Blob, sizes: array[int], low: int, high: int) -> list[bytes]:
    """The pieces of a blob, from one number to another."""
    start = sum(sizes[:low])
    ends = list(accumulate(sizes[low:high], initial=0))
    run = data.read(start, start + ends[-1])
    return [run[one:other] for one, other in pairwise(ends)]
