"""Turns text into the terms that are indexed and asked for; `client/analysis.js` is its twin, FORMAT.md their law.

Words are found, then folded: no case, no accents, one script. So Aliyev, Əliyev and Алиев are one term.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Changes whenever the same text may give other terms; readers refuse an index of another version.
ANALYSIS_VERSION = 1

# Letters that Unicode does not take apart, in one Latin spelling. ASCII is how people type them in a hurry.
LATIN = {
    "ə": "a", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h",
    "ŋ": "n", "ʼ": "", "ʻ": "", "ʾ": "", "ʿ": "", "ʹ": "", "ŧ": "t", "ĸ": "k", "ɣ": "g",
}  # fmt: skip
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "j", "з": "z", "и": "i", "к": "k", "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x", "ц": "ts",
    "ч": "c", "ш": "s", "щ": "s", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "a", "ғ": "g",
    "ҝ": "g", "ө": "o", "ү": "u", "һ": "h", "ҹ": "c", "ј": "y", "қ": "q", "ң": "n", "ұ": "u", "і": "i", "є": "e",
    "ґ": "g", "ђ": "d", "љ": "lj", "њ": "nj", "ћ": "c", "џ": "dj", "ѕ": "dz", "ҡ": "q", "ҙ": "z", "ҫ": "s", "ҳ": "h",
}  # fmt: skip
SPELLING = str.maketrans(LATIN | CYRILLIC)
# й falls apart into и and a breve, which would make it и.
SHORT_I = str.maketrans({"й": "y", "Й": "y"})


def ranges_of(kinds: tuple[str, ...]) -> str:
    """The letters of a regular expression's class: every character below U+10000 of these Unicode categories."""
    found: list[list[int]] = []
    for code in range(0x10000):
        if unicodedata.category(chr(code)).startswith(kinds):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in found)


LETTER = ranges_of(("L",))
INSIDE = ranges_of(("L", "M", "Nd"))
# An acronym keeps together (U.S.); so does a word with an apostrophe inside it.
WORD = re.compile(f"(?:[{LETTER}]\\.){{2,}}(?![{INSIDE}])|[{INSIDE}]+(?:['’ʼ][{INSIDE}]+)*")
NOT_INSIDE = re.compile(f"[^{INSIDE}]+")
# Accents of Latin, Cyrillic and Greek, points of Hebrew, vowel signs of Arabic; other marks belong to their words.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
POSSESSIVE = re.compile("['’ʼ][sS]$")
# Aliyev and Aliev: an i before a vowel is written with and without its y.
GLIDE = re.compile("iy(?=[aeou])")
GLIDE_AT_STAR = re.compile("iy(?=[aeou]|$)")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its term, and where it stands (offsets in characters)."""

    term: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text, in order; those that fold to nothing are left out."""
    for match in WORD.finditer(text):
        if term := fold(match[0]):
            yield Word(term, match.start(), match.end())


def terms(text: str) -> list[str]:
    """The terms of a text, in order."""
    return [word.term for word in words(text)]


def fold(word: str) -> str:
    """A word as a term: without a possessive s, case, accents, marks of its script; empty if nothing is left."""
    return GLIDE.sub("i", letters(POSSESSIVE.sub("", word)))


def letters(word: str) -> str:
    """The plain letters of a word, in one script."""
    short = unicodedata.normalize("NFC", word).translate(SHORT_I)
    # Character by character: the final sigma of a word is a sigma.
    lower = "".join(character.lower() for character in unicodedata.normalize("NFKD", short))
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", lower))
    return NOT_INSIDE.sub("", bare.replace("ς", "σ").translate(SPELLING))


def query_terms(text: str) -> list[str]:
    """The terms that a word of a query stands for, its stars kept in place.

    A word without a star is analysed like any text. With one, what stands between the stars is folded
    piece by piece: nothing is known of the letters beyond.
    """
    if "*" not in text:
        return terms(text)
    pieces = [letters(piece) for piece in text.split("*")]
    folded = [GLIDE_AT_STAR.sub("i", piece) for piece in pieces[:-1]] + [GLIDE.sub("i", pieces[-1])]
    return ["*".join(folded)] if any(folded) or text.strip("*") == "" else []
