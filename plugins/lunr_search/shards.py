"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lunr_search.analysis import EXACT
from lunr_search.merge import Entry
from lunr_search.segments import OVERFLOW
from lunr_search.varint import Cursor, encode, encode_all

# One term in so many may begin a new shard once the shard is full.
CANDIDATE = 16
GZIP = 31


class Runs:
    """Cuts sorted terms into shards of about `target` bytes; what is larger stands alone."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.run: list[Entry] = []
        self.size = 0

    def add(self, entry: Entry) -> list[list[Entry]]:
        """Take the next term; give the runs that are finished."""
        found = []
        if (
            entry.size >= self.target
            or self.size * 2 >= self.target * 3
            or (self.size >= self.target and is_candidate(entry.term))
        ):
            found += self.rest()
        self.run.append(entry)
        self.size += entry.size
        return found + self.rest() if entry.size >= self.target else found

    def rest(self) -> list[list[Entry]]:
        """Give what has been taken since the last cut."""
        run, self.run, self.size = self.run, [], 0
        return [run] if run else []


def is_candidate(term: str) -> bool:
    """Whether a new shard may begin with a term, as its own hash says."""
    # The exact form of a word stays with it: who asks for one asks for both.
    return EXACT not in term and zlib.crc32(term.encode("utf-8", "surrogatepass")) % CANDIDATE == 0


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
    shared, sizes, rest = [], [], []
    before = b""
    for term in terms:
        data = term.encode("utf-8", "surrogatepass")
        common = 0
        for one, other in zip(before, data, strict=False):
            if one != other:
                break
            common += 1
        shared.append(common)
        sizes.append(len(data) - common)
        rest.append(data[common:])
        before = data
    return shared, sizes, b"".join(rest)


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


def place_shard(entries: Sequence[Entry]) -> bytes:
    """The places of the terms of one shard, in their order."""
    blobs = [b"".join([piece[4] for piece in entry.pieces]) for entry in entries]
    return packed([encode_all(map(len, blobs)), b"".join(blobs)])


def read_place_shard(data: bytes, terms: Sequence[str]) -> dict[str, bytes]:
    """The bytes of each term's places."""
    cursor = Cursor(unpacked(data))
    return {term: cursor.take(size) for term, size in zip(terms, cursor.numbers(len(terms)), strict=True)}


def term_shard(entries: Sequence[Entry]) -> bytes:
    """A shard of postings; FORMAT.md says what stands where."""
    shared, sizes, rest = front_coded([entry.term for entry in entries])
    heads, steps, tfs, lows, highs, extras = (list[bytes]() for _ in range(6))
    for entry in entries:
        before = 0
        for number, count, extra, data, _ in entry.pieces:
            end = len(data) - extra
            at = end - 4 * count
            heads.append(encode(number - before) + data[:at])
            steps.append(data[at : at + count])
            tfs.append(data[at + count : at + 2 * count])
            lows.append(data[at + 2 * count : at + 3 * count])
            highs.append(data[at + 3 * count : end])
            if extra:
                extras.append(data[end:])
            before = number
    ranks = encode_all(entry.rank for entry in entries)
    blocks = encode_all(len(entry.pieces) for entry in entries)
    names = [encode_all(shared), encode_all(sizes), ranks, blocks, rest]
    columns = [b"".join(column) for column in (heads, steps, tfs, lows, highs, extras)]
    return packed([encode(len(entries)), *names, *columns])


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
