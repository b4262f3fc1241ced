"""What a build remembers of an output folder: its sources as read, and each file with all that it depended on.

One SQLite file; every value carries a checksum. A ledger that is gone, cut short, of another version or not to be
written to is an empty one: the next build then makes everything anew.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from incremental_build.notes import AnyNote, Notes, Output, Outputs

log = logging.getLogger(__name__)

VERSION = 6
# What has large values is no WITHOUT ROWID: there, whoever looks for one reads all whose names he compares.
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE texts (path TEXT PRIMARY KEY, text BLOB);
CREATE TABLE sources (batch INTEGER PRIMARY KEY, rows BLOB);
CREATE TABLE slips (name TEXT PRIMARY KEY, value BLOB);
CREATE TABLE notes (kind TEXT, name TEXT, value BLOB, PRIMARY KEY (kind, name)) WITHOUT ROWID;
"""

# A value of megabytes is read and written page by page: four times the usual size takes a quarter of the calls.
_PAGE_BYTES = 16384
# Of a value's checksum.
_SUM_BYTES = 8
# How many notes of a kind may be rows of their own, beside the value of all.
_FEW_ROWS = 2000
_OUTPUTS = "outputs"


class Ledger:
    """Opens, reads and writes one; use it under the lock of its output folder."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._base = self._opened()
        self._version: int | None = None
        # How many transactions are open, one within the other: the outermost counts.
        self.depth = 0
        # Something could not be written: what would be noted then were not all.
        self.is_given_up = False

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
            self._unlink()
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
        self._version = None
        self.is_given_up = False

    def give_up(self, error: Exception) -> None:
        """Something could not be written: what is there can still be read, nothing is kept any more, and the next process finds none."""
        log.debug("the ledger cannot be written: %s", error)
        self.is_given_up = True

    def close(self) -> None:
        """Let go of the file."""
        with suppress(sqlite3.Error):
            self._base.close()
        if self.is_given_up:
            self._unlink()

    def _unlink(self) -> None:
        for suffix in ("", "-wal", "-shm"):
            with suppress(OSError):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)

    @property
    def location(self) -> Path | None:
        """Its file, for another process to read; None for one that lives in memory only."""
        name = self._base.execute("PRAGMA database_list").fetchone()[2]
        return Path(name) if name else None

    # -- reading: a damaged one raises DamagedLedgerError ----------------------------------------

    def fact(self, name: str) -> bytes:
        """What was noted under a name; empty when nothing was."""
        return bytes(self._fact(name))

    def _fact(self, name: str) -> memoryview:
        for (value,) in self._rows("SELECT value FROM facts WHERE name = ?", (name,)):
            return _sound_part(value)
        return memoryview(b"")

    def was_changed(self) -> bool:
        """Whether somebody else has written since this was asked the last time."""
        before, self._version = self._version, self._base.execute("PRAGMA data_version").fetchone()[0]
        return before not in {None, self._version}

    def sources(self) -> list[bytes]:
        """What was read of sources, in batches as it was written: what a later one says of a source counts."""
        return [sound(rows) for (rows,) in self._rows("SELECT rows FROM sources ORDER BY batch")]

    def source(self, batch: int) -> bytes:
        """One of these batches by its number; empty when there is none."""
        for (rows,) in self._rows("SELECT rows FROM sources WHERE batch = ?", (batch,)):
            return sound(rows)
        return b""

    def count_sources(self) -> int:
        """How many batches there are."""
        return next(int(count) for (count,) in self._rows("SELECT count(*) FROM sources"))

    def slip(self, name: str) -> bytes:
        """What was noted of a single thing. Raises LookupError when nothing was."""
        for (value,) in self._rows("SELECT value FROM slips WHERE name = ?", (name,)):
            return sound(value)
        raise LookupError(name)

    def outputs(self) -> Outputs:
        """Every file that a build wrote."""
        return Notes(Output, self.notes(_OUTPUTS))

    def notes(self, kind: str) -> dict[str, bytes]:
        """The notes of a kind, packed, by the names that they have."""
        found: dict[str, bytes] = {}
        try:
            if whole := self._fact(kind):
                names, packed = marshal.loads(whole)  # noqa: S302  (ours, with its checksum)
                found = dict(zip(names, packed, strict=True))
        except (EOFError, ValueError, TypeError) as error:
            raise DamagedLedgerError(str(error)) from None
        for name, value in self._rows("SELECT name, value FROM notes WHERE kind = ?", (kind,)):
            if packed := sound(value):
                found[name] = packed
            else:
                found.pop(name, None)
        return found

    def _rows(self, query: str, values: tuple[str | int, ...] = ()) -> Iterator[tuple]:  # type: ignore[type-arg]
        try:
            yield from self._base.execute(query, values)
        except (sqlite3.Error, ValueError, OverflowError) as error:
            raise DamagedLedgerError(str(error)) from None

    # -- writing: one transaction a call or `together`, all of it or nothing -----------------------------------

    def write_sources(self, batches: Sequence[bytes], texts: Mapping[str, str]) -> list[int]:
        """Keep what was read of some sources, packed by whoever read it, and the text of each; returns the batches' numbers.

        A number is 0 where nothing can be kept.
        """
        with self.together():
            self._base.executemany(
                "INSERT OR REPLACE INTO texts VALUES (?, ?)",
                [(path, summed(text.encode())) for path, text in texts.items()],
            )
            return self._insert(batches)
        return [0] * len(batches)

    def join_sources(self, batches: Sequence[bytes], gone: Iterable[str]) -> list[int]:
        """Keep these batches in the place of all, and drop the texts of sources that are gone; returns their numbers."""
        with self.together():
            self._base.execute("DELETE FROM sources")
            self._base.executemany("DELETE FROM texts WHERE path = ?", ((path,) for path in gone))
            return self._insert(batches)
        return [0] * len(batches)

    def drop_sources(self) -> None:
        """Keep none of the sources."""
        with self.together():
            self._base.execute("DELETE FROM sources")
            self._base.execute("DELETE FROM texts")

    def _insert(self, batches: Sequence[bytes]) -> list[int]:
        insert = "INSERT INTO sources (rows) VALUES (?)"
        return [self._base.execute(insert, (summed(batch),)).lastrowid or 0 for batch in batches]

    def write_outputs(self, outputs: Outputs) -> None:
        """Note what is new of the files of the site."""
        self.write_notes(_OUTPUTS, outputs)

    def write_notes(self, kind: str, notes: Notes[AnyNote]) -> None:
        """Keep what is fresh of some notes.

        All are kept as one value, which is read at once, and what has changed since as rows of their own; when these
        are many, they are joined to the value.
        """
        fresh, notes.fresh = notes.fresh, {}
        if not fresh:
            return
        with self.together():
            counted = self._base.execute("SELECT count(*) FROM notes WHERE kind = ?", (kind,))
            if counted.fetchone()[0] + len(fresh) <= _FEW_ROWS:
                self._base.executemany(
                    "INSERT OR REPLACE INTO notes VALUES (?, ?, ?)",
                    [(kind, name, summed(packed)) for name, packed in fresh.items()],
                )
            else:
                value = marshal.dumps((list(notes.packed), list(notes.packed.values())), 2)
                self._base.execute("DELETE FROM notes WHERE kind = ?", (kind,))
                self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (kind, summed(value)))

    def write_slips(self, slips: Mapping[str, bytes], *, anew: bool) -> None:
        """Note what is kept of single things, by their names; `anew` strikes all that were noted before."""
        if not slips and not anew:
            return
        with self.together():
            if anew:
                self._base.execute("DELETE FROM slips")
            self._base.executemany(
                "INSERT OR REPLACE INTO slips VALUES (?, ?)",
                [(name, summed(value)) for name, value in slips.items()],
            )

    def write_facts(self, facts: Mapping[str, bytes]) -> None:
        """Note values under their names."""
        if not facts:
            return
        with self.together():
            self._base.executemany(
                "INSERT OR REPLACE INTO facts VALUES (?, ?)",
                ((name, summed(value)) for name, value in facts.items()),
            )

    def together(self) -> _Writing:
        """All that is written within is one transaction; where it cannot be written, what follows within is left out."""
        return _Writing(self)


class DamagedLedgerError(Exception):
    """The ledger's file does not hold what was written to it."""


