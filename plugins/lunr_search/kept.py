"""Documents that an earlier build counted in a segment that has since changed: what was met in them is taken from there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from lunr_search.lexicon import Met
from lunr_search.segments import DOCUMENT_BITS, FIELD_BITS, POSTINGS, TERM, Segment


class Kept:
    """The documents of segments, by their digests."""

    def __init__(self, segments: Iterable[Segment]) -> None:
        self.places: dict[str, tuple[Segment, int]] = {}
        for segment in segments:
            self.places |= {digest: (segment, at) for at, digest in enumerate(segment.digests)}
        self.read: dict[str, Met] = {}

    def lengths(self, digest: str) -> list[int]:
        """How long the fields of a known document are."""
        segment, at = self.places[digest]
        return [column[at] for column in segment.lengths]

    def met(self, wanted: Sequence[str], fields: int) -> Met:
        """What was met in documents of these digests; of those that are not known, nothing."""
        by_path: dict[str, tuple[Segment, dict[int, int]]] = {}
        for number, digest in enumerate(wanted):
            if digest in self.places:
                segment, local = self.places[digest]
                by_path.setdefault(segment.path.name, (segment, {}))[1][local] = number
        none = np.zeros(0, np.int64)
        found = [Met(none, none, none)]
        for segment, numbers in by_path.values():
            met = self.load(segment)
            new = np.full(1 << DOCUMENT_BITS, -1)
            new[list(numbers)] = list(numbers.values())
            document, field = np.divmod(met.text, 1 << FIELD_BITS)
            here = np.flatnonzero(new[document] >= 0)
            found.append(Met(met.term[here], new[document[here]] * fields + field[here], met.word[here]))
        return joined_met(found)

    def load(self, segment: Segment) -> Met:
        """All that was met in a segment."""
        if segment.path.name not in self.read:
            self.read[segment.path.name] = all_met(segment)
        return self.read[segment.path.name]


def joined_met(found: Iterable[Met]) -> Met:
    """Several, one after another."""
    rows = [(met.term, met.text, met.word) for met in found]
    return Met(*(np.concatenate(column) for column in zip(*rows, strict=True)))


def all_met(segment: Segment) -> Met:
    """What was met in a segment, in no order; its texts are documents and fields, the latter in three bits."""
    columns = segment.table(0).astype(np.int64)
    shapes, documents, counts, places = (segment.table(which).astype(np.int64) for which in range(1, 5))
    sizes = shapes >> FIELD_BITS
    field = np.repeat(shapes & (1 << FIELD_BITS) - 1, sizes)
    text = np.repeat(documents << FIELD_BITS | field, counts)
    term = np.repeat(np.repeat(columns[:, TERM], columns[:, POSTINGS]), counts)
    return Met(term, text, places)
