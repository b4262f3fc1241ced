"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice

import numpy as np

from lunr_search.analysis import EXACT, base_of
from lunr_search.arrays import Ints, before, spread, varints
from lunr_search.manifest import alike
from lunr_search.varint import Cursor, encode, encode_all

# A separator of so many letters is welcome; one more for each eighth that the shard is too large.
SHORTEST = 3
# One word of a vocabulary in so many may begin a new shard of it.
CANDIDATE = 16
GZIP = 31
# Of gzip: deflate, no name, no time, packed hardest, by an unknown system.
HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
# The most that deflate stores at once.
STORED = 65_535
# So many bytes of two words are compared at once.
LOOKED = 32


def shard_starts(names: Sequence[str], sizes: Sequence[int], bases: Ints, target: int) -> list[int]:
    """Where sorted terms, of these sizes in bytes, are cut into shards of about `target`; what is larger stands alone.

    `bases` has for each term what it is an exact form of, or -1. No cut parts a term from its exact forms, nor these from each other.
    """
    heads, words = list[int](), list[str]()
    for at in np.flatnonzero(bases < 0).tolist():
        word = names[at]
        if EXACT in word:
            word = base_of(word)
            if at and word == base_of(names[at - 1]):
                continue
        heads.append(at)
        words.append(word)
    whole = np.add.reduceat(np.array(sizes, np.int64), heads).tolist() if heads else []
    return [heads[at] for at in word_starts(words, whole, target)]


def word_starts(names: Sequence[str], sizes: Sequence[int], target: int) -> list[int]:
    """Where sorted words, of these sizes in bytes, are cut."""
    sums = list(accumulate(sizes, initial=0))
    large = np.flatnonzero(np.array(sizes) >= target).tolist()
    starts, at = [0] if names else [], 0
    while at < len(names):
        first = starts[-1]
        # Before a shard is full only a large term ends it.
        at = max(bisect_left(sums, sums[first] + target, first), first)
        near = bisect_left(large, first)
        at = min(at, large[near]) if near < len(large) else at
        while at < len(names) and not is_cut(names, sizes[at], at, sums[at] - sums[first], target):
            at += 1
        if at >= len(names):
            break
        if at > first:
            starts.append(at)
        if sizes[at] >= target:
            at += 1
            starts += [at] if at < len(names) else []
    return starts


def is_cut(names: Sequence[str], own: int, at: int, size: int, target: int) -> bool:
    """Whether a term cannot stand with those before it, which have this size; or not with those behind."""
    return own >= target or (size > 0 and is_end(names[at - 1], names[at], size, target))


def is_end(last: str, term: str, size: int, target: int) -> bool:
    """Whether a shard ends between two terms: the fuller it is, the longer the separator may be."""
    if size < target:
        return False
    longest = SHORTEST + (size - target) * 8 // target
    return last[:longest] != term[:longest]


def is_candidate(term: str) -> bool:
    """Whether a new shard of a vocabulary may begin with a word, as its own hash says."""
    return zlib.crc32(term.encode("utf-8", "surrogatepass")) % CANDIDATE == 0


def word_runs(words: Sequence[str], most: int) -> Iterator[Sequence[str]]:
    """Cut sorted words into runs of about `most`; few cuts move when a word comes or goes."""
    first = 0
    while first < len(words):
        end = first + most
        while end < len(words) and end < first + 2 * most and not is_candidate(words[end]):
            end += 1
        yield words[first:end]
        first = end


def deflated(data: bytes, *, is_last: bool) -> bytes:
    """Bytes as raw deflate, to the end or to a whole byte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -12 if len(data) < 1 << 12 else -15, 8)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)


def packed(columns: Sequence[bytes], streams: Sequence[bytes] = ()) -> bytes:
    """Columns of bytes as gzip without its head, streams behind them as they are; the same bytes on every computer."""
    first, rest = b"".join(columns), b"".join(streams)
    body = deflated(first, is_last=not rest) if first or not rest else b""
    for at in range(0, len(rest), STORED):
        body += stored_block(rest[at : at + STORED], is_last=at + STORED >= len(rest))
    return body + tail(first + rest)


def packed_after(sample: bytes, data: bytes) -> bytes:
    """Bytes as gzip that goes on behind a sample of their kind, which is not written."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, sample)
    return packer.compress(data) + packer.flush() + tail(sample + data)


def stored_block(data: bytes, *, is_last: bool) -> bytes:
    """Bytes as deflate has them that it does not pack."""
    return struct.pack("<BHH", is_last, len(data), len(data) ^ 0xFFFF) + data


def tail(data: bytes) -> bytes:
    """The end of gzip: a sum of the bytes, and how many there are."""
    return struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def unpacked(data: bytes, sample: bytes = b"") -> bytes:
    """The bytes again. Raises ValueError if they are damaged."""
    before = stored_block(sample, is_last=False) if sample else b""
    try:
        return zlib.decompress(HEADER + before + data, GZIP)[len(sample) :]
    except zlib.error as error:
        raise ValueError(str(error)) from error