class _Writing:
    """One transaction; where it cannot be written (disk full, read-only), the ledger is given up and nothing else.

    Into one that is given up nothing is written.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> None:
        ledger = self._ledger
        ledger.depth += 1
        if ledger.depth == 1:
            with suppress(sqlite3.Error):
                ledger._base.execute("BEGIN")  # noqa: SLF001

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> bool:
        base = self._ledger._base  # noqa: SLF001
        self._ledger.depth -= 1
        if self._ledger.depth:
            # The outermost one commits, or gives up.
            return False
        if kind is None and not self._ledger.is_given_up:
            try:
                base.execute("COMMIT")
            except sqlite3.Error as trouble:
                self._ledger.give_up(trouble)
            return False
        with suppress(sqlite3.Error):
            base.execute("ROLLBACK")
        if isinstance(error, sqlite3.Error):
            self._ledger.give_up(error)
            return True
        return False


def _connected(path: Path | str) -> sqlite3.Connection:
    base = sqlite3.connect(path, isolation_level=None, timeout=30)
    base.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
    # A killed process loses no committed write with these; a system that falls may, and the checksums tell.
    base.execute("PRAGMA journal_mode = WAL")
    base.execute("PRAGMA synchronous = OFF")
    return base


def _made(base: sqlite3.Connection) -> None:
    base.executescript(_TABLES)
    base.execute(f"PRAGMA user_version = {VERSION}")


def summed(value: bytes) -> bytes:
    """A value to be kept, with its checksum."""
    return hashlib.sha256(value).digest()[:_SUM_BYTES] + value


def sound(value: bytes) -> bytes:
    """A kept value without its checksum. Raises DamagedLedgerError when it does not fit."""
    return bytes(_sound_part(value))


def _sound_part(value: bytes) -> memoryview:
    kept = memoryview(value)[_SUM_BYTES:]
    if hashlib.sha256(kept).digest()[:_SUM_BYTES] != value[:_SUM_BYTES]:
        raise DamagedLedgerError("a value was damaged")
    return kept
