"""Who stands in which list, in which order, and on which page of it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Desk, Settings
from copydesk.aliases import alias_file
from copydesk.edition import leaves
from copydesk.listings import Edition, Listing
from dispatch import (
    Archive,
    Byline,
    Dispatch,
    PartialDate,
    Status,
    parse_date,
    parse_dateline,
    read_people,
    read_places,
)

PEOPLE = "- name: Rauf Əliyev\n  slug: rauf-aliyev\n- name: Ann Sample\n"
PLACES = "- {name: Baku, names: {az: Bakı, ru: Баку}}\n- name: Alat\n"


def piece(slug: str, date: str = "2014-07-27", **values: object) -> Dispatch:
    return dataclasses.replace(Dispatch(f"Title {slug}", parse_date(date), slug), **values)


def edition(*pieces: Dispatch, languages: tuple[str, ...] = ("en", "az", "ru")) -> Edition:
    desk = Desk(Archive(languages=languages), read_people(PEOPLE), read_places(PLACES), ())
    return Edition(pieces, desk, Settings(languages=languages))


def lists(made: Edition, kind: str) -> dict[str, list[str]]:
    return {x.url: [d.slug for d in x.items] for x in made.listings[kind]}


def test_periods_hold_their_dispatches_newest_first() -> None:
    made = edition(
        piece("a", "2014-07-27"), piece("b", "2014-07-27T10:00Z"), piece("c", "2014-08"), piece("d", "1999")
    )
    assert lists(made, "year") == {"2014/": ["c", "b", "a"], "1999/": ["d"]}
    assert lists(made, "month") == {"2014/08/": ["c"], "2014/07/": ["b", "a"], "1999/01/": ["d"]}
    assert lists(made, "day") == {"2014/08/01/": ["c"], "2014/07/27/": ["b", "a"], "1999/01/01/": ["d"]}


def test_a_place_holds_what_was_filed_there_and_names_what_is_about_it() -> None:
    made = edition(
        piece("a", dateline=parse_dateline("BAKU")),
        piece("b", dateline=parse_dateline("БАКУ"), about=("Alat", "Baku")),
        piece("c", about=("Bakı",)),
    )
    assert lists(made, "place") == {"places/alat/": [], "places/baku/": ["b", "a"]}
    about = {x.url: [d.slug for d in x.about] for x in made.listings["place"]}
    assert about == {"places/alat/": ["b"], "places/baku/": ["c"]}


def test_a_person_is_one_in_three_scripts() -> None:
    made = edition(
        *(
            piece(f"p{n}", bylines=(Byline(name),))
            for n, name in enumerate(("Rauf Əliyev", "Rauf Aliyev", "Рауф Алиев", "Tom Nobody"))
        )
    )
    assert lists(made, "person") == {"people/rauf-aliyev/": ["p2", "p1", "p0"], "people/tom-nobody/": ["p3"]}


def test_topics_sections_and_series_compare_folded() -> None:
    made = edition(
        piece("a", tags=("Sea level", "C++"), section="Energy", series="Rooms"),
        piece("b", tags=("sea level", "C"), section="energy", series="rooms"),
        piece("c", tags=("sea level", "C#"), section="Energy"),
    )
    assert lists(made, "topic") == {
        "topics/c/": ["b"],
        "topics/c-plus-plus/": ["a"],
        "topics/c-sharp/": ["c"],
        "topics/sea-level/": ["c", "b", "a"],
    }
    assert [x.title for x in made.listings["topic"]][-1] == "sea level"
    assert lists(made, "section") == {"sections/energy/": ["c", "b", "a"]}
    assert [d.slug for d in made.parts(piece("a", series="ROOMS"))] == ["a", "b"]


def test_a_translation_group_stands_once_in_lists_and_whole_in_its_language() -> None:
    original = piece("one", bylines=(Byline("Ann Sample"),))
    az = piece("bir", "2014-07-28", lang="az", translation_of="one", bylines=(Byline("Tom Nobody"),))
    ru = piece("odin", "2014-07-29", lang="ru", translation_of="bir")
    made = edition(original, az, ru)
    assert lists(made, "year") == {"2014/": ["one"], "az/2014/": ["bir"], "ru/2014/": ["odin"]}
    assert lists(made, "language") == {"az/": ["bir"], "ru/": ["odin"]}
    assert lists(made, "person") == {"people/ann-sample/": ["one"], "people/tom-nobody/": ["one"]}
    assert [[d.slug for d in made.translations(x)] for x in (original, az, ru)] == [
        ["bir", "odin"],
        ["one", "odin"],
        ["one", "bir"],
    ]


def test_translations_that_name_each_other_in_a_circle_do_not_hang() -> None:
    made = edition(piece("a", translation_of="b"), piece("b", lang="az", translation_of="a"))
    assert len(made.listed) >= 1


@pytest.mark.parametrize("status", [Status.HIDDEN, Status.WITHDRAWN])
def test_hidden_and_withdrawn_pieces_are_in_no_list(status: Status) -> None:
    made = edition(piece("a", section="Energy"), piece("b", section="Other", status=status, tags=("t",)))
    assert all("b" not in slugs for kind in made.listings for slugs in lists(made, kind).values())
    assert lists(made, "section") == {"sections/energy/": ["a"]}
    assert [d.slug for d in made.dispatches] == ["b", "a"]


def test_the_front_page_leads_with_a_picture_if_one_is_near() -> None:
    from dispatch import LeadImage

    pieces = [piece(f"p{n:02}", f"2014-07-{n + 1:02}") for n in range(25)]
    pieces[21] = dataclasses.replace(pieces[21], image=LeadImage("a.png"))
    front = [d.slug for d in edition(*pieces).front()]
    assert front[:3] == ["p21", "p24", "p23"]
    assert len(front) == len(set(front)) == 20


def test_neighbours_are_of_the_same_language() -> None:
    made = edition(piece("a", "2014-01-01"), piece("b", "2014-01-02", lang="az"), piece("c", "2014-01-03"))
    older, newer = made.neighbours(made.dispatches[0])
    assert (older.slug if older else None, newer) == ("a", None)


def test_years_without_dispatches_have_an_empty_bar() -> None:
    bars = edition(piece("a", "2010"), piece("b", "2013"), piece("c", "2013")).years
    assert [(bar.year, bar.count, bar.height) for bar in bars] == [
        (2010, 1, 50),
        (2011, 0, 0),
        (2012, 0, 0),
        (2013, 2, 100),
    ]


# -- pages of a list -----------------------------------------------------------------------------


def listing(count: int) -> Listing:
    """A list of that many dispatches, newest first."""
    first = dt.date(2000, 1, 1)
    days = [first + dt.timedelta(days=n) for n in range(count)]
    items = tuple(piece(f"p{n}", str(PartialDate(d.year, d.month, d.day))) for n, d in enumerate(days))
    return Listing("topic", "T", "topics/t/", items[::-1], "T")


@given(count=st.integers(0, 60), size=st.integers(5, 9))
def test_every_dispatch_stands_on_exactly_one_page_in_order(count: int, size: int) -> None:
    pages = leaves(listing(count), size)
    assert [d for page in pages for d in page.items] == list(listing(count).items)
    assert all(len(page.items) == size for page in pages[1:])
    assert min(count, size) <= len(pages[0].items) < 2 * size
    assert [page.older for page in pages] == [*(page.url for page in pages[1:]), None]
    assert [page.newer for page in pages] == [None, *(page.url for page in pages[:-1])]


@given(count=st.integers(5, 60), size=st.integers(5, 9))
def test_one_more_dispatch_changes_no_full_page(count: int, size: int) -> None:
    before = {page.url: page.items for page in leaves(listing(count), size) if page.number}
    after = {page.url: page.items for page in leaves(listing(count + 1), size) if page.number}
    assert before.items() <= after.items()


@pytest.mark.parametrize(("path", "good"), [("energy/a.html", True), ("a", True), ("", False), ("../a", False), ("a//b", False), ("a?b", False), ("a b", False), ("<b>", False), ("x" * 120, False)])  # fmt: skip
def test_which_old_addresses_can_be_files(path: str, good: bool) -> None:
    assert (alias_file(f"/{path}") is not None) is good
