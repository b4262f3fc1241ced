"""The columns of joined terms as bits: heads, documents, counts, lengths and places, run by run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.arrays import Ints, Truths, before, edges_of, spread
from lunr_search.bits import Codes, bit_lengths, gamma, pack_bits, plain, rice, rice_bits
from lunr_search.lists import Lists, Spots
from lunr_search.segments import FIELD_BITS

# The stream of documents is the second of a shard.
DOCUMENTS = 1
ONES = np.array([number.bit_count() for number in range(1 << (1 << FIELD_BITS))], np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the codes hang on of an index as a whole.

    For each language its first document and how many it has; for each document the lengths of its fields; for each field its
    mean length and the `r` of lengths.
    """

    starts: Ints
    sizes: Ints
    lengths: Ints
    main: int
    means: Ints
    low: Ints


@dataclass(frozen=True, slots=True)
class Coded:
    """The streams of some runs of terms but for places, and for each where each run begins; of each term its number, its kinds, and whether it is a part of its base; of each posting how many bits it has in the stream of documents."""

    streams: list[tuple[bytes, Ints]]
    terms: Ints
    kinds: Ints
    is_part: Truths
    document_bits: Ints


def mean_lengths(totals: Sequence[int], count: int) -> tuple[Ints, Ints]:
    """The mean length of each field, rounded down, and the `r` of how much lengths differ from it: about an eighth."""
    means = np.array(totals, np.int64) // max(count, 1)
    return means, np.maximum(bit_lengths(means) - 3, 0)


def coded(lists: Lists, edges: Sequence[int], layout: Layout) -> Coded:
    """The codes of some terms but for places; `edges` are the numbers of the first terms of runs, and of the end."""
    kinds = kinds_of(lists, len(layout.sizes), layout.lengths.shape[1])
    columns = (
        heads(lists, kinds, layout),
        documents(lists, layout),
        counts(lists),
        lengths(lists, layout),
        firsts(lists),
    )
    streams = [packed_runs(lists, column, edges) for column in columns]
    return Coded(streams, lists.terms, kinds, lists.is_part, columns[DOCUMENTS][0].widths)


def packed_runs(lists: Lists, column: tuple[Codes, Ints], edges: Sequence[int]) -> tuple[bytes, Ints]:
    """A column of codes as bits, and where those of each run of terms begin; `column` has the codes and how many each term has."""
    codes, per_term = column
    sums = edges_of(per_term)
    return pack_bits(codes, np.diff(sums[np.searchsorted(lists.terms, edges)]))


def packed_places(lists: Lists, column: tuple[Codes, Ints], edges: Sequence[int]) -> Iterator[bytes]:
    """The places of runs of terms as bits; `column` has the codes and how many each posting has."""
    codes, sizes = column
    per_term = lists.per_term(np.add.reduceat(sizes, before(lists.sizes)))
    data, starts = packed_runs(lists, (codes, per_term), edges)
    return (data[first:end] for first, end in pairwise(starts.tolist()))


def kinds_of(lists: Lists, languages: int, fields: int) -> Ints:
    """For each term which fields have it; above these bits 0, or 1 and its language if it has only one."""
    masks = np.bitwise_or.reduceat(1 << lists.field, lists.firsts)
    low = np.minimum.reduceat(lists.language, lists.firsts)
    high = np.maximum.reduceat(lists.language, lists.firsts)
    found: Ints = masks | np.where((low == high) & (languages > 1), low + 1, 0) << fields
    return found


def heads(lists: Lists, kinds: Ints, layout: Layout) -> tuple[Codes, Ints]:
    """For each term, language that it may have, and field that it has: how many documents, and how many more times it stands there."""
    width = layout.lengths.shape[1]
    masks, language = kinds & (1 << width) - 1, kinds >> width
    is_one = (language > 0) | (len(layout.sizes) == 1)
    cells = ONES[masks] * np.where(is_one, 1, len(layout.sizes))
    owner = lists.owner
    row = np.where(is_one[owner], 0, lists.language)
    at = before(cells)[owner] + row * ONES[masks[owner]] + ONES[masks[owner] & (1 << lists.field) - 1]
    sizes, more = np.zeros((2, int(cells.sum())), np.int64)
    sizes[at], more[at] = lists.sizes, lists.totals - lists.sizes
    shift = np.repeat(~is_one, cells).astype(np.int64)
    size, rest = gamma(sizes + shift), gamma(more + 1)
    numbers = np.stack([size.numbers, rest.numbers], 1).reshape(-1)
    widths = np.stack([size.widths, np.where(sizes > 0, rest.widths, 0)], 1).reshape(-1)
    return Codes(numbers, widths), 2 * cells


def documents(lists: Lists, layout: Layout) -> tuple[Codes, Ints]:
    """For each list its documents, as numbers within the language; of a part of its base, as numbers of the base's list."""
    part = lists.is_part[lists.owner]
    space = np.where(part, lists.base_sizes, layout.sizes[lists.language])
    numbers = np.where(np.repeat(part, lists.sizes), lists.base_at, lists.documents)
    return several(numbers, space, lists.sizes), lists.per_term(lists.sizes)


