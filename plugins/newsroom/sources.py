"""The dispatch files of an archive as a quick build reads them: each once, for as long as its bytes stay the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from copydesk import load_desk
from copydesk.plain_markup import render_plain
from copydesk.reader import CopyReader
from copydesk.rows import Row, pack, read_row, unpack
from copydesk.settings import read_settings
from incremental_build.files import digest, read_bytes
from incremental_build.ledger import Ledger
from incremental_build.pool import spread
from newsroom.house import House

# So many batches of rows are kept beside each other before they are joined.
_BATCHES = 100
Known = tuple[str, bytes, Row]


class Sources:
    """The rows of all files, kept from build to build: in memory, and in the ledger for the next process."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        # Each file's hash and row. The HTML of bodies is in the ledger, or here where that has no file.
        self.rows: dict[str, tuple[bytes, Row]] = {}
        self.fresh_texts: dict[str, str] = {}
        self._batches = 0
        self._code = b""

    def forget(self) -> None:
        """Let go of what is in memory."""
        self.rows, self.fresh_texts = {}, {}

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
        for batch, texts in self._fresh(content, [name for name in hashes if name not in rows], house, now):
            rows.update({name: (key, row) for name, key, row in batch})
            if self._ledger.location is None:
                self.fresh_texts.update(texts)
        hashes.update({name: key for name, (key, _row) in rows.items()})
        self.rows = {name: rows[name] for name in hashes}
        gone = known.keys() - rows.keys()
        if self._batches > _BATCHES or len(gone) > _BATCHES:
            whole = pack([(name, *found) for name, found in self.rows.items()])
            self._ledger.join_sources(house.code + whole, gone)
        return {name: row for name, (_key, row) in self.rows.items()}

    def _kept(self, code: bytes) -> dict[str, tuple[bytes, Row]]:
        """The rows of the ledger that the same code has made."""
        found: dict[str, tuple[bytes, Row]] = {}
        batches = self._ledger.sources()
        self._batches = len(batches)
        for batch in batches:
            if batch[: len(code)] == code:
                found.update({name: (key, row) for name, key, row in unpack(batch[len(code) :])})
        return found

    def _fresh(
        self, content: Path, names: Sequence[str], house: House, now: dt.datetime
    ) -> Iterator[tuple[list[Known], Mapping[str, str]]]:
        """Read files, many at once: their rows, and the HTML of their bodies."""
        desk, _ = load_desk(content)
        reader = CopyReader(read_settings(house.settings), desk, now, content, render_plain)
        first = desk.archive.languages[0]

        def work(some: Sequence[str]) -> tuple[bytes, dict[str, str]]:
            batch: list[Known] = []
            texts: dict[str, str] = {}
            for name in some:
                data = read_bytes(f"{content}/{name}")
                row, texts[name] = read_row(name, data, content, reader, first, digest)
                batch.append((name, digest(data), row))
            return pack(batch), texts

        for packed, texts in spread(work, names):
            self._batches += 1
            self._ledger.write_sources(house.code + packed, texts)
            yield unpack(packed), texts


def hash_of_all(hashes: Mapping[str, bytes]) -> bytes:
    """One hash of many, with their names."""
    named = [name.encode("utf-8", "surrogateescape") + b"\0" + hashes[name] for name in sorted(hashes)]
    return digest(b"".join(named))
