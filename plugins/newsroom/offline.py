"""A built site as a folder that is read without a server: links name the file that a server would have found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from newsroom.atomic import tree

# What only a server, or those who ask one, can use.
SERVED_ONLY = re.compile(r"404\.html|robots\.txt|redirects\.csv|sitemap(-\d+)?\.xml")
# A tag with its attributes; a quoted value may hold a `>`.
_TAG = re.compile(r'<[a-zA-Z](?:[^>"]|"[^"]*")*>')
_ADDRESS = re.compile(r'(?<=\s)(href|src|action)="([^"]*)"')
# An old address that leads on: nobody comes to a stick by an old link.
_LEADS_ON = '<meta http-equiv="refresh"'
_POLICY = '<meta http-equiv="Content-Security-Policy"'


def make_offline(site: Path) -> None:
    """Change a built site in place, so that it can be read from `file://`."""
    for name, path in tree(site).items():
        text = path.read_text(encoding="utf-8") if name.endswith(".html") else ""
        if SERVED_ONLY.fullmatch(name) or _LEADS_ON in text:
            path.unlink()
        elif text:
            path.write_text(offline_page(text), encoding="utf-8", newline="\n")
    for folder in sorted((path for path in site.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def offline_page(html: str) -> str:
    """A page whose links inside the site name files, and whose policy knows files beside it."""
    return _TAG.sub(lambda tag: _offline_tag(tag[0]), html)


def _offline_tag(tag: str) -> str:
    if tag.startswith(_POLICY):
        return tag.replace("'self'", "'self' file:")
    return _ADDRESS.sub(lambda found: f'{found[1]}="{file_address(found[2])}"', tag)


def file_address(address: str) -> str:
    """`../2014/#a` as `../2014/index.html#a`; what leads out of the site, or to a place on the page, stays."""
    if not address or address.startswith(("#", "/")) or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
        return address
    path, query, fragment = re.fullmatch(r"([^?#]*)(\?[^#]*)?(#.*)?", address, re.DOTALL).groups(default="")  # type: ignore[union-attr]
    if path.endswith(("/", "/.", "/..")) or path in {".", ".."}:
        path = f"{path.rstrip('/')}/index.html"
    # A file's version is for caches; there is none here.
    return f"{path}{'' if query.startswith('?v=') else query}{fragment}"


def broken_links(site: Path) -> Iterator[str]:
    """Every link that leads to no file of the folder, with the page that has it."""
    files = tree(site)
    for name, path in files.items():
        if not name.endswith(".html"):
            continue
        for tag in _TAG.findall(path.read_text(encoding="utf-8")):
            for _, address in _ADDRESS.findall(tag):
                local = not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[#/]", address)
                if address and local and not _is_file(path.parent, address, site):
                    yield f"{name}: {address}"


def _is_file(folder: Path, address: str, site: Path) -> bool:
    target = (folder / unquote(re.split("[?#]", address)[0])).resolve()
    return target.is_file() and site.resolve() in target.parents
