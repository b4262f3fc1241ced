"""The stemmer of each language: Snowball's, and our own for Azerbaijani, which has none."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import cache

from lunr_search import azerbaijani
from lunr_search.common_words import WORDS
from lunr_search.joining import CLIENT, bare
from lunr_search.quick_stems import quick_stemmer
from lunr_search.shortening import shortened
from lunr_search.stem_js import stemmer_js

OWN = "az"
# Language (ISO 639-1) → Snowball's name of it.
ALGORITHMS = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish",
    "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian",
    "no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian",
    "st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


@cache
def base_language(lang: str) -> str:
    """The language of a tag without region and script: en of en-GB."""
    return lang.split("-", maxsplit=1)[0].lower()


@cache
def stemmer_of(lang: str) -> Callable[[str], str] | None:
    """The stemmer of a language, for words in lower case; None if there is none."""
    if lang == OWN:
        return azerbaijani.stem
    algorithm = ALGORITHMS.get(lang)
    if algorithm is None:
        return None
    return quick_stemmer(algorithm)


def stemmed_languages(langs: Iterable[str]) -> list[str]:
    """Those of these languages that have a stemmer, in order."""
    return sorted({base for base in map(base_language, langs) if base == OWN or base in ALGORITHMS})


@cache
def client_stemmer(lang: str) -> str:
    """What the client must know of a language: a pair of a function of `Snowball` and `amongOf` that gives its stemmer, and its commonest words."""
    made = shortened(maker_js(lang), is_part=True).rstrip()
    return f'[{made},"{WORDS.get(lang, "")}"]'


def maker_js(lang: str) -> str:
    """The function that gives the stemmer of a language."""
    if lang == OWN:
        tables = json.dumps(azerbaijani.tables(), ensure_ascii=False, separators=(",", ":"))
        twin = bare((CLIENT / "azerbaijani.js").read_text(encoding="utf-8"))
        return f"()=>{{{twin}return azerbaijani({tables})}}"
    return stemmer_js(ALGORITHMS[lang])
