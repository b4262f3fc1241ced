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
from operator import sub
from pathlib import Path

from lunr_search.analysis import ANALYSIS_VERSION, analyse
from lunr_search.documents import Document
from lunr_search.varint import encode_all

# Changes whenever the files that a build writes would change for the same documents.
FORMAT_VERSION = 2
CUT_EVERY, MOST_DOCUMENTS = 128, 256
CHUNK = 4
OVERFLOW = 255

# Turns one field's raw value into its text.
ToText = Callable[[str, str], str]
# Per term: which document of the segment has it where; (document, places, how many other terms came first).
Rows = list[tuple[int, list[int], int]]


@dataclass(slots=True)
class Segment:
    """What was counted of some documents. For each term, in order: its postings, its places, and their sizes.

    `ranks` orders terms that are first met in one field of one document; `counts` is the number of postings,
    `extras` the size of their rare large numbers, which stand last in a term's postings.
    """

    lengths: list[list[int]]
    terms: list[str]
    ranks: array[int]
    counts: array[int]
    extras: array[int]
    posting_sizes: array[int]
    place_sizes: array[int]
    postings: bytes
    places: bytes

    def pack(self) -> bytes:
        """The segment as a cache keeps it: a hash of the rest, a line of sizes, everything in turn."""
        columns = [self.ranks, self.counts, self.extras, self.posting_sizes, self.place_sizes]
        terms = "\n".join(self.terms).encode()
        head = json.dumps([self.lengths, len(terms), len(self.terms), len(self.postings)]).encode() + b"\n"
        data = b"".join([head, terms, *(column.tobytes() for column in columns), self.postings, self.places])
        return hashlib.sha256(data).digest() + data


def unpack(data: bytes) -> Segment:
    """A packed segment. Raises ValueError if it is damaged."""
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
    return Segment(lengths, terms, *columns, data[at : at + postings_size], data[at + postings_size :])


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
    whole = hashlib.sha256(f"{FORMAT_VERSION} {ANALYSIS_VERSION} {' '.join(fields)}".encode())
    for document in documents:
        whole.update(document.digest())
    return whole.hexdigest()


def counted(documents: Sequence[Document], fields: Sequence[str], to_text: ToText) -> Segment:
    """Count the terms of some documents."""
    rows: list[dict[str, Rows]] = [defaultdict(list) for _ in fields]
    lengths: list[list[int]] = [[] for _ in fields]
    for local, document in enumerate(documents):
        for position, name in enumerate(fields):
            raw = document.raw.get(name, "")
            words = analyse(to_text(name, raw), document.lang) if raw else []
            places = places_of(words)
            lengths[position].append(sum(map(len, places.values())))
            into = rows[position]
            for rank, (term, at) in enumerate(places.items()):
                into[term].append((local, at, rank))
    return encoded(rows, lengths)


def places_of(words: Sequence[tuple[str, ...]]) -> dict[str, list[int]]:
    """Each term and the numbers of its words, in the order in which terms are met; forms of one word by code point."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, forms in enumerate(words):
        if len(forms) == 1:
            places[forms[0]].append(at)
        else:
            for term in sorted(forms):
                places[term].append(at)
    return places


def encoded(rows: list[dict[str, Rows]], lengths: list[list[int]]) -> Segment:
    """The counts as bytes, term by term."""
    by_term: dict[str, list[tuple[int, Rows]]] = defaultdict(list)
    for position, found in enumerate(rows):
        for term, one in found.items():
            by_term[term].append((position, one))
    segment = Segment(lengths, sorted(by_term), *(array("I") for _ in range(5)), b"", b"")
    halves = [
        (bytes(length & 255 for length in row), bytes(min(length >> 8, OVERFLOW) for length in row))
        for row in lengths
    ]
    postings, places = [], []
    for term in segment.terms:
        parts = by_term[term]
        head, extra = encoded_postings(parts, halves, lengths)
        postings += [head, extra]
        segment.extras.append(len(extra))
        segment.posting_sizes.append(len(head) + len(extra))
        segment.counts.append(sum(len(one) for _, one in parts))
        segment.ranks.append(min((one[0][0], position, one[0][2]) for position, one in parts)[2])
        place = encode_all(steps(parts))
        segment.place_sizes.append(len(place))
        places.append(place)
    segment.postings, segment.places = b"".join(postings), b"".join(places)
    return segment


def steps(parts: list[tuple[int, Rows]]) -> Iterator[int]:
    """The places of a term, posting by posting: the first number, then how much further each next one is."""
    for _, rows in parts:
        for _, at, _ in rows:
            yield at[0]
            if len(at) > 1:
                yield from map(sub, at[1:], at)


def encoded_postings(
    parts: list[tuple[int, Rows]],
    halves: Sequence[tuple[bytes, bytes]],
    lengths: Sequence[Sequence[int]],
) -> tuple[bytes, bytes]:
    """One term: how many postings in which fields; documents, counts, low and high bytes of lengths; what overflows."""
    documents = [[row[0] for row in rows] for _, rows in parts]
    last = len(parts) - 1
    shape = encode_all(
        (len(rows) * 8 + position) * 2 + (at < last) for at, (position, rows) in enumerate(parts)
    )
    steps = [bytes([found[0], *map(sub, found[1:], found)]) for found in documents]
    tfs = [len(row[1]) for _, rows in parts for row in rows]
    low = [
        bytes(map(halves[position][0].__getitem__, found))
        for (position, _), found in zip(parts, documents, strict=True)
    ]
    high = [
        bytes(map(halves[position][1].__getitem__, found))
        for (position, _), found in zip(parts, documents, strict=True)
    ]
    extra = b""
    if max(tfs) >= OVERFLOW or any(OVERFLOW in row for row in high):
        tall = [lengths[parts[at][0]][one] >> 8 for at, found in enumerate(documents) for one in found]
        extra = encode_all(value - OVERFLOW for value in [*tfs, *tall] if value >= OVERFLOW)
        tfs = [min(tf, OVERFLOW) for tf in tfs]
    return b"".join([shape, *steps, bytes(tfs), *low, *high]), extra


class Shelf:
    """A folder of packed segments by key; what was not asked for in one build is removed after it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.used: set[str] = set()

    def get(self, key: str) -> Segment | None:
        """A segment kept earlier, None if there is none or it is damaged."""
        self.used.add(key)
        try:
            return unpack((self.folder / key).read_bytes())
        except (OSError, ValueError):
            return None

    def put(self, key: str, segment: Segment) -> None:
        """Keep a segment."""
        self.used.add(key)
        write_whole(self.folder / key, segment.pack())

    def sweep(self) -> None:
        """Remove what this build had no use for."""
        for path in self.folder.iterdir():
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
