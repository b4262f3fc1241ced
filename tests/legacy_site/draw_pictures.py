"""Draw the sample archive's graphics and the legacy site's small pictures.

Run from the top of the checkout: `python tests/legacy_site/draw_pictures.py`. The pictures are committed; this
file says how they were made and lets anyone change them. All are original and say nothing that the captions do not.
"""

from __future__ import annotations

from pathlib import Path

from draw_plans import (
    draw_alphabets,
    draw_caspian,
    draw_hemicycle,
    draw_lattice,
    draw_relay,
    draw_tables,
    draw_thumbnails,
)
from paper import (
    ACCENT,
    DEEP,
    INK,
    ITALIC,
    PAPER,
    QUIET,
    RULE,
    SCALE,
    SEA,
    WASH,
    Point,
    Sheet,
    smooth,
    up,
    waves,
)

HERE = Path(__file__).resolve().parent
IMAGES = HERE.parents[1] / "content" / "images"


def _wagon(sheet: Sheet, x: float, y: float) -> None:
    """A covered goods wagon standing on a rail at height y."""
    sheet.box(x, y - 62, 112, 46, fill=PAPER, ink=INK)
    sheet.shape((x, y - 62), (x + 8, y - 70), (x + 104, y - 70), (x + 112, y - 62), fill=PAPER, ink=INK)
    sheet.box(x + 40, y - 60, 32, 42, fill=WASH, ink=INK)
    for wheel in (22, 40, 74, 92):
        sheet.disc(x + wheel, y - 8, 8, fill=INK)


def draw_ferry() -> Sheet:
    """A rail ferry stern-on to a quay."""
    sheet = Sheet(1280, 620)
    for i, y in enumerate(range(60, 240, 36)):
        sheet.line((620 + 70 * (i % 3), y), (900 + 60 * i, y), ink=RULE, width=2)
    sheet.box(0, 450, 1280, 170, fill=SEA)
    waves(sheet, 520, 24, 4)
    _ship(sheet)
    sheet.box(0, 440, 404, 180, fill=WASH)
    for y in range(490, 620, 30):
        sheet.line((0, y), (404, y), ink=RULE)
    sheet.line((404, 440), (404, 620), width=3)
    sheet.shape((392, 436), (480, 418), (480, 430), (392, 448), fill=QUIET, ink=INK)
    sheet.line((470, 380), (404, 450), ink=QUIET, width=2)
    sheet.line((0, 438), (400, 438), width=5)
    for x in (20, 142, 264):
        _wagon(sheet, x, 436)
    return sheet


def _ship(sheet: Sheet) -> None:
    """Hull, decks, funnel and flag."""
    sheet.shape(
        (470, 372), (1150, 372), (1226, 300), (1238, 300), (1176, 500), (500, 500), (470, 440), fill=INK
    )
    sheet.line((476, 440), (1196, 440), ink=ACCENT, width=5)
    sheet.shape((500, 372), (500, 296), (1090, 296), (1128, 372), fill=PAPER, ink=INK)
    sheet.shape((760, 296), (760, 222), (1030, 222), (1062, 296), fill=PAPER, ink=INK)
    sheet.shape((860, 222), (860, 176), (1000, 176), (1016, 222), fill=PAPER, ink=INK)
    for x in range(524, 1080, 40):
        sheet.disc(x, 336, 6, ink=INK)
    for x in range(782, 1010, 34):
        sheet.box(x, 244, 20, 22, fill=DEEP, ink=INK)
    for x in range(874, 980, 30):
        sheet.box(x, 188, 20, 18, fill=DEEP, ink=INK)
    sheet.shape((640, 296), (650, 196), (716, 196), (716, 296), fill=PAPER, ink=INK)
    sheet.shape((647, 226), (650, 196), (716, 196), (716, 226), fill=ACCENT, ink=INK)
    sheet.line((950, 176), (950, 96), width=3)
    sheet.shape((950, 98), (1004, 108), (950, 122), fill=ACCENT)


