"""The captures of an archive as a site shows them: read only, each made inert once and kept by its hash."""

from __future__ import annotations

import base64
import functools
import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from legacy_import.capture.ledger import read_lines
from legacy_import.capture.records import read_record_at
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.files import write_atomic

__all__ = ["CapturedPages", "Copy"]

# With the page around it a copy stays below 14 kB, packed.
MOST_BYTES = 10_500
# Of one page; a gallery of a thousand is no text with pictures.
MOST_PICTURES = 40


@dataclass(frozen=True, slots=True)
class Copy:
    """A saved copy: inert HTML, its pictures (name, bytes), and whether the page goes on."""

    html: str
    pictures: tuple[tuple[str, bytes], ...]
    is_cut: bool


class CapturedPages:
    """Reads content/captures without ever writing there; `cache` keeps what was made of a record's bytes."""

    def __init__(self, content: Path, cache: Path | None) -> None:
        self._folder = content / "captures"
        self._cache = cache

    @cached_property
    def _rows(self) -> dict[str, Mapping[str, object]]:
        """The index by record ID."""
        return {str(row.get("id")): row for row in read_lines(self._folder / "index.cdxj")}

    @cached_property
    def _pictures(self) -> dict[str, Mapping[str, object]]:
        """The index rows of pictures by the address that was asked, or answered."""
        rows = [row for row in self._rows.values() if row.get("role") == "image"]
        return {str(row.get(key)): row for row in rows for key in ("url", "asked") if row.get(key)}

    @cached_property
    def pictures_at_hand(self) -> str:
        """A hash of what pictures there are: with another one a copy is made anew."""
        known = sorted(f"{address} {row.get('sha256')}" for address, row in self._pictures.items())
        return hashlib.sha256("\n".join(known).encode()).hexdigest()[:12]

    @cached_property
    def _files(self) -> frozenset[str]:
        return frozenset(path.name for path in self._folder.glob("*.warc*"))

    def has(self, capture: str, sha256: str) -> bool:
        """Whether the record that a dispatch names is here, by the index."""
        row = self._rows.get(capture)
        return row is not None and row.get("sha256") == sha256 and row.get("filename") in self._files

    def copy(self, capture: str, sha256: str, *, with_pictures: bool) -> Copy:
        """The record as inert HTML. Raises CaptureError when its bytes are not those that were captured."""
        if self._cache is None:
            return self._made(capture, sha256, with_pictures=with_pictures)
        pictures = self.pictures_at_hand if with_pictures else "none"
        kept = self._cache / f"{sha256[:40]}-{_version()}-{pictures}.json"
        if kept.is_file():
            return _unpacked(kept.read_bytes())
        made = self._made(capture, sha256, with_pictures=with_pictures)
        write_atomic(kept, _packed(made))
        return made

    def _made(self, capture: str, sha256: str, *, with_pictures: bool) -> Copy:
        row = self._rows[capture]
        path = self._folder / str(row["filename"])
        record = read_record_at(path, int(str(row["offset"])))
        if record is None or hashlib.sha256(record.payload).hexdigest() != sha256:
            raise CaptureError(
                f"{path} does not hold at byte {row['offset']} the page that was captured ({sha256})",
                fix="restore the file from a backup, or set saved_copies: false in archive.yaml",
            )
        taken: dict[str, tuple[str, bytes, tuple[int, int]]] = {}

        def keep(address: str) -> tuple[str, int, int] | None:
            if address not in taken:
                found = self._picture(address) if with_pictures and len(taken) < MOST_PICTURES else None
                if found is None:
                    return None
                ending, data, size = found
                taken[address] = f"{len(taken) + 1}{ending}", data, size
            name, _data, (width, height) = taken[address]
            return name, width, height

        # To read a page takes half a second of loading; most builds make no copy.
        from legacy_import import saved_copy
        from legacy_import.extract.decode import decode_page

        text = decode_page(record.payload, record.content_type).text
        shown = saved_copy.fit(saved_copy.inert_blocks(text, record.url, keep), MOST_BYTES)
        pictures = tuple(
            (name, data) for name, data, _size in taken.values() if f'src="{name}"' in shown.html
        )
        return Copy(shown.html, pictures, shown.is_cut)

    def _picture(self, address: str) -> tuple[str, bytes, tuple[int, int]] | None:
        """A captured picture written anew: its ending, bytes and size; None where it is not at hand."""
        from PIL import Image

        from legacy_import.images import reencode

        row = self._pictures.get(address)
        if row is None:
            return None
        record = read_record_at(self._folder / str(row["filename"]), int(str(row["offset"])))
        try:
            taken = reencode(record.payload) if record is not None else None
        except LegacyImportError:
            return None
        if taken is None:
            return None
        with Image.open(io.BytesIO(taken.data)) as opened:
            return taken.ending, taken.data, opened.size


@functools.cache
def _version() -> str:
    """A hash of the code that makes copies: what older code made is made anew."""
    here = Path(__file__)
    code = here.with_name("saved_copy.py").read_bytes() + here.read_bytes()
    return hashlib.sha256(code).hexdigest()[:12]


def _packed(copy: Copy) -> bytes:
    pictures = [[name, base64.b64encode(data).decode()] for name, data in copy.pictures]
    return json.dumps({"html": copy.html, "is_cut": copy.is_cut, "pictures": pictures}).encode()


def _unpacked(data: bytes) -> Copy:
    kept = json.loads(data)
    pictures = tuple((name, base64.b64decode(text)) for name, text in kept["pictures"])
    return Copy(kept["html"], pictures, kept["is_cut"])
