"""Graphics of how much was filed when: a bar a year, month or day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from copydesk.listings import Listing


@dataclass(slots=True)
class Bar:
    """One year, month or day of a count graphic: `height` in per cent of the fullest.

    `first` is its first day; one without a dispatch has no `url`. (Not frozen: tens of thousands are made, in a third of the time.)
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
    known = {x.subject: (len(x.items), x.url) for x in listings}
    top = max(count for count, _ in known.values())
    bars = []
    for day in days:
        count, url = known.get(day, (0, ""))
        bars.append(Bar(day, count, url, max(4, 100 * count // top) if count else 0))
    return tuple(bars)
