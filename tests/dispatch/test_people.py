"""One person in three scripts is one person; a pseudonym is nobody else."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch import DispatchError, is_slug, read_people
from dispatch.people import People, Person

LIST = """\
- name: Rauf Əliyev
  slug: rauf-aliyev
- name: Leyla Sample
  slug: leyla-sample
  aliases: [L. Sample]
  names: {ru: Лейла Образцова}
- name: Gecə Quşu
  slug: night-bird
  pseudonym: true
"""


@pytest.fixture
def people() -> People:
    return read_people(LIST)


def test_three_scripts_are_one_person(people: People) -> None:
    found = {
        people.resolve(name).slug
        for name in ("Rauf Əliyev", "Rauf Aliyev", "Рауф Алиев", "RAUF ALIYEV", "Rauf Eliyev")
    }
    assert found == {"rauf-aliyev"}


@pytest.mark.parametrize("listed", ["Rauf Əliyev", "Rauf Aliyev", "Рауф Алиев"])
def test_it_does_not_matter_which_spelling_is_listed(listed: str) -> None:
    people = read_people(f"- name: {listed}\n  slug: rauf\n")
    assert {people.resolve(name).slug for name in ("Rauf Əliyev", "Рауф Алиев", listed)} == {"rauf"}


def test_an_alias_finds_the_person_and_is_not_printed(people: People) -> None:
    assert people.resolve("L. Sample").name_in("en") == "Leyla Sample"
    assert people.resolve("L. Sample").name_in("ru") == "Лейла Образцова"


@pytest.mark.parametrize("name", ["Gece Kusu", "Гедже Гушу", "Gedje Gushu"])
def test_a_pseudonym_is_never_joined_by_its_sound(people: People, name: str) -> None:
    assert people.resolve(name).slug != "night-bird"
    assert people.resolve("Gecə Quşu").slug == "night-bird"


def test_two_english_names_that_sound_alike_stay_two() -> None:
    people = read_people("- name: Jon Smith\n  slug: jon\n")
    assert not people.resolve("John Smith").listed
    assert not people.resolve("Jan Smith").listed


def test_two_listed_persons_of_one_sound_are_never_mixed_up() -> None:
    people = read_people("- name: Rauf Aliyev\n  slug: one\n- name: Rauf Eliyev\n  slug: two\n")
    assert people.resolve("Rauf Aliyev").slug == "one"
    assert people.resolve("Rauf Eliyev").slug == "two"
    assert not people.resolve("Рауф Алийев").listed


def test_somebody_who_is_not_listed_is_the_same_twice(people: People) -> None:
    assert people.resolve("Tom Nobody") is people.resolve("TOM NOBODY")
    assert not people.resolve("Tom Nobody").listed


def test_names_without_letters_are_not_one_person(people: People) -> None:
    assert len({people.resolve(name).slug for name in ("🎉", "😀", "--")}) == 3


@given(st.lists(st.text(min_size=1, max_size=20), max_size=8))
def test_every_person_has_an_address_of_their_own(names: list[str]) -> None:
    people = People([Person("Leyla Sample", "leyla-sample")])
    slugs = {person.slug for person in map(people.resolve, names)}
    assert all(is_slug(slug) for slug in slugs)
    persons = {people.resolve(name).name: people.resolve(name) for name in names}
    assert all(a.slug != b.slug for a, b in itertools.combinations(set(persons.values()), 2))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("- slug: a", "people.yaml:1:3", "no name"),
        ("- name: A\n  nmae: B", "people.yaml:2:3", 'unknown key "nmae"'),
        ("- name: A\n- name: A\n  slug: other", "people.yaml:2:3", "a name of A already"),
        ("- name: A\n  slug: con", "people.yaml:2:9", "cannot be an address"),
        ("name: A", "people.yaml:1:1", "should be a list"),
        ("- name: A\n  pseudonym: maybe", "people.yaml:2:14", "true or false"),
        ("- A", "people.yaml:1:3", "group of keys"),
    ],
)
def test_a_wrong_list_is_a_sentence_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(DispatchError) as caught:
        read_people(text)
    assert str(caught.value).startswith(f"{place}: ")
    assert words in caught.value.problem
    assert caught.value.fix
