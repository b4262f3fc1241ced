"""What one dispatch file gives, small enough to be kept from build to build by the hash of its bytes."""

from __future__ import annotations

import io
import marshal
import os
import pickle
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from copydesk.archive import File, has_file
from copydesk.reader import CopyReader
from dispatch.errors import Finding, Where
from dispatch.frontmatter import Reading, read_dispatch
from dispatch.record import Dispatch


@dataclass(frozen=True, slots=True)
class Row:
    """One file as read.

    `dispatch` has its body only where it shows pictures (the checker looks at those); `head` and
    `text` are hashes of all that is not the body, and of the body's HTML and how many words it has. `pictures` are the body's, each
    with whether the file was there. `words` counts the body's words. `places` tells where each key stands (`_Places`).
    """

    path: str
    dispatch: Dispatch | None
    findings: tuple[Finding, ...]
    places: bytes
    style: str
    body_line: int
    head: bytes
    text: bytes
    words: int
    pictures: tuple[tuple[str, bool], ...] = ()

    def is_current(self, content: Path) -> bool:
        """Whether the pictures that its text shows are still there, or still missing."""
        return all(has_file(content, path) is there for path, there in self.pictures)

    def file(self, content: Path) -> File:
        """The same for the checker; its text is read when somebody asks."""
        path = path_below(content, self.path)
        places = _Places(path, self.places)
        return File(path, "", Reading(self.dispatch, self.findings, places, self.style, self.body_line))


def pack(value: Any) -> bytes:
    """Rows, or what holds some, as bytes."""
    out = io.BytesIO()
    _Packer(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


def unpack(data: bytes) -> Any:
    """What was packed. Raises what pickle raises for other bytes; they come from our own cache, with a checksum."""
    return pickle.loads(data)  # noqa: S301


def pack_by_key(value: Any) -> bytes:
    """Whatever holds dispatches, as bytes in which these are their slugs and languages only."""
    out = io.BytesIO()
    _KeyPacker(out, pickle.HIGHEST_PROTOCOL).dump(value)
    return out.getvalue()


def unpack_by_key(data: bytes, dispatch_of: Callable[[tuple[str, str]], Dispatch]) -> Any:
    """What was packed by `pack_by_key`; `dispatch_of` gives the dispatches. Raises what pickle and that raise."""
    return _KeyUnpacker(io.BytesIO(data), dispatch_of).load()


class _Packer(pickle.Pickler):
    """Packs a record as the call that makes it: half the time of what pickle does with frozen ones."""

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, MappingProxyType):
            return _mapping, (dict(value),)
        kind: Any = type(value)
        names = _fields(kind)
        if names is None:
            return NotImplemented
        return kind, tuple([getattr(value, name) for name in names])


@cache
def _fields(kind: Any) -> tuple[str, ...] | None:
    """The names of the fields of a class of records; None for another class."""
    return tuple([field.name for field in fields(kind)]) if is_dataclass(kind) else None


class _KeyPacker(_Packer):
    """Packs dispatches by their keys."""

    def persistent_id(self, value: Any) -> tuple[str, str] | None:
        return (value.slug, value.lang) if type(value) is Dispatch else None


class _KeyUnpacker(pickle.Unpickler):
    """Reads them."""

    def __init__(self, file: io.BytesIO, dispatch_of: Callable[[tuple[str, str]], Dispatch]) -> None:
        super().__init__(file)
        self._dispatch_of = dispatch_of

    def persistent_load(self, pid: Any) -> Dispatch:
        return self._dispatch_of(pid)


def _mapping(values: dict[str, str]) -> Mapping[str, str]:
    return MappingProxyType(values)


class _Places(Mapping[str, Where]):
    """Where each key stands: keys, lines and columns, kept packed; hardly any file has something to be said of it."""

    def __init__(self, path: str, packed: bytes) -> None:
        self._path = path
        self._packed = packed

    @cached_property
    def _places(self) -> tuple[tuple[str, int | None, int | None], ...]:
        return marshal.loads(self._packed)  # type: ignore[no-any-return]  # noqa: S302  (ours, with its checksum)

    def __getitem__(self, key: str) -> Where:
        for name, line, column in self._places:
            if name == key:
                return Where(self._path, line, column)
        raise KeyError(key)

    def __contains__(self, key: object) -> bool:
        # Texts stand nowhere else in what is packed, each behind its length.
        return isinstance(key, str) and marshal.dumps(key, 2) in self._packed

    def __iter__(self) -> Iterator[str]:
        return (name for name, _line, _column in self._places)

    def __len__(self) -> int:
        return len(self._places)


def read_row(
    name: str, data: bytes, content: Path, reader: CopyReader, default_lang: str, hashed: Any
) -> tuple[Row, str]:
    """Read one file's bytes: the row, and the HTML of its body (empty for one that cannot be read).

    `name` is its path below `content`; `hashed` gives the hash of bytes.
    """
    path = path_below(content, name)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        finding = Finding(Where(path), "unreadable", "this is not UTF-8 text", "")
        return Row(name, None, (finding,), marshal.dumps((), 2), "none", 1, hashed(data), b"", 0), ""
    reading = read_dispatch(text, path, default_lang)
    d = reading.dispatch
    # The header as it was written: a comment in it counts as a change, which is safe.
    head = hashed(data[: data.rfind(d.body.encode())] if d and d.body else data)
    html, words = "", 0
    pictures: tuple[tuple[str, bool], ...] = ()
    if d is not None and not reading.errors:
        shown = reader.shown(d)
        html, pictures, words = *reader.body_and_pictures(shown), len(shown.body.split())
    places = marshal.dumps(tuple((key, w.line, w.column) for key, w in reading.places.items()), 2)
    kept = d if d is None or _shows_pictures(d) else _without_body(d)
    row = Row(name, kept, reading.findings, places, reading.style, reading.body_line, head,
              hashed(f"{words} {html}".encode()), words, pictures)  # fmt: skip
    return row, html


def path_below(content: Path, name: str) -> str:
    """`str(content / name)` for a name with slashes, in a tenth of the time, which counts at ten thousand files."""
    base = str(content)
    below = name if os.sep == "/" else name.replace("/", os.sep)
    if base == ".":
        return below
    return f"{base}{below}" if base.endswith(os.sep) else f"{base}{os.sep}{below}"


def _without_body(d: Dispatch) -> Dispatch:
    """What `replace(d, body="")` gives, in a third of the time."""
    values: list[Any] = ["" if name == "body" else getattr(d, name) for name in _fields(Dispatch) or ()]
    return Dispatch(*values)


def _shows_pictures(d: Dispatch) -> bool:
    return "![" in d.body or ("<" in d.body and "<img" in d.body.lower())
