"""What a quick build has to do: the site of the rows, and a task for everything that its output holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from copydesk import Checked, load_desk
from copydesk.essence import Essence, Key, fingerprint
from copydesk.kin import Kin, find_kin
from copydesk.lines import KeptLines, kept_lines
from copydesk.listings import Listing
from copydesk.opendata import TABLE
from copydesk.pages import Page
from copydesk.pictures import Picture
from copydesk.press import Press, Task, resolved
from copydesk.reader import CopyReader
from copydesk.reprint import Standing, stand
from copydesk.rows import Row
from copydesk.searchable import Searchable, searchable
from copydesk.settings import SITE, read_settings
from copydesk.site import Site
from copydesk.slips import KnownRelations, slip_name
from dispatch import Dispatch
from incremental_build.files import stats
from incremental_build.notes import Look
from incremental_build.pool import spread
from newsroom.house import House
from newsroom.known_pictures import KnownPictures, look_at
from newsroom.pelican_run import run_pelican
from newsroom.searching import SEARCH, SearchDesk, files_below
from newsroom.texts import Texts
from newsroom.theme import CONFIG, Asked, NotQuickError, Theme

if TYPE_CHECKING:
    from legacy_import.captured import CapturedPages


@dataclass(frozen=True, slots=True)
class FootPage:
    """A page of content/pages as every page's foot names it."""

    title: Markup
    url: str
    lang: str
    order: str


@dataclass(frozen=True, slots=True)
class Graph:
    """What the last build knew of dispatches but their texts; no text changes it.

    `base`: what every page depends on; `order`: the dispatches in the order of the open data; `days`: the cards of
    each day's list.
    """

    base: bytes
    cards: dict[Key, bytes]
    order: tuple[Key, ...]
    kin: Kin | None
    days: dict[str, bytes]


def _no_graph() -> Graph:
    return Graph(b"", {}, (), None, {})


@dataclass(frozen=True, slots=True)
class Last:
    """What the last build left: see `quick.Memory`.

    `intact`: the files of the output that are as it left them; `has_slips`: whether its slips can be believed.
    """

    is_same_house: bool = False
    pictures: Mapping[str, tuple[Look | None, Picture]] = field(default_factory=dict)
    texts: dict[Key, bytes] = field(default_factory=dict)
    graph: Callable[[], Graph] = _no_graph
    is_search_due: bool = False
    intact: Collection[str] = ()
    has_slips: bool = True


class Settler:
    """Says which files are already what they have to be, because nothing has changed that they hang on.

    `settled` are those of which it was said.
    """

    def __init__(
        self, graph: Graph, old: Graph, changed: AbstractSet[Key], last: Last, texts: Mapping[Key, bytes]
    ) -> None:
        """`old` is the last build's graph, and `changed` are the dispatches whose cards are others there, or missing."""
        self.settled: list[str] = []
        self._graph, self._old, self._changed, self._last, self._texts = graph, old, changed, last, texts
        self._is_same = old.base == graph.base

    def is_settled(self, key: Key, paths: Sequence[str]) -> bool:
        """Whether a dispatch's own files are: its card, its text and its relations are the same, and these others' cards."""
        new, old = self._graph.kin, self._old.kin
        if not self._is_same or new is None or old is None or key in self._changed:
            return False
        said = new.relations.get(key)
        same = said == old.relations.get(key) and self._last.texts.get(key) == self._texts[key]
        near = said is None or self._changed.isdisjoint(said[1])
        return same and near and self._are_there(paths)

    def is_settled_day(self, day: Listing) -> bool:
        """Whether the only page of a day's list is."""
        same = self._is_same and self._old.days.get(day.url) == self._graph.days[day.url]
        return same and self._are_there((f"{day.url}index.html",))

    def _are_there(self, paths: Sequence[str]) -> bool:
        there = all(map(self._last.intact.__contains__, paths))
        if there:
            self.settled += paths
        return there


