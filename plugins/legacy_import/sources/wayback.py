"""The Wayback Machine, and archives that answer like it: the list of its captures (CDX) and their raw bytes."""

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode, urlsplit

from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError

__all__ = ["Memento", "as_original", "list_mementos", "parse_source", "read_cdx"]

ARCHIVE = "https://web.archive.org"
_SOURCE = re.compile(
    r"^(?P<origin>https?://[^/]+)(?P<prefix>/(?:[\w-]+/)*?)(?P<stamp>\d{1,14}|\*|\d{0,14}\*)(?:[a-z]{2}_)?/(?P<url>https?:/.*)$",
    re.IGNORECASE,
)
_SKIPPED_ENDINGS = (".css", ".js", ".xml", ".rss", ".ico", ".txt", ".json", ".pdf")


@dataclass(frozen=True, slots=True)
class Memento:
    """One capture that the archive holds: the original address and when it was taken (14 digits)."""

    original: str
    stamp: str
    digest: str = ""
    archive: str = f"{ARCHIVE}/web/"

    @property
    def raw_address(self) -> str:
        """Where its bytes stand as they came, without the archive's own banner and rewritten links."""
        return f"{self.archive}{self.stamp}id_/{self.original}"

    @property
    def taken(self) -> dt.datetime | None:
        """When the archive took it."""
        try:
            return dt.datetime.strptime(self.stamp.ljust(14, "0"), "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address of the archive asks for: one memento, or a list of them (`*`)."""

    archive: str
    original: str
    stamp: str
    is_list: bool


def parse_source(source: str) -> Asked:
    """Read `https://web.archive.org/web/2005*/http://old.example/news/*`, or a bare address with `--kind wayback`."""
    found = _SOURCE.match(source)
    if found is None:
        return Asked(f"{ARCHIVE}/web/", source, "", is_list=True)
    stamp = found["stamp"].rstrip("*")
    original = re.sub(r"^(https?:)/+", r"\1//", found["url"])
    is_list = found["stamp"].endswith("*") or original.endswith("*")
    return Asked(found["origin"] + found["prefix"], original, stamp, is_list)


def list_mementos(asked: Asked, fetch: Callable[[str], bytes]) -> list[Memento]:
    """The captures that are asked for: of each address the first one that is HTML and was answered with 200."""
    if not asked.is_list:
        return [Memento(asked.original, asked.stamp, "", asked.archive)]
    return list(read_cdx(fetch(_cdx_address(asked)), asked.archive))


def _cdx_address(asked: Asked) -> str:
    parts = urlsplit(asked.archive)
    query = [
        ("url", asked.original.rstrip("*")), ("output", "json"), ("fl", "timestamp,original,mimetype,statuscode,digest"),
        ("filter", "statuscode:200"), ("filter", "mimetype:text/html"), ("collapse", "urlkey"),
    ]  # fmt: skip
    if asked.original.endswith(("*", "/")):
        query.append(("matchType", "prefix"))
    if asked.stamp:
        query += [("from", asked.stamp), ("to", asked.stamp)]
    return f"{parts.scheme}://{parts.netloc}/cdx/search/cdx?{urlencode(query, quote_via=quote)}"


def read_cdx(data: bytes, archive: str = f"{ARCHIVE}/web/") -> Iterator[Memento]:
    """The mementos of a CDX list: JSON with a heading row, JSON lines, or the plain eleven or seven columns."""
    text = data.decode("utf-8", "replace").strip()
    if text.startswith("["):
        rows = list(_json_rows(text))
    else:
        rows = [row for line in text.splitlines() if (row := _plain_row(line))]
    seen: set[str] = set()
    for row in rows:
        original, stamp = row.get("original") or row.get("url") or "", row.get("timestamp") or ""
        kind, status = (
            row.get("mimetype") or row.get("mime") or "text/html",
            row.get("statuscode") or row.get("status") or "200",
        )
        key = _same(original)
        usable = original.startswith(("http://", "https://")) and re.fullmatch(r"\d{4,14}", stamp)
        if not usable or key in seen or "html" not in kind or status not in ("200", "-"):
            continue
        if urlsplit(original).path.lower().endswith(_SKIPPED_ENDINGS):
            continue
        seen.add(key)
        yield Memento(original, stamp, row.get("digest") or "", archive)


def _json_rows(text: str) -> Iterator[dict[str, str]]:
    try:
        table = json.loads(text)
    except (ValueError, RecursionError):
        raise CaptureError("The archive's list cannot be read.", code="parse_error") from None
    if not table or not all(isinstance(row, list) for row in table):
        return
    heading = [str(name) for name in table[0]]
    for row in table[1:]:
        yield dict(zip(heading, map(str, row), strict=False))


def _plain_row(line: str) -> dict[str, str] | None:
    key, _space, rest = line.partition(" ")
    stamp, _space, tail = rest.partition(" ")
    if tail.startswith("{"):
        try:
            fields = json.loads(tail)
        except ValueError:
            return None
        return {"timestamp": stamp, **{str(name): str(value) for name, value in fields.items()}}
    columns = tail.split()
    if len(columns) < 3 or key == "CDX":
        return None
    names = ("original", "mimetype", "statuscode", "digest")
    return {"timestamp": stamp, **dict(zip(names, columns, strict=False))}


def _same(address: str) -> str:
    """Addresses that differ in scheme, www, port 80 or case of the host are one page."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path or '/'}?{parts.query}"


def as_original(capture: Capture, memento: Memento) -> Capture:
    """An archive's answer as a capture of the original page: its address and date, and where and when it was had."""
    asked = urlsplit(capture.url or "")
    landed = _SOURCE.match(capture.url or "")
    taken = replace(memento, stamp=landed["stamp"]).taken if landed else memento.taken
    original = re.sub(r"^(https?:)/+", r"\1//", landed["url"]) if landed else memento.original
    extra = {
        **capture.extra,
        "X-Stringer-Archive": capture.url or f"{asked.netloc}",
        "X-Stringer-Fetched": capture.captured.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    headers = tuple((_original_header(name), value) for name, value in capture.headers)
    kind = next((value for name, value in headers if name.lower() == "content-type"), capture.content_type)
    extra["X-Stringer-Asked"] = memento.raw_address
    return replace(
        capture,
        url=original,
        captured=taken or capture.captured,
        extra=extra,
        headers=headers,
        content_type=kind,
    )


def _original_header(name: str) -> str:
    """Archives give the page's own headers with a prefix."""
    return name[len("x-archive-orig-") :] if name.lower() == "x-archive-orig-last-modified" else name
