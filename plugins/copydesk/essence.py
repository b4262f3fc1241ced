"""What pages depend on, as short fingerprints: equal ones mean equal pages, whatever else has changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import marshal
import os
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from types import FunctionType
from typing import Any

from copydesk.bars import Bar
from copydesk.listings import Listing
from copydesk.related import Link
from copydesk.site import Site
from copydesk.views import View, withheld
from dispatch.dates import PartialDate
from dispatch.record import Dispatch

_BYTES = 16
Key = tuple[str, str]


def fingerprint(*values: Any) -> bytes:
    """The hash of plain values: texts, numbers, bytes, None, and tuples of these.

    `marshal`'s second version has no references, so that equal values give equal bytes.
    """
    return hashlib.blake2b(marshal.dumps(values, 2), digest_size=_BYTES).digest()


class Essence:
    """The fingerprints of one site's dispatches, and of whatever holds some of them.

    `heads` and `bodies`: hashes of each dispatch's front matter and of its HTML, by slug and language.
    """

    def __init__(self, site: Site, heads: Mapping[Key, bytes], bodies: Mapping[Key, bytes]) -> None:
        self._site = site
        self._heads = heads
        self.texts = dict(bodies)
        self._cards: dict[Key, bytes] = {}
        # Those of the edition's dispatches, which live as long as it does: a list's are joined without looking at these.
        self._by_identity: dict[int, bytes] = {}
        self._values: dict[int, tuple[Any, bytes]] = {}

    def card(self, d: Dispatch) -> bytes:
        """Everything that any page may say of a dispatch, but its text and its relations."""
        key = d.slug, d.lang
        found = self._cards.get(key)
        if found is None:
            found = self._cards[key] = self._card(d)
        return found

    def card_of(self, key: Key) -> bytes:
        """The card of the dispatch with that slug and language; of one that is not there, a mark of its own."""
        found = self._cards.get(key)
        return found if found is not None else b"?" * _BYTES

    def all_cards(self) -> dict[Key, bytes]:
        """The cards of all the edition's dispatches."""
        dispatches = self._site.edition.dispatches
        self._by_identity = {id(d): self.card(d) for d in dispatches}
        return {(d.slug, d.lang): self._by_identity[id(d)] for d in dispatches}

    def cards(self, dispatches: Sequence[Dispatch]) -> bytes:
        """The cards of several, in their order."""
        try:
            return b"".join(map(self._by_identity.__getitem__, map(id, dispatches)))
        except KeyError:
            return b"".join([self.card(d) for d in dispatches])

    def body(self, d: Dispatch) -> bytes:
        """A dispatch's text."""
        return self.texts[d.slug, d.lang]

    def bodies(self, dispatches: Sequence[Dispatch]) -> bytes:
        """The texts of several, in their order."""
        return b"".join([self.texts[d.slug, d.lang] for d in dispatches])

    def of(self, value: Any) -> Any:
        """Any value of a page's job as plain ones; what is not known gives a value that never comes again."""
        if value is None or type(value) in {str, int, float, bool, bytes}:
            return value
        plain = _REDUCERS.get(type(value))
        if plain is not None:
            return plain(self, value)
        if isinstance(value, dict):
            return tuple((str(key), self.of(value[key])) for key in sorted(value))
        if isinstance(value, Enum):
            return value.value
        if dataclasses.is_dataclass(value):
            return self._kept(value)
        if isinstance(value, str):
            return str(value)
        if isinstance(value, tuple):
            return self._each(value)
        if isinstance(value, dt.tzinfo):
            return repr(value)
        return os.urandom(_BYTES)

    def _kept(self, value: Any) -> bytes:
        """A dataclass; its fingerprint is worked out once, for many pages hold the same place or list."""
        known = self._values.get(id(value))
        if known is None or known[0] is not value:
            parts = [self.of(getattr(value, name)) for name in _fields(value.__class__)]
            known = self._values[id(value)] = value, fingerprint(type(value).__name__, *parts)
        return known[1]

    def _card(self, d: Dispatch) -> bytes:
        site, edition, kept = self._site, self._site.edition, self._kept
        key = d.slug, d.lang
        listed, place = key in edition.shown_set, edition.filed_from(d)
        return fingerprint(
            self._heads[key], edition.url(d), withheld(d, site.now, edition.settings.zone), listed,
            tuple([(other.slug, other.lang, edition.url(other)) for other in edition.translations(d)]),
            edition.section(d.section) if d.section and listed else None,
            tuple([edition.topic(tag) for tag in d.tags]) if listed else None,
            edition.series(d.series) if d.series and listed else None,
            tuple([kept(person) for person in edition.persons(d)]), kept(place) if place else None,
            tuple([kept(other) for other in edition.about(d)]),
            self.of(site.view_of(d).image) if d.image else None, site.view_of(d).saved_url if d.source else None,
        )  # fmt: skip

    def _listing(self, listing: Listing) -> bytes:
        known = self._values.get(id(listing))
        if known is None or known[0] is not listing:
            made = fingerprint(
                "list", listing.kind, listing.title, listing.url, listing.lang, self.of(listing.subject),
                self.cards(listing.items), self.cards(listing.about),
            )  # fmt: skip
            known = self._values[id(listing)] = listing, made
        return known[1]

    def _each(self, values: Sequence[Any]) -> tuple[Any, ...]:
        return tuple([self.of(value) for value in values])


@lru_cache
def _fields(kind: Any) -> tuple[str, ...]:  # a class
    return tuple(field.name for field in dataclasses.fields(kind))


_REDUCERS: dict[type, Callable[[Essence, Any], Any]] = {
    Dispatch: Essence.card,
    View: lambda essence, view: essence.card(view.dispatch),
    Listing: Essence._listing,  # noqa: SLF001
    tuple: Essence._each,  # noqa: SLF001
    list: Essence._each,  # noqa: SLF001
    dt.date: lambda _, day: day.isoformat(),
    dt.datetime: lambda _, moment: moment.isoformat(),
    PartialDate: lambda _, date: str(date),
    # Most are made for one page, so that to keep their fingerprints costs more than it saves.
    Link: lambda _, link: (link.text, link.url, link.lang),
    Bar: lambda _, bar: (bar.first.toordinal(), bar.count, bar.url, bar.height),
    # A function is code, and code has a fingerprint of its own.
    FunctionType: lambda _, function: function.__qualname__,
}
