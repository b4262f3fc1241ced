"""Pictures without what they tell of the people behind them: no place, no serial number, no thumbnail.

Nothing is encoded again: only metadata is replaced. What names the maker (Exif Artist, Copyright,
ImageDescription; IPTC byline, credit, copyright) and the orientation are kept.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from PIL import Image

_ORIENTATION, _DESCRIPTION, _ARTIST, _COPYRIGHT = 0x0112, 0x010E, 0x013B, 0x8298
_KEPT = (_ORIENTATION, _DESCRIPTION, _ARTIST, _COPYRIGHT)
# IPTC-IIM 4.2, record 2: by-line, credit, copyright notice.
_IPTC = {80: _ARTIST, 110: _COPYRIGHT, 116: _COPYRIGHT}
_EXIF = b"Exif\x00\x00"
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_TEXTS = (b"Author", b"Copyright", b"Title", b"Description")


def scrub(data: bytes) -> bytes:
    """A JPEG, PNG or WebP file without its private metadata; any other file as it is.

    Of a torn one what is left, as far as it is the picture: a browser shows the upper part.
    """
    try:
        if data.startswith(b"\xff\xd8"):
            return _jpeg(data)
        if data.startswith(_PNG):
            return _png(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
    except (struct.error, ValueError, IndexError):
        return data
    return data


# -- JPEG (ITU-T T.81 annex B) -------------------------------------------------------------------


def _jpeg(data: bytes) -> bytes:
    """Replace the Exif segment, drop XMP, IPTC, comments and second pictures."""
    said: dict[int, object] = {}
    kept: list[bytes] = []
    scan = b""
    for marker, segment in _segments(data):
        body = segment[4:]
        if marker == 0xDA:
            scan = segment
        elif marker == 0xE1 and body.startswith(_EXIF):
            said |= _exif_values(body)
        elif marker == 0xED:
            for tag, text in _iptc_values(body):
                said.setdefault(tag, text)
        elif marker == 0xE1 or marker == 0xFE or (marker == 0xE2 and body.startswith(b"MPF\x00")):
            continue
        else:
            kept.append(segment)
    exif = _exif_bytes(said)
    first = [kept.pop(0)] if kept and kept[0][1] == 0xE0 else []
    app1 = [b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif] if exif else []
    return b"\xff\xd8" + b"".join([*first, *app1, *kept]) + scan


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and whole segment, up to the scan, which is given to its end marker; up to where it was cut off."""
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise ValueError("not a marker")
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            yield marker, data[at : _end(data, at)]
            return
        size = struct.unpack(">H", data[at + 2 : at + 4])[0]
        if at + 2 + size > len(data):
            return
        yield marker, data[at : at + 2 + size]
        at += 2 + size


def _end(data: bytes, at: int) -> int:
    """Where the picture that has a scan at `at` ends: behind its EOI; other pictures may follow."""
    while (at := data.find(b"\xff", at + 1)) >= 0:
        marker = data[at + 1] if at + 1 < len(data) else 0xD9
        if marker == 0xD9:
            return at + 2
        if at + 4 > len(data):
            break
        if marker in {0xC4, 0xDB, 0xDA, 0xDD, 0xFE}:
            at += 1 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return len(data)  # it was cut off


def _exif_values(body: bytes) -> dict[int, object]:
    exif = Image.Exif()
    try:
        exif.load(body)
        return {tag: exif[tag] for tag in _KEPT if tag in exif}
    except (ValueError, KeyError, SyntaxError, struct.error, OSError):
        return {}


def _exif_bytes(said: dict[int, object]) -> bytes:
    exif = Image.Exif()
    for tag in _KEPT:
        if said.get(tag) not in (None, ""):
            exif[tag] = said[tag]
    return exif.tobytes() if len(exif) else b""


def _iptc_values(body: bytes) -> Iterator[tuple[int, str]]:
    at = body.find(b"\x1c\x02")
    while 0 <= at < len(body) - 5:
        number, size = body[at + 2], struct.unpack(">H", body[at + 3 : at + 5])[0]
        if number in _IPTC:
            yield _IPTC[number], body[at + 5 : at + 5 + size].decode("utf-8", "replace")
        at = body.find(b"\x1c\x02", at + 5 + size)


# -- PNG (W3C PNG, third edition, §5 and §11) and WebP (RFC 9649) ----------------------------------


def _png(data: bytes) -> bytes:
    out, at = [_PNG], len(_PNG)
    while at + 8 <= len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at : at + 12 + size]
        if len(chunk) < 12 + size:
            out.extend([chunk] if kind == b"IDAT" else [])
            break
        body = chunk[8 : 8 + size]
        named = kind in {b"tEXt", b"iTXt", b"zTXt"} and body.split(b"\x00", 1)[0] in _PNG_TEXTS
        if kind == b"eXIf":
            kept = _exif_bytes(_exif_values(_EXIF + body)).removeprefix(_EXIF)
            if kept:
                out.append(_png_chunk(kind, kept))
        elif named or kind not in {b"tEXt", b"iTXt", b"zTXt", b"tIME"}:
            out.append(chunk)
        at += 12 + size
        if kind == b"IEND":
            break
    return b"".join(out)


def _png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _webp(data: bytes) -> bytes:
    out, at = [], 12
    end = min(len(data), 8 + struct.unpack("<I", data[4:8])[0])
    while at + 8 <= end:
        kind, size = struct.unpack("<4sI", data[at : at + 8])
        chunk = data[at : at + 8 + size + (size & 1)]
        if kind == b"EXIF":
            kept = _exif_bytes(_exif_values(chunk[8 : 8 + size]))
            if kept:
                body = kept.removeprefix(_EXIF)
                out.append(struct.pack("<4sI", kind, len(body)) + body + b"\x00" * (len(body) & 1))
        elif kind != b"XMP ":
            out.append(chunk)
        at += len(chunk)
    kinds = {chunk[:4] for chunk in out}
    body = b"WEBP" + b"".join(_flags(chunk, kinds) for chunk in out)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _flags(chunk: bytes, kinds: set[bytes]) -> bytes:
    """The extended header says which metadata follow: bit 3 Exif, bit 2 XMP."""
    if chunk[:4] != b"VP8X":
        return chunk
    flags = chunk[8] & ~0b0000_0100
    flags = flags if b"EXIF" in kinds else flags & ~0b0000_1000
    return chunk[:8] + bytes([flags]) + chunk[9:]
