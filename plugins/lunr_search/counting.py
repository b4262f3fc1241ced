"""Counts the terms of some documents together: which terms, in which fields, how often, and at which words."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lunr_search.arrays import Ints, before, marks_of, mixed, varints, widths
from lunr_search.documents import Document
from lunr_search.kept import Kept
from lunr_search.lexicon import Lexicon, Met
from lunr_search.segments import (
    COLUMNS,
    DOCUMENT_BITS,
    EXTRAS,
    FIELD_BITS,
    FIELDS,
    OVERFLOW,
    PLACES,
    POSTINGS,
    RANK,
    Tables,
    ToText,
    pack,
)
from lunr_search.varint import encode_all


@dataclass(frozen=True, slots=True)
class Postings:
    """The postings by term, field and document, each with when it was first met and how often; `steps` between its words."""

    term: Ints
    field: Ints
    document: Ints
    first_met: Ints
    counts: Ints
    first: Ints
    steps: Ints


def counted(
    documents: Sequence[Document], fields: Sequence[str], to_text: ToText, lexicon: Lexicon, kept: Kept
) -> bytes:
    """Count the terms of some documents, those anew that were not counted before; the packed segment."""
    digests = [document.digest().hex() for document in documents]
    known, numbers = kept.met(digests, len(fields))
    chunks, sizes = array("q"), []
    for at, document in enumerate(documents):
        for name in fields:
            raw, so_far = document.raw.get(name, ""), len(chunks)
            if raw and at not in numbers:
                lexicon.read(to_text(name, raw), document.lang, chunks)
            sizes.append(len(chunks) - so_far)
    fresh = lexicon.occurrences(np.array(chunks, np.int64), np.array(sizes, np.int64))
    names, met = in_order(fresh, known, lexicon)
    lengths = np.bincount(met.text, minlength=len(sizes)).reshape(len(digests), len(fields))
    return pack(digests, lengths.T.tolist(), names, tables_of(met, lengths))


def in_order(fresh: Met, known: Met, lexicon: Lexicon) -> tuple[list[str], Met]:
    """The terms that were met, sorted; and everything met, with their places among them for numbers."""
    names, term = lexicon.local(np.concatenate([fresh.term, known.term]))
    text, word = np.concatenate([fresh.text, known.text]), np.concatenate([fresh.word, known.word])
    if len(known.term):
        order = np.lexsort((term, word, text))
        term, text, word = term[order], text[order], word[order]
    return names, Met(term, text, word)


def tables_of(met: Met, lengths: Ints) -> Tables:
    """The tables of all terms; `lengths` has a row for each document."""
    if not len(met.term):
        none = np.zeros(0, np.uint8)
        return Tables(
            np.zeros((0, COLUMNS), np.uint32), none.astype(np.uint32), none.reshape(0, 4), none, none
        )
    found = sorted_postings(met, lengths.shape[1])
    term_first = np.flatnonzero(np.diff(found.term, prepend=-1))
    shape_first = np.flatnonzero(np.diff(found.term << FIELD_BITS | found.field, prepend=-1))
    length = lengths[found.document, found.field]
    shapes, by_term = shapes_of(found, shape_first)
    extras = extras_of(found.counts, length >> 8, term_first)
    columns = [
        ranks_of(met, found, term_first),
        np.diff(term_first, append=len(found.term)),
        np.diff(by_term, append=len(shapes)),
        np.array([len(extra) for extra in extras], np.int64)
        if extras
        else np.zeros(len(term_first), np.int64),
        np.add.reduceat(np.add.reduceat(widths(found.steps), found.first), term_first),
        np.add.reduceat(widths(shapes), by_term),
    ]
    gaps = np.diff(found.document, prepend=0)
    gaps[shape_first] = found.document[shape_first]
    high = np.minimum(length >> 8, OVERFLOW)
    tables = Tables(
        np.stack(columns, 1).astype(np.uint32),
        shapes.astype(np.uint32),
        np.stack([gaps, np.minimum(found.counts, OVERFLOW), length & 255, high], 1).astype(np.uint8),
        np.frombuffer(b"".join(extras), np.uint8),
        varints(found.steps),
    )
    return marked(tables)


def marked(tables: Tables) -> Tables:
    """The tables with two more columns: a hash of all that each term has."""
    columns = tables.columns.astype(np.int64)
    mark = mixed(columns[:, RANK].astype(np.uint64), RANK)
    for table, column in ((tables.shapes, FIELDS), (tables.extras, EXTRAS), (tables.places, PLACES)):
        mark += marks_of(table, columns[:, column], column)
    mark += marks_of(tables.postings.reshape(-1), columns[:, POSTINGS] * 4, POSTINGS)
    # Without a copy: 64 bits as two columns of 32.
    halves = mark.astype("<u8").view("<u4").reshape(-1, 2)
    return replace(tables, columns=np.concatenate([tables.columns, halves], axis=1).astype(np.uint32))


def sorted_postings(met: Met, fields: int) -> Postings:
    """The postings, in order."""
    document, field = np.divmod(met.text, fields)
    bits = len(met.term).bit_length()
    group = (met.term << FIELD_BITS | field) << DOCUMENT_BITS | document
    # One number to sort by, which is quicker than an order of rows: the group, and when it was met.
    key = np.sort(group << bits | np.arange(len(group)))
    when, group = key & (1 << bits) - 1, key >> bits
    first = np.flatnonzero(np.diff(group, prepend=-1))
    words = met.word[when]
    steps = np.diff(words, prepend=0)
    steps[first] = words[first]
    own = group[first]
    term, field = own >> FIELD_BITS + DOCUMENT_BITS, own >> DOCUMENT_BITS & (1 << FIELD_BITS) - 1
    document = own & (1 << DOCUMENT_BITS) - 1
    return Postings(term, field, document, when[first], np.diff(first, append=len(key)), first, steps)


def shapes_of(found: Postings, shape_first: Ints) -> tuple[Ints, Ints]:
    """For each field of each term a number, as a shard has it; and where those of each term begin."""
    term = found.term[shape_first]
    is_followed = np.append(term[1:] == term[:-1], False)
    count = np.diff(shape_first, append=len(found.term))
    shapes: Ints = (count << FIELD_BITS | found.field[shape_first]) << 1 | is_followed
    return shapes, np.flatnonzero(np.diff(term, prepend=-1))


def ranks_of(met: Met, found: Postings, term_first: Ints) -> Ints:
    """For each term how many others its first field has before it."""
    is_first = np.zeros(len(met.term), np.int64)
    is_first[found.first_met] = 1
    earlier = before(is_first)
    one = np.minimum.reduceat(found.first_met, term_first)
    ranks: Ints = earlier[one] - earlier[np.searchsorted(met.text, met.text[one])]
    return ranks


def extras_of(counts: Ints, high: Ints, term_first: Ints) -> list[bytes]:
    """For each term what does not fit the bytes of its counts and lengths; nothing at all if everything fits."""
    if max(counts.max(), high.max()) < OVERFLOW:
        return []
    ends = np.append(term_first[1:], len(counts))
    found = []
    for first, end in zip(term_first.tolist(), ends.tolist(), strict=True):
        numbers = [*counts[first:end].tolist(), *high[first:end].tolist()]
        found.append(encode_all(number - OVERFLOW for number in numbers if number >= OVERFLOW))
    return found
