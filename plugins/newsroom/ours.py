"""Which files of an output folder are ours: their names, noted before the first of them is put in its place."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from incremental_build.files import digest
from legacy_import.files import write_atomic


class Ours:
    """The list of one output folder; what a killed build wrote is in it too, and goes when its source has gone."""

    def __init__(self, file: Path, *, is_new: bool = False) -> None:
        """`is_new`: the folder is empty, so that no file of it is ours whatever the list says."""
        self._file = file
        self._data = b"[]" if is_new else b""
        if not is_new:
            with suppress(OSError):
                self._data = file.read_bytes()

    @property
    def mark(self) -> bytes:
        """Tells this list from others without reading what it says."""
        return digest(self._data)

    @cached_property
    def names(self) -> set[str] | None:
        """The files that builds wrote; None when nobody knows."""
        try:
            return set(json.loads(self._data))
        except (ValueError, TypeError):
            return None

    def note(self, names: Iterable[str]) -> None:
        """Let the list be these."""
        self._data = json.dumps(sorted(names)).encode()
        write_atomic(self._file, self._data)
        self.__dict__.pop("names", None)
