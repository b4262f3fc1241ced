"""An extraction and its capture to a Dispatch: fields chosen, doubts said, nothing invented."""

import hashlib
import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from dispatch.archive import Outlet
from dispatch.dateline import Dateline
from dispatch.dates import PartialDate, from_datetime, parse_date
from dispatch.record import Byline, Dispatch, LeadImage, Rights, Source
from dispatch.slug import make_slug, slug_key, unique_slug
from dispatch.text import clean, fold, one_line
from legacy_import.capture.store import Capture
from legacy_import.extract.extraction import Extraction
from legacy_import.images import picture_addresses
from legacy_import.picture_words import PictureWords

__all__ = ["Settled", "alias_of", "credited", "free_aliases", "pictures_of", "settle", "text_hash"]

_SURE_ENOUGH = 0.4
_DOUBTFUL = 0.6
# What comes at 0.50 is no more than a hint: a date that only a search of the whole page came upon
# (as often a footer's year), an outlet in the place of a person.
_FIRM = 0.55


@dataclass(frozen=True, slots=True)
class Settled:
    """What a capture became: a dispatch, or the reason why it waits; and what a person should look at."""

    dispatch: Dispatch | None
    reason: str | None = None
    doubts: tuple[str, ...] = field(default=())


def text_hash(extraction: Extraction) -> str | None:
    """The hash of the text as extracted (UTF-8); None without text."""
    if extraction.body_text is None:
        return None
    return hashlib.sha256(extraction.body_text.value.encode("utf-8")).hexdigest()


def settle(
    extraction: Extraction,
    capture: Capture,
    outlets: Sequence[Outlet],
    taken: Container[str],
    slug: str | None = None,
) -> Settled:
    """Make a dispatch of one page; `taken` are slugs in use, `slug` the one the piece already has."""
    reason = _missing(extraction)
    date = _date(extraction)
    if reason is not None or date is None or extraction.title is None:
        return Settled(None, reason)
    title = one_line(extraction.title.value)
    outlet = _outlet_of(extraction.url, outlets)
    dispatch = Dispatch(
        title=title,
        date=date,
        slug=slug or unique_slug(make_slug(title), taken),
        lang=extraction.language.value if extraction.language else "en",
        body=clean(extraction.body_markdown or "").strip(),
        updated=_updated(extraction, date),
        bylines=_bylines(extraction),
        dateline=_dateline(extraction),
        section=one_line(extraction.section.value) or None if extraction.section else None,
        tags=_tags(extraction),
        image=_image(extraction),
        source=_source(extraction, capture, outlet),
        rights=outlet.rights if outlet else Rights.UNKNOWN,
        aliases=tuple(filter(None, [alias_of(extraction.url)])),
    )
    return Settled(dispatch, None, tuple(_doubts(extraction)))


def _missing(extraction: Extraction) -> str | None:
    """Why a page cannot be a dispatch yet; None when it can."""
    if extraction.error is not None:
        return extraction.error
    if extraction.not_whole is not None:
        return extraction.not_whole
    sure = extraction.title is not None and extraction.title.confidence >= _SURE_ENOUGH
    if not sure or extraction.title is None or not one_line(extraction.title.value):
        return "no headline was found"
    if extraction.title.where == "title element" and _names_the_site(extraction.title.value, extraction):
        return f"no headline was found ({one_line(extraction.title.value)!r} is the site's own name)"
    if _date(extraction) is None:
        return "no date was found"
    if not clean(extraction.body_markdown or "").strip():
        return "no text was found"
    return None


def _names_the_site(title: str, extraction: Extraction) -> bool:
    """Whether a title is only what the page's masthead or its copyright line calls the site."""
    name = fold(title)
    furniture = [d.text for d in extraction.dropped if d.rule == "outside the story"]
    lines = [text for text in furniture if text.lstrip().startswith(("©", "(c)", "(C)", "Copyright"))]
    # A masthead says little more than the name; a headline above the text says more.
    heads = [text for text in furniture[:1] if len(fold(text)) <= 2 * len(name)]
    return any(name and f" {name} " in f" {fold(text)} " for text in (*heads, *lines))


def _date(extraction: Extraction) -> PartialDate | None:
    found = extraction.published
    if found is None or found.confidence < _FIRM:
        return None
    try:
        return parse_date(found.value)
    except ValueError:
        return None


def _updated(extraction: Extraction, date: PartialDate) -> PartialDate | None:
    if extraction.updated is None:
        return None
    try:
        updated = parse_date(extraction.updated.value)
    except ValueError:
        return None
    return updated if updated.day_date() > date.day_date() else None


