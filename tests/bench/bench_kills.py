"""Kills builds at random moments: each file is then the old one or the new one, and the next build heals everything.

Usage: python3 tasks.py bench kills   (STRINGER_BENCH_SIZE kills, 200 when not set; STRINGER_BENCH_SEED)
A build that had ended before is none of these. Of the builds one in five fills an empty folder, one in five is plain.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT, start_build
from corpus import write_archive

from archives import contents

DISPATCHES = 150
# The clock of every build.
NOW = 1_790_000_000


class Bench:
    """An archive that is now one, now the other: every page of the two is different."""

    def __init__(self, folder: Path) -> None:
        self.content, self.output = folder / "content", folder / "site"
        self.states = []
        write_archive(self.content, DISPATCHES)
        for name in ("One", "Two"):
            self.be(name)
            clean = folder / f"clean-{name}"
            if self.start(clean, "--plain").wait():
                raise SystemExit("the plain build failed")
            self.states.append((name, contents(clean)))
        self.took = self.time()

    def be(self, name: str) -> None:
        """Change the archive."""
        text = f"name: {name}\nlanguages: [en, az, ru]\ntime_zone: Asia/Baku\n"
        (self.content / "archive.yaml").write_text(text, encoding="utf-8")

    def start(self, output: Path, *flags: str) -> subprocess.Popen[bytes]:
        """One build, running."""
        return start_build(ROOT, NOW, self.content, output, "--no-search", *flags)

    def time(self) -> dict[str, float]:
        """How long each kind of build takes, in seconds."""
        found = {}
        for kind in ("quick", "plain"):
            shutil.rmtree(self.output, ignore_errors=True)
            began = time.perf_counter()
            self.start(self.output, *(["--plain"] if kind == "plain" else [])).wait()
            found[kind] = time.perf_counter() - began
        return found

    def kill(self, rng: random.Random, number: int) -> tuple[bool, list[str]]:
        """Change the archive, kill its build, build again: whether it was killed, and what is wrong."""
        before = contents(self.output) if self.output.is_dir() else {}
        name, wanted = self.states[number % 2]
        self.be(name)
        kind = "plain" if rng.random() < 0.2 else "quick"
        if rng.random() < 0.2:
            shutil.rmtree(self.output, ignore_errors=True)
            before = {}
        process = self.start(self.output, *(["--plain"] if kind == "plain" else []))
        killed = False
        try:
            process.wait(rng.uniform(0.2, 1.05 * self.took[kind]))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            killed = True
        torn = [] if not self.output.is_dir() else _torn(contents(self.output), before, wanted)
        if self.start(self.output).wait():
            return killed, [*torn, "the next build failed"]
        found = contents(self.output)
        return killed, torn + sorted(n for n in wanted.keys() | found.keys() if wanted.get(n) != found.get(n))


def _torn(found: Mapping[str, bytes], old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[str]:
    """Files that are neither the old ones nor the new ones; what is not yet in its place has a name that says so."""
    return [
        name
        for name, data in found.items()
        if data not in {old.get(name), new.get(name)} and ".tmp-stringer-" not in name
    ]


def main() -> int:
    """Print a JSON line for each kill that left something wrong, and the sum."""
    kills = int(os.environ.get("STRINGER_BENCH_SIZE", "200"))
    seed = int(os.environ.get("STRINGER_BENCH_SEED", "1"))
    rng = random.Random(seed)
    wrong = killed = number = 0
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary).resolve())
        while killed < kills:
            was_killed, bad = bench.kill(rng, number)
            killed += was_killed
            if bad:
                wrong += 1
                sys.stdout.write(json.dumps({"build": number, "wrong": bad[:5]}) + "\n")
                sys.stdout.flush()
            number += 1
    row = {"subject": "kills", "seed": seed, "builds": number, "killed": killed, "wrong": wrong}
    sys.stdout.write(json.dumps(row) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
