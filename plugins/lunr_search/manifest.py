"""The manifest: what a reader must know before it can ask for a shard, and how shards are named by their content."""

from __future__ import annotations

import base64
import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from lunr_search.analysis import ANALYSIS_VERSION, base_of
from lunr_search.documents import K1, B
from lunr_search.errors import SearchError
from lunr_search.lengths import length_codes, read_lengths
from lunr_search.store import FORMAT_VERSION, Text

# 25 bits of a hash, beside the 32 of gzip's own check: enough to see that a file is not the one that was meant.
# No upper case: some file systems know no difference.
TAG_LETTERS = 5
# So many shards of terms share a tag: every reader pays for every tag.
BLOCK = 16
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
AGAIN = "build the site again: python3 tasks.py build"


def tag_of(data: Text, letters: int = TAG_LETTERS) -> str:
    """The first letters of a hash of the content; also its name."""
    # Eight letters tell five bytes.
    return (
        base64.b32encode(hashlib.sha256(data).digest()[: (letters + 7) // 8 * 5]).decode().lower()[:letters]
    )


def alike(one: str, other: str) -> int:
    """How many letters two words have in common, from the front."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


class Bounds:
    """Collects the separators of shards: the shortest beginnings that part each from the one before."""

    def __init__(self) -> None:
        self.separators: list[str] = []
        self.last = ""

    def add(self, first: str, last: str) -> None:
        """One more shard, by its first and its last term."""
        shared = alike(self.last, first)
        self.separators.append(first[: shared + 1] if self.separators else "")
        self.last = last


@dataclass(slots=True)
class Ranges:
    """Which shard holds a term: what parts each shard from the one before, and the tag of each `block` of shards."""

    separators: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    block: int = 1

    def name(self, number: int) -> str:
        """The name of a shard: its tag, or that of its block and its number there."""
        tag = self.tags[number // self.block]
        return f"{tag}/{number % self.block}" if self.block > 1 else tag

    def find(self, term: str) -> int:
        """The number of the shard that would hold a term, -1 if there is none."""
        return bisect_right(self.separators, base_of(term)) - 1

    def within(self, prefix: str) -> range:
        """The numbers of the shards that may hold terms that begin so."""
        return range(max(self.find(prefix), 0), self.find(prefix + "\uffff") + 1)

    def as_json(self) -> list[str]:
        """All separators in one line, each with how many letters it takes from the one before; all tags in one word."""
        pieces, before = [], ""
        for separator in self.separators:
            shared = min(alike(before, separator), len(DIGITS) - 1)
            pieces.append(DIGITS[shared] + separator[shared:])
            before = separator
        return [" ".join(pieces), "".join(self.tags)]


def read_ranges(data: Any, block: int = 1) -> Ranges:
    """The ranges again. Raises ValueError, TypeError or IndexError if they are damaged."""
    line, tags = data
    separators, before = [], ""
    for piece in line.split(" ") if line else []:
        before = before[: DIGITS.index(piece[0])] + piece[1:]
        separators.append(before)
    count = -(-len(separators) // block)
    size = len(tags) // max(count, 1)
    if size * count != len(tags):
        raise ValueError("tags are missing")
    return Ranges(separators, [tags[at * size : at * size + size] for at in range(count)], block)


@dataclass(slots=True)
class Manifest:
    """The numbers that scores hang on, and the names of all files.

    `segments` and `languages` are numbers of documents, `lengths` those of the documents' longest field, `stored` a tag for each
    segment, `sample` what stored rows are packed behind, `lists` the tags of the files that only some questions need: by name
    `refs`, `days`, `positions`, `forward`, `backward` and the facets.
    """

    fields: dict[str, float]
    totals: list[int]
    segments: list[int]
    languages: list[int]
    lengths: list[int]
    stored: list[str]
    terms: Ranges
    lists: dict[str, str]
    lang: str = "en"
    stemmed: list[str] = field(default_factory=list)
    scoring: list[float] | None = None
    sample: str = ""

    @property
    def count(self) -> int:
        """The number of documents."""
        return sum(self.segments)

    @property
    def starts(self) -> list[int]:
        """The first document number of each segment."""
        return list(accumulate(self.segments, initial=0))[:-1]

    @property
    def main(self) -> int:
        """The number of the field that has most terms."""
        return self.totals.index(max(self.totals)) if self.totals else 0

    def as_json(self) -> dict[str, Any]:
        """The manifest as it is written."""
        return {
            "version": FORMAT_VERSION,
            "analysis": ANALYSIS_VERSION,
            "k1": K1,
            "b": B,
            "lang": self.lang,
            "stemmed": self.stemmed,
            "fields": self.fields,
            "totals": self.totals,
            "segments": self.segments,
            "languages": self.languages,
            "lengths": base64.b64encode(length_codes(self.lengths, self.languages)).decode(),
            "sample": self.sample,
            "stored": "".join(self.stored),
            "terms": self.terms.as_json(),
            "lists": self.lists,
            **({"scoring": self.scoring} if self.scoring else {}),
        }


def read_manifest(data: Any) -> Manifest:
    """A manifest as it was written. Raises SearchError if it is of another version or does not hold together."""
    try:
        versions = (data["version"], data["analysis"])
    except (KeyError, TypeError) as error:
        raise SearchError("the search index is damaged", fix=AGAIN) from error
    if versions != (FORMAT_VERSION, ANALYSIS_VERSION):
        raise SearchError(
            f"the search index has version {versions[0]}.{versions[1]}, not {FORMAT_VERSION}.{ANALYSIS_VERSION}",
            fix=AGAIN,
        )
    try:
        tags: Sequence[str] = [
            data["stored"][at : at + TAG_LETTERS] for at in range(0, len(data["stored"]), TAG_LETTERS)
        ]
        found = Manifest(
            dict(data["fields"]),
            list(data["totals"]),
            list(data["segments"]),
            list(data["languages"]),
            read_lengths(base64.b64decode(data["lengths"]), data["languages"]),
            list(tags),
            read_ranges(data["terms"], BLOCK),
            dict(data["lists"]),
            str(data["lang"]),
            list(data["stemmed"]),
            data.get("scoring"),
            str(data["sample"]),
        )
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise SearchError("the search index is damaged", fix=AGAIN) from error
    if (
        len(found.totals) != len(found.fields)
        or len(found.stored) != len(found.segments)
        or sum(found.languages) != found.count
    ):
        raise SearchError("the search index is damaged", fix=AGAIN)
    return found
