"""What an archive says of itself: archive.yaml, and the outlets its pieces came from."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from dataclasses import dataclass
from functools import cache

from dispatch.record import Rights
from dispatch.registry import read_row, read_rows
from dispatch.text import fold, is_lang, join_words, nearest
from dispatch.yamltree import compose

ARCHIVE_KEYS = (
    "name", "tagline", "correspondent", "languages", "time_zone", "address", "email", "sample",
    "public_source", "robots", "saved_copies",
)  # fmt: skip
ROBOTS = ("open", "no-ai-training", "closed")
OUTLET_KEYS = ("name", "hosts", "rights", "note")
# The name of the sample archive: under any other, sample dispatches are not published.
SAMPLE_NAME = "The dispatches of Leyla Sample"


@dataclass(frozen=True, slots=True)
class Archive:
    """The few settings of an archive that its correspondent decides.

    `languages`: BCP 47, the first is the site's. `time_zone`: IANA name, for dates without an
    offset. `address`: where it is published, without a slash at the end, None when not known yet.
    `public_source`: that a public repository with drafts and captures in it is meant. `robots`: who
    may read the site by machine, one of `ROBOTS`. `saved_copies`: imported pieces whose rights are known
    show the captured page, made inert.
    """

    name: str = "Dispatches"
    tagline: str | None = None
    correspondent: str | None = None
    languages: tuple[str, ...] = ("en",)
    time_zone: str = "UTC"
    address: str | None = None
    email: str | None = None
    sample: bool = False
    public_source: bool = False
    robots: str = "open"
    saved_copies: bool = False

    @property
    def zone(self) -> dt.tzinfo:
        """The time zone of dates without an offset."""
        return zoneinfo.ZoneInfo(self.time_zone)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Who first published a piece, by the hosts of its addresses, and what it permits."""

    name: str
    hosts: tuple[str, ...] = ()
    rights: Rights = Rights.UNKNOWN
    note: str | None = None


def read_archive(text: str, path: str = "archive.yaml") -> Archive:
    """Read archive.yaml. Raises DispatchError with the place of what is wrong."""
    tree = compose(text, path)
    if tree is None:
        return Archive()
    row = read_row(tree, path, ARCHIVE_KEYS)
    languages = tuple(text.lower() for text in row.texts("languages")) or ("en",)
    for language in languages:
        if not is_lang(language):
            raise row.wrong("languages", f"{language!r} is no language tag, as en, az, ru or tr")
    zone = row.text("time_zone") or "UTC"
    if zone not in time_zones():
        near = nearest_zone(zone)
        problem = f"there is no time zone {zone!r}" + (f"; did you mean {near}?" if near else "")
        raise row.wrong("time_zone", problem)
    address = row.text("address")
    if address and not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address):
        raise row.wrong("address", f"address {address!r} is no web address, as https://name.example")
    robots = row.text("robots") or "open"
    if robots not in ROBOTS:
        raise row.wrong("robots", f"robots is {join_words(ROBOTS, 'or')}, not {robots!r}")
    return Archive(
        row.text("name") or "Dispatches", row.text("tagline"), row.text("correspondent"),
        languages, zone, address.rstrip("/") if address else None, row.text("email"),
        row.truth("sample"), row.truth("public_source"), robots,
        row.truth("saved_copies"),
    )  # fmt: skip


@cache
def time_zones() -> frozenset[str]:
    """The names of all IANA zones that this machine knows; to gather them is to walk through a folder."""
    return frozenset(zoneinfo.available_timezones())


def nearest_zone(zone: str) -> str | None:
    """The IANA zone that was probably meant: by its spelling, or by its city alone."""
    # Europe first: Asia/Istanbul is only an old link to Europe/Istanbul.
    names = sorted(time_zones(), key=lambda name: (not name.startswith("Europe/"), name))
    city = fold(zone.rpartition("/")[2])
    exact = next((name for name in names if fold(name.rpartition("/")[2]) == city), None)
    near = nearest(zone.lower(), [name.lower() for name in names])
    return exact or next((name for name in names if name.lower() == near), None)


def read_outlets(text: str, path: str = "outlets.yaml") -> tuple[Outlet, ...]:
    """Read outlets.yaml. Raises DispatchError with the place of what is wrong."""
    outlets: list[Outlet] = []
    known = [rights.value for rights in Rights]
    for row in read_rows(text, path, OUTLET_KEYS):
        rights = row.text("rights") or "unknown"
        if rights not in known:
            raise row.wrong("rights", f"rights is {join_words(known, 'or')}, not {rights!r}")
        hosts = tuple(host.lower() for host in row.texts("hosts"))
        outlets.append(Outlet(row.required("name"), hosts, Rights(rights), row.text("note")))
    return tuple(outlets)


def outlet_of(host: str, outlets: tuple[Outlet, ...]) -> Outlet | None:
    """The outlet whose hosts include `host`, a leading `www.` aside."""
    bare = host.lower().removeprefix("www.")
    for outlet in outlets:
        for known in (host.removeprefix("www.") for host in outlet.hosts):
            if bare == known or bare.endswith(f".{known}"):
                return outlet
    return None
