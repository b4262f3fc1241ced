"""Documents that an earlier build counted in a segment that has since changed: what was met in them is taken from there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from lunr_search.arrays import Ints, before, unvarints
from lunr_search.lexicon import Met, Numbers
from lunr_search.segments import (
    DOCUMENT_BITS,
    EXTRAS,
    FIELD_BITS,
    FIELDS,
    PLACES,
    POSTINGS,
    TABLES,
    Segment,
    unpack,
)


class Kept:
    """The documents of segments that no build will ask for again, by their digests."""

    def __init__(self, paths: Iterable[Path], numbers: Numbers) -> None:
        self.places: dict[str, tuple[Path, int]] = {}
        self.numbers = numbers
        self.read: dict[Path, Met | None] = {}
        for path in paths:
            try:
                segment = unpack(path, Numbers())
            except (OSError, ValueError):
                continue
            self.places |= {digest: (path, at) for at, digest in enumerate(segment.digests)}

    def met(self, wanted: Sequence[str], fields: int) -> tuple[Met, set[int]]:
        """What was met in documents of these digests; and by number which of them are known."""
        by_path: dict[Path, dict[int, int]] = {}
        for number, digest in enumerate(wanted):
            if digest in self.places:
                path, local = self.places[digest]
                by_path.setdefault(path, {})[local] = number
        found, known = [], set[int]()
        for path, numbers in by_path.items():
            met = self.load(path)
            if met is None:
                continue
            new = np.full(1 << DOCUMENT_BITS, -1)
            new[list(numbers)] = list(numbers.values())
            document, field = np.divmod(met.text, 1 << FIELD_BITS)
            here = np.flatnonzero(new[document] >= 0)
            text = new[document[here]] * fields + field[here]
            found.append(Met(met.term[here], text, met.word[here]))
            known.update(numbers.values())
        return joined_met(found), known

    def load(self, path: Path) -> Met | None:
        """All that was met in a segment; None if it has numbers so large that it is not worth it."""
        if path not in self.read:
            self.read[path] = all_met(unpack(path, self.numbers))
        return self.read[path]


def joined_met(found: Iterable[Met]) -> Met:
    """Several, one after another."""
    none = np.zeros(0, np.int64)
    rows = [(none, none, none), *((met.term, met.text, met.word) for met in found)]
    return Met(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def all_met(segment: Segment) -> Met | None:
    """What was met in a segment, in no order; its texts are documents and fields, the latter in three bits."""
    columns = segment.table(0, 0, len(segment.terms)).astype(np.int64)
    if columns[:, EXTRAS].any():
        return None
    sums = columns.sum(axis=0)
    shapes, postings, _, places = (
        segment.table(which, 0, int(sums[column])).astype(np.int64)
        for which, column in zip(range(1, len(TABLES)), (FIELDS, POSTINGS, EXTRAS, PLACES), strict=True)
    )
    sizes = shapes >> FIELD_BITS + 1
    field = np.repeat(shapes >> 1 & (1 << FIELD_BITS) - 1, sizes)
    document = sums_within(postings[:, 0], sizes)
    counts = postings[:, 1]
    word = sums_within(unvarints(places), counts)
    text = np.repeat(document << FIELD_BITS | field, counts)
    term = np.repeat(np.repeat(segment.terms, columns[:, POSTINGS]), counts)
    return Met(term, text, word)


def sums_within(steps: Ints, sizes: Ints) -> Ints:
    """What each run of steps comes to, step by step."""
    sums = np.cumsum(steps)
    firsts = before(sizes)
    found: Ints = sums - np.repeat(sums[firsts] - steps[firsts], sizes)
    return found
