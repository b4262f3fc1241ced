"""What a record says of itself: rights, embargo, address."""

from __future__ import annotations

import dataclasses
import datetime as dt
import zoneinfo

import pytest

from dispatch import Dispatch, LeadImage, PartialDate, Rights, Source, Status, parse_date

NOON = dt.datetime(2014, 7, 27, 12, tzinfo=dt.UTC)
PIECE = Dispatch("A title", PartialDate(2014, 7, 27), "a-title")


def piece(**changes: object) -> Dispatch:
    return dataclasses.replace(PIECE, **changes)


def test_a_piece_without_source_is_ones_own_and_an_import_is_unknown() -> None:
    assert piece().effective_rights is Rights.OWN
    assert piece(source=Source("Agency")).effective_rights is Rights.UNKNOWN
    assert piece(source=Source("Agency"), rights=Rights.PERMITTED).effective_rights is Rights.PERMITTED


def test_a_pictures_rights_are_never_inherited_from_the_text() -> None:
    imported = piece(source=Source("Agency"), rights=Rights.OWN, image=LeadImage("images/a.png"))
    assert imported.image_rights is Rights.UNKNOWN
    said = piece(source=Source("Agency"), image=LeadImage("images/a.png", rights=Rights.PERMITTED))
    assert said.image_rights is Rights.PERMITTED


@pytest.mark.parametrize(
    ("date", "embargo", "held"),
    [
        ("2014-07-27", None, False),
        ("2014-07-28", None, True),
        ("2014-07-27T12:00Z", None, False),
        ("2014-07-27T12:01Z", None, True),
        ("2014-01-01", "2014-07-27T15:59+04:00", False),
        ("2014-01-01", "2014-07-27T16:01+04:00", True),
        ("2014-01-01", "2015", True),
        ("2014-07-28", "2014-01-01", True),
    ],
)
def test_a_future_date_is_an_embargo(date: str, embargo: str | None, held: bool) -> None:
    dispatch = piece(date=parse_date(date), embargo=parse_date(embargo) if embargo else None)
    assert dispatch.is_embargoed(NOON, dt.UTC) is held


def test_a_day_without_offset_begins_in_the_sites_zone() -> None:
    tomorrow = piece(date=PartialDate(2014, 7, 28))
    assert not tomorrow.is_embargoed(NOON, dt.timezone(dt.timedelta(hours=13)))


def test_a_draft_is_withheld_and_hidden_and_withdrawn_ones_are_not() -> None:
    held = {status: piece(status=status).is_withheld(NOON, dt.UTC) for status in Status}
    assert [status for status, is_held in held.items() if is_held] == [Status.DRAFT]


def test_addresses() -> None:
    assert piece().address("en") == "/2014/07/27/a-title/"
    assert piece(lang="az").address("en") == "/az/2014/07/27/a-title/"
    assert piece(date=PartialDate(1999)).address("en") == "/1999/01/01/a-title/"
    late = piece(date=parse_date("2014-07-27T23:30-05:00"))
    assert late.address("en") == "/2014/07/27/a-title/"


def test_a_supplied_title_stands_in_brackets() -> None:
    assert piece(title_supplied=True).headline == "[A title]"


def test_values_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        PIECE.title = "Other"  # type: ignore[misc]


def test_an_hour_that_comes_twice_is_the_second_one_for_an_embargo() -> None:
    """A clock set back has half past two twice: nothing goes out before the second; nor early at one set forward."""
    zone = zoneinfo.ZoneInfo("Europe/Berlin")
    back = piece(date=parse_date("2026-10-01"), embargo=parse_date("2026-10-25T02:30"))
    assert back.is_embargoed(dt.datetime(2026, 10, 25, 0, 45, tzinfo=dt.UTC), zone)
    assert not back.is_embargoed(dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC), zone)
    ahead = piece(date=parse_date("2026-03-01"), embargo=parse_date("2026-03-29T02:30"))
    assert ahead.is_embargoed(dt.datetime(2026, 3, 29, 1, 15, tzinfo=dt.UTC), zone)
    assert not ahead.is_embargoed(dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC), zone)
