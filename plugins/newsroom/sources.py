"""The dispatch files of an archive as a quick build reads them: each once, for as long as its bytes stay the same."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from copydesk import load_desk
from copydesk.plain_markup import render_plain
from copydesk.reader import CopyReader
from copydesk.rows import Row, pack, read_row, unpack
from copydesk.settings import read_settings
from incremental_build.files import digest, read_bytes
from incremental_build.ledger import DamagedLedgerError, Ledger
from incremental_build.notes import LOOK_BYTES, NO_LOOK, Look, Notes, look_in, look_of
from incremental_build.pool import spread
from newsroom.house import House

# So many rows are kept together: one of them is soon found, and all are soon read.
_ROWS = 64
# So many batches may be kept beside those that are needed before all are joined anew.
_LOOSE = 100
# A file that was touched so short a time before it was read (ns) is read again the next time: file systems count time
# in steps, two seconds at worst, and what is written in the same step looks the same.
SETTLED = 3_000_000_000
_SEEN = "seen"
# Where a packed note has the hash: behind the look and the number of the batch.
_HASH_AT = LOOK_BYTES + 8
# The hash of a file that was never seen: whoever reads it works it out.
UNREAD = b""


class Seen(NamedTuple):
    """A file as it was read: its hash, in which batch its row is kept (0: in none), what the file system said of it.

    While that says the same, nobody has written to the file. `look` is None where that cannot be told.
    """

    hash: bytes
    batch: int
    look: Look | None

    def packed(self) -> bytes:
        """All of it in one piece, which begins with `look`."""
        return b"".join(
            (self.look or NO_LOOK, self.batch.to_bytes(_HASH_AT - LOOK_BYTES, "little"), self.hash)
        )

    @classmethod
    def of(cls, packed: bytes) -> Seen:
        """What was packed."""
        return cls(packed[_HASH_AT:], int.from_bytes(packed[LOOK_BYTES:_HASH_AT], "little"), look_in(packed))


class Sources:
    """The rows of all files, kept from build to build: in memory, and in the ledger for the next process."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        # Each file's hash and row. The HTML of bodies is in the ledger, or here where that has no file.
        self.rows: dict[str, tuple[bytes, Row]] = {}
        self.fresh_texts: dict[str, str] = {}
        self._seen: Notes[Seen] | None = None
        # What the file system says of the files that the ledger does not know so.
        self._touched: dict[str, Look | None] = {}
        self._code = b""

    def forget(self) -> None:
        """Let go of what is in memory."""
        self.rows, self.fresh_texts, self._seen = {}, {}, None

    @property
    def seen(self) -> Notes[Seen]:
        """What the last build saw of the files, by their names."""
        if self._seen is None:
            self._seen = Notes(Seen, self._ledger.notes(_SEEN))
        return self._seen

    def known_hashes(self) -> dict[str, bytes]:
        """The hash of every file as it was seen."""
        return {name: packed[_HASH_AT:] for name, packed in self.seen.packed.items()}

    def hashes(self, content: Path, names: Iterable[str]) -> dict[str, bytes]:
        """The hash of every file; only those are read that somebody may have written to, new ones later. Raises OSError."""
        seen, base, stat = self.seen.packed, os.fspath(content), os.stat
        before = time.time_ns() - SETTLED
        hashes: dict[str, bytes] = {}
        self._touched = touched = {}
        for name in names:
            # Looked at before it is read: who writes to it in between has it looking new the next time.
            said = stat(f"{base}/{name}")
            look = look_of(said)
            found = seen.get(name)
            if found is not None and found.startswith(look):
                hashes[name] = found[_HASH_AT:]
            else:
                hashes[name] = digest(read_bytes(f"{base}/{name}")) if found is not None else UNREAD
                touched[name] = look if said.st_ctime_ns < before else None
        return hashes

    def note(self, hashes: Mapping[str, bytes]) -> None:
        """Keep what was seen of the files, whose bytes have these hashes."""
        seen = self.seen
        for name in seen.names - hashes.keys():
            del seen[name]
        for name, look in self._touched.items():
            known, key = seen.get(name), hashes[name]
            found = Seen(key, known.batch if known and known.hash == key else 0, look)
            if found != known:
                seen[name] = found
        self._ledger.write_notes(_SEEN, seen)

    def read(
        self, content: Path, hashes: dict[str, bytes], house: House, now: dt.datetime, *, trust: bool
    ) -> dict[str, Row]:
        """Every file's row, in the order of `hashes`; only files whose hash is new are read, and kept.

        `hashes` takes the hash of the bytes that were read. Without `trust` nothing of the ledger is used.
        """
        if self._code != house.code:
            self.rows, self._code = {}, house.code
        known = self.rows or (self._kept(house.code) if trust else {})
        rows = {
            name: found
            for name, key in hashes.items()
            if (found := known.get(name)) is not None and found[0] == key and found[1].is_current(content)
        }
        fresh = [name for name in hashes if name not in rows]
        if not rows:
            self._ledger.drop_sources()
        rows.update(self._fresh(content, fresh, house, now))
        for name in fresh:
            if hashes[name] != rows[name][0]:
                if hashes[name] != UNREAD:
                    # It was written to in between.
                    self._touched[name] = None
                hashes[name] = rows[name][0]
        self.rows = {name: rows[name] for name in hashes}
        self._join(house.code, known.keys() - rows.keys())
        return {name: row for name, (_key, row) in self.rows.items()}

    def row(self, name: str, code: bytes) -> Row:
        """One file's row as it was when it was read the last time. Raises DamagedLedgerError where there is none."""
        if name in self.rows and self._code == code:
            return self.rows[name][1]
        seen = self.seen.get(name)
        batch = self._ledger.source(seen.batch) if seen else b""
        if batch[: len(code)] == code:
            for other, key, row in unpack(batch[len(code) :]):
                if other == name and seen and key == seen.hash:
                    return row  # type: ignore[no-any-return]
        raise DamagedLedgerError(name)

    def read_again(
        self, content: Path, names: Sequence[str], house: House, now: dt.datetime
    ) -> dict[str, tuple[bytes, Row]]:
        """Read some files: the hash and the row of each, which are kept."""
        found = self._fresh(content, names, house, now)
        if self._code == house.code and self.rows:
            self.rows.update(found)
        return found

    def _kept(self, code: bytes) -> dict[str, tuple[bytes, Row]]:
        """The rows of the ledger that the same code has made."""
        found: dict[str, tuple[bytes, Row]] = {}
        for batch in self._ledger.sources():
            if batch[: len(code)] == code:
                found.update({name: (key, row) for name, key, row in unpack(batch[len(code) :])})
        return found

    def _fresh(
        self, content: Path, names: Sequence[str], house: House, now: dt.datetime
    ) -> dict[str, tuple[bytes, Row]]:
        """Read files, many at once, and keep their rows and the HTML of their bodies."""
        if not names:
            return {}
        desk, _ = load_desk(content)
        reader = CopyReader(read_settings(house.settings), desk, now, content, render_plain)
        first = desk.archive.languages[0]

        def work(some: Sequence[str]) -> tuple[list[bytes], dict[str, str]]:
            rows: list[tuple[str, bytes, Row]] = []
            texts: dict[str, str] = {}
            for name in some:
                data = read_bytes(f"{content}/{name}")
                row, texts[name] = read_row(name, data, content, reader, first, digest)
                rows.append((name, digest(data), row))
            return _batches(rows), texts

        found: dict[str, tuple[bytes, Row]] = {}
        for batches, texts in spread(work, names):
            numbers = self._ledger.write_sources([house.code + batch for batch in batches], texts)
            for number, batch in zip(numbers, batches, strict=True):
                rows = {name: (key, row) for name, key, row in unpack(batch)}
                found.update(rows)
                for name, (key, _row) in rows.items():
                    known = self.seen.get(name)
                    self.seen[name] = Seen(key, number, known.look if known and known.hash == key else None)
            if self._ledger.location is None or self._ledger.is_given_up:
                self.fresh_texts.update(texts)
        return found

    def _join(self, code: bytes, gone: set[str]) -> None:
        """Keep all rows anew, when many that are kept are old ones."""
        loose = self._ledger.count_sources() - len(self.rows) // _ROWS
        if loose > _LOOSE or len(gone) > _LOOSE:
            rows = [(name, *found) for name, found in self.rows.items()]
            numbers = self._ledger.join_sources([code + batch for batch in _batches(rows)], gone)
            for at, number in enumerate(numbers):
                for name, _key, _row in rows[at * _ROWS : (at + 1) * _ROWS]:
                    self.seen[name] = self.seen[name]._replace(batch=number)


def _batches(rows: Sequence[tuple[str, bytes, Row]]) -> list[bytes]:
    return [pack(rows[at : at + _ROWS]) for at in range(0, len(rows), _ROWS)]


def hash_of_all(hashes: Mapping[str, bytes]) -> bytes:
    """One hash of many, with their names."""
    named = [name.encode("utf-8", "surrogateescape") + b"\0" + hashes[name] for name in sorted(hashes)]
    return digest(b"".join(named))
