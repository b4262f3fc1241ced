"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice, pairwise

import numpy as np

from lunr_search.analysis import EXACT, base_of
from lunr_search.arrays import Ints, varints
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


def shard_starts(names: Sequence[str], sizes: Sequence[int], target: int) -> list[int]:
    """Where sorted terms, of these sizes in bytes, are cut into shards of about `target`; what is larger stands alone.

    No cut parts a term from its exact forms.
    """
    heads = [at for at, name in enumerate(names) if not at or base_of(name) != base_of(names[at - 1])]
    sums = list(accumulate(sizes, initial=0))
    whole = [sums[end] - sums[first] for first, end in pairwise([*heads, len(names)])]
    return [heads[at] for at in word_starts([base_of(names[at]) for at in heads], whole, target)]


def word_starts(names: Sequence[str], sizes: Sequence[int], target: int) -> list[int]:
    """Where sorted words, of these sizes in bytes, are cut."""
    sums = list(accumulate(sizes, initial=0))
    large = [at for at, size in enumerate(sizes) if size >= target]
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


def front_coded(terms: Sequence[str]) -> tuple[list[int], list[int], bytes]:
    """For each term how many bytes it shares with the one before, how many follow, and those that follow."""
    words = [term.encode("utf-8", "surrogatepass") for term in terms]
    if not words:
        return [], [], b""
    letters = np.array(words, f"S{LOOKED}").view(np.uint8).reshape(len(words), LOOKED)
    alike_so_far = np.logical_and.accumulate(letters[1:] == letters[:-1], axis=1)
    shared = [0, *alike_so_far.sum(axis=1).tolist()]
    for at, (last, word) in enumerate(pairwise(words), 1):
        # Zeros stand behind a short word, and more may stand behind a long one.
        shared[at] = min(shared[at], len(last), len(word))
        if shared[at] == LOOKED:
            shared[at] = alike(last.decode("latin-1"), word.decode("latin-1"))
    sizes = [len(word) - common for word, common in zip(words, shared, strict=True)]
    return shared, sizes, b"".join([word[common:] for word, common in zip(words, shared, strict=True)])


def read_terms(cursor: Cursor, count: int, numbers: int) -> tuple[list[str], list[list[int]]]:
    """Front-coded terms, and the columns of numbers that stand between their sizes and their letters."""
    shared, sizes = cursor.numbers(count), cursor.numbers(count)
    columns = [cursor.numbers(count) for _ in range(numbers)]
    terms, before = [], b""
    for common, size in zip(shared, sizes, strict=True):
        before = before[:common] + cursor.take(size)
        terms.append(before.decode("utf-8", "surrogatepass"))
    return terms, columns


def with_forms(words: Sequence[str], is_part: Sequence[bool] | None = None) -> list[bytes]:
    """Words front-coded, but for exact forms right behind their base, of which only the number and what follows the base is written.

    `is_part` says which are to be written so; if it is not given, all that can be.
    """
    entries, forms, rests = list[str](), list[int](), list[str]()
    for at, word in enumerate(words):
        can_be = bool(entries) and word.startswith(entries[-1] + EXACT)
        if is_part[at] if is_part is not None else can_be:
            forms[-1] += 1
            rests.append(word[len(entries[-1]) + 1 :])
        else:
            entries.append(word)
            forms.append(0)
    shared, sizes, letters = front_coded(entries)
    columns = [encode(len(entries)), *map(encode_all, (shared, sizes, forms)), letters]
    # Most forms are written as their base is: nothing follows.
    shared, sizes, letters = front_coded([rest for rest in rests if rest])
    pairs = zip(shared, sizes, strict=True)
    rows = [next(pairs) if rest else (0, 0) for rest in rests]
    return [*columns, encode_all(row[0] for row in rows), encode_all(row[1] for row in rows), letters]


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
    return packed(with_forms(words))


def read_word_shard(data: bytes) -> list[str]:
    """The terms of a shard of the vocabulary."""
    return read_forms(Cursor(unpacked(data)))[0]


def term_shard(names: Sequence[str], kinds: Ints, is_part: Sequence[bool], streams: Sequence[bytes]) -> bytes:
    """A shard of postings: terms with their kinds, then five streams; FORMAT.md says what stands where."""
    words = [*with_forms(names, is_part), varints(kinds).tobytes()]
    return packed([*words, encode_all(map(len, streams))], streams)
