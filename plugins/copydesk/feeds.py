"""Feeds of any list, in three formats: Atom, RSS 2.0, JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from dispatch.text import clean

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a feed; `html` has whole addresses, and is empty for a card."""

    url: str
    title: str
    lang: str
    published: dt.datetime
    updated: dt.datetime
    summary: str | None = None
    html: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    original: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A list as a feed: `path` from the site's root without an ending, `base` the site's address."""

    title: str
    path: str
    home: str
    base: str
    lang: str
    site: str
    entries: Sequence[Entry]
    about: str | None = None

    @property
    def updated(self) -> dt.datetime:
        """When anything in it changed last; a feed of nothing has never changed."""
        return max((e.updated for e in self.entries), default=dt.datetime(1970, 1, 1, tzinfo=dt.UTC))


def atom(feed: Feed) -> str:
    """Atom (RFC 4287); every entry names its language."""
    me = f"{feed.base}/{feed.path}.atom.xml"
    head = [
        _tag("title", feed.title), _tag("subtitle", feed.about), _tag("id", me),
        f"<link rel='self' type='application/atom+xml' href={_attribute(me)}/>",
        f"<link rel='alternate' type='text/html' href={_attribute(f'{feed.base}/{feed.home}')}/>",
        _tag("updated", feed.updated.isoformat()),
        # RFC 4287 §4.1.1: an entry without an author has the feed's.
        f"<author>{_tag('name', feed.site)}</author>", "<generator>Stringer</generator>",
    ]  # fmt: skip
    body = "".join(_atom_entry(entry) for entry in feed.entries)
    start = f"<feed xmlns='http://www.w3.org/2005/Atom' xml:lang={_attribute(feed.lang)}>"
    return f"{_HEAD}{start}\n{''.join(head)}\n{body}</feed>\n"


def _atom_entry(entry: Entry) -> str:
    parts = [
        _tag("title", entry.title), _tag("id", entry.url),
        f"<link rel='alternate' type='text/html' href={_attribute(entry.url)}/>",
        f"<link rel='via' href={_attribute(entry.original)}/>" if entry.original else "",
        _tag("published", entry.published.isoformat()), _tag("updated", entry.updated.isoformat()),
        *(f"<author>{_tag('name', name)}</author>" for name in entry.authors),
        *(f"<category term={_attribute(topic)}/>" for topic in entry.topics),
        _tag("summary", entry.summary),
        f"<content type='html'>{_text(entry.html)}</content>" if entry.html else "",
    ]  # fmt: skip
    return f"<entry xml:lang={_attribute(entry.lang)}>{''.join(parts)}</entry>\n"


def rss(feed: Feed) -> str:
    """RSS 2.0, with Dublin Core's creator: RSS's own author is a mail address."""
    me = f"{feed.base}/{feed.path}.rss.xml"
    head = [
        _tag("title", feed.title), _tag("link", f"{feed.base}/{feed.home}"),
        # RSS 2.0: a channel has a description.
        _tag("description", feed.about or feed.title), _tag("language", feed.lang),
        _tag("lastBuildDate", format_datetime(feed.updated)), _tag("generator", "Stringer"),
        f"<atom:link rel='self' type='application/rss+xml' href={_attribute(me)}/>",
    ]  # fmt: skip
    names = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:atom='http://www.w3.org/2005/Atom'"
    body = "".join(_rss_item(entry) for entry in feed.entries)
    return f"{_HEAD}<rss version='2.0' {names}><channel>\n{''.join(head)}\n{body}</channel></rss>\n"


def _rss_item(entry: Entry) -> str:
    parts = [
        _tag("title", entry.title), _tag("link", entry.url),
        f"<guid isPermaLink='true'>{_text(entry.url)}</guid>",
        _tag("pubDate", format_datetime(entry.published)),
        *(_tag("dc:creator", name) for name in entry.authors),
        *(_tag("category", topic) for topic in entry.topics),
        _tag("description", entry.html or _text(entry.summary or "")),
    ]  # fmt: skip
    return f"<item>{''.join(parts)}</item>\n"


def json_feed(feed: Feed) -> str:
    """JSON Feed 1.1; the item of a card has no text but its link."""
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        "home_page_url": f"{feed.base}/{feed.home}",
        "feed_url": f"{feed.base}/{feed.path}.json",
        "language": feed.lang,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    kept = {key: value for key, value in data.items() if value is not None}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")) + "\n"


def _json_item(entry: Entry) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": entry.url,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat() if entry.updated != entry.published else None,
        "authors": [{"name": name} for name in entry.authors],
        "tags": list(entry.topics),
        "language": entry.lang,
        "image": entry.image,
    }
    kept = {key: value for key, value in item.items() if value}
    # JSON Feed 1.1: an item has content_html or content_text.
    return kept if entry.html else {**kept, "content_text": entry.summary or ""}


FORMATS = {".atom.xml": atom, ".rss.xml": rss, ".json": json_feed}


def _tag(name: str, text: str | None) -> str:
    return f"<{name}>{_text(text)}</{name}>" if text else ""


def _text(text: str) -> str:
    """Text as XML holds it; what XML 1.0 cannot hold at all is left out."""
    return escape(clean(text))


def _attribute(text: str) -> str:
    return quoteattr(clean(text))
