"""Whole columns of numbers at once: as varints, and runs of them taken in another order."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Octets = npt.NDArray[np.uint8]
Marks = npt.NDArray[np.uint64]
Truths = npt.NDArray[np.bool_]


def widths(numbers: Ints) -> Ints:
    """How many bytes each number takes as a varint."""
    found = np.ones(len(numbers), np.int64)
    for bits in (7, 14, 21, 28, 35):
        found += numbers >= 1 << bits
    return found


def varints(numbers: Ints) -> Octets:
    """The numbers as varints, one after another."""
    if not len(numbers) or numbers.max() < 128:
        return numbers.astype(np.uint8)
    sizes = widths(numbers)
    starts = before(sizes)
    found = np.empty(int(sizes.sum()), np.uint8)
    for at in range(int(sizes.max())):
        here = np.flatnonzero(sizes > at)
        more = sizes[here] > at + 1
        found[starts[here] + at] = numbers[here] >> 7 * at & 127 | more * 128
    return found


def unvarints(octets: Ints) -> Ints:
    """The numbers again."""
    if not len(octets):
        return octets
    starts = np.append(0, np.flatnonzero(octets < 128)[:-1] + 1)
    places = np.arange(len(octets)) - np.repeat(starts, np.diff(starts, append=len(octets)))
    found: Ints = np.add.reduceat((octets & 127) << 7 * places, starts)
    return found


def before(sizes: Ints) -> Ints:
    """For each run the sum of the sizes of those before it."""
    found: Ints = np.cumsum(sizes, dtype=np.int64) - sizes
    return found


def edges_of(sizes: Ints | Truths) -> Ints:
    """Where runs of these sizes begin, one behind another, and the last ends; one row or none where a truth is counted."""
    found: Ints = np.append(0, np.cumsum(sizes, dtype=np.int64))
    return found


def spread(starts: Ints, sizes: Ints) -> Ints:
    """For each run its start, the number after it, and so on; run after run."""
    found: Ints = np.arange(int(sizes.sum()), dtype=np.int64) + np.repeat(starts - before(sizes), sizes)
    return found


def merged(*runs: Ints) -> Ints:
    """The numbers of some runs, each once and in order."""
    # Sorted so, runs that rise are only merged.
    whole = np.sort(np.concatenate(runs), kind="stable")
    found: Ints = whole[np.diff(whole, prepend=-1) != 0]
    return found


def firsts_of(numbers: Ints | Marks) -> tuple[Ints, Ints]:
    """Where each number that there is stands first, the smallest first; and for each of the numbers which of these it is."""
    # As np.unique does, which loads masked arrays for it.
    order = np.argsort(numbers, kind="stable")
    is_first = np.ones(len(order), bool)
    is_first[1:] = numbers[order[1:]] != numbers[order[:-1]]
    which = np.empty(len(order), np.int64)
    which[order] = np.cumsum(is_first) - 1
    return order[is_first], which


def is_among(known: Ints, wanted: Ints) -> Truths:
    """Which of some numbers are known; the known ones rise."""
    found: Truths = np.append(known, -1)[np.searchsorted(known, wanted)] == wanted
    return found


def mixed(numbers: Marks, salt: int) -> Marks:
    """Numbers of 64 bits that tell nothing of the given ones, but equal for equal ones (splitmix64)."""
    found = numbers + np.uint64((salt + 1) * 0x9E3779B97F4A7C15 & (1 << 64) - 1)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        found = (found ^ found >> np.uint64(shift)) * np.uint64(factor)
    marks: Marks = found ^ found >> np.uint64(31)
    return marks
