"""Pictures taken in: verified, bounded, written anew without GPS and serial numbers, with creator and credit kept."""

import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from legacy_import.errors import LegacyImportError
from legacy_import.extract.picture_source import embedded_pictures, is_embedded
from legacy_import.files import read_whole
from legacy_import.picture_words import PictureWords, as_exif, as_iptc, as_png_text, as_xmp, read_words
from legacy_import.sources.saved import FOLDER_ENDINGS

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

__all__ = [
    "PictureFinder",
    "Taken",
    "beside",
    "local_pictures",
    "picture_addresses",
    "reencode",
    "stored_name",
    "with_embedded",
]

PictureFinder = Callable[[str], bytes | None]

MAX_PIXELS = 60_000_000
MAX_SIDE = 2400
_IMAGE = re.compile(
    r"!\[(?P<alt>(?:\\.|[^\]\\])*)\]\((?P<address><[^<>\n]*>|[^()\s]*)\)|<img src=\"(?P<source>[^\"]*)\"(?P<rest>[^<>]*)>"
)
# Stands where a picture was that could not be had, until what was only there for it is gone too.
_GONE = "\ue001"


@dataclass(frozen=True, slots=True)
class Taken:
    """A picture written anew: its bytes, its file ending, and what its file said of its maker."""

    data: bytes
    ending: str
    words: PictureWords


def reencode(data: bytes) -> Taken:
    """Write a picture anew; raises LegacyImportError for what is no picture of points, or too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format not in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"):
                raise LegacyImportError(f"A picture of kind {opened.format} is not taken.")
            if opened.width * opened.height > MAX_PIXELS:
                raise LegacyImportError(f"A picture of {opened.width} × {opened.height} points is too large.")
            return _written(opened)
    except Image.DecompressionBombError:
        raise LegacyImportError("A picture has far too many points; it was not opened.") from None
    except UnidentifiedImageError:
        raise LegacyImportError(
            "What came is no picture of a kind that is taken (JPEG, PNG, GIF, WebP, BMP, TIFF)."
        ) from None
    except (OSError, ValueError, SyntaxError) as error:
        raise LegacyImportError(
            f"A picture cannot be read: {str(error).splitlines()[0] if str(error) else 'damaged'}."
        ) from None


def _written(opened: "ImageFile") -> Taken:
    """The points again, turned as they are shown; of all that the file says only who made it and whose it is."""
    from PIL import ImageOps

    words = read_words(opened)
    image = ImageOps.exif_transpose(opened)
    is_lossy = opened.format in ("JPEG", "WEBP", "TIFF")
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    if is_lossy:
        plain = image.convert("RGB")
        plain.info.clear()
        plain.save(
            out, "JPEG", quality=88, optimize=True, exif=as_exif(words), xmp=as_xmp(words), extra=as_iptc(words)
        )  # fmt: skip
        return Taken(out.getvalue(), ".jpg", words)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    plain = image.convert("RGBA" if has_alpha else "RGB")
    plain.info.clear()
    plain.save(out, "PNG", optimize=True, exif=as_exif(words), pnginfo=as_png_text(words))
    return Taken(out.getvalue(), ".png", words)


def with_embedded(find: PictureFinder, payload: Callable[[], bytes]) -> PictureFinder:
    """A finder that also knows the pictures that stand in the page itself (`data:`), by the address that `extract` gives them."""
    known: dict[str, bytes] = {}

    def look(address: str) -> bytes | None:
        if not is_embedded(address):
            return find(address)
        if not known:
            known.update(embedded_pictures(payload()))
        return known.get(address) or find(address)

    return look


def beside(root: Path, page: Path, address: str) -> bytes | None:
    """The bytes of a picture that was saved beside its page, inside `root`; None where there is none."""
    path = unquote(urlsplit(address).path)
    name = PurePosixPath(path).name
    if not name:
        return None
    candidates = [page.parent / path.lstrip("/"), root / path.lstrip("/"), page.parent / name]
    candidates += [root / (urlsplit(address).hostname or "") / path.lstrip("/")]
    candidates += [
        page.parent / f"{stem}{ending}" / name
        for stem in dict.fromkeys((page.stem, page.name.split(".")[0]))
        for ending in FOLDER_ENDINGS
    ]
    for candidate in candidates:
        try:
            real = candidate.resolve()
            if real.is_file() and real.is_relative_to(root.resolve()) and real.stat().st_size < 40_000_000:
                return read_whole(real)
        except OSError:
            continue
    return None


def local_pictures(
    markdown: str, base: str | None, find: PictureFinder, keep: Callable[[bytes, str], str | None]
) -> tuple[str, list[str]]:
    """Point a body's pictures to files of the archive; one that cannot be had goes, its caption stays.

    `find` gives the bytes of an address, `keep` stores them and gives the path below content/. Also gives
    the addresses that could not be had.
    """
    missing: list[str] = []

    def put(match: re.Match[str]) -> str:
        address = unescape(match["source"]) if match["source"] is not None else match["address"].strip("<>")
        data = find(urljoin(base, address) if base else address)
        path = keep(data, address) if data is not None else None
        if path is None:
            missing.append(address)
            return _GONE
        return (
            f'<img src="{path}"{match["rest"]}>'
            if match["source"] is not None
            else f"![{match['alt']}]({path})"
        )

    text = _IMAGE.sub(put, markdown)
    return (_without_gaps(text) if missing else text).strip(), missing


def _without_gaps(text: str) -> str:
    """Take away what only held a picture that is gone: a link around it, its empty line or paragraph."""
    text = re.sub(rf"\[\s*{_GONE}\s*\]\((?:<[^<>\n]*>|[^()\s]*)(?: \"[^\"\n]*\")?\)", _GONE, text)
    text = re.sub(rf"(?:<(p|a|li|div)(?: [^<>]*)?>)\s*{_GONE}\s*</\1>", _GONE, text)
    text = re.sub(rf"(?m)^((?:> ?)*)[ ]*(?:{_GONE}[ ]*)+(?:\n|\Z)(?:[> ]*\n)?", "", text)
    return text.replace(_GONE, "")


def picture_addresses(markdown: str, base: str | None) -> list[str]:
    """The addresses of a body's pictures."""
    found = [match["source"] or match["address"].strip("<>") for match in _IMAGE.finditer(markdown)]
    return [urljoin(base, unescape(address)) if base else address for address in found]


def stored_name(address: str, ending: str, taken: Sequence[str]) -> str:
    """A file name for a picture: its own, in plain letters, with the ending of what it is now."""
    stem = (
        re.sub(r"[^a-z0-9]+", "-", PurePosixPath(unquote(urlsplit(address).path)).stem.lower()).strip("-")[
            :60
        ]
        or "picture"
    )
    name, number = f"{stem}{ending}", 2
    while name in taken:
        name, number = f"{stem}-{number}{ending}", number + 1
    return name
