"""How long the documents' longest field is, for all documents: they are numbered by it, so that few bits tell it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from lunr_search.bits import Bits, Codes, gamma, pack_bits, plain


def length_codes(lengths: Sequence[int], languages: Sequence[int]) -> bytes:
    """Lengths, which rise within each language of so many documents: for each its smallest and largest, then the middle one, the middle ones of both halves, and so on."""
    pieces, at = [], 0
    for count in languages:
        own = lengths[at : at + count]
        at += count
        pieces.append(gamma(np.array([own[0] + 1, own[-1] - own[0] + 1])))
        pairs = np.array(list(middles(own, own[0], own[-1])), np.int64).reshape(-1, 2)
        pieces.append(plain(pairs[:, 0], pairs[:, 1]))
    none = np.zeros(0, np.int64)
    numbers = np.concatenate([none, *(piece.numbers for piece in pieces)])
    widths = np.concatenate([none, *(piece.widths for piece in pieces)])
    return pack_bits(Codes(numbers, widths), np.array([len(numbers)]))[0][: int(widths.sum()) + 7 >> 3]


def middles(lengths: Sequence[int], low: int, high: int) -> list[tuple[int, int]]:
    """For the middle length, and those of the halves before and after it: how much it exceeds the smallest possible, and how many are possible."""
    found = []
    waiting = [(0, len(lengths), low, high)]
    while waiting:
        first, end, low, high = waiting.pop()
        if first == end or low == high:
            continue
        middle = (first + end) >> 1
        found.append((lengths[middle] - low, high - low + 1))
        waiting += [(middle + 1, end, lengths[middle], high), (first, middle, low, lengths[middle])]
    return found


def read_lengths(data: bytes, languages: Sequence[int]) -> list[int]:
    """The lengths again."""
    bits, found = Bits(data), list[int]()
    for count in languages:
        low = bits.gamma() - 1
        waiting = [(0, count, low, low + bits.gamma() - 1)]
        own = [low] * count
        while waiting:
            first, end, low, high = waiting.pop()
            if first == end:
                continue
            if low == high:
                own[first:end] = [low] * (end - first)
                continue
            middle = (first + end) >> 1
            own[middle] = low + bits.plain(high - low + 1)
            waiting += [(middle + 1, end, own[middle], high), (first, middle, low, own[middle])]
        found += own
    return found
