"""Compares what is public now with what would be: an address that readers may have kept must not vanish unsaid."""

from __future__ import annotations

import json
import sys
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from dispatch.errors import StringerError, Where

VERSION = 1


class PublishedError(StringerError):
    """A list of published addresses that cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One published dispatch: its slug, its address on the site, and older addresses that lead to it."""

    slug: str
    path: str
    aliases: tuple[str, ...] = ()


def compare(old: Path, new: Path, accept: set[str], *, held: frozenset[str] = frozenset()) -> int:
    """Exit code 1, and a list, if addresses of `old` are gone from `new` without reason.

    Reasons are: still there (a withdrawn piece keeps its notice), an alias of another, a slug in `held`
    (now a draft or under embargo), or an address, path or slug in `accept`.
    An empty `old` is a first publication.
    """
    gone = vanished(read_entries(old), read_entries(new), accept, held)
    for entry in gone:
        print(f"stringer: {entry.path} is public now and would be gone", file=sys.stderr)
    if gone:
        fix = (
            "bring the dispatch back, withdraw it, or name the old address in the `aliases` of the one that takes its place;"
            f' to let it go on purpose: --accept "{" ".join(entry.path for entry in gone)}"'
        )
        print(f"    fix: {fix}", file=sys.stderr)
    return 1 if gone else 0


def vanished(old: list[Entry], new: list[Entry], accept: set[str], held: frozenset[str]) -> list[Entry]:
    """The entries whose address nothing answers any more, in their old order."""
    answered = {site_path(address) for entry in new for address in (entry.path, *entry.aliases)}
    accepted = {site_path(address) for address in accept} | accept
    return [
        entry
        for entry in old
        if site_path(entry.path) not in answered | accepted
        and entry.slug not in held
        and entry.slug not in accepted
    ]


def held_slugs(content: Path) -> frozenset[str]:
    """The slugs of drafts and of pieces under embargo: their addresses may be silent for now."""
    from copydesk.archive import dispatch_paths, load_desk, read_files
    from copydesk.settings import clock

    archive = load_desk(content)[0].archive
    moment = clock()
    readings = (file.reading.dispatch for file in read_files(dispatch_paths(content), archive.languages[0]))
    return frozenset(
        one.slug for one in readings if one is not None and one.is_withheld(moment, archive.zone)
    )


def site_path(address: str) -> str:
    """An address or path as it is compared: decoded, no host, no query, one slash at both ends."""
    path = urllib.parse.unquote(urllib.parse.urlsplit(address).path)
    return f"/{path.strip('/')}/"


def read_entries(path: Path) -> list[Entry]:
    """The entries of a dispatches.json; none of an empty file. Raises PublishedError for one that is not there."""
    where = Where(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise PublishedError(
            f"the list of what is public cannot be read: {error.strerror or error}",
            where=where,
            fix="fetch /dispatches.json of the public site to there; for a first publication leave --compare out"
            " or name an empty file",
        ) from None
    except UnicodeDecodeError as error:
        raise _damaged(where) from error
    if not text:
        return []
    try:
        data = json.loads(text)
        version = data["version"]
        entries = [
            Entry(str(row["slug"]), str(row["path"]), tuple(map(str, row.get("aliases", []))))
            for row in data["dispatches"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(where) from error
    if version != VERSION:
        raise PublishedError(
            f"the list has version {version!r}, not {VERSION}",
            where=where,
            fix="use the Stringer that wrote it",
        )
    return entries


def _damaged(where: Where) -> PublishedError:
    return PublishedError(
        "this is not a list of published dispatches",
        where=where,
        fix="fetch /dispatches.json of the public site again",
    )
