"""A dispatch as its page prints it: every text and link ready, so that templates only print."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from copydesk import citations, saved, structured, styles
from copydesk.around import Around
from copydesk.interface import Words
from copydesk.pictures import Picture
from copydesk.related import Link, Relative, Strand
from dispatch.dateline import print_dateline
from dispatch.places import Place
from dispatch.record import Correction, Dispatch, Rights, Status
from dispatch.text import one_line


@dataclass(frozen=True, slots=True)
class Dated:
    """A dated text: a correction, or the reason of a withdrawal."""

    iso: str
    day: str
    text: str


def withheld(dispatch: Dispatch, now: dt.datetime, zone: dt.tzinfo) -> str | None:
    """`draft` or `embargoed`, in a preview; None for everything that may be seen."""
    if dispatch.status is Status.DRAFT:
        return "draft"
    return "embargoed" if dispatch.is_embargoed(now, zone) else None


class View:
    """What the templates may ask of one dispatch."""

    def __init__(
        self,
        dispatch: Dispatch,
        edition: Around,
        words: Words,
        picture: Callable[[str], Picture],
        now: dt.datetime,
        has_capture: Callable[[str, str], bool] | None = None,
    ) -> None:
        self.dispatch = dispatch
        self.edition = edition
        self.words = words
        self._picture = picture
        self._now = now
        self._has_capture = has_capture

    # -- what it is ------------------------------------------------------------------------------

    @property
    def lang(self) -> str:
        """The language of the text."""
        return self.dispatch.lang

    @property
    def is_withdrawn(self) -> bool:
        """A tombstone: date and reason, nothing else."""
        return self.dispatch.status is Status.WITHDRAWN

    @cached_property
    def is_card(self) -> bool:
        """Shown as a card only: its text may not be republished and the site is for the public."""
        unknown = self.dispatch.effective_rights is Rights.UNKNOWN
        return unknown and self.edition.settings.publication and not self.is_withdrawn

    @property
    def is_marked(self) -> bool:
        """A local build shows it whole; the public one will not."""
        unknown = self.dispatch.effective_rights is Rights.UNKNOWN
        return unknown and not self.edition.settings.publication and not self.is_withdrawn

    @cached_property
    def withheld(self) -> str | None:
        """`draft` or `embargoed`, in a preview; None for everything that may be seen."""
        return withheld(self.dispatch, self._now, self.edition.settings.zone)

    @property
    def no_index(self) -> bool:
        """Whether search engines are asked to leave the page out."""
        odd = self.dispatch.status in {Status.HIDDEN, Status.WITHDRAWN, Status.DRAFT}
        return odd or self.edition.settings.no_index or self.withheld is not None

    @property
    def _is_listed(self) -> bool:
        return (self.dispatch.slug, self.dispatch.lang) in self.edition.shown_set

    # -- words -------------------------------------------------------------------------------------

    @property
    def headline(self) -> str:
        """The title, in [brackets] when it was supplied."""
        return self.dispatch.headline

    @property
    def standfirst(self) -> str | None:
        """The standfirst; a card has none, for it is part of the text."""
        return None if self.is_card or self.is_withdrawn else self.dispatch.standfirst

    @cached_property
    def kicker(self) -> str | None:
        """The kicker, else the section."""
        own = None if self.is_card or self.is_withdrawn else self.dispatch.kicker
        return own or (self.section.text if self.section else None)

    @cached_property
    def bylines(self) -> tuple[Link, ...]:
        """Who wrote it, each with the page of that person."""
        people = self.edition.persons(self.dispatch)
        return tuple(Link(p.name_in(self.lang), f"people/{p.slug}/") for p in people)

    @cached_property
    def word_count(self) -> int:
        """How many words its text has."""
        return len(self.dispatch.body.split())

    @property
    def byline_text(self) -> str:
        """The names as one text."""
        return ", ".join(link.text for link in self.bylines)

    # -- when and where --------------------------------------------------------------------------

    @cached_property
    def iso_date(self) -> str:
        """The date as precise as it is known, for `datetime` attributes and machines."""
        date = self.dispatch.date
        if date.time is not None and date.time.tzinfo is None:
            return date.start(self.edition.settings.zone).isoformat()
        return str(date)

    @cached_property
    def filed(self) -> str:
        """The date with its time, in the text's language."""
        return self.words.moment(self.dispatch.date)

    @cached_property
    def filed_day(self) -> str:
        """The date without its time, in the text's language."""
        return self.words.day(self.dispatch.date)

    @cached_property
    def updated(self) -> Dated | None:
        """The last substantive change."""
        date = self.dispatch.updated
        return Dated(str(date), self.words.moment(date), "") if date else None

    @cached_property
    def place(self) -> Place | None:
        """Where it was filed."""
        return self.edition.filed_from(self.dispatch)

    @cached_property
    def place_link(self) -> Link | None:
        """The place's name in the text's language, and its page."""
        place = self.place
        return Link(place.name_in(self.lang), f"places/{place.slug}/") if place else None

    @cached_property
    def dateline_text(self) -> str | None:
        """The dateline in the style of its language, without the dash that follows."""
        d = self.dispatch
        if d.dateline is None:
            return None
        agency = d.source.outlet if d.source else None
        return print_dateline(d.dateline, d.date, agency, d.lang)

    @cached_property
    def about_places(self) -> tuple[Place, ...]:
        """The places it is about."""
        return self.edition.about(self.dispatch)

    @cached_property
    def about(self) -> tuple[Link, ...]:
        """The same, with their pages."""
        return tuple(Link(p.name_in(self.lang), f"places/{p.slug}/") for p in self.about_places)

    # -- where it belongs ----------------------------------------------------------------------------

    @cached_property
    def url(self) -> str:
        """Its address from the site's root, without a leading slash."""
        return self.edition.url(self.dispatch)

    @cached_property
    def absolute_url(self) -> str | None:
        """Its whole address, None while the site has none."""
        address = self.edition.settings.address
        return f"{address}/{self.url}" if address else None

    @cached_property
    def section(self) -> Link | None:
        """The section and its page."""
        name = self.dispatch.section
        if not name or not self._is_listed:
            return Link(name, "") if name else None
        return Link(*self.edition.section(name))

    @cached_property
    def topics(self) -> tuple[Link, ...]:
        """The tags and their pages."""
        if not self._is_listed:
            return ()
        return tuple(Link(*self.edition.topic(tag)) for tag in self.dispatch.tags)

    @cached_property
    def series(self) -> Link | None:
        """The series and its page."""
        name = self.dispatch.series
        if not name or not self._is_listed:
            return None
        return Link(*self.edition.series(name))

    @cached_property
    def parts(self) -> tuple[Dispatch, ...]:
        """All parts of its series, oldest first."""
        return self.edition.parts(self.dispatch)

    @cached_property
    def translations(self) -> tuple[Link, ...]:
        """The other languages: the language's own name, the address, the tag."""
        return tuple(
            Link(self.words.language(d.lang), self.edition.url(d), d.lang)
            for d in self.edition.translations(self.dispatch)
        )

    @cached_property
    def older(self) -> Dispatch | None:
        """The dispatch before it, in its language."""
        return self.edition.neighbours(self.dispatch)[0]

    @cached_property
    def newer(self) -> Dispatch | None:
        """The dispatch after it, in its language."""
        return self.edition.neighbours(self.dispatch)[1]

    @cached_property
    def related(self) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics or places."""
        return self.edition.relations.related(self.dispatch)

    @cached_property
    def strands(self) -> tuple[Strand, ...]:
        """Those before and after it by the same byline, and from the same place."""
        return self.edition.relations.strands(self.dispatch)

    # -- picture, corrections, provenance ----------------------------------------------------------

    @cached_property
    def image(self) -> Picture | None:
        """The lead picture with its caption and credit, None where there is none to show."""
        image = self.dispatch.image
        if image is None or image.file is None or self.is_card or self.is_withdrawn:
            return None
        if self.edition.settings.publication and self.dispatch.image_rights is Rights.UNKNOWN:
            return None
        return self._picture(image.file)

    @property
    def image_absolute(self) -> str | None:
        """The picture's whole address."""
        address = self.edition.settings.address
        return f"{address}/{self.image.url}" if self.image and address else None

    @cached_property
    def corrections(self) -> tuple[Correction, ...]:
        """The corrections, newest first."""
        zone = self.edition.settings.zone
        found = self.dispatch.corrections
        return tuple(sorted(found, key=lambda c: c.date.start(zone), reverse=True))

    @property
    def correction_notes(self) -> tuple[Dated, ...]:
        """The same, with their dates in words."""
        return tuple(Dated(str(c.date), self.words.day(c.date), c.text) for c in self.corrections)

    @property
    def withdrawal(self) -> Dated | None:
        """When and why it was taken down."""
        gone = self.dispatch.withdrawn
        return Dated(str(gone.date), self.words.day(gone.date), gone.reason) if gone else None

    @cached_property
    def captured(self) -> Dated | None:
        """When the original was saved."""
        date = self.dispatch.source.captured if self.dispatch.source else None
        return Dated(str(date), self.words.day(date), "") if date else None

    @property
    def first_published(self) -> str | None:
        """Who published it first and when, as a sentence; None for what was written here."""
        source = self.dispatch.source
        if source is None or not (source.outlet or source.url):
            return None
        if not source.outlet:
            return self.words("First published %(day)s at", day=self.filed_day)
        if self.dispatch.date.day is None:
            return self.words(
                "First published by %(outlet)s, %(day)s.", outlet=source.outlet, day=self.filed_day
            )
        return self.words(
            "First published by %(outlet)s on %(day)s.", outlet=source.outlet, day=self.filed_day
        )

    @cached_property
    def saved_url(self) -> str | None:
        """Its saved copy's address from the site's root; None where none may be shown, or the capture is not here."""
        source = self.dispatch.source
        if source is None or self._has_capture is None or not saved.may_have_copy(self):
            return None
        at_hand = self._has_capture(source.capture or "", source.sha256 or "")
        return f"{self.url}{saved.FOLDER}/" if at_hand else None

    @property
    def archived_at(self) -> str | None:
        """The whole address of its saved copy."""
        address = self.edition.settings.address
        return f"{address}/{self.saved_url}" if self.saved_url and address else None

    @property
    def citation(self) -> str:
        """The citation in one line."""
        return styles.chicago(self)

    @property
    def citations(self) -> tuple[styles.Citation, ...]:
        """The citation in every style."""
        return styles.citations(self)

    @property
    def json_ld(self) -> str:
        """The page's JSON-LD."""
        return structured.news_article(self)

    @property
    def outlet(self) -> str:
        """Who published it first: the outlet, else this archive."""
        return citations.outlet_of(self)

    @property
    def original_absolute(self) -> str | None:
        """The whole address of the original of a translation."""
        d, address = self.dispatch, self.edition.settings.address
        if not d.translation_of or not address:
            return None
        others = self.edition.translations(d)
        found = (self.edition.url(o) for o in others if o.slug == d.translation_of)
        return next((f"{address}/{url}" for url in found), None)

    @cached_property
    def description(self) -> str:
        """One line for search engines and previews: the standfirst, else what it is."""
        if self.standfirst:
            return self.standfirst
        return one_line(f"{self.dateline_text or self.filed_day}. {self.headline}")
