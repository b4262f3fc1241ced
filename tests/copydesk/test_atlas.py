"""The atlas: coasts that hold, targets that a finger can tell apart, charts that hold their places."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.atlas import APART, CHART_HEIGHT, CHART_WIDTH, WORLD_HEIGHT, WORLD_WIDTH, draw_atlas, gather
from copydesk.directories import directory_groups
from copydesk.land import LAND, SEAS, Outline
from copydesk.listings import Listing
from dispatch import Dispatch, PartialDate
from dispatch.places import Place

PIECES = tuple(Dispatch(f"T{n}", PartialDate(2014), f"t{n}") for n in range(9))
WORLD = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def listing(name: str, lat: float | None, lon: float | None, *, filed: int = 1, about: int = 0) -> Listing:
    place = Place(name, name.lower(), "Azerbaijan" if lat else None, lat, lon)
    return Listing("place", name, f"places/{place.slug}/", PIECES[:filed], place, about=PIECES[:about])


def holds(outline: Outline, lon: float, lat: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(outline, (*outline[1:], outline[0]), strict=True):
        if (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1):
            inside = not inside
    return inside


@pytest.mark.parametrize(
    ("lat", "lon", "dry"),
    [
        (55.75, 37.62, True), (38.9, -77.04, True), (-33.4, -70.6, True), (-1.3, 36.8, True), (28.6, 77.2, True), (39.9, 116.4, True),
        (-25.3, 131.0, True), (46.2, 6.15, True), (36.0, 138.5, True), (52.5, -1.5, True), (39.9, 32.9, True), (-18.9, 47.5, True),
        (0.0, -30.0, False), (43.0, 35.0, False), (42.0, 50.5, False), (0.0, 80.0, False), (40.0, 6.5, False), (56.0, 3.0, False), (15.0, 65.0, False),
        (60.0, -85.0, False), (25.0, -90.0, False), (20.0, 38.0, False), (-40.0, 160.0, False), (58.5, 20.2, False), (34.0, 22.0, False),
    ],
)  # fmt: skip
def test_towns_stand_on_land_and_ships_on_the_sea(lat: float, lon: float, dry: bool) -> None:
    on_land = any(holds(outline, lon, lat) for outline in LAND)
    assert (on_land and not any(holds(sea, lon, lat) for sea in SEAS)) is dry


def test_no_outline_leaves_the_map() -> None:
    for lon, lat in itertools.chain(*LAND, *SEAS):
        assert -180 <= lon <= 180
        assert -56 <= lat <= 84


@given(st.lists(WORLD, min_size=1, max_size=30))
def test_targets_keep_their_distance_and_lose_no_place(points: list[tuple[float, float]]) -> None:
    listings = [listing(f"P{n}", lat, lon) for n, (lat, lon) in enumerate(points)]
    atlas = draw_atlas(listings)
    assert atlas is not None
    targets = [target for target, _url in atlas.targets]
    assert sorted(x.url for t in targets for x in t.listings) == sorted(x.url for x in listings)
    for one, other in itertools.combinations(targets, 2):
        assert math.hypot(one.x - other.x, one.y - other.y) >= APART
    for dot in atlas.dots:
        assert 0 <= dot.x <= WORLD_WIDTH
        assert 0 <= dot.y <= WORLD_HEIGHT
    for chart in atlas.charts:
        for dot in chart.dots:
            assert 0 <= dot.x <= CHART_WIDTH
            assert 0 <= dot.y <= CHART_HEIGHT
        names = [t.label for t in chart.targets if t.label]
        assert all(0 <= label.x <= CHART_WIDTH and 0 <= label.y <= CHART_HEIGHT for label in names)


def test_what_lies_close_together_has_a_chart_and_the_rest_a_page() -> None:
    found = draw_atlas(
        [
            listing("Baku", 40.4, 49.9, filed=3),
            listing("Alat", 39.9, 49.4),
            listing("Washington", 38.9, -77.0),
            listing("Nowhere", None, None),
        ]
    )
    assert found is not None
    assert [(t.listings[0].title, t.more, url) for t, url in found.targets] == [
        ("Baku", 1, "#near-baku"),
        ("Washington", 0, "places/washington/"),
    ]
    assert [[dot.listing.title for dot in chart.dots] for chart in found.charts] == [["Baku", "Alat"]]


def test_where_something_was_filed_goes_before_what_is_only_written_about() -> None:
    found = draw_atlas([listing("Sea", 42, 50, filed=0, about=8), listing("Baku", 42, 51)])
    assert found is not None
    assert [x.title for x in found.targets[0][0].listings] == ["Baku", "Sea"]
    assert {dot.listing.title: dot.filed for dot in found.dots} == {"Sea": False, "Baku": True}


def test_no_known_position_no_map() -> None:
    assert draw_atlas([listing("Nowhere", None, None)]) is None
    assert gather(()) == ()


def test_places_stand_by_country_and_many_topics_by_letter() -> None:
    places = directory_groups("place", [listing("Nowhere", None, None), listing("Baku", 40, 50)], "en")
    assert [(g.heading, [x.title for x in g.listings]) for g in places] == [
        ("Azerbaijan", ["Baku"]),
        (None, ["Nowhere"]),
    ]
    names = ["Əli", "erz", "Маяк", "möwe", "3D", "😀", *(f"z{n:02}" for n in range(20))]
    topics = [Listing("topic", name, f"topics/{n}/", PIECES, name) for n, name in enumerate(names)]
    assert [(g.heading, len(g.listings)) for g in directory_groups("topic", topics, "en")] == [
        ("0–9", 1), ("E", 2), ("M", 2), ("Z", 20), (None, 1),
    ]  # fmt: skip
    assert [g.heading for g in directory_groups("topic", topics[:5], "en")] == [None]
    assert directory_groups("topic", [], "en") == ()
