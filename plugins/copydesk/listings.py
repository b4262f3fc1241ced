"""Who stands in which list: the published dispatches grouped by place, person, topic and time."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain

from copydesk.alphabets import order_key
from copydesk.archive import Desk
from copydesk.bars import Bar, bars_of
from copydesk.related import Kinship, Relations
from copydesk.settings import Settings
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch, Status
from dispatch.slug import make_slug, slug_key, unique_slug
from dispatch.text import name_key

KINDS = ("place", "person", "section", "topic", "series", "year", "month", "day", "language")
FOLDERS = {
    "place": "places", "person": "people", "section": "sections", "topic": "topics",
    "series": "series",
}  # fmt: skip

_NAMES_OF: Mapping[str, Callable[[Dispatch], Sequence[str]]] = {
    "topic": lambda d: d.tags,
    "section": lambda d: (d.section,) if d.section else (),
    "series": lambda d: (d.series,) if d.series else (),
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One list page: `items` newest first, `url` from the site's root without a leading slash.

    `subject` is the Place, Person, text or first day it is about; `lang` is set where the list
    holds one language only.
    """

    kind: str
    title: str
    url: str
    items: tuple[Dispatch, ...]
    subject: Place | Person | dt.date | str
    lang: str | None = None
    about: tuple[Dispatch, ...] = ()

    @property
    def count(self) -> int:
        """How many dispatches it holds."""
        return len(self.items)

    @property
    def years(self) -> tuple[int, int]:
        """The years of its oldest and of its newest dispatch."""
        return self.items[-1].date.year, self.items[0].date.year


