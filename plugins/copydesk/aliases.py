"""Old addresses: which of them can be a page of this site that leads on, and as which file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from copydesk.archive import File
from copydesk.pages import Page
from dispatch.errors import Finding, Where
from dispatch.record import Dispatch
from dispatch.slug import is_slug

# Files at the root of every site; its pages come before an old address, which gives way.
_SITE_FILES = ("robots.txt", "sitemap.xml", "dispatches.json", "redirects.csv")


def alias_file(alias: str) -> str | None:
    """The file of the page at an old address; None for one that is only kept on record.

    `/2014/old/` and `/2014/old` are `2014/old/index.html`; an address that ends in .html is that file.
    """
    path = alias.strip("/")
    if not alias.startswith("/") or not _is_static_path(path):
        return None
    return path if path.endswith((".html", ".htm")) else f"{path}/index.html"


def _is_static_path(path: str) -> bool:
    """Whether an old address can be a file of this site: no query, nothing odd, not too long."""
    plain = all(c.isalnum() or c in "-_.~/" for c in path)
    parts = path.split("/")
    return bool(path) and plain and len(path.encode()) <= 110 and ".." not in parts and "" not in parts


def alias_findings(
    read: Sequence[tuple[File, Dispatch]], pages: Iterable[Page], first: str
) -> Iterator[Finding]:
    """What is wrong with old addresses: one that is somebody's address now, and one that can be none."""
    if not any(dispatch.aliases for _, dispatch in read):
        return
    taken = {_home(name): f"the site's own {name}" for name in _SITE_FILES}
    taken |= {_home(dispatch.address(first)): file.name for file, dispatch in read}
    taken |= {_home(page.address(first)): f"the page {page.title!r} (content/pages)" for page in pages}
    files: list[tuple[File, str, str]] = []
    for file, dispatch in read:
        for alias in dispatch.aliases:
            name = alias_file(alias)
            if name is None:
                yield from _unaddressed(alias, dispatch, first, file.place("aliases"))
            elif (other := taken.setdefault(name.casefold(), file.name)) != file.name:
                yield _duplicate(file, alias, f"an address of {other}")
            else:
                files.append((file, alias, name.casefold()))
    for file, alias, name in files:
        parts = name.split("/")
        above = next((p for n in range(1, len(parts)) if (p := "/".join(parts[:n])) in taken), None)
        if above:
            yield _duplicate(file, alias, f"below the page {above}, an address of {taken[above]}")


def _home(address: str) -> str:
    return f"{address.strip('/')}/index.html".casefold()


def _duplicate(file: File, alias: str, what: str) -> Finding:
    message = f"alias {alias!r} is {what}"
    return Finding(file.place("aliases"), "duplicate-alias", message, "take it from one of the two")


def _unaddressed(alias: str, dispatch: Dispatch, first: str, where: Where) -> Iterator[Finding]:
    """An alias that can be no page: an address of another site is only kept on record; anything else is a slip."""
    # The import keeps whatever the old site had.
    if re.match(r"https?://[^\s/]", alias, re.IGNORECASE) or (alias.startswith("/") and dispatch.source):
        return
    if alias.startswith("/"):
        message = f"alias {alias!r} cannot be a page of this site: it is only kept in redirects.csv"
        fix = "write a path of letters, digits and - _ . ~, as /2014/03/old-slug/"
        yield Finding(where, "alias-without-page", message, fix, "warning")
        return
    old = alias.strip("/")
    fix = f"write it from the site's root on, as /{old}/"
    if is_slug(old):
        then = replace(dispatch, slug=old).address(first)
        fix = f"write {then} if that was this dispatch's slug, /{old}/ if that was all of the address"
    message = f"alias {alias!r} is no address, so that nothing leads here"
    yield Finding(where, "bad-alias", message, fix, "warning")