def _bylines(extraction: Extraction) -> tuple[Byline, ...]:
    """The persons who wrote it; an outlet's own name (confidence 0.5) makes nobody a person."""
    found = extraction.bylines
    if found is None or found.confidence < _FIRM:
        return ()
    return tuple(Byline(name) for name in map(one_line, found.value) if name)


def _dateline(extraction: Extraction) -> Dateline | None:
    place = one_line(extraction.dateline.value.place or "") if extraction.dateline else ""
    city, _comma, region = (part.strip() for part in place.partition(","))
    return Dateline(city, region or None) if city else None


def _tags(extraction: Extraction) -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for tag in extraction.tags.value if extraction.tags else ():
        line = one_line(tag)
        if line:
            seen.setdefault(line.casefold(), line)
    return tuple(list(seen.values())[:12])


def _image(extraction: Extraction) -> LeadImage | None:
    if extraction.lead_image is None:
        return None
    picture = extraction.lead_image.value
    caption, credit = one_line(picture.caption or "") or None, one_line(picture.credit or "") or None
    return LeadImage(caption=caption, credit=credit) if caption or credit else None


def _source(extraction: Extraction, capture: Capture, outlet: Outlet | None) -> Source:
    named = outlet.name if outlet else (one_line(extraction.outlet.value) if extraction.outlet else None)
    return Source(
        outlet=named or None,
        url=extraction.url,
        captured=from_datetime(capture.captured),
        capture=capture.id,
        sha256=capture.sha256,
        retrieved_text_sha256=text_hash(extraction),
    )


def _outlet_of(url: str | None, outlets: Sequence[Outlet]) -> Outlet | None:
    host = (urlsplit(url).hostname or "").lower() if url else ""
    bare = host.removeprefix("www.")
    return next(
        (
            outlet
            for outlet in outlets
            if bare and any(bare == name.lower().removeprefix("www.") for name in outlet.hosts)
        ),
        None,
    )


def alias_of(url: str | None) -> str | None:
    """The old address as an alias: its path, or the whole address where a query tells pages apart."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.query:
        return url
    return (
        parts.path if re.search(r"[^/]", parts.path) and re.fullmatch(r"[\x21-\x7e]+", parts.path) else None
    )


def free_aliases(dispatch: Dispatch, taken: Mapping[str, str]) -> Dispatch:
    """Give a dispatch's old address whole where another one has its path: two sites may both have had `/1.html`.

    `taken` maps paths, folded, to the keys of the slugs that have them.
    """
    whole = dispatch.source.url if dispatch.source else None
    aliases = [
        whole
        if whole and taken.get(alias.casefold(), slug_key(dispatch.slug)) != slug_key(dispatch.slug)
        else alias
        for alias in dispatch.aliases
    ]
    return replace(dispatch, aliases=tuple(dict.fromkeys(aliases)))


def credited(image: LeadImage, words: PictureWords) -> tuple[LeadImage, list[str]]:
    """Take credit and caption from the picture's own file where the page prints none; and what to look at."""
    doubts = []
    if image.credit is None and words.credit_line:
        image = replace(image, credit=one_line(words.credit_line))
        doubts.append("the credit is taken from the picture's file")
    elif image.credit and words.creator and fold(words.creator) not in fold(image.credit) and not (
        words.credit and fold(words.credit) in fold(image.credit)
    ):  # fmt: skip
        doubts.append(
            f"the picture's file names {words.creator} as its maker, the page credits {image.credit}"
        )
    if image.caption is None and words.description:
        image = replace(image, caption=one_line(words.description))
        doubts.append("the caption is taken from the picture's file")
    return image, doubts


def pictures_of(extraction: Extraction) -> list[str]:
    """The addresses of a page's pictures, the lead first."""
    lead = extraction.lead_image.value.url if extraction.lead_image else None
    return [*([lead] if lead else []), *picture_addresses(extraction.body_markdown or "", extraction.url)]


def _doubts(extraction: Extraction) -> list[str]:
    doubts = list(extraction.notes)
    if extraction.url is None:
        doubts.append("the address it was published at is not known")
    names = {"title": "headline", "bylines": "byline", "published": "date", "body_text": "text"}
    for name, confidence in extraction.confidences().items():
        if confidence < _DOUBTFUL and name in names:
            doubts.append(f"the {names[name]} is not certain")
    if extraction.bylines is None:
        doubts.append("no byline was found")
    return doubts