LEVELS = [
    (1900, -25.5), (1910, -25.7), (1920, -25.9), (1929, -25.9), (1934, -26.7), (1940, -27.7), (1948, -27.9),
    (1956, -28.4), (1964, -28.4), (1970, -28.5), (1977, -29.0), (1981, -28.4), (1986, -27.9), (1990, -27.3),
    (1995, -26.6), (2000, -27.0), (2005, -26.95), (2009, -27.2), (2013, -27.6),
]  # fmt: skip


def draw_level() -> Sheet:
    """The level of the Caspian over a century, schematic."""
    sheet = Sheet(1280, 740)

    def at(year: float, level: float) -> Point:
        return (130 + (year - 1900) * 9.1, 120 + (-25 - level) * 112)

    sheet.text((40, 34), "Metres in relation to the level of the ocean", 27, QUIET)
    for level in range(-25, -30, -1):
        x, y = at(1900, level)
        sheet.line((x, y), (1220, y), ink=RULE, width=1.5)
        sheet.text((x - 20, y), f"\N{MINUS SIGN}{-level}", 27, QUIET, "rm")
    for year in range(1900, 2020, 20):
        x, foot = at(year, -29.65)
        sheet.line((x, foot), (x, foot + 12), ink=INK)
        sheet.text((x, foot + 22), str(year), 27, QUIET, "ma")
    foot = at(1900, -29.65)[1]
    curve = smooth([at(*p) for p in LEVELS])
    sheet.shape(*curve, (curve[-1][0], foot), (curve[0][0], foot), fill=SEA)
    sheet.line((130, foot), (1220, foot), ink=INK)
    sheet.line(*curve, ink=INK, width=4)
    notes = {
        1929: "1929: \N{MINUS SIGN}25.9",
        1977: "1977: \N{MINUS SIGN}29.0",
        1995: "1995: \N{MINUS SIGN}26.6",
    }
    for year, note in notes.items():
        x, y = at(year, dict(LEVELS)[year])
        sheet.disc(x, y, 8, fill=ACCENT)
        dx, dy, anchor = (0, 22, "ma") if year == 1977 else (12, -16, "lb")
        sheet.text((x + dx, y + dy), note, 27, ACCENT, anchor)
    sheet.text((1220, 34), "Schematic curve, approximate annual means", 24, QUIET, "ra", ITALIC)
    return sheet


def draw_seats() -> Sheet:
    """Forty-nine seats in seven rows of seven."""
    sheet = Sheet(1280, 900)
    sheet.box(290, 40, 700, 820, fill=WASH, ink=INK)
    sheet.shape((360, 42), (920, 42), (900, 112), (380, 112), fill=PAPER, ink=QUIET)
    sheet.shape((606, 70), (674, 70), (664, 104), (616, 104), fill=ACCENT)
    sheet.text((700, 86), "lectern", 26, ACCENT, "lm", ITALIC)
    for row in range(7):
        for seat in range(7):
            x, y = 392 + seat * 76, 168 + row * 76
            sheet.pen.rounded_rectangle(
                [up((x, y)), up((x + 46, y + 40))], 8 * SCALE, fill=PAPER, outline=INK, width=4
            )
            sheet.line((x + 4, y + 48), (x + 42, y + 48), ink=INK, width=5)
        sheet.text((346, 190 + row * 76), str(row + 1), 26, QUIET, "mm")
    sheet.box(360, 720, 560, 100, fill=RULE, ink=QUIET)
    for x in (440, 540, 640, 740, 840):
        sheet.shape((x - 18, 752), (x + 18, 752), (x + 18, 780), (x - 18, 780), fill=INK)
        sheet.shape((x - 10, 752), (x + 10, 752), (x + 14, 736), (x - 14, 736), fill=INK)
    sheet.text((640, 801), "cameras", 24, QUIET, "mm", ITALIC)
    sheet.line((290, 130), (290, 210), ink=WASH, width=6)
    sheet.line((290, 130), (222, 172), ink=INK)
    sheet.text((208, 176), "side door", 26, QUIET, "rm", ITALIC)
    sheet.text((1016, 188), "wires, networks", 26, QUIET, "lm", ITALIC)
    sheet.text((1016, 416), "newspapers, radio", 26, QUIET, "lm", ITALIC)
    sheet.text((1016, 644), "all the others", 26, QUIET, "lm", ITALIC)
    return sheet


