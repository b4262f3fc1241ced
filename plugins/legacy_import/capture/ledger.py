"""What became of each capture: one line a change in content/captures/ledger.jsonl, the last line of a capture counts."""

import base64
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from legacy_import.files import append_durably

__all__ = ["Entry", "Ledger", "read_lines", "waiting_captures"]

SETTLED = frozenset(["dispatch", "refused", "deleted", "withdrawn"])


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
    """The ledger of one archive."""

    def __init__(self, content: Path) -> None:
        self.path = content / "captures" / "ledger.jsonl"
        self._entries: dict[str, Entry] = {}
        for row in read_lines(self.path):
            entry = _entry(row)
            self._entries[entry.sha256] = entry

    def get(self, sha256: str) -> Entry | None:
        """The last state of a capture."""
        return self._entries.get(sha256)

    def entries(self) -> list[Entry]:
        """The last state of every capture, in the order in which they first came."""
        return list(self._entries.values())

    def put(self, entry: Entry) -> None:
        """Write a state down unless it is the one that stands."""
        if self._entries.get(entry.sha256) == entry:
            return
        append_durably(self.path, self._fresh_line() + entry.as_line())
        self._entries[entry.sha256] = entry

    def _fresh_line(self) -> bytes:
        """A line end, where a killed run left its last line torn."""
        try:
            with self.path.open("rb") as file:
                file.seek(-1, os.SEEK_END)
                return b"" if file.read(1) == b"\n" else b"\n"
        except OSError:
            return b""


def read_lines(path: Path) -> Iterator[Mapping[str, object]]:
    """The whole lines of a JSON-lines file; a torn last line, left by a crash, is no line."""
    try:
        data = path.read_bytes()
    except OSError:
        return
    for line in data.split(b"\n"):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row


def _entry(row: Mapping[str, object]) -> Entry:
    def text(name: str) -> str | None:
        value = row.get(name)
        return value if isinstance(value, str) else None

    packed = text("base")
    base: bytes | None = None
    if packed:
        try:
            base = zlib.decompress(base64.b85decode(packed))
        except (ValueError, zlib.error):
            base = None
    return Entry(
        text("sha256") or "", text("state") or "waiting", text("capture"), text("url"), text("slug"), text("path"),
        text("reason"), text("text_sha256"), base,
    )  # fmt: skip


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
