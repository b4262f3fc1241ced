"""A file of one line a dispatch, made anew of the one of the last build: lines that are the same are handed on as they lie."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from copydesk.essence import Key
from dispatch.record import Dispatch

# So many new lines are handed on together.
_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class KeptLines:
    """The lines of dispatches in a file of the last build: from where to where each goes in `data`, its end included."""

    data: memoryview = field(default_factory=lambda: memoryview(b""))
    places: Mapping[Key, tuple[int, int]] = field(default_factory=dict)


def mapped(path: Path) -> mmap.mmap:
    """A file's bytes, read as somebody asks for them. Raises OSError, and ValueError for an empty one."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def kept_lines(
    path: Path, end: bytes, order: Sequence[Key], changed: Collection[Key], *, has_head: bool
) -> KeptLines:
    """Find the lines of a file that has one for each dispatch of `order`, but those of `changed`.

    Where the file has another number of lines, nothing is known of any. Raises OSError.
    """
    if not order:
        return KeptLines()
    data = mapped(path)
    ends: list[int] = []
    at = 0
    while at := data.find(end, at) + 1:
        at += len(end) - 1
        ends.append(at)
    starts = ends if has_head else [0, *ends]
    stops = ends[1:] if has_head else ends
    if len(stops) != len(order) or ends[-1] != len(data):
        return KeptLines()
    places = dict(zip(order, zip(starts, stops, strict=False), strict=True))
    for key in changed:
        places.pop(key, None)
    return KeptLines(memoryview(data), places)


def joined(
    dispatches: Iterable[Dispatch], kept: KeptLines, make: Callable[[Dispatch], str]
) -> Iterator[bytes | memoryview]:
    """The file: kept lines that follow each other there and here in one piece, and what `make` gives of the others."""
    new: list[bytes] = []
    start = stop = -1
    for d in dispatches:
        place = kept.places.get((d.slug, d.lang))
        if place is not None and place[0] == stop:
            stop = place[1]
            continue
        if stop > start:
            yield kept.data[start:stop]
        start = stop = -1
        if place is None:
            new.append(make(d).encode())
        if new and (place is not None or len(new) >= _AT_ONCE):
            yield b"".join(new)
            new.clear()
        if place is not None:
            start, stop = place
    if stop > start:
        yield kept.data[start:stop]
    yield b"".join(new)
