"""Captures as WARC 1.1 records and back, through warcio; each record is a gzip member of its own."""

import datetime as dt
import hashlib
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from legacy_import.errors import CaptureError

if TYPE_CHECKING:
    from legacy_import.capture.store import Capture

__all__ = ["capture_of_record", "inflate", "read_record_at", "read_records", "record_bytes"]

MAX_PAGE_BYTES = 30_000_000
# A record beyond this is a film or a disk image, never a page.
_MAX_RECORD_BYTES = 3 * MAX_PAGE_BYTES
_ROLE = "X-Stringer-Role"
_NAME = "X-Stringer-File"
_EXTRA = (
    "X-Stringer-Permission",
    "X-Stringer-Asked",
    "X-Stringer-Archive",
    "X-Stringer-Fetched",
    "X-Stringer-Made-From",
)


def record_bytes(capture: "Capture") -> tuple[bytes, tuple[int, int]]:
    """The records of one capture, and where (offset, length) among them the one with the payload stands."""
    from warcio.recordbuilder import RecordBuilder
    from warcio.warcwriter import BufferWARCWriter

    builder = RecordBuilder(warc_version="WARC/1.1")
    date = capture.captured.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    target = capture.url or f"file:///{quote(capture.name or 'page.html')}"
    headers = {"WARC-Date": date, "WARC-Record-ID": capture.id, _ROLE: capture.role, **dict(capture.extra)}
    if capture.name:
        headers[_NAME] = quote(capture.name)
    body = capture.payload if capture.raw is None else capture.raw
    headers["WARC-Payload-Digest"] = f"sha256:{hashlib.sha256(body).hexdigest()}"
    before = b""
    main = _member(BufferWARCWriter, _main_record(builder, capture, target, headers, body))
    if capture.request is not None:
        asked = builder.create_warc_record(
            target, "request", payload=io.BytesIO(b""), http_headers=_request_headers(capture.request),
            warc_headers_dict={"WARC-Date": date, "WARC-Concurrent-To": capture.id, _ROLE: "request"},
        )  # fmt: skip
        before = _member(BufferWARCWriter, asked)
    permission = capture.extra.get("X-Stringer-Permission")
    if permission:
        before += _member(BufferWARCWriter, _permission_record(builder, capture, target, date, permission))
    return before + main, (len(before), len(main))


def _main_record(builder: Any, capture: "Capture", target: str, headers: dict[str, str], body: bytes) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    if capture.status is not None:
        http = StatusAndHeaders(capture.status, list(capture.headers), protocol="HTTP/1.1")
        return builder.create_warc_record(
            target, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=headers
        )
    return builder.create_warc_record(
        target, "resource", payload=io.BytesIO(body), warc_headers_dict=headers,
        warc_content_type=capture.content_type or "application/octet-stream",
    )  # fmt: skip


def _permission_record(builder: Any, capture: "Capture", target: str, date: str, permission: str) -> Any:
    """Who agreed that the page be taken although robots.txt says no."""
    fields = f"permission: {permission}\r\npolicy: robots.txt set aside by permission\r\n".encode()
    return builder.create_warc_record(
        target, "metadata", payload=io.BytesIO(fields), warc_content_type="application/warc-fields",
        warc_headers_dict={"WARC-Date": date, "WARC-Concurrent-To": capture.id, _ROLE: "metadata"},
    )  # fmt: skip


def _request_headers(request: bytes) -> Any:
    from warcio.statusandheaders import StatusAndHeaders

    first, *rest = request.decode("latin-1").split("\r\n")
    method, _space, line = first.partition(" ")
    pairs = [tuple(row.split(": ", 1)) for row in rest if ": " in row]
    return StatusAndHeaders(line, pairs, protocol=method, is_http_request=True)


def _member(writer_class: Any, record: Any) -> bytes:
    writer = writer_class(gzip=True)
    writer.write_record(record)
    return bytes(writer.get_contents())


def read_records(data: bytes) -> Iterator[tuple["Capture", int, int]]:
    """The whole records of WARC bytes (gzip or not) with offset and length; stops where one is torn."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    is_gzip = data[:2] == b"\x1f\x8b"
    whole = data[: _whole_members(data)] if is_gzip else data
    iterator = ArchiveIterator(io.BytesIO(whole))
    try:
        for record in iterator:
            capture = capture_of_record(record)
            offset = iterator.get_record_offset()
            length = iterator.get_record_length()
            if capture is not None:
                yield capture, offset, length
    except (ArchiveLoadFailed, EOFError, zlib.error):
        return


def read_record_at(path: Path, offset: int) -> "Capture | None":
    """The record that begins at a byte of a WARC file; None where there is no whole one."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            file.seek(offset)
            for record in ArchiveIterator(file):
                return capture_of_record(record)
    except (ArchiveLoadFailed, EOFError, OSError, zlib.error):
        return None
    return None


