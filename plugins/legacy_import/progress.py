"""How far an import is: a bar on a terminal, a line now and then elsewhere; with the rate and the time left."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

__all__ = ["Pace", "progress", "watched"]

_EVERY_S = 10.0


class Pace:
    """Counts steps and says when it is time to speak."""

    def __init__(self, total: int, verb: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.total, self.verb, self.done = total, verb, 0
        self._clock = clock
        self._began = self._spoke = clock()

    def step(self) -> str | None:
        """Count one; a line for people when the last one is long ago, or at the end."""
        self.done += 1
        now = self._clock()
        if now - self._spoke < _EVERY_S and self.done < self.total:
            return None
        self._spoke = now
        return self.line(now)

    def line(self, now: float) -> str:
        """How far it is, how fast, and how long still."""
        elapsed = max(now - self._began, 1e-6)
        rate = self.done / elapsed
        left_s = (self.total - self.done) / rate
        still = f", {_duration(left_s)} left" if self.done < self.total else ""
        return f"{self.done} of {self.total} pages {self.verb}, {rate:.1f} a second{still}"


def _duration(seconds: float) -> str:
    minutes = int(seconds) // 60
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min" if minutes >= 2 else f"{int(seconds) + 1} s"


@contextmanager
def progress(total: int, verb: str, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A function to call once a page; nothing is said when only JSON is wanted, or of a single page."""
    if quiet or total <= 1:
        yield lambda _name: None
    elif sys.stderr.isatty():
        with _bar(total, verb) as step:
            yield step
    else:
        pace = Pace(total, verb)

        def tell(_name: str) -> None:
            line = pace.step()
            if line:
                sys.stderr.write(f"{line}\n")

        yield tell


@contextmanager
def _bar(total: int, verb: str) -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(f"pages {verb}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        TextColumn("{task.description}", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        began = time.monotonic()
        done = 0

        def step(name: str) -> None:
            nonlocal done
            done += 1
            rate = done / max(time.monotonic() - began, 1e-6)
            plain = "".join(char for char in name[-50:] if char.isprintable())
            bar.update(task, advance=1, description=f"{rate:.1f} a second  {plain}")

        yield step


def watched(items: Iterable[str], total: int, verb: str, *, quiet: bool) -> Iterator[str]:
    """Give each item, and count it when the next is asked for."""
    with progress(total, verb, quiet=quiet) as step:
        for item in items:
            yield item
            step(item)
