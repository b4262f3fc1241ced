"""Takes the postings of documents that have gone out of the columns of an index, and puts those of new ones in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lunr_search.analysis import EXACT, term_order
from lunr_search.arrays import Ints, Truths, before, edges_of, firsts_of, merged, spread
from lunr_search.lines import Lines
from lunr_search.lists import ROOM
from lunr_search.segments import FIELD_BITS, FIELDS, TERM, Tables
from lunr_search.shards import forms_of
from lunr_search.splicing import Swap
from lunr_search.stock import Column, Stock, kind_for

# So many runs of documents are looked for one by one.
FEW = 8
# So much of a column is looked at or copied at once.
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Numbering:
    """Where the documents of an earlier index stand now: a number for each, that of the next that stayed for one that has gone.

    For each, too, whether it has gone, whether another of the same lengths has its place, and whether its number within its
    language is another; for each language, whether it has another number of documents.
    """

    numbers: Ints
    is_gone: Truths
    is_replaced: Truths
    is_moved: Truths
    is_resized: Truths
    count: int
    # Before which documents their numbers grow by more or less than one, and by how much.
    breaks: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Added:
    """The postings of new documents, by term, language and field: their terms, in order; of each list its term, its language and field, its size; of each posting its document and count; places."""

    names: list[str]
    terms: Ints
    kinds: Ints
    sizes: Ints
    documents: Ints
    counts: Ints
    places: Ints

    def postings(self) -> Iterator[tuple[tuple[str, int, int], list[int]]]:
        """Each posting by its term, language and field, and document; and its places."""
        lists = np.repeat(np.arange(len(self.sizes)), self.sizes)
        ends = np.cumsum(self.counts)
        rows = (self.terms[lists], self.kinds[lists], self.documents, ends - self.counts, ends)
        for term, kind, document, first, end in zip(*(row.tolist() for row in rows), strict=True):
            yield (self.names[term], kind, document), self.places[first:end].tolist()

    def without(self, is_out: Truths) -> Added:
        """The same but for some postings."""
        is_in = ~is_out
        sizes = np.diff(edges_of(is_in)[edges_of(self.sizes)])
        here = sizes > 0
        firsts, rank = firsts_of(self.terms[here])
        terms = self.terms[here][firsts]
        return Added(
            [self.names[term] for term in terms.tolist()],
            rank,
            self.kinds[here],
            sizes[here],
            self.documents[is_in],
            self.counts[is_in],
            self.places[np.repeat(is_in, self.counts)],
        )


@dataclass(frozen=True, slots=True)
class Amended:
    """The columns after the edit; which terms have other postings than before, where each earlier term stands, or would, and whether it is one still; which postings have gone and come."""

    names: Lines
    forms: Ints
    term_lists: Ints
    kinds: Ints
    sizes: Ints
    documents: Column
    counts: Column
    places: Column
    is_touched: Truths
    places_of_terms: Ints
    stays: Truths
    new_names: list[str]
    swap: Swap


@dataclass(frozen=True, slots=True)
class Names:
    """The terms after an edit: all, those that are new; where each earlier one stands, or would, and whether it is one still; where those of the new documents stand."""

    all: Lines
    forms: Ints
    new: list[str]
    places: Ints
    stays: Truths
    added: Ints


@dataclass(frozen=True, slots=True)
class Cuts:
    """What is put into a column before its rows, by rising row, each so many of `values`, and which runs of rows are taken out."""

    at: Ints
    sizes: Ints
    values: Ints
    gone: Ints
    gone_sizes: Ints


def added_of(tables: Tables, names: Sequence[str], numbers: Ints, languages: Ints) -> Added:
    """What was counted of new documents, whose terms have these names by number; documents have these numbers in the index, in order, and languages."""
    columns, shapes, documents, counts, places = (table.astype(np.int64) for table in tables.each())
    columns = columns.reshape(-1, columns.shape[-1])
    term = np.repeat(np.repeat(np.arange(len(columns)), columns[:, FIELDS]), shapes >> FIELD_BITS)
    field = np.repeat(shapes & (1 << FIELD_BITS) - 1, shapes >> FIELD_BITS)
    tongue = languages[documents]
    key = (term * (int(languages.max(initial=0)) + 1) + tongue) << FIELD_BITS | field
    order = np.argsort(key, kind="stable")
    first = np.flatnonzero(np.diff(key[order], prepend=-1))
    at = order[first]
    return Added(
        [names[number] for number in columns[:, TERM].tolist()],
        term[at],
        tongue[at] << FIELD_BITS | field[at],
        np.diff(first, append=len(key)),
        numbers[documents[order]],
        counts[order],
        places[spread(before(counts)[order], counts[order])],
    )


def amended(stock: Stock, moves: Numbering, added: Added) -> Amended:
    """The columns of an index without the documents that have gone, and with the new ones."""
    columns = stock.columns
    old = columns["documents"]
    sizes = columns["sizes"].astype(np.int64)
    per_term = columns["term_lists"].astype(np.int64)
    gone = marked_rows(old, moves.is_gone)
    if moves.is_replaced.any():
        added, others = changed(stock, moves, added)
        gone = np.sort(np.append(gone, others))
    starts = before(sizes)
    of_gone = np.searchsorted(starts + sizes, gone, side="right")
    left = sizes - np.bincount(of_gone, minlength=len(sizes))
    names = merged_names(stock, np.add.reduceat(left, before(per_term)) > 0, added.names)
    owner = np.repeat(np.arange(len(per_term)), per_term)
    here = names.stays[owner]
    width = max(int(columns["kinds"].max(initial=0)), int(added.kinds.max(initial=0))) + 1
    keys = names.places[owner[here]] * width + columns["kinds"][here]
    wanted = names.added[added.terms] * width + added.kinds
    at, is_there, keys, new_sizes = merged_lists(keys, left[here], wanted, added.sizes)
    begins = np.append(starts[here], len(old))
    rows = rows_before(old, moves, added, (begins, sizes[here]), np.where(is_there, at, -1))
    rows = np.where(np.repeat(is_there, added.sizes), rows, np.repeat(begins[at], added.sizes))
    touched = np.zeros(len(names.all), bool)
    touched[names.added] = True
    touched[names.places[owner[of_gone]][names.stays[owner[of_gone]]]] = True
    return Amended(
        names.all,
        names.forms,
        np.bincount(keys // width, minlength=len(names.all)),
        keys % width,
        new_sizes,
        *cut_columns(stock, moves, added, rows, gone),
        touched,
        names.places,
        names.stays,
        names.new,
        Swap(gone, rows - np.searchsorted(gone, rows) + np.arange(len(rows))),
    )


def merged_names(stock: Stock, has_left: Truths, added: Sequence[str]) -> Names:
    """The terms that have postings left, and those added, which are in order."""
    old = stock.names
    at = old.places_of(added, term_order)
    is_known = np.array(
        [where < len(old) and old[where] == name for where, name in zip(at.tolist(), added, strict=True)],
        bool,
    )
    stays = has_left.copy()
    stays[at[is_known]] = True
    fresh, new = (
        at[~is_known],
        [name for name, known in zip(added, is_known.tolist(), strict=True) if not known],
    )
    staying = edges_of(stays)
    places = staying[:-1] + np.cumsum(np.bincount(fresh, minlength=len(old) + 1))[: len(old)]
    found = np.empty(len(added), np.int64)
    found[is_known] = places[at[is_known]]
    found[~is_known] = staying[fresh] + np.arange(len(fresh))
    gone = np.flatnonzero(~stays)
    whole, forms = old, stock.columns["forms"].astype(np.int64)
    if new or len(gone):
        whole = old.edited(gone.tolist(), zip(fresh.tolist(), new, strict=True))
        ones = np.ones_like(fresh), np.ones_like(gone)
        forms = cut_in(forms, Cuts(fresh, ones[0], np.zeros_like(fresh), gone, ones[1]))
        look_again(whole, forms, [*found[~is_known].tolist(), *places[gone].tolist()])
    return Names(whole, forms, new, places, stays, found)


def look_again(names: Sequence[str], forms: Ints, changed: Sequence[int]) -> None:
    """Say again which terms are exact forms where some have come, or gone before these."""
    for at in changed:
        first = last = min(at, len(names) - 1)
        while first > 0 and EXACT in names[first]:
            first -= 1
        while last + 1 < len(names) and EXACT in names[last + 1]:
            last += 1
        forms[first : last + 1] = forms_of(names[first : last + 1])


def merged_lists(keys: Ints, left: Ints, wanted: Ints, sizes: Ints) -> tuple[Ints, Truths, Ints, Ints]:
    """For each added list before which it stands or which it enlarges, and whether there is such a one; the keys and sizes of all lists that are not empty."""
    at = np.searchsorted(keys, wanted)
    is_there = np.append(keys, -1)[at] == wanted
    whole = left.copy()
    whole[at[is_there]] += sizes[is_there]
    keys = np.insert(keys, at[~is_there], wanted[~is_there])
    whole = np.insert(whole, at[~is_there], sizes[~is_there])
    is_left = whole > 0
    return at, is_there, keys[is_left], whole[is_left]


def rows_before(
    documents: Column, moves: Numbering, added: Added, lists: tuple[Ints, Ints], into: Ints
) -> Ints:
    """Before which rows of a column of documents new ones come; 0 for those of new lists.

    Each of the `lists` there has a begin and a size; `into` says for each added list which it enlarges, or -1.
    """
    is_there = into >= 0
    begins, sizes = (column[into[is_there]] for column in lists)
    numbers = moves.numbers[documents[spread(begins, sizes)].astype(np.int64)]
    known = np.repeat(np.arange(len(sizes)) << ROOM, sizes) | numbers
    which = np.repeat(np.arange(len(sizes)), added.sizes[is_there])
    found = np.zeros(len(added.documents), np.int64)
    here = np.repeat(is_there, added.sizes)
    at = np.searchsorted(known, which << ROOM | added.documents[here])
    found[here] = at - before(sizes)[which] + begins[which]
    return found


def cut_columns(
    stock: Stock, moves: Numbering, added: Added, rows: Ints, gone: Ints
) -> tuple[Column, Column, Column]:
    """The documents, counts and places of all postings; the new ones come before these rows, and those have gone."""
    documents, counts = stock.columns["documents"], stock.columns["counts"]
    ones = np.ones_like(rows), np.ones_like(gone)
    first_place = np.split(place_starts(counts, np.append(rows, gone)), [len(rows)])
    gone_places = counts[gone].astype(np.int64)
    found = [cut_in(documents, Cuts(rows, ones[0], added.documents, gone, ones[1]), moves)]
    stock.release()
    found.append(cut_in(counts, Cuts(rows, ones[0], added.counts, gone, ones[1])))
    stock.release()
    cuts = Cuts(first_place[0], added.counts, added.places, first_place[1], gone_places)
    found.append(cut_in(stock.columns["places"], cuts))
    stock.release()
    return found[0], found[1], found[2]


def place_starts(counts: Column, rows: Ints) -> Ints:
    """Where the places of some postings begin."""
    edges = merged(np.zeros(1, np.int64), rows)
    inside = edges[edges < len(counts)]
    sums = edges_of(np.add.reduceat(counts, inside, dtype=np.uint32))
    found: Ints = sums[np.searchsorted(inside, rows)]
    return found


def changed(stock: Stock, moves: Numbering, added: Added) -> tuple[Added, Ints]:
    """What new documents bring that those which they replace did not have; the rows of what these had that is not so any more."""
    columns, names = stock.columns, stock.names
    rows = marked_rows(columns["documents"], moves.is_replaced)
    lists = np.searchsorted(np.cumsum(columns["sizes"], dtype=np.int64), rows, side="right")
    terms = np.searchsorted(np.cumsum(columns["term_lists"], dtype=np.int64), lists, side="right")
    documents = moves.numbers[columns["documents"][rows].astype(np.int64)]
    keys = zip(terms.tolist(), columns["kinds"][lists].tolist(), documents.tolist(), strict=True)
    starts = place_starts(columns["counts"], rows)
    ends = starts + columns["counts"][rows]
    known = {
        (names[term], kind, document): (at, columns["places"][first:end].tolist())
        for at, ((term, kind, document), first, end) in enumerate(
            zip(keys, starts.tolist(), ends.tolist(), strict=True)
        )
    }
    is_same, stays = np.zeros(len(added.documents), bool), np.zeros(len(rows), bool)
    for number, (key, places) in enumerate(added.postings()):
        at, were = known.get(key, (0, []))
        if were == places:
            is_same[number] = stays[at] = True
    return added.without(is_same), rows[~stays]


def cut_in(column: Column, cuts: Cuts, moves: Numbering | None = None) -> Column:
    """A column with some values put in and some rows taken out, copied piece by piece: it may be large. With `moves` it has documents, which get their numbers now."""
    most = max(int(cuts.values.max(initial=0)), moves.count if moves else 0)
    kind = max(column.dtype, np.dtype(kind_for(most)), key=lambda one: one.itemsize)
    found = np.empty(len(column) + len(cuts.values) - int(cuts.gone_sizes.sum()), kind)
    to = 0
    for piece, is_new in parts(column, cuts):
        found[to : to + len(piece)] = renumbered(piece, moves) if moves and not is_new else piece
        to += len(piece)
    return found


def parts(column: Column, cuts: Cuts) -> Iterator[tuple[Column, bool]]:
    """The pieces of which such a column is made, none of them large, and whether each is one of those put in."""
    ends = np.cumsum(cuts.sizes).tolist()
    puts = [(at, 0, first, end) for at, first, end in zip(cuts.at.tolist(), [0, *ends], ends, strict=False)]
    takes = [(at, 1, size, 0) for at, size in zip(cuts.gone.tolist(), cuts.gone_sizes.tolist(), strict=True)]
    last = 0
    for at, is_taken, first, end in [*sorted(puts + takes, key=lambda one: one[:2]), (len(column), 1, 0, 0)]:
        for begin in range(last, at, PIECE):
            yield column[begin : min(at, begin + PIECE)], False
        last = at + first if is_taken else at
        if not is_taken:
            yield cuts.values[first:end], True


def swapped(column: Column, swap: Swap, kind: np.dtype[Any]) -> Iterator[Column]:
    """A column without the rows that have gone, and with room for those that are new, in pieces of numbers of this kind."""
    none, ones = np.zeros(len(swap.new), column.dtype), np.ones_like(swap.new)
    cuts = Cuts(swap.was(swap.new), ones, none, swap.gone, np.ones_like(swap.gone))
    waiting, size = list[Column](), 0
    for piece, _ in parts(column, cuts):
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield np.concatenate(waiting, dtype=kind)
            waiting, size = [], 0
    if waiting:
        yield np.concatenate(waiting, dtype=kind)


def marked_rows(documents: Column, marks: Truths) -> Ints:
    """The rows of the documents that are marked."""
    pieces = range(0, len(documents), PIECE)
    rows = [np.flatnonzero(marked(documents[at : at + PIECE], marks)) + at for at in pieces]
    return np.concatenate([np.zeros(0, np.int64), *rows])


def marked(documents: Column, marks: Truths) -> Truths:
    """Which documents are marked; of few runs of marked ones each is looked for, which is quicker than to look up all."""
    edges = np.flatnonzero(np.diff(marks, prepend=False, append=False)).reshape(-1, 2).tolist()
    if len(edges) > FEW:
        return marks[documents]
    found = np.zeros(len(documents), bool)
    for first, end in edges:
        # Numbers before the first go round, and are large then.
        found |= documents - documents.dtype.type(first) < end - first
    return found


def renumbered(documents: Column, moves: Numbering) -> Column:
    """Documents by their numbers now."""
    if len(moves.breaks) > FEW:
        return moves.numbers[documents]
    kind = np.dtype(kind_for(moves.count))
    found = documents.astype(max(kind, documents.dtype, key=lambda one: one.itemsize))
    for at, step in moves.breaks:
        # A step back is a large one that goes round.
        found += (documents >= at) * found.dtype.type(step % (1 << 8 * found.itemsize))
    return found
