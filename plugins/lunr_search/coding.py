"""The columns of joined terms as bits: heads, documents, counts, lengths and places, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, before, spread
from lunr_search.bits import Codes, bit_lengths, gamma, pack_bits, plain, rice, rice_bits
from lunr_search.merge import Joined
from lunr_search.segments import FIELD_BITS

FIELD_MASK = (1 << FIELD_BITS) - 1
ONES = np.array([number.bit_count() for number in range(1 << (1 << FIELD_BITS))], np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the codes hang on of an index as a whole.

    For each segment its first document, how many it has, and where lengths of the `main` field begin and in how many bits
    they count from there; for each document the lengths of its fields; for each field the `r` of its lengths.
    """

    firsts: Ints
    sizes: Ints
    bases: Ints
    bits: Ints
    lengths: Ints
    main: int
    low: Ints


@dataclass(frozen=True, slots=True)
class Coded:
    """The streams of some runs of terms, and for each where each run begins; the numbers of each term."""

    streams: list[tuple[bytes, Ints]]
    terms: Ints
    ranks: Ints
    blocks: Ints
    masks: Ints


def low_bits(totals: Sequence[int], count: int) -> Ints:
    """The `r` of the lengths of each field: about a quarter of the mean."""
    means = np.array(totals, np.int64) // max(count, 1)
    found: Ints = np.maximum(bit_lengths(means) - 2, 0)
    return found


def coded(found: Joined, edges: Sequence[int], layout: Layout) -> Coded:
    """The codes of some terms; `edges` are the numbers of the first terms of runs, and of the end."""
    piece_edges = np.searchsorted(found.terms, edges)
    firsts = np.flatnonzero(np.diff(found.terms, prepend=-1))
    blocks = np.diff(firsts, append=len(found.terms))
    field = found.shapes & FIELD_MASK
    shape_firsts = before(found.fields)
    masks = np.bitwise_or.reduceat(1 << field, shape_firsts[firsts])
    most = np.maximum.reduceat(found.counts, before(found.postings)[firsts])
    is_many = (most > 1).astype(np.int64)
    own = found.shapes >> FIELD_BITS
    is_several = (np.maximum.reduceat(own, shape_firsts[firsts]) > 1).astype(np.int64)
    per_posting = np.repeat(field, found.shapes >> FIELD_BITS)
    segment = np.repeat(found.segments, found.postings)
    length = layout.lengths[layout.firsts[segment] + found.documents, per_posting]
    kinds = (
        (heads(found, firsts, blocks, (masks, is_several), layout), found.fields + 2),
        (documents(found, layout), found.postings),
        (gamma_if(found.counts, np.repeat(np.repeat(is_many, blocks), found.postings)), found.postings),
        (lengths(length, per_posting, segment, layout), found.postings),
        (places(found, length), found.places_of),
    )
    streams = []
    for codes, per_piece in kinds:
        sums = np.append(0, np.cumsum(per_piece))
        streams.append(pack_bits(codes, np.diff(sums[piece_edges])))
    return Coded(
        streams, found.terms[firsts], found.ranks[firsts], blocks, masks << 2 | is_several << 1 | is_many
    )


def heads(found: Joined, firsts: Ints, blocks: Ints, kinds: tuple[Ints, Ints], layout: Layout) -> Codes:
    """For each piece how many segments after the one before it stands, which of the term's fields it has, and how often each."""
    count = len(layout.sizes)
    masks, is_several = kinds
    gaps = np.diff(found.segments, prepend=0) - 1
    gaps[firsts] = found.segments[firsts]
    low = rice_bits(np.full(len(blocks), count), blocks)
    gap = rice(gaps, np.repeat(low, blocks))
    is_everywhere = np.repeat(blocks == count, blocks)
    mask = np.repeat(np.repeat(masks, blocks), found.fields)
    field = found.shapes & FIELD_MASK
    behind = ONES[mask >> field + 1]
    shape_firsts = before(found.fields)
    has = np.bitwise_or.reduceat(1 << behind, shape_firsts)
    choices = np.repeat(ONES[masks], blocks)
    number = gamma_if(found.shapes >> FIELD_BITS, np.repeat(np.repeat(is_several, blocks), found.fields))
    at = shape_firsts + 2 * np.arange(len(found.fields))
    numbers = np.empty(len(found.shapes) + 2 * len(found.fields), np.int64)
    widths = np.empty_like(numbers)
    numbers[at], widths[at] = gap.numbers, np.where(is_everywhere, 0, gap.widths)
    numbers[at + 1], widths[at + 1] = has, np.where(choices > 1, choices, 0)
    rest = spread(at + 2, found.fields)
    numbers[rest], widths[rest] = number.numbers, number.widths
    return Codes(numbers, widths)


def documents(found: Joined, layout: Layout) -> Codes:
    """For each posting how many documents of the segment stand between it and the one before in its field."""
    counts = found.shapes >> FIELD_BITS
    firsts = before(counts)
    sizes = np.repeat(layout.sizes[found.segments], found.fields)
    gaps = np.diff(found.documents, prepend=0) - 1
    gaps[firsts] = found.documents[firsts]
    return several(gaps, sizes, counts)


def several(gaps: Ints, space: Ints, counts: Ints) -> Codes:
    """Runs of numbers below their `space`, given as gaps: one alone plain, all that there are without a bit, others as Rice codes."""
    firsts, found = before(counts), Codes(gaps.copy(), np.zeros_like(gaps))
    one = np.flatnonzero(counts == 1)
    put(found, firsts[one], plain(gaps[firsts[one]], space[one]))
    more = np.flatnonzero((counts > 1) & (counts < space))
    at = spread(firsts[more], counts[more])
    put(found, at, rice(gaps[at], np.repeat(rice_bits(space[more], counts[more]), counts[more])))
    return found


def put(into: Codes, at: Ints, codes: Codes) -> None:
    """Set codes in their places."""
    into.numbers[at], into.widths[at] = codes.numbers, codes.widths


def gamma_if(numbers: Ints, is_coded: Ints) -> Codes:
    """Gamma codes, of no width where there is to be none."""
    found, at = Codes(numbers, np.zeros_like(numbers)), np.flatnonzero(is_coded)
    codes = gamma(numbers[at])
    found.widths[at] = codes.widths
    return found


def lengths(length: Ints, field: Ints, segment: Ints, layout: Layout) -> Codes:
    """For each posting how long the field is."""
    found = Codes(length - layout.bases[segment], layout.bits[segment])
    at = np.flatnonzero(field != layout.main)
    put(found, at, rice(length[at] - 1, layout.low[field[at]]))
    return found


def places(found: Joined, length: Ints) -> Codes:
    """For each posting the numbers of its words."""
    firsts = before(found.counts)
    gaps = np.diff(found.places, prepend=0) - 1
    gaps[firsts] = found.places[firsts]
    return several(gaps, length, found.counts)
