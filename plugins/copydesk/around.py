"""What a dispatch's own page asks of the archive around it: an edition tells it, and so does what was kept of one."""

from __future__ import annotations

from collections.abc import Container
from typing import Protocol

from copydesk.related import Relative, Strand
from copydesk.settings import Settings
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch


class Relations(Protocol):
    """Who stands beside a dispatch: see `related.Kinship`."""

    def related(self, dispatch: Dispatch) -> tuple[Relative, ...]:
        """Dispatches that share its series, topics, places or bylines."""

    def strands(self, dispatch: Dispatch) -> tuple[Strand, ...]:
        """Before and after it: of its first byline, and of the place it was filed from."""


class Around(Protocol):
    """The archive as one dispatch sees it; each of these as `listings.Edition` has it."""

    @property
    def settings(self) -> Settings:
        """The site's."""

    @property
    def shown_set(self) -> Container[tuple[str, str]]:
        """The dispatches that lists and open data show, by slug and language."""

    @property
    def kinship(self) -> Relations:
        """Who is related to whom."""

    def url(self, dispatch: Dispatch) -> str:
        """A dispatch's address from the site's root, without a leading slash."""

    def persons(self, dispatch: Dispatch) -> tuple[Person, ...]:
        """The people of its bylines."""

    def filed_from(self, dispatch: Dispatch) -> Place | None:
        """The place of its dateline."""

    def about(self, dispatch: Dispatch) -> tuple[Place, ...]:
        """The places it is about."""

    def topic(self, tag: str) -> tuple[str, str]:
        """A tag's printed form and its address."""

    def section(self, name: str) -> tuple[str, str]:
        """A section's printed form and its address."""

    def series(self, name: str) -> tuple[str, str]:
        """A series' printed form and its address."""

    def parts(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """All parts of its series in its language, oldest first."""

    def translations(self, dispatch: Dispatch) -> tuple[Dispatch, ...]:
        """Its versions in other languages."""

    def neighbours(self, dispatch: Dispatch) -> tuple[Dispatch | None, Dispatch | None]:
        """The next older and next newer dispatch of its language."""
