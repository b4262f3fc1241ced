"""How cost and memory grow with the archive, beside Hugo's; writes the picture of it to docs/scale.svg.

Usage: STRINGER_HUGO=PROGRAM python3 tasks.py bench scale   (STRINGER_BENCH_SIZES, "1000,10000,50000" when not set)
"""

from __future__ import annotations

import json
import math
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT
from bench_quick import hugo_program, run

SUBJECTS = {
    "full": "#7a1f1f", "one body edited": "#1f4e7a", "nothing changed": "#3c7a1f", "hugo full": "#666666",
}  # fmt: skip
WIDTH, HEIGHT, LEFT, TOP, LABELS = 640, 300, 60, 34, 190


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure over the sizes, both axes logarithmic; `low` and `high` are powers of ten."""

    title: str
    key: str
    unit: str
    low: int
    high: int
    top: int

    def place(self, size: float, value: float, sizes: list[int]) -> tuple[float, float]:
        """Where a point stands."""
        low, high = math.log10(min(sizes)), math.log10(max(sizes))
        across = LEFT + (math.log10(size) - low) / ((high - low) or 1) * (WIDTH - LEFT - LABELS)
        part = (self.high - math.log10(max(value, 10**self.low))) / (self.high - self.low)
        return round(across, 1), round(self.top + TOP + part * (HEIGHT - TOP - 40), 1)

    def draw(self, rows: list[dict[str, object]], sizes: list[int]) -> Iterator[str]:
        """The lines of the panel."""
        yield f'<text x="8" y="{self.top + 18}" font-weight="bold">{self.title}</text>'
        for power in range(self.low, self.high + 1):
            _, y = self.place(sizes[0], 10.0**power, sizes)
            yield f'<path d="M{LEFT} {y}H{WIDTH - LABELS}" stroke="#ddd"/>'
            yield f'<text x="8" y="{y + 4}">{10.0**power:g} {self.unit}</text>'
        for size in sizes:
            x, _ = self.place(size, 1, sizes)
            yield f'<text x="{x}" y="{self.top + HEIGHT - 12}" text-anchor="middle">{size:,}</text>'
        ends: list[float] = []

        def height(subject: str) -> float:
            last = [float(str(r[self.key])) for r in rows if r["subject"] == f"quick: {subject}"][-1]
            return self.place(sizes[-1], last, sizes)[1]

        for subject, colour in sorted(SUBJECTS.items(), key=lambda pair: height(pair[0])):
            found = [r for r in rows if r["subject"] == f"quick: {subject}"]
            points = [self.place(int(str(r["size"])), float(str(r[self.key])), sizes) for r in found]
            path = " ".join(f"{x},{y}" for x, y in points)
            yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
            for x, y in points:
                yield f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>'
            x, y = points[-1]
            # Two lines that end at one place are named one below the other.
            while any(abs(y - other) < 14 for other in ends):
                y += 14
            ends.append(y)
            said = f"{subject}: {float(str(found[-1][self.key])):,.4g} {self.unit}"
            yield f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{said}</text>'


PANELS = (
    Panel("CPU seconds of a build, by the number of dispatches", "cpu_s", "s", -1, 3, 0),
    Panel("Memory at its highest", "peak_mb", "MB", 1, 5, HEIGHT),
)


def draw(rows: list[dict[str, object]], sizes: list[int]) -> str:
    """CPU seconds and memory by size as an SVG with its own description."""
    lines = [line for panel in PANELS for line in panel.draw(rows, sizes)]
    title = "CPU seconds and memory of a build by the number of dispatches, all axes logarithmic"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {2 * HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>\n'
        + "\n".join(lines) + "\n</svg>\n"
    )  # fmt: skip


def main() -> int:
    """Print the rows of every size, and draw them."""
    sizes = [int(size) for size in os.environ.get("STRINGER_BENCH_SIZES", "1000,10000,50000").split(",")]
    rows: list[dict[str, object]] = []
    for size in sizes:
        for row in run(size, 1, hugo_program(), with_plain=False, is_short=True):
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
            rows.append(row)
    (ROOT / "docs" / "scale.svg").write_text(draw(rows, sizes), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
