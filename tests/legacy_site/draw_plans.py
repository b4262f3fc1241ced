"""Maps, patterns and diagrams of the sample archive, and the legacy site's small pictures."""

from __future__ import annotations

import math
from pathlib import Path

from paper import (
    ACCENT,
    DEEP,
    GLYPHS,
    INK,
    ITALIC,
    PAPER,
    QUIET,
    RULE,
    SEA,
    WASH,
    Point,
    Sheet,
    smooth,
    waves,
)
from PIL import Image

AMBER, BLUE, PALE = "#cda557", "#6d8590", "#efe6cf"


def _star(x: float, y: float, radius: float) -> list[Point]:
    """The outline of two crossed squares: a star of eight points."""
    inner = radius * math.cos(math.pi / 4) / math.cos(math.pi / 8)
    corners = []
    for k in range(16):
        r = radius if k % 2 == 0 else inner
        corners.append((x + r * math.cos(k * math.pi / 8), y + r * math.sin(k * math.pi / 8)))
    return corners


def draw_lattice() -> Sheet:
    """Stars and crosses in wood and glass."""
    sheet = Sheet(1280, 720, AMBER)
    period = 160.0
    for row in range(-1, 6):
        for column in range(-1, 10):
            x, y = column * period, row * period + 40
            if (row + column) % 2:
                sheet.disc(x + period / 2, y + period / 2, 30, fill=PALE)
            else:
                sheet.shape(
                    (x + 80, y + 46),
                    (x + 114, y + 80),
                    (x + 80, y + 114),
                    (x + 46, y + 80),
                    fill=BLUE,
                    ink=INK,
                    width=5,
                )
            colour = ACCENT if (row + column) % 3 == 0 else PALE
            sheet.shape(*_star(x, y, period / 2), fill=colour, ink=INK, width=9)
            for k in range(8):
                a = k * math.pi / 4 + math.pi / 8
                tip = (x + 61 * math.cos(a), y + 61 * math.sin(a))
                sheet.line((x + 32 * math.cos(a), y + 32 * math.sin(a)), tip, ink=INK, width=5)
            ring = [
                (x + 34 * math.cos(k * math.pi / 4 + 0.393), y + 34 * math.sin(k * math.pi / 4 + 0.393))
                for k in range(8)
            ]
            sheet.shape(*ring, fill=PALE if colour == ACCENT else BLUE, ink=INK, width=5)
            if (row + column) % 2:
                sheet.disc(x + period / 2, y + period / 2, 30, ink=INK, width=5)
    for edge in ((0, 0, 1280, 22), (0, 698, 1280, 22), (0, 0, 22, 720), (1258, 0, 22, 720)):
        sheet.box(*edge, fill=INK)
    return sheet


ALPHABETS = (
    ("as in “hat”", "Ə ə", "Ә ә", "Ə ə"),
    ("soft g", "Ƣ ƣ", "Ғ ғ", "Ğ ğ"),
    ("back i", "Ь ь", "Ы ы", "I ı"),
    ("front o", "Ɵ ɵ", "Ө ө", "Ö ö"),
    ("front u", "Y y", "Ү ү", "Ü ü"),
    ("sh", "Ş ş", "Ш ш", "Ş ş"),
    ("zh", "Ƶ ƶ", "Ж ж", "J j"),
    ("y", "J j", "Ј ј", "Y y"),
)


def draw_alphabets() -> Sheet:
    """Eight letters in three alphabets."""
    sheet = Sheet(1280, 900)
    columns = (430, 730, 1030)
    for x, head, sub in zip(columns, ("Latin", "Cyrillic", "Latin"), ("1929", "1958", "1992"), strict=True):
        sheet.text((x, 54), head, 30, INK, "mm")
        sheet.text((x, 92), sub, 26, QUIET, "mm")
    sheet.line((80, 124), (1200, 124), width=3)
    sheet.line((80, 130), (1200, 130), width=1.5)
    for i, (sound, *letters) in enumerate(ALPHABETS):
        y = 178 + i * 90
        if i:
            sheet.line((80, y - 45), (1200, y - 45), ink=RULE, width=1.5)
        sheet.text((80, y), sound, 28, QUIET, "lm", ITALIC)
        for x, letter in zip(columns, letters, strict=True):
            sheet.text((x, y), letter, 50, ACCENT if i == 0 else INK, "mm", GLYPHS)
    sheet.line((80, 854), (1200, 854), width=1.5)
    return sheet


