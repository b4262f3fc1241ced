"""In which of a site's languages a word of a query is read; `client/analysis.js` and `client/elsewhere.js` are its twins.

A site has one search page and texts in many languages. A word that is cut by the rules of another language than its
own finds next to nothing, so that its letters say which languages it may be of, and the index which of these it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

# What the words of a language are written with in lower case, as a regular expression's class has it.
WESTERN, LATIN = "a-zß-ÿœ", "a-zß-ɏ"
# Of İ in lower case the dot is a letter of its own.
TURKISH = WESTERN + "ğış\u0307"
CYRILLIC, ARABIC, DEVANAGARI = "Ѐ-ӿ", "\u0600-\u06ff", "\u0900-\u097f"
ALPHABETS = {
    "ar": ARABIC, "az": TURKISH + "ə", "el": "Ͱ-Ͽἀ-῿", "fa": ARABIC, "hi": DEVANAGARI, "hy": "\u0530-\u058f",
    "ne": DEVANAGARI, "ru": CYRILLIC, "sr": LATIN + CYRILLIC, "ta": "\u0b80-\u0bff", "tr": TURKISH,
    "yi": "\u0590-\u05ff",
} | dict.fromkeys(("cs", "eo", "et", "hu", "lt", "pl", "ro"), LATIN)  # fmt: skip
# Most words in plain letters are English.
FIRST = "en"


def alphabets_of(stemmed: Iterable[str]) -> dict[str, str]:
    """The letters of each language, in the order in which they are tried; `stemmed` are a site's, in the manifest's order."""
    return {lang: ALPHABETS.get(lang, WESTERN) for lang in sorted(stemmed, key=lambda lang: lang != FIRST)}


class Reading:
    """In which language each word of a query is read."""

    def __init__(self, used: str, alphabets: Mapping[str, str]) -> None:
        """`used` is the language of the query, empty if none of the site's; `alphabets` are those of the site's."""
        self.used, self.alphabets = used, alphabets
        # Words that the index does not have as their letters would have them read.
        self.others: dict[str, str] = {}

    def language_of(self, word: str) -> str:
        """The language of the query if it has all letters of the word, else the site's first one that has."""
        if word in self.others or self.used not in self.alphabets:
            return self.others.get(word, self.used)
        return next((lang for lang in (self.used, *self.alphabets) if self.fits(word, lang)), self.used)

    def fits(self, word: str, lang: str) -> bool:
        """Whether a language has all letters of a word."""
        return re.fullmatch(f"[{self.alphabets[lang]}'’ʼ.0-9]+", word.lower()) is not None

    def elsewhere(self, word: str) -> Iterable[str]:
        """The site's other languages, in which a word may be read that the index lacks."""
        own = self.language_of(word)
        return [lang for lang in self.alphabets if lang != own] if len(self.alphabets) > 1 else []
