"""What became of each capture: one line a change in content/captures/ledger.jsonl, the last line of a capture counts."""

import base64
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from legacy_import.files import append_durably, write_parts

__all__ = ["FINAL", "Entry", "Ledger", "read_lines", "waiting_captures"]

SETTLED = frozenset(["dispatch", "refused", "deleted", "withdrawn"])
FINAL = frozenset(["deleted", "withdrawn"])


@dataclass(frozen=True, slots=True)
class Entry:
    """One capture's state: `dispatch`, `waiting`, `refused`, `deleted` or `withdrawn`.

    `base` is what the import last wrote for it, the base of a later merge; `text_sha256` that of the
    extracted text, by which the same story under another address is known.
    """

    sha256: str
    state: str
    capture: str | None = None
    url: str | None = None
    slug: str | None = None
    path: str | None = None
    reason: str | None = None
    text_sha256: str | None = None
    base: bytes | None = None

    def as_line(self) -> bytes:
        """The entry as a line of the ledger."""
        row: dict[str, str] = {}
        for name in ("sha256", "state", "capture", "url", "slug", "path", "reason", "text_sha256"):
            value = getattr(self, name)
            if value is not None:
                row[name] = value
        if self.base is not None:
            row["base"] = base64.b85encode(zlib.compress(self.base, 9)).decode("ascii")
        return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode("utf-8")


class Ledger:
    """The ledger of one archive; the bytes that the import wrote stay on the disk until they are asked for."""

    def __init__(self, content: Path) -> None:
        self.path = content / "captures" / "ledger.jsonl"
        self._entries: dict[str, Entry] = {}
        self._holders: dict[str, tuple[str, int, int]] = {}
        self._lines = 0
        for offset, length, row in _whole_lines(self.path):
            self._take(_entry(row), bool(row.get("base")), offset, length)

    def _take(self, entry: Entry, has_base: bool, offset: int, length: int) -> None:
        self._entries[entry.sha256] = entry
        self._lines += 1
        if entry.slug and entry.state == "dispatch" and has_base:
            self._holders[entry.slug] = (entry.sha256, offset, length)
        elif entry.slug and entry.state in FINAL:
            self._holders.pop(entry.slug, None)

    def get(self, sha256: str) -> Entry | None:
        """The last state of a capture, without its base."""
        return self._entries.get(sha256)

    def entries(self) -> list[Entry]:
        """The last state of every capture, in the order in which they first came, without their bases."""
        return list(self._entries.values())

    def of_piece(self, capture: str) -> list[Entry]:
        """What is known of the piece that came with a capture: it, its other versions, and what waits at its address."""
        mine = [entry for entry in self._entries.values() if entry.capture == capture]
        slugs, urls = {e.slug for e in mine if e.slug}, {e.url for e in mine if e.url}
        others = [entry for entry in self._entries.values() if entry.capture != capture]
        return mine + [e for e in others if e.slug in slugs or (e.state == "waiting" and e.url in urls)]

    def holder(self, slug: str) -> Entry | None:
        """The entry of the capture from which the dispatch with this slug was last written, with its base."""
        found = self._holders.get(slug)
        if found is None:
            return None
        sha256, offset, length = found
        with self.path.open("rb") as file:
            file.seek(offset)
            row = json.loads(file.read(length))
        return replace(self._entries[sha256], base=_unpacked(row.get("base")))

    def put(self, entry: Entry) -> None:
        """Write a state down unless it is the one that stands."""
        if self._entries.get(entry.sha256) == replace(entry, base=None):
            held = self.holder(entry.slug or "")
            if entry.base is None or (
                held is not None and (held.sha256, held.base) == (entry.sha256, entry.base)
            ):
                return
        line = entry.as_line()
        gap = self._fresh_line()
        offset = append_durably(self.path, gap + line) + len(gap)
        self._take(replace(entry, base=None), entry.base is not None, offset, len(line))

    def pack(self, *, always: bool = False) -> None:
        """Write the ledger anew without what is outlived, when that is most of it: one line a capture, one base a dispatch."""
        if not always and self._lines <= 2 * len(self._entries) + 100:
            return
        bases = {found[0]: slug for slug, found in self._holders.items()}
        lengths: list[int] = []

        def lines() -> Iterator[bytes]:
            for sha256, entry in self._entries.items():
                held = self.holder(bases[sha256]) if sha256 in bases else None
                lengths.append(len(line := (held or entry).as_line()))
                yield line

        write_parts(self.path, lines(), is_always=True)
        self._lines, at = 0, 0
        for length, entry in zip(lengths, list(self._entries.values()), strict=True):
            self._take(entry, entry.sha256 in bases, at, length)
            at += length

    def _fresh_line(self) -> bytes:
        """A line end, where a killed run left its last line torn."""
        try:
            with self.path.open("rb") as file:
                file.seek(-1, os.SEEK_END)
                return b"" if file.read(1) == b"\n" else b"\n"
        except OSError:
            return b""


def _whole_lines(path: Path) -> Iterator[tuple[int, int, Mapping[str, object]]]:
    """Each whole line of a JSON-lines file with the byte at which it begins and its length."""
    try:
        file = path.open("rb")
    except OSError:
        return
    offset = 0
    with file:
        for line in file:
            row = _row_of(line)
            if row is not None:
                yield offset, len(line), row
            offset += len(line)


def _row_of(line: bytes) -> Mapping[str, object] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) else None


def read_lines(path: Path) -> Iterator[Mapping[str, object]]:
    """The whole lines of a JSON-lines file; a torn last line, left by a crash, is no line."""
    for _offset, _length, row in _whole_lines(path):
        yield row


def _entry(row: Mapping[str, object]) -> Entry:
    def text(name: str) -> str | None:
        value = row.get(name)
        return value if isinstance(value, str) else None

    return Entry(
        text("sha256") or "", text("state") or "waiting", text("capture"), text("url"), text("slug"), text("path"),
        text("reason"), text("text_sha256"),
    )  # fmt: skip


def _unpacked(packed: object) -> bytes | None:
    try:
        return zlib.decompress(base64.b85decode(packed)) if isinstance(packed, str) else None
    except (ValueError, zlib.error):
        return None


def waiting_captures(content: Path) -> int:
    """Count the captured pages that are not settled yet: never imported, or waiting for a look."""
    states: dict[str, str] = {}
    for row in read_lines(content / "captures" / "ledger.jsonl"):
        states[str(row.get("sha256"))] = str(row.get("state"))
    pages = {
        str(row.get("sha256"))
        for row in read_lines(content / "captures" / "index.cdxj")
        if row.get("role") == "page"
    } | set(states)
    return sum(states.get(sha, "waiting") not in SETTLED for sha in pages)
