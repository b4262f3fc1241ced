"""Which feeds a site has and what stands in them: the whole archive, every list, the corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One feed before it is made: where it stands, what it is of, and the dispatches in it.

    `has_texts`: it holds their texts or the beginnings of these, and not only what any list says.
    """

    path: str
    title: str
    home: str
    lang: str
    about: str | None
    items: tuple[Dispatch, ...]
    has_texts: bool
    entries: Callable[[], Sequence[Entry]]
    base: str
    site: str

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of the feed in every format."""
        feed = Feed(
            self.title, self.path, self.home, self.base, self.lang, self.site, self.entries(), self.about
        )
        for ending, make in FORMATS.items():
            yield f"{self.path}{ending}", make(feed)


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
        for plan in self.plans():
            yield from plan.files()

    def plans(self) -> Iterator[FeedPlan]:
        """Every feed, not made yet."""
        edition, settings = self._edition, self._edition.settings
        newest = edition.shown[:WHOLE_ITEMS]
        yield self._plan(settings.name, "feeds/all", "", newest, about=settings.tagline,
                         entries=lambda: [self._entry(d, self._body_of(d)) for d in newest])  # fmt: skip
        for found in edition.listings.values():
            for listing in found:
                path = feed_of(listing)
                if path is not None:
                    lang = listing.lang or settings.first_lang
                    title = f"{settings.name}: {self._writer.title(listing, lang)}"
                    yield self._plan(title, path, listing.url, listing.items[:LIST_ITEMS], lang=lang)
        words = self._writer.words(settings.first_lang)
        notes = self._writer.corrections()[:WHOLE_ITEMS]
        title = f"{settings.name}: {words('Corrections')}"
        yield self._plan(title, "feeds/corrections", "corrections/", tuple(c.view.dispatch for c in notes),
                         entries=lambda: [self._note(c) for c in notes], has_texts=False)  # fmt: skip

    def _plan(
        self, title: str, path: str, home: str, items: tuple[Dispatch, ...], *, lang: str | None = None,
        about: str | None = None, entries: Callable[[], Sequence[Entry]] | None = None, has_texts: bool = True,
    ) -> FeedPlan:  # fmt: skip
        settings = self._edition.settings
        return FeedPlan(
            path, title, home, lang or settings.first_lang, about, items, has_texts,
            entries or (lambda: [self._short(d) for d in items]), self._base, settings.name,
        )  # fmt: skip

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
