"""Dates are as precise as they were written."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import PartialDate, from_datetime, parse_date, read_dispatch

FOUR = dt.timezone(dt.timedelta(hours=4))


@pytest.mark.parametrize(
    ("text", "expected", "precision"),
    [
        ("2014", PartialDate(2014), "year"),
        ("2014-07", PartialDate(2014, 7), "month"),
        ("2014-7-3", PartialDate(2014, 7, 3), "day"),
        ("2014-07-27T18:40", PartialDate(2014, 7, 27, dt.time(18, 40)), "minute"),
        ("2014-07-27 18:40:05+04:00", PartialDate(2014, 7, 27, dt.time(18, 40, 5, tzinfo=FOUR)), "minute"),
        ("2014-07-27T18:40+04", PartialDate(2014, 7, 27, dt.time(18, 40, tzinfo=FOUR)), "minute"),
        ("2014-07-27T18:40Z", PartialDate(2014, 7, 27, dt.time(18, 40, tzinfo=dt.UTC)), "minute"),
        (" 2012-02-29 ", PartialDate(2012, 2, 29), "day"),
    ],
)
def test_reads_what_was_known(text: str, expected: PartialDate, precision: str) -> None:
    assert parse_date(text) == expected
    assert parse_date(text).precision == precision


@pytest.mark.parametrize(
    "text",
    ["2014-02-30", "2013-02-29", "27.07.2014", "2014-13", "2014-00", "0000", "2014-07-27T25:00", "July 2014", "", "14-07-27",
     "2014-07-27T18", "2014-07-27T18:40+99:00", "2014-07-27x"],
)  # fmt: skip
def test_refuses_what_no_calendar_has(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|no day or time of the calendar"):
        parse_date(text)


@given(st.datetimes())
def test_prints_what_it_reads(moment: dt.datetime) -> None:
    date = from_datetime(moment)
    assert parse_date(str(date)) == date


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_a_sentence(text: str) -> None:
    try:
        assert str(parse_date(text))
    except ValueError as error:
        assert repr(text) in str(error)  # noqa: PT017  (a date is as good an end)


def test_a_month_begins_on_its_first_day_in_the_sites_zone() -> None:
    assert PartialDate(2014, 7).start(FOUR) == dt.datetime(2014, 7, 1, tzinfo=FOUR)


def test_its_own_offset_goes_before_the_sites_zone() -> None:
    own = PartialDate(2014, 7, 27, dt.time(1, tzinfo=dt.UTC))
    assert own.start(FOUR).tzinfo is dt.UTC
    assert own.day_date() == dt.date(2014, 7, 27)


@pytest.mark.parametrize(
    ("written", "proposed"),
    [
        ("27.07.2014", "write date: 2014-07-27"),
        ("7/27/2014", "write date: 2014-07-27"),
        ("27/7/2014", "write date: 2014-07-27"),
        ("5/7/2014", "write date: 2014-07-27, or"),
        ("30.02.2014", "write date: 2014-07-27, or"),
    ],
)
def test_a_date_is_proposed_only_when_it_can_be_one_day_alone(written: str, proposed: str) -> None:
    reading = read_dispatch(f"---\ntitle: A\ndate: {written}\n---\n", "a.md")
    assert next(f.fix for f in reading.findings if f.code == "bad-date").startswith(proposed)
