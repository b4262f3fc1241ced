"""Text as a newsroom compares it: cleaned, folded, transliterated, nearest names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

# Letters that NFKD does not take apart; Azerbaijani and Turkish first.
_LATIN = str.maketrans(
    {
        "ə": "e", "ı": "i", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ß": "ss",
        "æ": "ae", "œ": "oe", "ŋ": "n", "ħ": "h", "ĸ": "k", "ŧ": "t", "ʻ": "", "ʼ": "",
    }
)  # fmt: skip

# Cyrillic to Latin for comparing and for slugs: BGN/PCGN's letters without its marks, plus the
# letters of the Azerbaijani Cyrillic alphabet of 1939-1991.
_CYRILLIC = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z",
        "и": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r",
        "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya", "ә": "e",
        "ғ": "g", "ҝ": "g", "ҹ": "j", "ө": "o", "ү": "u", "һ": "h", "ј": "y", "і": "i", "ї": "yi",
        "є": "ye", "ґ": "g", "қ": "q", "ң": "n", "ұ": "u", "ў": "u", "ҷ": "j", "ҳ": "h", "ӣ": "i",
    }
)  # fmt: skip

_NOT_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(p * 0x10000 + 0xFFFE)}{chr(p * 0x10000 + 0xFFFF)}" for p in range(1, 17))
    + "\ud800-\udfff]"
)
# Bidirectional overrides and isolates: they make a page show other words than it says.
# BCP 47, as far as it is written in archives.
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*\Z")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


def clean(text: str) -> str:
    r"""Text as it may stand in a page and in a feed.

    NFC, LF line ends; without C0/C1 controls but tab and newline, without noncharacters, lone
    surrogates and bidirectional overrides (XML 1.0 §2.2; one \x0b in a body stops Pelican).
    """
    # Nothing that has to go is printable; asking so takes a tenth of the time that two patterns take.
    if not text.replace("\n", "").replace("\t", "").replace("\xa0", "").isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
        text = _BIDI.sub("", _NOT_CHARACTERS.sub("", text))
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """Text of one line: `clean`, every run of white space one space, none at the ends."""
    # The only white space that is printable is a blank.
    if text.isprintable() and "  " not in text and (text.isascii() or unicodedata.is_normalized("NFC", text)):
        return text.strip(" ")
    return " ".join(clean(text).split())


def lower(text: str, *, is_turkic: bool = False) -> str:
    """Lower case that keeps the two Turkic i apart from a dot that floats by itself; `is_turkic`: I is ı."""
    text = text.replace("I", "ı") if is_turkic else text
    return text.replace("İ", "i").lower().replace("i\u0307", "i")


def capital(letter: str, lang: str) -> str:
    """A letter as it begins a heading: i is İ in Azerbaijani and Turkish."""
    return "İ" if letter == "i" and is_turkic(lang) else letter.upper()


def is_turkic(lang: str) -> bool:
    """Whether a language has the two i of Azerbaijani and Turkish."""
    return lang.split("-", maxsplit=1)[0] in {"az", "tr"}


@lru_cache(maxsize=100_000)
def fold(text: str) -> str:
    """The form under which two spellings of a name are the same: Əliyev = Aliyev = Алиев.

    Lower case, no marks, Latin letters, words parted by one space. Azerbaijani ə is `e`; the
    Russian spelling of such names has `a` in its place, so a match of people also asks
    `same_name`.
    """
    text = lower(unicodedata.normalize("NFKC", text)).translate(_CYRILLIC)
    text = unicodedata.normalize("NFKD", text.translate(_LATIN))
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", text.translate(_CYRILLIC).translate(_LATIN)))


@lru_cache(maxsize=100_000)
def name_key(name: str) -> str:
    """The key under which a name is looked up: folded, or itself when it has no letters (an emoji)."""
    return fold(name) or " ".join(name.split())


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that `word` was most likely meant to be, or None."""
    names = list(known)
    found = difflib.get_close_matches(word.lower(), names, n=1, cutoff=0.6)
    return found[0] if found else None


def is_lang(text: str) -> bool:
    """Whether `text` is a language tag: `en`, `az`, `pt-br`."""
    return bool(_LANG.match(text))


def join_words(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
