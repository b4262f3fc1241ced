"""Files of a site as a build handles them: hashed, set aside whole, put in their place by a rename."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

DIGEST_BYTES = 16
_BINARY = getattr(os, "O_BINARY", 0)
# The names of unfinished files; a build takes away what a killed one left.
TEMPORARY = ".tmp-stringer-"


def digest(data: bytes) -> bytes:
    """The hash by which bytes are known.

    Of SHA-256, which processors have instructions for: half the time that BLAKE2b takes for a page.
    """
    return hashlib.sha256(data).digest()[:DIGEST_BYTES]


def write_new(path: str, data: bytes) -> os.stat_result:
    """Write a new file; returns what the file system says of it. Two thirds of what a file object costs."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _BINARY, 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(handle, left) :]
        return os.fstat(handle)
    finally:
        os.close(handle)


def write_parts(path: str, parts: Iterable[bytes | memoryview]) -> bytes:
    """Write a new file of parts that come one by one; returns the digest of all of them, worked out meanwhile."""
    total = hashlib.sha256()
    with ThreadPoolExecutor(1) as beside, open(path, "wb", buffering=1 << 20) as file:
        for part in parts:
            summing = beside.submit(total.update, part)
            file.write(part)
            summing.result()
    return total.digest()[:DIGEST_BYTES]


def read_bytes(path: str) -> bytes:
    """A file's bytes; a tenth of what `Path.read_bytes` costs, which counts at fifty thousand files."""
    handle = os.open(path, os.O_RDONLY | _BINARY)
    try:
        parts = []
        while part := os.read(handle, 1 << 20):
            parts.append(part)
            if len(part) < 1 << 16:
                # A short read is the end of a regular file, or is followed by an empty one.
                part = os.read(handle, 1 << 20)
                if not part:
                    break
                parts.append(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
    finally:
        os.close(handle)


def stats(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder, by its path with slashes, and what the file system says of it; links as such."""
    base = os.fspath(folder)
    waiting = [""]
    while waiting:
        below = waiting.pop()
        try:
            entries = os.scandir(os.path.join(base, below) if below else base)
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                name = f"{below}{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                else:
                    yield name, entry.stat(follow_symlinks=False)


@contextmanager
def below(folder: Path) -> Iterator[Callable[[str], os.stat_result]]:
    """What asks the file system of a file below a folder, by its path with slashes; of a link as such.

    By way of the open folder where the system can: a fifth less than from the root of all folders.
    """
    base = os.fspath(folder)
    try:
        handle = os.open(base, os.O_RDONLY) if os.stat in os.supports_dir_fd else None
    except OSError:
        handle = None
    if handle is None:
        yield lambda name: os.lstat(f"{base}/{name}")
        return
    try:
        yield partial(os.lstat, dir_fd=handle)
    finally:
        os.close(handle)


def tree_digest(folders: Iterable[Path], skip: Iterable[str] = ()) -> bytes:
    """One hash of all files below some folders (or of single files): their names and their bytes."""
    total = hashlib.sha256()
    unread = frozenset(skip)
    for folder in folders:
        if not folder.is_dir():
            data = read_bytes(os.fspath(folder)) if folder.is_file() else b"-"
            total.update(f"\0{folder.name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
            continue
        for name in sorted(name for name, _ in stats(folder)):
            if unread.isdisjoint(name.split("/")):
                try:
                    data = read_bytes(os.path.join(folder, name))
                except OSError:
                    data = b"-"
                total.update(f"\0{name}\0{len(data)}\0".encode("utf-8", "surrogateescape") + data)
    return total.digest()[:DIGEST_BYTES]


class Installer:
    """Puts finished files into an output folder, each by a rename; makes way for them, and cleans up behind."""

    def __init__(self, out: Path) -> None:
        self._out = os.fspath(out)
        self._known: set[str] = set()

    def put(self, fresh: str, name: str) -> os.stat_result:
        """Let the file `fresh` be `name` in the output folder; returns what the file system says of it then."""
        target = os.path.join(self._out, name)
        folder = os.path.dirname(target)
        if folder not in self._known:
            self._make(folder)
            self._known.add(folder)
        try:
            os.replace(fresh, target)
        except IsADirectoryError:
            shutil.rmtree(target)
            os.replace(fresh, target)
        except OSError as error:
            if error.errno == errno.EXDEV:
                self._copy(fresh, target)
            elif os.path.isdir(target) and not os.path.islink(target):
                shutil.rmtree(target)
                os.replace(fresh, target)
            else:
                raise
        return os.stat(target, follow_symlinks=False)

    def _copy(self, fresh: str, target: str) -> None:
        """From another file system: beside its place first, so that it is never there in part."""
        beside = os.path.join(os.path.dirname(target), f"{TEMPORARY}{os.getpid()}")
        try:
            shutil.copyfile(fresh, beside)
            os.replace(beside, target)
        finally:
            if os.path.lexists(beside):
                os.unlink(beside)

    def _make(self, folder: str) -> None:
        try:
            os.makedirs(folder, exist_ok=True)
            if not os.path.islink(folder):
                return
        except (FileExistsError, NotADirectoryError):
            pass
        # A file or a link stands where a folder has to be.
        part = self._out
        for step in os.path.relpath(folder, self._out).split(os.sep):
            part = os.path.join(part, step)
            if os.path.islink(part) or os.path.isfile(part):
                os.unlink(part)
            os.makedirs(part, exist_ok=True)

    def drop(self, names: Iterable[str]) -> int:
        """Delete files of the output folder, and the folders that are empty then; returns how many files were there."""
        count, folders = 0, set()
        for name in names:
            path = os.path.join(self._out, name)
            try:
                os.unlink(path)
                count += 1
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
                if os.path.lexists(path) and not os.path.isdir(path):
                    raise
            folders.add(os.path.dirname(name))
        for folder in sorted(folders, key=len, reverse=True):
            self._prune(folder)
        return count

    def _prune(self, folder: str) -> None:
        while folder:
            try:
                os.rmdir(os.path.join(self._out, folder))
            except OSError:
                return
            self._known.discard(os.path.join(self._out, folder))
            folder = os.path.dirname(folder)
