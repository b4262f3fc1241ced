"""The search as a quick build brings it up to date: what is told of each dispatch is kept, so that of one whose text is old nothing is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from copydesk.essence import Key, fingerprint
from copydesk.searchable import Searchable
from incremental_build.files import digest, read_bytes, stats
from newsroom.texts import Texts

if TYPE_CHECKING:
    from lunr_search.documents import Document
    from lunr_search.settings import Settings

# The name of its task, and the file that says which index it is: it names all others by their content.
SEARCH, MANIFEST = "search", "search/manifest.json"
# Under which name it is kept what the index was told; the folder in which the index is brought up to date has the task's.
_KEPT = "documents"
# Of a document, in this order; its texts are not kept.
_FIELDS = ("ref", "lang", "filed", "title", "place", "standfirst", "facets", "known_as")


class OtherIndexError(Exception):
    """The index of the output is not the one of which is known what it was told."""


class Entry(NamedTuple):
    """A dispatch that is searched: `card` is its essence but for its text, `document` what the search is told of it."""

    key: Key
    card: bytes
    document: Document

    def packed(self) -> tuple[Any, ...]:
        """As plain values."""
        return (*self.key, self.card, *[getattr(self.document, name) for name in _FIELDS])


class Later(Mapping[str, str]):
    """The fields of a document, worked out when the first of them is asked for: most never are."""

    def __init__(self, make: Callable[[], Mapping[str, str]]) -> None:
        self._make = make
        self._made: Mapping[str, str] | None = None

    def _fields(self) -> Mapping[str, str]:
        if self._made is None:
            self._made = self._make()
        return self._made

    def __getitem__(self, name: str) -> str:
        return self._fields()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields())

    def __len__(self) -> int:
        return len(self._fields())


class SearchDesk:
    """Writes the index of one site; `make` gives what is told of a dispatch, whose hash is the second argument."""

    def __init__(
        self,
        texts: Texts,
        settings: Mapping[str, Any],
        code: bytes,
        make: Callable[[Key, str], Searchable],
    ) -> None:
        self._texts, self._settings, self._code, self._make = texts, settings, code, make

    def entries(self, told: Sequence[tuple[Key, bytes, bytes]]) -> list[Entry]:
        """Those of some dispatches, each by its key, its card and a fingerprint of its text."""
        known = {entry.document.known_as: entry for entry in self.kept()[1]}
        found = []
        for key, card, text in told:
            known_as = self._hash(card, text)
            found.append(known.get(known_as) or Entry(key, card, self._document(key, known_as)))
        return found

    def edited(self, entry: Entry, text: bytes) -> Entry:
        """The same dispatch with another text, of this fingerprint."""
        told = [getattr(entry.document, name) for name in _FIELDS[:-1]]
        return self._later(entry.key, entry.card, *told, self._hash(entry.card, text))

    def kept(self) -> tuple[bytes, list[Entry]]:
        """What the last index was told, and the digest of its manifest; nothing if that is not known."""
        code, manifest, rows = self._texts.kept(_KEPT) or (b"", b"", ())
        if code != self._code:
            return b"", []
        return manifest, [self._later((slug, lang), *told) for slug, lang, *told in rows]

    def _hash(self, card: bytes, text: bytes) -> str:
        # What other code has read is read again.
        return fingerprint(self._code, card, text).hex()

    def _document(self, key: Key, known_as: str) -> Document:
        from lunr_search.plugin import document_of

        return document_of(self._make(key, known_as), self._options)

    def _later(self, key: Key, card: bytes, *told: Any) -> Entry:
        """An entry whose texts are worked out if somebody asks for them."""
        from lunr_search.documents import Document

        ref, *shown = told
        return Entry(key, card, Document(ref, Later(lambda: self._document(key, told[-1]).raw), *shown))

    @cached_property
    def _options(self) -> Settings:
        from lunr_search.settings import read_settings

        return read_settings(self._settings)

    def files(self, entries: Sequence[Entry]) -> Iterator[tuple[str, bytes]]:
        """The files of the index of these; what is told of them is kept for the next build."""
        from lunr_search.plugin import write_documents

        with self._texts.folder_for(SEARCH) as folder:
            write_documents(folder, [entry.document for entry in entries], self._settings)
            mark = digest(read_bytes(f"{folder}/{MANIFEST}"))
            self._texts.keep(_KEPT, (self._code, mark, [entry.packed() for entry in entries]))
            yield from files_below(folder)


def files_below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files of a folder, by their names in it."""
    for name, _stat in sorted(stats(folder)):
        yield name, read_bytes(f"{folder}/{name}")
