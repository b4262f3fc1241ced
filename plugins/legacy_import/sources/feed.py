"""RSS 0.9 to 2.0, Atom and JSON Feed: the pieces that a feed names, with as much of them as it holds."""

import json
from html import escape
from urllib.parse import urljoin

from lxml import etree

from legacy_import.errors import CaptureError
from legacy_import.sources.made import Piece
from legacy_import.sources.xmltree import local_name, parse_xml, text_of, unpacked

__all__ = ["read_feed"]


def read_feed(data: bytes, base: str | None = None) -> list[Piece]:
    """The pieces of a feed, in its order; raises CaptureError for what is no feed."""
    data = unpacked(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _json_feed(data, base)
    root = parse_xml(data)
    kind = local_name(root)
    if kind not in ("rss", "rdf", "feed"):
        raise CaptureError(f"The file is no feed: its root is <{kind}>.", code="not_feed")
    entries = [entry for entry in root.iter() if local_name(entry) in ("item", "entry")]
    lang = next((text for channel in root if (text := text_of(channel, "language"))), None)
    lang = lang or root.get("{http://www.w3.org/XML/1998/namespace}lang")
    read = _atom if kind == "feed" else _rss
    return [read(entry, number, base, lang) for number, entry in enumerate(entries, 1)]


def _rss(item: etree._Element, number: int, base: str | None, lang: str | None) -> Piece:
    guid = text_of(item, "guid")
    link = text_of(item, "link") or (guid if guid and guid.startswith("http") else None)
    authors = [text for child in item if local_name(child) == "creator" and (text := _all_text(child))]
    named = text_of(item, "author")
    if not authors and named:
        authors = [named.split("(", 1)[1].rstrip(") ") if "(" in named else named]
    content = text_of(item, "encoded")
    description = text_of(item, "description")
    tags = tuple(text for child in item if local_name(child) == "category" and (text := _all_text(child)))
    return Piece(
        title=_plain(text_of(item, "title")),
        url=_address(link, base),
        date=text_of(item, "pubdate", "date", "published"),
        authors=tuple(author for author in authors if "@" not in author),
        html=content or description or "",
        tags=tags,
        lang=lang,
        name=f"item-{number:04d}",
    )


def _atom(entry: etree._Element, number: int, base: str | None, lang: str | None) -> Piece:
    links = [child for child in entry if local_name(child) == "link"]
    link = next((child.get("href") for child in links if child.get("rel", "alternate") == "alternate"), None)
    authors = [text_of(child, "name") for child in entry if local_name(child) == "author"]
    tags = [child.get("term") or child.get("label") for child in entry if local_name(child) == "category"]
    body = next(
        (child for name in ("content", "summary") for child in entry if local_name(child) == name), None
    )
    return Piece(
        title=_plain(text_of(entry, "title")),
        url=_address(link, base),
        date=text_of(entry, "published", "issued", "updated"),
        updated=text_of(entry, "updated", "modified"),
        authors=tuple(author for author in authors if author),
        html=_atom_body(body),
        tags=tuple(tag for tag in tags if tag),
        lang=entry.get("{http://www.w3.org/XML/1998/namespace}lang") or lang,
        name=f"entry-{number:04d}",
    )


def _atom_body(body: etree._Element | None) -> str:
    """RFC 4287 §3.1: text, packed HTML, or XHTML in place."""
    if body is None:
        return ""
    kind = body.get("type", "text")
    if kind in ("xhtml", "application/xhtml+xml"):
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in body)
    text = _all_text(body)
    return text if kind in ("html", "text/html") else f"<p>{escape(text)}</p>"


def _json_feed(data: bytes, base: str | None) -> list[Piece]:
    try:
        feed = json.loads(data.decode("utf-8-sig"))
        items = feed["items"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise CaptureError("The file is no JSON Feed.", code="not_feed") from None
    if not isinstance(items, list):
        raise CaptureError("The file is no JSON Feed.", code="not_feed")
    rows = [item for item in items if isinstance(item, dict)]
    return [_json_item(item, number, base, feed.get("language")) for number, item in enumerate(rows, 1)]


def _json_item(item: dict[str, object], number: int, base: str | None, lang: object) -> Piece:
    def words(name: str) -> str | None:
        value = item.get(name)
        return value if isinstance(value, str) and value.strip() else None

    people = item.get("authors") or [item.get("author")]
    names = (
        [person.get("name") for person in people if isinstance(person, dict)]
        if isinstance(people, list)
        else []
    )
    tags = item.get("tags")
    text = words("content_text")
    plain = "".join(f"<p>{escape(part)}</p>" for part in (text or "").split("\n\n") if part.strip())
    return Piece(
        title=words("title"),
        url=_address(words("url") or words("external_url"), base),
        date=words("date_published"),
        updated=words("date_modified"),
        authors=tuple(name for name in names if isinstance(name, str) and name.strip()),
        html=words("content_html") or plain,
        tags=tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        lang=words("language") or (lang if isinstance(lang, str) else None),
        summary=words("summary"),
        name=f"item-{number:04d}",
    )


def _all_text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _plain(title: str | None) -> str | None:
    """A title on one line; packed markup in it stays text."""
    return " ".join(title.split()) if title else None


def _address(link: str | None, base: str | None) -> str | None:
    if not link:
        return None
    try:
        address = urljoin(base or "", link.strip())
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None
