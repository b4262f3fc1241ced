"""Every stemmer gives in JavaScript what it gives in Python; Azerbaijani words meet that should, and no others."""

from __future__ import annotations

import gzip
import importlib
import inspect
import itertools
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import corpus
import pytest
import snowballstemmer

import lunr_search
from lunr_search import azerbaijani
from lunr_search.joining import CLIENT
from lunr_search.stemmers import ALGORITHMS, base_language, client_stemmer, stemmed_languages, stemmer_of
from support.node import module_url, run_module

VECTORS = Path(__file__).parents[1] / "vectors"
FAMILIES = [line.split() for line in (VECTORS / "azerbaijani.txt").read_text(encoding="utf-8").splitlines()]
APART = [
    line.split() for line in (VECTORS / "azerbaijani_apart.txt").read_text(encoding="utf-8").splitlines()
]
WORDS_EACH = 1500
BATCH = """
import { readFileSync } from "node:fs";
const { Snowball, amongOf } = await import(process.argv[1] + "/snowball.js");
const asked = JSON.parse(readFileSync(0, "utf-8"));
const stems = Object.entries(asked).map(([lang, { maker, words }]) =>
  [lang, words.map((0, eval)(maker)[0](Snowball, amongOf))]);
console.log(JSON.stringify(Object.fromEntries(stems)));
"""


def made_up(lang: str, dice: random.Random, count: int) -> list[str]:
    """Words of a language's letters that end as its rules know, once or twice."""
    if lang == "az":
        endings = sorted(azerbaijani.SPELLED)
    else:
        module = importlib.import_module(f"snowballstemmer.{ALGORITHMS[lang]}_stemmer")
        endings = [
            json.loads(f'"{text}"') for text in re.findall(r'Among\("([^"]*)"', inspect.getsource(module))
        ]
    letters = sorted({*"".join(endings), *"aeiouybdk'"})
    return [
        "".join(dice.choices(letters, k=dice.randint(0, 8)))
        + "".join(dice.choices(endings, k=dice.randint(0, 2)))
        for _ in range(count)
    ]


def test_javascript_stems_as_python_does() -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    asked = {
        lang: {
            "maker": client_stemmer(lang),
            "words": [*made_up(lang, dice, WORDS_EACH), *corpus.WORDS, *itertools.chain(*FAMILIES)],
        }
        for lang in stemmed_languages([*ALGORITHMS, "az"])
    }
    assert len(asked) > 30
    found = json.loads(run_module(BATCH, module_url(CLIENT), stdin=json.dumps(asked)))
    different = []
    for lang, one in asked.items():
        stem = stemmer_of(lang)
        assert stem is not None
        pairs = zip(one["words"], found[lang], strict=True)
        different += [(lang, word, stem(word), theirs) for word, theirs in pairs if stem(word) != theirs]
    assert different == [], f"seed {seed}"


@pytest.mark.parametrize("lang", stemmed_languages([*ALGORITHMS, "az"]))
def test_a_stemmer_is_small(lang: str) -> None:
    assert len(gzip.compress(client_stemmer(lang).encode(), 9)) <= 4096


def test_words_are_stemmed_as_the_package_stems_them() -> None:
    seed = random.randrange(10**6)
    dice = random.Random(seed)
    for lang in ALGORITHMS:
        stem, theirs = stemmer_of(lang), snowballstemmer.stemmer(ALGORITHMS[lang])
        assert stem is not None
        words = [*made_up(lang, dice, 200), *corpus.WORDS]
        assert list(map(stem, words)) == theirs.stemWords(words), f"{lang}, seed {seed}"


def test_no_other_stemmer_than_the_one_asked_for_is_loaded() -> None:
    plugins = str(Path(lunr_search.__file__).parents[1])
    ask = "from lunr_search.stemmers import stemmer_of; stemmer_of('en'); print(*sys.modules)"
    code = f"import sys; sys.path.insert(0, {plugins!r}); {ask}"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert [name for name in loaded.split() if name.endswith("_stemmer")] == ["lunr_search_snowballstemmer.english_stemmer"]  # fmt: skip


def test_languages_without_a_stemmer_are_left_alone() -> None:
    assert stemmer_of("ka") is None
    assert stemmed_languages(["en-GB", "ka", "en", "AZ-Latn", ""]) == ["az", "en"]
    assert base_language("pt-BR") == "pt"


def test_enough_words_are_tried() -> None:
    assert sum(len(family) - 1 for family in FAMILIES) >= 500
    assert len(APART) >= 200


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family[0])
def test_inflected_azerbaijani_words_meet(family: list[str]) -> None:
    assert {word: azerbaijani.stem(word) for word in family} == dict.fromkeys(
        family, azerbaijani.stem(family[0])
    )


def test_azerbaijani_words_that_are_near_stay_apart() -> None:
    assert [pair for pair in APART if azerbaijani.stem(pair[0]) == azerbaijani.stem(pair[1])] == []