def _derrick(sheet: Sheet, x: float, foot: float, height: float, half: float) -> None:
    """A drilling derrick of crossed struts."""
    levels = 7
    for level in range(levels):
        low, high = level / levels, (level + 1) / levels
        wide, thin = half * (1 - 0.8 * low), half * (1 - 0.8 * high)
        y, top = foot - height * low, foot - height * high
        sheet.line((x - wide, y), (x + thin, top), ink=INK, width=2)
        sheet.line((x + wide, y), (x - thin, top), ink=INK, width=2)
        sheet.line((x - thin, top), (x + thin, top), ink=INK, width=2)
    sheet.line((x - half, foot), (x - half * 0.2, foot - height), width=4)
    sheet.line((x + half, foot), (x + half * 0.2, foot - height), width=4)


def _buildings(sheet: Sheet) -> None:
    """The hostel, two trees, the derricks and a lorry."""
    sheet.box(500, 112, 230, 210, fill=PAPER, ink=INK)
    for row in range(5):
        for x in range(516, 720, 36):
            lit = (row, x) in {(1, 588), (3, 660), (4, 516)}
            sheet.box(x, 126 + row * 40, 20, 24, fill=ACCENT if lit else DEEP, ink=INK)
    for x in (762, 792):
        sheet.line((x, 322), (x, 290), width=4)
        sheet.disc(x, 276, 20, fill=DEEP, ink=INK)
    _derrick(sheet, 960, 322, 250, 62)
    _derrick(sheet, 96, 322, 200, 50)
    sheet.box(260, 276, 96, 36, fill=PAPER, ink=INK)
    sheet.shape((356, 286), (388, 286), (398, 300), (398, 312), (356, 312), fill=ACCENT, ink=INK)
    for x in (282, 330, 380):
        sheet.disc(x, 313, 10, fill=INK)


def draw_section() -> Sheet:
    """A town on trestles, cut through."""
    sheet = Sheet(1280, 680)
    sheet.box(0, 400, 1280, 280, fill=SEA)
    sheet.line((0, 400), (1280, 400), ink=DEEP, width=3)
    waves(sheet, 424, 30, 1)
    sheet.shape((60, 560), (330, 544), (356, 560), (322, 622), (96, 628), fill=QUIET, ink=INK)
    sheet.shape((150, 556), (152, 516), (238, 510), (238, 550), fill=QUIET, ink=INK)
    sheet.line((286, 546), (280, 486), ink=INK, width=3)
    for x in [*range(40, 430, 56), *range(906, 1090, 56)]:
        sheet.line((x, 336), (x - 6, 632), ink=INK, width=4)
        if x not in {432, 1074}:
            sheet.line((x, 350), (x + 50, 410), ink=QUIET, width=2)
    sheet.shape((452, 336), (812, 336), (900, 640), (372, 640), fill=WASH, ink=INK)
    for x in (1170, 1226):
        sheet.line((x, 336), (x - 6, 632), ink=INK, width=4)
    bed = smooth([(-20, 628), (180, 612), (360, 626), (560, 610), (760, 622), (980, 608), (1300, 630)])
    sheet.shape(*bed, (1280, 680), (0, 680), fill=RULE)
    sheet.line(*bed, ink=QUIET, width=2)
    sheet.box(0, 322, 1084, 14, fill=INK)
    sheet.shape((1084, 322), (1110, 326), (1100, 336), (1084, 336), fill=INK)
    sheet.shape((1146, 324), (1280, 322), (1280, 336), (1160, 336), fill=INK)
    sheet.line((1108, 300), (1146, 300), ink=ACCENT, width=3)
    sheet.text((1127, 290), "missing", 24, ACCENT, "ms", ITALIC)
    _buildings(sheet)
    sheet.text((208, 658), "a ship, sunk for a floor", 25, INK, "mm", ITALIC)
    sheet.text((636, 470), "island of fill", 25, QUIET, "mm", ITALIC)
    sheet.text((1000, 658), "steel piles", 25, INK, "mm", ITALIC)
    return sheet


