"""A WordPress export (WXR): its published posts; drafts, private posts, pages and attachments stay out."""

import re

from lxml import etree

from legacy_import.errors import CaptureError
from legacy_import.sources.made import Piece
from legacy_import.sources.xmltree import local_name, parse_xml, text_of

__all__ = ["read_wxr"]

_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
_SHORTCODE_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_BLOCK = re.compile(r"<(?:p|div|ul|ol|blockquote|table|h[1-6]|pre|figure|hr)\b", re.IGNORECASE)


def read_wxr(data: bytes) -> tuple[list[Piece], dict[str, int]]:
    """The published posts of an export, and how many of each other kind were left out."""
    root = parse_xml(data)
    if local_name(root) != "rss":
        raise CaptureError(
            f"The file is no WordPress export: its root is <{local_name(root)}>.", code="parse_error"
        )
    authors = {
        login: name
        for author in root.iter()
        if local_name(author) == "author" and len(author)
        if (login := text_of(author, "author_login")) and (name := text_of(author, "author_display_name"))
    }
    lang = next((text for channel in root if (text := text_of(channel, "language"))), None)
    pieces: list[Piece] = []
    left: dict[str, int] = {}
    for item in root.iter():
        if local_name(item) != "item":
            continue
        reason = _left_out(item)
        if reason is None:
            pieces.append(_post(item, authors, lang, len(pieces) + 1))
        else:
            left[reason] = left.get(reason, 0) + 1
    return pieces, left


def _left_out(item: etree._Element) -> str | None:
    kind, status = text_of(item, "post_type") or "post", text_of(item, "status") or "publish"
    if kind != "post":
        return kind
    if text_of(item, "post_password"):
        return "password"
    return None if status == "publish" else status


def _post(item: etree._Element, authors: dict[str, str], lang: str | None, number: int) -> Piece:
    login = text_of(item, "creator")
    gmt, local = text_of(item, "post_date_gmt"), text_of(item, "post_date")
    date = f"{gmt.replace(' ', 'T')}+00:00" if gmt and not gmt.startswith("0000") else None
    if date is None and local and not local.startswith("0000"):
        date = local.replace(" ", "T")
    named = [child for child in item if local_name(child) == "category"]
    terms = [(child.get("domain") or "category", (child.text or "").strip()) for child in named]
    sections = [
        term for domain, term in terms if domain == "category" and term and term.lower() != "uncategorized"
    ]
    return Piece(
        title=text_of(item, "title"),
        url=text_of(item, "link"),
        date=date or text_of(item, "pubdate"),
        authors=(authors.get(login, login),) if login else (),
        html=_paragraphs(text_of(item, "encoded") or ""),
        section=sections[0] if sections else None,
        tags=tuple(term for domain, term in terms if domain == "post_tag" and term),
        lang=lang,
        name=f"post-{text_of(item, 'post_id') or number}-{number}",
    )


def _paragraphs(content: str) -> str:
    """The content as WordPress shows it: an empty line parts paragraphs, a single one breaks the line."""
    text = _BLOCK_COMMENT.sub("", content).replace("\r\n", "\n")
    text = _SHORTCODE_CAPTION.sub(r"<figure>\1</figure>", text)
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(
        part if _BLOCK.match(part) else f"<p>{part.replace(chr(10), '<br>' + chr(10))}</p>" for part in parts
    )
