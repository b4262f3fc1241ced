"""What the home page remembers of a day of the calendar."""

from __future__ import annotations

import datetime as dt

import pytest

from copydesk.onthisday import on_this_day
from dispatch import Dispatch, parse_date


def remembered(today: str, *dates: str) -> tuple[str, bool, list[str]] | None:
    pieces = [Dispatch(f"T{n}", parse_date(date), f"p{n}") for n, date in enumerate(dates)]
    found = on_this_day(pieces, dt.date.fromisoformat(today))
    return found and (f"{found.day:%m-%d}", found.is_today, [str(d.date) for d in found.items])


@pytest.mark.parametrize(
    ("today", "dates", "expected"),
    [
        ("2020-11-23", ["2014-11-23", "1999-11-23", "2014-11-22"], ("11-23", True, ["1999-11-23", "2014-11-23"])),
        ("2020-11-23", ["2014-11-22", "2014-11-24"], ("11-22", False, ["2014-11-22"])),
        ("2020-01-01", ["2014-12-30", "2014-01-04"], ("12-30", False, ["2014-12-30"])),
        ("2019-02-28", ["2016-02-29"], ("02-29", True, ["2016-02-29"])),
        ("2020-02-28", ["2016-02-29"], ("02-29", False, ["2016-02-29"])),
        ("2020-11-23", ["2020-11-23", "2014-11", "1999"], None),
        ("2020-11-28", ["2014-11-18"], ("11-18", False, ["2014-11-18"])),
        ("2020-11-28", ["2014-11-17", "2014-12-09"], None),
    ],
)  # fmt: skip
def test_the_day_itself_or_the_nearest(today: str, dates: list[str], expected: object) -> None:
    assert remembered(today, *dates) == expected
