"""Work shared among processes that are copies of this one, where the system can copy a process."""

from __future__ import annotations

import contextlib
import ctypes
import mmap
import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import ForkContext
from typing import Any, Generic, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
# Below so many items a copy of this process costs more than it saves.
FEW = 200
# In so many pieces a copy and its original do a work together.
_SLICES = 64
_PR_SET_PDEATHSIG = 1

# What the copies find in their memory; set for the time of one `spread`.
_work: Callable[[int], Any] | None = None


def workers() -> int:
    """How many processes work side by side: one a processor that we may use, eight at most."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(8, usable))


def can_copy() -> bool:
    """Whether this process may be copied: on Linux, while it has one thread. macOS' own libraries do not bear it."""
    return sys.platform == "linux" and threading.active_count() == 1


def spread(
    work: Callable[[Sequence[_Item]], _Result], items: Sequence[_Item], *,
    few: int = FEW, pieces: int = 16, is_near: bool = False,
) -> Iterator[_Result]:  # fmt: skip
    """`work` of every slice of `items`, in their order; in copies of this process, or here when there are few.

    A copy sees all of this process's memory as it is now; only results come back. Slices are many, so
    that no processor waits long for the last one. `is_near`: slices that lie side by side are alike, and what was
    worked out for one serves the next; then each copy goes through a part of its own as long as it can.
    """
    count = workers()
    if len(items) < few or count == 1 or not can_copy():
        if items:
            yield work(items)
        return
    global _work  # noqa: PLW0603  (how a copied process finds what it has to do)
    size = max(1, -(-len(items) // (count * pieces)))
    slices = range(0, len(items), size)
    context = multiprocessing.get_context("fork")
    take = _Shares(context, len(slices), count).take if is_near else lambda number: number
    _work = lambda asked: (number := take(asked), work(items[slices[number] : slices[number] + size]))  # noqa: E731
    try:
        with ProcessPoolExecutor(
            count, mp_context=context, initializer=_die_with, initargs=(os.getpid(),)
        ) as pool:
            found = pool.map(_do, range(len(slices)))
            yield from (result for _number, result in (sorted(found, key=_first) if is_near else found))
    finally:
        _work = None


class _Shares:
    """Slices, dealt out to processes: each takes those of its own part from the front, then others' from the end."""

    def __init__(self, context: ForkContext, slices: int, count: int) -> None:
        bounds = [slices * n // count for n in range(count + 1)]
        self._lock = context.Lock()
        self._fronts, self._ends = context.RawArray("l", bounds[:-1]), context.RawArray("l", bounds[1:])
        self._joined = context.RawValue("l", 0)
        self._mine = -1

    def take(self, _asked: int) -> int:
        """The number of a slice that nobody has taken; there is one for each call."""
        with self._lock:
            if self._mine < 0:
                self._mine = self._joined.value % len(self._fronts)
                self._joined.value += 1
            if self._fronts[self._mine] < self._ends[self._mine]:
                self._fronts[self._mine] += 1
                return int(self._fronts[self._mine]) - 1
            other = max(range(len(self._ends)), key=lambda n: int(self._ends[n] - self._fronts[n]))
            self._ends[other] -= 1
            return int(self._ends[other])


def _first(pair: tuple[int, Any]) -> int:
    return pair[0]


class Beside(Generic[_Item, _Result]):
    """`work` of every slice of `items`, begun at once in a copy of this process; whoever asks for the results lends a hand.

    The copy begins at the front, the hand at the end. A slice may be done by both where they meet. Without copies,
    and when the copy fails, all is done here: what `work` raises is raised here. Only results come back. Close it when done.
    """

    def __init__(self, work: Callable[[Sequence[_Item]], _Result], items: Sequence[_Item]) -> None:
        self._work, self._items = work, items
        self._size = max(1, -(-len(items) // _SLICES))
        self._child = 0
        if workers() == 1 or not can_copy():
            return
        # A sign for each slice that somebody has begun, seen by both.
        self._begun = mmap.mmap(-1, _SLICES)
        self._out, into = os.pipe()
        parent, self._child = os.getpid(), os.fork()
        if self._child == 0:
            status = 1
            try:
                os.close(self._out)
                _die_with(parent)
                with open(into, "wb") as pipe:
                    pickle.dump(self._done(range(_SLICES)), pipe, pickle.HIGHEST_PROTOCOL)
                status = 0
            finally:
                os._exit(status)
        os.close(into)

    def results(self) -> list[_Result]:
        """What `work` gives for the slices, in no order; ask once."""
        if not self._child:
            return [self._work(self._items)]
        mine = self._done(reversed(range(_SLICES)))
        with open(self._out, "rb", closefd=False) as pipe:
            data = pipe.read()
        if self._ended():
            return [self._work(self._items)]
        others: list[_Result] = pickle.loads(data)  # noqa: S301  (from our own copy)
        return mine + others

    def _done(self, slices: Iterable[int]) -> list[_Result]:
        """The results of slices up to the first that the other one has begun."""
        found = []
        for number in slices:
            if self._begun[number]:
                break
            self._begun[number] = 1
            found.append(self._work(self._items[number * self._size : (number + 1) * self._size]))
        return found

    def close(self) -> None:
        """End the copy if nobody has waited for it."""
        if self._child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
            self._ended()

    def _ended(self) -> int:
        os.close(self._out)
        _, status = os.waitpid(self._child, 0)
        self._child = 0
        return status


def _die_with(parent: int) -> None:
    """A copy ends when the process that made it is killed; nothing is left running."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    # Ctrl-C is the parent's business: it ends the copies.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _do(number: int) -> Any:
    if _work is None:
        raise RuntimeError("a worker was started outside `spread`")
    return _work(number)
