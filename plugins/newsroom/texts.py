"""What a quick build keeps beside the rows of its ledger: the HTML of bodies, templates as code, the index."""

from __future__ import annotations

import marshal
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jinja2.bccache import Bucket, BytecodeCache

from incremental_build.ledger import DamagedLedgerError, sound, summed


class KeptCode(BytecodeCache):
    """Templates as code, each in a file with its checksum; where no file can be written, nothing is kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code from its file, if that is whole."""
        with suppress(OSError, DamagedLedgerError):
            bucket.bytecode_from_string(sound((self._folder / f"{bucket.key}.code").read_bytes()))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        _keep(self._folder / f"{bucket.key}.code", bucket.bytecode_to_string())


def _keep(path: Path, value: bytes) -> None:
    """Write a value with its checksum, whole or, where it cannot be written, not at all."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(summed(value))
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)


class Texts:
    """The HTML of bodies by the names of their files: from the ledger's file, or from memory where it has none; and slips."""

    def __init__(self, ledger: Path | None, fresh: Mapping[str, str]) -> None:
        self._ledger = ledger
        self._fresh = fresh
        self._base: tuple[int, sqlite3.Connection] | None = None
        self.of = lru_cache(maxsize=256)(self._of)

    def _of(self, name: str) -> str:
        text = self._fresh.get(name)
        if text is not None:
            return text
        for (found,) in self._rows("SELECT text FROM texts WHERE path = ?", name):
            return sound(found).decode()
        raise DamagedLedgerError(name)

    def _rows(self, question: str, name: str) -> Iterator[tuple[bytes]]:
        if self._ledger is None:
            return
        if self._base is None or self._base[0] != os.getpid():
            # A copied process opens the file for itself.
            base = sqlite3.connect(f"{self._ledger.as_uri()}?mode=ro", uri=True)
            self._base = os.getpid(), base
        try:
            yield from self._base[1].execute(question, (name,))
        except sqlite3.Error as error:
            raise DamagedLedgerError(str(error)) from None

    def slip(self, name: str) -> bytes | None:
        """What the ledger has of a single thing (`Ledger.slip`); None where it has nothing."""
        for (found,) in self._rows("SELECT value FROM slips WHERE name = ?", name):
            return sound(found)
        return None

    def code(self, mark: bytes) -> KeptCode | None:
        """The code of templates, beside the ledger, of one theme and one state of the plugins; others go."""
        if self._ledger is None:
            return None
        folder = self._ledger.with_suffix(".templates") / mark.hex()
        try:
            if not folder.is_dir():
                shutil.rmtree(folder.parent, ignore_errors=True)
                folder.mkdir(parents=True)
        except OSError:
            return None
        return KeptCode(folder)

    def kept(self, name: str) -> Any:
        """What was kept under a name beside the ledger; None where nothing was, or it is damaged."""
        if self._ledger is None:
            return None
        try:
            return marshal.loads(sound(self._ledger.with_suffix(f".{name}").read_bytes()))  # noqa: S302  (ours)
        except (OSError, DamagedLedgerError):
            return None

    def keep(self, name: str, value: Any) -> None:
        """Keep plain values under a name, if they can be written."""
        if self._ledger is not None:
            _keep(self._ledger.with_suffix(f".{name}"), marshal.dumps(value, 2))

    @contextmanager
    def folder_for(self, name: str) -> Iterator[Path]:
        """A folder beside the ledger that stays, for what is brought up to date in place; one for the moment without it."""
        if self._ledger is None:
            with TemporaryDirectory(prefix=f"stringer-{name}-") as folder:
                yield Path(folder)
        else:
            kept = self._ledger.with_suffix(f".{name}")
            kept.mkdir(exist_ok=True)
            # What a killed build left unfinished; the lock of the output is held, so nobody is at it now.
            for part in kept.rglob(".*.part"):
                part.unlink()
            yield kept
