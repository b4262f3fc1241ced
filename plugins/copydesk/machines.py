"""Lists for machines: the sitemap, and where old addresses lead."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from urllib.parse import urljoin
from xml.sax.saxutils import escape, quoteattr

from copydesk.listings import Edition
from dispatch.record import Status

# sitemaps.org protocol: at most 50,000 addresses and 50 MB a file.
SITEMAP_LIMIT = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def sitemaps(edition: Edition, pages: Sequence[str], limit: int = SITEMAP_LIMIT) -> dict[str, str]:
    """File name → XML: `sitemap.xml`, and behind it parts when one file would be too long.

    `pages` are the addresses of lists and pages from the site's root. Nothing without an address
    of the site; hidden and withdrawn pieces are in no sitemap.
    """
    address = edition.settings.address
    if address is None:
        return {}
    entries = [*_dispatches(edition, address), *(_entry(f"{address}/{page}", None, []) for page in pages)]
    parts = [entries[start : start + limit] for start in range(0, len(entries), limit)]
    texts = [_urlset(part) for part in parts]
    if len(texts) == 1:
        return {"sitemap.xml": texts[0]}
    names = [f"sitemap-{number}.xml" for number in range(1, len(texts) + 1)]
    rows = "".join(f"<sitemap><loc>{escape(f'{address}/{name}')}</loc></sitemap>\n" for name in names)
    index = f"{_HEAD}<sitemapindex {_NAMESPACES}>\n{rows}</sitemapindex>\n"
    return {"sitemap.xml": index, **dict(zip(names, texts, strict=True))}


def _dispatches(edition: Edition, address: str) -> Iterator[str]:
    for dispatch in edition.shown:
        others = edition.translations(dispatch)
        group = [(d.lang, f"{address}/{edition.url(d)}") for d in (dispatch, *others)] if others else []
        changed = dispatch.updated or dispatch.date
        day = str(changed)[:10] if changed.day else None
        yield _entry(f"{address}/{edition.url(dispatch)}", day, sorted(group))


def _entry(url: str, day: str | None, group: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang={quoteattr(lang)} href={quoteattr(other)}/>'
        for lang, other in group
    )
    last = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<url><loc>{escape(url)}</loc>{last}{links}</url>\n"


def _urlset(entries: Sequence[str]) -> str:
    names = f'{_NAMESPACES} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_HEAD}<urlset {names}>\n{''.join(entries)}</urlset>\n"


def redirects_csv(edition: Edition) -> str:
    """redirects.csv: where each old address leads, for the server of the old site (`from,to`, permanent).

    An old path counts as one of the host on which the piece came out; nothing but published pieces.
    """
    base = edition.settings.address or ""
    rows: dict[str, str] = {}
    for dispatch in edition.dispatches:
        source = dispatch.source.url if dispatch.source else None
        for old in (*([source] if source else []), *dispatch.aliases):
            where = urljoin(source, old) if source and old.startswith("/") else old
            if dispatch.status is Status.PUBLISHED:
                rows.setdefault(where, f"{base}/{edition.url(dispatch)}")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("from", "to"), *sorted(rows.items())])
    return out.getvalue()