class Work:
    """The site of one moment, and what there is to make of it.

    Raises NotQuickError where only Pelican can build it.
    """

    def __init__(
        self,
        asked: Asked,
        house: House,
        checked: Checked,
        rows: Mapping[str, Row],
        texts: Texts,
        now: dt.datetime,
        last: Last,
        theme: Theme,
    ) -> None:
        self._asked, self._texts, self._code = asked, texts, house.code
        _only_ours(rows, asked.content)
        self._settings = theme.settings
        self._last = last
        self.graph: Graph | None = None
        # The dispatches whose cards are others than in the last build, or gone.
        self.changed: set[Key] = set()
        # Files that are already what they have to be.
        self.settled: list[str] = []
        # The slips that were worked out with the relations.
        self.slips: dict[Key, bytes] = {}
        self.complaints: list[str] = []
        self.site = self._make_site(rows, now)
        self._tell_site()
        self._essence = Essence(self.site, {key: row.head for key, (_, row) in self.shown.items()}, {})
        self._essence.texts = {key: self._text(row) for key, (_, row) in self.shown.items()}
        self._base = fingerprint(house.base, self._essence.of(self.site.tongues))
        pages = [_foot_page(page, self.site.settings.first_lang) for page in checked.pages]
        self._pages = pages
        self.press = Press(
            self.site,
            self._essence,
            theme.env,
            theme.settings,
            self._base,
            theme.css,
            pages,
            self._kept_lines,
        )

    def _make_site(self, rows: Mapping[str, Row], now: dt.datetime) -> Site:
        asked = self._asked
        desk = read_settings(self._settings)
        self.pictures = KnownPictures.of(desk, asked.content, self._last.pictures)
        # Lists of its own: who is in none gets a name and an address from where he is met first, and the checker
        # meets people in another order.
        lists, _ = load_desk(asked.content)
        reader = CopyReader(desk, lists, now, asked.content)
        self.shown = {
            (d.slug, d.lang): (reader.shown(d), row)
            for row in rows.values()
            if (d := row.dispatch) is not None and (asked.preview or not d.is_withheld(now, desk.zone))
        }
        dispatches = (d for d, _row in self.shown.values())
        return Site(
            dispatches, lists, desk, now, self.pictures, self._body, None, captures_of(self._settings)
        )  # fmt: skip

    def _tell_site(self) -> None:
        """What the rows know of texts that are not in memory."""
        self.site.lengths = {key: row.words for key, (_, row) in self.shown.items()}
        pictured = [row.pictures for _, row in self.shown.values() if row.pictures]
        self.site.body_pictures = tuple(path for some in pictured for path, there in some if there)

    def renew(self, rows: Mapping[str, Row], texts: Texts, last: Last) -> None:
        """Take other texts for the same dispatches; nothing else has changed since this was made."""
        self._texts, self._last, self.complaints = texts, last, []
        for key, (d, row) in self.shown.items():
            new = rows[row.path]
            if new is not row:
                self.shown[key] = d, new
                self._essence.texts[key] = self._text(new)
                self.site.view_of(d).word_count = new.words
        self._tell_site()

    @property
    def known_graph(self) -> Graph | None:
        """The last build's, if the house is the same."""
        return self._last.graph() if self._last.is_same_house else None

    def standing(self) -> Standing:
        """What the next build needs of the edition when only texts are new."""
        return stand(self.site, self._pages, self.press.planned_feeds, self.press.planned_front)

    @property
    def texts(self) -> dict[Key, bytes]:
        """A fingerprint of each dispatch's text, its pictures included, as they are now."""
        return dict(self._essence.texts)

    def tasks(self) -> Iterator[Task]:
        """Everything there is to make."""
        essence, edition = self._essence, self.site.edition
        cards, old = essence.all_cards(), self.known_graph or _no_graph()
        self.changed = {key for key, _ in old.cards.items() ^ cards.items()}
        kin, self.slips = find_kin(
            self.site, essence, old.kin, self.changed, spread,
            lambda d: self.shown[d.slug, d.lang][1].path,
        )  # fmt: skip
        edition.relations = KnownRelations(edition, self._slip)
        days = {day.url: essence.cards(day.items) for day in edition.listings["day"]}
        self.graph = Graph(self._base, cards, tuple((d.slug, d.lang) for d in edition.shown), kin, days)
        yield self._pelican()
        if self._asked.search:
            yield self._searching(fingerprint("search", self._base, essence.cards(edition.shown)))
        settler = Settler(self.graph, old, self.changed, self._last, essence.texts)
        self.settled = settler.settled
        yield from self.press.plan(kin.relations, settler.is_settled, settler.is_settled_day)

    def _slip(self, key: Key) -> bytes | None:
        """What was worked out now, or by the last build where it stays so; of what is not shown nobody knows that."""
        found = self.slips.get(key)
        if found is None and self._last.has_slips and key in self.site.edition.shown_set:
            found = self._texts.slip(slip_name(key))
        return found

    def text_tasks(self) -> Iterator[Task]:
        """What texts alone can have changed, when nothing else has since the last build."""
        self.graph, self.changed = None, set()
        changed = [key for key, text in self.texts.items() if self._last.texts.get(key) != text]
        yield self._pelican()
        if self._asked.search:
            cards = self._essence.cards(self.site.edition.shown) if self._last.is_search_due else b""
            yield self._searching(fingerprint("search", self._base, cards) if cards else None)
        yield from self.press.plan_texts(self.shown[key][0] for key in changed)

    def _kept_lines(self, name: str, end: bytes) -> KeptLines:
        """The lines of a file of the last build, of those dispatches that are the same now."""
        last, graph = self._last, self.graph
        if not last.is_same_house or name not in last.intact:
            return KeptLines()
        shown = [(d.slug, d.lang) for d in self.site.edition.shown]
        order = shown if graph is None else last.graph().order
        texts = self._essence.texts
        new_texts = [key for key in shown if last.texts.get(key) != texts[key]]
        changed = [*self.changed, *new_texts, *(key for key in order if key not in texts)]
        return kept_lines(self._asked.out / name, end, order, changed, has_head=name == TABLE)

    def _body(self, d: Dispatch, root: str) -> str:
        return resolved(self._texts.of(self.shown[d.slug, d.lang][1].path), root)

    def _text(self, row: Row) -> bytes:
        if not row.pictures:
            return row.text
        shown = [self.pictures.picture(path) for path, there in row.pictures if there]
        return fingerprint(row.text, self._essence.of(shown))

    def _pelican(self) -> Task:
        """What Pelican itself writes: the pages of content/pages, the theme's files, static files and pictures."""
        paths = sorted(self.site.static_files())
        looks = tuple((path, look_at(self._asked.content / path)) for path in paths)
        copies = tuple(
            v.url for path in sorted(self.pictures.looks) for v in self.pictures.picture(path).variants
        )
        made = fingerprint("pelican", self._base, looks, copies)
        return Task("pelican", None, made, b"", self._run_pelican)

    def _run_pelican(self) -> Iterator[tuple[str, bytes]]:
        override = {
            **self._asked.override,
            SITE: self.site,
            "ARTICLE_PATHS": [],
            "LUNR_SEARCH_ENABLED": False,
        }
        with TemporaryDirectory(prefix="stringer-pelican-") as folder:
            self.complaints += run_pelican(CONFIG, self._asked.content, Path(folder), override)
            # The stylesheet has a task of its own; Pelican does not write it.
            yield from files_below(Path(folder))

    def _searching(self, made: bytes | None) -> Task:
        inner = fingerprint(self._essence.bodies(self.site.edition.shown))
        return Task(SEARCH, None, made, inner, self._index)

    def _index(self) -> Iterator[tuple[str, bytes]]:
        desk = SearchDesk(self._texts, self._settings, self._code, self._told)
        essence, shown = self._essence, self.site.edition.shown
        yield from desk.files(
            desk.entries([((d.slug, d.lang), essence.card(d), essence.body(d)) for d in shown])
        )

    def _told(self, key: Key, known_as: str) -> Searchable:
        d, row = self.shown[key]
        return searchable(self.site.view_of(d), self._texts.of(row.path), known_as)


def captures_of(settings: Mapping[str, Any]) -> CapturedPages | None:
    """The captured pages, as the import's plugin lends them, for a site that shows saved copies."""
    if not settings.get("COPYDESK_SAVED_COPIES"):
        return None
    from legacy_import.captured import CapturedPages
    from legacy_import.settings import read_settings as read_import_settings

    told = read_import_settings(settings)
    return CapturedPages(Path(told.content or settings["PATH"]), Path(told.copies) if told.copies else None)


def _foot_page(page: Page, first_lang: str) -> FootPage:
    return FootPage(escape(page.title), page.address(first_lang).removeprefix("/"), page.lang, page.order)


def _only_ours(rows: Mapping[str, Row], content: Path) -> None:
    """Raise NotQuickError for what Pelican reads in its own way: its own keys, pages that lie deeper."""
    for row in rows.values():
        if row.dispatch is not None and row.dispatch.extra:
            own = [key for key in row.dispatch.extra if not key.startswith("x-")]
            if own:
                raise NotQuickError(f"{row.path} has Pelican's own key {own[0]}")
    for name, _stat in stats(content / "pages"):
        if "/" in name and not name.startswith((".", "_")):
            raise NotQuickError(f"pages/{name} lies in a folder of its own")
