"""Joined terms as lists: of each term in each language and field its documents, counts and places; and what an exact form has of its base."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lunr_search.arrays import Ints, Truths, before, spread
from lunr_search.merge import Joined
from lunr_search.segments import FIELD_BITS

FIELD_MASK = (1 << FIELD_BITS) - 1
# More than any document has words, and than there are documents.
ROOM = 28


@dataclass(frozen=True, slots=True)
class Lists:
    """Some terms, their lists by language and field, and the postings of these.

    `owner` is the place of a list's term among `terms`, `firsts` that of a term's first list. A term is a part of its base
    if each of its postings is one of the base's: `base_sizes` has the size of the base's list, `base_at` the place of a posting in
    it, `base_postings` that among all or -1, `base_counts` how often the base stands there. Of each term: its first
    posting, where it stands there, how long the field is, and whether all that follows from the base.
    """

    terms: Ints
    firsts: Ints
    owner: Ints
    language: Ints
    field: Ints
    sizes: Ints
    totals: Ints
    documents: Ints
    counts: Ints
    lengths: Ints
    is_part: Truths
    base_sizes: Ints
    base_at: Ints
    base_postings: Ints
    base_counts: Ints
    first_postings: Ints
    first_places: Ints
    first_lengths: Ints
    is_first_told: Truths

    @property
    def postings_of(self) -> Ints:
        """How many postings each term has."""
        return self.per_term(self.sizes)

    def of_bases(self) -> tuple[Ints, Ints]:
        """Of each list of a part the size of its base's, else 0; of each posting of a part its place in that."""
        is_part = self.is_part[self.owner]
        return np.where(is_part, self.base_sizes, 0), self.base_at[np.repeat(is_part, self.sizes)]

    def per_term(self, per_list: Ints) -> Ints:
        """The sums over each term's lists."""
        found: Ints = np.add.reduceat(per_list, self.firsts)
        return found


@dataclass(frozen=True, slots=True)
class Spots:
    """Where the words of lists stand: all places; which of the base's in the same posting each is; for each term whether it is a part of its base, and all its places are among the base's."""

    places: Ints
    base_places: Ints
    is_part: Truths


@dataclass(frozen=True, slots=True)
class Based:
    """What lists have of those of their bases: the base's list, or -1; for each posting its place among all, or -1."""

    lists: Ints
    postings: Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """Lists, one after another: of each its term, language and field in one number, and its size; of each posting its document, within the language, and how often the term stands there; and where."""

    keys: Ints
    sizes: Ints
    documents: Ints
    counts: Ints
    places: Ints


def listed(rows: Rows, bases: Ints, starts: Ints, length: Ints) -> Lists:
    """The lists of some terms, with what belongs to them but for their places.

    `bases` has for each term of the index its base or -1, `starts` for each language its first document, `length` for each
    document the lengths of its fields.
    """
    key, sizes, document, count = rows.keys, rows.sizes, rows.documents, rows.counts
    field = key & FIELD_MASK
    term, language = np.divmod(key >> FIELD_BITS, len(starts))
    term_first = np.flatnonzero(np.diff(term, prepend=-1))
    owner = np.repeat(np.arange(len(term_first)), np.diff(term_first, append=len(term)))
    begins = before(np.add.reduceat(sizes, term_first))
    width = length.shape[1]
    lengths = length.reshape(-1)[document * width + np.repeat(starts[language] * width + field, sizes)]
    totals = np.add.reduceat(count, before(sizes))
    base = base_of(key, bases, len(starts), sizes, document)
    is_part = behind_base(np.logical_and.reduceat(base.postings >= 0, begins), bases[term[term_first]])
    base_counts = np.where(base.postings >= 0, count[base.postings], 0)
    base_sizes = np.where(base.lists >= 0, sizes[base.lists], 0)
    base_at = base.postings - np.repeat(before(sizes)[base.lists], sizes)
    one = earliest(language << ROOM | document[before(sizes)], field, term_first, before(sizes))
    is_told = is_part & (same(one, base.postings[one]) >= 0) & (base_counts[one] == 1)
    places = rows.places[before(count)[one]].astype(np.int64)
    return Lists(
        term[term_first], term_first, owner, language, field, sizes, totals, document, count, lengths,
        is_part, base_sizes, base_at, base.postings, base_counts, one, places, lengths[one], is_told,
    )  # fmt: skip


