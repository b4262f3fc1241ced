"""Counts the terms of some documents together: which terms, in which fields, how often, and at which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, Marks, Truths, marks_of, mixed
from lunr_search.lexicon import Met
from lunr_search.segments import COLUMNS, DOCUMENT_BITS, FIELD_BITS, Tables


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings by term, field and document, each with when it was first met, how often, and at which words."""

    term: Ints
    field: Ints
    document: Ints
    first_met: Ints
    counts: Ints
    words: Ints


def counted(met: Met, lengths: Ints, order: Ints, families: Truths | None = None) -> Tables:
    """The tables of all that was met in the documents of a segment.

    `lengths` has a row for each document, `order` the place of each term, by number, among all terms. `families`, by number, says
    which terms are exact forms or have some; without it there are no hashes, which are of use only to a build that comes after this one.
    """
    if not len(met.term):
        none = np.zeros(0, np.uint32)
        return Tables(none.reshape(0, COLUMNS), none, none, none, none)
    found = sorted_postings(met, lengths.shape[1], order)
    term_first = np.flatnonzero(np.diff(found.term, prepend=-1))
    shape_first = np.flatnonzero(np.diff(found.term << FIELD_BITS | found.field, prepend=-1))
    shapes = np.diff(shape_first, append=len(found.term)) << FIELD_BITS | found.field[shape_first]
    by_term = np.flatnonzero(np.diff(found.term[shape_first], prepend=-1))
    fields = np.diff(by_term, append=len(shapes))
    postings = np.diff(term_first, append=len(found.term))
    places = np.add.reduceat(found.counts, term_first)
    numbers = met.term[found.first_met[term_first]]
    firsts = met.word[np.minimum.reduceat(found.first_met, term_first)]
    own = spots = np.zeros(len(firsts), np.uint64)
    if families is not None:
        is_family = np.repeat(families[numbers], postings)
        own, spots = marks_of_terms(found, shapes, lengths, (fields, postings, places, firsts), is_family)
    columns = [numbers, firsts, fields, postings, places, *halves(own), *halves(spots)]
    return Tables(
        np.stack(columns, 1).astype(np.uint32),
        shapes.astype(np.uint32),
        found.document.astype(np.uint32),
        found.counts.astype(np.uint32),
        found.words.astype(np.uint32),
    )


def halves(marks: Marks) -> tuple[Ints, Ints]:
    """64 bits as two numbers."""
    low, high = (marks.view("<u4")[at::2].astype(np.int64) for at in (0, 1))
    return low, high


def marks_of_terms(
    found: Postings, shapes: Ints, lengths: Ints, sizes: tuple[Ints, Ints, Ints, Ints], is_family: Truths
) -> tuple[Marks, Marks]:
    """For each term a hash of all that its postings say, and one of all that its places hang on."""
    fields, postings, places, firsts = sizes
    length = lengths[found.document, found.field]
    own = mixed(firsts.astype(np.uint64), 0) + marks_of(shapes.astype(np.uint64), fields, 1)
    for salt, column in enumerate((found.document, found.counts, length), 2):
        own += marks_of(column.astype(np.uint64), postings, salt)
    # What a shard of places is written from. Which places of its base an exact form has hangs on the documents of both.
    spots = marks_of(found.words.astype(np.uint64), places, 5)
    spots += marks_of((found.counts << 32 | length).astype(np.uint64), postings, 6)
    spots += marks_of(
        (found.field << 32 | np.where(is_family, found.document, 0)).astype(np.uint64), postings, 7
    )
    return own, spots


def sorted_postings(met: Met, fields: int, order: Ints) -> Postings:
    """The postings, in order."""
    document, field = np.divmod(met.text, fields)
    bits = len(met.term).bit_length()
    group = (order[met.term] << FIELD_BITS | field) << DOCUMENT_BITS | document
    # One number to sort by, which is quicker than an order of rows: the group, and when it was met.
    key = np.sort(group << bits | np.arange(len(group)))
    when, group = key & (1 << bits) - 1, key >> bits
    first = np.flatnonzero(np.diff(group, prepend=-1))
    own = group[first]
    term, field = own >> FIELD_BITS + DOCUMENT_BITS, own >> DOCUMENT_BITS & (1 << FIELD_BITS) - 1
    document = own & (1 << DOCUMENT_BITS) - 1
    return Postings(term, field, document, when[first], np.diff(first, append=len(key)), met.word[when])
