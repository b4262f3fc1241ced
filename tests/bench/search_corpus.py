"""A seeded corpus for the search: a vocabulary that grows as a language's does, three scripts, uneven lengths; and queries of every kind."""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

from lunr_search.documents import Document
from lunr_search.settings import FIELDS

LATIN = ["ba", "ro", "ti", "sen", "mar", "lo", "ke", "an", "der", "vi", "stra", "ne", "pol", "ga", "is", "um", "re", "che", "fo", "dal"]  # fmt: skip
AZERI = ["bə", "rü", "çi", "şən", "lar", "ğo", "ki", "ən", "dır", "vi", "qa", "nə", "öl", "sı", "uz", "mə", "da", "ca", "yor", "ba"]  # fmt: skip
RUSSIAN = ["ба", "ро", "ти", "сен", "мар", "ло", "ке", "ан", "дер", "ви", "стра", "не", "пол", "га", "ис", "ость", "ре", "че", "фо", "ого"]  # fmt: skip
SYLLABLES = {"en": LATIN, "az": AZERI, "ru": RUSSIAN}
WORDS_OF = {"en": 60_000, "az": 25_000, "ru": 25_000}
FIRST_DAY = dt.date(1995, 1, 1)


class Language:
    """Made-up words by rank, and dice that fall as unevenly as words do."""

    def __init__(self, code: str, seed: int) -> None:
        dice = random.Random(f"{seed} {code}")
        found: dict[str, None] = {}
        while len(found) < WORDS_OF[code]:
            size = 1 if len(found) < 15 else 2 if len(found) < 250 else dice.choice((2, 3, 3, 4))
            found["".join(dice.choices(SYLLABLES[code], k=size))] = None
        self.words = list(found)
        self.ends = list(accumulate(1 / (rank + 2.7) for rank in range(len(self.words))))

    def text(self, dice: random.Random, count: int) -> list[str]:
        """Words, in no order."""
        last = self.ends[-1]
        return [self.words[bisect(self.ends, dice.random() * last)] for _ in range(count)]


def languages(seed: int = 1) -> dict[str, Language]:
    """The languages of the corpus."""
    return {code: Language(code, seed) for code in SYLLABLES}


def documents(size: int, seed: int = 1) -> Iterator[Document]:
    """`size` dispatches of about 500 words; the same for the same seed."""
    known = languages(seed)
    dice = random.Random(seed)
    english = known["en"].words
    places = [word.title() for word in english[300:420]]
    people = [f"{first.title()} {last.title()}" for first, last in zip(english[900:960], english[2000:2060], strict=True)]  # fmt: skip
    tags, sections = english[400:700], [word.title() for word in english[100:108]]
    for number in range(size):
        day = FIRST_DAY + dt.timedelta(days=number * 11_000 // size)
        code = dice.choices(("en", "az", "ru"), (6, 2, 2))[0]
        language = known[code]
        words = language.text(dice, max(40, int(dice.lognormvariate(6.15, 0.35))))
        body = " ".join(" ".join(words[at : at + 14]).capitalize() + "." for at in range(0, len(words), 14))
        title = " ".join(language.text(dice, dice.randint(4, 9))).capitalize()
        standfirst = " ".join(language.text(dice, dice.randint(12, 24))).capitalize() + "."
        place = places[min(int(dice.expovariate(0.06)), 119)]
        byline = people[min(int(dice.expovariate(0.12)), 59)]
        section = dice.choice(sections)
        chosen = tuple(dict.fromkeys(tags[min(int(dice.expovariate(0.02)), 299)] for _ in range(3)))
        raw = {"title": title, "standfirst": standfirst, "body": body, "byline": byline, "place": place, "section": section, "tags": ", ".join(chosen)}  # fmt: skip
        facets = {"section": (section,), "place": (place,), "byline": (byline,), "tag": chosen}
        yield Document(f"/{day:%Y/%m/%d}/piece-{number}/", raw, code, day.isoformat(), title, place, standfirst, facets)  # fmt: skip


def queries(count: int, seed: int = 1) -> Iterator[str]:
    """Queries of every kind that Lunr knows, frequent and rare words, known and unknown ones, three scripts."""
    known = languages(1)
    dice = random.Random(seed)
    yield from ("", " ", "-nosuchword", "+nosuchword baro", "Baro: tisen", "++", "~", '"', "^", "\\")
    for at in range(count - 10):
        parts = 1 if at % 3 == 0 else dice.choice((1, 2, 3))
        yield " ".join(
            clause(dice, known[dice.choices(("en", "az", "ru"), (6, 2, 2))[0]]) for _ in range(parts)
        )


def clause(dice: random.Random, language: Language) -> str:
    """One clause: a word, changed in some of the ways of the language."""
    word = language.text(dice, 1)[0] if dice.random() < 0.6 else dice.choice(language.words)
    return changed(dice, word)


def changed(dice: random.Random, said: str) -> str:
    """A word as a clause, in some of the ways of Lunr's language."""
    word = said
    roll = dice.random()
    if roll < 0.12:
        word = f"{word[: max(3, len(word) // 2)]}*"
    elif roll < 0.16:
        word = f"*{word[-4:]}"
    elif roll < 0.2 and len(word) > 4:
        word = f"{word[:3]}*{word[-2:]}"
    elif roll < 0.26:
        word = f"{word[:-1]}x~1" if len(word) > 2 else word
    elif roll < 0.28:
        word += "~2"
    elif roll < 0.32:
        word = "nosuchword"
    if dice.random() < 0.15:
        word += f"^{dice.choice((0, 2, 10))}"
    if dice.random() < 0.2:
        word = f"{dice.choice(list(FIELDS))}:{word}"
    return dice.choice(("", "", "", "", "+", "-")) + word
