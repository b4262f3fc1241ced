"""Random sequences of changes, each build in a process of its own, some killed: the output must be a clean plain build's.

Usage: python3 tasks.py bench sequences   (STRINGER_BENCH_SIZE sequences of six changes, 1,000 when not set; STRINGER_BENCH_SEED)
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT, start_build

from archives import contents
from support.edits import EDITS, EditedArchive, make_house

STEPS = 6


class Separate:
    """Builds of one archive by a checkout of its own."""

    def __init__(self, folder: Path) -> None:
        house = make_house(folder / "house", ROOT)
        shutil.copytree(ROOT / "plugins", house / "plugins", dirs_exist_ok=True)
        self.archive = EditedArchive(folder, house, house / ".cache")
        self.killed = 0

    def start(self, output: Path, *flags: str) -> subprocess.Popen[bytes]:
        """One build, running."""
        archive = self.archive
        return start_build(archive.house, archive.now, archive.content, output, *flags)

    def kill(self, rng: random.Random) -> None:
        """A build that is killed at some moment."""
        process = self.start(self.archive.output, "--no-search")
        try:
            process.wait(rng.uniform(0.3, 2.0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            self.killed += 1

    def differ(self) -> list[str]:
        """Which files are not those of a clean plain build; two builds at once now and then."""
        clean = self.archive.output.with_name("clean")
        shutil.rmtree(clean, ignore_errors=True)
        wanted = self.start(clean, "--plain", "--no-search").wait()
        both = [
            self.start(self.archive.output, "--no-search")
            for _ in range(2 if self.archive.now % 5 == 0 else 1)
        ]
        got = [process.wait() for process in both]
        if any(code != wanted for code in got):
            return [f"exit codes {got}, plain {wanted}"]
        if wanted:
            return []
        expected, found = contents(clean), contents(self.archive.output)
        return sorted(n for n in expected.keys() | found.keys() if expected.get(n) != found.get(n))


def main() -> int:
    """Print a JSON line for each sequence that went wrong, and the sum."""
    sequences = int(os.environ.get("STRINGER_BENCH_SIZE", "1000"))
    seed = int(os.environ.get("STRINGER_BENCH_SEED", "1"))
    rng = random.Random(seed)
    wrong = killed = steps = 0
    for number in range(sequences):
        told: list[tuple[str, int]] = []
        with tempfile.TemporaryDirectory() as temporary:
            separate = Separate(Path(temporary).resolve())
            bad = separate.differ()
            for _ in range(STEPS):
                if bad:
                    break
                told.append((rng.choice(sorted(EDITS)), rng.randrange(10**6)))
                EDITS[told[-1][0]](separate.archive, random.Random(told[-1][1]))
                if rng.random() < 0.3:
                    separate.kill(rng)
                bad = separate.differ()
                steps += 1
            killed += separate.killed
        if bad:
            wrong += 1
            sys.stdout.write(json.dumps({"sequence": number, "told": told, "differ": bad[:5]}) + "\n")
            sys.stdout.flush()
    row = {
        "subject": "sequences",
        "seed": seed,
        "size": sequences,
        "steps": steps,
        "killed": killed,
        "wrong": wrong,
    }
    sys.stdout.write(json.dumps(row) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
