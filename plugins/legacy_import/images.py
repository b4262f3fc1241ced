"""Pictures taken in: verified, bounded, written anew without GPS and serial numbers, with creator and credit kept."""

import io
import re
from collections.abc import Callable, Sequence
from html import unescape
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from legacy_import.errors import LegacyImportError

__all__ = ["PictureFinder", "beside", "local_pictures", "reencode"]

PictureFinder = Callable[[str], bytes | None]

MAX_PIXELS = 60_000_000
MAX_SIDE = 2400
_KEPT_EXIF = (0x013B, 0x8298, 0x010E)  # artist, copyright, description
_IMAGE = re.compile(
    r"!\[(?P<alt>(?:\\.|[^\]\\])*)\]\((?P<address><[^<>\n]*>|[^()\s]*)\)|<img src=\"(?P<source>[^\"]*)\"(?P<rest>[^<>]*)>"
)
# Stands where a picture was that could not be had, until what was only there for it is gone too.
_GONE = "\ue001"


def reencode(data: bytes) -> tuple[bytes, str]:
    """Give a picture's bytes anew and their file ending; raises LegacyImportError for what is no picture or too large."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as opened:
            if opened.format not in ("JPEG", "PNG", "GIF", "WEBP", "BMP", "TIFF"):
                raise LegacyImportError(f"A picture of kind {opened.format} is not taken.")
            if opened.width * opened.height > MAX_PIXELS:
                raise LegacyImportError(f"A picture of {opened.width} × {opened.height} points is too large.")
            exif = Image.Exif()
            for tag in _KEPT_EXIF:
                value = opened.getexif().get(tag)
                if isinstance(value, str) and value.strip():
                    exif[tag] = value.strip()
            image = ImageOps.exif_transpose(opened)
            lossy = opened.format in ("JPEG", "WEBP", "TIFF")
            image.thumbnail((MAX_SIDE, MAX_SIDE))
            out = io.BytesIO()
            if lossy:
                image.convert("RGB").save(out, "JPEG", quality=88, optimize=True, exif=exif)
            else:
                image.convert(
                    "RGBA" if "A" in image.getbands() or "transparency" in image.info else "RGB"
                ).save(out, "PNG", optimize=True, exif=exif)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise LegacyImportError(
            f"A picture cannot be read: {str(error).splitlines()[0] if str(error) else 'damaged'}."
        ) from None
    return out.getvalue(), ".jpg" if lossy else ".png"


def beside(root: Path, page: Path, address: str) -> bytes | None:
    """The bytes of a picture that was saved beside its page, inside `root`; None where there is none."""
    path = unquote(urlsplit(address).path)
    name = PurePosixPath(path).name
    if not name:
        return None
    candidates = [page.parent / path.lstrip("/"), root / path.lstrip("/"), page.parent / name]
    candidates += [
        page.parent / f"{page.stem}_files" / name,
        page.parent / f"{page.name.split('.')[0]}_files" / name,
    ]
    for candidate in candidates:
        try:
            real = candidate.resolve()
            if real.is_file() and real.is_relative_to(root.resolve()) and real.stat().st_size < 40_000_000:
                return real.read_bytes()
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
    text = re.sub(rf"(?m)^((?:> ?)*)[ ]*(?:{_GONE}[ ]*)+(?:\n|\Z)(?:\1\n)?", "", text)
    return text.replace(_GONE, "")


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
