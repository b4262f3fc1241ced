"""One edition as a site: its views, its list pages, its files for machines, and what templates are told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from jinja2 import Environment

from copydesk.archive import Desk
from copydesk.around import Around
from copydesk.citations import FORMATS
from copydesk.edition import PageJob, SiteWriter
from copydesk.fragments import Fragments
from copydesk.interface import Interface
from copydesk.jsontext import SPACED
from copydesk.listings import Edition
from copydesk.machines import redirects_csv, sitemaps
from copydesk.markup import first_paragraph, root_links
from copydesk.opendata import data_files
from copydesk.pictures import Pictures
from copydesk.related import Link
from copydesk.robots import robots_txt
from copydesk.saved import Captures, saved_copies
from copydesk.settings import Settings
from copydesk.syndication import Entries, Syndicate
from copydesk.views import View
from dispatch.record import Dispatch

# Pages that no sitemap names.
_UNLISTED = {"404", "redirect", "search", "saved"}


def saved_job(view: View, html: str, *, is_cut: bool) -> PageJob:
    """The page of a saved copy."""
    values = {"view": view, "saved": html, "is_cut": is_cut}
    return PageJob("saved", f"{view.saved_url}", f"{view.saved_url}index.html", view.lang, values)


class SitePage(Protocol):
    """What the foot of every page says of a page of content/pages."""

    @property
    def title(self) -> str:
        """Its title."""

    @property
    def url(self) -> str:
        """Its address from the site's root."""

    @property
    def lang(self) -> str:
        """The language of its text."""

    @property
    def order(self) -> str:
        """Where it stands among the others."""


class Stage:
    """What single pages are printed from: the archive around a dispatch, its text, the interface.

    `body_of` gives a dispatch's HTML as seen from a page with the given root: `../../..`, or an address.
    """

    def __init__(
        self,
        around: Around,
        settings: Settings,
        now: dt.datetime,
        pictures: Pictures,
        body_of: Callable[[Dispatch, str], str],
        captures: Captures | None = None,
    ) -> None:
        self.around = around
        self.settings = settings
        self.now = now
        self.pictures = pictures
        self.captures = captures
        self.words = Interface(settings.locale_dir).words
        self._body = body_of
        self._views: dict[tuple[str, str], View] = {}
        # How many words the texts have that are not in memory, where that is known.
        self.lengths: Mapping[tuple[str, str], int] = {}

    def view_of(self, d: Dispatch) -> View:
        """A dispatch as pages print it; made once."""
        key = d.slug, d.lang
        view = self._views.get(key)
        if view is None:
            has = self.captures.has if self.captures else None
            view = View(d, self.around, self.words(d.lang), self.pictures.picture, self.now, has)
            if key in self.lengths:
                view.word_count = self.lengths[key]
            self._views[key] = view
        return view

    def told(
        self, env: Environment, css: str, pages: Iterable[SitePage], tongues: tuple[Link, ...], *,
        remember: bool = False,
    ) -> dict[str, Any]:  # fmt: skip
        """What every template is told beside its page's own values; of the dispatches only `view_of` knows.

        `env` has the theme's macros; `tongues` are the other languages' own lists; `remember` keeps what macros draw.
        """
        fragments = Fragments(env, self.settings, self.words, self.view_of, remember=remember)
        return {
            **fragments.context(),
            "opening_of": self.opening,
            "pictured": self.pictures.in_html,
            "site": self.settings,
            "words": self.words,
            "view_of": self.view_of,
            "style_version": hashlib.sha256(css.encode()).hexdigest()[:8],
            "site_pages": sorted(pages, key=lambda p: (p.order, p.title)),
            "sitename": self.settings.name,
            "tongues": tongues,
        }

    def body(self, d: Dispatch, root: str) -> str:
        """A dispatch's HTML as seen from a page with that root."""
        return self._body(d, root)

    def opening(self, d: Dispatch, root: str) -> str:
        """The first paragraph of a body, for the front page."""
        return first_paragraph(self._body(d, root))

    def whole_body(self, d: Dispatch) -> str:
        """A body's HTML with whole addresses, for what is read away from the site."""
        base = self.settings.address or ""
        return root_links(self._body(d, base), base)

    def whole_opening(self, d: Dispatch) -> str:
        """The first paragraph with whole addresses."""
        return first_paragraph(self.whole_body(d))

    @property
    def entries(self) -> Entries:
        """What feeds say of dispatches."""
        return Entries(self.settings, self.view_of, self.whole_body, self.whole_opening)


