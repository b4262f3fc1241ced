"""Segments: some documents of one language and of about one length, which are counted together, and whose rows share a tag.

A segment ends where the hashes of addresses say so: a new or removed document moves hardly any other cut.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lunr_search.documents import Placed

LEAST_DOCUMENTS, MOST_DOCUMENTS = 112, 256
# A term, its field and its document are sorted by as one number.
FIELD_BITS, DOCUMENT_BITS = 3, 8

# The columns of a segment's terms: number, and how many fields, postings and places it has.
TERM, FIELDS, POSTINGS, PLACES = range(4)
COLUMNS = 4
# The tables of a segment: the columns; a row for each field of a term, each posting's document and count, each place.
TABLES = 5
Table = npt.NDArray[np.unsignedinteger[Any]]
KINDS: dict[int, np.dtype[Any]] = {size: np.dtype(f"u{size}") for size in (1, 2, 4)}


@dataclass(frozen=True, slots=True)
class Tables:
    """What was counted of some terms, in their order: a row for each term, then what the rows say how much there is of.

    `shapes` has a number for each field of a term, `documents` and `counts` one for each posting, `places` one for each time a term stands there.
    """

    columns: Table
    shapes: Table
    documents: Table
    counts: Table
    places: Table

    def each(self) -> tuple[Table, ...]:
        """The tables in the order in which they are kept, each in the fewest bytes."""
        return self.columns, *map(narrow, (self.shapes, self.documents, self.counts, self.places))


@dataclass(frozen=True, slots=True)
class Segment:
    """What was counted of some documents: where the tables stand in a file."""

    path: Path
    starts: list[int]
    widths: list[int]
    sizes: list[int]

    def table(self, which: int, first: int = 0, end: int | None = None) -> Table:
        """Some rows of a table."""
        kind = KINDS[self.widths[which]]
        row = COLUMNS if which == 0 else 1
        last = self.sizes[which] // row if end is None else end
        found: Table = np.fromfile(
            self.path,
            kind,
            (last - first) * row,
            offset=self.starts[which] + first * row * kind.itemsize,
        )
        return found.reshape(-1, row) if row > 1 else found


def narrow(table: Table) -> Table:
    """The same numbers in as few bytes each as all of them need."""
    most = int(table.max(initial=0))
    return table.astype(np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32)


def pack(tables: Tables) -> bytes:
    """A segment as it is put into a file: a line of what it is, the tables in turn."""
    each = tables.each()
    shape = [[table.dtype.itemsize for table in each], [table.size for table in each]]
    return b"".join([json.dumps(shape).encode() + b"\n", *(one.tobytes() for one in each)])


def opened(path: Path, line: bytes) -> Segment:
    """The segment of which this is the line."""
    widths, sizes = json.loads(line)
    bytes_of = [width * size for width, size in zip(widths, sizes, strict=True)]
    return Segment(path, list(accumulate(bytes_of, initial=len(line)))[:-1], widths, sizes)


def cut(documents: Sequence[Placed]) -> Iterator[Sequence[Placed]]:
    """Documents in their order, in segments."""
    marks = [zlib.crc32(one.document.ref.encode("utf-8", "surrogatepass")) for one in documents]
    first = 0
    for _, own in groupby(documents, lambda one: one.document.lang):
        end = first + len(list(own))
        while end - first > MOST_DOCUMENTS:
            # The lowest of these is mostly the lowest, too, when a document has come or gone before it.
            window = marks[first + LEAST_DOCUMENTS - 1 : first + MOST_DOCUMENTS]
            last = first + LEAST_DOCUMENTS + window.index(min(window))
            yield documents[first:last]
            first = last
        yield documents[first:end]
        first = end


class Shelf:
    """A folder of segments, while an index is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def put(self, data: bytes) -> Segment:
        """Put a packed segment there; the same, its bulk left in the file."""
        path = self.folder / str(self.count)
        self.count += 1
        path.write_bytes(data)
        return opened(path, data[: data.index(b"\n") + 1])