def spots_of(lists: Lists, places: Ints) -> Spots:
    """What belongs to the places of lists."""
    inside, is_whole = places_inside(lists.counts, places, lists.base_postings)
    is_inside = np.logical_and.reduceat(is_whole, before(lists.postings_of))
    return Spots(places, inside, lists.is_part & is_inside)


def rows_of(found: Joined, tongues: tuple[Ints, Ints, Ints]) -> Rows:
    """The postings of joined terms list by list.

    `tongues` has for each segment its language and its first document within it, and for each language its first document.
    """
    languages, firsts, starts = tongues
    shape_sizes = found.shapes >> FIELD_BITS
    segment = np.repeat(found.segments, found.fields)
    key = np.repeat(found.terms, found.fields) * len(starts) + languages[segment]
    key = key << FIELD_BITS | found.shapes & FIELD_MASK
    order = np.argsort(key, kind="stable")
    at = spread(before(shape_sizes)[order], shape_sizes[order])
    places = found.places[spread(before(found.counts)[at], found.counts[at])]
    document = (found.documents + np.repeat(firsts[segment], shape_sizes))[at]
    key = key[order]
    first = np.flatnonzero(np.diff(key, prepend=-1))
    sizes = np.add.reduceat(shape_sizes[order], first)
    return Rows(key[first], sizes, document, found.counts[at], places)


def behind_base(is_part: Truths, bases: Ints) -> Truths:
    """Without those before which another form of the same base is none of its parts: a part stands right behind its base or other parts."""
    at = np.arange(len(bases))
    others = np.maximum.accumulate(np.where(is_part, -1, at))
    last_base = np.maximum.accumulate(np.where(bases < 0, at, -1))
    found: Truths = is_part & (others <= last_base)
    return found


def earliest(document: Ints, field: Ints, firsts: Ints, begins: Ints) -> Ints:
    """The first posting of each term: of its first document, and there of the first field; of each list the first document, the field, and where it begins; `firsts` are the terms' first lists."""
    key = document << FIELD_BITS | field
    least = np.minimum.reduceat(key, firsts)
    found: Ints = begins[key == np.repeat(least, np.diff(firsts, append=len(key)))]
    return found


def base_of(key: Ints, bases: Ints, languages: int, sizes: Ints, document: Ints) -> Based:
    """For each list that of the term's base in the same language and field, and for each posting that of the same document."""
    term, rest = np.divmod(key, languages << FIELD_BITS)
    wanted = np.where(bases[term] >= 0, bases[term] * (languages << FIELD_BITS) + rest, -1)
    lists = same(key, wanted)
    begins, found = before(sizes), np.full(len(document), -1)
    based = np.flatnonzero(lists >= 0)
    known, rank = ranked(lists[based], len(lists))
    those, here = spread(begins[known], sizes[known]), spread(begins[based], sizes[based])
    owner = np.repeat(np.arange(len(known)), sizes[known])
    wanted = np.repeat(rank, sizes[based]) << ROOM | document[here]
    at = same(owner << ROOM | document[those], wanted)
    found[here] = np.where(at >= 0, np.append(those, -1)[at], -1)
    return Based(lists, found)


def places_inside(count: Ints, places: Ints, base: Ints) -> tuple[Ints, Truths]:
    """For each place which of the base's in the same posting it is, or -1; for each posting whether all of its places are among these."""
    begins, found, is_whole = before(count), np.full(len(places), -1), np.zeros(len(count), bool)
    based = np.flatnonzero(base >= 0)
    own, sizes = base[based], count[based]
    known, rank = ranked(own, len(count))
    those, here = spread(begins[known], count[known]), spread(begins[based], sizes)
    owner = np.repeat(np.arange(len(known)), count[known])
    at = same(owner << ROOM | places[those], np.repeat(rank, sizes) << ROOM | places[here])
    found[here] = np.where(at >= 0, np.append(those, -1)[at] - np.repeat(begins[own], sizes), -1)
    if len(based):
        is_whole[based] = np.logical_and.reduceat(at >= 0, before(sizes))
    return found, is_whole


def ranked(wanted: Ints, count: int) -> tuple[Ints, Ints]:
    """Which of so many are wanted, each once, and for each wanted which of these it is."""
    is_wanted = np.zeros(count, bool)
    is_wanted[wanted] = True
    rank = np.cumsum(is_wanted) - 1
    return np.flatnonzero(is_wanted), rank[wanted]


def same(known: Ints, wanted: Ints) -> Ints:
    """Where each number stands among known ones, which rise; -1 if it does not."""
    at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    found: Ints = np.where(known[at] == wanted, at, -1)
    return found
