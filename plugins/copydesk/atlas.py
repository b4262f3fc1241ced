"""The atlas: a map of the world, and charts of the regions where places lie close together.

Maps are plate carrée, two units a degree; charts keep angles at their middle. What lies too close
for a finger is one target, so that each is at least 24 CSS pixels wide (WCAG 2.2, 2.5.8).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from copydesk.land import LAND, SEAS, Outline
from copydesk.listings import Listing
from dispatch.places import Place

TOP, BOTTOM = 84.0, -56.0
WORLD_WIDTH, WORLD_HEIGHT = 720, 280
CHART_WIDTH, CHART_HEIGHT = 320, 240
# Between the middles of two targets, in units of either map.
APART = 26.0
MOST_CHARTS = 9
_STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_LETTER, _LINE = 5.9, 12.0
# Units a degree above which the coast, drawn by hand, would say more than it knows.
_COARSE = 25.0


@dataclass(frozen=True, slots=True)
class Dot:
    """One place on a map; `filed` tells whether dispatches came from it, or are only about it."""

    x: float
    y: float
    radius: float
    filed: bool
    listing: Listing


@dataclass(frozen=True, slots=True)
class Label:
    """A name beside a target; `anchor` as SVG says it."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Target:
    """What can be pressed: the places of one spot, the one with most dispatches first."""

    x: float
    y: float
    listings: tuple[Listing, ...]
    label: Label | None = None

    @property
    def more(self) -> int:
        """How many places it holds beside the first."""
        return len(self.listings) - 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the graticule: `at` in units across or down, and its degree in words."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A region: its coast where that is not too coarse, dots and targets, meridians and parallels."""

    land: str
    dots: tuple[Dot, ...]
    targets: tuple[Target, ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]

    @property
    def key(self) -> str:
        """What its anchor on the page is called."""
        return f"near-{self.targets[0].listings[0].subject.slug}"  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map of the world and its charts; `targets` that hold several places lead to a chart."""

    land: str
    dots: tuple[Dot, ...]
    targets: tuple[tuple[Target, str], ...]
    charts: tuple[Chart, ...]


def draw_atlas(listings: Iterable[Listing]) -> Atlas | None:
    """The atlas of the places whose position is known; None when none is."""
    known = [listing for listing in listings if _place(listing).lat is not None]
    if not known:
        return None
    dots = _dots(known, _world)
    targets = gather(dots)
    charts = {
        target.listings[0].url: _chart(target.listings) for target in targets[:MOST_CHARTS] if target.more
    }
    leading = []
    for target in targets:
        url = target.listings[0].url
        leading.append((target, f"#{charts[url].key}" if url in charts else url))
    return Atlas(_path((*LAND, *SEAS), _world), dots, tuple(leading), tuple(charts.values()))


def gather(dots: Sequence[Dot], apart: float = APART) -> tuple[Target, ...]:
    """Join dots that are closer than `apart`; the weightiest give the targets their places.

    What was filed from goes before what is only written about.
    """
    found: list[tuple[Dot, list[Listing]]] = []
    for dot in sorted(dots, key=lambda d: (not d.filed, -_weight(d.listing), d.listing.url)):
        near = [pair for pair in found if math.hypot(pair[0].x - dot.x, pair[0].y - dot.y) < apart]
        if near:
            near[0][1].append(dot.listing)
        else:
            found.append((dot, [dot.listing]))
    return tuple(Target(dot.x, dot.y, tuple(listings)) for dot, listings in found)


def _weight(listing: Listing) -> int:
    return listing.count + len(listing.about)


def _place(listing: Listing) -> Place:
    assert isinstance(listing.subject, Place)  # noqa: S101  (what a list of a place is about)
    return listing.subject


def _world(lat: float, lon: float) -> tuple[float, float]:
    scale = WORLD_WIDTH / 360
    return round((lon + 180) * scale, 1), round((TOP - max(BOTTOM, min(TOP, lat))) * scale, 1)


def _dots(listings: Iterable[Listing], project: _Project) -> tuple[Dot, ...]:
    found = []
    for listing in listings:
        place = _place(listing)
        x, y = project(place.lat or 0.0, place.lon or 0.0)
        radius = round(min(9.0, 2.2 + 0.8 * math.sqrt(_weight(listing))), 1)
        found.append(Dot(x, y, radius, listing.count > 0, listing))
    # The larger ones lie below.
    return tuple(sorted(found, key=lambda dot: (-dot.radius, dot.listing.url)))


_Project = Callable[[float, float], tuple[float, float]]
_Points = list[tuple[float, float]]


def _path(outlines: Iterable[Outline], project: _Project, width: float = 0, height: float = 0) -> str:
    """One SVG path of all outlines; seas are holes by the even-odd rule.

    With a width and height, only what lies inside of them, and a little around.
    """
    lines = []
    for outline in outlines:
        points = [project(lat, lon) for lon, lat in outline]
        if width:
            points = _clip(_clip(points, 0, width), 1, height)
        if points:
            lines.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(lines)


def _clip(points: _Points, axis: int, size: float, margin: float = 4.0) -> _Points:
    """Cut a polygon at both ends of one axis (Sutherland and Hodgman's way)."""
    for edge, sign in ((-margin, 1), (size + margin, -1)):
        kept: _Points = []
        for here, there in zip(points, points[1:] + points[:1], strict=True):
            inside, next_inside = (sign * (p[axis] - edge) >= 0 for p in (here, there))
            if inside:
                kept.append(here)
            if inside != next_inside:
                share = (edge - here[axis]) / (there[axis] - here[axis])
                cut = [h + share * (t - h) for h, t in zip(here, there, strict=True)]
                kept.append((round(cut[0], 1), round(cut[1], 1)))
        points = kept
    return points


def _chart(listings: Sequence[Listing]) -> Chart:
    """A chart that holds all of these places, with a margin for their names."""
    lats = [_place(x).lat or 0.0 for x in listings]
    lons = [_place(x).lon or 0.0 for x in listings]
    middle = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    narrow = max(0.05, math.cos(math.radians(middle[0])))
    tall, wide = max(1.0, max(lats) - min(lats)), max(1.0, (max(lons) - min(lons)) * narrow)
    scale = min((CHART_HEIGHT - 60) / tall, (CHART_WIDTH - 80) / wide)

    def project(lat: float, lon: float) -> tuple[float, float]:
        x = CHART_WIDTH / 2 + (lon - middle[1]) * narrow * scale
        return round(x, 1), round(CHART_HEIGHT / 2 - (lat - middle[0]) * scale, 1)

    dots = _dots(listings, project)
    across, down = CHART_WIDTH / 2 / scale / narrow, CHART_HEIGHT / 2 / scale
    meridians = [
        Line(project(0, degree)[0], _degrees(degree, "E", "W"))
        for degree in _grid(middle[1] - across, middle[1] + across)
    ]
    parallels = [
        Line(project(degree, 0)[1], _degrees(degree, "N", "S"))
        for degree in _grid(middle[0] - down, middle[0] + down)
    ]
    coast = _path((*LAND, *SEAS), project, CHART_WIDTH, CHART_HEIGHT) if scale <= _COARSE else ""
    return Chart(coast, dots, _labelled(gather(dots)), tuple(meridians), tuple(parallels))


def _grid(low: float, high: float) -> Iterator[float]:
    """Round degrees between two, about four of them."""
    step = next((s for s in _STEPS if (high - low) / s <= 5), 20.0)
    for n in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield round(n * step, 1)


def _degrees(degree: float, positive: str, negative: str) -> str:
    return f"{abs(degree):g}°" + ("" if degree == 0 else positive if degree > 0 else negative)


def _labelled(targets: Sequence[Target]) -> tuple[Target, ...]:
    """Give targets a label where one fits: beside, above or below, and upon nothing else."""
    taken = [(t.x - 6, t.y - 6, t.x + 6, t.y + 6) for t in targets]
    out = []
    for target in targets:
        width = _LETTER * (len(target.listings[0].title) + (4 if target.more else 0))
        for label, box in _label_places(target, width):
            inside = box[0] >= 2 and box[1] >= 2 and box[2] <= CHART_WIDTH - 2 and box[3] <= CHART_HEIGHT - 14
            own = (target.x - 6, target.y - 6, target.x + 6, target.y + 6)
            if inside and not any(_overlap(box, other) for other in taken if other != own):
                taken.append(box)
                out.append(replace(target, label=label))
                break
        else:
            out.append(target)
    return tuple(out)


_Box = tuple[float, float, float, float]


def _label_places(target: Target, width: float) -> Iterator[tuple[Label, _Box]]:
    x, y = target.x, target.y
    for dx, dy, anchor in ((11, 4, "start"), (-11, 4, "end"), (0, -11, "middle"), (0, 19, "middle")):
        left = {"start": x + dx, "end": x + dx - width, "middle": x - width / 2}[anchor]
        label = Label(round(x + dx, 1), round(y + dy, 1), anchor)
        yield label, (left, y + dy - _LINE + 2, left + width, y + dy + 3)


def _overlap(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
