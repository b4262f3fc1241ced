"""The quick build in a stranger's site beside plain Pelican: CPU of whole processes, and that the trees are the same.

Usage: python3 tasks.py bench any_site      (STRINGER_BENCH_SIZES sizes, "1000" when not set; STRINGER_BENCH_THEME, "notmyidea")
A generated archive (tests/bench/corpus.py) with Pelican's own headers, theme and feeds, ten articles to a list page. Plain and ours in
turn, the median of the pairwise ratios. One JSON line an edit; exit 1 if one tree differed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "bench")]

from corpus import write_archive  # noqa: E402

ROUNDS = 3
CONF = """
AUTHOR, SITENAME, SITEURL, PATH = "A. Stranger", "A stranger's site", "https://a.example", "content"
TIMEZONE, DEFAULT_LANG, THEME, LOCALE, DEFAULT_PAGINATION = "UTC", "en", {theme!r}, ["C"], 10
DELETE_OUTPUT_DIRECTORY = {plain}
import sys; sys.path.insert(0, {plugins!r})
PLUGINS = {loaded!r}
"""


class Bench:
    """One site with its two configurations."""

    def __init__(self, folder: Path, size: int, theme: str) -> None:
        self.folder = folder
        write_archive(folder / "content", size, yaml=False)
        self.paths = sorted((folder / "content").rglob("*.md"))
        self.turn = 0
        for name, loaded in (("quick", ["incremental_build.plugin"]), ("plain", [])):
            text = CONF.format(
                theme=theme, plugins=str(ROOT / "plugins"), loaded=loaded, plain=name == "plain"
            )
            (folder / f"{name}.py").write_text(text, encoding="utf-8")

    def build(self, name: str) -> tuple[float, float, float]:
        """CPU and wall seconds and peak MB of one build."""
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "pelican", "content", "-s", f"{name}.py", "-o", name],
            cwd=self.folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return cpu_s, time.monotonic() - began, after.ru_maxrss / 1024

    def forget(self) -> None:
        """A full build: neither output nor cache."""
        shutil.rmtree(self.folder / "quick", ignore_errors=True)
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def edit(self, old: str, new: str) -> None:
        """Change one dispatch, another one each time."""
        self.turn += 1
        path = self.paths[self.turn * len(self.paths) // 9 % len(self.paths)]
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, f"{new}{self.turn} ", 1), encoding="utf-8")

    def add(self) -> None:
        """A newest dispatch."""
        self.turn += 1
        text = f"title: New {self.turn}\ndate: 2024-01-{self.turn:02}\nslug: new-{self.turn}\ntags: ports\n\nNew.\n"
        (self.folder / "content" / "dispatches" / f"new-{self.turn}.md").write_text(text, encoding="utf-8")

    def same(self) -> bool:
        """Whether both outputs hold the same bytes."""
        trees = [
            {
                path.relative_to(self.folder / name): path.read_bytes()
                for path in (self.folder / name).rglob("*")
                if path.is_file()
            }
            for name in ("quick", "plain")
        ]
        return trees[0] == trees[1]


def measure(bench: Bench, size: int, subject: str, change: Callable[[], None]) -> bool:
    """Print the line of one edit; whether the trees were the same each time."""
    rows, same = [], True
    for _ in range(ROUNDS):
        change()
        rows.append((*bench.build("quick"), *bench.build("plain")))
        same &= bench.same()
    row = {
        "subject": f"any site, {subject}",
        "size": size,
        "ours_cpu_s": round(statistics.median(row[0] for row in rows), 2),
        "ours_wall_s": round(statistics.median(row[1] for row in rows), 2),
        "peer": "plain Pelican",
        "peer_wall_s": round(statistics.median(row[4] for row in rows), 2),
        "peer_cpu_s": round(statistics.median(row[3] for row in rows), 2),
        "ratio": round(statistics.median(row[0] / row[3] for row in rows), 3),
        "same": same,
    }
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()
    return same


def edits(size: int) -> bool:
    """Print a line an edit; whether all trees were the same."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), size, os.environ.get("STRINGER_BENCH_THEME", "notmyidea"))
        changes = {
            "full": bench.forget,
            "nothing changed": lambda: None,
            "one body": lambda: bench.edit(". ", ". More "),
            "one title": lambda: bench.edit("title: ", "title: Other "),
            "a newest dispatch": bench.add,
        }
        # Every line is printed, whatever the one before it found.
        found = [measure(bench, size, subject, change) for subject, change in changes.items()]
        return all(found)


def main() -> int:
    """Print a line an edit; 1 if one tree differed."""
    good = True
    for size in map(int, os.environ.get("STRINGER_BENCH_SIZES", "1000").split()):
        good &= edits(size)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
