"""The order of a directory: that of the alphabet which its readers learnt."""

from __future__ import annotations

import string
import unicodedata
from functools import lru_cache

from dispatch.text import capital, fold, is_turkic, lower

_ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
}


def _places(alphabet: str) -> dict[str, float]:
    """Where each letter stands; a Latin one that a Latin alphabet lacks, behind the one before it in English."""
    places: dict[str, float] = {letter: place for place, letter in enumerate(alphabet)}
    before = 0.0
    for letter in string.ascii_lowercase if alphabet[0] == "a" else "":
        before = places.setdefault(letter, before + 0.5)
    return places


_PLACES = {lang: _places(alphabet) for lang, alphabet in _ALPHABETS.items()}


@lru_cache(maxsize=100_000)
def order_key(text: str, lang: str) -> tuple[tuple[float, ...], str]:
    """What sorts names as `lang` does: Ç behind C, Ё with Е; digits first, other scripts last.

    A language whose order is not known sorts all scripts by their Latin spelling.
    """
    places = _PLACES.get(lang.split("-", maxsplit=1)[0])
    if places is None:
        return (), fold(text)
    letters = (_bare(letter, places) for letter in _small(text, lang) if letter.isalnum() or letter == " ")
    return tuple(_place(letter, places) for letter in letters), text


def heading_of(text: str, lang: str) -> str:
    """The letter under which a name stands in a long list; `0–9` for digits, nothing for signs and emoji."""
    places = _PLACES.get(lang.split("-", maxsplit=1)[0])
    letter = fold(text)[:1] if places is None else _bare(_small(text, lang)[:1], places)
    first = letter.upper() if places is None else capital(letter, lang)
    return first if first.isalpha() else "0–9" if first.isdigit() else ""


def _small(text: str, lang: str) -> str:
    return lower(unicodedata.normalize("NFC", text), is_turkic=is_turkic(lang))


def _bare(letter: str, places: dict[str, float]) -> str:
    """A letter of the alphabet, or the one that it is without its mark: ё is е, â is a."""
    return letter if letter in places else unicodedata.normalize("NFKD", letter)[:1]


def _place(letter: str, places: dict[str, float]) -> float:
    if letter == " ":
        return -2_000.0
    if letter.isdigit():
        return -1_000.0 + ord(letter) / 2_000
    return places.get(letter, 1_000.0 + ord(letter))
