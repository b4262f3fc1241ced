"""One address: fetched politely, as it stands today."""

from legacy_import.capture.fetch import Fetcher
from legacy_import.capture.store import Capture

__all__ = ["fetch_address"]


def fetch_address(url: str, fetcher: Fetcher) -> Capture:
    """Fetch the page at `url`; raises CaptureError with the reason and the ways out."""
    return fetcher.fetch(url)
