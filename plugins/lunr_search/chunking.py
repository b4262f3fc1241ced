"""Finds the chunks of many texts at once: by a hash of each, which is quicker than to make a piece of text of each.

The hash is a polynomial modulo 2⁶⁴ of a base drawn anew for every build; what is so long that one might prepare two of one hash is looked up as text.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lunr_search.arrays import Ints, Marks, edges_of, firsts_of, mixed
from lunr_search.lexicon import HARD_SPACES, Lexicon

MOD = 1 << 64
LONG = 64
# The code points at which `str.split` parts, and those at which it does so in a text with hard spaces.
SPACES = [code for code in range(0x3001) if chr(code).isspace()]
PLAIN_SPACES = list(map(ord, " \t\n\r\f\v"))


def marks_of_codes(codes: Sequence[int]) -> npt.NDArray[np.bool_]:
    """True at these code points; one more place stands for all above."""
    found = np.zeros(0x3002, bool)
    found[codes] = True
    return found


IS_SPACE, IS_PLAIN_SPACE = marks_of_codes(SPACES), marks_of_codes(PLAIN_SPACES)


class Chunker:
    """Numbers for the chunks of texts, as a lexicon gives them."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.base = random.SystemRandom().randrange(MOD) | 1
        self.powers = self.back = np.ones(1, np.uint64)
        self.hashes, self.numbers = np.zeros(1 << 16, np.uint64), np.zeros(1 << 16, np.int32)
        self.used = 0
        self.langs: dict[str, int] = {}

    def numbered(self, texts: Sequence[str], langs: Sequence[str]) -> tuple[npt.NDArray[np.int32], Ints]:
        """The numbers of the chunks of all texts, in turn, and how many each text has."""
        whole = " ".join(texts) + " "
        codes = np.frombuffer(whole.encode("utf-32-le", "surrogatepass"), np.uint32)
        sizes = np.array([len(text) + 1 for text in texts], np.int64)
        edges = edges_of(sizes)
        is_space = spaces(codes, texts, edges)
        turns = np.flatnonzero(np.diff(is_space, prepend=True))
        starts, ends = turns[::2], turns[1::2]
        owner = np.searchsorted(edges, starts, side="right") - 1
        tongue = np.array([self.langs.setdefault(lang, len(self.langs)) for lang in langs], np.uint64)
        found = self.look_up(
            self.hashed(codes, starts, ends, tongue[owner]), whole, (starts, ends), (langs, owner)
        )
        return found, np.bincount(owner, minlength=len(texts))

    def hashed(self, codes: npt.NDArray[np.uint32], starts: Ints, ends: Ints, tongue: Marks) -> Marks:
        """A hash of each chunk and its language; never 0."""
        while len(self.powers) <= len(codes):
            self.powers = doubled(self.powers, self.base)
            self.back = doubled(self.back, pow(self.base, -1, MOD))
        sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum((codes + np.uint32(1)) * self.powers[: len(codes)], out=sums[1:])
        marks = (sums[ends] - sums[starts]) * self.back[starts]
        return mixed(marks + (tongue << np.uint64(32) | (ends - starts).astype(np.uint64)), 0) | np.uint64(1)

    def look_up(
        self, marks: Marks, whole: str, places: tuple[Ints, Ints], owners: tuple[Sequence[str], Ints]
    ) -> npt.NDArray[np.int32]:
        """The number of each chunk; those that were not met before are learnt in the order in which they stand."""
        starts, ends = places
        langs, owner = owners
        found = self.known(marks)
        new = np.flatnonzero((found < 0) & (ends - starts <= LONG))
        firsts, which = firsts_of(marks[new])
        learnt = np.empty(len(firsts), np.int32)
        order = np.argsort(firsts)
        chunks = new[firsts[order]]
        rows = zip(starts[chunks].tolist(), ends[chunks].tolist(), owner[chunks].tolist(), strict=True)
        learnt[order] = [self.lexicon.chunk(whole[start:end], langs[at]) for start, end, at in rows]
        found[new] = learnt[which]
        self.keep(marks[new[firsts]], learnt)
        for chunk in np.flatnonzero(ends - starts > LONG).tolist():
            found[chunk] = self.lexicon.chunk(whole[starts[chunk] : ends[chunk]], langs[owner[chunk]])
        return found

    def known(self, marks: Marks) -> npt.NDArray[np.int32]:
        """The numbers of known chunks, -1 for others."""
        found = np.full(len(marks), -1, np.int32)
        left, at = np.arange(len(marks)), self.slots(marks)
        while len(left):
            here = self.hashes[at]
            is_hit = here == marks[left]
            found[left[is_hit]] = self.numbers[at[is_hit]]
            further = ~is_hit & (here != 0)
            left, at = left[further], at[further] + 1 & len(self.hashes) - 1
        return found

    def keep(self, marks: Marks, numbers: npt.NDArray[np.int32]) -> None:
        """Remember chunks, each once."""
        self.used += len(marks)
        if self.used * 3 > len(self.hashes):
            old = np.flatnonzero(self.hashes)
            marks, numbers = np.append(self.hashes[old], marks), np.append(self.numbers[old], numbers)
            size = len(self.hashes)
            while self.used * 3 > size:
                size *= 4
            self.hashes, self.numbers = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        left, at = np.arange(len(marks)), self.slots(marks)
        while len(left):
            is_free = self.hashes[at] == 0
            # Of several that want one place the last has it; the others see another hash there and go on.
            self.hashes[at[is_free]] = marks[left[is_free]]
            is_mine = self.hashes[at] == marks[left]
            self.numbers[at[is_mine]] = numbers[left[is_mine]]
            left, at = left[~is_mine], at[~is_mine] + 1 & len(self.hashes) - 1

    def forget(self) -> None:
        """Let go of all chunks."""
        self.hashes, self.numbers, self.used = np.zeros(1 << 4, np.uint64), np.zeros(1 << 4, np.int32), 0

    def slots(self, marks: Marks) -> Ints:
        """Where a chunk would stand if no other did."""
        found: Ints = (marks >> np.uint64(20)).astype(np.int64) & len(self.hashes) - 1
        return found


def doubled(powers: Marks, base: int) -> Marks:
    """Twice as many powers of a number, modulo 2⁶⁴."""
    return np.append(powers, powers * np.uint64(pow(base, len(powers), MOD)))


def spaces(codes: npt.NDArray[np.uint32], texts: Sequence[str], edges: Ints) -> npt.NDArray[np.bool_]:
    """Where white space stands; no word reaches over it, but for the hard spaces of a number."""
    found = IS_SPACE[np.minimum(codes, len(IS_SPACE) - 1)]
    for at, text in enumerate(texts):
        if any(space in text for space in HARD_SPACES):
            first, end = edges[at : at + 2].tolist()
            found[first:end] = IS_PLAIN_SPACE[np.minimum(codes[first:end], len(IS_SPACE) - 1)]
    return found
