"""Files written so that a reader sees the old one or the new one, never a part."""

import errno
import filecmp
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from legacy_import.errors import LegacyImportError

__all__ = ["alone", "append_durably", "read_whole", "sweep", "write_atomic", "write_parts"]

TEMPORARY = ".tmp-stringer-"
# What a drive that wakes up, a network disk or a full table of open files says, and does not say again.
_DISK = frozenset([errno.EIO, errno.ENOSPC, errno.EAGAIN, errno.EINTR, errno.ENFILE, errno.ETIMEDOUT])


def write_atomic(path: Path, data: bytes) -> None:
    """Write `data` beside `path`, bring it to the disk, and put it in its place; raises LegacyImportError in words."""
    write_parts(path, [data], is_always=True)


def write_parts(path: Path, parts: Iterable[bytes], *, is_always: bool = False) -> None:
    """Write a file in parts as `write_atomic` does; one that holds the same already stays, unless `is_always`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=TEMPORARY, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for part in parts:
                    file.write(part)
                file.flush()
                os.fsync(file.fileno())
            if not is_always and path.exists() and filecmp.cmp(name, path, shallow=False):
                Path(name).unlink()
                return
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from None


def read_whole(path: Path) -> bytes:
    """The bytes of a file; where the disk, and not the file, was the reason that it failed, asked once more."""
    try:
        return path.read_bytes()
    except OSError as error:
        if error.errno not in _DISK:
            raise
        return path.read_bytes()


def append_durably(path: Path, data: bytes) -> int:
    """Append `data`, bring it to the disk, and give the offset at which it begins."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            start = file.tell()
            try:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), start)
                raise
        return start
    except OSError as error:
        raise unwritable(path, error) from None


def unwritable(path: Path, error: OSError) -> LegacyImportError:
    """The sentence for a file that cannot be written."""
    reason = (error.strerror or str(error)).lower()
    return LegacyImportError(
        f"{path} cannot be written: {reason}.",
        fix="make room on the disk or make the folder writable, and run again",
    )


def sweep(folder: Path) -> None:
    """Take away the temporary files that a killed run left below `folder`; only when no other run is at work."""
    for path in folder.rglob(f"{TEMPORARY}*"):
        path.unlink(missing_ok=True)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Hold the lock file at `path`; raises LegacyImportError while another run holds it. A kill lets it go."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+b")
    except OSError as error:
        raise unwritable(path, error) from None
    with file:
        if not _locked(file.fileno()):
            raise LegacyImportError(
                "Another import is at work in this archive.", fix="wait until it has ended, and run again"
            )
        yield


def _locked(handle: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
