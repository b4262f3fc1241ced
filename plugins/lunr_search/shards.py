"""Shards: sorted terms in front-coded runs with what belongs to them in columns, packed; and reading them again.

A shard is cut where sizes and the terms' own hashes say so, so that an edit moves few cuts.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise

import numpy as np

from lunr_search.analysis import EXACT, base_of
from lunr_search.arrays import Ints, before, edges_of, spread, varints, widths
from lunr_search.manifest import alike
from lunr_search.store import Text
from lunr_search.varint import Cursor, encode, encode_all

# About how many bytes a shard of terms has. An archive four times as large has shards twice as large, and twice as many.
TERM_BYTES, LARGER_FROM = 3_800, 20_000
# A separator of so many letters is welcome; one more for each eighth that the shard is too large.
SHORTEST = 3
# An exact form of what is no term.
STRAY = 1 << 15
# Of so many postings each is reckoned to need a byte more, because few stand close together.
SPREAD = 14
# One word of a vocabulary in so many may begin a new shard of it.
CANDIDATE = 16
GZIP = 31
# Of gzip: deflate, no name, no time, packed hardest, by an unknown system.
HEADER = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
# The most that deflate stores at once.
STORED = 65_535
LARGE = 100_000
# How many bytes stand at the end of gzip, and how many streams a shard of postings has.
TAIL, STREAMS = 8, 5
# So many bytes of two words are compared at once.
LOOKED = 32


def weights(letters: Ints, postings: Ints) -> Ints:
    """About how many bytes terms of so many letters need in a shard."""
    return letters + 2 + 2 * postings + np.minimum(postings, SPREAD)


def forms_of(names: Sequence[str]) -> Ints:
    """Which of some sorted terms are exact forms: how far behind its base each stands, STRAY if there is no such term; 0 for others."""
    found, head = np.zeros(len(names), np.int64), -1
    for at, name in enumerate(names):
        if EXACT not in name:
            head = at
        else:
            found[at] = at - head if head >= 0 and name.startswith(names[head] + EXACT) else STRAY
    return found


def bases_of(forms: Ints) -> Ints:
    """For each term what it is an exact form of, or -1."""
    found: Ints = np.where((forms > 0) & (forms < STRAY), np.arange(len(forms)) - forms, -1)
    return found


def shard_bytes(count: int) -> int:
    """About how many bytes a shard of terms has in an index of so many documents."""
    larger = 1
    while count >= LARGER_FROM * larger * larger:
        larger *= 2
    return TERM_BYTES * larger


def shard_starts(
    names: Sequence[str], sizes: Ints, forms: Ints, target: int, known: Mapping[int, int]
) -> list[int]:
    """Where sorted terms, of these sizes in bytes, are cut into shards of about `target`; what is larger stands alone.

    `forms` says which are exact forms: no cut parts a term from its exact forms, nor these from each other. `known` has for
    the first terms of some shards the first of the next, as it was for the same terms of the same sizes.
    """
    if not len(names):
        return []
    is_head = (forms == 0) | (forms == STRAY)
    strays = np.flatnonzero(forms == STRAY).tolist()
    is_head[[at for at in strays if at and base_of(names[at]) == base_of(names[at - 1])]] = False
    heads = np.flatnonzero(is_head)
    whole = np.add.reduceat(sizes, heads)
    sums, large = edges_of(whole), np.flatnonzero(whole >= target).tolist()
    jumps = dict(
        zip(*(np.searchsorted(heads, list(ends)).tolist() for ends in (known, known.values())), strict=True)
    )
    starts, at = [0], 0
    while at < len(heads):
        first = starts[-1]
        at = jumps.get(first, -1)
        if at < 0:
            # Before a shard is full only a large term ends it.
            at = max(int(np.searchsorted(sums, sums[first] + target)), first)
            near = bisect_left(large, first)
            at = min(at, large[near] if near < len(large) else at, len(heads))
            at = next_cut(names, heads, sums, (first, at), target)
        if at >= len(heads):
            break
        if at > first:
            starts.append(at)
        if whole[at] >= target:
            at += 1
            starts += [at] if at < len(heads) else []
    found: list[int] = heads[starts].tolist()
    return found


def next_cut(names: Sequence[str], heads: Ints, sums: Ints, run: tuple[int, int], target: int) -> int:
    """The next term, from the second of a run on, that cannot stand with those before it, from the first on; or not with those behind."""
    first, at = run
    begin, last = int(sums[first]), base_of(names[heads[at - 1]]) if at else ""
    while at < len(heads):
        # A few at a time: most shards end soon.
        places = heads[at : at + LOOKED].tolist()
        for place, (size, end) in zip(places, pairwise(sums[at : at + LOOKED + 1].tolist()), strict=True):
            word = base_of(names[place])
            # The fuller a shard is, the longer the separator may be.
            longest = SHORTEST + (size - begin - target) * 8 // target
            if end - size >= target or (size - begin >= target and last[:longest] != word[:longest]):
                return at
            last = word
            at += 1
    return at


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
    # What is large is packed in half the time, in a hundredth more.
    level = 9 if len(data) < LARGE else 6
    packer = zlib.compressobj(level, zlib.DEFLATED, -12 if len(data) < 1 << 12 else -15, 8)
    return packer.compress(data) + packer.flush(zlib.Z_FINISH if is_last else zlib.Z_SYNC_FLUSH)


def packed(columns: Sequence[bytes], streams: Sequence[bytes] = ()) -> bytes:
    """Columns of bytes as gzip without its head, streams behind them as they are; the same bytes on every computer."""
    first, rest = b"".join(columns), b"".join(streams)
    body = deflated(first, is_last=not rest) if first or not rest else b""
    return body + stored_blocks(rest) + tail(first + rest)


def packed_after(sample: bytes, data: bytes) -> bytes:
    """Bytes as gzip that goes on behind a sample of their kind, which is not written."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, sample)
    return packer.compress(data) + packer.flush() + tail(sample + data)