class Edition:
    """The dispatches that have a page, and how they hang together; drafts never come in.

    `dispatches`: all of them, newest first, ties by slug. `listed`: those that lists show, one a
    translation group, the original before its translations.
    """

    def __init__(
        self,
        dispatches: Iterable[Dispatch],
        desk: Desk,
        settings: Settings,
        urls: Mapping[tuple[str, str], str] | None = None,
    ) -> None:
        self.desk = desk
        self.settings = settings
        self._urls = dict(urls or {})
        zone = settings.zone
        self.dispatches = tuple(
            sorted(dispatches, key=lambda d: (d.date.start(zone), d.slug, d.lang), reverse=True)
        )
        # A place or person that is not listed gets its slug when it is met first: all are met here, in one order.
        self._met = {(d.slug, d.lang): self._meet(d) for d in self.dispatches}
        self.shown = tuple(d for d in self.dispatches if d.status in {Status.PUBLISHED, Status.DRAFT})
        known = settings.languages
        self.languages = (*known, *sorted({d.lang for d in self.shown} - set(known)))
        self._by_key = {(d.slug, d.lang): d for d in self.shown}
        self.shown_set = frozenset(self._by_key)
        self._groups = self._group()
        self.listed = tuple(d for d in self.shown if self._lead(d) is d)
        self._named = {kind: self._names(kind) for kind in _NAMES_OF}
        self.listings: Mapping[str, tuple[Listing, ...]] = {
            kind: tuple(self._listings(kind)) for kind in KINDS
        }
        self._index()

    def url(self, dispatch: Dispatch) -> str:
        """A dispatch's address from the site's root, without a leading slash.

        What Pelican's own settings say (`urls`: slug and language → address) goes first.
        """
        key = dispatch.slug, dispatch.lang
        known = self._urls.get(key)
        if known is None:
            known = self._urls[key] = dispatch.address(self.settings.first_lang).lstrip("/")
        return known

    # -- translations ------------------------------------------------------------------------

    def _group(self) -> dict[tuple[str, str], tuple[Dispatch, ...]]:
        keys = [slug_key(d.slug) for d in self.shown]
        by_slug: dict[str, Dispatch] = {}
        parents: dict[str, str] = {}
        for key, dispatch in zip(keys, self.shown, strict=True):
            if dispatch.translation_of:
                parents[key] = dispatch.translation_of
            elif dispatch.translation_of is None and "translation" not in dispatch.extra:
                by_slug[key] = dispatch
        roots: dict[str, list[Dispatch]] = defaultdict(list)
        for own, dispatch in zip(keys, self.shown, strict=True):
            key, seen = own, set[str]()
            while (parent := parents.get(key)) and key not in seen:
                seen.add(key)
                key = slug_key(parent)
            roots[key].append(dispatch)
        groups: dict[tuple[str, str], tuple[Dispatch, ...]] = {}
        order = {lang: n for n, lang in enumerate(self.languages)}
        for key, members in roots.items():
            if len(members) > 1:
                lead = by_slug.get(key)
                members.sort(key=lambda d: (d is not lead, order.get(d.lang, 99), d.lang, d.slug))
            group = tuple(members)
            for member in group:
                groups[member.slug, member.lang] = group
        return groups

    def _lead(self, dispatch: Dispatch) -> Dispatch:
        return self._groups[dispatch.slug, dispatch.lang][0]

    def translations(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """The published other-language versions of a dispatch, both ways."""
        group = self._groups.get((dispatch.slug, dispatch.lang), ())
        return tuple([d for d in group if d is not dispatch])

    def lead(self, dispatch: Dispatch) -> Dispatch | None:
        """The member of its translation group that lists show; None for one that no list has."""
        group = self._groups.get((dispatch.slug, dispatch.lang))
        return group[0] if group else None

    def version(self, lead: Dispatch, lang: str) -> Dispatch:
        """A dispatch of the lists as it reads in `lang`, itself where it was not translated."""
        group = self._groups[lead.slug, lead.lang]
        return next((d for d in group if d.lang == lang), lead)

    # -- lists -------------------------------------------------------------------------------

    def listing(self, url: str) -> Listing | None:
        """The list with that address."""
        return self._by_url.get(url)

    def lists_of(self, lead: Dispatch) -> set[str]:
        """The addresses of the lists by place, person, topic and series in which a dispatch of the lists stands."""
        place = self.filed_from(lead)
        urls = {f"places/{p.slug}/" for p in ((place,) if place else ()) + self.about(lead)}
        urls.update([f"people/{slug}/" for slug in self._people_of(lead)])
        urls.update([url for kind in ("topic", "series") for _, url in self._heads(kind, lead)])
        return urls

    @cached_property
    def kinship(self) -> Kinship:
        """Who is related to whom."""
        return Kinship(self)

    @cached_property
    def relations(self) -> Relations:
        """The same as pages ask for it; a build that has worked it out before puts that in its place."""
        return self.kinship

    def shown_as(self, key: tuple[str, str]) -> Dispatch:
        """The dispatch with that slug and language, of those that are shown."""
        return self._by_key[key]

    @cached_property
    def place_count(self) -> int:
        """From how many places something was filed."""
        return sum(1 for x in self.listings["place"] if x.count)

    def _names(self, kind: str) -> dict[str, tuple[str, str]]:
        """Folded name → the spelling used most and the address of its list; C, C++ and C# stay apart."""
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for name, count in Counter(chain.from_iterable(map(_NAMES_OF[kind], self.shown))).items():
            counts[_name_key(name)][name] = count
        taken: set[str] = set()
        out: dict[str, tuple[str, str]] = {}
        for key, spelt in sorted(counts.items()):
            best = min(spelt, key=lambda s: (-spelt[s], s))
            slug = unique_slug(make_slug(best, fallback=kind), taken)
            taken.add(slug_key(slug))
            out[key] = best, f"{FOLDERS[kind]}/{slug}/"
        return out

    def topic(self, tag: str) -> tuple[str, str]:
        """A tag's printed form and its address."""
        return self._named["topic"][_name_key(tag)]

    def section(self, name: str) -> tuple[str, str]:
        """A section's printed form and its address."""
        return self._named["section"][_name_key(name)]

    def series(self, name: str) -> tuple[str, str]:
        """A series' printed form and its address."""
        return self._named["series"][_name_key(name)]

    def filed_from(self, dispatch: Dispatch) -> Place | None:
        """The place of its dateline."""
        return self._met[dispatch.slug, dispatch.lang][0]

    def persons(self, dispatch: Dispatch) -> tuple[Person, ...]:
        """The people of its bylines, each once."""
        return self._met[dispatch.slug, dispatch.lang][1]

    def about(self, dispatch: Dispatch) -> tuple[Place, ...]:
        """The places it is about."""
        return self._met[dispatch.slug, dispatch.lang][2]

    def _meet(self, dispatch: Dispatch) -> tuple[Place | None, tuple[Person, ...], tuple[Place, ...]]:
        places, people = self.desk.places, self.desk.people
        place = places.of_dateline(dispatch.dateline) if dispatch.dateline else None
        persons = [people.resolve(byline.name) for byline in dispatch.bylines]
        if len(persons) > 1:
            persons = list({person.slug: person for person in persons}.values())
        return place, tuple(persons), tuple([places.resolve(name) for name in dispatch.about])

    def _listings(self, kind: str) -> Iterator[Listing]:
        if kind in {"year", "month", "day"}:
            yield from self._periods(kind)
        elif kind == "language":
            yield from self._languages()
        elif kind == "place":
            yield from self._places()
        elif kind == "person":
            yield from self._people()
        else:
            yield from self._grouped(kind)

    def _grouped(self, kind: str) -> Iterator[Listing]:
        """By topic, section or series."""
        groups: dict[tuple[str, str], list[Dispatch]] = defaultdict(list)
        for dispatch in self.listed:
            for head in self._heads(kind, dispatch):
                groups[head].append(dispatch)
        for title, url in sorted(groups, key=lambda head: (self._order(head[0]), head[1])):
            yield Listing(kind, title, url, tuple(groups[title, url]), title)

    def _order(self, name: str) -> object:
        return order_key(name, self.settings.first_lang)

    def _heads(self, kind: str, dispatch: Dispatch) -> list[tuple[str, str]]:
        """The printed forms and addresses of its lists by topic, section or series."""
        known = self._named[kind]
        return [known[_name_key(name)] for name in _NAMES_OF[kind](dispatch) if name]

    def _people(self) -> Iterator[Listing]:
        groups: dict[str, list[Dispatch]] = defaultdict(list)
        people: dict[str, Person] = {}
        for dispatch in self.listed:
            for slug, person in self._people_of(dispatch).items():
                groups[slug].append(dispatch)
                people[slug] = person
        first = self.settings.first_lang
        for slug in sorted(groups, key=lambda s: (self._order(people[s].name_in(first)), f"people/{s}/")):
            person = people[slug]
            yield Listing("person", person.name_in(first), f"people/{slug}/", tuple(groups[slug]), person)

    def _people_of(self, lead: Dispatch) -> dict[str, Person]:
        """By their slugs; a translation's translator is a person too."""
        group = self._groups[lead.slug, lead.lang]
        return {p.slug: p for member in group for p in self.persons(member)}

    def _places(self) -> Iterator[Listing]:
        filed: dict[str, list[Dispatch]] = defaultdict(list)
        about: dict[str, list[Dispatch]] = defaultdict(list)
        places: dict[str, Place] = {}
        for dispatch in self.listed:
            place = self.filed_from(dispatch)
            if place:
                filed[place.slug].append(dispatch)
                places[place.slug] = place
            for other in self.about(dispatch):
                places[other.slug] = other
                if place is None or other.slug != place.slug:
                    about[other.slug].append(dispatch)
        lang = self.settings.first_lang
        for slug in sorted(places, key=lambda s: (self._order(places[s].name_in(lang)), s)):
            place = places[slug]
            yield Listing("place", place.name_in(lang), f"places/{slug}/",
                          tuple(filed[slug]), place, about=tuple(about[slug]))  # fmt: skip

    def _periods(self, kind: str) -> Iterator[Listing]:
        form = {"year": "{0:04d}/", "month": "{0:04d}/{1:02d}/", "day": "{0:04d}/{1:02d}/{2:02d}/"}
        for lang in (None, *self.languages[1:]) if kind == "year" else (None,):
            some = self.listed if lang is None else [d for d in self.shown if d.lang == lang]
            groups: dict[tuple[int, int, int], list[Dispatch]] = defaultdict(list)
            for dispatch in some:
                date = dispatch.date
                month = 1 if kind == "year" else date.month or 1
                groups[date.year, month, date.day or 1 if kind == "day" else 1].append(dispatch)
            for first, items in groups.items():
                url = form[kind].format(*first)
                url = f"{lang}/{url}" if lang else url
                title = url.strip("/").replace("/", "-")
                yield Listing(kind, title, url, tuple(items), dt.date(*first), lang)

    def _languages(self) -> Iterator[Listing]:
        for lang in self.languages[1:]:
            items = tuple(d for d in self.shown if d.lang == lang)
            if items:
                yield Listing("language", lang, f"{lang}/", items, lang, lang)

    @cached_property
    def years(self) -> tuple[Bar, ...]:
        """Every year from the first to the last, the empty ones too, for the count graphic."""
        listings = [x for x in self.listings["year"] if x.lang is None]
        if not listings:
            return ()
        years = range(int(listings[-1].url[:4]), int(listings[0].url[:4]) + 1)
        return bars_of((dt.date(year, 1, 1) for year in years), listings)

    def parts_of(self, listing: Listing) -> tuple[Bar, ...]:
        """The twelve months of a year, or the days of a month, for its count graphic."""
        first = listing.subject
        if listing.lang is not None or not isinstance(first, dt.date) or listing.kind == "day":
            return ()
        if listing.kind == "year":
            return bars_of(
                (first.replace(month=month) for month in range(1, 13)), self._parts_of[listing.url]
            )
        days = calendar.monthrange(first.year, first.month)[1]
        return bars_of((first.replace(day=day) for day in range(1, days + 1)), self._parts_of[listing.url])

    @cached_property
    def _parts_of(self) -> Mapping[str, tuple[Listing, ...]]:
        found: dict[str, list[Listing]] = defaultdict(list)
        for kind, end in (("month", 5), ("day", 8)):
            for listing in self.listings[kind]:
                found[listing.url[:end]].append(listing)
        return {url: tuple(listings) for url, listings in found.items()}

    def translated(self) -> tuple[tuple[Dispatch, ...], ...]:
        """The dispatches that stand in several languages, each with its translations, newest first."""
        groups = (self._groups[d.slug, d.lang] for d in self.listed)
        return tuple(group for group in groups if len(group) > 1)

    def front(self, most: int = 20, look: int = 6) -> tuple[Dispatch, ...]:
        """The front page: the newest with a picture among the first few leads, the rest by date."""
        latest = list(self.listed[:most])
        pictured = (d for d in latest[:look] if d.image and d.image.file)
        lead = next(pictured, latest[0] if latest else None)
        return tuple([d for d in latest if d is lead] + [d for d in latest if d is not lead])

    def neighbours(self, dispatch: Dispatch) -> tuple[Dispatch | None, Dispatch | None]:
        """The next older and next newer dispatch of the same language."""
        at = self._position.get((dispatch.slug, dispatch.lang))
        if at is None:
            return None, None
        same = self._by_lang[dispatch.lang]
        return (same[at + 1] if at + 1 < len(same) else None), (same[at - 1] if at else None)

    def parts(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """All parts of its series in its language, oldest first."""
        if dispatch.series is None:
            return ()
        return tuple(self._parts.get((_name_key(dispatch.series), dispatch.lang), ()))

    def _index(self) -> None:
        self._by_lang: dict[str, list[Dispatch]] = defaultdict(list)
        self._parts: dict[tuple[str, str], list[Dispatch]] = defaultdict(list)
        self._position: dict[tuple[str, str], int] = {}
        for dispatch in self.shown:
            same = self._by_lang[dispatch.lang]
            self._position[dispatch.slug, dispatch.lang] = len(same)
            same.append(dispatch)
            if dispatch.series:
                self._parts[_name_key(dispatch.series), dispatch.lang].insert(0, dispatch)
        self._by_url = {x.url: x for found in self.listings.values() for x in found}


@lru_cache(maxsize=100_000)
def _name_key(name: str) -> str:
    """Tags compare folded, but C, C++ and C# are three."""
    signs = "".join(c for c in name if c in "+#")
    return name_key(name) + signs
