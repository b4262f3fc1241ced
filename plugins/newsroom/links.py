"""Links in dispatches and pages that lead to no page of a built site: an address with a slip, a file's name, a piece not out yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from functools import partial
from html import unescape
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from copydesk import Checked, clock, render_markdown
from copydesk.archive import find_in
from copydesk.checks import unpublishable
from dispatch import Dispatch, Finding, Where

# Most bodies have links to other sites alone: only one that may have another is printed once more.
_MAYBE = re.compile(r"(?:\]\(\s*<?|\]:\s*<?|href\s*=\s*[\"']?)(?!\s|#|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_HREF = re.compile(r'<a(?: [\w:-]+="[^"]*")*? href="([^"]*)"')


def dead_links(checked: Checked, files: Collection[str]) -> Iterator[Finding]:
    """A warning for every link in a published dispatch, and in a page, that leads to none of the site's `files`."""
    archive = checked.desk.archive
    own = archive.address or ""
    known = _Known(checked, archive.languages[0])
    for body, address, find in _texts(checked):
        if _MAYBE.search(body) or (own and own in body):
            for link in dict.fromkeys(_HREF.findall(render_markdown(body))):
                path = _target(unescape(link), address, own)
                if path is not None and path not in files and f"{path}/index.html".lstrip("/") not in files:
                    yield _finding(find, unescape(link), known.fix(path))


def _texts(checked: Checked) -> Iterator[tuple[str, str, Callable[[str], Where]]]:
    """What is published and may have links: the text, its address, and how to find words in its file."""
    now, archive = clock(), checked.desk.archive
    first = archive.languages[0]
    cards = {id(d) for d in unpublishable(checked)}
    for file in checked.files:
        d = file.reading.dispatch
        if d is not None and id(d) not in cards and not d.is_withheld(now, archive.zone):
            yield d.body, d.address(first), file.find
    for page in checked.pages:
        yield page.body, page.address(first), partial(find_in, page.path, page.body_line)


def _target(link: str, base: str, own: str) -> str | None:
    """The path below the site's root that a link leads to; None for one that leaves the site or stays on its page."""
    if own and (link == own or link.startswith(f"{own}/")):
        link = link[len(own) :] or "/"
    try:
        parts = urlsplit(link)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or not parts.path:
        return None
    path = unquote(parts.path)
    whole = normpath(path if path.startswith("/") else f"{base}{path}").lstrip("/")
    return "" if whole == "." else whole


class _Known:
    """What a wrong link may have meant."""

    def __init__(self, checked: Checked, first: str) -> None:
        now, zone = clock(), checked.desk.archive.zone
        self._files: dict[str, tuple[Dispatch, str]] = {}
        self._held: set[str] = set()
        for file in checked.files:
            d = file.reading.dispatch
            if d is not None:
                address = d.address(first)
                self._files[file.path.name] = self._files[d.slug] = d, address
                if d.is_withheld(now, zone):
                    self._held.add(address)

    def fix(self, path: str) -> str:
        """What to do about a link to a path that is not there."""
        name = re.sub(r"\A\{\w+\}", "", PurePosixPath(path).name)
        found = self._files.get(name) or self._files.get(name.removesuffix(".html"))
        if found is None:
            return "write the address of a page of the site, as /2014/03/02/alat/"
        if found[1] in self._held:
            return "take the link out until that piece is published"
        return f"write {found[1]}"


def _finding(find: Callable[[str], Where], link: str, fix: str) -> Finding:
    # Braces were made harmless when the body was printed.
    link = link.replace("%7B", "{").replace("%7C", "|").replace("%7D", "}")
    return Finding(find(link), "dead-link", f"link {link!r} leads to no page of the site", fix, "warning")
