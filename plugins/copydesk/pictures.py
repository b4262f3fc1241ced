"""Pictures on a page: their address, their size, so that nothing jumps while a page loads."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from copydesk.markup import escape_path


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of the site: `url` from the site's root; width and height in pixels, or None."""

    path: str
    url: str
    width: int | None
    height: int | None


class Pictures:
    """Measures each picture once a build."""

    def __init__(self, content: Path) -> None:
        self._content = content
        self._seen: dict[str, Picture] = {}

    def picture(self, path: str) -> Picture:
        """The picture at `path`, relative to content/; one that cannot be measured has no size."""
        if path not in self._seen:
            size: tuple[int | None, int | None] = (None, None)
            try:
                with Image.open(self._content / path) as image:
                    size = image.size
            except (OSError, UnidentifiedImageError, Image.DecompressionBombError):
                pass  # an SVG, or a file that the checker reports
            self._seen[path] = Picture(path, escape_path(path), *size)
        return self._seen[path]
