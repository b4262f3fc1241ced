"""Text cleaned for pages and feeds, and folded for comparing."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from dispatch.text import clean, fold, join_words, nearest, one_line

ANY = st.text(alphabet=st.characters(codec=None, exclude_categories=()))


@given(ANY)
def test_clean_text_may_stand_in_xml(text: str) -> None:
    element = etree.Element("a")
    element.text = clean(text)
    assert etree.fromstring(etree.tostring(element)).text == (clean(text) or None)


@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert one_line(one_line(text)) == one_line(text)


@given(ANY)
def test_clean_text_is_composed_and_has_one_kind_of_line_end(text: str) -> None:
    assert unicodedata.is_normalized("NFC", clean(text))
    assert "\r" not in clean(text)


@pytest.mark.parametrize(
    "bad",
    [
        "\x00",
        "\x0b",
        "\x0c",
        "\x1f",
        "\x7f",
        "\ufffe",
        "\uffff",
        "\U0001fffe",
        "\ufdd0",
        "\ud800",
        "\u202e",
        "\u2066",
    ],
)
def test_what_breaks_pages_is_taken_out(bad: str) -> None:
    assert clean(f"a{bad}b") == "ab"


@pytest.mark.parametrize("kept", ["\t", "\n", "\u200c", "\u200d", "\u00a0", "İ", "ə", "😀"])
def test_what_people_write_stays(kept: str) -> None:
    assert clean(f"a{kept}b") == f"a{kept}b"


def test_folding_twice_is_folding_once_for_every_letter() -> None:
    letters = map(
        chr, [*range(0x2000), *range(0xA640, 0xA6A0), *range(0xFB00, 0x10000), *range(0x1D400, 0x1D800)]
    )
    assert [letter for letter in letters if fold(fold(letter)) != fold(letter)] == []


@given(ANY)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Əliyev", "eliyev"),
        ("İSTANBUL", "istanbul"),
        ("ışık", "ISIK"),
        ("Şəki", "seki"),
        ("Баку", "baku"),
        ("Łódź", "lodz"),
        ("Ѓорѓи", "gorgi"),
        ("𝓐lat", "alat"),
        ("Ёлка", "елка"),
    ],
)
def test_two_spellings_of_one_word(one: str, other: str) -> None:
    if (one, other) == ("Şəki", "seki"):
        assert fold(one) == "seki"
        return
    assert fold(one) == fold(other)


def test_the_nearest_name_is_named() -> None:
    assert nearest("titel", ["title", "date"]) == "title"
    assert nearest("zzzz", ["title", "date"]) is None


def test_words_are_joined_as_in_a_sentence() -> None:
    assert [join_words(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
