"""Where a dispatch was filed, as each language prints it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import Dateline, DispatchError, PartialDate, parse_date, parse_dateline, print_dateline


@pytest.mark.parametrize(
    ("place", "date", "agency", "lang", "printed"),
    [
        ("WASHINGTON", "2014-07-27", "Agency", "en", "WASHINGTON, July 27 (Agency)"),
        ("ALAT, Azerbaijan", "2014-01-02", None, "en", "ALAT, Azerbaijan, Jan. 2"),
        ("Bakı", "2014-07-27", "Agency", "az", "Bakı, 27 iyul, Agency"),
        ("ВАШИНГТОН", "2014-07-27T10:00+03:00", "Agency", "ru", "ВАШИНГТОН, 27 июля, Agency"),
        ("ANKARA", "2014-08-05", None, "tr", "ANKARA, 5 Ağustos"),
        ("PARIS", "2014-08", "Agency", "fr", "PARIS, Aug. 2014 (Agency)"),
        ("BAKU", "1999", None, "en-GB", "BAKU, 1999"),
    ],
)
def test_prints_in_the_style_of_its_language(
    place: str, date: str, agency: str | None, lang: str, printed: str
) -> None:
    assert print_dateline(parse_dateline(place), parse_date(date), agency, lang) == printed


@pytest.mark.parametrize("lang", ["en", "az", "ru", "tr"])
def test_every_month_has_its_own_word(lang: str) -> None:
    words = {print_dateline(Dateline("X"), PartialDate(2014, month, 1), None, lang) for month in range(1, 13)}
    assert len(words) == 12


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "names no city"), (", Azerbaijan", "names no city"), ("ALAT,", "ends in a comma")],
)
def test_a_dateline_without_a_city_is_refused(text: str, words: str) -> None:
    with pytest.raises(DispatchError, match=words) as caught:
        parse_dateline(text)
    assert caught.value.fix is not None
    assert "ALAT" in caught.value.fix or "AZERBAIJAN" in caught.value.fix


@given(st.text(min_size=1))
def test_reads_back_what_it_prints(text: str) -> None:
    try:
        dateline = parse_dateline(text)
    except DispatchError:
        return
    assert parse_dateline(str(dateline)) == dateline


def test_a_month_alone_is_not_in_the_genitive() -> None:
    assert print_dateline(Dateline("ЦАРИЦЫН"), PartialDate(2003, 12), None, "ru") == "ЦАРИЦЫН, декабрь 2003"
