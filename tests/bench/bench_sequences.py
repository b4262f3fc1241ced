"""Random sequences of changes, each build in a process of its own, some killed: the output must be a clean plain build's.

Usage: python3 tasks.py bench sequences   (STRINGER_BENCH_SIZE sequences of six changes, 1,000 when not set; STRINGER_BENCH_SEED)
One sequence in ten starts Python anew for every build; the builds of others are forks of a process that has imported all.
One in three is built with its search.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

from bench_build import ROOT

from archives import contents
from support.edits import EDITS, EditedArchive, make_house

STEPS = 6
# Seconds: a start of Python with all imports, and what a small build takes behind it at most.
START_UP, LONGEST = 0.3, 1.0


class Cold:
    """Builds that begin with a start of Python."""

    def __init__(self, house: Path) -> None:
        self.house = house

    def run(self, builds: list[list[str]], now: int, kill_after: float | None = None) -> list[int | None]:
        """The exit codes of builds that run at once; None for one that was killed."""
        told = {"PYTHONPATH": str(self.house / "plugins"), "SOURCE_DATE_EPOCH": str(now)}
        running = [
            subprocess.Popen(
                [sys.executable, "-P", "-m", "newsroom", *words], env={**os.environ, **told},
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            for words in builds
        ]  # fmt: skip
        codes: list[int | None] = []
        for process in running:
            try:
                codes.append(process.wait(START_UP + kill_after if kill_after else None))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                codes.append(None)
        return codes

    def close(self) -> None:
        """Nothing is left running."""


class Forked:
    """Builds that are forks of one process, see forked_builds.py."""

    imports: ClassVar[list[str]] = []

    def __init__(self, house: Path) -> None:
        script = Path(__file__).with_name("forked_builds.py")
        self.server = subprocess.Popen(
            [sys.executable, "-P", str(script)], env={**os.environ, "PYTHONPATH": str(house / "plugins")},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def run(self, builds: list[list[str]], now: int, kill_after: float | None = None) -> list[int | None]:
        """The exit codes of builds that run at once; None for one that was killed."""
        if self.server.stdin is None or self.server.stdout is None:
            raise RuntimeError("the builds have no pipes")
        told = {"builds": builds, "now": now, "kill_after": kill_after, "imports": self.imports}
        self.server.stdin.write(json.dumps(told) + "\n")
        self.server.stdin.flush()
        answer = json.loads(self.server.stdout.readline())
        self.imports[:] = answer["imports"]
        codes: list[int | None] = answer["codes"]
        return codes

    def close(self) -> None:
        """End the process."""
        self.server.communicate()


class Separate:
    """Builds of one archive by a checkout of its own."""

    def __init__(self, folder: Path, kind: type[Cold | Forked], *, search: bool) -> None:
        house = make_house(folder / "house", ROOT)
        shutil.copytree(ROOT / "plugins", house / "plugins", dirs_exist_ok=True)
        self.archive = EditedArchive(folder, house, house / ".cache")
        self.builds = kind(house)
        self.flags = [] if search else ["--no-search"]
        self.steps = self.killed = 0

    def words(self, output: Path, *flags: str) -> list[str]:
        """The words of one build."""
        content = str(self.archive.content)
        return ["build", "--content", content, *self.flags, *flags, "--output", str(output)]

    def kill(self, rng: random.Random) -> None:
        """A build that is killed at some moment."""
        codes = self.builds.run(
            [self.words(self.archive.output)], self.archive.now, rng.uniform(0.002, LONGEST)
        )
        self.killed += codes == [None]

    def differ(self) -> list[str]:
        """Which files are not those of a clean plain build; two builds at once now and then."""
        clean = self.archive.output.with_name("clean")
        shutil.rmtree(clean, ignore_errors=True)
        (wanted,) = self.builds.run([self.words(clean, "--plain")], self.archive.now)
        self.steps += 1
        again = 2 if self.steps % 5 == 0 else 1
        got = self.builds.run([self.words(self.archive.output)] * again, self.archive.now)
        if any(code != wanted for code in got):
            return [f"exit codes {got}, plain {wanted}"]
        if wanted:
            return []
        expected, found = contents(clean), contents(self.archive.output)
        return sorted(n for n in expected.keys() | found.keys() if expected.get(n) != found.get(n))


def run(number: int, rng: random.Random, sums: Counter[str]) -> None:
    """One sequence, added to the sums; a JSON line if it went wrong."""
    told: list[tuple[str, int]] = []
    with tempfile.TemporaryDirectory() as temporary:
        kind = Cold if number % 10 == 9 else Forked
        separate = Separate(Path(temporary).resolve(), kind, search=number % 3 == 2)
        bad = separate.differ()
        for _ in range(STEPS):
            if bad:
                break
            told.append((rng.choice(sorted(EDITS)), rng.randrange(10**6)))
            EDITS[told[-1][0]](separate.archive, random.Random(told[-1][1]))
            if rng.random() < 0.3:
                separate.kill(rng)
            bad = separate.differ()
        separate.builds.close()
    sums.update(size=1, steps=len(told), killed=separate.killed, wrong=bool(bad))
    if bad:
        sys.stdout.write(json.dumps({"sequence": number, "told": told, "differ": bad[:5]}) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Print a JSON line for each sequence that went wrong, and the sum; of those so far, if it is interrupted."""
    sequences = int(os.environ.get("STRINGER_BENCH_SIZE", "1000"))
    seed = int(os.environ.get("STRINGER_BENCH_SEED", "1"))
    rng = random.Random(seed)
    sums = Counter(size=0, steps=0, killed=0, wrong=0)
    with suppress(KeyboardInterrupt):
        for number in range(sequences):
            run(number, rng, sums)
    sys.stdout.write(json.dumps({"subject": "sequences", "seed": seed, **sums}) + "\n")
    return 1 if sums["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
