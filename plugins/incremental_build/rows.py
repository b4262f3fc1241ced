"""What a reader made of a file, as a row: the text, and the metadata as written, so that they are understood anew each time.

A reader gives each value of the header to `process_metadata`, which may ask the clock, the settings or a plugin. So
the row keeps what was given to it, and a later build gives it the same again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from incremental_build.errors import UncertainError

Call = tuple[str, Any, Any]
_GIVEN, _PLAIN = 0, 1


def pack(content: Any, metadata: Mapping[str, Any], calls: list[Call]) -> bytes:
    """A row. `calls` are the name, the value as written and the result of each `process_metadata`, in order.

    Raises UncertainError for a value that is neither such a result nor plain text.
    """
    results = {
        id(result): number for number, (_, _, result) in enumerate(calls) if type(result) not in {str, list}
    }
    by_name = {name: number for number, (name, _, _) in enumerate(calls)}
    rows: list[tuple[str, int, Any]] = []
    for name, value in metadata.items():
        number = by_name.get(name)
        if number is None or calls[number][2] is not value:
            number = results.get(id(value))
        rows.append((name, _PLAIN, plain(value)) if number is None else (name, _GIVEN, number))
    given = [(name, plain(value)) for name, value, _ in calls]
    row = [plain(content), given, rows]
    try:
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        raise UncertainError("text that is no text") from None


def plain(value: Any) -> Any:
    """A value that JSON gives back as it was. Raises UncertainError for any other."""
    if value is None or type(value) in {str, bool, int}:
        return value
    if type(value) is list:
        return [plain(item) for item in value]
    raise UncertainError(f"metadata of type {type(value).__name__}")


def unpack(row: bytes, process: Callable[[str, Any], Any]) -> tuple[Any, dict[str, Any]]:
    """The text and the metadata of a row, every value of the header understood anew."""
    content, given, rows = json.loads(row)
    results = [process(name, value) for name, value in given]
    metadata = {name: results[value] if how == _GIVEN else value for name, how, value in rows}
    return content, metadata
