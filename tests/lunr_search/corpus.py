"""A seeded corpus and seeded queries of every kind, in four languages."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from lunr_search.documents import Document
from lunr_search.settings import FIELDS

WORDS = [
    "ferry",
    "port",
    "alat",
    "baku",
    "sheki",
    "silk",
    "road",
    "oil",
    "rock",
    "town",
    "caspian",
    "level",
    "sea",
    "election",
    "briefing",
    "room",
    "wire",
    "agency",
    "bureau",
    "gəmi",
    "liman",
    "bakı",
    "şəki",
    "neft",
    "daşları",
    "seçki",
    "xəbər",
    "müxbir",
    "dəniz",
    "səviyyə",
    "yol",
    "ipək",
    "паром",
    "порт",
    "баку",
    "шеки",
    "нефть",
    "выборы",
    "море",
    "уровень",
    "агентство",
    "корреспондент",
    "дорога",
    "шёлк",
    "алиев",
    "əliyev",
    "aliyev",
    "feribot",
    "liman",
    "seçim",
    "haber",
    "deniz",
    "ışık",
    "istanbul",
    "2014",
    "1995",
    "26",
    "u.s.",
    "un's",
    "o'brien",
    "naïve",
    "café",
    "élan",
    "x",
    "é",
    "a",
    "to",
    "the",
    "of",
    "and",
    "in",
    "on",
    "at",
    "by",
    "for",
    "from",
    "with",
]


def documents(seed: int, count: int) -> list[Document]:
    """Documents with words as unevenly spread as in a language."""
    dice = random.Random(seed)
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    lengths = {"title": 6, "standfirst": 12, "body": 60, "byline": 2, "place": 1, "section": 1, "tags": 3}
    made = []
    for number in range(count):
        raw = {
            name: " ".join(dice.choices(WORDS, weights, k=dice.randint(0, lengths[name]))) for name in FIELDS
        }
        day = f"{2014 + number % 3}-03-{number % 28 + 1:02}"
        made.append(
            Document(
                f"/2014/03/{number:02}/piece-{number}/",
                raw,
                dice.choice(("en", "az", "ru")),
                day,
                f"Piece {number}",
                "ALAT",
                raw["standfirst"],
                {"tag": tuple(dict.fromkeys(raw["tags"].split()))},
            )
        )
    return made


def queries(seed: int, count: int) -> Iterator[str]:
    """Queries of every kind: terms, fields, boosts, presence, stars, distances, unknown words, nothing, nonsense."""
    dice = random.Random(seed)
    yield from (
        "",
        " ",
        "*",
        "-ferry",
        "+ferry -port",
        "Baku: ferry",
        "++",
        "~",
        '"',
        "^",
        "a~9",
        "+nosuchword ferry",
        "!!!",
    )
    for _ in range(count):
        parts = [clause(dice) for _ in range(dice.choice((1, 1, 1, 2, 2, 3)))]
        # What parts words is another thing to Lunr than to Python.
        yield dice.choice([" "] * 9 + ["\t", "\u00a0", "\ufeff", "\x1c", "\x85"]).join(parts)


def clause(dice: random.Random) -> str:
    """One clause: a word, changed in some of the ways of the language."""
    word = dice.choice([*WORDS, "nosuchword", "Baku", "ƏLİYEV"])
    if dice.random() < 0.25:
        at = dice.randint(0, len(word))
        word = f"{word[:at]}*{word[at + dice.randint(0, 1) :]}"
    elif dice.random() < 0.2:
        word += f"~{dice.choice((0, 1, 1, 2))}"
    if dice.random() < 0.2:
        word += f"^{dice.choice((0, 1, 2, 10))}"
    if dice.random() < 0.25:
        word = f"{dice.choice(list(FIELDS))}:{word}"
    return dice.choice(("", "", "", "", "+", "-")) + word


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def flip(path: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
