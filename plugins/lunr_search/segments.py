"""Segments: some hundred documents, counted together, kept by content so that an edit counts one of them anew.

A segment ends where the hash of an address says so: a new or removed document moves no other cut.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter, sub
from pathlib import Path
from typing import NamedTuple

from lunr_search.analysis import ANALYSIS_VERSION, analyse
from lunr_search.documents import Document
from lunr_search.stemmers import STEMMERS
from lunr_search.varint import encode, encode_all

# Changes whenever the files that a build writes would change for the same documents.
FORMAT_VERSION = 3
CUT_EVERY, MOST_DOCUMENTS = 256, 256
CHUNK = 4
OVERFLOW = 255

# Turns one field's raw value into its text.
ToText = Callable[[str, str], str]
# One posting: the field, the document of the segment, the numbers of the words, how many other terms came first.
Row = tuple[int, int, list[int], int]


class Blob:
    """Bytes in memory, or a part of a file that is read piece by piece."""

    def __init__(self, data: bytes, path: Path | None = None, start: int = 0) -> None:
        self.data, self.path, self.start = data, path, start

    def read(self, first: int, end: int) -> bytes:
        """Some of the bytes."""
        if self.path is None:
            return self.data[first:end]
        with self.path.open("rb") as file:
            file.seek(self.start + first)
            return file.read(end - first)


class Columns(NamedTuple):
    """A number for each term of a segment, by what it says."""

    ranks: array[int]
    counts: array[int]
    extras: array[int]
    posting_sizes: array[int]
    place_sizes: array[int]


@dataclass(slots=True)
class Segment:
    """What was counted of some documents. For each term, in order: its postings, its places, and their sizes.

    `ranks` orders terms that are first met in one field of one document; `counts` is the number of postings,
    `extras` the size of their rare large numbers, which stand last in a term's postings.
    """

    lengths: list[list[int]]
    terms: list[str]
    columns: Columns
    postings: Blob
    places: Blob

    def pack(self) -> bytes:
        """The segment as a cache keeps it: a hash of the rest, a line of sizes, everything in turn."""
        terms = "\n".join(self.terms).encode()
        postings, places = self.postings.data, self.places.data
        head = json.dumps([self.lengths, len(terms), len(self.terms), len(postings)]).encode() + b"\n"
        data = b"".join([head, terms, *(column.tobytes() for column in self.columns), postings, places])
        return hashlib.sha256(data).digest() + data


def unpack(path: Path) -> Segment:
    """A segment in a file, whose postings and places stay there. Raises ValueError if it is damaged."""
    data = path.read_bytes()
    if hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
        raise ValueError("the segment is damaged")
    at = data.index(b"\n", 32) + 1
    lengths, terms_size, count, postings_size = json.loads(data[32:at])
    terms = data[at : at + terms_size].decode().split("\n") if count else []
    at += terms_size
    columns = []
    for _ in range(5):
        column = array("I")
        column.frombytes(data[at : at + count * column.itemsize])
        columns.append(column)
        at += count * column.itemsize
    return Segment(
        lengths, terms, Columns(*columns), Blob(b"", path, at), Blob(b"", path, at + postings_size)
    )


def cut(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """The documents in segments."""
    first = 0
    for at, document in enumerate(documents, 1):
        is_cut = zlib.crc32(document.ref.encode("utf-8", "surrogatepass")) % CUT_EVERY == 0
        if is_cut or at - first == MOST_DOCUMENTS or at == len(documents):
            yield documents[first:at]
            first = at


def segment_key(documents: Sequence[Document], fields: Sequence[str]) -> str:
    """The name of the segment of these documents: the same for the same content."""
    whole = hashlib.sha256(f"{FORMAT_VERSION} {ANALYSIS_VERSION} {STEMMERS} {' '.join(fields)}".encode())
    for document in documents:
        whole.update(document.digest())
    return whole.hexdigest()


def counted(documents: Sequence[Document], fields: Sequence[str], to_text: ToText) -> Segment:
    """Count the terms of some documents."""
    rows: dict[str, list[Row]] = defaultdict(list)
    lengths: list[list[int]] = [[] for _ in fields]
    for local, document in enumerate(documents):
        for position, name in enumerate(fields):
            raw = document.raw.get(name, "")
            words = analyse(to_text(name, raw), document.lang) if raw else []
            places = places_of(words)
            lengths[position].append(sum(map(len, places.values())))
            for rank, (term, at) in enumerate(places.items()):
                rows[term].append((position, local, at, rank))
    return encoded(rows, lengths)


def places_of(words: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    """Each term and the numbers of its words, in the order in which terms are met; forms of one word by code point."""
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, forms in enumerate(words):
        together[forms].append(at)
    places: dict[str, list[int]] = {}
    for forms, found in together.items():
        if len(forms) == 1 and forms[0] not in places:
            places[forms[0]] = found
            continue
        for term in sorted(forms):
            before = places.get(term)
            places[term] = sorted([*before, *found]) if before else found
    return places


def encoded(rows: Mapping[str, list[Row]], lengths: list[list[int]]) -> Segment:
    """The counts as bytes, term by term."""
    terms, coder = sorted(rows), Coder(lengths)
    postings: list[bytes] = []
    places: list[bytes] = []
    ranks, counts, extras, sizes, place_sizes = (list[int]() for _ in range(5))
    for term in terms:
        found = rows[term]
        first = found[0]
        if len(found) == 1 and coder.is_small(first):
            head, extra = coder.single(first), b""
        else:
            head, extra = coder.postings(found)
        place = coder.places(found)
        postings.append(head)
        places.append(place)
        ranks.append(first[3])
        counts.append(len(found))
        extras.append(len(extra))
        sizes.append(len(head))
        place_sizes.append(len(place))
    columns = Columns(*(array("I", column) for column in (ranks, counts, extras, sizes, place_sizes)))
    return Segment(lengths, terms, columns, Blob(b"".join(postings)), Blob(b"".join(places)))


class Coder:
    """Turns the postings of one segment into bytes."""

    def __init__(self, lengths: Sequence[Sequence[int]]) -> None:
        self.lengths = lengths
        self.low = [bytes(length & 255 for length in row) for row in lengths]
        self.high = [bytes(min(length >> 8, OVERFLOW) for length in row) for row in lengths]
        self.heads = [encode((8 + position) * 2) for position in range(len(lengths))]

    def single(self, row: Row) -> bytes:
        """A term that stands in one field of one document."""
        position, local, at, _ = row
        return self.heads[position] + bytes(
            (local, len(at), self.low[position][local], self.high[position][local])
        )

    def is_small(self, row: Row) -> bool:
        """Whether all numbers of a posting fit their bytes."""
        return len(row[2]) < OVERFLOW and self.high[row[0]][row[1]] < OVERFLOW

    def postings(self, rows: list[Row]) -> tuple[bytes, bytes]:
        """How many postings in which fields; documents, counts, low and high bytes of lengths; and what overflows."""
        rows.sort(key=itemgetter(0))
        positions, locals_, places, _ = zip(*rows, strict=True)
        fields = sorted(set(positions))
        shape, steps, low, high, at = [], [], [], [], 0
        for position in fields:
            count = positions.count(position)
            found = locals_[at : at + count]
            at += count
            shape.append((count * 8 + position) * 2 + (position != fields[-1]))
            steps.append(bytes(map(sub, found, (0, *found))))
            low.append(bytes(map(self.low[position].__getitem__, found)))
            high.append(bytes(map(self.high[position].__getitem__, found)))
        tfs, extra = list(map(len, places)), b""
        if max(tfs) >= OVERFLOW or any(OVERFLOW in column for column in high):
            tall = [self.lengths[position][local] >> 8 for position, local, _, _ in rows]
            extra = encode_all(value - OVERFLOW for value in [*tfs, *tall] if value >= OVERFLOW)
            tfs = [min(tf, OVERFLOW) for tf in tfs]
        return b"".join([encode_all(shape), *steps, bytes(tfs), *low, *high, extra]), extra

    def places(self, rows: list[Row]) -> bytes:
        """The places of a term, posting by posting: the first number, then how much further each next one is."""
        numbers: list[int] = []
        for _, _, at, _ in rows:
            numbers.append(at[0])
            if len(at) > 1:
                numbers += map(sub, at[1:], at)
        return encode_all(numbers)


class Shelf:
    """A folder of packed segments by key; what was not asked for in one build is removed after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def get(self, key: str) -> Segment | None:
        """A segment kept earlier, None if there is none or it is damaged."""
        self.used.add(key)
        try:
            return unpack(self.folder / key)
        except (OSError, ValueError):
            return None

    def put(self, key: str, segment: Segment) -> Segment:
        """Keep a segment; the same, its bulk left in the file."""
        self.used.add(key)
        write_whole(self.folder / key, segment.pack())
        return unpack(self.folder / key)

    def sweep(self) -> None:
        """Remove what this build had no use for."""
        for path in self.folder.glob("*"):
            if path.name not in self.used:
                path.unlink()


def write_whole(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def totals(segments: Sequence[Segment], fields: Mapping[str, float]) -> list[int]:
    """The number of terms of each field over all documents."""
    return [sum(sum(segment.lengths[at]) for segment in segments) for at in range(len(fields))]
