"""Which list pages the site has, with what each of them is told; and the list for machines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from copydesk.aliases import alias_file
from copydesk.alphabets import order_key
from copydesk.atlas import draw_atlas
from copydesk.directories import directory_groups
from copydesk.interface import Words
from copydesk.listings import FOLDERS, Edition, Listing
from copydesk.onthisday import on_this_day
from copydesk.opendata import BODY, FIELDS
from copydesk.related import Link
from copydesk.views import Dated, View
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch, Status

# Names of places on the front page: two lines of them.
FRONT_PLACES = 16


class PageJob(NamedTuple):
    """One page to write: `url` and `save_as` from the site's root, `values` for the template.

    `is_settled`: it is there already, and what it would be told was not worked out.
    """

    template: str
    url: str
    save_as: str
    lang: str
    values: dict[str, Any]
    is_settled: bool = False


def feed_of(listing: Listing) -> str | None:
    """Where a list's own feeds stand, without an ending: places, people, sections, topics, series, languages."""
    if listing.kind not in {*FOLDERS, "language"} or not listing.items:
        return None
    return f"feeds/{listing.url.strip('/')}"


@dataclass(frozen=True, slots=True)
class Counted:
    """A list's name, address and number of entries."""

    text: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Corrected:
    """One entry of the corrections page; `number` counts a dispatch's corrections from its first."""

    view: View
    note: Dated
    at: dt.datetime
    number: int


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a long list: `number` counts from the oldest, None is the newest page.

    `about`: what was filed elsewhere about a place; only the newest page names it.
    """

    items: tuple[Dispatch, ...]
    number: int | None
    url: str
    older: str | None
    newer: str | None
    about: tuple[Dispatch, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What each page of a list says of the whole: a new dispatch must not change the older pages.

    So `count` stands on the newest page only, and is None on the numbered ones.
    """

    kind: str
    title: str
    url: str
    subject: Place | Person | dt.date | str
    lang: str | None
    count: int | None


