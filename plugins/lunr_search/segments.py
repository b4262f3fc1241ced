"""Segments: some documents of one language and of about one length, counted together, kept by content so that an edit counts one anew.

A segment ends where the hashes of addresses say so: a new or removed document moves hardly any other cut.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zlib
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lunr_search.analysis import ANALYSIS_VERSION, term_order
from lunr_search.arrays import Ints
from lunr_search.documents import Placed
from lunr_search.stemmers import STEMMERS
from lunr_search.store import FORMAT_VERSION, write_whole

# Changes whenever a segment that an older build kept would be read wrong.
KEPT_VERSION = 9
LEAST_DOCUMENTS, MOST_DOCUMENTS = 112, 256
# A term, its field and its document are sorted by as one number.
FIELD_BITS, DOCUMENT_BITS = 3, 8

# Beside the segments: the terms by number, their numbers in order, and the terms spelt backwards in order.
WORDS, ORDER, BACKWARD = "words", "order", "backward"
# More new terms than these are sorted with all others.
MOST_INSERTED = 3_000
# The columns of a segment's terms: number, the word at which it stands first in its first document, how many fields,
# postings and places it has, and three hashes in two halves each: of all but documents and places, of documents, and of all that places hang on.
TERM, FIRST, FIELDS, POSTINGS, PLACES, MARKS = range(6)
COLUMNS = 11
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
    """What was counted of some documents: their digests, the lengths of their fields, and where the tables stand in a file."""

    digests: list[str]
    lengths: list[list[int]]
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


def pack(digests: Sequence[str], lengths: list[list[int]], tables: Tables) -> bytes:
    """A segment as it is kept: a sum of the rest, a line of what it is, the tables in turn."""
    each = tables.each()
    shape = [[table.dtype.itemsize for table in each], [table.size for table in each]]
    whole = b"".join(
        [json.dumps([digests, lengths, *shape]).encode() + b"\n", *(one.tobytes() for one in each)]
    )
    return zlib.crc32(whole).to_bytes(4, "big") + whole


def unpack(path: Path) -> Segment:
    """A segment in a file, where its tables stay. Raises ValueError if it is damaged."""
    data = path.read_bytes()
    if zlib.crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
        raise ValueError("the segment is damaged")
    return opened(path, data[4 : data.index(b"\n", 4) + 1])


def opened(path: Path, line: bytes) -> Segment:
    """The segment of which this is the line."""
    digests, lengths, widths, sizes = json.loads(line)
    bytes_of = [width * size for width, size in zip(widths, sizes, strict=True)]
    return Segment(
        digests, lengths, path, list(accumulate(bytes_of, initial=4 + len(line)))[:-1], widths, sizes
    )


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


@cache
def way_of(fields: tuple[str, ...]) -> str:
    """The name of the way in which documents are counted: what was counted in another way says nothing of this one."""
    versions = f"{FORMAT_VERSION} {KEPT_VERSION} {ANALYSIS_VERSION} {STEMMERS}"
    return hashlib.sha256(f"{versions} {' '.join(fields)}".encode()).hexdigest()[:16]


def segment_key(digests: Sequence[str]) -> str:
    """The name of the segment of these documents: the same for the same content."""
    return hashlib.sha256(" ".join(digests).encode()).hexdigest()[:32]


class Shelf:
    """A folder of segments by key, all counted in one way; what was not asked for in one build is removed after it."""

    def __init__(self, parent: Path, way: str) -> None:
        self.parent, self.folder = parent, parent / way
        self.used: set[str] = set()
        self.kept: dict[str, Segment] = {}
        self.mark = b"none"
        # Of the terms that were kept, by number, what they are exact forms of.
        self.bases: Ints = np.zeros(0, np.int64)
        self.folder.mkdir(parents=True, exist_ok=True)

    def load(self) -> list[str]:
        """Look at all that an earlier build kept, damaged segments as if they were none; the terms by number."""
        names = self.names()
        for path in sorted(self.folder.glob("[!.]*")):
            if names and path.name in {WORDS, ORDER, BACKWARD}:
                continue
            try:
                if not names:
                    raise ValueError("nobody knows what its numbers mean")
                self.kept[path.name] = unpack(path)
            except (OSError, ValueError):
                path.unlink()
        return names

    def names(self) -> list[str]:
        """The terms by number; none if they are not there or damaged."""
        try:
            data = (self.folder / WORDS).read_bytes()
        except OSError:
            return []
        if zlib.crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
            return []
        self.mark = data[:4]
        return data[4:].decode("utf-8", "surrogatepass").split("\n") if len(data) > 4 else []

    def save(self, names: Sequence[str], order: Ints, bases: Ints) -> None:
        """Keep the terms by number, before any segment that has a new one; their numbers in order, and their bases."""
        data = "\n".join(names).encode("utf-8", "surrogatepass")
        self.used |= {WORDS, ORDER, BACKWARD}
        mark = zlib.crc32(data).to_bytes(4, "big")
        if mark != self.mark:
            write_whole(self.folder / WORDS, mark + data)
            rows = np.append(order, bases).astype(np.int32).tobytes()
            write_whole(self.folder / ORDER, mark + zlib.crc32(rows).to_bytes(4, "big") + rows)

    def ordered(self, names: Sequence[str]) -> Ints:
        """The numbers of all terms in order; those that were kept are so already. After it `bases` has what was kept of these."""
        try:
            data = (self.folder / ORDER).read_bytes()
        except OSError:
            data = b""
        is_whole = data[:4] == self.mark and zlib.crc32(memoryview(data)[8:]).to_bytes(4, "big") == data[4:8]
        kept, bases = np.split(np.frombuffer(data[8:] if is_whole else b"", np.int32), 2)
        self.bases = bases.astype(np.int64)
        if len(kept) == len(names):
            return kept.astype(np.int64)
        known = kept.tolist()
        fresh = range(len(known), len(names))
        if len(fresh) > MOST_INSERTED:
            keys = list(map(term_order, names))
            return np.array(sorted(range(len(names)), key=keys.__getitem__), np.int64)
        words = [term_order(names[number]) for number in known]
        for number in fresh:
            at = bisect(words, term_order(names[number]))
            words.insert(at, term_order(names[number]))
            known.insert(at, number)
        return np.array(known, np.int64)

    def get(self, key: str) -> Segment | None:
        """A segment kept earlier."""
        self.used.add(key)
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> Segment:
        """Keep a packed segment; the same, its bulk left in the file."""
        self.used.add(key)
        write_whole(self.folder / key, data)
        return opened(self.folder / key, data[4 : data.index(b"\n", 4) + 1])

    def sweep(self) -> None:
        """Remove what this build had no use for."""
        for path in self.folder.glob("*"):
            if path.name not in self.used:
                path.unlink()
        for path in self.parent.glob("*"):
            if path == self.folder:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
