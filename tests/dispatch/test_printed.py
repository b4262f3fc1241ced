"""Printed datelines, bylines and tails: what they say, and what only looks like one."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.printed import parse_byline, parse_lead, parse_printed_date, parse_tail

PUBLISHED = dt.date(2014, 7, 28)

LEADS = [
    ("OSLO (AP) — Ferries stopped.", ("OSLO (AP) —", "OSLO", "AP", None, "Ferries stopped.")),
    ("BAKU / MERIDIAN / 27.07.2014 - Two men came.", ("BAKU / MERIDIAN / 27.07.2014 -", "BAKU", "MERIDIAN", "2014-07-27", "Two men came.")),
    ("Baku/27.07.14/Turan: The bridge opened.", ("Baku/27.07.14/Turan:", "Baku", "Turan", "2014-07-27", "The bridge opened.")),
    ("KYIV, Ukraine, Aug 3 (Reuters) - Troops moved.", ("KYIV, Ukraine, Aug 3 (Reuters) -", "KYIV, Ukraine", "Reuters", "2013-08-03", "Troops moved.")),
    ("PARIS/LONDON (Reuters) - Talks began.", ("PARIS/LONDON (Reuters) -", "PARIS/LONDON", "Reuters", None, "Talks began.")),
    ("PARIS/LONDON — Talks began.", ("PARIS/LONDON —", "PARIS/LONDON", None, None, "Talks began.")),
    ("JERUSALEM, Monday, July 27 (Reuters) - A man spoke.", ("JERUSALEM, Monday, July 27 (Reuters) -", "JERUSALEM", "Reuters", "2014-07-27", "A man spoke.")),
    ("BAKU, Azerbaijan (AP) _ A ship left.", ("BAKU, Azerbaijan (AP) _", "BAKU, Azerbaijan", "AP", None, "A ship left.")),
    ("BAKU, Special to the Courier — The fund closed.", ("BAKU, Special to the Courier —", "BAKU", "Special to the Courier", None, "The fund closed.")),
    ("МОСКВА, 27 июля. /ТАСС/. Судно ушло.", ("МОСКВА, 27 июля. /ТАСС/.", "МОСКВА", "ТАСС", "2014-07-27", "Судно ушло.")),
    ("БАКУ, 27 июля – Sputnik. Судно ушло.", ("БАКУ, 27 июля – Sputnik.", "БАКУ", "Sputnik", "2014-07-27", "Судно ушло.")),
    ("ВАШИНГТОН, 27 июля, «Меридиан» - Судно ушло.", ("ВАШИНГТОН, 27 июля, «Меридиан» -", "ВАШИНГТОН", "Меридиан", "2014-07-27", "Судно ушло.")),
    ("Bakı, 27 iyul, AZƏRTAC Körpü açıldı.", ("Bakı, 27 iyul, AZƏRTAC", "Bakı", "AZƏRTAC", "2014-07-27", "Körpü açıldı.")),
    ("Bakı. Trend: Körpü açıldı.", ("Bakı. Trend:", "Bakı", "Trend", None, "Körpü açıldı.")),
    ("İSTANBUL, (DHA)- Köprü açıldı.", ("İSTANBUL, (DHA)-", "İSTANBUL", "DHA", None, "Köprü açıldı.")),
    ("İzmir, 12 Aralık 2012 (Anka) - Köprü açıldı.", ("İzmir, 12 Aralık 2012 (Anka) -", "İzmir", "Anka", "2012-12-12", "Köprü açıldı.")),
    ("(TBILISI) — Nobody came.", ("(TBILISI) —", "TBILISI", None, None, "Nobody came.")),
]  # fmt: skip

NOT_LEADS = [
    "The plan - drafted in May - was dropped.", "NATO (AP) — the alliance met.", "NATO — The alliance met.", "BREAKING — The alliance met.",
    "Microsoft (MSFT) - The company said so.", "John McCain (R-Ariz.) - The man said so.", "Москва — столица России.", "Bakı — paytaxtdır.",
    "MONDAY, July 27 — The man left.", "Note: The man said so.", "EDITOR'S NOTE — The man said so.", "США — Судно ушло.",
    "2014-cü il iyulun 27-də körpü açıldı.", "I. The first chapter / the second chapter / notes", "U.S. — The man left.", "",
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LEADS)
def test_reads_a_dateline(text: str, expected: tuple[str, str, str | None, str | None, str]) -> None:
    found = parse_lead(text, PUBLISHED)
    assert found is not None
    line, rest = found
    day = line.date.isoformat() if line.date else None
    assert (line.text, line.place, line.agency, day, rest) == expected


@pytest.mark.parametrize("text", NOT_LEADS)
def test_takes_no_sentence_for_a_dateline(text: str) -> None:
    assert parse_lead(text, PUBLISHED) is None


def test_a_day_without_a_year_is_the_last_one_before_publication() -> None:
    assert parse_printed_date("15 dekabr", PUBLISHED) == dt.date(2013, 12, 15)
    assert parse_printed_date("July 29", PUBLISHED) == dt.date(2014, 7, 29)
    assert parse_printed_date("15 dekabr", None) is None
    assert parse_printed_date("30.02.2014") is None


BYLINES = [
    (
        "By Alex Marden, Lena Sorkhabi and Tural Vekilli",
        ("Alex Marden", "Lena Sorkhabi", "Tural Vekilli"),
        None,
    ),
    ("By ALEX MARDEN, Associated Press Writer", ("ALEX MARDEN",), None),
    ("By Dr. Alex Marden in Baku", ("Alex Marden",), "Baku"),
    ("By Alex Marden, Jr.", ("Alex Marden, Jr.",), None),
    ("Автор: Анна Береговая", ("Анна Береговая",), None),
    ("Mətn: Tural Vəkilli, Foto: Sena Kural", ("Tural Vəkilli",), None),
    ("Haber-Kamera: Sena Kural", ("Sena Kural",), None),
]


@pytest.mark.parametrize(("text", "names", "place"), BYLINES)
def test_reads_a_byline(text: str, names: tuple[str, ...], place: str | None) -> None:
    found = parse_byline(text)
    assert found is not None
    assert (found.bylines, found.place) == (names, place)


def test_an_agency_or_an_office_is_no_person() -> None:
    assert parse_byline("By The Associated Press") is None
    assert parse_byline("By Staff Writer") is None


TAILS = [
    ("Alex Marden\nWashington D.C.", ("Alex Marden",), "Washington D.C."),
    ("Тимур САЛАГАЕВ,\nВашингтон", ("Тимур САЛАГАЕВ",), "Вашингтон"),
    ("Nərgiz Səmədli / Bakı", ("Nərgiz Səmədli",), "Bakı"),
    ("Тимур Салагаев, собкор, Вашингтон", ("Тимур Салагаев",), "Вашингтон"),
    ("Alex Marden reports from Kyiv for the Courier.", ("Alex Marden",), "Kyiv"),
    ("Alex Marden is a Meridian correspondent in Washington.", ("Alex Marden",), "Washington"),
    ("Подготовил Глеб Мышкин", ("Глеб Мышкин",), None),
    ("-0- A.M. 02D--", (), None), ("--0--", (), None), ("# # #", (), None), ("-30-", (), None), ("A.M.", (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "names", "place"), TAILS)
def test_reads_a_tail(text: str, names: tuple[str, ...], place: str | None) -> None:
    found = parse_tail(text)
    assert found is not None
    assert (found.bylines, found.place) == (names, place)


def test_an_editor_is_no_author() -> None:
    found = parse_tail(
        "(Reporting by Alex Marden in Baku; Additional reporting by Ivor Kessane; Editing by Marta Delacourt)"
    )
    assert found is not None
    assert (found.bylines, found.place, found.contributors, found.editors) == (
        ("Alex Marden",),
        "Baku",
        ("Ivor Kessane",),
        ("Marta Delacourt",),
    )


@pytest.mark.parametrize(
    "text",
    ["Leave a Review", "United Nations", "Follow Us On Social Networks", "Haber Akışı", "Rəy yaz", "New York", "Print version", "The New Bridge", "Читайте также"],
)  # fmt: skip
def test_takes_no_chrome_for_a_signature(text: str) -> None:
    assert parse_tail(text) is None


@given(st.text(max_size=400))
def test_never_fails_on_any_text(text: str) -> None:
    parse_lead(text, PUBLISHED)
    parse_byline(text)
    parse_tail(text)
