"""The saved copy of an imported piece's page: who may have one, and what its page prints."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

import nh3

from dispatch.record import Rights

if TYPE_CHECKING:
    from copydesk.views import View

log = logging.getLogger(__name__)

FOLDER = "saved"
_TAGS = {"p", "h2", "ul", "li", "blockquote", "pre", "br", "em", "strong", "sup", "sub", "img"}
_ATTRIBUTES = {"img": {"src", "alt", "width", "height", "loading"}}


class Copy(Protocol):
    """A capture as inert HTML, its pictures (name beside the page, bytes), and whether the page goes on."""

    @property
    def html(self) -> str:
        """Paragraphs, headings, lists and pictures."""

    @property
    def pictures(self) -> tuple[tuple[str, bytes], ...]:
        """What the pictures in it are."""

    @property
    def is_cut(self) -> bool:
        """Whether there was more."""


class Captures(Protocol):
    """What lends the captures; the import's plugin does, under `captured_pages` in Pelican's context."""

    def has(self, capture: str, sha256: str) -> bool:
        """Whether a record is at hand."""

    @property
    def pictures_at_hand(self) -> str:
        """A hash of what pictures there are: with another one a copy may be another."""

    def copy(self, capture: str, sha256: str, *, with_pictures: bool) -> Copy:
        """The record, made inert."""


def may_have_copy(view: View) -> bool:
    """Whether a saved copy may be shown: the setting is on, the rights are known, nothing is withheld."""
    if not view.edition.settings.saved_copies or view.is_withdrawn or view.withheld:
        return False
    source = view.dispatch.source
    named = source is not None and bool(source.capture and source.sha256)
    return named and view.dispatch.effective_rights is not Rights.UNKNOWN


def has_pictures(view: View) -> bool:
    """Whether its saved copy may show pictures."""
    return not view.edition.settings.publication or view.dispatch.image_rights is not Rights.UNKNOWN


def saved_copy(view: View, captures: Captures) -> tuple[str, Copy]:
    """The saved copy of a dispatch that has one: its HTML, cleaned once more, and the copy."""
    source = view.dispatch.source
    capture, sha256 = (source.capture or "", source.sha256 or "") if source else ("", "")
    copy = captures.copy(capture, sha256, with_pictures=has_pictures(view))
    return nh3.clean(copy.html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None), copy


def saved_copies(views: Iterable[View], captures: Captures | None) -> Iterator[tuple[View, str, Copy]]:
    """Every dispatch with a saved copy, its HTML cleaned once more, and the copy; a warning says how many captures are not at hand."""
    missing = []
    for view in views:
        if not may_have_copy(view):
            continue
        source = view.dispatch.source
        if captures is None or view.saved_url is None or source is None:
            missing.append(view.dispatch.slug)
            continue
        yield view, *saved_copy(view, captures)
    if missing:
        log.warning(
            "%d saved copies are left out: their captures are not in content/captures (the first: %s)",
            len(missing),
            missing[0],
        )
