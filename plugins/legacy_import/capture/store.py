"""The archive's WARC files: a record is whole on the disk before the index names it; a torn tail is healed."""

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dispatch.errors import Finding, Where
from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.capture.records import read_records, record_bytes
from legacy_import.errors import CaptureError
from legacy_import.files import append_durably, write_atomic, write_parts

__all__ = ["Capture", "Store", "fixity_findings", "remove_record"]

SIDE_RECORDS = frozenset(["request", "metadata"])
# What many rows say alike is held once: an index may have a hundred thousand.
_SHARED = frozenset(["mime", "role", "filename", "timestamp"])
MAX_FILE_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Capture:
    """One captured thing: where it came from, when, and its bytes as they are read."""

    id: str
    url: str | None
    captured: dt.datetime
    sha256: str
    payload: bytes
    content_type: str | None = None
    role: str = "page"
    name: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    status: str | None = None
    raw: bytes | None = None
    request: bytes | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class Store:
    """content/captures: the WARC files and index.cdxj."""

    def __init__(self, content: Path) -> None:
        self.folder = content / "captures"
        self.index_path = self.folder / "index.cdxj"
        self._rows: list[dict[str, str]] = []
        self._by_hash: dict[str, dict[str, str]] = {}
        self._known = -1
        self._by_address: dict[tuple[str, str], dict[str, str]] = {}
        self._addresses_known = -1
        self._load()

    def _load(self) -> None:
        self._rows = list(_index_rows(self.index_path))
        self._heal()

    def rows(self) -> list[dict[str, str]]:
        """The index: one row a record, oldest first."""
        return list(self._rows)

    def find(self, sha256: str) -> dict[str, str] | None:
        """The first index row of a payload."""
        if self._known != len(self._rows):
            self._known = len(self._rows)
            self._by_hash = {}
            for row in self._rows:
                self._by_hash.setdefault(row["sha256"], row)
        return self._by_hash.get(sha256)

    def find_address(self, url: str, role: str = "page") -> dict[str, str] | None:
        """The newest index row of what was asked for at `url`, or answered there."""
        if self._addresses_known != len(self._rows):
            self._addresses_known = len(self._rows)
            self._by_address = {}
            for row in self._rows:
                self._by_address[row["role"], row["url"]] = row
                self._by_address[row["role"], row.get("asked") or row["url"]] = row
        return self._by_address.get((role, url))

    def add(self, capture: Capture) -> None:
        """Write one capture's records, then name them in the index; both are on the disk afterwards."""
        self.find(capture.sha256)
        self.find_address(capture.url or "")
        data, parts = record_bytes(capture)
        path = self._current_file(len(data))
        start = append_durably(path, data)
        row = _row(capture, path.name, start + parts[0], parts[1])
        append_durably(self.index_path, _index_line(row))
        self._rows.append(row)
        self._by_hash.setdefault(row["sha256"], row)
        self._known = len(self._rows)
        self._by_address[row["role"], row["url"]] = row
        self._by_address[row["role"], row.get("asked") or row["url"]] = row
        self._addresses_known = len(self._rows)

    def read(self, row: Mapping[str, str]) -> Capture:
        """Read a capture back from its index row."""
        path = self.folder / row["filename"]
        try:
            with path.open("rb") as file:
                file.seek(int(row["offset"]))
                data = file.read(int(row["length"]))
        except OSError as error:
            raise CaptureError(f"{path} cannot be read: {error.strerror}.") from None
        for capture, _offset, _length in read_records(data):
            return _with_role(capture, row.get("role", "page"))
        raise CaptureError(
            f"{path} holds no record at byte {row['offset']}.", fix="restore the file from a backup"
        )

    def _current_file(self, size: int) -> Path:
        files = sorted(self.folder.glob("stringer-*.warc.gz"))
        if files and files[-1].stat().st_size + size <= MAX_FILE_BYTES:
            return files[-1]
        number = int(files[-1].name.split("-")[1].split(".")[0]) + 1 if files else 1
        return self.folder / f"stringer-{number:05d}.warc.gz"

    def _heal(self) -> None:
        """Put right what a kill left: whole records without a row get one, a torn record or row goes."""
        if self.index_path.exists():
            data = self.index_path.read_bytes()
            if data and not data.endswith(b"\n"):
                write_atomic(self.index_path, data[: data.rfind(b"\n") + 1])
                self._rows = list(_index_rows(self.index_path))
        for path in sorted(self.folder.glob("stringer-*.warc.gz")):
            known = max(
                (
                    int(row["offset"]) + int(row["length"])
                    for row in self._rows
                    if row["filename"] == path.name
                ),
                default=0,
            )
            size = path.stat().st_size
            if size < known:
                self._rebuild(path)
            elif size > known:
                self._take_in(path, known)

    def _take_in(self, path: Path, start: int) -> None:
        data = path.read_bytes()
        end = start
        for capture, offset, length in read_records(data[start:]):
            end = start + offset + length
            if capture.role in SIDE_RECORDS:
                continue
            row = _row(capture, path.name, start + offset, length)
            append_durably(self.index_path, _index_line(row))
            self._rows.append(row)
        if end < len(data):
            write_atomic(path, data[:end])

    def _rebuild(self, path: Path) -> None:
        roles = {row["id"]: row["role"] for row in self._rows}
        self._rows = [row for row in self._rows if row["filename"] != path.name]
        for capture, offset, length in read_records(path.read_bytes()):
            if capture.role not in SIDE_RECORDS:
                row = _row(
                    _with_role(capture, roles.get(capture.id, capture.role)), path.name, offset, length
                )
                self._rows.append(row)
        self.save_index()

    def save_index(self) -> None:
        """Write the whole index anew."""
        write_parts(self.index_path, map(_index_line, self._rows), is_always=True)

    def remove(self, capture_id: str) -> str | None:
        """Take a record and its request out of its file; gives the payload's hash, None where there is no such record."""
        row = next((row for row in self._rows if row["id"] == capture_id), None)
        if row is None:
            return None
        path = self.folder / row["filename"]
        data = path.read_bytes()
        pieces: list[bytes] = []
        rows: list[dict[str, str]] = []
        roles = {other["id"]: other["role"] for other in self._rows}
        at = 0
        for capture, offset, length in read_records(data):
            if capture.id == capture_id or (capture.role in SIDE_RECORDS and capture.name == capture_id):
                continue
            pieces.append(data[offset : offset + length])
            if capture.role not in SIDE_RECORDS:
                rows.append(
                    _row(_with_role(capture, roles.get(capture.id, capture.role)), path.name, at, length)
                )
            at += length
        write_atomic(path, b"".join(pieces))
        self._rows = [other for other in self._rows if other["filename"] != path.name] + rows
        self.save_index()
        return row["sha256"]


