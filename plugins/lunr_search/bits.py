"""Columns of numbers as codes of bits, many at once; `bits.js` and the reader below take them apart again.

A **plain code** of a number below `space` has as many bits as `space - 1`, or one less where that is enough to tell it. A **Rice code** of a number is its part above the lowest `r` bits as that many zeros, a one, then those bits; from 24 zeros
on, 24 zeros and the number in 32 bits. A **gamma code** of a number from 1 on is as many zeros as it has bits after the first, then its bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, before, edges_of

# So many zeros say that the number follows in 32 bits.
LONGEST, WHOLE = 24, 32
# How many bits small numbers have: most are, and looking up is quicker than reckoning.
BIT_LENGTHS = np.frexp(np.arange(1 << 16, dtype=np.float64))[1].astype(np.int64)


@dataclass(frozen=True, slots=True)
class Codes:
    """Numbers and how many bits each takes, leading zeros among them."""

    numbers: Ints
    widths: Ints

    def bits(self, sizes: Ints) -> Ints:
        """How many bits each run of `sizes` of them takes."""
        found: Ints = np.diff(edges_of(self.widths)[edges_of(sizes)])
        return found


def bit_lengths(numbers: Ints) -> Ints:
    """How many bits each number has; 0 for 0."""
    if numbers.max(initial=0) < len(BIT_LENGTHS):
        return BIT_LENGTHS[numbers]
    found: Ints = np.frexp(numbers.astype(np.float64))[1].astype(np.int64)
    return found


def rice_bits(space: Ints, count: Ints) -> Ints:
    """The `r` that suits `count` numbers below `space`, given as the gaps between them."""
    found: Ints = np.maximum(bit_lengths(space * 11 // (count * 16)) - 1, 0)
    return found


def rice(numbers: Ints, low: Ints) -> Codes:
    """Rice codes, each with its `r`."""
    zeros = numbers >> low
    is_short = zeros < LONGEST
    one = np.int64(1) << low
    return Codes(
        np.where(is_short, one | numbers & one - 1, numbers),
        np.where(is_short, zeros + 1 + low, LONGEST + WHOLE),
    )


def plain(numbers: Ints, space: Ints) -> Codes:
    """Plain codes of numbers below `space`."""
    bits = bit_lengths(space - 1)
    short = (np.int64(1) << bits) - space
    is_short = numbers < short
    return Codes(np.where(is_short, numbers, numbers + short), bits - is_short)


def gamma(numbers: Ints) -> Codes:
    """Gamma codes of numbers from 1 on."""
    return Codes(numbers, 2 * bit_lengths(numbers) - 1)


def pack_bits(codes: Codes, sizes: Ints) -> tuple[bytes, Ints]:
    """The codes, the highest bit first, and where each run of `sizes` of them begins: at a whole byte."""
    ends = edges_of(codes.widths)
    edges = edges_of(sizes)
    octets = np.diff(ends[edges]) + 7 >> 3
    starts = before(octets)
    at = ends[:-1] + np.repeat(starts * 8 - ends[edges[:-1]], sizes)
    widths, numbers = codes.widths, codes.numbers
    if not widths.all():
        here = np.flatnonzero(widths)
        at, widths, numbers = at[here], widths[here], numbers[here]
    words = np.zeros((int(octets.sum()) + 7 >> 3) + 1, np.uint64)
    if len(at):
        word = at >> 6
        # How many bits are free behind a code in its word; less than none if it reaches into the next.
        free = 64 - (at & 63) - widths
        high = numbers.view(np.uint64) << np.maximum(free, 0).view(np.uint64)
        # One code at most reaches into each word from the one before.
        spilt = np.flatnonzero(free < 0)
        over = (-free[spilt]).view(np.uint64)
        high[spilt] >>= over
        firsts = np.append(0, np.flatnonzero(word[1:] != word[:-1]) + 1)
        words[word[firsts]] = np.bitwise_or.reduceat(high, firsts)
        words[word[spilt] + 1] |= numbers[spilt].view(np.uint64) << (np.uint64(64) - over)
    return words.astype(">u8").tobytes(), np.append(starts, octets.sum())


class Bits:
    """Reads codes from bytes, from the front to the back."""

    def __init__(self, data: bytes) -> None:
        self.text = f"{int.from_bytes(data, 'big'):0{len(data) * 8}b}" if data else ""
        self.at = 0

    def bits(self, width: int) -> int:
        """A number of so many bits. Raises ValueError where the bytes end."""
        if not width:
            return 0
        end = self.at + width
        if end > len(self.text):
            raise ValueError("a code is cut off")
        found = int(self.text[self.at : end], 2)
        self.at = end
        return found

    def plain(self, space: int) -> int:
        """A plain code."""
        width = (space - 1).bit_length()
        short = (1 << width) - space
        if not short:
            return self.bits(width)
        found = self.bits(width - 1)
        return found if found < short else (found << 1 | self.bits(1)) - short

    def zeros(self) -> int:
        """How many zeros stand here; they and the one behind them are passed."""
        one = self.text.find("1", self.at)
        if one < 0:
            raise ValueError("a code is cut off")
        found = one - self.at
        self.at = one + 1
        return found

    def rice(self, low: int) -> int:
        """A Rice code."""
        if self.text.startswith("0" * LONGEST, self.at):
            self.at += LONGEST
            return self.bits(WHOLE)
        return self.zeros() << low | self.bits(low)

    def gamma(self) -> int:
        """A gamma code."""
        width = self.zeros()
        return 1 << width | self.bits(width)