def draw_gauges() -> Sheet:
    """The two gauges to one scale."""
    sheet = Sheet(1280, 700)
    per_mm = 0.52

    def track(y: float, gauge: int, title: str) -> tuple[float, float]:
        left, right = 640 - gauge * per_mm / 2, 640 + gauge * per_mm / 2
        sheet.box(160, y, 960, 34, fill=RULE, ink=QUIET)
        for inner, side in ((left, -1), (right, 1)):
            sheet.box(min(inner, inner + side * 36), y - 84, 36, 22, fill=INK)
            sheet.box(inner + side * 18 - 6, y - 64, 12, 54, fill=INK)
            sheet.box(inner + side * 18 - 34, y - 12, 68, 12, fill=INK)
        sheet.line((left, y - 104), (right, y - 104), ink=INK)
        for x in (left, right):
            sheet.line((x, y - 114), (x, y - 86), ink=INK)
        sheet.pen.rectangle([up((500, y - 122)), up((780, y - 88))], fill=PAPER)
        sheet.text((640, y - 106), f"{gauge:,} mm", 34, INK, "mm")
        sheet.text((160, y + 50), title, 26, QUIET, "la", ITALIC)
        return left, right

    wide = track(216, 1520, "From the Caspian to Akhalkalaki")
    narrow = track(500, 1435, "From Akhalkalaki to Kars and beyond")
    for x in (wide[1], narrow[1]):
        sheet.line((x, 246), (x, 600), ink=ACCENT, width=2)
    sheet.line((narrow[1] - 46, 600), (narrow[1], 600), ink=ACCENT, width=3)
    sheet.line((wide[1], 600), (wide[1] + 46, 600), ink=ACCENT, width=3)
    sheet.text((wide[1] + 58, 600), "half of 85 mm", 28, ACCENT, "lm")
    sheet.text(
        (640, 664),
        "The centre lines coincide, so each rail is 42.5 mm from its fellow.",
        25,
        QUIET,
        "mm",
        ITALIC,
    )
    return sheet


def main() -> None:
    """Draw everything."""
    graphics = {
        "2019/the-boat-leaves-when-it-is-full/ferry.png": draw_ferry(),
        "2013/a-ruler-in-the-water/caspian-level.png": draw_level(),
        "2008/forty-nine-chairs/seating-plan.png": draw_seats(),
        "2009/the-town-that-stands-on-legs/section.png": draw_section(),
        "2017/eighty-five-millimetres/gauges.png": draw_gauges(),
        "2014/five-thousand-pieces-and-no-nail/lattice.png": draw_lattice(),
        "2001/the-morning-the-newspapers-changed-script/alphabets.png": draw_alphabets(),
        "2018/neither-a-sea-nor-a-lake/caspian-map.png": draw_caspian(),
        "2009/seated-by-surname/hemicycle.png": draw_hemicycle(),
        "2011/twenty-three-voices-behind-glass/relay.png": draw_relay(),
        "2007/the-table-that-has-no-head/tables.png": draw_tables(),
    }
    for name, sheet in graphics.items():
        sheet.save(IMAGES / name)
    draw_thumbnails(HERE)


if __name__ == "__main__":
    main()
