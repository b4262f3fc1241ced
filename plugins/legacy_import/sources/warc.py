"""The pages of a WARC file, and the pictures beside them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from legacy_import.capture.records import read_records
from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError

__all__ = ["read_warc"]


def read_warc(path: Path) -> Iterator[Capture]:
    """Give the response and resource records of a WARC: HTML as pages, pictures as pictures, the rest is passed over."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CaptureError(f"{path} cannot be read: {error.strerror}.") from None
    found = False
    for capture, _offset, _length in read_records(data):
        found = True
        role = _role(capture)
        if role is not None:
            yield replace(capture, role=role, captured=capture.captured)
    if not found:
        raise CaptureError(f"{path} holds no whole WARC record.", fix="try `warcio check` on the file")


def _role(capture: Capture) -> str | None:
    if capture.role == "request" or capture.role == "robots":
        return None
    if capture.status is not None and not capture.status.startswith("200"):
        return None
    kind = (capture.content_type or "").lower()
    if kind.startswith("image/"):
        return "image"
    if "html" in kind or (
        not kind.startswith(("text/css", "application/", "text/javascript", "video/", "audio/", "font/"))
        and b"<" in capture.payload[:2000]
    ):
        return "page"
    return None
