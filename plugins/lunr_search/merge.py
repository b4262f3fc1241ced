"""Joins the segments term by term, in order, holding only a part of the vocabulary in memory at a time."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from lunr_search.segments import Segment

# So many pieces of terms are held at once: some two hundred megabytes.
PIECES_AT_ONCE = 1_500_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, its rank, and what each segment that has it says.

    A piece is the segment's number, how many postings, the size of the rare large numbers, all bytes.
    """

    term: str
    rank: int
    pieces: list[tuple[int, int, int, bytes]]
    places: list[bytes]

    @property
    def size(self) -> int:
        """About how many bytes it needs."""
        return len(self.term) + 2 + sum(len(piece[3]) + 1 for piece in self.pieces)


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
    pieces: dict[str, list[tuple[int, int, int, bytes]]] = defaultdict(list)
    places: dict[str, list[bytes]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for number, segment in enumerate(segments):
        low = bisect_left(segment.terms, first) if first is not None else 0
        high = bisect_left(segment.terms, end) if end is not None else len(segment.terms)
        posting_ends = list(accumulate(segment.posting_sizes, initial=0))[low : high + 1]
        place_ends = list(accumulate(segment.place_sizes, initial=0))[low : high + 1]
        rows = zip(
            segment.terms[low:high],
            segment.ranks[low:high],
            segment.counts[low:high],
            segment.extras[low:high],
            posting_ends,
            posting_ends[1:],
            place_ends,
            place_ends[1:],
            strict=False,
        )
        postings, spots = segment.postings, segment.places
        for term, rank, count, extra, a, b, c, d in rows:
            ranks.setdefault(term, rank)
            pieces[term].append((number, count, extra, postings[a:b]))
            places[term].append(spots[c:d])
    for term in sorted(pieces):
        yield Entry(term, ranks[term], pieces[term], places[term])
