"""Columns over all documents: the days they are sorted by, and the values that results can be narrowed to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

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
    days = [day_number(document.day) for document in ordered]
    gaps = [number - last for last, number in pairwise([0, *days])]
    by_time = sorted(range(len(days)), key=lambda at: (days[at], ordered[at].filed, ordered[at].ref))
    ranks = [0] * len(days)
    for before, at in pairwise(by_time):
        ranks[at] = ranks[before] + 1 if days[before] == days[at] else 0
    return [encode_all(gap * 2 if gap >= 0 else -gap * 2 - 1 for gap in gaps), encode_all(ranks)]


def facet_columns(ordered: Sequence[Document]) -> dict[str, list[bytes]]:
    """For each facet its values, and for each document how many and which it has; the year follows from the day."""
    return {
        name: facet_column([values_of(document, name) for document in ordered])
        for name in FACETS
        if name != "year"
    }


def values_of(document: Document, name: str) -> tuple[str, ...]:
    """What a document has of a facet, each value once."""
    values = (document.lang,) if name == "lang" else document.facets.get(name, ())
    if len(values) == 1:
        return values if values[0] else ()
    return tuple(dict.fromkeys(value for value in values if value))


def facet_column(rows: Sequence[tuple[str, ...]]) -> list[bytes]:
    """One facet: the values, then numbers of them."""
    flat = list(chain.from_iterable(rows))
    values = sorted(set(flat))
    numbers = {value: at for at, value in enumerate(values)}
    names = [value.encode("utf-8", "surrogatepass") for value in values]
    return [
        encode(len(values)) + encode_all(map(len, names)) + b"".join(names),
        varints(np.fromiter(map(len, rows), np.int64)).tobytes(),
        varints(np.fromiter(map(numbers.__getitem__, flat), np.int64)).tobytes(),
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
