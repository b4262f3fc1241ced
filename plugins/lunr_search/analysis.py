"""Turns text into the terms that are indexed and asked for; `client/analysis.js` is its twin, FORMAT.md their law.

A word gives a key (its stem in its language, then folded: no accents, one script, so that Aliyev, Əliyev and Алиев are
one) and, marked by a sign that no word has, the form in which it was written, by which the exact script ranks first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lunr_search.stemmers import base_language, stemmer_of

# Changes whenever the same text may give other terms; readers refuse an index of another version.
ANALYSIS_VERSION = 3

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


def kinds_of() -> str:
    """For each character below U+10000 the first letter of its Unicode category if it may stand in a word: L, M, or N of a decimal digit."""
    found = list(map(unicodedata.category, map(chr, range(0x10000))))
    letters = {kind: kind[0] if kind[0] in "LM" or kind == "Nd" else "-" for kind in set(found)}
    return "".join(map(letters.__getitem__, found))


def ranges_of(kinds: str, wanted: str) -> str:
    """The letters of a regular expression's class: every character of these kinds."""
    found = ((chr(run.start()), chr(run.end() - 1)) for run in re.finditer(f"[{wanted}]+", kinds))
    return "".join(f"{re.escape(first)}-{re.escape(last)}" for first, last in found)


