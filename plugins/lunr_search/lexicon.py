"""Numbers for all that a build meets: for each term one, and for each piece of text between white space what it gives."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

import numpy as np

from lunr_search.analysis import SPACE, words
from lunr_search.arrays import Ints, before, spread

# Only a shortcut: emptied, between two segments, when it grows.
MOST_CHUNKS = 600_000
HARD_SPACES = ("\u00a0", "\u202f")
# What may stand behind a word and changes nothing of it.
AFTER = frozenset(",.;:!?")


@dataclass(frozen=True, slots=True)
class Met:
    """Every time that a form was met, in the order of documents, fields and words: its term by number, its text, its word."""

    term: Ints
    text: Ints
    word: Ints


class Numbers(dict[str, int]):
    """Term → its number: a term that was not met before gets the next one. `names` are the terms by number."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __missing__(self, term: str) -> int:
        """The number of a new term."""
        number = self[term] = len(self.names)
        self.names.append(term)
        return number


class Chunks(dict[str, int]):
    """What stands between white space in texts of one language → its number; learnt when it is first asked for."""

    def __init__(self, lexicon: Lexicon, lang: str) -> None:
        super().__init__()
        self.lexicon, self.lang = lexicon, lang

    def __missing__(self, chunk: str) -> int:
        """The number of a chunk not met before."""
        if chunk[-1:] in AFTER and chunk[:-1].isalpha():
            number = self[chunk[:-1]]
        else:
            number = self.lexicon.learn([word.forms for word in words(chunk, self.lang)])
        self[chunk] = number
        return number


class Lexicon:
    """All terms of a build by number, in the order in which they were met."""

    def __init__(self) -> None:
        self.numbers = Numbers()
        self.empty()

    def empty(self) -> None:
        """Forget the chunks, not the terms."""
        self.chunks: dict[str, Chunks] = {}
        # For each chunk how many words and forms it has; for each form its term and the number of its word in the chunk.
        self.words, self.sizes = array("q"), array("q")
        self.terms, self.places = array("q"), array("q")

    def learn(self, found: list[tuple[str, ...]]) -> int:
        """The number of a chunk of these words: their forms will stand by code point, as Lunr is given them."""
        before_it = len(self.terms)
        for at, forms in enumerate(found):
            for form in sorted(forms):
                self.terms.append(self.numbers[form])
                self.places.append(at)
        self.words.append(len(found))
        self.sizes.append(len(self.terms) - before_it)
        return len(self.words) - 1

    def read(self, text: str, lang: str, into: array[int]) -> None:
        """Put the numbers of a text's chunks behind others."""
        chunks = self.chunks.get(lang)
        if chunks is None:
            chunks = self.chunks[lang] = Chunks(self, lang)
        # No word reaches over white space but for the hard spaces of a number.
        is_hard = any(space in text for space in HARD_SPACES)
        into.extend(map(chunks.__getitem__, SPACE.split(text) if is_hard else text.split()))

    def tidy(self) -> None:
        """Keep the memory in bounds; numbers of chunks mean nothing afterwards."""
        if len(self.words) > MOST_CHUNKS:
            self.empty()

    def occurrences(self, chunks: Ints, texts: Ints) -> Met:
        """Every time that a form stands in some texts.

        `chunks` are those of all texts, in turn; `texts` says how many each text has.
        """
        words, sizes = (np.array(column, np.int64)[chunks] for column in (self.words, self.sizes))
        starts = before(np.array(self.sizes, np.int64))[chunks]
        text = np.repeat(np.arange(len(texts)), texts)
        at = before(words)
        firsts = np.append(at, words.sum())[before(texts)]
        flat = spread(starts, sizes)
        term = np.array(self.terms, np.int64)[flat]
        place = np.array(self.places, np.int64)[flat] + np.repeat(at - firsts[text], sizes)
        return Met(term, np.repeat(text, sizes), place)

    def local(self, term: Ints) -> tuple[list[str], Ints]:
        """The terms among these numbers, sorted; and for each number its place among them."""
        is_there = np.zeros(len(self.numbers), bool)
        is_there[term] = True
        numbers = np.flatnonzero(is_there)
        names = [self.numbers.names[number] for number in numbers.tolist()]
        order = sorted(range(len(names)), key=names.__getitem__)
        places = np.zeros(len(self.numbers), np.int64)
        places[numbers[order]] = np.arange(len(names))
        return [names[at] for at in order], places[term]
