"""The verdict on a whole site before anybody sees it: nothing missing, nothing that may not be there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from copydesk import Checked
from dispatch import Dispatch, Status
from newsroom.atomic import tree
from newsroom.errors import NewsroomError

# Signs that nobody sees, in the bytes of UTF-8: controls, those that turn the direction of a line (U+202A to U+202E,
# U+2066 to U+2069), and two that are no signs (U+FFFE, U+FFFF).
_UNSEEN = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])|\xef\xbf[\xbe\xbf]"
)
_SEEN = bytes([9, 10, 13, *range(32, 127)])
MAX_PATH_BYTES = 120
_PAGE = re.compile(r"([a-z-]+/)?\d{4}/\d\d/\d\d/[^/]+/index\.html")
_TEXT = {".html", ".xml", ".json", ".txt", ".js", ".css", ".svg"}


def verify(site: Path, checked: Checked, expected: Sequence[Dispatch], *, search: bool = True) -> None:
    """Look at every file of a built site. Raises NewsroomError that names all that is wrong.

    `expected`: the dispatches that must have a page, each exactly one.
    """
    files = tree(site)
    wrong = [*misplaced(files, checked.desk.archive.languages[0], expected), *_texts(files)]
    if search and "search/index.html" not in files:
        wrong.append("search/: there is no search page")
    refuse_wrong(wrong)


def misplaced(files: Collection[str], first_lang: str, expected: Sequence[Dispatch]) -> Iterator[str]:
    """What is wrong with the names of a site's files: a dispatch without its page, a page of none, two names for one."""
    yield from _pages(files, first_lang, expected)
    yield from _paths(files)


def refuse_wrong(wrong: Sequence[str]) -> None:
    """Raise NewsroomError that names all that is wrong with a site; nothing is wrong with most."""
    if wrong:
        shown = "\n    ".join(wrong[:20])
        more = f"\n    … and {len(wrong) - 20} more" if len(wrong) > 20 else ""
        raise NewsroomError(f"the site is not fit to be shown:\n    {shown}{more}",
                            fix="mend these; what was there before is untouched")  # fmt: skip


def _pages(files: Collection[str], first: str, expected: Sequence[Dispatch]) -> Iterator[str]:
    seen: dict[str, Dispatch] = {}
    for dispatch in expected:
        # Pelican's own `save_as` moves a page wherever its header says.
        usual = f"{dispatch.address(first).strip('/')}/index.html"
        name = dispatch.extra.get("save_as", usual).lstrip("/")
        if name in seen:
            yield f"{name}: two dispatches have this address"
        elif name not in files:
            yield f"{name}: {dispatch.title!r} was read and has no page"
        seen[name] = dispatch
    others = [n for n in files if n.endswith("/index.html") and n not in seen]
    redirects = {a.strip("/") for d in expected for a in d.aliases}
    for name in sorted(n for n in others if _PAGE.fullmatch(n)):
        if name.removesuffix("/index.html") not in redirects:
            yield f"{name}: a page of no dispatch"


def _paths(files: Collection[str]) -> Iterator[str]:
    if len({*map(str.casefold, files)}) < len(files):
        seen: dict[str, str] = {}
        for name in files:
            other = seen.setdefault(name.casefold(), name)
            if other != name:
                yield f"{name}: some file systems take it for {other}"
    for name in files:
        if len(name if name.isascii() else name.encode()) > MAX_PATH_BYTES:
            yield f"{name}: the path is longer than {MAX_PATH_BYTES} bytes"


def _texts(files: dict[str, Path]) -> Iterator[str]:
    for name, path in files.items():
        if path.suffix.lower() in {".xml", ".svg", ".html"}:
            yield from faults(name, path.read_bytes())


def faults(name: str, data: bytes) -> Iterator[str]:
    """What is wrong with one file of a site, by itself."""
    suffix = name[name.rfind(".") :].lower()
    if suffix in {".xml", ".svg"}:
        from lxml import etree

        # No entities, no network: a picture may come from anywhere.
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        try:
            etree.fromstring(data, parser)
        except etree.XMLSyntaxError as error:
            yield f"{name}: not well-formed XML ({error})"
    if suffix == ".html":
        titles = data.count(b"<title>")
        if titles - (_svg_titles(data) if titles > 1 else 0) != 1:
            yield f"{name}: a page has one <title>"
        # Without ASCII's own, most of a page is gone; in what is left each sign is whole.
        found = _UNSEEN.search(data.translate(None, _SEEN))
        if found:
            yield f"{name}: an invisible character U+{ord(found[0].decode()):04X}"


def _svg_titles(page: bytes) -> int:
    return sum(part.count(b"<title>") for part in re.findall(rb"<svg.*?</svg>", page, re.DOTALL))


def leaks(site: Path, withheld: Sequence[Dispatch]) -> list[str]:
    """Where anything of a draft or embargoed piece can be read: its slug in a path, its title.

    Pelican and the plugins never see these pieces; this looks at what came out all the same.
    """
    found = []
    files = tree(site)
    canaries = {d.slug: d for d in withheld}
    titles = {d.title: d for d in withheld if len(d.title) >= 24 and d.status is not Status.WITHDRAWN}
    for name in files:
        found += [f"{name}: {slug} is a draft or embargoed" for slug in canaries if slug in name.split("/")]
    if titles:
        pattern = re.compile("|".join(re.escape(title) for title in titles))
        for name, path in files.items():
            if path.suffix in _TEXT:
                hit = pattern.search(path.read_text(encoding="utf-8", errors="ignore"))
                if hit:
                    found.append(f"{name}: names {titles[hit[0]].slug}, a draft or embargoed")
    return found
