"""A full build, ours in turn with a stock Pelican (its `simple` theme) of the same words.

Usage: python3 tasks.py bench build   (STRINGER_BENCH_SIZE dispatches, 1,000 when not set; three rounds)
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from corpus import write_archive

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3


def build_command(content: Path, output: Path, *flags: str) -> list[str]:
    """Our build of an archive, as a process of its own."""
    python = [sys.executable, "-P", "-m", "newsroom", "build"]
    return [*python, "--content", str(content), *flags, "--output", str(output)]


def start_build(house: Path, now: int, content: Path, output: Path, *flags: str) -> subprocess.Popen[bytes]:
    """The same, running silently at a given moment (seconds since 1970), by the plugins of a checkout."""
    told = {"PYTHONPATH": str(house / "plugins"), "SOURCE_DATE_EPOCH": str(now)}
    return subprocess.Popen(
        build_command(content, output, *flags), env={**os.environ, **told},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def cpu_of(command: list[str]) -> float:
    """User and system seconds of one process and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print one JSON line: medians of CPU seconds, the median of the pairwise ratios, the peak."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "1000"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        write_archive(folder / "ours", size)
        write_archive(folder / "stock", size, yaml=False)
        python = [sys.executable, "-P", "-m"]
        stock = [*python, "pelican", str(folder / "stock"), "-t", "simple", "-o", str(folder / "b")]
        rounds = []
        for number in range(ROUNDS):
            mine = cpu_of(build_command(folder / "ours", folder / f"a{number}"))
            rounds.append((mine, cpu_of([*stock, "--ignore-cache"])))
    peak_kb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    row = {
        "subject": "build",
        "size": size,
        "ours_cpu_s": round(statistics.median(mine for mine, _ in rounds), 2),
        "peer": "stock Pelican, simple theme, no search",
        "ratio": round(statistics.median(mine / other for mine, other in rounds), 2),
        "peak_mb": peak_kb // 1024,
    }
    sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
