"""What an edition tells of each dispatch, kept on a slip: with some of these a page is printed without the edition.

While nothing but texts changes, every slip stays true; so an edit of one text costs the reading of a few slips,
however large the archive is.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Mapping
from typing import NamedTuple

from copydesk.essence import Key
from copydesk.listings import Edition
from copydesk.related import Link, Relative, Strand
from copydesk.settings import Settings
from copydesk.site import Site
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch

Named = tuple[str, str]
_Link = tuple[str, str, str | None]
_Strand = tuple[_Link, Key | None, Key | None]
_Relative = tuple[Key, tuple[_Link, ...]]


class Slip(NamedTuple):
    """All of one dispatch. `path`: that of its file; other dispatches by slug and language, persons and places by slug.

    `parts` is the address of its series where that has parts in its language; they are kept once for all of them.
    """

    path: str
    url: str
    is_shown: bool
    persons: tuple[str, ...]
    place: str | None
    about: tuple[str, ...]
    topics: tuple[tuple[str, Named], ...]
    section: Named | None
    series: Named | None
    translations: tuple[Key, ...]
    parts: str | None
    older: Key | None
    newer: Key | None
    related: tuple[_Relative, ...]
    strands: tuple[_Strand, ...]

    def packed(self) -> bytes:
        """As bytes."""
        return marshal.dumps(tuple(self), 2)


def slip_name(key: Key) -> str:
    """The name under which the slip of a dispatch is kept."""
    return f"{key[1]}/{key[0]}"


def unpacked(data: bytes) -> Slip:
    """The slip of these bytes. Raises what marshal raises for others."""
    return Slip(*marshal.loads(data))  # noqa: S302  (ours, with its checksum)


def slip_of(site: Site, d: Dispatch, path: str) -> Slip:
    """What the edition of `site` tells of a dispatch."""
    edition, view = site.edition, site.view_of(d)
    is_shown = (d.slug, d.lang) in edition.shown_set
    place = edition.filed_from(d)
    return Slip(
        path, view.url, is_shown, tuple([p.slug for p in edition.persons(d)]), place.slug if place else None,
        tuple([p.slug for p in edition.about(d)]),
        tuple([(tag, edition.topic(tag)) for tag in d.tags]) if is_shown else (),
        edition.section(d.section) if d.section and is_shown else None,
        edition.series(d.series) if d.series and is_shown else None,
        tuple([_key(other) for other in edition.translations(d)]), edition.series(d.series)[1] if d.series and view.parts else None,
        _maybe_key(view.older), _maybe_key(view.newer),
        tuple([(_key(r.dispatch), tuple([_plain(link) for link in r.shared])) for r in view.related]),
        tuple([(_plain(s.link), _maybe_key(s.older), _maybe_key(s.newer)) for s in view.strands]),
    )  # fmt: skip


def _key(d: Dispatch) -> Key:
    return d.slug, d.lang


def _maybe_key(d: Dispatch | None) -> Key | None:
    return (d.slug, d.lang) if d else None


def _plain(link: Link) -> _Link:
    return link.text, link.url, link.lang


class KnownRelations:
    """The relations of an edition's dispatches as slips tell them, where they were worked out before; else anew."""

    def __init__(self, edition: Edition, slip_of: Callable[[Key], bytes | None]) -> None:
        self._edition, self._slip_of = edition, slip_of

    def related(self, dispatch: Dispatch) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics, places or bylines, the closest first."""
        slip = self._slip_of((dispatch.slug, dispatch.lang))
        edition = self._edition
        return _relatives(unpacked(slip), edition.shown_as) if slip else edition.kinship.related(dispatch)

    def strands(self, dispatch: Dispatch) -> tuple[Strand, ...]:
        """Before and after it: of its first byline, and of the place it was filed from."""
        slip = self._slip_of((dispatch.slug, dispatch.lang))
        edition = self._edition
        return _strands(unpacked(slip), edition.shown_as) if slip else edition.kinship.strands(dispatch)


def _relatives(slip: Slip, dispatch: Callable[[Key], Dispatch]) -> tuple[Relative, ...]:
    return tuple([Relative(dispatch(key), tuple([Link(*s) for s in shared])) for key, shared in slip.related])


def _strands(slip: Slip, dispatch: Callable[[Key], Dispatch]) -> tuple[Strand, ...]:
    return tuple(
        [
            Strand(Link(*link), dispatch(older) if older else None, dispatch(newer) if newer else None)
            for link, older, newer in slip.strands
        ]
    )


class KeptEdition:
    """An edition as slips tell it (see `around.Around`): only what the pages of some dispatches ask of it.

    `slip_at` gives the slip of a dispatch, `read` the dispatch whose slip it is; `cast` has all persons by their slugs,
    `places`
    all places, `parts` the dispatches of each series by its address and their language.
    """

    def __init__(
        self,
        settings: Settings,
        slip_at: Callable[[Key], Slip],
        read: Callable[[Slip], Dispatch],
        cast: Mapping[str, Person],
        places: Mapping[str, Place],
        parts: Mapping[tuple[str, str], tuple[Key, ...]],
    ) -> None:
        self.settings = settings
        self._slip_at, self._read = slip_at, read
        self._cast, self._places, self._parts = cast, places, parts
        self._known: dict[Key, tuple[Slip, Dispatch]] = {}
        self._topics: dict[str, Named] = {}
        self._sections: dict[str, Named] = {}
        self._series: dict[str, Named] = {}

    def dispatch(self, key: Key) -> Dispatch:
        """The dispatch with that slug and language."""
        return self._at(key)[1]

    @property
    def shown_set(self) -> KeptEdition:
        """The dispatches that are shown: all that are asked for by their keys."""
        return self

    def __contains__(self, key: object) -> bool:
        return isinstance(key, tuple) and self._at(key)[0].is_shown

    @property
    def relations(self) -> KeptEdition:
        """Who is related to whom."""
        return self

    def _at(self, key: Key) -> tuple[Slip, Dispatch]:
        found = self._known.get(key)
        if found is None:
            slip = self._slip_at(key)
            d = self._read(slip)
            found = self._known[key] = slip, d
            self._topics.update(slip.topics)
            if d.section and slip.section:
                self._sections[d.section] = slip.section
            if d.series and slip.series:
                self._series[d.series] = slip.series
        return found

    def _slip(self, d: Dispatch) -> Slip:
        return self._at((d.slug, d.lang))[0]

    def _maybe(self, key: Key | None) -> Dispatch | None:
        return self.dispatch(key) if key else None

    def url(self, dispatch: Dispatch) -> str:
        """A dispatch's address from the site's root, without a leading slash."""
        return self._slip(dispatch).url

    def persons(self, dispatch: Dispatch) -> tuple[Person, ...]:
        """The people of its bylines, each once."""
        return tuple([self._cast[slug] for slug in self._slip(dispatch).persons])

    def filed_from(self, dispatch: Dispatch) -> Place | None:
        """The place of its dateline."""
        slug = self._slip(dispatch).place
        return self._places[slug] if slug is not None else None

    def about(self, dispatch: Dispatch) -> tuple[Place, ...]:
        """The places it is about."""
        return tuple([self._places[slug] for slug in self._slip(dispatch).about])

    def topic(self, tag: str) -> Named:
        """A tag's printed form and its address."""
        return self._topics[tag]

    def section(self, name: str) -> Named:
        """A section's printed form and its address."""
        return self._sections[name]

    def series(self, name: str) -> Named:
        """A series' printed form and its address."""
        return self._series[name]

    def parts(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """All parts of its series in its language, oldest first."""
        url = self._slip(dispatch).parts
        return tuple([self.dispatch(key) for key in self._parts[url, dispatch.lang]]) if url else ()

    def translations(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """Its versions in other languages."""
        return tuple([self.dispatch(key) for key in self._slip(dispatch).translations])

    def neighbours(self, dispatch: Dispatch) -> tuple[Dispatch | None, Dispatch | None]:
        """The next older and next newer dispatch of the same language."""
        slip = self._slip(dispatch)
        return self._maybe(slip.older), self._maybe(slip.newer)

    def related(self, dispatch: Dispatch) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics, places or bylines, the closest first."""
        return _relatives(self._slip(dispatch), self.dispatch)

    def strands(self, dispatch: Dispatch) -> tuple[Strand, ...]:
        """Before and after it: of its first byline, and of the place it was filed from."""
        return _strands(self._slip(dispatch), self.dispatch)
