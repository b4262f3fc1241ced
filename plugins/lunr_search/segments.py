"""Segments: some hundred documents, counted together, kept by content so that an edit counts one of them anew.

A segment ends where the hash of an address says so: a new or removed document moves no other cut.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lunr_search.analysis import ANALYSIS_VERSION
from lunr_search.arrays import Ints
from lunr_search.documents import Document
from lunr_search.lexicon import Numbers
from lunr_search.stemmers import STEMMERS

# Changes whenever the files that a build writes would change for the same documents.
FORMAT_VERSION = 3
# Changes whenever a segment that an older build kept would be read wrong.
KEPT_VERSION = 4
CUT_EVERY, MOST_DOCUMENTS = 256, 256
CHUNK = 2
OVERFLOW = 255
# A term, its field and its document are sorted by as one number.
FIELD_BITS, DOCUMENT_BITS = 3, 8

# Turns one field's raw value into its text.
ToText = Callable[[str, str], str]
# The columns of a segment's terms: how many other terms came before it where it was first met, how many postings and
# fields it has, the bytes of its rare large numbers and of its places, those of its head in a shard, and a hash of all.
RANK, POSTINGS, FIELDS, EXTRAS, PLACES, HEAD, LOW, HIGH = range(8)
COLUMNS = 8
# Kind of number and how many of them make a row, of each table of a segment.
TABLES = ((np.uint32, COLUMNS), (np.uint32, 1), (np.uint8, 4), (np.uint8, 1), (np.uint8, 1))
Table = npt.NDArray[np.unsignedinteger[Any]]


@dataclass(slots=True)
class Tables:
    """What was counted of some terms, in their order: a row for each term, then what the rows say how much there is of.

    `shapes` has a number for each field of a term; `postings` four bytes for each posting; `extras` and `places` are bytes.
    """

    columns: Table
    shapes: Table
    postings: Table
    extras: Table
    places: Table

    def each(self) -> tuple[Table, ...]:
        """The tables in the order in which they are kept."""
        return self.columns, self.shapes, self.postings, self.extras, self.places


@dataclass(slots=True)
class Segment:
    """What was counted of some documents: their digests, the lengths of their fields, their terms by number, the tables."""

    digests: list[str]
    lengths: list[list[int]]
    terms: Ints
    path: Path
    starts: list[int]

    def table(self, which: int, first: int, end: int) -> Table:
        """Some rows of a table."""
        kind, width = TABLES[which]
        size = np.dtype(kind).itemsize * width
        found: Table = np.fromfile(
            self.path, kind, (end - first) * width, offset=self.starts[which] + first * size
        )
        return found.reshape(-1, width) if width > 1 else found


def pack(digests: Sequence[str], lengths: list[list[int]], terms: Sequence[str], tables: Tables) -> bytes:
    """A segment as it is kept: a hash of the rest, a line of sizes, everything in turn."""
    data = ["\n".join(terms).encode(), *(table.tobytes() for table in tables.each())]
    head = json.dumps([digests, lengths, len(terms), [len(piece) for piece in data]]).encode() + b"\n"
    whole = b"".join([head, *data])
    return hashlib.sha256(whole).digest() + whole


def unpack(path: Path, numbers: Numbers) -> Segment:
    """A segment in a file, where its tables stay; `numbers` gives each term its own. Raises ValueError if it is damaged."""
    data = path.read_bytes()
    if hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
        raise ValueError("the segment is damaged")
    at = data.index(b"\n", 32) + 1
    digests, lengths, count, sizes = json.loads(data[32:at])
    terms = data[at : at + sizes[0]].decode().split("\n") if count else []
    known = np.fromiter(map(numbers.__getitem__, terms), np.int64, len(terms))
    return Segment(digests, lengths, known, path, list(accumulate(sizes, initial=at))[1:-1])


def cut(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """The documents in segments."""
    first = 0
    for at, document in enumerate(documents, 1):
        is_cut = zlib.crc32(document.ref.encode("utf-8", "surrogatepass")) % CUT_EVERY == 0
        if is_cut or at - first == MOST_DOCUMENTS or at == len(documents):
            yield documents[first:at]
            first = at


def way_of(fields: Sequence[str]) -> str:
    """The name of the way in which documents are counted: what was counted in another way says nothing of this one."""
    versions = f"{FORMAT_VERSION} {KEPT_VERSION} {ANALYSIS_VERSION} {STEMMERS}"
    return hashlib.sha256(f"{versions} {' '.join(fields)}".encode()).hexdigest()[:16]


def segment_key(documents: Sequence[Document], fields: Sequence[str]) -> str:
    """The name of the segment of these documents: the same for the same content."""
    whole = hashlib.sha256(way_of(fields).encode())
    for document in documents:
        whole.update(document.digest())
    return whole.hexdigest()


class Shelf:
    """A folder of packed segments by key, all counted in one way; what was not asked for in one build is removed after it."""

    def __init__(self, parent: Path, way: str, numbers: Numbers) -> None:
        self.parent, self.folder = parent, parent / way
        self.numbers = numbers
        self.used: set[str] = set()

    def get(self, key: str) -> Segment | None:
        """A segment kept earlier, None if there is none or it is damaged."""
        self.used.add(key)
        try:
            return unpack(self.folder / key, self.numbers)
        except (OSError, ValueError):
            return None

    def put(self, key: str, data: bytes) -> Segment:
        """Keep a packed segment; the same, its bulk left in the file."""
        self.used.add(key)
        write_whole(self.folder / key, data)
        return unpack(self.folder / key, self.numbers)

    def stale(self, keys: Collection[str]) -> list[Path]:
        """The segments that these keys do not name."""
        return [path for path in sorted(self.folder.glob("[!.]*")) if path.name not in keys]

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


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(data)
    part.replace(path)


def totals(segments: Sequence[Segment], fields: Mapping[str, float]) -> list[int]:
    """The number of terms of each field over all documents."""
    return [sum(sum(segment.lengths[at]) for segment in segments) for at in range(len(fields))]
