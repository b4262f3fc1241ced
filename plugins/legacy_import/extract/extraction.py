"""What goes into an extraction and what comes out: pages, and fields with where they were found and how sure we are."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

__all__ = ["Dropped", "Extraction", "Found", "Page", "Picture", "Place"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """The bytes of one page and what is known of them."""

    id: str
    payload: bytes
    url: str | None = None
    content_type: str | None = None
    captured: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value, where it was found, and how sure we are of it (0..1)."""

    value: T
    where: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Place:
    """The printed dateline: as it stands, and what it says."""

    text: str | None = None
    place: str | None = None
    agency: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """The lead picture: its address, the words below it, and whose it is."""

    url: str | None = None
    caption: str | None = None
    credit: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """A passage that was left out of the body, and the rule that did it."""

    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one page says of its story; a field that is None was not found.

    `not_whole` says why what was found is not one whole story: such a page waits for a look.
    """

    id: str
    url: str | None = None
    title: Found[str] | None = None
    bylines: Found[tuple[str, ...]] | None = None
    dateline: Found[Place] | None = None
    published: Found[str] | None = None
    updated: Found[str] | None = None
    section: Found[str] | None = None
    tags: Found[tuple[str, ...]] | None = None
    language: Found[str] | None = None
    lead_image: Found[Picture] | None = None
    body_markdown: str | None = None
    body_text: Found[str] | None = None
    canonical_url: Found[str] | None = None
    outlet: Found[str] | None = None
    standfirst: Found[str] | None = None
    dropped: tuple[Dropped, ...] = ()
    notes: tuple[str, ...] = ()
    images: tuple[str, ...] = ()
    not_whole: str | None = None
    error: str | None = None

    def as_json(self) -> dict[str, object]:
        """The row of `extract --jsonl`; a refused page has id, url and error only."""
        if self.error is not None:
            return {"id": self.id, "url": self.url, "error": self.error}
        dateline = self.dateline.value if self.dateline else Place()
        picture = self.lead_image.value if self.lead_image else None
        return {
            "id": self.id,
            "url": self.url,
            "title": _value(self.title),
            "bylines": list(self.bylines.value) if self.bylines else [],
            "dateline": {name: getattr(dateline, name) for name in ("text", "place", "agency", "date")},
            "published": _value(self.published),
            "updated": _value(self.updated),
            "section": _value(self.section),
            "tags": list(self.tags.value) if self.tags else [],
            "language": _value(self.language),
            "lead_image": picture
            and {"url": picture.url, "caption": picture.caption, "credit": picture.credit},
            "body_markdown": self.body_markdown,
            "body_text": _value(self.body_text),
            "canonical_url": _value(self.canonical_url),
            "confidence": self.confidences(),
            "dropped": [{"text": drop.text, "rule": drop.rule} for drop in self.dropped],
            "error": None,
        }

    def evidence(self) -> dict[str, str]:
        """Where each field that has a value was found."""
        return {name: found.where for name, found in self._fields().items()}

    def confidences(self) -> dict[str, float]:
        """How sure we are of each field that has a value."""
        return {name: round(found.confidence, 2) for name, found in self._fields().items()}

    def _fields(self) -> Mapping[str, Found[object]]:
        names = [
            "title",
            "bylines",
            "dateline",
            "published",
            "updated",
            "section",
            "tags",
            "language",
            "lead_image",
            "body_text",
            "canonical_url",
            "outlet",
        ]
        return {name: found for name in names if (found := getattr(self, name)) is not None}


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


@dataclass(slots=True)
class Notes:
    """Collects, while one page is read, what is dropped and what a person should know."""

    dropped: list[Dropped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def drop(self, text: str, rule: str) -> None:
        """Record a passage that does not go into the body."""
        if text.strip():
            self.dropped.append(Dropped(text, rule))
