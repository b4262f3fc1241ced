"""What each kind of evidence adds: our extractor on the same pages with one kind of evidence taken away."""

import re
from collections.abc import Callable, Iterable, Iterator
from unittest.mock import patch
from urllib.parse import urlsplit

from extract_peers import Raw, Row, ours

_JSON_LD = re.compile(rb"<script\b[^>]*ld\+json[^>]*>.*?</script>", re.IGNORECASE | re.DOTALL)
_MICRODATA = re.compile(
    rb"\s(?:itemprop|itemtype|itemscope|rel)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE
)
_META = re.compile(rb"<meta\b(?![^>]*(?:charset|http-equiv))[^>]*>", re.IGNORECASE)
_HEADING = re.compile(rb"<(/?)h[12]\b", re.IGNORECASE)
_TIME = re.compile(rb"<(/?)time\b", re.IGNORECASE)
_NAMES = re.compile(rb"\s(?:class|id)\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+)", re.IGNORECASE)


def without_structured_data(pages: Iterable[Raw]) -> Iterator[Row]:
    """No JSON-LD, no microdata."""
    return ours(_changed(pages, lambda payload: _MICRODATA.sub(b"", _JSON_LD.sub(b"", payload))))


def without_meta(pages: Iterable[Raw]) -> Iterator[Row]:
    """No meta elements but those that name the charset."""
    return ours(_changed(pages, lambda payload: _META.sub(b"", payload)))


def without_visible_marks(pages: Iterable[Raw]) -> Iterator[Row]:
    """The words stay, what marks them goes: headings, time elements, class names."""
    return ours(
        _changed(
            pages,
            lambda payload: _NAMES.sub(b"", _TIME.sub(rb"<\1span", _HEADING.sub(rb"<\1div", payload))),
        )
    )


def without_address(pages: Iterable[Raw]) -> Iterator[Row]:
    """The host stays, so that its pages are still together; what the path says goes."""
    rows = []
    for number, (name, url, kind, payload) in enumerate(pages):
        parts = urlsplit(url)
        rows.append(
            (name, f"{parts.scheme}://{parts.netloc}/{number}" if parts.netloc else url, kind, payload)
        )
    return ours(rows)


def without_other_pages(pages: Iterable[Raw]) -> Iterator[Row]:
    """Each page by itself."""
    for page in pages:
        yield from ours([page])


def without_end_matter(pages: Iterable[Raw]) -> Iterator[Row]:
    """The ends of the story are left as they stand."""
    from legacy_import.extract import story
    from legacy_import.extract.endmatter import Ends

    with patch.object(story, "read_ends", lambda body, _after, _known, _notes: Ends(body=list(body))):
        yield from ours(pages)


def _changed(pages: Iterable[Raw], change: Callable[[bytes], bytes]) -> list[Raw]:
    return [(name, url, kind, change(payload)) for name, url, kind, payload in pages]


ABLATIONS: dict[str, Callable[[Iterable[Raw]], Iterator[Row]]] = {
    "structured data": without_structured_data,
    "meta elements": without_meta,
    "visible marks": without_visible_marks,
    "address": without_address,
    "other pages of the host": without_other_pages,
    "end matter": without_end_matter,
}
