"""A directory stands in its readers' alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.alphabets import heading_of, order_key


@pytest.mark.parametrize(
    ("lang", "names"),
    [
        ("az", "Bakı Hacıqabul Xaçmaz Xızı İmişli İsmayıllı Kəlbəcər Qax Quba Lənkəran Ordubad Sumqayıt Şəki Ucar"),
        ("az", "çay Çin dəniz ev əhali fil"),
        ("tr", "Ordu Ödemiş Uşak Ünye Washington Yalova"),
        ("tr", "Iğdır İzmir jandarma oyun ölüm su şeker"),
        ("ru", "1999 Актау Баку Ёлкино Ереван Ёсино Жуковка Иваново Йошкар-Ола Москва Baku"),
        ("en", "Актау Baku Çilov Ёлкино Moscow"),
    ],
)  # fmt: skip
def test_names_stand_in_the_order_of_the_language(lang: str, names: str) -> None:
    given_order = names.split()
    backwards = given_order[::-1]
    assert sorted(backwards, key=lambda name: order_key(name, lang)) == given_order


@pytest.mark.parametrize(
    ("name", "lang", "heading"),
    [
        ("школа", "ru", "Ш"), ("ёлка", "ru", "Е"), ("Baku", "ru", "B"), ("школа", "en", "S"), ("şəhər", "az", "Ş"),
        ("iqtisadiyyat", "az", "İ"), ("ırmaq", "tr", "I"), ("Ünye", "tr", "Ü"), ("âşık", "tr", "A"), ("2019", "tr", "0–9"), ("😀", "az", ""), ("", "ru", ""),
    ],
)  # fmt: skip
def test_a_name_stands_under_the_letter_of_the_language(name: str, lang: str, heading: str) -> None:
    assert heading_of(name, lang) == heading


@given(st.text(), st.text(), st.sampled_from(["az", "ru", "tr", "en", "de"]))
def test_any_two_names_have_an_order(one: str, other: str, lang: str) -> None:
    assert (order_key(one, lang) < order_key(other, lang)) or (order_key(other, lang) <= order_key(one, lang))
    heading_of(one, lang)