COAST = [
    (47.8, 45.6), (48.8, 46.2), (49.6, 46.5), (51.0, 46.9), (52.0, 47.0), (53.0, 46.8), (53.1, 46.2), (52.9, 45.4),
    (51.7, 45.35), (51.2, 45.1), (51.3, 44.6), (50.35, 44.55), (50.3, 44.25), (51.0, 43.75), (51.4, 43.2), (52.2, 42.75),
    (52.6, 42.4), (52.5, 41.75), (52.9, 41.1), (52.95, 40.2), (53.1, 39.85), (53.2, 39.3), (53.8, 38.9), (53.8, 38.0),
    (53.95, 37.2), (53.9, 36.85), (52.6, 36.7), (51.3, 36.65), (50.4, 37.2), (49.5, 37.45), (48.95, 38.0), (48.9, 38.6),
    (49.3, 39.1), (49.4, 39.4), (49.45, 40.0), (49.8, 40.3), (50.35, 40.35), (49.55, 40.7), (49.1, 41.3), (48.5, 41.95),
    (47.9, 42.7), (47.5, 43.0), (47.45, 43.8), (46.8, 44.5), (47.1, 45.1),
]  # fmt: skip
PORTS = {
    "Astrakhan": (48.04, 46.35, "r"), "Makhachkala": (47.5, 42.98, "r"), "Baku": (49.85, 40.37, "r"),
    "Alat": (49.42, 39.95, "r"), "Aktau": (51.17, 43.65, "l"), "Turkmenbashi": (53.0, 40.02, "l"), "Anzali": (49.47, 37.47, "r"),
}  # fmt: skip


def _place(lon: float, lat: float) -> Point:
    return (640 + (lon - 50.4) * 70, 60 + (47.6 - lat) * 94)


def draw_caspian() -> Sheet:
    """The Caspian and its ports, schematic."""
    sheet = Sheet(1280, 1160, WASH)
    coast = smooth([_place(*p) for p in [*COAST, COAST[0]]])
    sheet.shape(*coast, fill="#d9a9a2")
    within = [_inward(coast, i, 14) for i in range(0, len(coast), 3)]
    sheet.shape(*within, fill=SEA)
    sheet.line(*coast, coast[0], ink=INK, width=2.5)
    for name, (lon, lat, side) in PORTS.items():
        x, y = _place(lon, lat)
        sheet.disc(x, y, 7, fill=ACCENT)
        sheet.text((x + (16 if side == "l" else -16), y), name, 27, INK, f"{side}m")
    for name, lon, lat in (
        ("RUSSIA", 45.1, 45.0), ("KAZAKHSTAN", 55.4, 45.2), ("TURKMENISTAN", 56.6, 38.6), ("IRAN", 51.0, 36.25),
        ("AZERBAIJAN", 46.3, 40.75),
    ):  # fmt: skip
        sheet.text(_place(lon, lat), " ".join(name), 24, QUIET, "mm")
    sheet.text(_place(50.75, 42.15), "common", 26, QUIET, "mm", ITALIC)
    sheet.text(_place(50.75, 41.85), "waters", 26, QUIET, "mm", ITALIC)
    return sheet


def _inward(coast: list[Point], i: int, by: float) -> Point:
    """A point of the coast moved `by` pixels square to it, towards the sea."""
    (ax, ay), (bx, by_) = coast[i - 4], coast[(i + 4) % len(coast)]
    length = math.hypot(bx - ax, by_ - ay) or 1.0
    x, y = coast[i]
    return (x - (by_ - ay) / length * by, y + (bx - ax) / length * by)