class Site(Stage):
    """All that is made of one edition; nothing is written here."""

    def __init__(
        self,
        dispatches: Iterable[Dispatch],
        desk: Desk,
        settings: Settings,
        now: dt.datetime,
        pictures: Pictures,
        body_of: Callable[[Dispatch, str], str],
        urls: Mapping[tuple[str, str], str] | None = None,
        captures: Captures | None = None,
    ) -> None:
        self.edition = Edition(dispatches, desk, settings, urls)
        super().__init__(self.edition, settings, now, pictures, body_of, captures)
        self.body_pictures: tuple[str, ...] = ()
        self.writer = SiteWriter(self.edition, self.view_of, self.words, now)

    def context(
        self, env: Environment, css: str, pages: Iterable[SitePage], *, remember: bool = False
    ) -> dict[str, Any]:
        """What every template is told: see `told`."""
        return self.told(env, css, pages, self.tongues, remember=remember)

    @property
    def tongues(self) -> tuple[Link, ...]:
        """The other languages' own lists, each by the language's own name."""
        found = self.edition.listings["language"]
        return tuple(Link(self.words(x.lang or "").language(x.lang or ""), x.url, x.lang) for x in found)

    def static_files(self) -> set[str]:
        """The pictures that pages show, by their paths below content/: Pelican copies these and no others."""
        leads = {self.view_of(d).image for d in self.edition.dispatches if d.image}
        return {picture.path for picture in leads if picture} | set(self.body_pictures)

    def jobs(self) -> list[PageJob]:
        """Every page but the dispatches' own and those of content/pages."""
        jobs = list(self.writer.jobs())
        if self.settings.saved_copies:
            jobs += self._saved()
        return jobs

    def _saved(self) -> Iterator[PageJob]:
        """The pages of saved copies; their pictures go where all copies of pictures go."""
        for view, html, copy in saved_copies(map(self.view_of, self.edition.dispatches), self.captures):
            self.pictures.copies |= {f"{view.saved_url}{name}": data for name, data in copy.pictures}
            yield saved_job(view, html, is_cut=copy.is_cut)

    # -- files for machines ----------------------------------------------------------------------

    def addresses(self) -> Iterator[tuple[str, str]]:
        """The list of published addresses."""
        # One line a dispatch: to be compared by eye, and sooner made than with indentation.
        found = self.writer.published()
        rows = ",\n".join(SPACED.encode(row) for row in found["dispatches"])
        yield "dispatches.json", f'{{"version": {found["version"]}, "dispatches": [\n{rows}\n]}}\n'

    def data(self) -> Iterator[tuple[str, str]]:
        """The open data."""
        shown = [self.view_of(d) for d in self.edition.shown]
        yield from data_files(shown, self.settings.name, lambda v: self.whole_body(v.dispatch))

    def citations(self, d: Dispatch) -> Iterator[tuple[str, str]]:
        """A dispatch for reference managers."""
        view = self.view_of(d)
        for name, make in FORMATS.items():
            yield f"{view.url}{name}", make(view)

    def directions(self, jobs: Iterable[PageJob], pages: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Sitemaps, robots.txt and the list of redirects; `pages` are the addresses of content/pages."""
        lists = [job.url for job in jobs if job.template not in _UNLISTED]
        yield from sitemaps(self.edition, [*lists, *pages]).items()
        yield "robots.txt", robots_txt(self.settings)
        yield "redirects.csv", redirects_csv(self.edition)

    @property
    def syndicate(self) -> Syndicate:
        """The feeds."""
        return Syndicate(self.edition, self.writer, self.entries)