def stored_blocks(data: bytes) -> bytes:
    """Bytes as deflate has them at its end that it does not pack."""
    ends = range(STORED, len(data) + STORED, STORED)
    return b"".join(stored_block(data[end - STORED : end], is_last=end >= len(data)) for end in ends)


def stored_block(data: bytes, *, is_last: bool) -> bytes:
    """Bytes as deflate has them that it does not pack."""
    return struct.pack("<BHH", is_last, len(data), len(data) ^ 0xFFFF) + data


def tail(data: bytes) -> bytes:
    """The end of gzip: a sum of the bytes, and how many there are."""
    return struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)


def unpacked(data: Text, sample: bytes = b"") -> bytes:
    """The bytes again. Raises ValueError if they are damaged."""
    before = stored_block(sample, is_last=False) if sample else b""
    try:
        return zlib.decompress(HEADER + before + data, GZIP)[len(sample) :]
    except zlib.error as error:
        raise ValueError(str(error)) from error


class Fronts:
    """Sorted words, front-coded in runs: for each how many bytes it shares with the one before, how many follow, and those that follow."""

    def __init__(self, words: Sequence[str], starts: Ints) -> None:
        """`starts` are the first words of the runs, which share nothing."""
        coded = [word.encode("utf-8", "surrogatepass") for word in words]
        sizes = np.fromiter(map(len, coded), np.int64, len(coded))
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
        self.shared[starts] = 0
        self.sizes = sizes - self.shared
        kept = spread(before(sizes) + self.shared, self.sizes)
        self.letters = np.frombuffer(b"".join(coded), np.uint8)[kept].tobytes()

    def runs(self, edges: Ints) -> tuple[list[bytes], list[bytes], list[bytes]]:
        """The letters of the runs between edges, and their columns of shared and further bytes."""
        ends = edges_of(self.sizes)[edges].tolist()
        letters = [self.letters[first:end] for first, end in pairwise(ends)]
        return letters, varint_runs(self.shared, edges), varint_runs(self.sizes, edges)


def front_coded(words: Sequence[str]) -> tuple[Ints, Ints, bytes]:
    """All of some sorted words."""
    found = Fronts(words, np.zeros(min(len(words), 1), np.int64))
    return found.shared, found.sizes, found.letters


