"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from lunr_search.analysis import EXACT
from lunr_search.arrays import Ints, varints
from lunr_search.bits import Bits
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
# Per field of a term: document → the numbers of its words.
Places = list[dict[int, list[int]]]
# So many bytes of two words are compared at once.
LOOKED = 32


def shard_starts(names: Sequence[str], sizes: Sequence[int], target: int) -> list[int]:
    """Where sorted terms, of these sizes in bytes, are cut into shards of about `target`; what is larger stands alone."""
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
    if size < target or EXACT in term:
        return size >= target * 2
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
    """Columns of bytes as gzip, streams behind them as they are; the same bytes on every computer."""
    first, rest = b"".join(columns), b"".join(streams)
    body = deflated(first, is_last=not rest) if first or not rest else b""
    for at in range(0, len(rest), STORED):
        piece = rest[at : at + STORED]
        head = struct.pack("<BHH", at + STORED >= len(rest), len(piece), len(piece) ^ 0xFFFF)
        body += head + piece
    size = len(first) + len(rest)
    return HEADER + body + struct.pack("<II", zlib.crc32(rest, zlib.crc32(first)), size & 0xFFFFFFFF)


def unpacked(data: bytes) -> bytes:
    """The bytes again. Raises ValueError if they are damaged."""
    try:
        return zlib.decompress(data, GZIP)
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


def word_shard(words: Sequence[str]) -> bytes:
    """A shard of the vocabulary."""
    shared, sizes, rest = front_coded(words)
    return packed([encode(len(words)), encode_all(shared), encode_all(sizes), rest])


def read_word_shard(data: bytes) -> list[str]:
    """The terms of a shard of the vocabulary."""
    cursor = Cursor(unpacked(data))
    return read_terms(cursor, cursor.number(), 0)[0]


def term_shard(names: Sequence[str], numbers: Sequence[Ints], streams: Sequence[bytes]) -> bytes:
    """A shard of postings: terms with their ranks, blocks and masks, then four streams; FORMAT.md says what stands where."""
    shared, sizes, rest = front_coded(names)
    columns = [varints(column).tobytes() for column in numbers]
    words = [encode(len(names)), encode_all(shared), encode_all(sizes), *columns, rest]
    return packed([*words, encode_all(map(len, streams))], streams)


@dataclass(frozen=True, slots=True)
class Postings:
    """A term as a shard has it: per field the documents, counts, and lengths of that field; None where it is not."""

    term: str
    rank: int
    fields: list[tuple[array[int], array[int], array[int]] | None]

    @property
    def order(self) -> tuple[int, int, int]:
        """Sorts terms as Lunr's builder meets them: by document, field, and who came first there."""
        first, position = min((rows[0][0], at) for at, rows in enumerate(self.fields) if rows)
        return first, position, self.rank


@dataclass(frozen=True, slots=True)
class Shape:
    """What the codes hang on: for each segment its first document, its size, and its lengths' base and bits in the `main` field; for each field the `r` of its lengths."""

    starts: Sequence[int]
    sizes: Sequence[int]
    bases: Sequence[tuple[int, int]]
    main: int
    low: Sequence[int]


def read_term_shard(data: bytes, shape: Shape) -> dict[str, Postings]:
    """The postings of each term of a shard."""
    cursor = Cursor(unpacked(data))
    terms, (ranks, blocks, masks) = read_terms(cursor, cursor.number(), 3)
    heads, documents, counts, lengths = (Bits(cursor.take(size)) for size in cursor.numbers(4))
    found = {}
    for term, rank, count, mask in zip(terms, ranks, blocks, masks, strict=True):
        columns = [(array("I"), array("I"), array("I")) for _ in shape.low]
        for segment, position, number in read_heads(heads, count, mask >> 1, len(shape.starts)):
            at, tf, length = columns[position]
            at.extend(read_numbers(documents, number, shape.sizes[segment], shape.starts[segment]))
            tf.extend(counts.gamma() if mask & 1 else 1 for _ in range(number))
            base, bits = shape.bases[segment]
            if position == shape.main:
                length.extend(base + lengths.bits(bits) for _ in range(number))
            else:
                length.extend(1 + lengths.rice(shape.low[position]) for _ in range(number))
        found[term] = Postings(term, rank, [column if column[0] else None for column in columns])
    return found


def read_heads(heads: Bits, blocks: int, kinds: int, segments: int) -> Iterator[tuple[int, int, int]]:
    """For each field of each piece of a term: segment, field, number of postings."""
    mask, is_several = kinds >> 1, kinds & 1
    fields = [position for position in range(mask.bit_length()) if mask >> position & 1]
    low, segment = rice_low(segments, blocks), -1
    for _ in range(blocks):
        segment += 1 + (0 if blocks == segments else heads.rice(low))
        has = heads.bits(len(fields)) if len(fields) > 1 else 1
        for behind, position in zip(range(len(fields) - 1, -1, -1), fields, strict=True):
            if has >> behind & 1:
                yield segment, position, heads.gamma() if is_several else 1


def read_numbers(stream: Bits, count: int, space: int, start: int) -> Iterator[int]:
    """Numbers below `space`, as the gaps between them; each plus `start`."""
    if count == 1:
        yield start + stream.plain(space)
        return
    low, number = rice_low(space, count), start - 1
    for _ in range(count):
        number += 1 + (0 if count == space else stream.rice(low))
        yield number


def rice_low(space: int, count: int) -> int:
    """The `r` that suits so many numbers below `space`."""
    return max((space * 11 // (count * 16)).bit_length() - 1, 0)


def read_place_shard(data: bytes, terms: dict[str, Postings], starts: Sequence[int]) -> dict[str, Places]:
    """For each term, per field: document → the numbers of the words at which it stands."""
    stream = Bits(unpacked(data))
    found = {}
    for term, postings in terms.items():
        rows = sorted(
            (bisect_right(starts, document), position, document, count, length)
            for position, columns in enumerate(postings.fields)
            if columns
            for document, count, length in zip(*columns, strict=True)
        )
        places: Places = [{} for _ in postings.fields]
        for _, position, document, count, length in rows:
            places[position][document] = list(read_numbers(stream, count, length, 0))
        found[term] = places
    return found