def _whole_members(data: bytes) -> int:
    """How many bytes from the start are whole gzip members."""
    end = 0
    while end < len(data):
        unpacker = zlib.decompressobj(31)
        try:
            unpacker.decompress(data[end:])
        except zlib.error:
            return end
        if not unpacker.eof:
            return end
        end = len(data) - len(unpacker.unused_data)
    return end


def capture_of_record(record: Any) -> "Capture | None":
    """A WARC record as a capture; None for kinds that hold no page."""
    from legacy_import.capture.store import Capture

    headers = record.rec_headers
    kind = record.rec_type
    declared = str(headers.get_header("Content-Length") or "0")
    if kind not in ("response", "resource", "request", "metadata") or int(declared or 0) > _MAX_RECORD_BYTES:
        return None
    body = record.raw_stream.read()
    http = record.http_headers
    pairs = tuple((str(name), str(value)) for name, value in http.headers) if http is not None else ()
    named = {name.lower(): value for name, value in pairs}
    payload = _payload(body, named) if kind == "response" else body
    target = str(headers.get_header("WARC-Target-URI") or "").strip("<>")
    stamp = str(headers.get_header("WARC-Date") or "1970-01-01T00:00:00Z")
    is_side = kind in ("request", "metadata")
    role = kind if is_side else str(headers.get_header(_ROLE) or "page")
    name = headers.get_header("WARC-Concurrent-To") if is_side else headers.get_header(_NAME)
    extra = {key: str(value) for key in _EXTRA if (value := headers.get_header(key))}
    from urllib.parse import unquote

    return Capture(
        id=str(headers.get_header("WARC-Record-ID")),
        url=target if target.startswith(("http://", "https://")) else None,
        captured=dt.datetime.fromisoformat(stamp.replace("Z", "+00:00")[:19] + "+00:00"),
        sha256=hashlib.sha256(payload).hexdigest(),
        payload=payload,
        content_type=named.get("content-type") if http is not None else headers.get_header("Content-Type"),
        role=role,
        name=unquote(str(name)) if name else None,
        headers=pairs,
        status=str(http.statusline) if http is not None and kind == "response" else None,
        raw=body if kind == "response" else None,
        extra=extra,
    )


def _payload(body: bytes, headers: dict[str, str]) -> bytes:
    """A response's body, unpacked; empty where it cannot be."""
    try:
        return inflate(_unchunked(body, headers), headers.get("content-encoding"))
    except CaptureError:
        return b""


def _unchunked(body: bytes, headers: dict[str, str]) -> bytes:
    if "chunked" not in headers.get("transfer-encoding", "").lower():
        return body
    out, at = bytearray(), 0
    while True:
        end = body.find(b"\r\n", at)
        try:
            size = int(body[at:end].split(b";")[0], 16) if end > 0 else -1
        except ValueError:
            return body
        if size < 0:
            return body
        if size == 0:
            return bytes(out)
        out += body[end + 2 : end + 2 + size]
        at = end + 4 + size


def inflate(body: bytes, encoding: str | None, limit: int = MAX_PAGE_BYTES) -> bytes:
    """Undo a Content-Encoding with a cap; raises CaptureError for a torn, oversized or foreign one."""
    name = (encoding or "identity").strip().lower()
    if name in ("", "identity"):
        return body
    if name not in ("gzip", "x-gzip", "deflate"):
        raise CaptureError(
            f"The page came packed as {name}, which was not asked for.", code="unsupported_encoding"
        )
    for window in (31,) if name != "deflate" else (15, -15):
        unpacker = zlib.decompressobj(window)
        try:
            out = unpacker.decompress(body, limit + 1)
        except zlib.error:
            continue
        if len(out) > limit or unpacker.unconsumed_tail:
            raise CaptureError(f"The page unpacks to more than {limit // 1_000_000} MB.", code="too_large")
        if not unpacker.eof:
            raise CaptureError(
                "The page was cut off: its packed data has no end.", fix="try again later", code="truncated"
            )
        return out
    raise CaptureError("The page cannot be unpacked: its packed data is damaged.", code="decode_error")
