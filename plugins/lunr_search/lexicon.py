"""Numbers for all that a build meets: for each term one, and for each piece of text between white space what it gives."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from lunr_search.analysis import forms_of, words
from lunr_search.arrays import Ints, before, spread
from lunr_search.stemmers import base_language

# Only a shortcut: emptied when it grows.
MOST_CHUNKS = 1_500_000
HARD_SPACES = ("\u00a0", "\u202f")
# No character from here on is part of a word.
BEYOND = re.compile("[\U00010000-\U0010ffff]")
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

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = list(names)
        super().__init__(zip(self.names, range(len(self.names)), strict=True))

    def __missing__(self, term: str) -> int:
        """The number of a new term."""
        number = self[term] = len(self.names)
        self.names.append(term)
        return number


class Lexicon:
    """All terms of a build by number, in the order in which they were met."""

    def __init__(self, numbers: Numbers) -> None:
        self.numbers = numbers
        # Language → what stands between white space in its texts → the number of that.
        self.chunks: dict[str, dict[str, int]] = {}
        # For each chunk how many words and forms it has; for each form its term and the number of its word in the chunk.
        # The sizes are an array, because they are asked for as a column with each stretch of texts that is read.
        self.words, self.sizes = list[int](), array("q")
        self.terms, self.places = list[int](), list[int]()

    def learn(self, found: Sequence[tuple[str, ...]]) -> int:
        """The number of a chunk of these words: their forms will stand by code point, as Lunr is given them."""
        numbers, terms, places = self.numbers, self.terms, self.places
        size = len(terms)
        for at, forms in enumerate(found):
            for form in forms if len(forms) == 1 else sorted(forms):
                terms.append(numbers[form])
                places.append(at)
        self.words.append(len(found))
        self.sizes.append(len(terms) - size)
        return len(self.words) - 1

    def chunk(self, text: str, lang: str) -> int:
        """The number of a chunk of a text in a language; learnt when it is first asked for."""
        chunks = self.chunks.get(lang)
        if chunks is None or len(chunks) > MOST_CHUNKS:
            chunks = self.chunks[lang] = {}
        bare = text[:-1] if text[-1:] in AFTER and text[:-1].isalpha() else text
        number = chunks.get(bare)
        if number is None:
            base = base_language(lang)
            if bare.isalpha() and (bare.isascii() or not BEYOND.search(bare)):
                # One word, and nothing to be looked for in it.
                forms = forms_of(bare, base, is_asked=False)
                number = self.learn((forms,) if forms else ())
            else:
                number = self.learn([word.forms for word in words(bare, base)])
            chunks[bare] = number
        return number


class Learnt:
    """A lexicon when all texts have been read: what each chunk gives, as columns."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.words, self.sizes, self.terms, self.places = (
            np.array(column, np.int64)
            for column in (lexicon.words, lexicon.sizes, lexicon.terms, lexicon.places)
        )
        self.starts = before(self.sizes)

    def occurrences(self, chunks: Ints, texts: Ints) -> Met:
        """Every time that a form stands in some texts.

        `chunks` are those of all texts, in turn; `texts` says how many each text has.
        """
        words, sizes = self.words[chunks], self.sizes[chunks]
        text = np.repeat(np.arange(len(texts)), texts)
        at = before(words)
        firsts = np.append(at, words.sum())[before(texts)]
        flat = spread(self.starts[chunks], sizes)
        place = self.places[flat] + np.repeat(at - firsts[text], sizes)
        return Met(self.terms[flat], np.repeat(text, sizes), place)
