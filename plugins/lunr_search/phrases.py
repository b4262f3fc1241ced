"""Exact phrases: which documents have words one after another; `client/phrases.js` is the twin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from lunr_search.analysis import EXACT
from lunr_search.postings import Postings
from lunr_search.query import Phrase


class Places(Protocol):
    """Where the places of terms are found."""

    @property
    def fields(self) -> dict[str, float]:
        """The fields of the index."""

    def expand(self, term: str, distance: int) -> list[str]:
        """The term, if it is in the index."""

    def postings(self, term: str) -> Postings:
        """A term of the index."""

    def places(self, postings: Postings) -> list[dict[int, list[int]]]:
        """Per field: document → the numbers of the words at which a term stands."""


def with_phrases(site: Places, phrases: Sequence[Phrase], documents: set[int]) -> set[int]:
    """The documents that have every phrase that they must, and none that they must not."""
    for phrase in phrases:
        found = documents_with(site, phrase)
        documents = documents - found if phrase.is_prohibited else documents & found
    return documents


def places_of_word(site: Places, forms: Sequence[str]) -> list[dict[int, list[int]]]:
    """Per field: document → the numbers of the words that have one of these forms."""
    places: list[dict[int, list[int]]] = [{} for _ in site.fields]
    for form in forms:
        if EXACT in form or not site.expand(form, 0):
            continue
        for column, found in zip(places, site.places(site.postings(form)), strict=True):
            for document, numbers in found.items():
                column[document] = sorted({*column.get(document, ()), *numbers})
    return places


def documents_with(site: Places, phrase: Phrase) -> set[int]:
    """The documents in which the words of a phrase, in whichever form, stand one after another in one of its fields."""
    columns = [places_of_word(site, forms) for forms in phrase.words]
    found = set()
    for position, name in enumerate(site.fields):
        if name not in phrase.fields:
            continue
        rows = [column[position] for column in columns]
        for document in set(rows[0]).intersection(*rows[1:]):
            starts = set(rows[0][document])
            for further, row in enumerate(rows):
                starts &= {at - further for at in row[document]}
            if starts:
                found.add(document)
    return found