def leaves(listing: Listing, size: int) -> list[Leaf]:
    """Cut a list into pages, numbered from the oldest, so that old pages never change.

    The newest page has the list's own address and holds `size` to 2 × `size` − 1 entries.
    """
    items = listing.items
    full = max(0, len(items) // size - 1)
    cut = len(items) - full * size
    urls = [f"{listing.url}page/{n}/" for n in range(1, full + 1)] + [listing.url]
    out = [Leaf(items[:cut], None, listing.url, urls[full - 1] if full else None, None, listing.about)]
    for number in range(full, 0, -1):
        start = cut + (full - number) * size
        older = urls[number - 2] if number > 1 else None
        out.append(Leaf(items[start : start + size], number, urls[number - 1], older, urls[number]))
    return out


class SiteWriter:
    """Says, for one edition, which pages there are."""

    def __init__(
        self,
        edition: Edition,
        view_of: Callable[[Dispatch], View],
        words: Callable[[str], Words],
        now: dt.datetime,
    ) -> None:
        self._edition = edition
        self._view = view_of
        self.words = words
        self._today = now.astimezone(edition.settings.zone).date()
        self._first = edition.settings.first_lang

    def jobs(self, is_settled: Callable[[Listing], bool] | None = None) -> Iterator[PageJob]:
        """Every page but the dispatches' own; an old address gives way to a page that is there.

        `is_settled` says of a list of one page that the page is there and the same; it is asked of days only, which
        hang on nothing but their dispatches.
        """
        seen = set()
        for job in (*self._pages(is_settled), *self._redirects()):
            name = job.save_as.casefold()
            if name not in seen:
                seen.add(name)
                yield job

    def _pages(self, is_settled: Callable[[Listing], bool] | None) -> Iterator[PageJob]:
        edition = self._edition
        yield self._page("index", "", latest=edition.front(), years=edition.years, places=self._front_places(),
                         count=len(edition.listed), place_count=edition.place_count,
                         this_day=on_this_day(edition.listed, self._today))  # fmt: skip
        for found in edition.listings.values():
            for listing in found:
                alone = listing.kind == "day" and len(listing.items) < 2 * edition.settings.page_size
                if alone and is_settled and is_settled(listing):
                    yield self._page("listing", listing.url, listing.lang, is_settled=True)
                else:
                    yield from self._listing(listing)
        for kind, folder in FOLDERS.items():
            # A list of nothing still has an address: the navigation leads there.
            found = edition.listings[kind]
            yield self._page("directory", f"{folder}/", kind=kind, groups=directory_groups(kind, found, self._first),
                             atlas=draw_atlas(found) if kind == "place" else None)  # fmt: skip
        years = tuple(x for x in edition.listings["year"] if x.lang is None)
        rows = [(year, [bar for bar in edition.parts_of(year) if bar.count]) for year in years]
        yield self._page("years", "years/", rows=rows, years=edition.years, count=len(edition.listed))
        yield self._page("translations", "translations/", groups=edition.translated())
        yield self._page("corrections", "corrections/", corrections=self.corrections())
        yield self._page("data", "data/", fields=(*FIELDS, BODY))
        # Each language that has a list of its own has a search page: the same search, in its words.
        for root, lang in [("", self._first), *((x.url, x.lang) for x in edition.listings["language"])]:
            yield self._page("search", f"{root}search/", lang, count=len(edition.shown))
        # GitHub serves 404.html at any depth: its links begin at the site's root.
        public = edition.settings.publication
        values = {"SITEURL": edition.settings.base_path if public else "", "years": edition.years}
        yield PageJob("404", "404.html", "404.html", self._first, values)

    def _front_places(self) -> tuple[Counted, ...]:
        """The places that most was filed from, for the front page."""
        found = [Counted(x.title, x.url, x.count) for x in self._edition.listings["place"] if x.count]
        return tuple(sorted(found, key=lambda x: (-x.count, order_key(x.text, self._first)))[:FRONT_PLACES])

    def corrections(self) -> tuple[Corrected, ...]:
        """Every correction of the archive, newest first."""
        zone, day = self._edition.settings.zone, self.words(self._first).day
        views = [self._view(d) for d in self._edition.shown if d.corrections]
        found = [
            Corrected(view, Dated(str(c.date), day(c.date), c.text), c.date.start(zone), number)
            for view in views
            if not view.is_card
            for number, c in enumerate(reversed(view.corrections), 1)
        ]
        return tuple(sorted(found, key=lambda c: (c.at, c.view.url, c.number), reverse=True))

    def published(self) -> dict[str, Any]:
        """`/dispatches.json`: the published addresses, for the next deploy to compare with."""
        rows = [
            {
                "slug": d.slug,
                "lang": d.lang,
                "path": f"/{self._edition.url(d)}",
                "status": d.status.value,
                "aliases": [a for a in d.aliases if a.startswith("/") and alias_file(a) is not None],
            }
            for d in self._edition.dispatches
            if d.status is not Status.HIDDEN
        ]
        return {"version": 1, "dispatches": sorted(rows, key=lambda r: str(r["path"]))}

    def _page(
        self, template: str, url: str, lang: str | None = None, *, is_settled: bool = False, **values: Any
    ) -> PageJob:
        return PageJob(template, url, f"{url}index.html", lang or self._first, values, is_settled)

    def _listing(self, listing: Listing) -> Iterator[PageJob]:
        template = "language" if listing.kind == "language" else "listing"
        lang = listing.lang or self._first
        title, trail, feed = self.title(listing, lang), self._trail(listing), feed_of(listing)
        for leaf in leaves(listing, self._edition.settings.page_size):
            newest = leaf.number is None
            head = Head(listing.kind, listing.title, listing.url, listing.subject, listing.lang,
                        listing.count if newest else None)  # fmt: skip
            own: dict[str, Any] = {"years": self._years_of(listing)} if template == "language" else {}
            yield self._page(
                template, leaf.url, lang, listing=head, leaf=leaf, title=title, trail=trail, feed=feed,
                bars=self._edition.parts_of(listing) if newest else (),
                **own,
            )  # fmt: skip

    def _years_of(self, listing: Listing) -> list[Listing]:
        return [year for year in self._edition.listings["year"] if year.lang == listing.lang]

    def title(self, listing: Listing, lang: str) -> str:
        """A list's heading in words: a month and a day are written out."""
        words = self.words(lang)
        if listing.kind == "month":
            return words.heading(words.month(listing.subject))  # type: ignore[arg-type]
        if listing.kind == "day":
            return words.day(listing.subject)  # type: ignore[arg-type]
        if listing.kind == "year":
            return listing.subject.strftime("%Y")  # type: ignore[union-attr]
        return words.language(listing.title) if listing.kind == "language" else listing.title

    def _trail(self, listing: Listing) -> tuple[Link, ...]:
        """The lists above a list: a day's month and year, a place's directory."""
        words = self.words(self._first)
        if listing.kind in FOLDERS:
            return ()
        parts = listing.url.strip("/").split("/")
        if listing.kind == "day":
            month = words.month(listing.subject)  # type: ignore[arg-type]
            return (Link(parts[0], f"{parts[0]}/"), Link(month, f"{parts[0]}/{parts[1]}/"))
        return (Link(parts[0], f"{parts[0]}/"),) if listing.kind == "month" else ()

    def _redirects(self) -> Iterator[PageJob]:
        """A small page at each old address of this site that leads to the new one."""
        # A tombstone keeps them: who follows an old link learns what became of the piece.
        moved = [d for d in self._edition.dispatches if d.aliases and d.status is not Status.HIDDEN]
        if not moved:
            return
        taken = {f"{self._edition.url(d)}index.html".casefold() for d in self._edition.dispatches}
        for d in moved:
            for alias in d.aliases:
                name = alias_file(alias)
                if name is not None and name.casefold() not in taken:
                    taken.add(name.casefold())
                    url = re.sub(r"(?<=/)index\.html\Z", "", name)
                    yield PageJob("redirect", url, name, d.lang, {"target": self._view(d)})
