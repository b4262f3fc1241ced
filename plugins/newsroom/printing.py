"""Makes the files of a plan aside, verifies each, and puts them in their place when all are good."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk.press import Task
from incremental_build.files import Installer, digest
from incremental_build.ledger import Output
from incremental_build.pool import FEW, spread
from newsroom.errors import NewsroomError
from newsroom.verify import faults

# A file that is not longer than this is written in one go.
_STAGED = "{:x}-{:x}"


@dataclass(frozen=True, slots=True)
class Made:
    """One finished file: where it lies aside (empty when its bytes are those that the site has), and its digest."""

    name: str
    staged: str
    digest: bytes
    task: int


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out of a plan."""

    files: tuple[Made, ...]
    wrong: tuple[str, ...]
    complaints: tuple[str, ...] = ()


def print_tasks(
    tasks: Sequence[Task], aside: Path, intact: Mapping[str, bytes], complaints: list[str]
) -> Printed:
    """Make every task's files below `aside`; `intact` has the digests of the files that the site has already.

    `complaints` is where tasks say what is not an error. Nothing of the site is touched.
    """
    order = _heaviest_first(tasks)

    def work(some: Sequence[int]) -> tuple[list[Made], list[str], list[str]]:
        before = len(complaints)
        files: list[Made] = []
        wrong: list[str] = []
        for number in some:
            for name, data in _made(tasks[number]):
                wrong += faults(name, data)
                mark = digest(data)
                staged = ""
                if intact.get(name) != mark:
                    staged = os.path.join(aside, _STAGED.format(os.getpid(), len(files) + (number << 20)))
                    with open(staged, "wb", buffering=0) as file:
                        file.write(data)
                files.append(Made(name, staged, mark, number))
        return files, wrong, complaints[before:]

    found: list[Made] = []
    wrong: list[str] = []
    warnings: list[str] = []
    for files, faulty, said in spread(work, order):
        found += files
        wrong += faulty
        warnings += said
    return Printed(tuple(found), tuple(wrong), tuple(warnings))


def _made(task: Task) -> Iterator[tuple[str, bytes]]:
    """A task's files. Raises NewsroomError when a template cannot be printed."""
    from jinja2 import TemplateError

    try:
        yield from task.make()
    except TemplateError as error:
        raise NewsroomError(f"{task.name}: a template cannot be printed: {error}",
                            fix="mend that; nothing was written") from None  # fmt: skip


def _heaviest_first(tasks: Sequence[Task]) -> list[int]:
    """The tasks by number: those of many files first, so that no processor is left with one at the end."""
    return sorted(range(len(tasks)), key=lambda n: tasks[n].paths is not None)


def check_names(files: Iterable[Made]) -> None:
    """Raise NewsroomError when two tasks made the same file."""
    seen: dict[str, int] = {}
    for made in files:
        if seen.setdefault(made.name, made.task) != made.task:
            raise NewsroomError(f"two pages would be {made.name}", fix="give one of them another slug")


def install(
    files: Sequence[Made], tasks: Sequence[Task], out: Path, known: Mapping[str, Output]
) -> dict[str, Output]:
    """Put finished files into the output folder, each by a rename, pages after what they ask for.

    Returns the notes of all of them; `known` has those of files that stay because their bytes are the same.
    """
    moved = sorted((made for made in files if made.staged), key=lambda made: _turn(made.name))
    front = [made for made in moved if made.name == "index.html"]
    notes: dict[str, Output] = {}

    def work(some: Sequence[Made]) -> list[tuple[str, os.stat_result]]:
        installer = Installer(out)
        return [(made.name, installer.put(made.staged, made.name)) for made in some]

    stats: dict[str, os.stat_result] = {}
    for group in _groups([made for made in moved if made.name != "index.html"]):
        for done in spread(work, group, few=10 * FEW, pieces=4):
            stats.update(done)
    stats.update(work(front))
    for made in files:
        task = tasks[made.task]
        note = Output(task.made or b"", task.inner, made.digest)
        old = known.get(made.name)
        if made.name in stats:
            note.note(stats[made.name])
        elif old is not None:
            note.size, note.changed, note.moved, note.node = old.size, old.changed, old.moved, old.node
        notes[made.name] = note
    return notes


def _turn(name: str) -> tuple[bool, str]:
    return name.endswith(".html"), name


def _groups(moved: Sequence[Made]) -> Iterator[Sequence[Made]]:
    """What pages ask for, then pages."""
    cut = next((n for n, made in enumerate(moved) if made.name.endswith(".html")), len(moved))
    yield moved[:cut]
    yield moved[cut:]