def draw_relay() -> Sheet:
    """Interpretation by relay through a pivot booth."""
    sheet = Sheet(1280, 640)
    hub = (640.0, 320.0)
    others = [(1060.0, y) for y in (100.0, 210.0, 320.0, 430.0, 540.0)]
    for at in others:
        _arrow(sheet, (hub[0] + 104, hub[1]), (at[0] - 104, at[1]), INK)
    _arrow(sheet, (330, 320), (hub[0] - 104, 320), ACCENT)
    for (x, y), name in zip(others, ("Danish", "Greek", "Maltese", "Polish", "Portuguese"), strict=True):
        _booth(sheet, x, y, name, PAPER)
    _booth(sheet, *hub, "English", WASH)
    sheet.text((640, 406), "the pivot: works from Estonian,", 25, QUIET, "mm", ITALIC)
    sheet.text((640, 438), "and everyone listens to it", 25, QUIET, "mm", ITALIC)
    sheet.disc(236, 300, 34, fill=INK)
    sheet.shape((170, 404), (180, 362), (212, 342), (260, 342), (292, 362), (302, 404), fill=INK)
    sheet.line((128, 404), (344, 404), ink=INK, width=6)
    sheet.line((306, 402), (306, 352), (318, 340), ink=ACCENT, width=4)
    sheet.text((236, 438), "the speaker, in Estonian", 25, QUIET, "mm", ITALIC)
    sheet.text((850, 66), "one second later", 24, QUIET, "rm", ITALIC)
    return sheet


def _booth(sheet: Sheet, x: float, y: float, name: str, fill: str) -> None:
    sheet.box(x - 100, y - 40, 200, 80, fill=fill, ink=INK)
    sheet.line((x - 100, y + 28), (x + 100, y + 28), ink=RULE, width=2)
    sheet.disc(x + 84, y - 26, 5, fill=ACCENT)
    sheet.text((x, y - 4), name, 28, INK, "mm")


def _arrow(sheet: Sheet, start: Point, end: Point, ink: str) -> None:
    sheet.line(start, end, ink=ink, width=2.5)
    turn = math.atan2(end[1] - start[1], end[0] - start[0])
    wings = [(end[0] - 18 * math.cos(turn + d), end[1] - 18 * math.sin(turn + d)) for d in (0.38, -0.38)]
    sheet.shape(end, *wings, fill=ink)


def draw_tables() -> Sheet:
    """One round table and two oblong ones, in plan."""
    sheet = Sheet(1280, 720)
    sheet.disc(640, 360, 232, fill=WASH, ink=INK, width=3)
    sheet.disc(640, 360, 218, ink=RULE, width=2)
    for k in range(24):
        a = k * math.pi / 12 + math.pi / 24
        if abs(math.cos(a)) < 0.9:
            sheet.disc(640 + 266 * math.cos(a), 360 + 266 * math.sin(a), 17, fill=PAPER, ink=INK)
    for x, gap in ((240, (318, 408)), (962, (872, 962))):
        sheet.box(x, 270, 78, 180, fill=WASH, ink=INK)
        outer = x - 26 if x < 640 else x + 104
        for y in (304, 360, 416):
            sheet.disc(outer, y, 17, fill=PAPER, ink=INK)
        sheet.line((gap[0], 360), (gap[1], 360), ink=ACCENT, width=4)
        for end in gap:
            sheet.line((end, 346), (end, 374), ink=ACCENT, width=3)
        sheet.text((sum(gap) / 2, 336), "45 cm", 25, ACCENT, "mm")
    sheet.text((640, 346), "no flags,", 30, QUIET, "mm", ITALIC)
    sheet.text((640, 382), "no plates", 30, QUIET, "mm", ITALIC)
    sheet.text((240, 492), "secretaries", 26, QUIET, "mm", ITALIC)
    sheet.text((1040, 492), "secretaries", 26, QUIET, "mm", ITALIC)
    return sheet


def draw_hemicycle() -> Sheet:
    """A half-circle of seats whose parties are mixed, as by the alphabet."""
    sheet = Sheet(1280, 700)
    seat = 0
    for row in range(10):
        radius = 200 + row * 42
        places = round(math.pi * radius / 39)
        for k in range(places):
            a = math.pi * (k + 0.5) / places
            seat += 1
            tone = (seat * seat * 7 + seat * 3) % 11
            fill = ACCENT if tone < 2 else INK if tone < 5 else DEEP if tone < 8 else PAPER
            sheet.disc(
                640 - radius * math.cos(a), 640 - radius * math.sin(a), 13, fill=fill, ink=INK, width=1.6
            )
    sheet.shape((560, 640), (580, 570), (700, 570), (720, 640), fill=WASH, ink=INK)
    sheet.line((60, 664), (1220, 664), ink=RULE, width=2)
    return sheet


