"""Which feeds a site has and what stands in them: the whole archive, every list, the corrections."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copydesk.edition import Corrected, SiteWriter, feed_of
from copydesk.feeds import FORMATS, Entry, Feed
from copydesk.listings import Edition
from copydesk.settings import Settings
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

    `has_texts`: it holds their texts or the beginnings of these, and not only what any list says; `is_whole`: the texts.
    """

    path: str
    title: str
    home: str
    lang: str
    about: str | None
    items: tuple[Dispatch, ...]
    has_texts: bool
    is_whole: bool
    entries: Callable[[], Sequence[Entry]]
    base: str
    site: str

    @property
    def paths(self) -> tuple[str, ...]:
        """Its files."""
        return tuple(f"{self.path}{ending}" for ending in FORMATS)

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of the feed in every format."""
        feed = Feed(
            self.title, self.path, self.home, self.base, self.lang, self.site, self.entries(), self.about
        )
        for ending, make in FORMATS.items():
            yield f"{self.path}{ending}", make(feed)


class Entries:
    """Makes what feeds say of dispatches; `body_of` and `opening_of` give HTML with whole addresses."""

    def __init__(
        self,
        settings: Settings,
        view_of: Callable[[Dispatch], View],
        body_of: Callable[[Dispatch], str],
        opening_of: Callable[[Dispatch], str],
    ) -> None:
        self._settings = settings
        self._view_of = view_of
        self._body_of = body_of
        self._opening_of = opening_of
        self._base = settings.address or ""
        self._known: dict[tuple[str, str], Entry] = {}

    def plan(
        self, path: str, title: str, home: str, lang: str, about: str | None, items: tuple[Dispatch, ...], *,
        is_whole: bool,
    ) -> FeedPlan:  # fmt: skip
        """A feed of dispatches, with whole texts or with their first paragraphs."""
        make = self.whole if is_whole else self.short
        return FeedPlan(
            path, title, home, lang, about, items, has_texts=True, is_whole=is_whole,
            entries=lambda: [make(d) for d in items], base=self._base, site=self._settings.name,
        )  # fmt: skip

    def notes(self, path: str, title: str, home: str, notes: Sequence[Corrected]) -> FeedPlan:
        """A feed of corrections."""
        items = tuple(c.view.dispatch for c in notes)
        return FeedPlan(
            path, title, home, self._settings.first_lang, None, items, has_texts=False, is_whole=False,
            entries=lambda: [self._note(c) for c in notes], base=self._base, site=self._settings.name,
        )  # fmt: skip

    def whole(self, dispatch: Dispatch) -> Entry:
        """A dispatch with its text."""
        return self._entry(dispatch, self._body_of(dispatch))

    def short(self, dispatch: Dispatch) -> Entry:
        """A dispatch with its first paragraph."""
        key = dispatch.slug, dispatch.lang
        if key not in self._known:
            self._known[key] = self._entry(dispatch, self._opening_of(dispatch))
        return self._known[key]

    def _entry(self, dispatch: Dispatch, html: str) -> Entry:
        view, zone = self._view_of(dispatch), self._settings.zone
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


class Syndicate:
    """Makes every feed of an edition."""

    def __init__(self, edition: Edition, writer: SiteWriter, entries: Entries) -> None:
        self._edition = edition
        self._writer = writer
        self._entries = entries

    def files(self) -> Iterator[tuple[str, str]]:
        """Path and text of every feed, in every format."""
        for plan in self.plans():
            yield from plan.files()

    def plans(self) -> Iterator[FeedPlan]:
        """Every feed, not made yet."""
        edition, settings, plan = self._edition, self._edition.settings, self._entries.plan
        first = settings.first_lang
        newest = edition.shown[:WHOLE_ITEMS]
        yield plan("feeds/all", settings.name, "", first, settings.tagline, newest, is_whole=True)
        for found in edition.listings.values():
            for listing in found:
                path = feed_of(listing)
                if path is not None:
                    lang = listing.lang or first
                    title = f"{settings.name}: {self._writer.title(listing, lang)}"
                    yield plan(
                        path, title, listing.url, lang, None, listing.items[:LIST_ITEMS], is_whole=False
                    )
        title = f"{settings.name}: {self._writer.words(first)('Corrections')}"
        notes = self._writer.corrections()[:WHOLE_ITEMS]
        yield self._entries.notes("feeds/corrections", title, "corrections/", notes)
