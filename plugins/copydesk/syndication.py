"""Which feeds a site has and what stands in them: the whole archive, every list, the corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from copydesk.edition import Corrected, SiteWriter, feed_of
from copydesk.feeds import FORMATS, Entry, Feed
from copydesk.listings import Edition
from copydesk.views import View
from dispatch.dates import PartialDate
from dispatch.record import Dispatch

# The whole archive's feed has whole texts; a list's feed has openings, or thousands of lists would
# hold every text many times over.
WHOLE_ITEMS = 50
LIST_ITEMS = 20


class Syndicate:
    """Makes every feed of an edition; `body_of` and `opening_of` give HTML with whole addresses."""

    def __init__(
        self,
        edition: Edition,
        writer: SiteWriter,
        view_of: Callable[[Dispatch], View],
        body_of: Callable[[Dispatch], str],
        opening_of: Callable[[Dispatch], str],
    ) -> None:
        self._edition = edition
        self._writer = writer
        self._view_of = view_of
        self._body_of = body_of
        self._opening_of = opening_of
        self._base = edition.settings.address or ""
        self._known: dict[tuple[str, str], Entry] = {}

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of every feed, in every format."""
        for feed in self._feeds():
            for ending, make in FORMATS.items():
                yield f"{feed.path}{ending}", make(feed)

    def _feeds(self) -> Iterator[Feed]:
        edition, settings = self._edition, self._edition.settings
        whole = [self._entry(d, self._body_of(d)) for d in edition.shown[:WHOLE_ITEMS]]
        yield self._feed(settings.name, "feeds/all", "", whole, about=settings.tagline)
        for found in edition.listings.values():
            for listing in found:
                path = feed_of(listing)
                if path is not None:
                    entries = [self._short(d) for d in listing.items[:LIST_ITEMS]]
                    lang = listing.lang or settings.first_lang
                    title = f"{settings.name}: {self._writer.title(listing, lang)}"
                    yield self._feed(title, path, listing.url, entries, lang)
        words = self._writer.words(settings.first_lang)
        notes = [self._note(c) for c in self._writer.corrections()[:WHOLE_ITEMS]]
        title = f"{settings.name}: {words('Corrections')}"
        yield self._feed(title, "feeds/corrections", "corrections/", notes)

    def _feed(
        self, title: str, path: str, home: str, entries: Sequence[Entry], lang: str | None = None, about: str | None = None
    ) -> Feed:  # fmt: skip
        settings = self._edition.settings
        return Feed(title, path, home, self._base, lang or settings.first_lang, settings.name, entries, about)

    def _short(self, dispatch: Dispatch) -> Entry:
        key = dispatch.slug, dispatch.lang
        if key not in self._known:
            self._known[key] = self._entry(dispatch, self._opening_of(dispatch))
        return self._known[key]

    def _entry(self, dispatch: Dispatch, html: str) -> Entry:
        view, zone = self._view_of(dispatch), self._edition.settings.zone
        source = dispatch.source
        published = dispatch.date.start(zone)
        dates: list[PartialDate] = [c.date for c in dispatch.corrections]
        dates += [dispatch.updated] if dispatch.updated else []
        return Entry(
            f"{self._base}/{view.url}", view.headline, view.lang, published,
            max([published, *(date.start(zone) for date in dates)]), view.standfirst, html,
            tuple(link.text for link in view.bylines), tuple(link.text for link in view.topics),
            source.url if source else None, view.image_absolute,
        )  # fmt: skip

    def _note(self, corrected: Corrected) -> Entry:
        view, at = corrected.view, corrected.at
        url = f"{self._base}/{view.url}#correction-{corrected.number}"
        return Entry(url, view.headline, view.lang, at, at, corrected.note.text)