def _helicopter(sheet: Sheet) -> None:
    sheet.line((60, 78), (290, 78), width=4)
    sheet.line((176, 78), (176, 110), width=6)
    sheet.shape(
        (104, 150),
        (128, 112),
        (216, 108),
        (348, 124),
        (350, 138),
        (226, 156),
        (196, 182),
        (128, 182),
        fill=ACCENT,
        ink=INK,
    )
    sheet.shape((112, 148), (132, 118), (162, 118), (162, 148), fill=PAPER, ink=INK)
    sheet.line((346, 96), (346, 158), width=4)
    sheet.line((104, 208), (236, 208), width=4)
    for x in (140, 190):
        sheet.line((x, 182), (x, 208), width=3)
    waves(sheet, 248, 22, 2)


def _books(sheet: Sheet) -> None:
    for i, tall in enumerate((70, 92, 60, 84, 76, 96, 64, 88, 72, 80)):
        sheet.box(70 + i * 27, 230 - tall, 22, tall, fill=(ACCENT, DEEP, PAPER, QUIET)[i % 4], ink=INK)
    sheet.line((40, 232), (360, 232), width=5)


def _rope(sheet: Sheet) -> None:
    sheet.box(60, 70, 280, 160, fill=DEEP, ink=INK)
    for x in range(80, 330, 22):
        sheet.line((x, 78), (x, 222), ink=INK, width=2)
    sheet.box(188, 120, 26, 70, fill=ACCENT, ink=INK)
    sheet.line((200, 190), (188, 226), ink=ACCENT, width=4)


def _rails(sheet: Sheet) -> None:
    sheet.line((40, 260), (330, 40), width=5)
    sheet.line((90, 270), (372, 56), width=5)
    for i in range(9):
        sheet.line((52 + i * 32, 246 - i * 24), (104 + i * 32, 262 - i * 24), ink=QUIET, width=4)
    sheet.shape((170, 150), (240, 97), (290, 118), (222, 172), fill=ACCENT, ink=INK)


def _lake(sheet: Sheet) -> None:
    sheet.box(0, 140, 400, 160, fill="#d9a9a2")
    waves(sheet, 170, 26, 4, ACCENT)
    for x, h in ((110, 58), (190, 84), (276, 66)):
        sheet.shape((x - h, 146), (x, 146 - h), (x + h, 146), fill=PAPER, ink=INK)


def _clocks(sheet: Sheet) -> None:
    for x, (hour, minute) in ((120, (4.2, 0.6)), (282, (-0.9, 0.6))):
        sheet.disc(x, 150, 70, fill=PAPER, ink=INK, width=5)
        for angle, reach, ink in ((hour, 36, INK), (minute, 56, ACCENT)):
            sheet.line(
                (x, 150), (x + reach * math.sin(angle), 150 - reach * math.cos(angle)), ink=ink, width=5
            )


def _flame(sheet: Sheet) -> None:
    sheet.shape((120, 250), (120, 150), (200, 90), (280, 150), (280, 250), fill=WASH, ink=INK)
    sheet.shape((170, 250), (170, 180), (200, 150), (230, 180), (230, 250), fill=INK)
    sheet.shape((186, 250), (180, 222), (200, 180), (220, 222), (214, 250), fill=ACCENT)


THUMBNAILS = {
    "1999/img/rocks.gif": _helicopter, "1999/img/books.gif": _books, "2006/foto/seal.jpg": _rope,
    "2012/upload/funicular.jpg": _rails, "2012/upload/masazir.jpg": _lake, "2012/upload/clocks.jpg": _clocks,
    "2012/upload/atesgah.jpg": _flame,
}  # fmt: skip


def draw_thumbnails(folder: Path) -> None:
    """The legacy site's pictures, small as they were, beside its pages."""
    for name, draw in THUMBNAILS.items():
        sheet = Sheet(400, 300, WASH)
        draw(sheet)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        small = sheet.image.resize((400, 300), Image.Resampling.LANCZOS)
        if path.suffix == ".gif":
            small.quantize(16).save(path)
        else:
            small.save(path, quality=78)
