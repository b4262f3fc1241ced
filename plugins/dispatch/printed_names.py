"""Whether a printed line is a person's name or a place's, and how a line of several names is cut."""

import re

from dispatch.printed_words import CHROME_WORDS, MONTHS, NAME_PARTICLES, NOT_A_PERSON, PLACES_LIKE_NAMES, fold

__all__ = ["clean_name", "looks_like_name", "looks_like_place", "split_names"]

_OPENERS = frozenset(
    ["the", "a", "an", "our", "this", "special", "специально", "xüsusi", "özel", "editor's", "new"]
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv|ph\.?d|m\.?d)\.?$", re.IGNORECASE)
_WORD = re.compile(r"^[^\W\d_](?:[^\W\d_]|['’`.-])*$")
_BETWEEN = re.compile(
    r"\s*(?:,\s*(?:and|и|və|ve)\s+|;|,|\s&\s|\s\|\s|\s/\s|\b(?:and|with)\s+|\s(?:и|və|ve|ile|ilə)\s+)\s*",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"^(?:(?:mr|mrs|ms|dr|prof|rev|hon|sir|dame|д-р|проф|г-н|г-жа|dos|sn|av)\.?\s+|(?:professor|doctor|господин|"
    r"профессор|доктор|cənab|xanım|bəy|sayın)\s+)+(?=\w)",
    re.IGNORECASE,
)
_ROLE_WORD = re.compile(
    r"^(?:(?:special|senior|chief|staff|our|own|foreign|political|science|senior|contributing|freelance|associate|deputy|"
    r"managing|executive)\s+)*(?:staff|writer|reporter|correspondent|columnist|editor|contributor|author|producer|"
    r"journalist|photographer|intern|analyst|корреспондент|собкор|обозреватель|журналист|редактор|фотограф|müxbir|"
    r"jurnalist|muhabir|gazeteci|yazar)(?:\s|$|\b)",
    re.IGNORECASE,
)


def looks_like_name(text: str) -> bool:
    """Tell whether `text` alone reads as the name of one person (two to five words, none of them chrome or an office)."""
    words = text.replace(",", " ").split()
    if not 2 <= len(words) <= 5 or len(text) > 60:
        return False
    folded = fold(text)
    if (
        folded in PLACES_LIKE_NAMES
        or _is_chrome(words)
        or fold(words[0]) in _OPENERS
        or re.search(r"D\.?\s?C\.?$", text)
    ):
        return False
    return all(_name_word(word, index) for index, word in enumerate(words)) and _has_weight(words)


def looks_like_place(text: str) -> bool:
    """Tell whether `text` alone can be the name of a place (`Bakı`, `Washington D.C.`, `KARS, Turkey`)."""
    words = text.replace(",", " ").replace("/", " ").split()
    if not 1 <= len(words) <= 5 or len(text) > 50 or re.search(r"[\d:;!?()«»\"@©|]", text):
        return False
    if any(fold(word.strip(".")) in MONTHS or fold(word) in NOT_A_PERSON for word in words):
        return False
    if text.rstrip().endswith(".") and not re.search(r"(?:^|[\s.])[^\W\d_]\.$", text.rstrip()):
        return False
    if _is_chrome(words):
        return False
    return words[0][:1].isupper() and all(
        w[:1].isupper() or fold(w) in NAME_PARTICLES | {"of", "the", "на"} for w in words
    )


def clean_name(text: str) -> str:
    """Give `text` without honorifics, brackets and stray marks around it."""
    name = " ".join(text.replace("\u00a0", " ").split()).strip(" ,;:|/–—-*•·")
    if name.endswith(".") and not re.search(r"(?:\b[^\W\d_]|\bjr|\bsr)\.$", name, re.IGNORECASE):
        name = name[:-1]
    return _HONORIFIC.sub("", name)


def split_names(text: str) -> list[str]:
    """Cut a line of names (`A, B and C`) into names, without the offices between them; [] where one part is no name."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part and part.strip()]
    names: list[str] = []
    for part in parts:
        if names and _SUFFIX.match(part.strip()):
            names[-1] = f"{names[-1]}, {part.strip()}"
            continue
        name = clean_name(part)
        if _ROLE_WORD.match(name) and names:
            continue
        if not looks_like_name(name):
            return []
        names.append(name)
    return names


def _is_chrome(words: list[str]) -> bool:
    hits = sum(fold(word.strip(".,:!")) in CHROME_WORDS for word in words)
    return hits * 2 >= len(words) + (len(words) == 1)


def _name_word(word: str, index: int) -> bool:
    folded = fold(word.strip("."))
    if _SUFFIX.match(word):
        return index > 0
    if (
        folded in NOT_A_PERSON
        or fold(word) in NOT_A_PERSON
        or (folded in MONTHS and len(folded) > 3 and folded != "may")
    ):
        return folded in {"may", "april", "june", "august", "mart"}
    if not _WORD.match(word):
        return False
    if word[:1].isupper():
        return True
    return (index > 0 and folded in NAME_PARTICLES) or folded.startswith(
        ("al-", "el-", "d'", "d’", "ас-", "аль-")
    )


def _has_weight(words: list[str]) -> bool:
    solid = [
        word for word in words if len(word.strip(".")) > 1 and word[:1].isupper() and not _SUFFIX.match(word)
    ]
    return len(solid) >= 1 and (
        len(solid) >= 2 or any(re.fullmatch(r"(?:[^\W\d_]\.-?)+", word) for word in words)
    )
