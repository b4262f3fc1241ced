"""Columns over all documents: the days they are sorted by, and the values that results can be narrowed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from lunr_search.arrays import varints
from lunr_search.documents import FACETS, Document
from lunr_search.varint import Cursor, encode, encode_all


def day_number(day: str) -> int:
    """A day as a number, counted from the year 1; 0 if there is no such day."""
    try:
        return dt.date.fromisoformat(day).toordinal()
    except ValueError:
        return 0


def day_columns(ordered: Sequence[Document]) -> list[bytes]:
    """The day of each document, as the number of days since that of the one before, zigzag; and how many of its day come before it."""
    told = [document.day for document in ordered]
    numbers = {day: day_number(day) for day in set(told)}
    days = [numbers[day] for day in told]
    gaps = np.diff(np.array(days, np.int64), prepend=0)
    same_day = dict[int, list[int]]()
    for at, day in enumerate(days):
        same_day.setdefault(day, []).append(at)
    ranks = [0] * len(days)
    for places in same_day.values():
        if len(places) > 1:
            places.sort(key=lambda at: (ordered[at].filed, ordered[at].ref))
            for rank, at in enumerate(places):
                ranks[at] = rank
    return [varints(np.where(gaps < 0, -2 * gaps - 1, 2 * gaps)).tobytes(), encode_all(ranks)]


def facet_columns(ordered: Sequence[Document]) -> dict[str, list[bytes]]:
    """For each facet its values, and for each document how many and which it has; the year follows from the day."""
    found = {"lang": facet_column([(document.lang,) for document in ordered])}
    facets = [document.facets for document in ordered]
    others = (name for name in FACETS if name not in {"lang", "year"})
    columns = {name: facet_column([one.get(name, ()) for one in facets]) for name in others}
    return {name: {**found, **columns}[name] for name in FACETS if name != "year"}


def facet_column(rows: Sequence[tuple[str, ...]]) -> list[bytes]:
    """One facet: the values, then for each document how many, and their numbers, each once."""
    flat = list(chain.from_iterable(rows))
    values = sorted(set(flat) - {""})
    numbers = {value: at for at, value in enumerate(["", *values])}
    names = [value.encode("utf-8", "surrogatepass") for value in values]
    owner = np.repeat(np.arange(len(rows)), np.fromiter(map(len, rows), np.int64, len(rows)))
    which = np.fromiter(map(numbers.__getitem__, flat), np.int64, len(flat))
    # Where each value stands first in its row.
    key = owner * len(numbers) + which
    order = np.argsort(key, kind="stable")
    here = np.sort(order[(np.diff(key[order], prepend=-1) != 0) & (which[order] > 0)])
    return [
        encode(len(values)) + encode_all(map(len, names)) + b"".join(names),
        varints(np.bincount(owner[here], minlength=len(rows))).tobytes(),
        varints(which[here] - 1).tobytes(),
    ]


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of a facet, and for each document the numbers of those it has."""

    values: list[str]
    rows: list[list[int]]


def read_facet(data: bytes, count: int) -> Facet:
    """A facet again."""
    cursor = Cursor(data)
    sizes = cursor.numbers(cursor.number())
    values = [cursor.take(size).decode("utf-8", "surrogatepass") for size in sizes]
    return Facet(values, [cursor.numbers(size) for size in cursor.numbers(count)])