def varint_runs(numbers: Ints, edges: Ints) -> list[bytes]:
    """The numbers between edges as varints."""
    data = varints(numbers).tobytes()
    ends = edges if len(data) == len(numbers) else edges_of(widths(numbers))[edges]
    return [data[first:end] for first, end in pairwise(ends.tolist())]


def read_terms(cursor: Cursor, count: int, numbers: int) -> tuple[list[str], list[list[int]]]:
    """Front-coded terms, and the columns of numbers that stand between their sizes and their letters."""
    shared, sizes = cursor.numbers(count), cursor.numbers(count)
    columns = [cursor.numbers(count) for _ in range(numbers)]
    terms, before = [], b""
    for common, size in zip(shared, sizes, strict=True):
        before = before[:common] + cursor.take(size)
        terms.append(before.decode("utf-8", "surrogatepass"))
    return terms, columns


def form_runs(words: Sequence[str], is_part: Sequence[bool], edges: Ints) -> Iterator[bytes]:
    """Words, exact forms among them, front-coded in runs between edges; of those that `is_part` marks, which begin no run, only what follows their base is written."""
    entries = [at for at, part in enumerate(is_part) if not part]
    rests = [words[at][words[at].index(EXACT) + 1 :] for at, part in enumerate(is_part) if part]
    of_entries = np.searchsorted(np.array(entries, np.int64), edges)
    of_rests = edges - of_entries
    # Most forms are written as their base is: nothing follows.
    has = np.array(list(map(bool, rests)), bool)
    behind = edges_of(has)[of_rests]
    fronts = Fronts([words[at] for at in entries], of_entries[:-1])
    ends = Fronts([rest for rest in rests if rest], behind[:-1][behind[:-1] < behind[-1]])
    edge = np.array([*entries, len(words)], np.int64)
    forms = edge[1:] - edge[:-1] - 1
    columns = np.zeros((2, len(rests)), np.int64)
    columns[:, has] = ends.shared, ends.sizes
    letters, shared, sizes = fronts.runs(of_entries)
    rows = zip(
        map(encode, np.diff(of_entries).tolist()),
        shared,
        sizes,
        varint_runs(forms, of_entries),
        letters,
        *(varint_runs(row, of_rests) for row in columns),
        ends.runs(behind)[0],
        strict=True,
    )
    yield from map(b"".join, rows)


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
    return packed(list(form_runs(words, can_be_parts(words), np.array([0, len(words)]))))


def read_word_shard(data: bytes) -> list[str]:
    """The terms of a shard of the vocabulary."""
    return read_forms(Cursor(unpacked(data)))[0]


def term_shard(head: bytes, streams: Sequence[bytes]) -> bytes:
    """A shard of postings: its head, which is terms with their kinds, then five streams; FORMAT.md says what stands where."""
    return packed([head, encode_all(map(len, streams))], streams)


class Opened:
    """A shard of postings, whose head has so many bytes; one of its streams may become another."""

    def __init__(self, data: Text, head: int) -> None:
        self.data, self.head = data, head
        self.whole = unpacked(data)
        cursor = Cursor(self.whole, head)
        self.sizes = cursor.numbers(STREAMS)
        self.at = cursor.at

    def part(self, which: int) -> tuple[int, int]:
        """Where a stream begins and ends."""
        first = self.at + sum(self.sizes[:which])
        return first, first + self.sizes[which]

    def stream(self, which: int) -> bytes:
        """One of the streams."""
        first, end = self.part(which)
        return self.whole[first:end]

    def with_stream(self, which: int, stream: bytes) -> bytes:
        """The shard with another stream in the place of one."""
        whole, at = self.whole, self.at
        first, end = self.part(which)
        fresh = b"".join([whole[at:first], stream, whole[end:]])
        if len(stream) != end - first:
            sizes = [*self.sizes[:which], len(stream), *self.sizes[which + 1 :]]
            return packed([whole[: self.head], encode_all(sizes)], [fresh])
        # What is packed stays as it is: the head and the sizes.
        blocks = stored_blocks(fresh)
        return b"".join([self.data[: len(self.data) - len(blocks) - TAIL], blocks, tail(whole[:at] + fresh)])
