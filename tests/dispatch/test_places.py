"""Which datelines are the same place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import DispatchError, is_slug, read_places
from dispatch.places import Places

LIST = """\
- {name: Alat, country: Azerbaijan, lat: 39.94, lon: 49.41, names: {az: Ələt, ru: Алят}, aliases: [Alyat]}
- {name: Paris, country: France}
- {name: Washington, slug: washington}
"""


@pytest.mark.parametrize(
    "text",
    [
        "ALAT, Azerbaijan",
        "Alat",
        "Ələt",
        "АЛЯТ, Азербайджан",
        "Alyat",
        "ƏLƏT, Azərbaycan",
        "ALAT,  azerbaijan",
    ],
)
def test_one_place_under_all_its_names(text: str) -> None:
    assert read_places(LIST).resolve(" ".join(text.split())).slug == "alat"


def test_another_countrys_town_of_the_same_name_is_another_place() -> None:
    places = read_places(LIST)
    texas = places.resolve("PARIS, Texas")
    assert (texas.listed, texas.name, texas.country) == (False, "Paris", "Texas")
    assert texas.slug == "paris-texas"


def test_a_place_that_is_not_listed_has_a_page_under_its_own_name() -> None:
    places = read_places("")
    first = places.resolve("NEW YORK, United States")
    assert (first.name, first.slug) == ("New York", "new-york")
    assert places.resolve("New York") is first


def test_names_without_letters_are_not_one_place() -> None:
    places = read_places(LIST)
    assert len({places.resolve(name).slug for name in ("🎉", "😀", "--, ?")}) == 3


def test_names_are_printed_in_their_language() -> None:
    place = read_places(LIST).resolve("Alat")
    assert [place.name_in(lang) for lang in ("en", "az", "ru")] == ["Alat", "Ələt", "Алят"]


@given(st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_every_place_has_an_address_of_its_own(names: list[str]) -> None:
    places = read_places(LIST)
    found = {place.slug: place for place in map(places.resolve, names)}
    assert all(is_slug(slug) for slug in found)
    assert all(places.resolve(name).slug in found for name in names)


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- {name: A, lat: 91, lon: 0}", "places.yaml:1:18", "from -90 to 90"),
        ("- {name: A, lat: x, lon: 0}", "places.yaml:1:18", "number"),
        ("- {name: A, lat: 1}", "places.yaml:1:18", "go together"),
        ("- name: A\n- name: a", "places.yaml:2:3", "stands twice"),
        ("- {name: A, contry: B}", "places.yaml:1:13", 'unknown key "contry"'),
    ],
)
def test_a_wrong_list_is_a_sentence_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(DispatchError) as caught:
        read_places(text)
    assert str(caught.value).startswith(f"{place}: ")
    assert words in caught.value.problem


def test_an_empty_list_is_no_error() -> None:
    assert isinstance(read_places("# nothing yet\n[]\n"), Places)


@pytest.mark.parametrize(
    ("dateline", "name"),
    [
        ("DİYARBAKIR", "Diyarbakır"), ("IĞDIR", "Iğdır"), ("ŞIRNAK", "Şırnak"), ("XANKƏNDİ", "Xankəndi"), ("NAXÇIVAN", "Naxçıvan"),
        ("PARIS", "Paris"), ("ZÜRICH", "Zürich"), ("CONCEIÇÃO", "Conceição"), ("РОСТОВ-НА-ДОНУ", "Ростов-на-Дону"), ("LA PAZ", "La Paz"),
        ("RIO DE JANEIRO", "Rio de Janeiro"), ("ФЕОДОСИЯ", "Феодосия"), ("ST. PETERSBURG", "St. Petersburg"), ("Sheki", "Sheki"),
    ],
)  # fmt: skip
def test_a_place_in_capitals_is_written_small_as_its_language_does(dateline: str, name: str) -> None:
    assert Places().resolve(dateline).name == name
