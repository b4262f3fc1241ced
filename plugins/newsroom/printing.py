"""Makes the files of a plan aside, verifies each, and puts them in their place when all are good."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from copydesk.press import Files, Task
from incremental_build.files import Installer, digest, write_new, write_parts
from incremental_build.notes import Look, Output, look_of
from incremental_build.pool import FEW, spread
from newsroom.errors import NewsroomError
from newsroom.verify import faults

_STAGED = "{:x}-{:x}"
# Where a whole new site grows, to be moved folder by folder.
_SITE = "site"


class Made(NamedTuple):
    """One finished file: where it lies aside (empty when its bytes are those that the site has), and its digest.

    `look`: what the file system says of it there (`Output.look`).
    """

    name: str
    staged: str
    digest: bytes
    task: int
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out of a plan."""

    files: tuple[Made, ...]
    wrong: tuple[str, ...]
    complaints: tuple[str, ...] = ()

    def paths(self, tasks: Sequence[Task]) -> dict[str, tuple[str, ...]]:
        """The names of the files of each task that did not know them before, by its own name."""
        found: dict[str, list[str]] = {task.name: [] for task in tasks if task.paths is None}
        for made in self.files:
            task = tasks[made.task]
            if task.paths is None:
                found[task.name].append(made.name)
        return {name: tuple(names) for name, names in found.items()}


class _Desk:
    """Where finished files lie until all are good: in one heap, or as the tree of a site that is not there yet."""

    def __init__(self, aside: Path, *, as_tree: bool) -> None:
        self._aside = os.fspath(aside)
        self._tree = os.path.join(self._aside, _SITE) if as_tree else ""
        self._folders: set[str] = set()

    def lay(self, name: str, data: bytes, number: int) -> tuple[str, Look]:
        """Write a file; returns where it is, and what the file system says of it."""
        path = self._path(name, number)
        try:
            return path, look_of(write_new(path, data))
        except (IsADirectoryError, NotADirectoryError):
            raise _clash(name) from None

    def lay_parts(
        self, name: str, parts: Iterable[bytes | memoryview], number: int
    ) -> tuple[str, Look, bytes]:
        """Write a file of parts; returns also its digest."""
        path = self._path(name, number)
        try:
            mark = write_parts(path, parts)
        except (IsADirectoryError, NotADirectoryError):
            raise _clash(name) from None
        return path, look_of(os.stat(path, follow_symlinks=False)), mark

    def _path(self, name: str, number: int) -> str:
        if self._tree:
            return self._place(name)
        return os.path.join(self._aside, _STAGED.format(os.getpid(), number))

    def _place(self, name: str) -> str:
        self._make(name.rpartition("/")[0], name)
        return f"{self._tree}/{name}"

    def _make(self, folder: str, name: str) -> None:
        """Make a folder of the tree, and those that it lies in."""
        if folder in self._folders:
            return
        if folder:
            self._make(folder.rpartition("/")[0], name)
        try:
            os.mkdir(f"{self._tree}/{folder}")
        except FileExistsError:
            # Another process was sooner; or it is a file, and the next step says so.
            pass
        except NotADirectoryError:
            raise _clash(name) from None
        self._folders.add(folder)


def _clash(name: str) -> NewsroomError:
    return NewsroomError(f"two pages would be {name}", fix="give one of them another slug")


def print_tasks(
    tasks: Sequence[Task], aside: Path, intact: Mapping[str, bytes], complaints: list[str], *, is_new: bool
) -> Printed:
    """Make every task's files below `aside`; `intact` has the digests of the files that the site has already.

    `complaints` is where tasks say what is not an error. `is_new`: the output is empty. Nothing of the site is touched.
    """
    order = _in_order(tasks)
    desk = _Desk(aside, as_tree=is_new)

    def work(some: Sequence[int]) -> tuple[list[tuple[object, ...]], list[str], list[str]]:
        before = len(complaints)
        files: list[Made] = []
        wrong: list[str] = []
        for number in some:
            for name, data in _made(tasks[number]):
                if isinstance(data, bytes):
                    wrong += faults(name, data)
                files.append(_laid(desk, name, data, number, len(files), intact.get(name)))
        # Plain tuples come back from another process in a third of the time.
        return [tuple(made) for made in files], wrong, complaints[before:]

    if len(order) >= FEW:
        # Templates and words are loaded by the first page and the last list, before there are copies of this process.
        for number in (order[0], order[-1]):
            list(_made(tasks[number]))
    found: list[Made] = []
    wrong: list[str] = []
    warnings: list[str] = []
    for files, faulty, said in spread(work, order, pieces=64, is_near=True):
        found += map(Made._make, files)
        wrong += faulty
        warnings += said
    return Printed(tuple(found), tuple(wrong), tuple(warnings))


