"""The copy desk's settings, read once from Pelican's and checked."""

from __future__ import annotations

import datetime as dt
import os
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from copydesk.errors import CopydeskError
from dispatch.archive import ROBOTS, Archive, nearest_zone, time_zones
from dispatch.text import join_words, nearest

PREFIX = "COPYDESK_"
# Not for people: a quick build hands its site to Pelican under this name.
SITE = "COPYDESK_SITE"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything the copy desk can be told.

    `publication`: pieces whose rights are unknown become cards. `preview`: drafts and embargoed
    pieces are shown, marked (never for publishing). `sample`: every page says that the archive is
    a sample and asks not to be indexed. `address`: where the site is published, None when not
    known. `languages`: of the interface, the first is the site's. `page_size`: entries a list
    page holds. `scrub_pictures`: where and with which camera a picture was taken is left out of
    the site. `robots`: who may read the site by machine: open, no-ai-training or closed (which also
    asks search engines to leave it out). `saved_copies`: pieces of known rights have the captured page,
    made inert, as a page of the site. `offline`: the site will be read from files, without a server.
    `picture_cache`: a folder that keeps smaller copies of
    pictures between builds, None to make them anew. `locale_dir`: where the theme keeps its catalogues, None for English only.
    """

    publication: bool = False
    preview: bool = False
    sample: bool = False
    name: str = "Dispatches"
    tagline: str | None = None
    correspondent: str | None = None
    address: str | None = None
    languages: tuple[str, ...] = ("en",)
    page_size: int = 50
    scrub_pictures: bool = True
    locale_dir: str | None = None
    robots: str = "open"
    saved_copies: bool = False
    offline: bool = False
    picture_cache: str | None = None
    time_zone: str = "UTC"

    @property
    def first_lang(self) -> str:
        """The site's language: lists exist once, in this one."""
        return self.languages[0]

    @property
    def no_index(self) -> bool:
        """Whether every page asks search engines to leave it out."""
        return self.sample or self.robots == "closed"

    @property
    def zone(self) -> dt.tzinfo:
        """The zone of dates without an offset."""
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def base_path(self) -> str:
        """The path of the address: `/repo` for a site below a host's root, else empty."""
        host_and_path = (self.address or "").partition("://")[2]
        slash = host_and_path.find("/")
        return host_and_path[slash:].rstrip("/") if slash >= 0 else ""


def read_settings(pelican: Mapping[str, Any]) -> Settings:
    """Gather COPYDESK_* from Pelican's settings; the rest from what Pelican itself is told.

    Raises CopydeskError for an unknown or wrong one.
    """
    known = {f.name: f for f in fields(Settings)}
    given: dict[str, Any] = {
        "name": pelican.get("SITENAME") or "Dispatches",
        "tagline": pelican.get("SITESUBTITLE"),
        "time_zone": pelican.get("TIMEZONE") or "UTC",
        "address": (pelican.get("SITEURL") or "").rstrip("/") or None,
        "languages": (str(pelican.get("DEFAULT_LANG") or "en"),),
        "correspondent": pelican.get("AUTHOR"),
    }
    for key, value in pelican.items():
        if not key.startswith(PREFIX) or key == SITE:
            continue
        name = key.removeprefix(PREFIX).lower()
        if name not in known or not key.isupper():
            near = nearest(name, known)
            fix = f"write {PREFIX}{near.upper()}" if near else "delete it from pelicanconf.py"
            raise CopydeskError(f"there is no setting {key}", fix=fix)
        given[name] = _checked(key, value)
    zone = given["time_zone"]
    if zone not in time_zones():
        near = nearest_zone(str(zone)) or "Europe/Berlin"
        raise CopydeskError(f"there is no time zone {zone!r}", fix=f"write {near}")
    return Settings(**given)


_TRUTHS = {"publication", "preview", "sample", "scrub_pictures", "saved_copies", "offline"}


def _checked(key: str, value: object) -> object:
    name = key.removeprefix(PREFIX).lower()
    if name in _TRUTHS:
        if not isinstance(value, bool):
            raise CopydeskError(f"{key} is True or False, not {value!r}", fix=f"write {key} = True")
        return value
    if name == "page_size":
        if not isinstance(value, int) or isinstance(value, bool) or not 5 <= value <= 1000:
            raise CopydeskError(f"{key} is a number from 5 to 1000", fix=f"write {key} = 50")
        return value
    if name == "languages":
        if not isinstance(value, tuple | list) or not value or not all(isinstance(v, str) for v in value):
            raise CopydeskError(f"{key} is a list of languages", fix=f'write {key} = ("en", "az")')
        return tuple(value)
    if name == "robots" and value not in ROBOTS:
        raise CopydeskError(
            f"{key} is {join_words(ROBOTS, 'or')}, not {value!r}", fix=f'write {key} = "open"'
        )
    if value is not None and not isinstance(value, str):
        raise CopydeskError(f"{key} is a text, not {value!r}", fix=f'write {key} = "…"')
    return value.rstrip("/") if name == "address" and isinstance(value, str) else value


_stopped: list[dt.datetime] = []


@contextmanager
def one_moment() -> Iterator[None]:
    """Let the clock stand still: an embargo that ends while a site is built is over in the next build, in all its parts."""
    _stopped.append(clock())
    try:
        yield
    finally:
        _stopped.pop()


def clock() -> dt.datetime:
    """Now, in UTC: SOURCE_DATE_EPOCH when it is set, so that a build can be repeated.

    Raises CopydeskError when that variable is not a number of seconds.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return _stopped[-1] if _stopped else dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise CopydeskError(f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds",
                            fix="unset it, or set it to the output of date +%s") from None  # fmt: skip


def settings_of(archive: Archive) -> dict[str, Any]:
    """What an archive.yaml means for Pelican and for the copy desk: names and values."""
    return {
        "SITENAME": archive.name,
        "SITESUBTITLE": archive.tagline or "",
        "AUTHOR": archive.correspondent or archive.name,
        "TIMEZONE": archive.time_zone,
        "DEFAULT_LANG": archive.languages[0],
        "COPYDESK_LANGUAGES": archive.languages,
        "COPYDESK_SAMPLE": archive.sample,
        "COPYDESK_ADDRESS": archive.address,
        "COPYDESK_ROBOTS": archive.robots,
        "COPYDESK_SAVED_COPIES": archive.saved_copies,
    }
