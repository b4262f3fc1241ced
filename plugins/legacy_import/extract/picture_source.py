"""Where the points of an `<img>` are: lazy attributes, the best of a srcset, the picture in the page itself."""

import base64
import binascii
import hashlib
import re
import struct
from collections.abc import Iterator, Mapping
from html import unescape
from urllib.parse import unquote_to_bytes

__all__ = ["EMBEDDED", "cid_address", "embedded_pictures", "is_embedded", "picture_address"]

# RFC 2606: a name that never resolves. A picture inside the page has no address of its own.
EMBEDDED = "https://embedded.invalid/"
_LAZY = (
    "data-src", "data-original", "data-lazy-src", "data-lazy", "data-hi-res-src", "data-full-src", "data-large-file",
    "data-orig-file", "data-image", "data-img-src", "data-url",
)  # fmt: skip
_LAZY_SETS = ("data-srcset", "data-lazy-srcset", "data-original-set")
_BEST_WIDTH = 2400
_CANDIDATE = re.compile(r"[\s,]*(\S*[^\s,])(?:\s+(\d+(?:\.\d+)?)([wx]))?(?=\s*,|\s*$|\s)")
_STAND_IN = re.compile(
    r"(?:^|[/_.-])(?:blank|spacer|pixel|placeholder|transparent|grey|loading|lazy|1x1|empty)[^/]*\.(?:gif|png|jpe?g|webp|svg)(?:\?|$)",
    re.IGNORECASE,
)
_DATA = re.compile(
    r"data:image/(png|jpe?g|pjpeg|gif|webp|bmp|x-ms-bmp|tiff)(?:;[^,;]*)*;base64,(.*)",
    re.IGNORECASE | re.DOTALL,
)
_DATA_BYTES = re.compile(rb"data:image/[^,\"'<>\s]{3,80};base64,[^\"'<>()]+", re.IGNORECASE)
_LEAST_SIDE = 24


def picture_address(attributes: Mapping[str, str]) -> str | None:
    """The address of the best picture that an `<img>` names; None where it shows nothing but a stand-in.

    A picture inside the page (`data:`) gives an address of our own, by which `embedded_pictures` finds it.
    """
    for key in _LAZY:
        value = (attributes.get(key) or "").strip()
        if value and not value.startswith(("data:", "{", "[")) and re.search(r"[/.]", value):
            return value
    source = (attributes.get("src") or "").strip()
    is_foreign = re.match(r"(?!https?:)[a-z][a-z0-9+.-]*:", source, re.IGNORECASE)
    is_real = bool(source) and not is_foreign and not _STAND_IN.search(source)
    for key in (*_LAZY_SETS, "srcset"):
        best = _best_of(attributes.get(key) or "")
        if best is not None and not best.startswith("data:"):
            return best
    return source if is_real else _embedded_address(source)


def _best_of(srcset: str) -> str | None:
    """The widest candidate up to what the archive keeps, else the least wide."""
    found: list[tuple[float, str]] = [
        (float(width or 1) * (1000 if unit == "x" or not unit else 1), address)
        for address, width, unit in _CANDIDATE.findall(srcset)
        if not address.startswith("data:")
    ]
    fitting = [pair for pair in found if pair[0] <= _BEST_WIDTH]
    if not found:
        return None
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else min(found, key=lambda pair: pair[0])[1]


def is_embedded(address: str) -> bool:
    """Whether an address is one of ours, of a picture inside its page."""
    return address.startswith(EMBEDDED)


def cid_address(name: str) -> str:
    """The address by which a part of a mail-like file (MHTML) is found that is named by its Content-ID."""
    return EMBEDDED + "cid/" + re.sub(r"[^\w.@$-]", "-", name)


def _embedded_address(source: str) -> str | None:
    if re.match(r"(?:cid|mid):", source, re.IGNORECASE):
        return cid_address(source.split(":", 1)[1])
    found = _decoded(source)
    return None if found is None else _name_of(*found)


def _name_of(kind: str, data: bytes) -> str:
    return f"{EMBEDDED}{hashlib.sha256(data).hexdigest()[:24]}.{kind}"


def _decoded(source: str) -> tuple[str, bytes] | None:
    """Kind and bytes of a `data:` address that holds a picture of some size; a stand-in is a point or two."""
    match = _DATA.match(source.strip())
    if match is None:
        return None
    try:
        data = base64.b64decode(re.sub(rb"\s+", b"", unquote_to_bytes(match[2])) + b"==", validate=False)
    except (binascii.Error, ValueError):
        return None
    if len(data) < 64 or min(_sides(data)) < _LEAST_SIDE:
        return None
    return match[1].lower().replace("jpeg", "jpg").replace("pjpg", "jpg").replace("x-ms-", ""), data


def _sides(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or a GIF; of other kinds, which no stand-in has, a large number."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:4] == b"GIF8":
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    return (10_000, 10_000) if len(data) > 400 else (0, 0)


def embedded_pictures(payload: bytes) -> Iterator[tuple[str, bytes]]:
    """The pictures that stand in a page's bytes, by their addresses."""
    for found in _DATA_BYTES.finditer(payload):
        decoded = _decoded(unescape(found[0].decode("ascii", "replace")))
        if decoded is not None:
            yield _name_of(*decoded), decoded[1]
