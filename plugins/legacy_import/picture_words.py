"""Who made a picture and whose it is, as its file says: read from IPTC, XMP and EXIF, and written anew, nothing else with it."""

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from dispatch.text import one_line
from legacy_import.errors import CaptureError
from legacy_import.sources.xmltree import local_name, parse_xml

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile
    from PIL.PngImagePlugin import PngInfo

__all__ = ["PictureWords", "as_exif", "as_iptc", "as_png_text", "as_xmp", "read_words"]

_MOST = 500
# IPTC-IIM record 2 and EXIF, by what they say.
_IPTC = {"creator": 80, "credit": 110, "copyright": 116, "description": 120}
_EXIF = {"creator": 0x013B, "copyright": 0x8298, "description": 0x010E}
_XMP = {"creator": "creator", "credit": "credit", "copyright": "rights", "description": "description"}
_UTF8 = b"\x1b%G"


@dataclass(frozen=True, slots=True)
class PictureWords:
    """The words of a picture's file; what it does not say is None."""

    creator: str | None = None
    credit: str | None = None
    copyright: str | None = None
    description: str | None = None

    @property
    def credit_line(self) -> str | None:
        """The credit as an editor prints it: the photographer, and the agency where it is another."""
        names = [name for name in (self.creator, self.credit) if name]
        if not names:
            bare = re.sub(
                r"^(?:©|\(c\)|copyright)\s*(?:\d{4}(?:\s*[-–]\s*\d{4})?,?)?\s*",
                "",
                self.copyright or "",
                flags=re.IGNORECASE,
            )
            return bare or None
        return names[0] if len(names) == 1 or names[1].casefold() in names[0].casefold() else "/".join(names)

    def said(self) -> dict[str, str]:
        """What there is, by its name."""
        named = {name: getattr(self, name) for name in ("creator", "credit", "copyright", "description")}
        return {name: value for name, value in named.items() if value}


def read_words(image: "ImageFile") -> PictureWords:
    """Read an opened picture; of several places IPTC comes first, then XMP, then EXIF."""
    found: dict[str, str] = {}
    for said in (_from_iptc(image), _from_xmp(image), _from_exif(image)):
        for name, value in said.items():
            line = one_line(value)[:_MOST]
            if line:
                found.setdefault(name, line)
    return PictureWords(**found)


def _from_iptc(image: "ImageFile") -> dict[str, str]:
    from PIL.IptcImagePlugin import getiptcinfo

    try:
        records: Mapping[tuple[int, int], Any] = getiptcinfo(image) or {}
    except (SyntaxError, ValueError, KeyError, IndexError, struct.error, OSError, TypeError):
        return {}
    found = {}
    for name, number in _IPTC.items():
        value = records.get((2, number))
        parts = [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, bytes)]
        if parts:
            found[name] = ", ".join(map(_decoded, parts))
    return found


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _from_xmp(image: "ImageFile") -> dict[str, str]:
    packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp")
    if not packet:
        return {}
    try:
        root = parse_xml(
            packet.encode("utf-8", "replace") if isinstance(packet, str) else bytes(packet).strip(b"\0 ")
        )
    except CaptureError:
        return {}
    found: dict[str, str] = {}
    for element in root.iter():
        given = {local_name_of(key): value for key, value in element.attrib.items()}
        for name, tag in _XMP.items():
            if tag == "credit" and given.get("credit"):
                found.setdefault(name, str(given["credit"]))
            if local_name(element) == tag and "rdf-syntax" not in str(element.tag):
                items = [
                    " ".join(map(str, item.itertext())) for item in element.iter() if local_name(item) == "li"
                ]
                words = (
                    ", ".join(items)
                    if tag == "creator"
                    else (items or [" ".join(map(str, element.itertext()))])[0]
                )
                if words.strip():
                    found.setdefault(name, words)
    return found


def local_name_of(key: object) -> str:
    """An attribute's name without its namespace, in small letters."""
    return str(key).rsplit("}", 1)[-1].lower()


def _from_exif(image: "ImageFile") -> dict[str, str]:
    exif = image.getexif()
    return {
        name: value
        for name, tag in _EXIF.items()
        if isinstance(value := exif.get(tag), str) and value.strip()
    }


def as_exif(words: PictureWords) -> Any:
    """The words as a fresh EXIF block: no place, no camera, no number of either."""
    from PIL.Image import Exif

    exif = Exif()
    for name, value in words.said().items():
        if name in _EXIF:
            exif[_EXIF[name]] = value
    return exif


def as_xmp(words: PictureWords) -> bytes:
    """The words as an XMP packet; empty without any."""
    said = {name: escape(value) for name, value in words.said().items()}
    if not said:
        return b""
    alt = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
    parts = {
        "creator": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
        "credit": "<photoshop:Credit>{}</photoshop:Credit>",
        "copyright": f"<dc:rights>{alt}</dc:rights>",
        "description": f"<dc:description>{alt}</dc:description>",
    }
    inside = "".join(parts[name].replace("{}", value) for name, value in said.items())
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">'
        f"{inside}</rdf:Description></rdf:RDF></x:xmpmeta>"
    ).encode()


def as_iptc(words: PictureWords) -> bytes:
    """The words as the APP13 segment of a JPEG (IPTC-IIM 4, in UTF-8); empty without any."""
    said = words.said()
    if not said:
        return b""
    records = b"\x1c\x01\x5a" + struct.pack(">H", len(_UTF8)) + _UTF8
    for name, value in said.items():
        data = value.encode("utf-8")
        records += b"\x1c\x02" + bytes([_IPTC[name]]) + struct.pack(">H", len(data)) + data
    block = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)
    body = b"Photoshop 3.0\x00" + block
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def as_png_text(words: PictureWords) -> "PngInfo":
    """The words as a PNG's XMP text."""
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    packet = as_xmp(words)
    if packet:
        text.add_itxt("XML:com.adobe.xmp", packet.decode())
    return text
