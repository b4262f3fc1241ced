"""What the archive has already: which dispatch a page belongs to, and whether it was taken away."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dispatch.dates import PartialDate
from dispatch.frontmatter import parse_dispatch, read_dispatch
from dispatch.record import Dispatch, Status
from dispatch.slug import make_slug, slug_key
from dispatch.text import fold
from legacy_import.blocks3 import likeness
from legacy_import.capture.ledger import FINAL, Entry, Ledger

__all__ = ["Known", "is_withdrawn", "read_file", "when_captured"]

# Two versions of a story have at least so much of their paragraphs in common.
_SAME_STORY = 0.5
_ANOTHER_STORY = 0.1


class Known:
    """The dispatches on the disk and what the ledger says of each capture."""

    def __init__(self, content: Path, ledger: Ledger) -> None:
        self.content, self.ledger = content, ledger
        self._slugs: dict[str, str] = {}
        self._by_capture: dict[str, str] = {}
        self._by_url: dict[str, str] = {}
        self._by_text: dict[str, str] = {}
        self._used: set[str] = set()
        # Old addresses, folded → the slug that has them: two sites may both have had `/1.html`.
        self.aliases: dict[str, str] = {}
        for path in sorted((content / "dispatches").rglob("*.md")):
            read = read_file(path)
            if read is not None:
                self.learn_file(read, path)
        for entry in ledger.entries():
            self.learn(entry)

    def __contains__(self, key: object) -> bool:
        """Whether a slug, as `slug_key`, is or was a dispatch's."""
        return key in self._slugs or key in self._used

    def learn_file(self, dispatch: Dispatch, path: Path) -> None:
        """A dispatch stands at `path`."""
        key = sys.intern(slug_key(dispatch.slug))
        self._slugs[key] = str(path)
        for alias in dispatch.aliases:
            self.aliases.setdefault(sys.intern(alias.casefold()), key)
        if dispatch.source is not None and dispatch.source.capture:
            self._by_capture[dispatch.source.capture] = dispatch.slug

    def learn(self, entry: Entry) -> None:
        """The ledger has this entry now."""
        if entry.state != "dispatch" and entry.state not in FINAL:
            return
        if entry.slug:
            self._used.add(sys.intern(slug_key(entry.slug)))
        if entry.url:
            self._by_url[entry.url] = entry.sha256
        if entry.text_sha256:
            self._by_text.setdefault(entry.text_sha256, entry.sha256)

    def is_others(self, alias: str, slug: str) -> bool:
        """Whether an old address belongs to another dispatch than this."""
        return self.aliases.get(alias.casefold(), slug_key(slug)) != slug_key(slug)

    def file_of(self, slug: str) -> Path | None:
        """The file of the dispatch with this slug."""
        path = self._slugs.get(slug_key(slug))
        return Path(path) if path is not None else None

    def slug_of(self, capture_id: str) -> str | None:
        """The slug of the dispatch that says it was taken from this capture."""
        return self._by_capture.get(capture_id)

    def of_address(self, url: str | None) -> Entry | None:
        """The last entry of a page at this address."""
        sha256 = self._by_url.get(url) if url else None
        return self.ledger.get(sha256) if sha256 else None

    def of_text(self, text_sha256: str | None) -> Entry | None:
        """The first entry of a page with this text."""
        sha256 = self._by_text.get(text_sha256) if text_sha256 else None
        return self.ledger.get(sha256) if sha256 else None

    def of_story(self, dispatch: Dispatch) -> Entry | None:
        """The entry of a dispatch with this headline and day, and with most of this text."""
        path = self.file_of(make_slug(dispatch.title))
        read = read_file(path) if path is not None else None
        if read is None or read.source is None or read.date.day_date() != dispatch.date.day_date():
            return None
        if likeness(read.body, dispatch.body) < _SAME_STORY:
            return None
        return self.ledger.holder(read.slug)

    def is_another(self, entry: Entry, dispatch: Dispatch) -> bool:
        """Whether an address shows another story now (`/latest.html`): headline, day and text have all changed."""
        held = self.ledger.holder(entry.slug or "")
        if held is None or held.base is None:
            return False
        was = parse_dispatch(held.base.decode("utf-8"))
        return (
            fold(was.title) != fold(dispatch.title)
            and was.date.day_date() != dispatch.date.day_date()
            and likeness(was.body, dispatch.body) < _ANOTHER_STORY
        )

    def home(self, entry: Entry) -> Path | None:
        """Where the dispatch of an entry stands, moved or under another slug too; None: it was taken away."""
        stands = self.content / entry.path if entry.path else None
        if stands is not None and stands.exists():
            return stands
        if entry.slug and slug_key(entry.slug) in self._slugs:
            return self.file_of(entry.slug)
        captures = [entry.capture, *(other.capture for other in self._family(entry))]
        slugs = (self._by_capture[id_] for id_ in captures if id_ in self._by_capture)
        return next(map(self.file_of, slugs), None)

    def _family(self, entry: Entry) -> Iterator[Entry]:
        """The entries of all captures of a dispatch."""
        return (other for other in self.ledger.entries() if other.slug and other.slug == entry.slug)

    def forget(self, entry: Entry) -> None:
        """Write down that a dispatch was taken away: none of its captures brings it back."""
        for other in list(self._family(entry)) or [entry]:
            self.ledger.put(replace(other, state="deleted", path=None))


def read_file(path: Path) -> Dispatch | None:
    """The dispatch of a file; None where it cannot be read as one."""
    try:
        return read_dispatch(path.read_text(encoding="utf-8"), str(path)).dispatch
    except (OSError, UnicodeDecodeError):
        return None


def is_withdrawn(path: Path) -> bool:
    """Whether a file is only the tombstone of a dispatch."""
    read = read_file(path)
    return read is not None and read.status is Status.WITHDRAWN


def when_captured(dispatch: Dispatch | None) -> PartialDate | None:
    """When the version that a dispatch has was captured."""
    return dispatch.source.captured if dispatch is not None and dispatch.source is not None else None
