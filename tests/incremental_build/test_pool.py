"""Work beside this process comes back whole, fails here, and leaves no process behind."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Sequence

import pytest

from incremental_build import pool
from incremental_build.pool import Beside, spread
from newsroom.checkout import ROOT


@pytest.mark.parametrize("is_near", [False, True])
def test_every_item_is_done_once_and_results_come_in_order(*, is_near: bool) -> None:
    def work(some: Sequence[int]) -> list[int]:
        return [number * 2 for number in some]

    found = [result for part in spread(work, range(1000), few=10, is_near=is_near) for result in part]
    assert found == [number * 2 for number in range(1000)]


def test_what_is_not_copied_is_done_when_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "can_copy", lambda: False)
    done: list[int] = []
    beside = Beside(lambda: done.append(1) or 7)
    assert not done
    assert beside.result() == 7
    beside.close()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_copies_give_their_result_fail_here_and_are_gone_afterwards() -> None:
    # In a process of its own, with one thread: pytest's own may have more.
    said = textwrap.dedent(
        """
        import os
        from incremental_build.pool import Beside, can_copy, spread
        assert can_copy()
        here = os.getpid()
        there = Beside(os.getpid)
        assert there.result() != here
        there.close()
        big = Beside(lambda: b"x" * 1_000_000)
        big.close()
        def fails():
            raise ValueError("once here")
        bad = Beside(fails)
        try:
            bad.result()
        except ValueError as error:
            print(error)
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("nobody is left")
        print(len(os.listdir("/proc/self/fd")))
        for near in (False, True):
            parts = list(spread(lambda some: (os.getpid(), list(some)), range(5000), is_near=near))
            assert [n for _, some in parts for n in some] == list(range(5000))
            assert here not in {pid for pid, _ in parts}
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[:2] == ["once here", "nobody is left"], done.stderr
    assert int(lines[2]) <= 5
    assert done.returncode == 0, done.stderr
