"""How the page that names all lists of a kind is ordered: places by country, many topics by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from copydesk.alphabets import heading_of, order_key
from copydesk.listings import Listing
from dispatch.places import Place

# From so many topics or people on, an A–Z helps more than it takes up.
MANY = 24


@dataclass(frozen=True, slots=True)
class Group:
    """Lists under one heading; `heading` None where there is but one group, or no word for it."""

    heading: str | None
    key: str
    listings: tuple[Listing, ...]


def directory_groups(kind: str, listings: Sequence[Listing], lang: str) -> tuple[Group, ...]:
    """Places by country, those without one last; topics and people by letter when there are many.

    `lang`: the language in whose order they stand.
    """
    if kind == "place":
        return _grouped(listings, _country, lang)
    if kind in {"topic", "person"} and len(listings) >= MANY:
        return _grouped(listings, lambda listing: heading_of(listing.title, lang), lang)
    return (Group(None, kind, tuple(listings)),) if listings else ()


def _grouped(listings: Sequence[Listing], heading: Callable[[Listing], str], lang: str) -> tuple[Group, ...]:
    found: dict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        found[heading(listing)].append(listing)
    order = sorted(found, key=lambda text: (not text, order_key(text, lang)))
    return tuple(Group(text or None, f"group-{n}", tuple(found[text])) for n, text in enumerate(order, 1))


def _country(listing: Listing) -> str:
    return (listing.subject.country or "") if isinstance(listing.subject, Place) else ""
