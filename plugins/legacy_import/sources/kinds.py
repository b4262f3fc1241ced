"""What a source is: told from its address or its first bytes, never from its name alone; `--kind` overrules."""

import re
import zlib
from enum import StrEnum
from pathlib import Path

from legacy_import.errors import CaptureError, LegacyImportError

__all__ = ["HEAD_BYTES", "Kind", "kind_of", "kind_of_bytes", "named_kind"]

HEAD_BYTES = 65_536


class Kind(StrEnum):
    """The kinds of source that can be imported."""

    URL = "url"
    LIST = "list"
    SITEMAP = "sitemap"
    FEED = "feed"
    SECTION = "section"
    WAYBACK = "wayback"
    FILES = "files"
    WARC = "warc"
    WXR = "wxr"
    MARKDOWN = "markdown"


MARKDOWN_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
_PAGE_SUFFIXES = (".html", ".htm", ".xhtml", ".shtml", ".php", ".mht", ".mhtml", ".html.gz", ".htm.gz")
_ARCHIVE_ADDRESS = re.compile(
    r"^https?://[^/]+/(?:[\w-]+/)*?(?:\d{1,14}|\*|\d{0,14}\*)(?:[a-z]{2}_)?/https?:/", re.IGNORECASE
)
_ROOT = re.compile(r"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_PROLOG = re.compile(
    r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE
)
_CDXJ = re.compile(r'^(?:\S+ \d{14} )?\{.*"filename".*"offset"|^\S+ \d{14} \{.*"offset"', re.DOTALL)
_ROOTS = {
    "urlset": Kind.SITEMAP,
    "sitemapindex": Kind.SITEMAP,
    "feed": Kind.FEED,
    "rdf": Kind.FEED,
    "rss": Kind.FEED,
}


def named_kind(name: str | None) -> Kind | None:
    """The kind that `--kind` names; raises LegacyImportError for an unknown word."""
    if name is None:
        return None
    try:
        return Kind(name.strip().lower())
    except ValueError:
        known = ", ".join(Kind)
        raise LegacyImportError(f"--kind {name} is no kind of source.", fix=f"use one of: {known}") from None


def kind_of(source: str, wanted: str | None = None) -> Kind:
    """Tell what `source` is; raises LegacyImportError for a path that is not there or cannot be read."""
    named = named_kind(wanted)
    if source.lower().startswith(("http://", "https://")):
        return named or (Kind.WAYBACK if _ARCHIVE_ADDRESS.match(source) else Kind.URL)
    path = Path(source)
    if not path.exists():
        fix = "give an address that begins with https://, a folder, an HTML file or a WARC"
        raise LegacyImportError(f"{source} is neither an address nor a file or folder here.", fix=fix)
    if named is not None:
        return named
    if path.is_dir():
        return _kind_of_folder(path)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise LegacyImportError(f"{source} cannot be read: {error.strerror}.") from None
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head, HEAD_BYTES)
        except zlib.error:
            raise LegacyImportError(f"{source} cannot be unpacked: its packed data is damaged.") from None
    kind = kind_of_bytes(head)
    if kind is None:
        is_markdown = path.name.lower().endswith(MARKDOWN_SUFFIXES)
        return Kind.MARKDOWN if is_markdown else Kind.FILES
    return kind


def _kind_of_folder(path: Path) -> Kind:
    """A folder is what most of its files are; a WARC in it outweighs the pages that lie beside."""
    counts = {Kind.WARC: 0, Kind.MARKDOWN: 0, Kind.FILES: 0}
    for file in path.rglob("*"):
        name = file.name.lower()
        if name.endswith((".warc", ".warc.gz")):
            counts[Kind.WARC] += 1
        elif name.endswith(MARKDOWN_SUFFIXES):
            counts[Kind.MARKDOWN] += 1
        elif name.endswith(_PAGE_SUFFIXES):
            counts[Kind.FILES] += 1
    if counts[Kind.WARC]:
        return Kind.WARC
    return Kind.MARKDOWN if counts[Kind.MARKDOWN] > counts[Kind.FILES] else Kind.FILES


def kind_of_bytes(head: bytes) -> Kind | None:
    """The kind that the first bytes show; None for a page, or for what nothing is known of."""
    if head.startswith(b"WARC/"):
        return Kind.WARC
    if head.startswith(b"PK\x03\x04"):
        raise CaptureError(
            "The source is a ZIP archive.", fix="unpack it and import the folder", code="bad_archive"
        )
    text = _text(head)
    if _CDXJ.match(text.lstrip()[:4000]):
        return Kind.WARC
    if text.lstrip().startswith("{") and "jsonfeed.org/version" in text:
        return Kind.FEED
    if text.lstrip().startswith("<"):
        return _kind_of_xml(text)
    if re.match(r"\s*(?:---|\+\+\+)[ \t]*\n", text):
        return Kind.MARKDOWN
    return Kind.LIST if _is_list(text) else None


def _text(head: bytes) -> str:
    for mark, charset in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return head[2:].decode(charset, "replace").replace("\r", "\n")
    return (
        head.removeprefix(b"\xef\xbb\xbf")
        .decode("utf-8", "replace")
        .replace("\r\n", "\n")
        .replace("\r", "\n")
    )


def _kind_of_xml(text: str) -> Kind | None:
    at = 0
    while (prolog := _PROLOG.match(text, at)) is not None:
        at = prolog.end()
    root = _ROOT.search(text, at)
    kind = _ROOTS.get(root[1].lower()) if root else None
    if kind is Kind.FEED and "wordpress.org/export/" in text[at : at + 8000]:
        return Kind.WXR
    return kind


def _is_list(text: str) -> bool:
    """Whether lines name addresses: at least half of the first ones, and no markup."""
    lines = [line for line in text.split("\n")[:50] if line.strip() and not line.lstrip().startswith("#")]
    named = sum(bool(re.search(r"(?:^|[\s,;\"|])https?://[^\s,;\"]+", line)) for line in lines)
    marked = sum(bool(re.search(r"<[a-z!/]|\]\(", line, re.IGNORECASE)) for line in lines)
    return bool(lines) and named * 2 >= len(lines) and not marked
