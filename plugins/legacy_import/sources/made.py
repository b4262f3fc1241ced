"""A page made of the fields that a feed, an export or a Markdown file gives: read like any other page."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import escape

from legacy_import.capture.store import Capture

__all__ = ["Piece", "made_capture", "moment"]

_NAMESPACE = uuid.UUID("5f0d8a2e-4f5c-4b0e-9d3a-6a1c7b9f2e10")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as a feed, an export or a file tells it; `html` is its body."""

    title: str | None = None
    url: str | None = None
    date: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    html: str = ""
    section: str | None = None
    tags: tuple[str, ...] = ()
    lang: str | None = None
    summary: str | None = None
    name: str = "piece"

    @property
    def has_text(self) -> bool:
        """Whether the body is a text and not only a teaser."""
        return len(self.html) >= 200


def moment(value: str | None) -> str | None:
    """A date of RFC 5322 or ISO 8601 in ISO form; None for what is neither."""
    text = (value or "").strip()
    if not text:
        return None
    try:
        return parsedate_to_datetime(text).isoformat()
    except (TypeError, ValueError, IndexError, OverflowError):
        pass
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text).isoformat()
        return dt.datetime.fromisoformat(text).isoformat()
    except ValueError:
        return None


def made_capture(piece: Piece, source: Capture) -> Capture:
    """The piece as a capture; the same piece gives the same bytes, and the record names the source it was made from."""
    payload = _page(piece).encode("utf-8", "replace")
    sha256 = hashlib.sha256(payload).hexdigest()
    return Capture(
        id=f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{piece.name}:{sha256}')}>",
        url=piece.url,
        captured=source.captured,
        sha256=sha256,
        payload=payload,
        content_type="text/html; charset=utf-8",
        name=piece.name,
        extra={"X-Stringer-Made-From": source.id},
    )


def _page(piece: Piece) -> str:
    title = escape(piece.title or "")
    lang = f' lang="{escape(piece.lang)}"' if piece.lang else ""
    metas = [("article:published_time", moment(piece.date)), ("article:modified_time", moment(piece.updated))]
    metas += [("article:section", piece.section), *(("article:tag", tag) for tag in piece.tags)]
    head = [f'<meta property="{name}" content="{escape(value)}">' for name, value in metas if value]
    head += [f'<meta name="author" content="{escape(author)}">' for author in piece.authors]
    if piece.summary:
        head.append(f'<meta name="description" content="{escape(piece.summary[:1000])}">')
    heading = f"<h1>{title}</h1>\n" if title else ""
    byline = "".join(
        f'<p class="byline">By <span rel="author">{escape(author)}</span></p>\n' for author in piece.authors
    )
    return (
        f'<!doctype html>\n<html{lang}><head><meta charset="utf-8"><title>{title}</title>\n{chr(10).join(head)}</head>\n'
        f"<body><article>\n{heading}{byline}{piece.html}\n</article></body></html>\n"
    )
