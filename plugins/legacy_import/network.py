"""Pages and pictures from the network, each asked for once: what is kept is asked for again only if it has changed."""

from collections.abc import Callable
from dataclasses import dataclass

from legacy_import.capture.fetch import Fetcher
from legacy_import.capture.runs import Run
from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError
from legacy_import.extract.picture_source import is_embedded
from legacy_import.pipeline import Importer

__all__ = ["Network"]

# A page with hundreds of pictures is a gallery or a trap.
_MAX_PICTURES = 40
# One whose first pictures are all gone has lost the others too.
_MAX_FAILURES = 10


@dataclass(slots=True)
class Network:
    """The fetcher, with what the archive has already."""

    fetcher: Fetcher
    importer: Importer
    run: Run | None = None

    def get(self, url: str, role: str = "page") -> Capture:
        """The page at `url`; raises CaptureError with the reason and the ways out."""
        kept = self.kept(url)
        if kept is not None and kept.role == role:
            return kept
        row = self.importer.store.find_address(url)
        earlier = self.importer.store.read(row) if row is not None and role == "page" else None
        if earlier is None:
            capture = self.fetcher.fetch(url, role)
        else:
            fresh = self.fetcher.fetch_if_changed(url, earlier, role)
            capture = earlier if fresh is None else fresh
        permission = self.fetcher.permission(capture.url or url)
        if permission:
            self.importer.report.permit(capture.url or url, permission)
        return capture

    def kept(self, url: str) -> Capture | None:
        """What the stopped run, which this one goes on with, has captured of `url`."""
        if self.run is None or not self.run.is_resumed:
            return None
        row = self.importer.store.find_address(url)
        return self.importer.store.read(row) if row is not None and self.run.has(row["timestamp"]) else None

    def kept_picture(self, address: str) -> bytes | None:
        """A picture that a capture holds."""
        row = self.importer.store.find_address(address, "image")
        return self.importer.store.read(row).payload if row is not None else None

    def pictures(self) -> Callable[[str], bytes | None]:
        """A finder for one page's pictures; after so many, or so many failures in a row, it gives up; a failure is not asked for twice."""
        had: dict[str, bytes | None] = {}
        failures = 0

        def find(address: str) -> bytes | None:
            nonlocal failures
            if address in had:
                return had[address]
            data = self.kept_picture(address)
            is_wanted = data is None and not is_embedded(address)
            if is_wanted and len(had) < _MAX_PICTURES and failures < _MAX_FAILURES:
                try:
                    data = self.importer.keep(self.fetcher.fetch(address, "image")).payload
                    failures = 0
                except CaptureError:
                    failures += 1
                had[address] = data
            return data

        return find
