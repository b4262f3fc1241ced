"""Compares what is public now with what would be: an address that readers may have kept must not vanish unsaid."""

from __future__ import annotations

import json
import os
import sys
import urllib.parse
from dataclasses import dataclass
from pathlib import Path

from copydesk import Checked, clock
from copydesk.aliases import alias_file
from dispatch import Status
from dispatch.errors import StringerError, Where

VERSION = 1
# One in so many public pieces may become a draft at once, or come under embargo; more is an accident.
MOST_HUSHED = 10


class PublishedError(StringerError):
    """A list of published addresses that cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One published dispatch: its slug, its address on the site, older addresses that lead to it, and what it is now."""

    slug: str
    path: str
    aliases: tuple[str, ...] = ()
    status: str = "published"

    def addresses(self) -> tuple[str, ...]:
        """Where it answers: its address, and the older ones that can have a page."""
        return (self.path, *(alias for alias in self.aliases if alias_file(alias) is not None))


@dataclass(frozen=True, slots=True)
class Held:
    """What the archive keeps from the lists: addresses that may be silent for now, and hidden ones that have a page."""

    silent: frozenset[str] = frozenset()
    standing: frozenset[str] = frozenset()


NOTHING = Held()


def compare(old: Path, new: Path, accept: set[str], *, held: Held = NOTHING) -> int:
    """Exit code 1, and a list, if something that is public now would be gone, or back, without reason.

    Reasons are: still there (a withdrawn piece keeps its notice), an alias of another, now a draft or under embargo
    (these are named, and only few may be), or an address, path or slug in `accept`. A piece that was withdrawn must
    not come back by an old version of the archive. An empty `old` is a first publication.
    """
    was, now = read_entries(old), read_entries(new)
    gone = vanished(was, now, accept, held)
    hushed = [address for address in gone if site_path(address) in held.silent]
    is_many = len(hushed) > 1 and len(hushed) * MOST_HUSHED > len(was)
    back = returned(was, now, accept)
    for address in gone:
        if address in hushed:
            print(
                f"stringer: {address} is public now and would be silent: a draft, or under embargo",
                file=sys.stderr,
            )
        else:
            print(f"stringer: {address} is public now and would be gone", file=sys.stderr)
    for address in back:
        print(f"stringer: {address} is withdrawn and would be public again", file=sys.stderr)
    stops = [*(address for address in gone if is_many or address not in hushed), *back]
    if stops:
        print(f"    fix: {_fix(stops)}", file=sys.stderr)
    return 1 if stops else 0


def _fix(stops: list[str]) -> str:
    text = " ".join(stops)
    way = f"Actions → publish → Run workflow, and in its box: {text}" if os.environ.get("GITHUB_ACTIONS") else f'--accept "{text}"'  # fmt: skip
    return (
        "bring the dispatch back, withdraw it, or name the old address in the `aliases` of the one that takes its place;"
        f" if it is meant: {way}"
    )


def vanished(old: list[Entry], new: list[Entry], accept: set[str], held: Held = NOTHING) -> list[str]:
    """The addresses that nothing answers any more, in their old order; those of `held.silent` too."""
    answered = {site_path(address) for entry in new for address in entry.addresses()} | held.standing
    accepted = _accepted(accept)
    return [
        address
        for entry in old
        if entry.slug not in accept
        for address in entry.addresses()
        if site_path(address) not in answered | accepted
    ]


def returned(old: list[Entry], new: list[Entry], accept: set[str]) -> list[str]:
    """The addresses whose piece was withdrawn and would be published again."""
    withdrawn = {site_path(entry.path) for entry in old if entry.status == "withdrawn"} - _accepted(accept)
    return [
        entry.path
        for entry in new
        if entry.status == "published" and site_path(entry.path) in withdrawn and entry.slug not in accept
    ]


def _accepted(accept: set[str]) -> set[str]:
    """Addresses as they are compared; one from the browser's line may have the site's own folder before it."""
    paths = {site_path(address) for address in accept}
    base = site_path(os.environ.get("SITEURL", ""))
    return paths | {
        site_path(path.removeprefix(base)) for path in paths if base != "//" and path.startswith(base)
    }


def held_back(checked: Checked) -> Held:
    """The addresses of drafts and pieces under embargo, and of hidden pieces."""
    zone, first, moment = checked.desk.archive.zone, checked.desk.archive.languages[0], clock()
    silent: set[str] = set()
    standing: set[str] = set()
    for one in checked.dispatches:
        is_withheld = one.is_withheld(moment, zone)
        if is_withheld or one.status is Status.HIDDEN:
            found = silent if is_withheld else standing
            found |= {site_path(address) for address in (one.address(first), *one.aliases)}
    return Held(frozenset(silent), frozenset(standing))


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
            Entry(
                str(row["slug"]),
                str(row["path"]),
                tuple(map(str, row.get("aliases", []))),
                str(row.get("status", "published")),
            )
            for row in data["dispatches"]
        ]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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
