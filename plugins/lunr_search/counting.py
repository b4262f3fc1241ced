"""Counts the terms of some documents together: which terms, in which fields, how often, and at which words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints
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


def counted(met: Met, fields: int, order: Ints) -> Tables:
    """The tables of all that was met in the documents of a segment; `order` has the place of each term, by number, among all terms."""
    if not len(met.term):
        none = np.zeros(0, np.uint32)
        return Tables(none.reshape(0, COLUMNS), none, none, none, none)
    found = sorted_postings(met, fields, order)
    term_first = np.flatnonzero(np.diff(found.term, prepend=-1))
    shape_first = np.flatnonzero(np.diff(found.term << FIELD_BITS | found.field, prepend=-1))
    shapes = np.diff(shape_first, append=len(found.term)) << FIELD_BITS | found.field[shape_first]
    by_term = np.flatnonzero(np.diff(found.term[shape_first], prepend=-1))
    columns = [
        met.term[found.first_met[term_first]],
        np.diff(by_term, append=len(shapes)),
        np.diff(term_first, append=len(found.term)),
        np.add.reduceat(found.counts, term_first),
    ]
    return Tables(
        np.stack(columns, 1).astype(np.uint32),
        shapes.astype(np.uint32),
        found.document.astype(np.uint32),
        found.counts.astype(np.uint32),
        found.words.astype(np.uint32),
    )


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
