"""The record: a dispatch and its parts as frozen values that everyone shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from dispatch.dateline import Dateline
from dispatch.dates import PartialDate


class Status(StrEnum):
    """Where a dispatch stands; `hidden` has an address that nothing links to."""

    PUBLISHED = "published"
    DRAFT = "draft"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Rights(StrEnum):
    """What its archive may do with a text or a picture."""

    OWN = "own"
    PERMITTED = "permitted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Byline:
    """One name as the dispatch gives it; `dispatch.people` says which person that is."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class LeadImage:
    """The lead picture: `file` is relative to content/, None when only a credit is known."""

    file: str | None = None
    alt: str | None = None
    caption: str | None = None
    credit: str | None = None
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where an imported dispatch was first published, and the capture it was taken from.

    `capture` is the WARC record's ID, `sha256` that of its payload, `retrieved_text_sha256` that
    of the text as extracted (UTF-8).
    """

    outlet: str | None = None
    url: str | None = None
    captured: PartialDate | None = None
    capture: str | None = None
    sha256: str | None = None
    retrieved_text_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Correction:
    """What was wrong and when it was put right."""

    date: PartialDate
    text: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Why a dispatch was taken down, in words the public may read."""

    date: PartialDate
    reason: str


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One dispatch, as its file says it.

    Text values are one line of NFC; `body` is Markdown without blank lines at its ends. `extra`
    holds the correspondent's own `x-` keys and, from Pelican's header style, keys of themes.
    `rights` None means that nothing was said: see `effective_rights`.
    """

    title: str
    date: PartialDate
    slug: str
    lang: str = "en"
    body: str = ""
    title_supplied: bool = False
    updated: PartialDate | None = None
    bylines: tuple[Byline, ...] = ()
    dateline: Dateline | None = None
    about: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    series: str | None = None
    translation_of: str | None = None
    standfirst: str | None = None
    kicker: str | None = None
    image: LeadImage | None = None
    source: Source | None = None
    rights: Rights | None = None
    corrections: tuple[Correction, ...] = ()
    embargo: PartialDate | None = None
    status: Status = Status.PUBLISHED
    withdrawn: Withdrawal | None = None
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    @property
    def effective_rights(self) -> Rights:
        """The text's rights: what is said, else `own` without a source, `unknown` with one."""
        if self.rights is not None:
            return self.rights
        return Rights.OWN if self.source is None else Rights.UNKNOWN

    @property
    def image_rights(self) -> Rights:
        """The picture's rights, never inherited: `own` only in a piece written here."""
        if self.image is not None and self.image.rights is not None:
            return self.image.rights
        return Rights.OWN if self.source is None else Rights.UNKNOWN

    @property
    def headline(self) -> str:
        """The title as printed and cited: a supplied one stands in [brackets]."""
        return f"[{self.title}]" if self.title_supplied else self.title

    def is_embargoed(self, now: dt.datetime, zone: dt.tzinfo) -> bool:
        """Whether it may not be shown yet: an embargo, or a date, that lies after `now`."""
        if self.embargo is None and self.date.year < now.year - 1:
            # Past in every zone; most of an archive is.
            return False
        moments = [self.date] if self.embargo is None else [self.date, self.embargo]
        return any(moment.last_start(zone).astimezone(dt.UTC) > now for moment in moments)

    def is_withheld(self, now: dt.datetime, zone: dt.tzinfo) -> bool:
        """Whether nothing of it may leave the house: a draft, or embargoed."""
        return self.status is Status.DRAFT or self.is_embargoed(now, zone)

    def address(self, first_lang: str) -> str:
        """Its path on the site: `/2014/03/02/alat/`, or `/az/2014/…` when not in `first_lang`."""
        day = self.date.day_date()
        prefix = "" if self.lang == first_lang else f"/{self.lang}"
        return f"{prefix}/{day.year:04d}/{day.month:02d}/{day.day:02d}/{self.slug}/"

    def path(self) -> str:
        """Where its file belongs below content/: `dispatches/2014/2014-03-02-alat.md`."""
        return f"dispatches/{self.date.year:04d}/{self.date.day_date().isoformat()}-{self.slug}.md"
