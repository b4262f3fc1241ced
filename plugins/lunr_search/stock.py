"""What a build keeps for the next: the index as columns of numbers, in the order of its shards, and the shards themselves.

So an edit takes out what it takes back, puts in what it brings, and has only those shards made anew in which something is different.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from lunr_search.current import code_mark
from lunr_search.lines import Lines
from lunr_search.manifest import TAG_LETTERS
from lunr_search.store import Text

# Before the head: a sum of all behind it, and how long the head is.
SUM, SIZE = 4, 12
Column = npt.NDArray[Any]
# For each document the lengths of its fields; for each term how far behind its base it stands, and how many lists it has; for each list its language and field,
# its size, and that of its base's list if it is a part, else 0; for each posting its document, how often the term stands
# there, and how many bits it has in the streams of documents and of places; all places; for each posting of a part its
# place in the base's list; for each shard how many terms it has, the sizes of its head, of the shard of terms and of that
# of places.
COLUMNS = (
    "lengths", "forms", "term_lists", "kinds", "sizes", "base_sizes", "documents", "counts", "document_bits",
    "place_bits", "places", "base_at", "shard_terms", "heads", "term_bytes", "place_bytes",
)  # fmt: skip
# All terms in order; spelt backwards, in order; the shards, and the tags of those of places.
TEXTS = ("names", "backward", "terms", "positions", "tags")
CHUNK = 1 << 20
# A file of so many bytes may stay in memory.
MOST_HELD = 1 << 27
WIDEST = np.dtype(np.uint32)


@dataclass
class Stock:
    """The columns of an index, the digests of its documents in order, its languages, and how many documents each has."""

    digests: list[str]
    languages: list[str]
    language_sizes: list[int]
    columns: dict[str, Column]
    texts: dict[str, memoryview]
    file: mmap.mmap | None = None

    def release(self) -> None:
        """Let go of the memory that a large file takes; what is needed again is read again."""
        if self.file and len(self.file) > MOST_HELD and hasattr(mmap, "MADV_DONTNEED"):
            self.file.madvise(mmap.MADV_DONTNEED)

    @cached_property
    def names(self) -> Lines:
        """All terms in order."""
        return Lines(self.texts["names"])

    @cached_property
    def backward(self) -> Lines:
        """The same spelt backwards, in order, but for forms that are written as their bases are."""
        return Lines(self.texts["backward"])

    @cached_property
    def terms(self) -> list[memoryview]:
        """The shards of terms."""
        return cut_up(self.texts["terms"], self.columns["term_bytes"])

    @cached_property
    def positions(self) -> list[memoryview]:
        """The shards of places."""
        return cut_up(self.texts["positions"], self.columns["place_bytes"])

    @cached_property
    def tags(self) -> list[str]:
        """The tags of the shards of places."""
        whole = str(self.texts["tags"], "ascii")
        return [whole[at : at + TAG_LETTERS] for at in range(0, len(whole), TAG_LETTERS)]


@dataclass
class Held:
    """A column, or a text, as it will be kept: its kind, how many bytes it has, and these in pieces."""

    kind: str
    octets: int
    pieces: Iterable[Any]


def held_columns(*columns: Column) -> Held:
    """Some columns, one after another, in as few bytes as their numbers need."""
    kind = kind_for(max(int(column.max(initial=0)) for column in columns))
    pieces = [np.ascontiguousarray(column, kind).reshape(-1) for column in columns]
    return Held(pieces[0].dtype.str, sum(piece.nbytes for piece in pieces), [piece.data for piece in pieces])


def held_texts(texts: Sequence[Text]) -> Held:
    """Some texts, one after another."""
    return Held("", sum(map(len, texts)), texts)


def cut_up(whole: memoryview, sizes: Column) -> list[memoryview]:
    """The pieces of these sizes."""
    edges = accumulate(sizes.tolist(), initial=0)
    return [whole[first:end] for first, end in pairwise(edges)]


def kind_for(most: int) -> npt.DTypeLike:
    """The smallest kind of numbers that has room for one."""
    return np.uint8 if most < 1 << 8 else np.uint16 if most < 1 << 16 else np.uint32


class Spooled:
    """Columns that grow while an index is written, each in a file of its own: an archive's may be too large for memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.most: dict[str, int] = {}

    def add(self, name: str, column: Column) -> None:
        """More of a column."""
        with (self.folder / name).open("ab") as file:
            file.write(column.astype(WIDEST).data)
        self.most[name] = max(self.most.get(name, 0), int(column.max(initial=0)))

    def held(self) -> dict[str, Held]:
        """What was added."""
        found = {}
        for name, most in self.most.items():
            path, kind = self.folder / name, np.dtype(kind_for(most))
            octets = path.stat().st_size // WIDEST.itemsize * kind.itemsize
            found[name] = Held(kind.str, octets, narrowed(path, kind))
        return found


def narrowed(path: Path, kind: np.dtype[Any]) -> Iterator[memoryview]:
    """A file of numbers, in as few bytes each as they need."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield np.frombuffer(chunk, WIDEST).astype(kind).data


def way_of(fields: Sequence[str]) -> str:
    """A name for the way in which documents are counted and written: what was kept in another way says nothing of this one."""
    way = f"{code_mark()} {' '.join(fields)}"
    return hashlib.sha256(way.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def read_stock(path: Path, way: str) -> Stock | None:
    """What an earlier build kept; nothing if it did not, in another way, or if it is damaged."""
    try:
        data = whole(path)
    except (OSError, ValueError):
        return None
    if len(data) < SUM + SIZE or zlib.crc32(data[SUM:]).to_bytes(SUM, "big") != data[:SUM]:
        return None
    at = SUM + SIZE + int(bytes(data[SUM : SUM + SIZE]))
    head = json.loads(bytes(data[SUM + SIZE : at]))
    if head["way"] != way:
        return None
    columns, texts = dict[str, Column](), dict[str, memoryview]()
    for name, kind, octets in head["columns"]:
        piece = data[at : at + octets]
        at += octets
        if name in TEXTS:
            texts[name] = piece
        else:
            columns[name] = np.frombuffer(piece, kind)
    columns["lengths"] = columns["lengths"].reshape(len(head["digests"]), -1)
    mapped = data.obj if isinstance(data.obj, mmap.mmap) else None
    found = Stock(head["digests"], head["languages"], head["language_sizes"], columns, texts, mapped)
    found.release()
    return found


def whole(path: Path) -> memoryview:
    """A file's bytes. Raises ValueError if it has none."""
    if os.name == "nt":
        # There a file that is open cannot be replaced.
        return memoryview(path.read_bytes())
    with path.open("rb") as file:
        return memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))


def write_stock(path: Path, head: Mapping[str, Any], columns: Mapping[str, Held]) -> None:
    """Keep the columns of an index, in one step; `head` says the way, digests, languages and their sizes."""
    shapes = [(name, columns[name].kind, columns[name].octets) for name in (*COLUMNS, *TEXTS)]
    text = json.dumps({**head, "columns": shapes}).encode()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        file.write(bytes(SUM))
        total = 0
        for pieces in ([b"%12d" % len(text), text], *(columns[name].pieces for name, _, _ in shapes)):
            for piece in pieces:
                total = zlib.crc32(piece, total)
                file.write(piece)
        file.seek(0)
        file.write(total.to_bytes(SUM, "big"))
    part.replace(path)
