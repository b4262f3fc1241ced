"""Related dispatches, and those before and after by the same byline and from the same place."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk import Desk, Settings
from copydesk.listings import Edition
from copydesk.related import LOOK, WEIGHTS
from dispatch import Archive, Byline, Dispatch, Status, parse_date, parse_dateline, read_people, read_places


def piece(slug: str, date: str = "2014-07-27", **values: object) -> Dispatch:
    return dataclasses.replace(Dispatch(f"Title {slug}", parse_date(date), slug), **values)


def edition(*pieces: Dispatch) -> Edition:
    languages = ("en", "az", "ru")
    desk = Desk(Archive(languages=languages), read_people("- name: Ann Sample\n"), read_places(""), ())
    return Edition(pieces, desk, Settings(languages=languages))


def related(made: Edition, slug: str) -> list[str]:
    one = next(d for d in made.dispatches if d.slug == slug)
    return [relative.dispatch.slug for relative in made.kinship.related(one)]


def test_a_series_counts_most_then_what_is_shared_more_then_the_nearer_day() -> None:
    made = edition(
        piece("one", series="Rooms", tags=("sea", "port"), about=("Baku",)),
        piece("part", "1999-01-01", series="rooms"),
        piece("near", "2014-07-20", tags=("sea",)),
        piece("far", "2012-01-01", tags=("sea",)),
        piece("both", "1990-01-01", tags=("sea", "port"), dateline=parse_dateline("BAKU")),
        piece("none", tags=("rail",)),
    )
    assert related(made, "one") == ["both", "part", "near", "far"]
    assert related(made, "none") == []


def test_a_shared_byline_alone_makes_no_relation_but_parts_equals() -> None:
    ann = (Byline("Ann Sample"),)
    made = edition(
        piece("one", bylines=ann, tags=("sea",)),
        piece("same", "2014-01-01", bylines=ann),
        piece("a", "2014-07-26", tags=("sea",)),
        piece("z", "2010-01-01", tags=("sea",), bylines=ann),
    )
    assert related(made, "one") == ["z", "a"]


def test_no_relation_leads_to_a_translation_of_itself_or_to_what_no_list_has() -> None:
    made = edition(
        piece("one", tags=("sea",)),
        piece("bir", lang="az", tags=("sea",), translation_of="one"),
        piece("two", tags=("sea",), date="2013"),
        piece("iki", lang="az", tags=("sea",), translation_of="two", date="2013"),
        piece("veiled", tags=("sea",), status=Status.HIDDEN),
        piece("gone", tags=("sea",), status=Status.WITHDRAWN),
    )
    assert related(made, "one") == ["two"]
    assert related(made, "bir") == ["iki"]
    assert related(made, "veiled") == []


def test_before_and_after_by_the_same_byline_and_from_the_same_place() -> None:
    ann, baku = (Byline("Ann Sample"),), parse_dateline("BAKU")
    made = edition(
        piece("a", "2010-01-01", bylines=ann),
        piece("b", "2011-01-01", bylines=ann, dateline=baku),
        piece("c", "2012-01-01", dateline=baku),
        piece("d", "2013-01-01", bylines=ann),
    )
    strands = made.kinship.strands(next(d for d in made.dispatches if d.slug == "b"))
    found = [(s.link.url, s.older and s.older.slug, s.newer and s.newer.slug) for s in strands]
    assert found == [("people/ann-sample/", "a", "d"), ("places/baku/", None, "c")]


@given(
    tags=st.lists(st.sets(st.sampled_from("abcd"), max_size=3), min_size=1, max_size=LOOK),
    days=st.randoms(use_true_random=False),
)
@pytest.mark.slow
def test_it_agrees_with_looking_at_everything(tags: list[set[str]], days: object) -> None:
    pieces = [
        piece(f"p{n}", f"2014-01-{days.randint(1, 28):02}", tags=tuple(sorted(t)))  # type: ignore[attr-defined]
        for n, t in enumerate(tags)
    ]
    made = edition(*pieces)
    for one in pieces:
        scored = [
            (-WEIGHTS["topic"] * len({*one.tags} & {*other.tags}), abs(one.date.day_date() - other.date.day_date()), other.slug)
            for other in pieces
            if other is not one and {*one.tags} & {*other.tags}
        ]  # fmt: skip
        assert related(made, one.slug) == [slug for _score, _away, slug in sorted(scored)[:4]]


@given(
    what=st.lists(
        st.tuples(st.sets(st.sampled_from(["Sea", "sea", "port"])), st.sampled_from(["", "BAKU", "ALAT, Azerbaijan"]),
                  st.sets(st.sampled_from(["Baku", "Alat", "Sheki"])), st.sampled_from([None, "Rooms"]),
                  st.lists(st.sampled_from(["Ann Sample", "Ben"]), max_size=2), st.booleans()),
        max_size=8,
    )
)  # fmt: skip
def test_a_dispatch_knows_its_lists_as_these_know_it(what: list[tuple[set[str], str, set[str], str | None, list[str], bool]]) -> None:  # fmt: skip
    pieces = [
        piece(
            f"p{n}", tags=tuple(sorted(tags)), dateline=parse_dateline(city) if city else None, about=tuple(sorted(about)),
            series=series, bylines=tuple(map(Byline, names)), lang="az" if is_version else "en",
            translation_of="p0" if is_version and n else None,
        )
        for n, (tags, city, about, series, names, is_version) in enumerate(what)
    ]  # fmt: skip
    made = edition(*pieces)
    for lead in made.listed:
        stands = [x.url for kind in WEIGHTS for x in made.listings[kind] if lead in (*x.items, *x.about)]
        assert sorted(stands) == sorted(made.lists_of(lead))
