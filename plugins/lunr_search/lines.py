"""Words of a text, each on a line: they are as good as a list, but only what is asked for is made."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np

from lunr_search.arrays import Ints
from lunr_search.store import Text

NEWLINE = 10


class Lines(Sequence[str]):
    """The words of a text, in order."""

    def __init__(self, text: Text) -> None:
        self.text = memoryview(text)
        self.octets = np.frombuffer(text, np.uint8)
        # Where each begins, and the end.
        self.edges = np.append(0, np.flatnonzero(self.octets == NEWLINE) + 1)

    def __len__(self) -> int:
        return len(self.edges) - 1

    def __iter__(self) -> Iterator[str]:
        return iter(split(self.text))

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        """A word, or some that follow one another."""
        if isinstance(at, slice):
            first, end, _ = at.indices(len(self))
            return split(self.between(first, end))
        return str(self.text[self.edges[at] : self.edges[at + 1] - 1], "utf-8", "surrogatepass")

    def between(self, first: int, end: int) -> memoryview:
        """The lines of some words."""
        return self.text[self.edges[first] : self.edges[max(first, end)]]

    def letters(self) -> Ints:
        """How many letters each word has."""
        is_letter = (self.octets & 0xC0 != 0x80) & (self.octets != NEWLINE)
        found: Ints = np.add.reduceat(is_letter, self.edges[:-1], dtype=np.uint32).astype(np.int64)
        return found

    def places_of(self, words: Sequence[str], order: Callable[[str], Any]) -> Ints:
        """Before which words others would stand, or where they do stand; by this order the words are sorted."""
        return np.array([bisect_left(self, order(word), key=order) for word in words], np.int64)

    def edited(self, gone: Iterable[int], new: Iterable[tuple[int, str]]) -> Lines:
        """The text without the words at some places, and with new ones before others; these stand in order."""
        events = [*((at, 0, word) for at, word in new), *((at, 1, "") for at in gone)]
        pieces, last = list[Text](), 0
        for at, is_gone, word in sorted(events, key=lambda one: one[:2]):
            pieces.append(self.between(last, at))
            last = at + is_gone
            if not is_gone:
                pieces.append(joined([word]))
        return Lines(b"".join([*pieces, self.between(last, len(self))]))


def split(text: Text) -> list[str]:
    """Words, each of which stands on a line."""
    return str(text, "utf-8", "surrogatepass").split("\n")[:-1]


def joined(words: Iterable[str]) -> bytes:
    """Words, each on a line."""
    return "\n".join([*words, ""]).encode("utf-8", "surrogatepass")
