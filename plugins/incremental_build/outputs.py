"""The files of the output: written whole or not at all, left alone where their bytes are the same, removed when nobody makes them."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO

# Where a file stands while it is written: in the output, because a rename stays within one file system.
FOLDER = ".incremental_build"
_WRITERS = 4
Stat = tuple[int, int, int, int]


def stat_of(path: str) -> Stat | None:
    """What the file system says of a file: while it says the same, nobody has touched it. None for no regular file."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    if found.st_mode & 0o170000 != 0o100000:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


class Output:
    """One output folder during one build. `known` are the names of files that earlier builds made."""

    def __init__(self, folder: str, known: Iterable[str], journal: Path) -> None:
        self.folder = os.path.abspath(folder)
        self._start = os.path.join(self.folder, "")
        self._numbers = itertools.count()
        self._journal = Journal(journal, self.folder)
        self.known = {*known, *self._journal.names()}
        self.made: set[str] = set()
        self.stats: dict[str, Stat | None] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: dict[str, Future[None]] = {}
        self._clear_parts()

    def path(self, name: str) -> str:
        """The path of a name that has slashes."""
        return os.path.join(self.folder, *name.split("/"))

    def name(self, path: str) -> str:
        """The name of a path below the folder."""
        if path.startswith(self._start):
            return path[len(self._start) :].replace(os.sep, "/")
        return os.path.relpath(path, self.folder).replace(os.sep, "/")

    def note(self, name: str) -> None:
        """A file of this name is being made by this build."""
        if name not in self.known and name not in self.made:
            self._journal.add(name)
        self.made.add(name)

    def write(self, path: str, data: bytes) -> None:
        """Put bytes in the place of a file, unless they are there. `stats` then has what the file system says of it."""
        name = self.name(path)
        self.note(name)
        if path in self._waiting:
            self.wait()
        if holds(path, data):
            self.stats[name] = stat_of(path)
            return
        if os.path.isdir(path) and not os.path.islink(path):
            self.clear_way(path)
        if self._pool is None:
            self._put(name, path, data)
        else:
            self._waiting[path] = self._pool.submit(self._put, name, path, data)

    def write_ahead(self) -> None:
        """From here on files may be put in their place a little later, until `wait`: replacing one takes a disk some milliseconds."""
        self._pool = ThreadPoolExecutor(_WRITERS)

    def wait(self) -> None:
        """Every file stands in its place. Raises what stopped one of them."""
        waiting, self._waiting = self._waiting, {}
        for future in waiting.values():
            future.result()

    def write_at_once(self) -> None:
        """As `wait`, and no file will come later than its writing any more."""
        pool, self._pool = self._pool, None
        try:
            self.wait()
        finally:
            if pool is not None:
                pool.shutdown()

    def _put(self, name: str, path: str, data: bytes) -> None:
        part = os.path.join(self.folder, FOLDER, f"{os.getpid()}-{next(self._numbers)}")
        try:
            handle = open(part, "wb")  # noqa: SIM115
        except FileNotFoundError:
            os.makedirs(os.path.dirname(part), exist_ok=True)
            handle = open(part, "wb")  # noqa: SIM115
        try:
            with handle:
                handle.write(data)
            os.replace(part, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part)
            raise
        self.stats[name] = stat_of(path)

    def clear_way(self, path: str) -> None:
        """Remove what earlier builds made in the way of a file: files above it, folders in its place."""
        name = self.name(path)
        for other in sorted(self.known - self.made):
            if other.startswith(f"{name}/") or name.startswith(f"{other}/"):
                self._remove(other)

    def finish(self) -> list[str]:
        """Remove the files that earlier builds made and this one did not; their names."""
        self.write_at_once()
        gone = sorted(self.known - self.made)
        for name in gone:
            self._remove(name)
        self._clear_parts()
        with contextlib.suppress(OSError):
            os.rmdir(os.path.join(self.folder, FOLDER))
        return gone

    def close(self) -> None:
        """The store now knows every name: the journal is no longer needed."""
        self._journal.close()

    def _remove(self, name: str) -> None:
        path = self.path(name)
        with contextlib.suppress(OSError):
            os.unlink(path)
        folder = os.path.dirname(path)
        while folder != self.folder and folder.startswith(self.folder):
            try:
                os.rmdir(folder)
            except OSError:
                break
            folder = os.path.dirname(folder)

    def _clear_parts(self) -> None:
        """Remove what a killed build left half written."""
        with contextlib.suppress(OSError):
            for entry in list(os.scandir(os.path.join(self.folder, FOLDER))):
                number = entry.name.partition("-")[0]
                if number.isdigit() and not lives(int(number)):
                    os.unlink(entry.path)


class Journal:
    """Names of files that a build makes and no store knows yet: one line each, kept by the system if the build is killed."""

    def __init__(self, file: Path, output: str) -> None:
        self._file = file.with_name(f"{file.stem}.{os.getpid()}.names")
        self._pattern = f"{file.stem}.*.names"
        self._output = output
        self._handle: IO[str] | None = None
        self._read: list[Path] = []

    def names(self) -> Iterator[str]:
        """What killed builds were making in this output."""
        for file in sorted(self._file.parent.glob(self._pattern)):
            try:
                lines = file.read_text(encoding="utf-8", errors="replace").split("\n")
            except OSError:
                continue
            if lines[0] != self._output:
                continue
            self._read.append(file)
            # A line without its end may have been cut short.
            yield from (line for line in lines[1:-1] if line)

    def add(self, name: str) -> None:
        """Say that a file will be made."""
        with contextlib.suppress(OSError):
            if self._handle is None:
                self._handle = self._file.open("a", encoding="utf-8")
                self._handle.write(f"{self._output}\n")
            self._handle.write(f"{name}\n")
            self._handle.flush()

    def close(self) -> None:
        """Forget our own lines, and those of builds that are no more."""
        if self._handle is not None:
            self._handle.close()
            self._read.append(self._file)
        for file in self._read:
            number = file.name.split(".")[-2]
            if file == self._file or not number.isdigit() or not lives(int(number)):
                with contextlib.suppress(OSError):
                    file.unlink()


def lives(number: int) -> bool:
    """Whether a process of this number runs; also where that cannot be known, but for our own."""
    if number == os.getpid() or os.name == "nt":
        return number != os.getpid()
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def holds(path: str, data: bytes) -> bool:
    """Whether a regular file has exactly these bytes."""
    found = stat_of(path)
    if found is None or found[0] != len(data):
        return False
    try:
        with open(path, "rb") as handle:
            return handle.read() == data
    except OSError:
        return False
