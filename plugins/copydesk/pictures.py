"""Pictures on a page: their address and size, so that nothing jumps, and smaller copies for small screens."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import PIL
from PIL import Image, ImageOps, UnidentifiedImageError

from copydesk.markup import escape_path
from copydesk.privacy import scrub

# CSS pixels of a phone, a phone's at twice the density, a wide screen.
WIDTHS = (480, 960, 1600)
FOLDER = "pictures"
# Raised when the bytes of copies change, so that older ones in the cache are not used.
_RECIPE = f"1 Pillow {PIL.__version__}"
_FORMATS = {"JPEG", "PNG", "WEBP"}
_ORIENTATION = 0x0112
_IMG = re.compile(r'<img\b[^>]*?\bsrc="([^"]*)"[^>]*>')


@dataclass(frozen=True, slots=True)
class Variant:
    """A smaller copy as WebP: `url` from the site's root, width in pixels."""

    url: str
    width: int


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the site: `url` from the site's root; width and height as shown, or None."""

    path: str
    url: str
    width: int | None
    height: int | None
    variants: tuple[Variant, ...] = ()

    def srcset(self, root: str) -> str:
        """The copies as `srcset` says them, seen from a page with that root; empty without copies."""
        return ", ".join(f"{root}/{variant.url} {variant.width}w" for variant in self.variants)


class Pictures:
    """Measures each picture once a build, and makes its copies; `cache` keeps them between builds.

    Only pictures that a page shows are asked for, so nothing of another is ever copied.
    """

    def __init__(self, content: Path, cache: Path | None = None) -> None:
        self._content = content
        self._cache = cache
        self._seen: dict[str, Picture] = {}
        self.copies: dict[str, bytes] = {}

    def picture(self, path: str) -> Picture:
        """The picture at `path`, relative to content/; one that cannot be measured has no size."""
        if path not in self._seen:
            try:
                self._seen[path] = self._measured(path)
            except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError):
                # An SVG, or a file that the checker reports.
                self._seen[path] = Picture(path, escape_path(path), None, None)
        return self._seen[path]

    def load(self) -> None:
        """Have every copy in `copies`; a build that remembers pictures has only their names until then."""

    def in_html(self, html: str, root: str) -> str:
        """A body whose pictures say their size, load when they come near, and have copies."""

        def dressed(found: re.Match[str]) -> str:
            source, tag = unescape(found[1]), found[0]
            if not source.startswith(f"{root}/") or " width=" in tag:
                return tag
            picture = self.picture(unquote(source.removeprefix(f"{root}/")))
            if picture.width is None:
                return tag
            more = f' width="{picture.width}" height="{picture.height}" loading="lazy" decoding="async"'
            if picture.variants:
                # The original stands last: what cannot show WebP takes src.
                more += f' srcset="{picture.srcset(root)}" sizes="(width >= 60rem) 35rem, 94vw"'
            return f"{tag[:-1].rstrip('/ ')}{more}>"

        return _IMG.sub(dressed, html) if "<img" in html else html

    def _measured(self, path: str) -> Picture:
        file = self._content / path
        with warnings.catch_warnings(), Image.open(file) as image:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            width, height = image.size
            # EXIF: from 5 on the picture lies on its side, and is shown upright.
            if image.getexif().get(_ORIENTATION, 1) >= 5:
                width, height = height, width
            plain = image.format in _FORMATS and not getattr(image, "is_animated", False)
        variants = self._variants(file.read_bytes(), width) if plain else ()
        return Picture(path, escape_path(path), width, height, variants)

    def _variants(self, data: bytes, width: int) -> tuple[Variant, ...]:
        """The copies that are worth it: each at least a tenth lighter than the next wider one."""
        name = hashlib.sha256(f"{_RECIPE}\n".encode() + data).hexdigest()[:20]
        sizes = [w for w in WIDTHS if w < 0.85 * width] + ([width] if WIDTHS[0] < width <= WIDTHS[-1] else [])
        found, limit = [], 0.9 * len(data)
        for size in reversed(sizes):
            copy = self._copy(data, size, f"{name}-{size}.webp")
            if len(copy) < limit:
                limit = 0.9 * len(copy)
                url = f"{FOLDER}/{name}-{size}.webp"
                self.copies[url] = copy
                found.append(Variant(url, size))
        return tuple(reversed(found))

    def _copy(self, data: bytes, width: int, name: str) -> bytes:
        kept = self._cache / name if self._cache else None
        if kept and kept.is_file():
            return kept.read_bytes()
        copy = encode_copy(data, width)
        if kept:
            kept.parent.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(".part")
            fresh.write_bytes(copy)
            fresh.replace(kept)
        return copy


def encode_copy(data: bytes, width: int) -> bytes:
    """A picture as WebP of that width, upright, with its maker's name and without place and camera.

    A drawing is also tried without loss; the lighter one is taken.
    """
    with Image.open(io.BytesIO(scrub(data))) as image:
        drawing = image.format == "PNG"
        exif = image.getexif()
        upright = ImageOps.exif_transpose(image)
        clear = upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
        plain = upright.convert("RGBA" if clear else "RGB")
        if width < plain.width:
            height = max(1, round(plain.height * width / plain.width))
            plain = plain.resize((width, height), Image.Resampling.LANCZOS)
        kept: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
        exif.pop(_ORIENTATION, None)
        if dict(exif):
            kept["exif"] = exif.tobytes()
        ways: list[dict[str, Any]] = [{"quality": 88 if drawing else 80}]
        ways += [{"lossless": True}] if drawing else []
        return min((_webp(plain, {**way, **kept}) for way in ways), key=len)


def _webp(image: Image.Image, options: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", method=4, **options)
    return out.getvalue()
