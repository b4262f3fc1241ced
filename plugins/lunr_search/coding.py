"""The columns of joined terms as bits: heads, documents, counts, lengths and places, run by run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, Truths, before, spread
from lunr_search.bits import Codes, bit_lengths, gamma, pack_bits, plain, rice, rice_bits
from lunr_search.lists import Lists, listed
from lunr_search.merge import Joined, only
from lunr_search.segments import FIELD_BITS

ONES = np.array([number.bit_count() for number in range(1 << (1 << FIELD_BITS))], np.int64)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the codes hang on of an index as a whole.

    For each segment its language and its first document, counted within the language; for each language its first document
    and how many it has; for each document the lengths of its fields; for each field its mean length and the `r` of lengths.
    """

    languages: Ints
    firsts: Ints
    starts: Ints
    sizes: Ints
    lengths: Ints
    main: int
    means: Ints
    low: Ints


@dataclass(frozen=True, slots=True)
class Coded:
    """The streams of some runs of terms, and for each where each run begins; of each term its number, its kinds, and whether it is a part of its base."""

    streams: list[tuple[bytes, Ints]]
    terms: Ints
    kinds: Ints
    is_part: Truths


def mean_lengths(totals: Sequence[int], count: int) -> tuple[Ints, Ints]:
    """The mean length of each field, rounded down, and the `r` of how much lengths differ from it: about an eighth."""
    means = np.array(totals, np.int64) // max(count, 1)
    return means, np.maximum(bit_lengths(means) - 3, 0)


def coded(found: Joined, bases: Ints, edges: Sequence[int], layout: Layout, has_places: Truths) -> Coded:
    """The codes of some terms.

    `bases` has for each term of the index its base or -1, `edges` are the numbers of the first terms of runs, and of the end;
    `has_places` says of each run whether its places are wanted, too.
    """
    tongues = (layout.languages, layout.firsts, layout.starts)
    is_whole = bool(has_places.all())
    lists = listed(found, bases, tongues, layout.lengths, has_places=is_whole)
    kinds = kinds_of(lists, len(layout.sizes), layout.lengths.shape[1])
    columns = (
        heads(lists, kinds, layout),
        documents(lists, layout),
        counts(lists),
        lengths(lists, layout),
        firsts(lists),
    )
    streams = [packed_runs(lists, column, edges) for column in columns]
    terms, is_part = lists.terms, lists.is_part
    if not has_places.any():
        streams.append((b"", np.zeros(len(edges), np.int64)))
    else:
        if not is_whole:
            run = np.searchsorted(edges, found.terms, side="right") - 1
            few = only(found, has_places[run])
            lists = listed(few, bases, tongues, layout.lengths, has_places=True)
        streams.append(packed_runs(lists, places(lists), edges))
    return Coded(streams, terms, kinds, is_part)


def coded_documents(found: Joined, bases: Ints, edges: Sequence[int], layout: Layout) -> tuple[bytes, Ints]:
    """The stream of documents alone, for terms of which nothing else has changed."""
    tongues = (layout.languages, layout.firsts, layout.starts)
    lists = listed(found, bases, tongues, layout.lengths, has_places=False)
    return packed_runs(lists, documents(lists, layout), edges)


def packed_runs(lists: Lists, column: tuple[Codes, Ints], edges: Sequence[int]) -> tuple[bytes, Ints]:
    """A column of codes as bits, and where those of each run of terms begin; `column` has the codes and how many each term has."""
    codes, per_term = column
    sums = np.append(0, np.cumsum(per_term))
    return pack_bits(codes, np.diff(sums[np.searchsorted(lists.terms, edges)]))


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


def places(lists: Lists) -> tuple[Codes, Ints]:
    """For each posting the numbers of its words but the first of its term; of a part of its base, as numbers of the base's."""
    by_base = np.repeat(lists.is_part_of_places[lists.owner], lists.sizes)
    space = np.where(by_base, lists.base_counts, lists.lengths)
    numbers = np.where(np.repeat(by_base, lists.counts), lists.base_places, lists.places)
    sizes = lists.counts.copy()
    first = lists.first_postings[~lists.is_part]
    gone = before(lists.counts)[first]
    place = numbers[gone]
    space[first] -= place + 1
    sizes[first] -= 1
    shift = np.zeros(len(sizes), np.int64)
    shift[first] = place + 1
    codes = several(np.delete(numbers, gone) - np.repeat(shift, sizes), space, sizes)
    # Before the places of a part stands a bit, whether they are told by the base.
    marked = before(sizes)[before(lists.postings_of)[lists.is_part]]
    flags = lists.is_part_of_places[lists.is_part]
    numbers, widths = np.insert(codes.numbers, marked, flags), np.insert(codes.widths, marked, 1)
    per_list = np.add.reduceat(sizes, before(lists.sizes))
    return Codes(numbers, widths), lists.per_term(per_list) + lists.is_part


def several(numbers: Ints, space: Ints, sizes: Ints) -> Codes:
    """Runs of rising numbers below their `space`: one alone plain, all that there are without a bit, others as Rice codes of their gaps."""
    starts = before(sizes)
    gaps = np.diff(numbers, prepend=0) - 1
    begin = starts[sizes > 0]
    gaps[begin] = numbers[begin]
    found = Codes(gaps, np.zeros_like(gaps))
    one = np.flatnonzero((sizes == 1) & (space > 1))
    put(found, starts[one], plain(gaps[starts[one]], space[one]))
    more = np.flatnonzero((sizes > 1) & (sizes < space))
    at = spread(starts[more], sizes[more])
    put(found, at, rice(gaps[at], np.repeat(rice_bits(space[more], sizes[more]), sizes[more])))
    return found


def put(into: Codes, at: Ints, codes: Codes) -> None:
    """Set codes in their places."""
    into.numbers[at], into.widths[at] = codes.numbers, codes.widths
