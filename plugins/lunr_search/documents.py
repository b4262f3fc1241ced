"""What is indexed of one page, and the order in which pages are numbered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lunr_search.errors import SearchError

# Lunr's defaults: how soon a repeated term counts no more, and how much a long field is held against it.
K1, B = 1.2, 0.75
# What a result may be narrowed to; `lang` and `year` every document has by itself.
FACETS = ("section", "place", "byline", "tag", "lang", "year")


@dataclass(frozen=True, slots=True)
class Document:
    """One page: its address below the site, its fields as the builder's `to_text` takes them, what is shown of it.

    `filed` is an ISO date, with the time if it is known, shortened if less is (2004-05).
    """

    ref: str
    raw: Mapping[str, str]
    lang: str = "en"
    filed: str = ""
    title: str = ""
    place: str = ""
    standfirst: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def day(self) -> str:
        """The day it is sorted by: the first of those it may mean; ten zeros and lines if none is known."""
        return (self.filed + "0000-01-01"[len(self.filed) :])[:10]

    def row(self) -> list[str]:
        """What the search page shows of it."""
        return [self.ref, self.title, self.place, self.filed[:10], self.standfirst, self.lang]

    def digest(self) -> bytes:
        """A hash of all that the index may take from it."""
        raw = [text for pair in sorted(self.raw.items()) for text in pair]
        texts = [self.ref, self.filed, self.lang, *self.row(), *raw]
        sizes = " ".join(str(len(text)) for text in texts)
        return hashlib.sha256("\0".join([sizes, *texts]).encode("utf-8", "surrogatepass")).digest()


def in_order(documents: Iterable[Document]) -> list[Document]:
    """The documents as they are numbered: the oldest first, so that a new one comes last.

    Raises SearchError for two documents of one address.
    """
    found = sorted(documents, key=lambda one: (one.day, one.filed, one.ref))
    seen: set[str] = set()
    for document in found:
        if document.ref in seen:
            raise SearchError(
                f"two documents have the address {document.ref}", fix="give one of them another slug"
            )
        seen.add(document.ref)
    return found
