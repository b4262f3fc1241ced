"""Places: which datelines are the same place, and where that is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.dateline import Dateline
from dispatch.errors import DispatchError
from dispatch.registry import read_rows
from dispatch.slug import is_slug, make_slug, slug_key, unique_slug
from dispatch.text import lower, name_key

KEYS = ("name", "slug", "country", "lat", "lon", "names", "aliases", "note")


@dataclass(frozen=True, slots=True)
class Place:
    """One place. `lat`/`lon` in degrees (WGS 84), None when unknown."""

    name: str
    slug: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    names: tuple[tuple[str, str], ...] = ()
    aliases: tuple[str, ...] = ()
    note: str | None = None
    listed: bool = True

    def name_in(self, lang: str) -> str:
        """The name as a page in `lang` prints it."""
        return dict(self.names).get(lang, self.name)


class Places:
    """The places of an archive; `resolve` says which one a dateline means."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self.listed = tuple(places)
        self._names: dict[str, Place] = {}
        self._others: dict[str, Place] = {}
        self._resolved: dict[str, Place] = {}
        self._slugs = {slug_key(place.slug) for place in self.listed}
        for place in self.listed:
            for name in _names(place):
                if place.country:
                    self._names[name_key(f"{name} {place.country}")] = place
                self._names.setdefault(name_key(name), place)

    def resolve(self, text: str) -> Place:
        """The place that a dateline or an entry of `about` names, else a new one by that name.

        `ALAT, Azerbaijan`, `Alat` and `Ələt` are one place when it is listed with those names.
        """
        known = self._resolved.get(text)
        if known is None:
            known = self._resolved[text] = self._find(text)
        return known

    def _find(self, text: str) -> Place:
        city, _, region = (part.strip() for part in text.partition(","))
        found = self._names.get(name_key(text))
        if found is None and region:
            found = self._names.get(name_key(city))
            # Another country's town of the same name is another place.
            if found and found.country and name_key(found.country) != name_key(region):
                abroad = len(region) > 2 and not _same_country(found, region)
                found = None if abroad else found
        return found or self._others.get(name_key(text)) or self._unlisted(text, city, region)

    def _unlisted(self, text: str, city: str, region: str) -> Place:
        """A new place; `Sheki` is the Sheki that was met as `SHEKI, Azerbaijan` before."""
        same = self._others.get(name_key(city))
        if same is not None and (not region or not same.country):
            self._others[name_key(text)] = same
            return same
        slug = make_slug(city, fallback="place")
        if slug_key(slug) in self._slugs and region:
            slug = make_slug(f"{city} {region}", fallback="place")
        slug = unique_slug(slug, self._slugs)
        self._slugs.add(slug_key(slug))
        place = Place(_title(city), slug, region or None, listed=False)
        self._others[name_key(text)] = place
        self._others.setdefault(name_key(city), place)
        return place

    def of_dateline(self, dateline: Dateline) -> Place:
        """The place a dispatch was filed from."""
        return self.resolve(str(dateline))


def _names(place: Place) -> tuple[str, ...]:
    return (place.name, *(name for _, name in place.names), *place.aliases)


def _same_country(place: Place, region: str) -> bool:
    # A country is printed in the dispatch's language; only ASCII spellings can be told apart.
    return not (region.isascii() and (place.country or "").isascii())


# I of these is ı, and İ is i: a word in capitals with one of the letters, and none that they do not have.
_TURKIC = re.compile("(?=.*[ƏĞİŞÇ])[A-ZƏĞİŞÇÖÜ]+")
# What stands small inside a name: Ростов-на-Дону, Port-au-Prince, Rio de Janeiro.
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "на над под при де ла ле au aux de del der des di do du el en es la las le les los of sur the upon",
    )
)


def _title(city: str) -> str:
    """`NEW YORK` → `New York`, `DİYARBAKIR` → `Diyarbakır`; a name in mixed case stays as it is."""
    if not city.isupper():
        return city
    parts = re.split(r"([\s-])", city)
    inside = range(1, len(parts) - 1)
    return "".join(
        small if n in inside and (small := _lower(part)) in _SMALL else part[:1] + _lower(part)[1:]
        for n, part in enumerate(parts)
    )


def _lower(capitals: str) -> str:
    return lower(capitals, is_turkic=_TURKIC.fullmatch(capitals) is not None)


def read_places(text: str, path: str = "places.yaml") -> Places:
    """Read places.yaml. Raises DispatchError with the place of what is wrong."""
    places: list[Place] = []
    slugs: set[str] = set()
    seen: dict[str, Place] = {}
    for row in read_rows(text, path, KEYS):
        name = row.required("name")
        slug = row.text("slug") or unique_slug(make_slug(name, fallback="place"), slugs)
        if not is_slug(slug) or slug_key(slug) in slugs:
            raise row.wrong("slug", f"slug {slug!r} is taken or cannot be an address")
        slugs.add(slug_key(slug))
        lat, lon = row.number("lat", -90, 90), row.number("lon", -180, 180)
        if (lat is None) != (lon is None):
            raise row.wrong("lat", "lat and lon go together")
        place = Place(
            name, slug, row.text("country"), lat, lon,
            row.by_language("names"), row.texts("aliases"), row.text("note"),
        )  # fmt: skip
        key = name_key(f"{name} {place.country or ''}")
        if key in seen:
            raise DispatchError(f"{name!r} stands twice", where=row.where, fix="delete one of the two")
        seen[key] = place
        places.append(place)
    return Places(places)
