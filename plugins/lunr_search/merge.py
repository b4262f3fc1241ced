"""Joins the segments term by term, in order, holding only a part of the vocabulary in memory at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from lunr_search.segments import Segment

# So many pieces of terms are held at once: some three hundred megabytes.
PIECES_AT_ONCE = 1_500_000


class Piece(NamedTuple):
    """A term in one segment: how many postings, the size of their rare large numbers, all their bytes, the places."""

    segment: int
    count: int
    extra: int
    postings: bytes
    places: bytes


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
    pieces: dict[str, list[Piece]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for number, segment in enumerate(segments):
        low = bisect_left(segment.terms, first) if first is not None else 0
        high = bisect_left(segment.terms, end) if end is not None else len(segment.terms)
        terms = segment.terms[low:high]
        # The first segment that has a term says how it ranks: later ones do not overwrite it.
        ranks = dict(zip(terms, segment.ranks[low:high], strict=True)) | ranks
        postings = slices(segment.postings, segment.posting_sizes, low, high)
        places = slices(segment.places, segment.place_sizes, low, high)
        counts, extras = segment.counts[low:high], segment.extras[low:high]
        for row in zip(terms, counts, extras, postings, places, strict=True):
            pieces[row[0]].append(Piece(number, *row[1:]))
    for term in sorted(pieces):
        found = pieces[term]
        yield Entry(term, ranks[term], found, len(term) + 2 + sum([len(piece[3]) for piece in found]))


def slices(data: bytes, sizes: Sequence[int], low: int, high: int) -> list[bytes]:
    """The pieces of a blob, from one number to another."""
    ends = list(accumulate(sizes, initial=0))[low : high + 1]
    return [data[start:end] for start, end in zip(ends, ends[1:], strict=False)]