def counts(lists: Lists) -> tuple[Codes, Ints]:
    """For each list which of the times that its term stands there, but for the first, are in a document that had it already; or which are not, if these are fewer."""
    more, others = lists.totals - lists.sizes, lists.sizes - 1
    is_more = (more > 0) & (more <= others)
    is_other = (more > others) & (others > 0)
    sizes = np.where(is_more, more, np.where(is_other, others, 0))
    begins = before(lists.counts) - np.repeat(before(lists.totals), lists.sizes)
    numbers = np.empty(int(sizes.sum()), np.int64)
    again = np.repeat(is_more, lists.sizes) & (lists.counts > 1)
    numbers[spread(before(sizes)[is_more], more[is_more])] = spread(begins[again], lists.counts[again] - 1)
    here = np.repeat(is_other, lists.sizes) & (begins > 0)
    numbers[spread(before(sizes)[is_other], others[is_other])] = begins[here] - 1
    return several(numbers, lists.totals - 1, sizes), lists.per_term(sizes)


def lengths(lists: Lists, layout: Layout) -> tuple[Codes, Ints]:
    """For each posting how long the field is, unless its document's number or its base tells."""
    is_told = lists.is_part[lists.owner] | (lists.field == layout.main)
    sizes = np.where(is_told, 0, lists.sizes)
    at = np.flatnonzero(~np.repeat(is_told, lists.sizes))
    field = np.repeat(lists.field, sizes)
    more = lists.lengths[at] - layout.means[field]
    codes = rice(np.where(more < 0, -2 * more - 1, 2 * more), layout.low[field])
    return codes, lists.per_term(sizes)


def firsts(lists: Lists) -> tuple[Codes, Ints]:
    """For each term the word at which it stands first, unless its base tells."""
    codes = plain(lists.first_places, lists.first_lengths)
    return Codes(codes.numbers, np.where(lists.is_first_told, 0, codes.widths)), np.ones_like(lists.terms)


def places(lists: Lists, spots: Spots) -> tuple[Codes, Ints]:
    """For each posting the numbers of its words but the first of its term; of a part of its base, as numbers of the base's. The codes, and how many each posting has."""
    begins, starts = before(lists.counts), before(lists.sizes)
    own = np.flatnonzero(spots.is_part[lists.owner])
    by_base = spread(starts[own], lists.sizes[own])
    space, numbers, sizes = lists.lengths.copy(), spots.places.copy(), lists.counts.copy()
    space[by_base] = lists.base_counts[by_base]
    these = spread(begins[by_base], sizes[by_base])
    numbers[these] = spots.base_places[these]
    first = lists.first_postings[~lists.is_part]
    gone = begins[first]
    place = numbers[gone]
    space[first] -= place + 1
    sizes[first] -= 1
    # Those behind it in its posting.
    numbers[spread(gone + 1, sizes[first])] -= np.repeat(place + 1, sizes[first])
    return several(np.delete(numbers, gone), space, sizes), sizes


def with_marks(
    lists: Lists, spots: Spots, is_begun: Truths, column: tuple[Codes, Ints]
) -> tuple[Codes, Ints]:
    """Codes of places, and how many each posting has, with the bit that stands before those of a part, whether they are told by the base; where `is_begun` says of the term that its first posting is among these."""
    codes, sizes = column
    here = np.flatnonzero(lists.is_part & is_begun)
    firsts = before(lists.postings_of)[here]
    marked = before(sizes)[firsts] + np.arange(len(here))
    is_code = np.ones(len(codes.numbers) + len(here), bool)
    is_code[marked] = False
    numbers, widths = np.empty((2, len(is_code)), np.int64)
    numbers[is_code], widths[is_code] = codes.numbers, codes.widths
    numbers[marked], widths[marked] = spots.is_part[here], 1
    sizes = sizes.copy()
    sizes[firsts] += 1
    return Codes(numbers, widths), sizes


def several(numbers: Ints, space: Ints, sizes: Ints) -> Codes:
    """Runs of rising numbers below their `space`: one alone plain, all that there are without a bit, others as Rice codes of their gaps."""
    starts = before(sizes)
    found = Codes(numbers.copy(), np.zeros_like(numbers))
    one = np.flatnonzero((sizes == 1) & (space > 1))
    put(found, starts[one], plain(numbers[starts[one]], space[one]))
    more = np.flatnonzero((sizes > 1) & (sizes < space))
    counts = sizes[more]
    at = spread(starts[more], counts)
    gaps = numbers[at] - 1
    gaps[1:] -= numbers[at[:-1]]
    gaps[before(counts)] = numbers[starts[more]]
    put(found, at, rice(gaps, np.repeat(rice_bits(space[more], counts), counts)))
    return found


def gap_codes(gaps: Ints, space: Ints, sizes: Ints) -> Codes:
    """Single codes of `several`, of gaps in runs of these sizes of numbers below their `space`; the gap of the first is its number."""
    codes, alone = rice(gaps, rice_bits(space, sizes)), plain(gaps, space)
    is_one = sizes == 1
    widths = np.where(is_one, alone.widths, codes.widths)
    return Codes(np.where(is_one, alone.numbers, codes.numbers), np.where(sizes == space, 0, widths))


def put(into: Codes, at: Ints, codes: Codes) -> None:
    """Set codes in their places."""
    into.numbers[at], into.widths[at] = codes.numbers, codes.widths
