"""What a source is: told from its address or its first bytes, never from its name alone."""

import zlib
from enum import StrEnum
from pathlib import Path

from legacy_import.errors import LegacyImportError

__all__ = ["Kind", "kind_of"]


class Kind(StrEnum):
    """The kinds of source that can be imported."""

    URL = "url"
    FILES = "files"
    WARC = "warc"


def kind_of(source: str) -> Kind:
    """Tell what `source` is; raises LegacyImportError for a path that is not there or cannot be read."""
    if source.lower().startswith(("http://", "https://")):
        return Kind.URL
    path = Path(source)
    if not path.exists():
        fix = "give an address that begins with https://, a folder, an HTML file or a WARC"
        raise LegacyImportError(f"{source} is neither an address nor a file or folder here.", fix=fix)
    if path.is_dir():
        return Kind.FILES
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise LegacyImportError(f"{source} cannot be read: {error.strerror}.") from None
    if head[:2] == b"\x1f\x8b":
        try:
            head = zlib.decompressobj(31).decompress(head, 64)
        except zlib.error:
            raise LegacyImportError(f"{source} cannot be unpacked: its packed data is damaged.") from None
    return Kind.WARC if head.startswith(b"WARC/") else Kind.FILES