def _laid(
    desk: _Desk,
    name: str,
    data: bytes | Iterable[bytes | memoryview],
    task: int,
    count: int,
    old: bytes | None,
) -> Made:
    """A file that is laid aside, if the site does not have these bytes (of the digest `old`)."""
    number = count + (task << 20)
    if not isinstance(data, bytes):
        # Lists for programs come in parts.
        place, look, mark = desk.lay_parts(name, data, number)
        if mark != old:
            return Made(name, place, mark, task, look)
        os.unlink(place)
        return Made(name, "", mark, task)
    mark = digest(data)
    place, said = ("", None) if mark == old else desk.lay(name, data, number)
    return Made(name, place, mark, task, said)


def _made(task: Task) -> Files:
    """A task's files. Raises NewsroomError when a template cannot be printed."""
    from jinja2 import TemplateError

    try:
        yield from task.make()
    except TemplateError as error:
        raise NewsroomError(f"{task.name}: a template cannot be printed: {error}",
                            fix="mend that; nothing was written") from None  # fmt: skip


def _in_order(tasks: Sequence[Task]) -> list[int]:
    """The tasks by number: dispatches' own pages first, which draw other parts than lists do; lists last, behind the heaviest."""

    def turn(number: int) -> int:
        task = tasks[number]
        if task.paths is None:
            return 2
        return 0 if task.inner else 1 if len(task.paths) > 1 else 3

    return sorted(range(len(tasks)), key=turn)


def check_names(files: Iterable[Made]) -> None:
    """Raise NewsroomError when two tasks made the same file."""
    seen: dict[str, int] = {}
    for made in files:
        if seen.setdefault(made.name, made.task) != made.task:
            raise _clash(made.name)


def install(
    files: Sequence[Made], tasks: Sequence[Task], aside: Path, out: Path, known: Mapping[str, Output]
) -> dict[str, Output]:
    """Put finished files into the output folder, each by a rename, pages after what they ask for.

    Returns the notes of all of them; `known` has those of files that stay because their bytes are the same.
    """
    is_whole = _move_tree(aside / _SITE, out)
    looks = {} if is_whole else _put(files, out)
    notes: dict[str, Output] = {}
    for made in files:
        task = tasks[made.task]
        old, look = known.get(made.name), looks.get(made.name) or made.look
        if look is None and old is not None:
            look = old.look
        notes[made.name] = Output(task.made or b"", task.inner, made.digest, look)
    return notes


def _move_tree(tree: Path, out: Path) -> bool:
    """Let what grew as a tree be in an empty output folder, the front page last; returns whether all of it is there.

    What cannot be moved stays where it is.
    """
    if not tree.is_dir():
        return False
    for name in sorted(os.listdir(tree), key=_turn):
        try:
            os.rename(tree / name, out / name)
        except OSError:
            # From another file system, or onto something: file by file.
            return False
    return True


def _put(files: Sequence[Made], out: Path) -> dict[str, Look]:
    """Put every file that still lies aside in its place; returns what the file system says of these then."""
    moved = sorted((m for m in files if m.staged and os.path.lexists(m.staged)), key=lambda m: _turn(m.name))

    def work(some: Sequence[Made]) -> list[tuple[str, Look]]:
        installer = Installer(out)
        return [(made.name, look_of(installer.put(made.staged, made.name))) for made in some]

    looks: dict[str, Look] = {}
    for group in _groups([made for made in moved if made.name != "index.html"]):
        for done in spread(work, group, few=10 * FEW, pieces=4):
            looks.update(done)
    looks.update(work([made for made in moved if made.name == "index.html"]))
    return looks


def _turn(name: str) -> tuple[bool, bool, str]:
    """Pages come after what they ask for, the front page last."""
    return name.endswith(".html"), name == "index.html", name


def _groups(moved: Sequence[Made]) -> Iterator[Sequence[Made]]:
    """What pages ask for, then pages."""
    cut = next((n for n, made in enumerate(moved) if made.name.endswith(".html")), len(moved))
    yield moved[:cut]
    yield moved[cut:]
