"""The verdict on a whole site before anybody sees it: nothing missing, nothing that may not be there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from lxml import etree

from copydesk import Checked
from dispatch import Dispatch, Status
from newsroom.atomic import tree
from newsroom.errors import NewsroomError

_HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
MAX_PATH_BYTES = 120
# No entities, no network: a picture may come from anywhere.
_XML = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
_TEXT = {".html", ".xml", ".json", ".txt", ".js", ".css", ".svg"}


def verify(site: Path, checked: Checked, expected: Sequence[Dispatch], *, search: bool = True) -> None:
    """Look at every file of a built site. Raises NewsroomError that names all that is wrong.

    `expected`: the dispatches that must have a page, each exactly one.
    """
    files = tree(site)
    wrong = [*_pages(files, checked, expected), *_paths(files), *_texts(files)]
    if search and "search/index.html" not in files:
        wrong.append("search/: there is no search page")
    if wrong:
        shown = "\n    ".join(wrong[:20])
        more = f"\n    … and {len(wrong) - 20} more" if len(wrong) > 20 else ""
        raise NewsroomError(f"the site is not fit to be shown:\n    {shown}{more}",
                            fix="mend these; what was there before is untouched")  # fmt: skip


def _pages(files: dict[str, Path], checked: Checked, expected: Sequence[Dispatch]) -> Iterator[str]:
    first = checked.desk.archive.languages[0]
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
    pages = {n for n in files if re.fullmatch(r"([a-z-]+/)?\d{4}/\d\d/\d\d/[^/]+/index\.html", n)}
    redirects = {a.strip("/") for d in expected for a in d.aliases}
    for name in sorted(pages - seen.keys()):
        if name.removesuffix("/index.html") not in redirects:
            yield f"{name}: a page of no dispatch"


def _paths(files: Iterable[str]) -> Iterator[str]:
    seen: dict[str, str] = {}
    for name in files:
        other = seen.setdefault(name.casefold(), name)
        if other != name:
            yield f"{name}: some file systems take it for {other}"
        if len(name.encode()) > MAX_PATH_BYTES:
            yield f"{name}: the path is longer than {MAX_PATH_BYTES} bytes"


def _texts(files: dict[str, Path]) -> Iterator[str]:
    for name, path in files.items():
        suffix = path.suffix.lower()
        if suffix in {".xml", ".svg"}:
            try:
                etree.parse(path, _XML)
            except etree.XMLSyntaxError as error:
                yield f"{name}: not well-formed XML ({error})"
        if suffix == ".html":
            text = path.read_text(encoding="utf-8")
            if text.count("<title>") - _svg_titles(text) != 1:
                yield f"{name}: a page has one <title>"
            found = _HIDDEN.search(text)
            if found:
                yield f"{name}: an invisible character U+{ord(found[0]):04X}"


def _svg_titles(text: str) -> int:
    return sum(part.count("<title>") for part in re.findall(r"<svg.*?</svg>", text, re.DOTALL))


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
