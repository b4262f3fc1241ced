"""Reads documents once: the numbers of their chunks go to a file, and how long their fields are is known at once.

A document's place in the index hangs on its length, so all must have been read before the first can be counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from lunr_search.arrays import Ints, before, edges_of
from lunr_search.chunking import Chunker
from lunr_search.documents import Document, ToText
from lunr_search.lexicon import Learnt, Lexicon, Met

# So many characters are looked into at once: as many as a processor's cache holds with what is reckoned from them.
MOST_HELD = 120_000
CHUNK_TYPE = np.dtype(np.int32)


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the chunks of a document stand in the file, how many each field has, and how many terms these give."""

    start: int
    chunks: list[int]
    lengths: list[int]


class Spool:
    """The documents that a build reads, by digest."""

    def __init__(self, fields: Sequence[str], to_text: ToText, lexicon: Lexicon, file: IO[bytes]) -> None:
        self.fields, self.to_text, self.lexicon = fields, to_text, lexicon
        self.chunker = Chunker(lexicon)
        self.readings: dict[str, Reading] = {}
        self.file = file
        self.texts, self.langs, self.waiting = list[str](), list[str](), list[str]()
        self.held = self.written = 0

    def read(self, digest: str, document: Document) -> None:
        """Read a document."""
        for name in self.fields:
            raw = document.raw.get(name, "")
            self.texts.append(self.to_text(name, raw) if raw else "")
            self.held += len(self.texts[-1])
        self.langs += [document.lang] * len(self.fields)
        self.waiting.append(digest)
        if self.held > MOST_HELD:
            self.flush()

    def flush(self) -> None:
        """Look into what is held; after it every document read so far has its lengths."""
        if not self.waiting:
            return
        chunks, sizes = self.chunker.numbered(self.texts, self.langs)
        ends = edges_of(np.array(self.lexicon.sizes, np.int64)[chunks])
        starts = before(sizes)
        lengths = (ends[starts + sizes] - ends[starts]).reshape(-1, len(self.fields))
        firsts = (starts[:: len(self.fields)] + self.written).tolist()
        counts = sizes.reshape(-1, len(self.fields))
        rows = zip(self.waiting, firsts, counts.tolist(), lengths.tolist(), strict=True)
        self.readings |= {digest: Reading(first, count, length) for digest, first, count, length in rows}
        self.file.write(chunks.tobytes())
        self.written += len(chunks)
        self.texts, self.langs, self.waiting, self.held = [], [], [], 0

    def met(self, digests: Sequence[str], learnt: Learnt) -> Met:
        """Everything met in some documents; of those that were not read, nothing."""
        pieces: list[npt.NDArray[np.int32]] = []
        sizes: list[int] = []
        for digest in digests:
            reading = self.readings.get(digest)
            sizes += reading.chunks if reading else [0] * len(self.fields)
            if reading:
                self.file.seek(reading.start * CHUNK_TYPE.itemsize)
                data = self.file.read(sum(reading.chunks) * CHUNK_TYPE.itemsize)
                pieces.append(np.frombuffer(data, CHUNK_TYPE))
        chunks: Ints = np.concatenate([np.zeros(0, CHUNK_TYPE), *pieces]).astype(np.int64)
        return learnt.occurrences(chunks, np.array(sizes, np.int64))