class Fronts:
    """Sorted words, of which any run is front-coded."""

    def __init__(self, words: Sequence[str]) -> None:
        coded = [word.encode("utf-8", "surrogatepass") for word in words]
        sizes = np.fromiter(map(len, coded), np.int64, len(coded))
        self.whole, self.starts = b"".join(coded), before(sizes)
        self.shared = np.zeros(len(coded), np.int64)
        if coded:
            letters = np.array(coded, f"S{LOOKED}").view(np.uint8).reshape(len(coded), LOOKED)
            same = letters[1:] == letters[:-1]
            # Zeros stand behind a short word, and more may stand behind a long one.
            common = np.where(same.all(axis=1), LOOKED, same.argmin(axis=1))
            self.shared[1:] = np.minimum(common, np.minimum(sizes[1:], sizes[:-1]))
            for at in (np.flatnonzero(common == LOOKED) + 1).tolist():
                last, word = (coded[one].decode("latin-1") for one in (at - 1, at))
                self.shared[at] = alike(last, word)
        self.sizes = sizes - self.shared
        kept = spread(self.starts + self.shared, self.sizes)
        self.rests = np.frombuffer(self.whole, np.uint8)[kept].tobytes()
        self.ends = np.append(0, np.cumsum(self.sizes))

    def run(self, first: int, end: int) -> tuple[Ints, Ints, bytes]:
        """For each word how many bytes it shares with the one before, how many follow, and those that follow."""
        shared, sizes = self.shared[first:end].copy(), self.sizes[first:end].copy()
        letters = self.rests[self.ends[first] : self.ends[end]]
        if first < end:
            lost = int(shared[0])
            begin = int(self.starts[first])
            letters = self.whole[begin : begin + lost] + letters
            shared[0], sizes[0] = 0, sizes[0] + lost
        return shared, sizes, letters


def front_coded(words: Sequence[str]) -> tuple[Ints, Ints, bytes]:
    """All of some sorted words."""
    return Fronts(words).run(0, len(words))


def read_terms(cursor: Cursor, count: int, numbers: int) -> tuple[list[str], list[list[int]]]:
    """Front-coded terms, and the columns of numbers that stand between their sizes and their letters."""
    shared, sizes = cursor.numbers(count), cursor.numbers(count)
    columns = [cursor.numbers(count) for _ in range(numbers)]
    terms, before = [], b""
    for common, size in zip(shared, sizes, strict=True):
        before = before[:common] + cursor.take(size)
        terms.append(before.decode("utf-8", "surrogatepass"))
    return terms, columns


class Forms:
    """Words, exact forms among them, of which any run is front-coded; of those that `is_part` marks only what follows their base is written."""

    def __init__(self, words: Sequence[str], is_part: Sequence[bool]) -> None:
        entries = [at for at, part in enumerate(is_part) if not part]
        rests = [words[at][words[at].index(EXACT) + 1 :] for at, part in enumerate(is_part) if part]
        self.entries = Fronts([words[at] for at in entries])
        # Most forms are written as their base is: nothing follows.
        self.rests = Fronts([rest for rest in rests if rest])
        self.at = np.array([*entries, len(words)], np.int64)
        self.has = np.array(list(map(bool, rests)), bool)
        self.behind = np.append(0, np.cumsum(self.has))

    def run(self, first: int, end: int) -> list[bytes]:
        """The words from one to before another, neither of them a part."""
        begin, until = np.searchsorted(self.at, (first, end)).tolist()
        shared, sizes, letters = self.entries.run(begin, until)
        forms = np.diff(self.at[begin : until + 1]) - 1
        columns = [
            encode(until - begin),
            *(varints(each).tobytes() for each in (shared, sizes, forms)),
            letters,
        ]
        rest, after = first - begin, end - until
        shared, sizes, letters = self.rests.run(self.behind[rest], self.behind[after])
        for column in (shared, sizes):
            row = np.zeros(after - rest, np.int64)
            row[self.has[rest:after]] = column
            columns.append(varints(row).tobytes())
        return [*columns, letters]


def can_be_parts(words: Sequence[str]) -> list[bool]:
    """Which words stand right behind what they are exact forms of, or behind others of these."""
    found, base = [], "\n"
    for word in words:
        is_part = word.startswith(base)
        found.append(is_part)
        base = base if is_part else word + EXACT
    return found


def read_forms(cursor: Cursor) -> tuple[list[str], list[bool]]:
    """The words again, and whether each was written behind its base."""
    entries, (forms,) = read_terms(cursor, cursor.number(), 1)
    total = sum(forms)
    rows = zip(cursor.numbers(total), cursor.numbers(total), strict=True)
    words, is_part, last = list[str](), list[bool](), b""
    for entry, count in zip(entries, forms, strict=True):
        words.append(entry)
        is_part += [False, *[True] * count]
        for common, size in islice(rows, count):
            rest = last[:common] + cursor.take(size)
            last = rest or last
            words.append(entry + EXACT + rest.decode("utf-8", "surrogatepass"))
    return words, is_part


def word_shard(words: Sequence[str]) -> bytes:
    """A shard of the vocabulary."""
    return packed(Forms(words, can_be_parts(words)).run(0, len(words)))


def read_word_shard(data: bytes) -> list[str]:
    """The terms of a shard of the vocabulary."""
    return read_forms(Cursor(unpacked(data)))[0]


def term_shard(head: bytes, streams: Sequence[bytes]) -> bytes:
    """A shard of postings: its head, which is terms with their kinds, then five streams; FORMAT.md says what stands where."""
    return packed([head, encode_all(map(len, streams))], streams)


def read_streams(data: bytes, head_size: int) -> tuple[bytes, list[bytes]]:
    """The head, of so many bytes, and the streams of a shard of postings."""
    whole = unpacked(data)
    cursor = Cursor(whole[head_size:])
    return whole[:head_size], [cursor.take(size) for size in cursor.numbers(5)]
