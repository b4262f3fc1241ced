"""Readers that remember: a file that is the same as before is not understood again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from incremental_build.canonical import hashed
from incremental_build.errors import UncertainError
from incremental_build.rows import Call, pack, unpack
from incremental_build.store import Store


class Keeper:
    """The rows of one kind of reader. `surroundings` is the hash of all that its text depends on beside the file."""

    def __init__(
        self, store: Store, surroundings: bytes, is_pure: Callable[[bytes], bool], *, by_path: bool
    ) -> None:
        self._store = store
        self._surroundings = surroundings
        self._is_pure = is_pure
        self._by_path = by_path

    def read(self, reader: Any, plainly: Callable[[str], tuple[Any, Any]], path: str) -> tuple[Any, Any]:
        """What `plainly` gives for a file; from the row of an earlier build where the file is the same."""
        data = Path(path).read_bytes()
        if not self._is_pure(data):
            return plainly(path)
        key = hashed(
            self._surroundings, path.encode("utf-8", "surrogateescape") if self._by_path else b"", data
        )
        row = self._store.text(key)
        if row is not None:
            return unpack(row, reader.process_metadata)
        calls: list[Call] = []
        reader.incremental_build_calls = calls
        try:
            with warnings_counted() as warned:
                content, metadata = plainly(path)
        finally:
            reader.incremental_build_calls = None
        # A warning has to come again with each build; a file that changed while it was read is no file to keep.
        if not warned and Path(path).read_bytes() == data:
            try:
                self._store.keep_text(key, pack(content, metadata, calls))
            except UncertainError as doubt:
                logging.getLogger(__name__).debug("%s: %s", path, doubt)
        return content, metadata


def caching(reader_class: type, keeper_of: Callable[[Any], Keeper | None]) -> type:
    """A class like the reader's, of the same name, that asks a keeper first. `keeper_of` is asked once a reader."""

    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        reader_class.__init__(self, *args, **kwargs)  # type: ignore[misc]
        self.incremental_build_calls = None
        self.incremental_build_keeper = keeper_of(self)

    def read(self: Any, source_path: str) -> tuple[Any, Any]:
        def plainly(path: str) -> tuple[Any, Any]:
            found: tuple[Any, Any] = reader_class.read(self, path)  # type: ignore[attr-defined]
            return found

        keeper: Keeper | None = self.incremental_build_keeper
        return plainly(source_path) if keeper is None else keeper.read(self, plainly, source_path)

    def process_metadata(self: Any, name: str, value: Any) -> Any:
        result = reader_class.process_metadata(self, name, value)  # type: ignore[attr-defined]
        if self.incremental_build_calls is not None:
            self.incremental_build_calls.append((name, value, result))
        return result

    members = {
        "__init__": __init__,
        "read": read,
        "process_metadata": process_metadata,
        "__module__": reader_class.__module__,
        "__doc__": reader_class.__doc__,
    }
    return type(reader_class.__name__, (reader_class,), members)


class _Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1

    def __bool__(self) -> bool:
        return self.count > 0


@contextmanager
def warnings_counted() -> Iterator[_Counter]:
    """True when something was warned of meanwhile, or nobody would have heard."""
    counter = _Counter()
    root = logging.getLogger()
    if not root.isEnabledFor(logging.WARNING):
        counter.count = 1
    root.addHandler(counter)
    try:
        yield counter
    finally:
        root.removeHandler(counter)
