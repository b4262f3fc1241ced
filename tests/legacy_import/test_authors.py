"""Bylines cut into persons and institutions, and the lines that name a writer."""

import pytest

from legacy_import.extract import Page, extract_pages
from legacy_import.extract.authors import Authors, read_authors, read_by_line, read_nickname

TEXT = (
    "<p>"
    + "The ferry left the pier an hour late, and nobody on the quay could say why it had waited. " * 3
    + "</p>"
)


@pytest.mark.parametrize(
    ("printed", "people", "institutions"),
    [
        ("By Ada Brill", ("Ada Brill",), ()),
        ("Von Jonas Feld, Mara Quint und Piet Holm", ("Jonas Feld", "Mara Quint", "Piet Holm"), ()),
        ("Ada Brill and Tom Sand, Associated Press", ("Ada Brill", "Tom Sand"), ()),
        ("Ada Brill und Tom Sand, Nairobi", ("Ada Brill", "Tom Sand"), ()),
        ("Ada Brill, PhD", ("Ada Brill",), ()),
        ("Ada Brill Senior Politics Editor", ("Ada Brill",), ()),
        ("Redaktion Hafenblatt", (), ("Redaktion Hafenblatt",)),
        ("Hafen Media GmbH", (), ("Hafen Media GmbH",)),
        ("admin", (), ()),
        ("https://social.example/hafen", (), ()),
    ],
)
def test_cuts_a_byline(printed: str, people: tuple[str, ...], institutions: tuple[str, ...]) -> None:
    assert read_authors(printed) == Authors(people, institutions)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Posted on September 21, 2020 by Ada Brill", ("Ada Brill",)),
        ("Redaktion: Jonas Feld (Sprecher)", ("Jonas Feld",)),
        ("ByAda Brill10/13/16 12:34PM", ("Ada Brill",)),
        ("Damaged by Heavy Rain", ()),
        ("A town surrounded by Ada Brill's friends", ()),
    ],
)
def test_reads_a_line_that_says_by_whom(line: str, names: tuple[str, ...]) -> None:
    assert read_by_line(line) == names


def test_a_nickname_needs_a_date_behind_it() -> None:
    assert read_nickname("von Lotse1 am 20.09.2020") == "Lotse1"
    assert read_nickname("von Hamburg nach Kiel") is None


def byline_of(html: str) -> tuple[tuple[str, ...], float]:
    """The bylines of one page, and how sure they are."""
    found = extract_pages([Page("p", html.encode(), "https://hafenblatt.example/2020/05/04/ferry")])[
        0
    ].bylines
    assert found is not None
    return found.value, found.confidence


def test_a_person_on_the_page_beats_the_outlet_in_the_structured_data() -> None:
    told = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","author":{"@type":"Organization","name":"Hafenblatt"}}</script>'
    page = f"<head><title>Ferry</title>{told}</head><h1>Ferry waits</h1><p class='wrote_by'>By <a href='/a'>Ada Brill</a></p>{TEXT * 3}"
    assert byline_of(page)[0] == ("Ada Brill",)


def test_an_outlet_alone_is_given_with_doubt() -> None:
    told = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","author":{"@type":"Organization","name":"Hafenblatt"}}</script>'
    names, confidence = byline_of(f"<head><title>Ferry</title>{told}</head><h1>Ferry waits</h1>{TEXT * 3}")
    assert names == ("Hafenblatt",)
    assert confidence <= 0.5


def test_an_author_that_is_only_referred_to_is_looked_up_in_the_graph() -> None:
    told = (
        '<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Ferry","author":{"@id":"#p1"}},'
        '{"@type":"Person","@id":"#p1","name":"Ada Brill"}]}</script>'
    )
    assert byline_of(f"<head><title>Ferry</title>{told}</head><h1>Ferry waits</h1>{TEXT * 3}")[0] == (
        "Ada Brill",
    )


def test_every_author_of_one_box_counts() -> None:
    names = "".join(
        f"<span itemprop='author'>{name}</span>" for name in ("Ada Brill", "Tom Sand", "Mara Quint")
    )
    page = f"<title>Ferry</title><h1>Ferry waits</h1><div class='head'>{names}</div>{TEXT * 3}"
    assert byline_of(page)[0] == ("Ada Brill", "Tom Sand", "Mara Quint")


def test_a_hostile_line_is_read_in_no_time() -> None:
    line = ("on" + "." * 14) * 9 + "?"
    assert read_by_line(line) == ()


LEAD = "<head><title>Ferry waits</title>{}</head><h1>Ferry waits</h1>{}"


@pytest.mark.parametrize(
    ("told", "shown", "is_sure"),
    [
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","author":{"@type":"Person","name":"Ada Brill"}}</script>', "", True),
        ('<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ferry","author":{"@type":"Person","name":"Ada"}}</script>', "", False),
        ('<meta name="author" content="Ada Brill">', "", False),
        ('<meta name="author" content="Ada Brill">', '<p class="byline">By Ada Brill</p>', True),
        ("", '<p class="byline">By Ada Brill</p>', False),
    ],
)  # fmt: skip
def test_a_byline_is_sure_where_two_say_it_or_structured_data_gives_a_full_name(
    told: str, shown: str, is_sure: bool
) -> None:
    assert (byline_of(LEAD.format(told, shown + TEXT * 3))[1] >= 0.9) is is_sure


def test_a_visible_name_that_is_a_link_is_surer_than_one_that_is_none() -> None:
    linked = byline_of(LEAD.format("", '<p class="byline">By <a href="/ada">Ada Brill</a></p>' + TEXT * 3))
    bare = byline_of(LEAD.format("", '<p class="byline">By Ada Brill</p>' + TEXT * 3))
    assert linked[0] == bare[0]
    assert linked[1] > bare[1]
