"""The pictures of an archive as a quick build knows them: measured once, until they are touched."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from copydesk.pictures import Picture, Pictures
from copydesk.settings import Settings
from incremental_build.notes import Look, look_of


def look_at(path: Path) -> Look | None:
    """What the file system says of a file: another answer means that it was touched."""
    try:
        return look_of(path.stat())
    except OSError:
        return None


class KnownPictures(Pictures):
    """Pictures whose sizes and copies are known from the last build, while the file system says that they are the same."""

    def __init__(
        self, content: Path, cache: Path | None, known: Mapping[str, tuple[Look | None, Picture]]
    ) -> None:
        super().__init__(content, cache)
        self._known = known
        self.looks: dict[str, tuple[Look | None, Picture]] = {}

    @classmethod
    def of(
        cls, settings: Settings, content: Path, known: Mapping[str, tuple[Look | None, Picture]]
    ) -> KnownPictures:
        """The pictures of a site."""
        return cls(content, Path(settings.picture_cache) if settings.picture_cache else None, known)

    def picture(self, path: str) -> Picture:
        """The picture at `path`; measured only when it was touched."""
        if path not in self.looks:
            look = look_at(self._content / path)
            known = self._known.get(path)
            if known is None or known[0] != look or not self._has_copies(known[1]):
                known = look, super().picture(path)
            self._seen[path] = known[1]
            self.looks[path] = known
        return self.looks[path][1]

    def _has_copies(self, picture: Picture) -> bool:
        cache = self._cache
        return all(
            cache is not None and (cache / v.url.rpartition("/")[2]).is_file() for v in picture.variants
        )

    def load(self) -> None:
        """Have every copy in `copies`."""
        for _look, picture in self.looks.values():
            for variant in picture.variants:
                if variant.url not in self.copies and self._cache is not None:
                    self.copies[variant.url] = (self._cache / variant.url.rpartition("/")[2]).read_bytes()
