"""Standing type: what is kept of a site's edition, so that a new text is printed into it without the rest of the archive.

While texts alone change, everything else that their pages, their feeds and the front page say stays as it was.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from copydesk.edition import PageJob
from copydesk.essence import Key, fingerprint
from copydesk.opendata import LINES, line
from copydesk.press import Printer, Task, all_texts, feed_files
from copydesk.related import Link
from copydesk.rows import pack_by_key, unpack_by_key
from copydesk.site import Site, Stage
from copydesk.slips import KeptEdition
from copydesk.syndication import FeedPlan
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch


@dataclass(frozen=True, slots=True)
class StandingFeed:
    """A feed that holds texts: see `syndication.FeedPlan`."""

    path: str
    title: str
    home: str
    lang: str
    about: str | None
    items: tuple[Key, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What is kept of an edition beside its dispatches' slips; dispatches by slug and language.

    `lead` is the dispatch whose text the front page begins, `front` that page's job, packed; `pages` are those of
    content/pages as every foot names them.
    """

    tongues: tuple[Link, ...]
    pages: tuple[Any, ...]
    cast: Mapping[str, Person]
    places: Mapping[str, Place]
    parts: Mapping[tuple[str, str], tuple[Key, ...]]
    feeds: tuple[StandingFeed, ...]
    lead: Key | None
    front: bytes


def stand(site: Site, pages: Sequence[Any], plans: Iterable[FeedPlan], front: PageJob | None) -> Standing:
    """What there is to be kept of a site's edition, its feeds and the job of its front page."""
    edition = site.edition
    cast: dict[str, Person] = {}
    places: dict[str, Place] = {}
    parts: dict[tuple[str, str], tuple[Key, ...]] = {}
    for d in edition.dispatches:
        filed = edition.filed_from(d)
        cast.update((person.slug, person) for person in edition.persons(d))
        places.update((place.slug, place) for place in (*((filed,) if filed else ()), *edition.about(d)))
        members = edition.parts(d)
        if d.series and members:
            name = edition.series(d.series)[1], d.lang
            if name not in parts:
                parts[name] = _keys(members)
    feeds = tuple(
        StandingFeed(p.path, p.title, p.home, p.lang, p.about, _keys(p.items), p.is_whole)
        for p in plans
        if p.has_texts
    )
    latest = front.values["latest"] if front else ()
    lead = (latest[0].slug, latest[0].lang) if latest else None
    return Standing(site.tongues, tuple(pages), cast, places, parts, feeds, lead, pack_by_key(front))


def _keys(dispatches: Iterable[Dispatch]) -> tuple[Key, ...]:
    return tuple([(d.slug, d.lang) for d in dispatches])


class Reprint:
    """Makes the files that new texts of some dispatches can have changed.

    `stage` stands on `edition`; `texts` are fingerprints of all texts, in their order; `lines` gives the open data that
    the last build made.
    """

    def __init__(
        self,
        stage: Stage,
        edition: KeptEdition,
        printer: Printer,
        standing: Standing,
        texts: Mapping[Key, bytes],
        lines: Callable[[], mmap.mmap],
    ) -> None:
        self._stage, self._edition, self._printer = stage, edition, printer
        self._standing, self._texts, self._lines = standing, texts, lines

    def tasks(self, changed: Sequence[Key]) -> Iterator[Task]:
        """What there is to make; raises LookupError where the slips do not tell enough."""
        for key in changed:
            yield self._page(self._edition.dispatch(key))
        if self._standing.lead in changed:
            yield self._front()
        shown = [key for key in changed if key in self._edition.shown_set]
        if shown:
            inner = all_texts(self._texts)
            yield Task(LINES, (LINES,), None, inner, lambda: [(LINES, self._whole_archive(shown))])
        for feed in self._standing.feeds:
            if not set(changed).isdisjoint(feed.items):
                yield self._feed(feed)

    def _page(self, d: Dispatch) -> Task:
        path = f"{self._edition.url(d)}index.html"
        inner = self._texts[d.slug, d.lang]
        return Task(path, (path,), None, inner, lambda: [(path, self._printer.page(d, path))])

    def _front(self) -> Task:
        job: PageJob = unpack_by_key(self._standing.front, self._edition.dispatch)
        inner = self._texts[self._standing.lead] if self._standing.lead else b""
        return Task(
            job.save_as, (job.save_as,), None, inner, lambda: [(job.save_as, self._printer.list(job))]
        )

    def _feed(self, feed: StandingFeed) -> Task:
        items = tuple([self._edition.dispatch(key) for key in feed.items])
        plan = self._stage.entries.plan(
            feed.path, feed.title, feed.home, feed.lang, feed.about, items, is_whole=feed.is_whole
        )
        inner = fingerprint(b"".join([self._texts[key] for key in feed.items]))
        return Task(feed.path, plan.paths, None, inner, lambda: feed_files(plan))

    def _whole_archive(self, shown: Sequence[Key]) -> Iterator[bytes | memoryview]:
        """The open data with the new lines of some dispatches."""
        data = self._lines()
        whole, at = memoryview(data), 0
        for start, end, key in sorted((*_line_of(data, key), key) for key in shown):
            d = self._edition.dispatch(key)
            yield whole[at:start]
            yield line(self._stage.view_of(d), self._stage.whole_body(d)).encode()
            at = end
        yield whole[at:]


def _line_of(data: mmap.mmap, key: Key) -> tuple[int, int]:
    """Where a dispatch's line begins in the open data, and where the next one does. Raises LookupError."""
    # The slug and the language are the first fields of a line (`opendata.FIELDS`), and a line has no other line ends.
    slug, lang = (json.dumps(part, ensure_ascii=False) for part in key)
    begin = f'{{"slug":{slug},"lang":{lang},'.encode()
    start = 0 if data[: len(begin)] == begin else data.find(b"\n" + begin) + 1
    end = data.find(b"\n", start) + 1
    if end == 0 or data[start : start + len(begin)] != begin:
        raise LookupError(key)
    return start, end
