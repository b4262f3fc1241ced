"""Dates known as exactly as they are known: a year, a month, a day, or an instant."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

_PATTERN = re.compile(
    r"""(?P<year>\d{4})
    (?:-(?P<month>\d{1,2})
      (?:-(?P<day>\d{1,2})
        (?:[T\ ]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?
          \s*(?P<offset>Z|z|[+-]\d{2}(?::?\d{2})?)?
        )?
      )?
    )?\Z""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A moment with the precision that the source had.

    `month`, `day` and `time` are None from the first one that is not known; `time` carries its
    UTC offset when the source had one.
    """

    year: int
    month: int | None = None
    day: int | None = None
    time: dt.time | None = None

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        for part in (self.month, self.day):
            if part is None:
                return text
            text += f"-{part:02d}"
        if self.time is None:
            return text
        seconds = "seconds" if self.time.second else "minutes"
        return f"{text}T{self.time.isoformat(seconds)}"

    @property
    def precision(self) -> str:
        """`year`, `month`, `day` or `minute`."""
        if self.month is None:
            return "year"
        if self.day is None:
            return "month"
        return "day" if self.time is None else "minute"

    def day_date(self) -> dt.date:
        """The calendar day it stands on in its own offset; the first one of a month or year."""
        return dt.date(self.year, self.month or 1, self.day or 1)

    def start(self, zone: dt.tzinfo) -> dt.datetime:
        """The first instant it can mean; `zone` holds where it has no offset of its own."""
        time = self.time or dt.time()
        moment = dt.datetime.combine(self.day_date(), time)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone)

    def last_start(self, zone: dt.tzinfo) -> dt.datetime:
        """The last instant at which it can begin: of the hour that a clock set back has twice, the second (PEP 495)."""
        moment = self.start(zone)
        return max(moment, moment.replace(fold=1), key=lambda one: one.astimezone(dt.UTC))


def parse_date(text: str) -> PartialDate:
    """Read ISO 8601: `2014`, `2014-07`, `2014-07-27`, `2014-07-27T18:40+04:00`.

    A blank may stand for the T. Raises ValueError, with a sentence, for anything else and for
    days that no calendar has (30 February).
    """
    found = _PATTERN.match(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a date")
    year, month, day = int(found["year"]), found["month"], found["day"]
    time = None
    try:
        dt.date(year, int(month or 1), int(day or 1))
        if found["hour"]:
            time = dt.time(
                int(found["hour"]),
                int(found["minute"]),
                int(found["second"] or 0),
                tzinfo=_offset(found["offset"]),
            )
    except ValueError as error:
        raise ValueError(f"{text!r} is no day or time of the calendar ({error})") from None
    return PartialDate(year, int(month) if month else None, int(day) if day else None, time)


def from_datetime(moment: dt.datetime) -> PartialDate:
    """The same instant as a PartialDate, to the second, with its offset if it has one."""
    offset = moment.utcoffset()
    zone = None if offset is None else dt.timezone(offset)
    time = moment.time().replace(microsecond=0, tzinfo=zone)
    return PartialDate(moment.year, moment.month, moment.day, time)


def _offset(text: str | None) -> dt.timezone | None:
    if text is None:
        return None
    if text in {"Z", "z"}:
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    digits = text[1:].replace(":", "").ljust(4, "0")
    delta = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(sign * delta)
