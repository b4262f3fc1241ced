"""What a build remembers of an output folder: its sources as read, and each file with all that it depended on.

One SQLite file; every value carries a checksum. A ledger that is gone, cut short, of another version or not to be
written to is an empty one: the next build then makes everything anew.
"""

from __future__ import annotations

import hashlib
import logging
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

log = logging.getLogger(__name__)

VERSION = 1
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE sources (path TEXT PRIMARY KEY, hash BLOB, row BLOB, text BLOB);
CREATE TABLE outputs (path TEXT PRIMARY KEY, made BLOB, inner BLOB, digest BLOB,
    size INTEGER, changed INTEGER, moved INTEGER, node INTEGER) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Output:
    """One file of the site: `made` and `inner` are fingerprints of what it depends on, `digest` that of its bytes.

    The rest is what the file system said of it when it was put in its place: a file of which it still says the
    same has not been touched.
    """

    made: bytes
    inner: bytes
    digest: bytes
    size: int = -1
    changed: int = 0
    moved: int = 0
    node: int = 0

    def is_untouched(self, stat: os.stat_result) -> bool:
        """Whether the file system says of a file what it said when the build had put it there."""
        return (
            stat.st_size == self.size
            and stat.st_mtime_ns == self.changed
            and stat.st_ctime_ns == self.moved
            and stat.st_ino == self.node
        )

    def note(self, stat: os.stat_result) -> None:
        """Take down what the file system says now."""
        self.size, self.changed, self.moved, self.node = (
            stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Source:
    """One source file: the hash of its bytes, and what was read from it, packed by whoever read it."""

    hash: bytes
    row: bytes


class Ledger:
    """Opens, reads and writes one; use it under the lock of its output folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = self._opened()

    def _opened(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            base = _connected(self._path)
            if base.execute("PRAGMA user_version").fetchone()[0] == VERSION:
                return base
            base.close()
        except (OSError, sqlite3.Error) as error:
            log.debug("the ledger %s cannot be read: %s", self._path, error)
        return self._anew()

    def _anew(self) -> sqlite3.Connection:
        try:
            for suffix in ("", "-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
            base = _connected(self._path)
            _made(base)
        except (OSError, sqlite3.Error) as error:
            log.debug("the ledger %s cannot be written: %s", self._path, error)
            base = _connected(":memory:")
            _made(base)
        return base

    def forget(self) -> None:
        """Begin an empty one."""
        with suppress(sqlite3.Error):
            self._base.close()
        self._base = self._anew()

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._base.close()

    @property
    def location(self) -> Path | None:
        """Its file, for another process to read; None for one that lives in memory only."""
        name = self._base.execute("PRAGMA database_list").fetchone()[2]
        return Path(name) if name else None

    # -- reading: a damaged one raises DamagedLedgerError ----------------------------------------

    def facts(self) -> dict[str, bytes]:
        """Everything that was noted under a name."""
        return {name: sound(value) for name, value in self._rows("SELECT name, value FROM facts")}

    def sources(self) -> dict[str, Source]:
        """Every source by its path, without its text."""
        rows = self._rows("SELECT path, hash, row FROM sources")
        return {path: Source(key, sound(row)) for path, key, row in rows}

    def text(self, path: str) -> bytes:
        """The text that was kept of one source. Raises DamagedLedgerError, also when there is none."""
        for (text,) in self._rows("SELECT text FROM sources WHERE path = ?", (path,)):
            return sound(text)
        raise DamagedLedgerError(path)

    def outputs(self) -> dict[str, Output]:
        """Every file that a build wrote."""
        rows = self._rows("SELECT path, made, inner, digest, size, changed, moved, node FROM outputs")
        return {row[0]: Output(*row[1:]) for row in rows}

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> Iterator[tuple]:  # type: ignore[type-arg]
        try:
            yield from self._base.execute(query, values)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise DamagedLedgerError(str(error)) from None

    # -- writing: one transaction a call, all of it or nothing -----------------------------------

    def write_sources(
        self, rows: Iterable[tuple[str, bytes, bytes, bytes]], gone: Iterable[str] = ()
    ) -> None:
        """Keep sources (path, hash, row, text), and drop those that are gone."""
        with self._writing():
            self._base.executemany("DELETE FROM sources WHERE path = ?", ((path,) for path in gone))
            self._base.executemany(
                "INSERT OR REPLACE INTO sources VALUES (?, ?, ?, ?)",
                ((path, key, _summed(row), _summed(text)) for path, key, row, text in rows),
            )

    def write_outputs(self, rows: Mapping[str, Output], gone: Iterable[str] = ()) -> None:
        """Note files, and strike those that are gone."""
        with self._writing():
            self._base.executemany("DELETE FROM outputs WHERE path = ?", ((path,) for path in gone))
            self._base.executemany(
                "INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    (path, o.made, o.inner, o.digest, o.size, o.changed, o.moved, o.node)
                    for path, o in rows.items()
                ),
            )

    def write_facts(self, facts: Mapping[str, bytes]) -> None:
        """Note values under their names."""
        with self._writing():
            self._base.executemany(
                "INSERT OR REPLACE INTO facts VALUES (?, ?)",
                ((name, _summed(value)) for name, value in facts.items()),
            )

    def _writing(self) -> _Writing:
        return _Writing(self)


class DamagedLedgerError(Exception):
    """The ledger's file does not hold what was written to it."""


class _Writing:
    """One transaction; where it cannot be written (disk full, read-only), the ledger is given up and nothing else."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> None:
        with suppress(sqlite3.Error):
            self._ledger._base.execute("BEGIN")  # noqa: SLF001

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        base = self._ledger._base  # noqa: SLF001
        if kind is None:
            try:
                base.execute("COMMIT")
            except sqlite3.Error as trouble:
                self._give_up(trouble)
            return False
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            self._give_up(error)
            return True
        return False

    def _give_up(self, error: Exception) -> None:
        log.debug("the ledger cannot be written: %s", error)
        self._ledger.forget()


def _connected(path: Path | str) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None, timeout=30)
    # A killed process loses no committed write with these; a system that falls may, and the checksums tell.
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = OFF")
    return base


def _made(base: sqlite3.Connection) -> None:
    base.executescript(_TABLES)
    base.execute(f"PRAGMA user_version = {VERSION}")


def _summed(value: bytes) -> bytes:
    return hashlib.blake2b(value, digest_size=8).digest() + value


def sound(value: bytes) -> bytes:
    """A kept value without its checksum. Raises DamagedLedgerError when it does not fit."""
    if hashlib.blake2b(value[8:], digest_size=8).digest() != value[:8]:
        raise DamagedLedgerError("a value was damaged")
    return value[8:]
