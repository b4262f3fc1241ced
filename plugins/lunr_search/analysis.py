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

# Language → what stands between white space → its words; only a shortcut, emptied when it grows.
MEMO: dict[str, dict[str, list[tuple[str, ...]]]] = {}
MEMO_WORDS = 300_000


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its forms, the key first, and where it stands (offsets in characters)."""

    forms: tuple[str, ...]
    start: int
    end: int


# -- what the rest of the package calls ------------------------------------------------------------------


def analyse(text: str, lang: str) -> list[tuple[str, ...]]:
    """The words of a text in its language, in order: for each its forms (the key first; never empty)."""
    memo = MEMO.setdefault(lang, {})
    if len(memo) > MEMO_WORDS:
        memo.clear()
    found: list[tuple[str, ...]] = []
    # No word reaches over white space, so that what stands between is analysed once.
    for chunk in text.split():
        forms = memo.get(chunk)
        if forms is None:
            forms = memo[chunk] = [word.forms for word in words(chunk, lang)]
        found += forms
    return found


def analyse_query(text: str, lang: str) -> list[tuple[str, ...]]:
    """The words that one term of a query stands for, as `analyse` gives them; stars stay in their places.

    With a star, what stands between the stars is folded piece by piece: nothing is known of the letters beyond.
    """
    if "*" not in text:
        return analyse(text, lang)
    pieces = [letters(piece) for piece in text.split("*")]
    folded = [GLIDE_AT_STAR.sub("i", piece) for piece in pieces[:-1]] + [GLIDE.sub("i", pieces[-1])]
    return [("*".join(folded),)] if any(folded) or text.strip("*") == "" else []


def words(text: str, lang: str) -> Iterator[Word]:
    """The words of a text, in order, with their places; those that fold to nothing are left out."""
    for match in WORD.finditer(text):
        if forms := forms_of(match[0], lang):
            yield Word(forms, match.start(), match.end())


# -- how a word becomes a term ---------------------------------------------------------------------------


def forms_of(word: str, _lang: str) -> tuple[str, ...]:
    """The forms under which a word is found; none if nothing of it is left."""
    term = fold(word)
    return (term,) if term else ()


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
