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

    def work(some: Sequence[int]) -> int:
        done.extend(some)
        return 7

    beside = Beside(work, [1, 2, 3])
    assert not done
    assert beside.results() == [7]
    assert done == [1, 2, 3]
    beside.close()


def _said(code: str) -> list[str]:
    """What a process of its own prints, with one thread: pytest's own may have more."""
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "plugins")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_a_copy_and_its_original_share_a_work() -> None:
    _said(
        """
        import os, time
        from incremental_build.pool import Beside, can_copy
        assert can_copy()
        here = os.getpid()
        def share(some):
            if os.getpid() != here:
                time.sleep(0.02)
            return os.getpid(), list(some)
        there = Beside(share, range(1000))
        while not there._begun[0]:
            time.sleep(0.001)
        shares = there.results()
        assert {n for _, some in shares for n in some} == set(range(1000))
        assert here in {pid for pid, _ in shares} and len({pid for pid, _ in shares}) == 2
        there.close()
        few = Beside(share, range(3))
        assert sorted({n for _, some in few.results() for n in some}) == [0, 1, 2]
        few.close()
        """
    )


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_what_a_copy_cannot_do_is_done_here_and_no_copy_is_left() -> None:
    lines = _said(
        """
        import os, time
        from incremental_build.pool import Beside
        here = os.getpid()
        big = Beside(lambda some: b"x" * 1_000_000, range(9))
        big.close()
        def fails(some):
            if os.getpid() != here or len(some) == 2000:
                raise ValueError(f"{len(some)} here")
        bad = Beside(fails, range(2000))
        while not bad._begun[0]:
            time.sleep(0.001)
        try:
            bad.results()
        except ValueError as error:
            print(error)
        bad.close()
        try:
            os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            print("nobody is left")
        print(len(os.listdir("/proc/self/fd")))
        """
    )
    assert lines[:2] == ["2000 here", "nobody is left"]
    assert int(lines[2]) <= 5


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_what_is_spread_is_done_in_copies_and_comes_back_in_order() -> None:
    _said(
        """
        import os
        from incremental_build.pool import spread
        here = os.getpid()
        for near in (False, True):
            parts = list(spread(lambda some: (os.getpid(), list(some)), range(5000), is_near=near))
            assert [n for _, some in parts for n in some] == list(range(5000))
            assert here not in {pid for pid, _ in parts}
        """
    )
