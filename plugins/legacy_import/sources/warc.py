"""The pages of WARC files, one, several or those that a CDXJ index names, and the pictures beside them."""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from legacy_import.capture.records import capture_of_record, read_record_at
from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError

__all__ = ["read_warc"]

_INDEX_LINE = re.compile(rb'^(?:\S+ \d{14} )?\{.*"offset"')


def read_warc(path: Path) -> Iterator[Capture]:
    """Give the response and resource records of a WARC, of all in a folder, or of those an index names.

    HTML as pages, pictures as pictures, the rest is passed over; one record is in memory at a time.
    """
    found = False
    for capture in _records(path):
        found = True
        role = _role(capture)
        if role is not None:
            yield replace(capture, role=role)
    if not found:
        raise CaptureError(f"{path} holds no whole WARC record.", fix="try `warcio check` on the file")


def _records(path: Path) -> Iterator[Capture]:
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.name.lower().endswith((".warc", ".warc.gz")))
        for file in files:
            yield from _of_file(file)
    elif _is_index(path):
        yield from _of_index(path)
    else:
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[Capture]:
    import zlib

    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                capture = capture_of_record(record)
                if capture is not None:
                    yield capture
    except (ArchiveLoadFailed, EOFError, zlib.error):
        return  # A torn tail: the whole records before it were given.
    except OSError as error:
        raise CaptureError(f"{path} cannot be read: {error.strerror or error}.") from None


def _is_index(path: Path) -> bool:
    try:
        with path.open("rb") as packed:
            is_packed = packed.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rb") if is_packed else path.open("rb") as file:
            return any(_INDEX_LINE.match(file.readline(65_536)) for _number in range(3))
    except (OSError, EOFError):
        return False


def _of_index(path: Path) -> Iterator[Capture]:
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        brace = line.find("{")
        try:
            row = json.loads(line[max(brace, 0) :])
            name, offset = str(row["filename"]), int(row["offset"])
        except (ValueError, TypeError, KeyError):
            continue
        file = path.parent / Path(name).name
        if not file.is_file():
            raise CaptureError(
                f"{path} names {name}, which does not lie beside it.", fix="put the WARC beside its index"
            )
        capture = read_record_at(file, offset)
        if capture is not None:
            yield capture


def _role(capture: Capture) -> str | None:
    if capture.role in ("request", "metadata", "robots", "source"):
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
