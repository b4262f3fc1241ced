"""The verdict on a whole site before anybody sees it: nothing missing, nothing that may not be there."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from markupsafe import escape

from copydesk import Checked
from copydesk.aliases import alias_file
from copydesk.markup import picture_paths
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
# A dispatch's folder, and what stands before it.
_HOME = re.compile(r"(/|.*/)(\d{4}/\d\d/\d\d/[^/.]+)(?=[/.]|\Z)")
_TEXT = {
    ".html",
    ".xml",
    ".json",
    ".jsonl",
    ".csv",
    ".txt",
    ".js",
    ".css",
    ".svg",
    ".md",
    ".markdown",
    ".yaml",
    "",
}


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
    redirects = {alias_file(a) for d in expected for a in d.aliases}
    for name in sorted(n for n in others if _PAGE.fullmatch(n)):
        if name not in redirects:
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


def leaks(site: Path, checked: Checked, withheld: Sequence[Dispatch]) -> list[str]:
    """Where anything of a draft or embargoed piece can be read: what lies at its addresses, its pictures, its title.

    Pelican and the plugins never see these pieces; this looks at what came out all the same. What
    a public dispatch or page of `checked` has as well is no leak.
    """
    if not withheld:
        return []
    files = tree(site)
    held = {id(d) for d in withheld}
    public = [d for d in checked.dispatches if id(d) not in held]
    found = [*_at_addresses(files, public, withheld, checked.desk.archive.languages[0])]
    found += _own_pictures(files, checked, public, withheld)
    return found + list(_titles(files, checked, public, withheld))


def _at_addresses(
    files: Collection[str], public: Sequence[Dispatch], withheld: Sequence[Dispatch], first: str
) -> Iterator[str]:
    """Files at a withheld piece's address, in any language's folder, or at an older address of its own."""
    homes: dict[str, Dispatch] = {}
    olds: dict[str, Dispatch] = {}
    for d in withheld:
        homes[d.address(d.lang).strip("/")] = d
        for old in (*d.aliases, d.extra.get("save_as", "")):
            olds |= dict.fromkeys((old.strip("/"), f"{old.strip('/')}/index.html"), d)
    known = {path.strip("/") for d in public for path in (d.address(first), *d.aliases)}
    for name in files:
        home = _HOME.search(f"/{name}")
        if home and home[2] in homes and f"{home[1]}{home[2]}".lstrip("/") not in known:
            yield f"{name}: {homes[home[2]].slug} is a draft or embargoed"
        elif name in olds:
            yield f"{name}: an address of {olds[name].slug}, a draft or embargoed"


def _own_pictures(
    files: Collection[str], checked: Checked, public: Sequence[Dispatch], withheld: Sequence[Dispatch]
) -> Iterator[str]:
    """Pictures that only withheld pieces show, or that lie in the folder of one (images/YYYY/slug/)."""
    named = {path: d for d in withheld for path in _pictures(d)}
    folders = {(f"{d.date.year:04d}", d.slug): d for d in withheld}
    hits: dict[str, Dispatch] = {}
    for name in files:
        if name.startswith("images/"):
            parts = tuple(name.split("/")[1:3])
            owner = named.get(name) or (folders.get((parts[0], parts[1])) if len(parts) == 2 else None)
            if owner:
                hits[name] = owner
    if hits:
        shown = {path for d in public for path in _pictures(d)}
        shown.update(path for page in checked.pages for path in picture_paths(page.body))
        yield from (f"{name}: a picture of {d.slug}, a draft or embargoed"
                    for name, d in hits.items() if name not in shown)  # fmt: skip


def _pictures(d: Dispatch) -> set[str]:
    lead = {d.image.file} if d.image and d.image.file else set()
    return lead | {*picture_paths(d.body)} if "![" in d.body or "<img" in d.body.lower() else lead


def _titles(
    files: dict[str, Path], checked: Checked, public: Sequence[Dispatch], withheld: Sequence[Dispatch]
) -> Iterator[str]:
    """Texts that name a withheld piece; a headline that something public has as well names nobody."""
    open_titles = {d.title for d in public} | {page.title for page in checked.pages}
    secret = {d.title: d for d in withheld if len(d.title) >= 24 and d.status is not Status.WITHDRAWN}
    secret = {title: d for title, d in secret.items() if title not in open_titles}
    lines = dict(_own_lines(checked, public, withheld))
    if not secret and not lines:
        return
    names = {form: d for title, d in secret.items() for form in _forms(title)} | lines
    # A public headline that goes on where a secret one ends is read as the public one.
    longer = {form for t in open_titles if any(s in t for s in secret) for form in _forms(t)}
    ordered = sorted({*names, *longer}, key=len, reverse=True)
    pattern = re.compile("|".join(map(re.escape, ordered)))
    for name, path in files.items():
        if path.suffix in _TEXT:
            text = path.read_text(encoding="utf-8", errors="ignore")
            hit = next((h[0] for h in pattern.finditer(text) if h[0] in names), None)
            if hit:
                yield f"{name}: names {names[hit].slug}, a draft or embargoed"


def _own_lines(
    checked: Checked, public: Sequence[Dispatch], withheld: Sequence[Dispatch]
) -> Iterator[tuple[str, Dispatch]]:
    """The longest line of each withheld text, if nothing public has it: its file must not lie about under another name."""
    seen = [*(one.body for one in public), *(page.body for page in checked.pages)]
    for d in withheld:
        line = max(d.body.split("\n"), key=len).strip()
        if len(line) >= 40 and not any(line in body for body in seen):
            yield line, d


def _forms(title: str) -> set[str]:
    """A title as a page, a feed and a list for programs write it."""
    return {title, str(escape(title)), html.escape(title, quote=False), json.dumps(title)[1:-1]}
