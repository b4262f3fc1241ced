"""One page read: its tree, its statements to machines and its blocks, ready for comparison with others."""

import json
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml import html

from legacy_import.errors import ExtractError
from legacy_import.extract.blocks import Block, linearise
from legacy_import.extract.chrome import Sheet
from legacy_import.extract.decode import Decoded, decode_page
from legacy_import.extract.evidence import Evidence, read_evidence
from legacy_import.extract.extraction import Page
from legacy_import.extract.guard import is_too_complex
from legacy_import.extract.scripted import scripted_html
from legacy_import.extract.tree import parse_tree, tidy

__all__ = ["Reading", "read_page"]

_MAX_BYTES = 30_000_000


@dataclass(slots=True, eq=False)
class Reading:
    """A page taken apart."""

    page: Page
    url: str | None
    decoded: Decoded
    tree: html.HtmlElement
    evidence: Evidence
    sheet: Sheet

    @property
    def host(self) -> str | None:
        """The host of the page's address."""
        return urlsplit(self.url).hostname if self.url else None


def read_page(page: Page) -> Reading:
    """Take a page apart; raises ExtractError with the reason where there is no page."""
    _refuse(page)
    decoded = decode_page(page.payload, page.content_type)
    if not decoded.text.strip():
        raise ExtractError("The page is empty.")
    if decoded.text.lstrip()[:1] in "{[" and "json" in _kind_of_text(decoded.text):
        raise ExtractError("The page is not HTML: it is JSON.")
    tree = parse_tree(decoded.text)
    if tree is None:
        raise ExtractError("The page cannot be read as HTML.")
    evidence = read_evidence(tree, decoded.text)
    url = page.url or _own_address(evidence)
    again = parse_tree(decoded.text)
    root = tidy(tree if again is None else again)
    blocks = linearise(root)
    if not any(block.text for block in blocks):
        root, blocks = _of_scripts(tree, root, blocks)
    if not any(block.text for block in blocks) and not evidence.articles:
        raise ExtractError("The page has no words to read.")
    host = (urlsplit(url).hostname or "") if url else ""
    sheet = Sheet(page.id, url, host.removeprefix("www."), blocks, root, evidence.title_tag)
    return Reading(page, url, decoded, tree, evidence, sheet)


def _of_scripts(
    tree: html.HtmlElement, root: html.HtmlElement, blocks: list[Block]
) -> tuple[html.HtmlElement, list[Block]]:
    """The blocks of the HTML that a page without words keeps in its scripts; what was there, where it keeps none."""
    source = scripted_html(tree)
    told = parse_tree(source) if source else None
    if told is None:
        return root, blocks
    root = tidy(told)
    return root, linearise(root)


def _kind_of_text(text: str) -> str:
    try:
        json.loads(text)
    except ValueError:
        return "text"
    return "json"


def _refuse(page: Page) -> None:
    payload = page.payload
    if not payload.strip():
        raise ExtractError("The page is empty.")
    if len(payload) > _MAX_BYTES:
        raise ExtractError(f"The page is larger than {_MAX_BYTES // 1_000_000} MB.")
    if is_too_complex(payload):
        raise ExtractError("The page is too complex to be read: one of its tags has thousands of attributes.")
    kind = (page.content_type or "").split(";")[0].strip().lower()
    if kind and not any(word in kind for word in ("html", "xml", "text/plain", "octet-stream", "unknown")):
        raise ExtractError(f"The page is not HTML: it was sent as {kind}.")
    head = payload[:1024]
    marks = {
        b"%PDF": "a PDF",
        b"\x89PNG": "a picture",
        b"GIF8": "a picture",
        b"\xff\xd8\xff": "a picture",
        b"PK\x03\x04": "a ZIP archive",
        b"\x7fELF": "a program",
    }
    for mark, name in marks.items():
        if head.startswith(mark):
            raise ExtractError(f"The page is not HTML: it is {name}.")
    halves = sorted((head[::2].count(b"\x00"), head[1::2].count(b"\x00")))
    is_wide = head[:2] in (b"\xff\xfe", b"\xfe\xff") or (
        halves[1] > len(head) * 0.2 and halves[0] * 8 < halves[1]
    )
    # No text has control bytes but white space and the escape of ISO-2022; a stray one is forgiven,
    # some more are in what opens as HTML (every tenth byte of chance is one).
    most = 0.06 if re.match(rb"\s*<(?:!doctype|html|!--|head|body)", head, re.IGNORECASE) else 0.02
    if not is_wide and sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head) > len(head) * most:
        raise ExtractError("The page is not HTML: it is binary.")
    if not is_wide and b"<" not in payload[:200_000]:
        raise ExtractError("The page is not HTML: it has no element.")


def _own_address(evidence: Evidence) -> str | None:
    """The address a saved page gives itself: canonical link, og:url, or the browser's mark."""
    for address in (evidence.canonical, evidence.first("og:url"), evidence.saved_from):
        if address and urlsplit(address).scheme in ("http", "https") and urlsplit(address).hostname:
            return urljoin(address, "") if address.endswith("#") else address
    return None
