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
    """The list of one output folder; what a killed build wrote is in it too, and goes when its source has gone.

    `mark` tells it from other lists without reading what it says.
    """

    def __init__(self, file: Path, *, is_new: bool = False) -> None:
        """`is_new`: the folder is empty, so that no file of it is ours whatever the list says."""
        self._file = file
        self._found = b"[]" if is_new else b""
        if not is_new:
            with suppress(OSError):
                self._found = file.read_bytes()
        self._noted: set[str] | None = None
        self.mark = digest(self._found)

    @cached_property
    def known(self) -> set[str] | None:
        """The files that earlier builds wrote, whatever was noted since; None when nobody knows."""
        try:
            return set(json.loads(self._found))
        except (ValueError, TypeError):
            return None

    @property
    def names(self) -> set[str] | None:
        """What the list says now."""
        return self.known if self._noted is None else self._noted

    def add(self, names: Iterable[str]) -> None:
        """Let the list have these, too, beside what earlier builds wrote."""
        whole = {*names, *(self.known or ())}
        if whole != self.names:
            self.note(whole)

    def note(self, names: Iterable[str]) -> None:
        """Let the list be these."""
        self._noted = set(names)
        data = json.dumps(sorted(self._noted)).encode()
        write_atomic(self._file, data)
        self.mark = digest(data)