KINDS = kinds_of()
LETTER, INSIDE = ranges_of(KINDS, "L"), ranges_of(KINDS, "LMN")
# An acronym keeps together (U.S.); so does a word with an apostrophe inside it.
# 1,000 and 1.000 and 1 000 are one thousand, with or without a fraction; 3.5 and 3,5 are one number; 27.7.2014 is three.
NUMBER = (
    "(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]{1,3}(?:\\.[0-9]{3})+(?:,[0-9]+)?"
    "|[0-9]{1,3}(?:[\u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?|[0-9]+[.,][0-9]+)"
)
WORD = re.compile(
    f"(?<![{INSIDE}])(?<![0-9][.,]){NUMBER}(?![.,]?[{INSIDE}])"
    f"|(?:[{LETTER}]\\.){{2,}}(?![{INSIDE}])|[{INSIDE}]+(?:['’ʼ][{INSIDE}]+)*"
)
ONE_NUMBER = re.compile(NUMBER)
GROUPS = re.compile("[.,\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
NOT_INSIDE = re.compile(f"[^{INSIDE}]+")
# Accents of Latin, Cyrillic and Greek, points of Hebrew, vowel signs of Arabic; other marks belong to their words.
ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
APOSTROPHE = re.compile("['’ʼ]")
# An English possessive, and what Turkish, Azerbaijani and others hang on a number: 1999'da; but 1'000 is one.
HUNG_ON = re.compile("['’ʼ][sS]$|(?<=[0-9])['’ʼ][^0-9].*")
# No white space parts what a hard space joins.
SPACE = re.compile("[ \\t\\n\\r\\f\\v]+")
# What a stemmer takes: no acronym with dots, no digits.
STEMMED = re.compile(f"[{LETTER}\u0300-\u036f']+")
DOTTED_LANGUAGES = {"az", "tr"}
# Surnames, which Russian declines and a stemmer cuts further: Алиева, Алиевым are Алиев.
DECLINED = re.compile("(..+[оеё]в)(?:а|у|ым|е|ой|ою|ы|ых|ыми)?")
# Their feminine in other languages, and -ский in its many spellings.
SURNAME = re.compile("(..+[oe]v)a|(..+sk)(?:y|yy|iy|iyy|ii|i|aya|aia|oy|oi)")
# Between a word as it was folded and the same as it was written; nothing stands behind it if they are the same.
EXACT = "="
# Aliyev and Aliev: an i before a vowel is written with and without its y.
GLIDE = re.compile("iy(?=[aeou])")
GLIDE_AT_STAR = re.compile("iy(?=[aeou]|$)")

# Latin and Cyrillic letters of one piece: none composes with another or changes its place, so that each folds by itself.
SIMPLE = re.compile("[\0-\u024f\u0259\u0400-\u0482\u048a-\u04ff]*")

# The language of a text, or in which each of its words is read.
LangOf = str | Callable[[str], str]

# Language → what stands between white space → its words; only a shortcut, emptied when it grows.
MEMO: dict[str, dict[str, list[tuple[str, ...]]]] = {}
MEMO_WORDS = 300_000
# Language → a word in lower case → what `forms_of_lower` gives for it.
Forms = tuple[str, tuple[str, ...], tuple[str, ...], str]
LOWER: dict[str, dict[str, Forms]] = {}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its forms, the key first, and where it stands (offsets in characters)."""

    forms: tuple[str, ...]
    start: int
    end: int


# -- what the rest of the package calls ------------------------------------------------------------------


def analyse(text: str, lang: str) -> list[tuple[str, ...]]:
    """The words of a document's text in its language, in order: for each its forms (the key first; never empty)."""
    memo = MEMO.setdefault(lang, {})
    if len(memo) > MEMO_WORDS:
        memo.clear()
    found: list[tuple[str, ...]] = []
    # No word reaches over white space, so that what stands between is analysed once.
    for chunk in SPACE.split(text):
        forms = memo.get(chunk)
        if forms is None:
            forms = memo[chunk] = [word.forms for word in words(chunk, lang)]
        found += forms
    return found


def analyse_query(text: str, lang: LangOf) -> list[tuple[str, ...]]:
    """The words that one term of a query stands for, with all forms that a document may have; stars stay in their places.

    With a star, what stands between the stars is folded piece by piece: nothing is known of the letters beyond.
    """
    if "*" not in text:
        return [word.forms for word in words(text, lang, is_asked=True)]
    pieces = [letters(piece) for piece in text.split("*")]
    folded = [GLIDE_AT_STAR.sub("i", piece) for piece in pieces[:-1]] + [GLIDE.sub("i", pieces[-1])]
    return [("*".join(folded),)] if any(folded) or text.strip("*") == "" else []


def words(text: str, lang: LangOf, *, is_asked: bool = False) -> Iterator[Word]:
    """The words of a text, in order, with their places; those that fold to nothing are left out."""
    language_of = each(lang)
    for match in WORD.finditer(text):
        if forms := forms_of(match[0], language_of(match[0]), is_asked=is_asked):
            yield Word(forms, match.start(), match.end())


def each(lang: LangOf) -> Callable[[str], str]:
    """The language of each word, without region and script."""
    if not isinstance(lang, str):
        return lang
    base = base_language(lang)
    return lambda _word: base


# -- how a word becomes a term ---------------------------------------------------------------------------


def forms_of(word: str, lang: str, *, is_asked: bool) -> tuple[str, ...]:
    """The forms under which a word is found, the key first; none if nothing of it is left.

    A surname has two keys, so that it is found in every script and case, and a word that only looks like one as well.
    What has a capital letter, names above all, is kept whole as well, since another language cuts it otherwise (Баку,
    Baku), and in its exact form; a query asks for the former always, for the latter if it is typed as a name or in
    letters of its own, because it may cost a reader a shard.
    """
    if "0" <= word[0] <= "9" and ONE_NUMBER.fullmatch(word):
        return (GROUPS.sub("", word).replace(",", "."),)
    written = word if word.isascii() and "'" not in word else composed(word)
    lower = lowered(written, lang)
    known = LOWER.setdefault(lang, {})
    found = known.get(lower)
    if found is None:
        if len(known) > MEMO_WORDS:
            known.clear()
        found = known[lower] = forms_of_lower(lower, lang)
    plain, small, whole, exact = found
    if lower == written and not is_asked:
        return small
    return whole if lower == written == plain or not plain else (*whole, exact)


def forms_of_lower(lower: str, lang: str) -> Forms:
    """What a word in lower case folds to; its forms as a document has it; those that it has with a capital letter, but for the exact one; and this."""
    plain = folded(lower)
    if not plain:
        return "", (), (), ""
    root = root_of(lower, lang)
    short = plain if root == lower else folded(root)
    key = short or plain
    # Snowball's English writes ferri for ferry and ferries; ferr* and ferry* should both find them.
    if lang == "en" and root.endswith("i") and lower not in {root, root + "s"}:
        key = key[:-1] + "y"
    declined = DECLINED.fullmatch(lower) if "в" in lower else None
    name = folded(declined[1]) if declined else surname(key) or surname(plain)
    small = (name, key) if name and name != key else (key,)
    whole = small if plain in small else (*small, plain)
    stem, bare = (declined[1], name) if declined else (root, short)
    # In letters of its own a stem tells its script; one in plain letters says no more than the key.
    is_shown = stem != lower and bare != stem and lower.startswith(stem)
    return plain, small, whole, exact_form(stem, bare) if is_shown else exact_form(lower, plain)


def root_of(lower: str, lang: str) -> str:
    """The stem of a word in lower case; the word itself if it is none that a stemmer takes."""
    # Letters beyond U+FFFF, which only composing brings, have two places in JavaScript: rules that count would cut otherwise.
    is_plain = lower.isalpha() and (lower.isascii() or max(lower) <= "\uffff")
    stem = stemmer_of(lang) if is_plain or STEMMED.fullmatch(lower) else None
    return (stem and stem(lower)) or lower


def surname(key: str) -> str:
    """The key of a surname in -ova, -eva or -sky; nothing if it does not look like one."""
    found = SURNAME.fullmatch(key) if "sk" in key or key.endswith("va") else None
    return found[1] or found[2] if found else ""


def base_of(term: str) -> str:
    """What an exact form folds to; any other term is its own base."""
    return term.partition(EXACT)[0]


def term_order(term: str) -> str:
    """Terms are sorted by this: each right before its exact forms."""
    return term.replace(EXACT, "\0") if EXACT in term else term


def exact_form(word: str, plain: str) -> str:
    """The term of a word as it is written: it stands beside the folded one in the index's order."""
    return plain + EXACT + (word if word != plain else "")


def composed(word: str) -> str:
    """A word as it is written, but for what an apostrophe hangs on it, with one kind of apostrophe, and letters and accents put together."""
    if APOSTROPHE.search(word):
        word = APOSTROPHE.sub("'", HUNG_ON.sub("", word))
    return unicodedata.normalize("NFC", word)


def lowered(written: str, lang: str) -> str:
    """A word in lower case, as its language has it."""
    text = written.replace("I", "ı").replace("İ", "i") if lang in DOTTED_LANGUAGES else written
    # The final sigma of a word is a sigma. İ becomes an i and a dot.
    lower = "".join(map(str.lower, text)) if "Σ" in text else text.lower()
    return lower.replace("i\u0307", "i")


def folded(word: str) -> str:
    """The plain letters of a word in lower case, in one script and one spelling."""
    plain = letters(word)
    return GLIDE.sub("i", plain) if "iy" in plain else plain


def letters(word: str) -> str:
    """The plain letters of a word, in one script."""
    if word.isascii() and word.isalpha():
        return word.lower()
    return word.translate(PLAIN) if SIMPLE.fullmatch(word) else letters_of(word)


def letters_of(text: str) -> str:
    """The same, for letters that may stand in each other's way."""
    short = unicodedata.normalize("NFC", text).translate(SHORT_I)
    # Character by character: the final sigma of a word is a sigma.
    lower = "".join(map(str.lower, unicodedata.normalize("NFKD", short)))
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", lower))
    return NOT_INSIDE.sub("", bare.replace("ς", "σ").translate(SPELLING))


class Plain(dict[int, str]):
    """For each letter by its code what `letters_of` gives for it alone; worked out when it is first asked for."""

    def __missing__(self, code: int) -> str:
        """A letter not met before."""
        found = self[code] = letters_of(chr(code))
        return found


PLAIN = Plain()
