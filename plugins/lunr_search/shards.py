"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.analysis import EXACT
from lunr_search.arrays import before, varints
from lunr_search.manifest import alike
from lunr_search.merge import Joined
from lunr_search.segments import FIELDS, OVERFLOW, PLACES
from lunr_search.varint import Cursor, encode, encode_all

# A separator of so many letters is welcome; one more for each eighth that the shard is too large.
SHORTEST = 3
# One word of a vocabulary in so many may begin a new shard of it.
CANDIDATE = 16
GZIP = 31
# So many bytes of two words are compared at once.
LOOKED = 32


def shard_starts(names: Sequence[str], sizes: Sequence[int], target: int) -> list[int]:
    """Where sorted terms, of these sizes in bytes, are cut into shards of about `target`; what is larger stands alone."""
    starts, size = [0] if names else [], 0
    for at, (name, own) in enumerate(zip(names, sizes, strict=True)):
        is_cut = size and (own >= target or is_end(names[at - 1], name, size, target))
        if is_cut:
            starts.append(at)
        size = own if is_cut else size + own
        if own >= target and at + 1 < len(names):
            starts.append(at + 1)
            size = 0
    return starts


def is_end(last: str, term: str, size: int, target: int) -> bool:
    """Whether a shard ends between two terms: the fuller it is, the longer the separator may be."""
    if size < target or EXACT in term:
        return size >= target * 2
    return alike(last, term) + 1 <= SHORTEST + (size - target) * 8 // target


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


def packed(columns: Sequence[bytes]) -> bytes:
    """Columns of bytes as gzip, each with a code of its own where that pays; the same bytes on every computer."""
    packer = zlib.compressobj(9, zlib.DEFLATED, GZIP, 9)
    found = []
    for column in columns:
        found.append(packer.compress(column))
        if len(column) >= 512:
            found.append(packer.flush(zlib.Z_BLOCK))
    found.append(packer.flush())
    data = b"".join(found)
    # The header names the system that packed it.
    return data[:9] + b"\xff" + data[10:]


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


def place_shard(found: Joined) -> bytes:
    """The places of the terms of one shard, in their order."""
    sizes = np.add.reduceat(found.columns[:, PLACES], found.firsts)
    return packed([varints(sizes).tobytes(), found.places.tobytes()])


def read_place_shard(data: bytes, terms: Sequence[str]) -> dict[str, bytes]:
    """The bytes of each term's places."""
    cursor = Cursor(unpacked(data))
    return {term: cursor.take(size) for term, size in zip(terms, cursor.numbers(len(terms)), strict=True)}


def term_shard(names: Sequence[str], found: Joined) -> bytes:
    """A shard of postings; FORMAT.md says what stands where."""
    shared, sizes, rest = front_coded(names)
    blocks = np.diff(found.firsts, append=len(found.gaps))
    numbers = [varints(found.ranks).tobytes(), varints(blocks).tobytes()]
    columns = [np.ascontiguousarray(column).tobytes() for column in found.postings.T]
    # Each piece's gap stands before its shapes.
    shapes = found.columns[:, FIELDS]
    heads = np.empty(len(found.gaps) + len(found.shapes), np.int64)
    is_gap = np.zeros(len(heads), bool)
    is_gap[before(shapes + 1)] = True
    heads[is_gap], heads[~is_gap] = found.gaps, found.shapes
    words = [encode(len(names)), encode_all(shared), encode_all(sizes), *numbers, rest]
    return packed([*words, varints(heads).tobytes(), *columns, found.extras.tobytes()])


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


def read_term_shard(data: bytes, starts: Sequence[int], fields: int) -> dict[str, Postings]:
    """The postings of each term of a shard; `starts` are the first document numbers of the segments."""
    cursor = Cursor(unpacked(data))
    terms, (ranks, blocks) = read_terms(cursor, cursor.number(), 2)
    heads = [[read_head(cursor, fields) for _ in range(count)] for count in blocks]
    total = sum(count for head in heads for _, shape in head for _, count in shape)
    steps, tfs, lows, highs = (cursor.take(total) for _ in range(4))
    found, at = {}, 0
    for term, rank, head in zip(terms, ranks, heads, strict=True):
        columns = [(array("I"), array("I"), array("I")) for _ in range(fields)]
        segment = 0
        for gap, shape in head:
            segment += gap
            count = sum(rows for _, rows in shape)
            counts = large(cursor, tfs[at : at + count])
            tall = large(cursor, highs[at : at + count])
            first = at
            for position, rows in shape:
                documents, tf, lengths = columns[position]
                document = starts[segment]
                for here in range(at, at + rows):
                    document += steps[here]
                    documents.append(document)
                    tf.append(counts[here - first])
                    lengths.append(tall[here - first] << 8 | lows[here])
                at += rows
        found[term] = Postings(term, rank, [column if column[0] else None for column in columns])
    return found


def read_head(cursor: Cursor, fields: int) -> tuple[int, list[tuple[int, int]]]:
    """How many segments further a piece stands, and the fields it has with their numbers of postings."""
    gap, shape = cursor.number(), []
    while True:
        value = cursor.number()
        position, count = value >> 1 & 7, value >> 4
        if position >= fields or count == 0:
            raise ValueError("a head is wrong")
        shape.append((position, count))
        if not value & 1:
            return gap, shape


def large(cursor: Cursor, column: bytes) -> Sequence[int]:
    """A column with what overflowed its bytes added from the end of the shard."""
    if OVERFLOW not in column:
        return column
    return [value + cursor.number() if value == OVERFLOW else value for value in column]
