"""The file in which a build finds what the last one kept: SQLite, every row with a checksum.

It is a cache and nothing more: a file that is gone, cut short, of another version, locked or not to be written to is
an empty one, and a row that does not fit its checksum is not there.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

log = logging.getLogger(__name__)

VERSION = 2
_TABLES = """
CREATE TABLE IF NOT EXISTS texts (key BLOB PRIMARY KEY, value BLOB, sum BLOB);
CREATE TABLE IF NOT EXISTS pages (output TEXT, name TEXT, value BLOB, sum BLOB, PRIMARY KEY (output, name)) WITHOUT ROWID;
"""
# Texts that no build asked for are dropped when they outnumber those that one did.
_SPARE = 1000


def _sum(*parts: bytes) -> bytes:
    return hashlib.blake2b(b"\0".join(parts), digest_size=16).digest()


class Store:
    """Reader rows by the hash of what they were made from, and records of pages by output folder and name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._new: dict[bytes, bytes] = {}
        self._asked: set[bytes] = set()
        self._base = self._open() or self._open_anew()

    def _open(self) -> sqlite3.Connection | None:
        base = None
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            base = sqlite3.connect(self._file, timeout=2, isolation_level=None)
            # What a power cut spoils, the checksums find.
            base.execute("PRAGMA synchronous = OFF")
            version = base.execute("PRAGMA user_version").fetchone()[0]
            empty = not base.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone()
            if version != VERSION and not empty:
                base.close()
                return None
            if empty:
                base.executescript(f"{_TABLES} PRAGMA user_version={VERSION};")
            base.execute("SELECT count(*) FROM (SELECT name FROM pages LIMIT 1)").fetchone()
            base.execute("SELECT count(*) FROM (SELECT key FROM texts LIMIT 1)").fetchone()
        except (sqlite3.Error, OSError) as error:
            log.debug("%s: %s", self._file, error)
            if base is not None:
                base.close()
            return None
        return base

    def _open_anew(self) -> sqlite3.Connection | None:
        """What cannot be read is no cache: begin another in its place, if that is allowed."""
        with suppress(OSError):
            if self._file.is_file():
                self._file.unlink()
                return self._open()
        log.debug("%s: nothing is kept", self._file)
        return None

    def text(self, key: bytes) -> bytes | None:
        """The row kept under a key."""
        self._asked.add(key)
        if self._base is None or key in self._new:
            return self._new.get(key)
        try:
            row = self._base.execute("SELECT value, sum FROM texts WHERE key = ?", (key,)).fetchone()
        except sqlite3.Error:
            return None
        if row is None or not isinstance(row[0], bytes) or row[1] != _sum(key, row[0]):
            return None
        return row[0]

    def keep_text(self, key: bytes, value: bytes) -> None:
        """Keep a row from now on."""
        self._asked.add(key)
        self._new[key] = value

    def pages(self, output: str) -> dict[str, bytes]:
        """The records of an output folder; those that do not fit their sum are empty, so that their names are known."""
        if self._base is None:
            return {}
        found: dict[str, bytes] = {}
        try:
            for name, value, total in self._base.execute(
                "SELECT name, value, sum FROM pages WHERE output = ?", (output,)
            ):
                fits = isinstance(value, bytes) and total == _sum(output.encode(), str(name).encode(), value)
                found[str(name)] = value if fits else b""
        except sqlite3.Error as error:
            log.debug("%s: %s", self._file, error)
        return found

    def finish(self, output: str, changed: Mapping[str, bytes], gone: Iterable[str]) -> None:
        """Write what a build has learnt, all or nothing, and close."""
        rows = [(o, n, v, _sum(o.encode(), n.encode(), v)) for n, v in changed.items() for o in (output,)]
        texts = [(key, value, _sum(key, value)) for key, value in self._new.items()]
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.execute("BEGIN IMMEDIATE")
                self._base.executemany("INSERT OR REPLACE INTO texts VALUES (?, ?, ?)", texts)
                self._base.executemany("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", rows)
                self._base.executemany(
                    "DELETE FROM pages WHERE output = ? AND name = ?", [(output, n) for n in gone]
                )
                self._drop_unasked()
                self._base.execute("COMMIT")
        self.close()

    def _drop_unasked(self) -> None:
        if self._base is None:
            return
        total = self._base.execute("SELECT count(*) FROM texts").fetchone()[0]
        if total > 2 * len(self._asked) + _SPARE:
            keys = [row[0] for row in self._base.execute("SELECT key FROM texts")]
            self._base.executemany(
                "DELETE FROM texts WHERE key = ?", [(k,) for k in keys if k not in self._asked]
            )

    def close(self) -> None:
        """Let the file go."""
        if self._base is not None:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None
