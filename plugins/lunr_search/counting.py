"""Counts the terms of some documents together: which terms, in which fields, how often, and at which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, Marks, before, marks_of, mixed
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


def counted(met: Met, lengths: Ints, order: Ints, bases: Ints | None = None) -> Tables:
    """The tables of all that was met in the documents of a segment.

    `lengths` has a row for each document, `order` the place of each term, by number, among all terms. `bases` has for each
    term, by number, what it is an exact form of, or less than 0; without it there are no hashes, which are of use only to a build that comes after this one.
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
    marks = [np.zeros(len(firsts), np.uint64)] * 3
    if bases is not None:
        base = bases[numbers]
        base_at = places_in_base(found, np.repeat(np.where(base >= 0, order[base], -1), postings))
        marks = marks_of_terms(found, shapes, lengths, (fields, postings, places, firsts), base_at)
    columns = [numbers, firsts, fields, postings, places, *(half for mark in marks for half in halves(mark))]
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


def places_in_base(found: Postings, base: Ints) -> Ints:
    """For each posting of an exact form the place of the same in the list of its base, from 1; 0 of others. `base` is -1 or as `term` is."""
    key = key_of(found.term, found.field, found.document)
    here = np.flatnonzero(base >= 0)
    wanted = key_of(base[here], found.field[here], found.document[here])
    at, first = np.searchsorted(key, (wanted, wanted >> DOCUMENT_BITS << DOCUMENT_BITS))
    is_there = key[np.minimum(at, len(key) - 1)] == wanted
    places = np.zeros(len(key), np.int64)
    places[here] = np.where(is_there, at - first + 1, 0)
    return places


def marks_of_terms(
    found: Postings, shapes: Ints, lengths: Ints, sizes: tuple[Ints, Ints, Ints, Ints], base_at: Ints
) -> list[Marks]:
    """For each term three hashes: of all that its postings say but the numbers of documents, of these, and of all that its places hang on."""
    fields, postings, places, firsts = sizes
    length = lengths[found.document, found.field]
    # Not the documents, but which posting of a term is met first, and which of its base's an exact form has.
    is_first = found.first_met == np.repeat(np.minimum.reduceat(found.first_met, before(postings)), postings)
    said = found.field << 33 | is_first.astype(np.int64) << 32 | base_at
    columns = (found.counts << 32 | length, said, found.document)
    counts, saids, documents = (
        marks_of(column.astype(np.uint64), postings, salt) for salt, column in enumerate(columns, 2)
    )
    own = mixed(firsts.astype(np.uint64), 0) + marks_of(shapes.astype(np.uint64), fields, 1) + counts + saids
    return [own, documents, marks_of(found.words.astype(np.uint64), places, 5) + counts + saids]


def key_of(term: Ints, field: Ints, document: Ints) -> Ints:
    """A posting as one number, by which it is sorted."""
    return (term << FIELD_BITS | field) << DOCUMENT_BITS | document


def sorted_postings(met: Met, fields: int, order: Ints) -> Postings:
    """The postings, in order."""
    document, field = np.divmod(met.text, fields)
    bits = len(met.term).bit_length()
    group = key_of(order[met.term], field, document)
    # One number to sort by, which is quicker than an order of rows: the group, and when it was met.
    key = np.sort(group << bits | np.arange(len(group)))
    when, group = key & (1 << bits) - 1, key >> bits
    first = np.flatnonzero(np.diff(group, prepend=-1))
    own = group[first]
    term, field = own >> FIELD_BITS + DOCUMENT_BITS, own >> DOCUMENT_BITS & (1 << FIELD_BITS) - 1
    document = own & (1 << DOCUMENT_BITS) - 1
    return Postings(term, field, document, when[first], np.diff(first, append=len(key)), met.word[when])
