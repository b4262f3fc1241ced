"""Graphics of how much was filed when: a bar a year, month or day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.listings import Listing


@dataclass(frozen=True, slots=True)
class Bar:
    """One year, month or day of a count graphic: `height` in per cent of the fullest.

    `first` is its first day; one without a dispatch has no `url`.
    """

    first: dt.date
    count: int
    url: str
    height: int

    @property
    def year(self) -> int:
        """The year it is of."""
        return self.first.year


def bars_of(days: Iterable[dt.date], listings: Sequence[Listing]) -> tuple[Bar, ...]:
    """A bar a day of these, each the first of a year, a month or a day; `listings` are those that have dispatches."""
    known = {x.subject: x for x in listings}
    top = max(x.count for x in listings)
    bars = []
    for day in days:
        found = known.get(day)
        height = max(4, 100 * found.count // top) if found else 0
        bars.append(Bar(day, found.count if found else 0, found.url if found else "", height))
    return tuple(bars)
