"""Every benchmark can be started: what it needs is found, as `bench` starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BENCHES = sorted((ROOT / "tests" / "bench").glob("bench_*.py"))


@pytest.mark.parametrize("path", BENCHES, ids=lambda path: path.stem)
def test_a_benchmark_finds_what_it_needs(path: Path) -> None:
    code = (
        f"import runpy; found = runpy.run_path({str(path)!r}, run_name='looked at'); assert 'main' in found"
    )
    done = subprocess.run([sys.executable, "-P", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
