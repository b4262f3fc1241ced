"""From a dispatch's file to what Pelican calls content and metadata."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markupsafe import escape as as_html

from copydesk.archive import Desk, has_file, read_text
from copydesk.errors import CopydeskError
from copydesk.interface import Interface
from copydesk.markup import Markup, escape_path
from copydesk.pages import read_page
from copydesk.settings import Settings
from dispatch.fields import is_inside
from dispatch.frontmatter import parse_dispatch
from dispatch.record import Dispatch, Rights, Source, Status


@dataclass(frozen=True, slots=True)
class Copy:
    """What one file gives Pelican; `content` is sanitised HTML."""

    content: str
    metadata: dict[str, Any]


class CopyReader:
    """Reads files for one build; it has the clock, the lists and one Markdown engine."""

    def __init__(
        self,
        settings: Settings,
        desk: Desk,
        now: dt.datetime,
        content: Path,
        shortcut: Callable[[str], str | None] | None = None,
    ) -> None:
        """`shortcut` gives the HTML of a plain body at once, the same as the engine's, or None."""
        self._content_path = content
        self._shortcut = shortcut
        self._seen: dict[str, bool] = {}
        self._settings = settings
        self._desk = desk
        self._now = now
        self._markup = Markup(self._picture)
        self._interface = Interface(settings.locale_dir)
        self._blind = Markup(lambda _path: "")

    def dispatch(self, path: Path) -> Copy:
        """A dispatch file as an article. Raises DispatchError when it has an error."""
        d = self.shown(parse_dispatch(read_text(path), str(path), self._settings.first_lang))
        withheld = d.is_withheld(self._now, self._settings.zone)
        if withheld and not self._settings.preview:
            return Copy("", {"title": "", "slug": d.slug, "status": "skip"})
        return Copy(self._content(d), self._metadata(d))

    def shown(self, d: Dispatch) -> Dispatch:
        """A dispatch as the site may know it: of a card and of a tombstone only what they may say."""
        return bare(d) if d.status is Status.WITHDRAWN or self._is_card(d) else d

    def body_and_pictures(self, d: Dispatch) -> tuple[str, tuple[tuple[str, bool], ...]]:
        """The HTML in the place of a body, and the pictures it names, each with whether its file is there."""
        self._seen = {}
        html = self._content(d)
        return html, tuple(self._seen.items())

    def page(self, path: Path) -> Copy:
        """A page's file. Raises CopydeskError when it has an error."""
        page, findings = read_page(read_text(path), str(path), self._settings.first_lang)
        if page is None:
            first = next(f for f in findings if f.severity == "error")
            raise CopydeskError(first.message, where=first.where, fix=first.fix)
        metadata: dict[str, Any] = {
            "title": as_html(page.title), "slug": page.slug, "lang": page.lang,
            "status": "published", "order": page.order, "standfirst": page.standfirst,
        }  # fmt: skip
        return Copy(self._markup.render(page.body), metadata)

    def _content(self, d: Dispatch) -> str:
        """The body, or what stands in its place: a card's line, a tombstone's reason."""
        if d.status is Status.WITHDRAWN:
            return f"<p>{escape(d.withdrawn.reason)}</p>" if d.withdrawn else ""
        if self._is_card(d):
            return self._first_published(d)
        hide = self._settings.publication and d.image_rights is Rights.UNKNOWN
        html = self._shortcut(d.body) if self._shortcut else None
        return (self._blind if hide else self._markup).render(d.body) if html is None else html

    def _first_published(self, d: Dispatch) -> str:
        """A card's line, in the piece's language: feeds show it in the place of the text."""
        words, source = self._interface.words(d.lang), d.source
        outlet = escape((source.outlet if source else None) or words("another outlet"))
        if source and source.url:
            outlet = f'<a href="{escape(source.url, quote=True)}" rel="noopener">{outlet}</a>'
        said = escape(words("First published by %(outlet)s.")) % {"outlet": outlet}
        return f"<p>{said}</p>"

    def _is_card(self, d: Dispatch) -> bool:
        return self._settings.publication and d.effective_rights is Rights.UNKNOWN

    def _metadata(self, d: Dispatch) -> dict[str, Any]:
        """Pelican's metadata as plain values; the plugin makes its Author, Category and Tag."""
        zone = self._settings.zone
        closed = d.status is Status.WITHDRAWN or self._is_card(d)
        status = "hidden" if d.status in {Status.HIDDEN, Status.WITHDRAWN} else "published"
        people = [self._desk.people.resolve(b.name).name_in(d.lang) for b in d.bylines]
        metadata: dict[str, Any] = {
            **{key: value for key, value in d.extra.items() if not key.startswith("x-")},
            "title": as_html(d.headline),
            "slug": d.slug,
            "date": d.date.start(zone),
            "lang": d.lang,
            "status": status,
            "authors": people,
            "category": d.section,
            "tags": list(d.tags),
            "summary": escape(d.standfirst) if d.standfirst else None,
            "modified": d.updated.start(zone) if d.updated else None,
            "dispatch": d,
            "translation_group": (d.translation_of or d.slug).casefold(),
            "search_date": str(d.date)[:10],
            "search_excluded_body": closed,
            "search_excluded": status == "hidden",
            "byline": ", ".join(people),
            "place": self._desk.places.of_dateline(d.dateline).name_in(d.lang) if d.dateline else "",
            "standfirst": d.standfirst or "",
            "section": d.section or "",
        }
        metadata.pop("translation", None)
        return {key: value for key, value in metadata.items() if value is not None}

    def _picture(self, path: str) -> str:
        # Pelican copies what a {static} link names, and nothing else: the pictures of a draft or
        # of an embargoed piece never reach the output.
        there = is_inside(path) and has_file(self._content_path, path)
        self._seen[path] = there
        return "{static}/" + escape_path(path) if there else ""


def bare(d: Dispatch) -> Dispatch:
    """What a card or a tombstone may say: headline, bylines, dateline, dates, outlet and its link.

    Everything after the reader sees only this, so nothing of the rest can come out anywhere.
    """
    source = d.source and Source(outlet=d.source.outlet, url=d.source.url)
    return replace(
        d, body="", standfirst=None, kicker=None, section=None, tags=(), series=None, about=(),
        image=None, corrections=(), source=source, extra=MappingProxyType({}),
    )  # fmt: skip
