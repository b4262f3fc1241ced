"""What a reader of one dispatch may want next: related dispatches, and those before and after it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple, Protocol

from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch

if TYPE_CHECKING:
    from copydesk.listings import Edition, Listing

# What two dispatches may share, and how much that says. A byline alone makes no relation: in one
# correspondent's archive everything has it.
WEIGHTS = {"series": 6, "topic": 3, "place": 3, "person": 1}
# For each thing shared, as many dispatches before and after are looked at: the cost of one
# dispatch does not grow with the archive.
LOOK = 8
# So many relatives a dispatch has at most.
MOST = 4


class Link(NamedTuple):
    """A text and where it leads; `url` is from the site's root, without a leading slash."""

    text: str
    url: str
    lang: str | None = None


class Relative(NamedTuple):
    """A related dispatch, and the lists in which both stand."""

    dispatch: Dispatch
    shared: tuple[Link, ...]


class Strand(NamedTuple):
    """One list in which a dispatch stands, with its neighbours there in time."""

    link: Link
    older: Dispatch | None
    newer: Dispatch | None


class Relations(Protocol):
    """Who stands beside a dispatch: see `Kinship`."""

    def related(self, dispatch: Dispatch) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics, places or bylines."""

    def strands(self, dispatch: Dispatch) -> tuple[Strand, ...]:
        """Before and after it: of its first byline, and of the place it was filed from."""


class Kinship:
    """Finds, for a dispatch of the edition, its relatives and its neighbours in lists."""

    def __init__(self, edition: Edition) -> None:
        self._edition = edition
        leads = edition.listed
        self._at = {(d.slug, d.lang): n for n, d in enumerate(leads)}
        self._days = [d.date.day_date().toordinal() for d in leads]
        self._weights = {x.url: weight for kind, weight in WEIGHTS.items() for x in edition.listings[kind]}
        self._lists = [frozenset(edition.lists_of(lead)) for lead in leads]
        self._members: dict[str, list[int]] = defaultdict(list)
        for member, urls in enumerate(self._lists):
            for url in urls:
                self._members[url].append(member)
        self._places: dict[str, dict[tuple[str, str], int]] = {}
        # Who is closest to a lead, and by what, as it was asked for; its translations ask the same.
        self._found: dict[int, list[tuple[int, list[Listing]]]] = {}

    def related(self, dispatch: Dispatch) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics, places or bylines, the closest first.

        Ties: the nearer in date, then by slug. Each in the language of `dispatch` where it can be.
        """
        edition = self._edition
        lead = edition.lead(dispatch)
        at = self._at.get((lead.slug, lead.lang)) if lead else None
        if at is None:
            return ()
        found = self._found.get(at)
        if found is None:
            found = self._found[at] = [(other, self._told(at, other)) for other in self._closest(at)]
        lang = dispatch.lang
        return tuple(
            [
                Relative(edition.version(edition.listed[other], lang), tuple([_link(x, lang) for x in told]))
                for other, told in found
            ]
        )

    def _closest(self, at: int) -> list[int]:
        """The closest leads to one, by their places among all."""
        own, here, weights = self._lists[at], self._days[at], self._weights
        lists, days, listed = self._lists, self._days, self._edition.listed
        scores: list[tuple[int, int]] = []
        for other in self._candidates(at, own):
            score = 0
            for url in own & lists[other]:
                score += weights[url]
            scores.append((score, other))
        if len(scores) > MOST:
            # Days and slugs are asked only of those that can be among the closest.
            least = sorted([score for score, _other in scores])[-MOST]
            scores = [pair for pair in scores if pair[0] >= least]
        ranked = [(-score, abs(days[other] - here), listed[other].slug, other) for score, other in scores]
        return [other for _score, _away, _slug, other in nsmallest(MOST, ranked)]

    def strands(self, dispatch: Dispatch) -> tuple[Strand, ...]:
        """Before and after it: of its first byline, and of the place it was filed from."""
        edition = self._edition
        lead = edition.lead(dispatch)
        if lead is None:
            return ()
        urls = [f"people/{person.slug}/" for person in edition.persons(dispatch)[:1]]
        place = edition.filed_from(lead)
        urls += [f"places/{place.slug}/"] if place else []
        found = (self._strand(url, lead, dispatch.lang) for url in urls)
        return tuple(strand for strand in found if strand)

    def _strand(self, url: str, lead: Dispatch, lang: str) -> Strand | None:
        listing = self._edition.listing(url)
        if listing is None or listing.count < 2:
            return None
        items, version = listing.items, self._edition.version
        if url not in self._places:
            self._places[url] = {(d.slug, d.lang): n for n, d in enumerate(items)}
        at = self._places[url].get((lead.slug, lead.lang))
        if at is None:
            return None
        older = version(items[at + 1], lang) if at + 1 < len(items) else None
        newer = version(items[at - 1], lang) if at else None
        return Strand(_link(listing, lang), older, newer)

    def _candidates(self, at: int, own: frozenset[str]) -> set[int]:
        found: set[int] = set()
        for url in own:
            if self._weights[url] > WEIGHTS["person"]:
                members = self._members[url]
                middle = bisect_left(members, at)
                found.update(members[max(0, middle - LOOK) : middle + LOOK + 1])
        found.discard(at)
        return found

    def _told(self, at: int, other: int) -> list[Listing]:
        """What a reader is told of a relation: all that is shared but the bylines, three at most."""
        urls = sorted(self._lists[at] & self._lists[other], key=lambda url: (-self._weights[url], url))
        shared = [self._edition.listing(url) for url in urls]
        return [listing for listing in shared if listing and listing.kind != "person"][:3]


def _link(listing: Listing, lang: str) -> Link:
    """A list's name, a place's and a person's in the language of the page."""
    subject = listing.subject
    return Link(subject.name_in(lang) if isinstance(subject, Place | Person) else listing.title, listing.url)
