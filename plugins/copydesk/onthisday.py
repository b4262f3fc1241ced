"""What was filed on this day of the calendar in earlier years."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.record import Dispatch

# A leap year, so that every day of the calendar has a number.
_LEAP = 2000
_DAYS = 366
_FIRST = dt.date(_LEAP, 1, 1)
_CALENDAR = [_FIRST + dt.timedelta(n) for n in range(_DAYS)]
# What is further away is not around the day.
_NEAR = 10
_NUMBERS = {(day.month, day.day): n for n, day in enumerate(_CALENDAR)}


@dataclass(frozen=True, slots=True)
class Anniversary:
    """Dispatches of one day of the calendar, oldest first.

    `day` is that day in `_LEAP`; `is_today` False where nothing was filed on the day itself, and
    the nearest one stands for it.
    """

    day: dt.date
    is_today: bool
    items: tuple[Dispatch, ...]


def on_this_day(dispatches: Iterable[Dispatch], today: dt.date, most: int = 4) -> Anniversary | None:
    """What earlier years filed on `today`'s month and day, else on the day nearest to it, if that is within ten days.

    Only dates known to the day count. A 29 February is remembered on the 28th where there is none.
    Of more than `most` the oldest stay.
    """
    days: dict[int, list[Dispatch]] = defaultdict(list)
    for dispatch in dispatches:
        date = dispatch.date
        if date.day is not None and date.year < today.year:
            days[_NUMBERS[date.month or 1, date.day]].append(dispatch)
    if not days:
        return None
    now = _NUMBERS[today.month, today.day]
    if now not in days and (today + dt.timedelta(1)).month == 3 and now + 1 in days:
        now += 1

    def away(number: int) -> int:
        return min((now - number) % _DAYS, (number - now) % _DAYS)

    # Ties go to the day that has passed.
    best = min(days, key=lambda n: (away(n), (now - n) % _DAYS))
    if away(best) > _NEAR:
        return None
    found = sorted(days[best], key=lambda d: (d.date.day_date(), d.slug))[:most]
    day = _CALENDAR[best]
    return Anniversary(day, best == now, tuple(found))
