"""Slugs are addresses on every file system."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import is_slug, make_slug, slug_key, unique_slug
from dispatch.slug import MAX_BYTES, RESERVED


@given(st.text())
def test_any_text_has_a_slug(text: str) -> None:
    assert is_slug(make_slug(text))


@given(st.text())
def test_a_slug_is_its_own_slug(text: str) -> None:
    assert make_slug(make_slug(text)) == make_slug(text)


@given(st.text(), st.sets(st.text(max_size=90).map(make_slug), max_size=5))
def test_a_taken_slug_gets_a_number(text: str, taken: set[str]) -> None:
    found = unique_slug(make_slug(text), taken)
    assert is_slug(found)
    assert slug_key(found) not in taken


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Ferries wait out the wind at Alat", "ferries-wait-out-the-wind-at-alat"),
        ("Ələt: gəmi dolanda gedir", "elet-gemi-dolanda-gedir"),
        ("Алят: паром уходит полным", "alyat-parom-ukhodit-polnym"),
        ("IŞIK ve İnci", "isik-ve-inci"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C", "c"),
        ("😀🎉", "dispatch"),
        ("中文标题", "dispatch"),
        ("", "dispatch"),
        ("The ship’s log", "the-ships-log"),
    ],
)
def test_slugs_of_four_alphabets(text: str, slug: str) -> None:
    assert make_slug(text) == slug


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_reserved_word_is_no_slug(word: str) -> None:
    assert not is_slug(word)
    assert is_slug(make_slug(word))


def test_a_long_title_is_cut_at_a_word() -> None:
    slug = make_slug("ferry " * 40)
    assert len(slug) <= MAX_BYTES
    assert set(slug.split("-")) == {"ferry"}


def test_composed_and_decomposed_letters_are_one() -> None:
    assert make_slug("café") == make_slug("cafe\u0301")
    assert slug_key("CAFE\u0301") == slug_key("caf\u00e9")


@pytest.mark.parametrize(
    "text", ["A", "a--b", "-a", "a-", "a_b", "ə", "a/b", "..", "a.html", "a\n", "x" * 81]
)
def test_what_cannot_be_an_address(text: str) -> None:
    assert not is_slug(text)
