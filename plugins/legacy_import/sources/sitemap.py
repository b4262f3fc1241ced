"""A sitemap or an index of sitemaps, packed or not."""

from collections.abc import Callable
from dataclasses import dataclass

from legacy_import.errors import CaptureError
from legacy_import.sources.xmltree import local_name, parse_xml, text_of

__all__ = ["Sitemap", "all_addresses", "read_sitemap"]

# sitemaps.org: at most 50,000 addresses a file; an index of indexes is not allowed.
MAX_ADDRESSES = 50_000
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The pages of a sitemap, and the sitemaps of an index."""

    pages: tuple[str, ...] = ()
    children: tuple[str, ...] = ()


def read_sitemap(data: bytes, *, limit: int | None = None) -> Sitemap:
    """Read one file; raises CaptureError for what is no sitemap, or one that is too long to be one."""
    root = parse_xml(data)
    kind = local_name(root)
    if kind not in ("urlset", "sitemapindex"):
        raise CaptureError(f"The file is no sitemap: its root is <{kind}>.", code="parse_error")
    found = [text_of(entry, "loc") for entry in root if local_name(entry) in ("url", "sitemap")]
    addresses = tuple(dict.fromkeys(address for address in found if address))
    if len(addresses) > MAX_ADDRESSES and limit is None:
        raise CaptureError(
            f"The sitemap names {len(addresses):,} addresses; more than {MAX_ADDRESSES:,} are not allowed in one.",
            fix="import a part of it: --limit 1000",
            code="too_many",
        )
    return Sitemap(addresses, ()) if kind == "urlset" else Sitemap((), addresses)


def all_addresses(
    data: bytes,
    fetch: Callable[[str], bytes],
    refuse: Callable[[str, CaptureError], None],
    limit: int | None = None,
) -> list[str]:
    """The pages of a sitemap and of those that its index names, each once; a child that fails is refused by name."""
    pages: dict[str, None] = {}
    seen: set[str] = set()

    def take(content: bytes, depth: int) -> None:
        sitemap = read_sitemap(content, limit=limit)
        pages.update(dict.fromkeys(sitemap.pages))
        for child in sitemap.children:
            if child in seen or depth >= _MAX_DEPTH or (limit is not None and len(pages) >= limit):
                continue
            seen.add(child)
            try:
                take(fetch(child), depth + 1)
            except CaptureError as error:
                refuse(child, error)

    take(data, 0)
    return list(pages)[:limit]
