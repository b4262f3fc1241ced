"""A sheet of paper to draw on: palette, faces and pens of the sample archive's graphics (Liberation and DejaVu)."""

from __future__ import annotations

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SCALE = 2  # drawn at twice the size, then reduced: smooth edges

PAPER, INK, QUIET, RULE = "#fbf9f4", "#191714", "#645e54", "#d9d2c3"
ACCENT, WASH, SEA, DEEP = "#8c1d18", "#f2eee4", "#dbe2df", "#93a8ab"
SERIF, ITALIC, GLYPHS = "LiberationSerif-Regular.ttf", "LiberationSerif-Italic.ttf", "DejaVuSerif.ttf"

Point = tuple[float, float]


class Sheet:
    """A sheet of paper measured in final pixels."""

    def __init__(self, width: int, height: int, ground: str = PAPER) -> None:
        """Lay out an empty sheet."""
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image)

    def line(self, *points: Point, ink: str = INK, width: float = 2) -> None:
        """Draw a line through the points."""
        self.pen.line([up(p) for p in points], fill=ink, width=round(width * SCALE), joint="curve")

    def shape(
        self, *points: Point, fill: str | None = None, ink: str | None = None, width: float = 2
    ) -> None:
        """Fill a polygon and draw its outline."""
        if fill:
            self.pen.polygon([up(p) for p in points], fill=fill)
        if ink:
            self.line(*points, points[0], points[1], ink=ink, width=width)

    def box(
        self, x: float, y: float, w: float, h: float, fill: str | None = None, ink: str | None = None
    ) -> None:
        """Draw an upright rectangle from its top left corner."""
        self.shape((x, y), (x + w, y), (x + w, y + h), (x, y + h), fill=fill, ink=ink)

    def disc(
        self, x: float, y: float, r: float, fill: str | None = None, ink: str | None = None, width: float = 2
    ) -> None:
        """Draw a circle round its centre."""
        corners = [up((x - r, y - r)), up((x + r, y + r))]
        self.pen.ellipse(corners, fill=fill, outline=ink, width=round(width * SCALE))

    def text(
        self, at: Point, words: str, size: int = 24, ink: str = INK, anchor: str = "la", face: str = SERIF
    ) -> None:
        """Write one line; `anchor` is Pillow's (`la` left and top, `mm` the middle)."""
        self.pen.text(up(at), words, font=ImageFont.truetype(face, size * SCALE), fill=ink, anchor=anchor)

    def save(self, path: Path, colours: int = 200) -> None:
        """Reduce, keep few colours and write a PNG."""
        path.parent.mkdir(parents=True, exist_ok=True)
        small = self.image.resize((self.width, self.height), Image.Resampling.LANCZOS)
        small.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)


def up(point: Point) -> Point:
    return (point[0] * SCALE, point[1] * SCALE)


def waves(sheet: Sheet, top: float, step: float, rows: int, ink: str = DEEP) -> None:
    """Rule a sea with rows of broken wavelets."""
    for row in range(rows):
        y = top + row * step
        for start in range(-40 + (row % 3) * 47, sheet.width, 150 + 10 * (row % 2)):
            sheet.line(*[(start + i, y + 3 * math.sin(i / 9)) for i in range(0, 62, 3)], ink=ink, width=1.6)


def smooth(points: list[Point]) -> list[Point]:
    """Put a Catmull-Rom curve through the points."""
    padded = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        for step in range(12):
            t = step / 12
            curve.append((_spline(a[0], b[0], c[0], d[0], t), _spline(a[1], b[1], c[1], d[1], t)))
    return [*curve, points[-1]]


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