def _with_role(capture: Capture, role: str) -> Capture:
    return replace(capture, role=role)


def _row(capture: Capture, filename: str, offset: int, length: int) -> dict[str, str]:
    row = {
        "id": capture.id,
        "url": capture.url or "",
        "timestamp": sys.intern(capture.captured.strftime("%Y%m%d%H%M%S")),
        "mime": sys.intern((capture.content_type or "").split(";")[0]),
        "sha256": capture.sha256,
        "role": capture.role,
        "filename": sys.intern(filename),
        "offset": str(offset),
        "length": str(length),
    }
    if capture.name:
        row["name"] = capture.name
    asked = capture.extra.get("X-Stringer-Asked")
    if asked:
        row["asked"] = asked
    return row


def _index_line(row: Mapping[str, str]) -> bytes:
    line = {}
    for key, value in row.items():
        if key == "sha256":
            line["digest"] = f"sha256:{value}"
        line[key] = value
    return (json.dumps(line, ensure_ascii=False) + "\n").encode("utf-8")


def _index_rows(path: Path) -> Iterator[dict[str, str]]:
    from legacy_import.capture.ledger import read_lines

    for row in read_lines(path):
        yield {
            sys.intern(str(key)): sys.intern(str(value)) if key in _SHARED else str(value)
            for key, value in row.items()
            if key != "digest"
        }


def remove_record(content: Path, capture_id: str) -> str | None:
    """Remove a withdrawn piece's captures, earlier versions and waiting ones too; their hashes stay in the ledger, so that it does not come back."""
    ledger, store = Ledger(content), Store(content)
    sha256 = store.remove(capture_id)
    known = ledger.of_piece(capture_id)
    kept = known[0] if known and known[0].capture == capture_id else None
    if sha256 is None:
        sha256 = kept.sha256 if kept else None
    if sha256 is None:
        return None
    ledger.put(replace(kept or Entry(sha256, "withdrawn", capture_id), state="withdrawn", path=None))
    for entry in known:
        if entry is not kept and entry.state != "withdrawn":
            if entry.capture:
                store.remove(entry.capture)
            ledger.put(replace(entry, state="withdrawn", path=None))
    ledger.pack(always=True)
    return sha256


def fixity_findings(content: Path) -> Sequence[Finding]:
    """Hash every captured payload again and report each one that is not what the index says."""
    store = Store(content)
    findings: list[Finding] = []
    for row in store.rows():
        where = Where(str(store.folder / row["filename"]))
        try:
            capture = store.read(row)
            intact = hashlib.sha256(capture.payload).hexdigest() == row["sha256"]
        except CaptureError as error:
            findings.append(
                Finding(where, "capture-unreadable", error.problem, "restore the file from a backup")
            )
            continue
        if not intact:
            message = f"the capture {row['id']} of {row['url'] or row.get('name', 'a file')} is not what was captured"
            findings.append(Finding(where, "capture-changed", message, "restore the file from a backup"))
    return findings
