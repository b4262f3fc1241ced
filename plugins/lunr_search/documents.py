"""What is indexed of one page, and the order in which pages are numbered."""

from __future__ import annotations

import hashlib
import re
from bisect import insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from lunr_search.errors import SearchError

# Lunr's defaults: how soon a repeated term counts no more, and how much a long field is held against it.
K1, B = 1.2, 0.75
# When fields are scored together: how soon a repeated term counts no more, and how much length is held against the
# longest field and against others (`bench relevance`).
TOGETHER = (2.0, 0.75, 0.5)
# So many documents of which something is shown lie in one file; a document has so many lines.
CHUNK, LINES = 2, 6
NO_DATE = "-"
DATE = re.compile("[0-9]{4}/[0-9]{2}/[0-9]{2}")
# Turns one field's raw value into its text.
ToText = Callable[[str, str], str]
# What a result may be narrowed to; `lang` and `year` every document has by itself.
FACETS = ("section", "place", "byline", "tag", "lang", "year")


NOTHING: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Document:
    """One page: its address below the site, its fields as the builder's `to_text` takes them, what is shown of it.

    `filed` is an ISO date, with the time if it is known, shortened if less is (2004-05). `known_as` is a hash of all the
    others but `facets`, if the caller has one: `raw` is then read only if no earlier build has read it.
    """

    ref: str
    raw: Mapping[str, str]
    lang: str = "en"
    filed: str = ""
    title: str = ""
    place: str = ""
    standfirst: str = ""
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    known_as: str = ""

    @property
    def day(self) -> str:
        """The day it is sorted by: the first of those it may mean; ten zeros and lines if none is known."""
        return (self.filed + "0000-01-01"[len(self.filed) :])[:10]

    def row(self) -> list[str]:
        """What the search page shows of it."""
        return [self.ref, self.title, self.place, self.filed[:10], self.standfirst, self.lang]

    def lines(self) -> str:
        """The same as it is written: a line each, the date empty if the address tells it, a line if there is none."""
        ref, title, place, date, standfirst, lang = (text.replace("\n", " ") for text in self.row())
        told = "" if date and date == date_in(ref) else date or NO_DATE
        return f"{ref}\n{title}\n{place}\n{standfirst}\n{lang}\n{told}"

    def digest(self) -> str:
        """A hash of all that the index may take from it, but for what only lists are made of."""
        if self.known_as:
            return self.known_as
        texts = [self.filed, *self.row(), *chain.from_iterable(sorted(self.raw.items()))]
        whole = "\0".join([repr(list(map(len, texts))), *texts])
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def without_texts(self) -> Document:
        """The same without what is indexed."""
        return Document(
            self.ref, NOTHING, self.lang, self.filed, self.title, self.place, self.standfirst, self.facets, self.known_as
        )  # fmt: skip

    def facet_line(self) -> str:
        """All that lists are made of."""
        return f"{self.filed}\0{self.lang}\0{dict(self.facets)}"


def read_lines(lines: Sequence[str]) -> dict[str, str]:
    """What is shown of a document, as its lines say it."""
    ref, title, place, standfirst, lang, date = lines
    date = date_in(ref) if not date else "" if date == NO_DATE else date
    return {"ref": ref, "title": title, "place": place, "date": date, "standfirst": standfirst, "lang": lang}


def date_in(ref: str) -> str:
    """The first date that stands in an address; empty if there is none."""
    found = DATE.search(ref)
    return found[0].replace("/", "-") if found else ""


class Placed(NamedTuple):
    """A document with what its place in the index hangs on: `length` is that of the archive's longest field."""

    document: Document
    digest: str
    length: int


def checked(documents: Iterable[Document]) -> Iterator[Document]:
    """The documents, one by one. Raises SearchError for two of one address."""
    seen: set[str] = set()
    for document in documents:
        if document.ref in seen:
            raise SearchError(
                f"two documents have the address {document.ref}", fix="give one of them another slug"
            )
        seen.add(document.ref)
        yield document


def in_order(
    documents: Sequence[Document], lengths: Sequence[int], was: Sequence[int] | None = None
) -> list[int]:
    """The places of documents of some lengths in the order in which they are numbered: by language, then by length, and of one length the oldest first.

    So a term's documents lie close together, and a document's number tells its length. `was` may say for each where it stood in
    this order before, or -1 for a new one: then only new ones are compared.
    """

    def key(at: int) -> tuple[str, int, str, str, str]:
        one = documents[at]
        return one.lang, lengths[at], one.day, one.filed, one.ref

    places = range(len(documents))
    if was is None:
        return sorted(places, key=[key(at) for at in places].__getitem__)
    found = sorted((at for at in places if was[at] >= 0), key=was.__getitem__)
    for at in places:
        if was[at] < 0:
            insort(found, at, key=key)
    return found
