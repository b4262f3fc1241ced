"""Text becomes the same terms in Python and JavaScript, and names meet across scripts."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import corpus
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunr_search.analysis import Word, analyse, analyse_query, folded, words
from lunr_search.joining import CLIENT
from lunr_search.stemmers import client_stemmer, stemmed_languages
from support.node import module_url, run_module

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "search_analysis.json").read_text(encoding="utf-8")
)
# Random text of characters that Unicode 14 knows, below U+10000: what Python 3.11 and every browser agree on.
KNOWN = [chr(code) for code in range(0x10000) if not unicodedata.category(chr(code)).startswith(("Cn", "Cs"))]
LANGUAGES = ["en", "az", "ru", "tr", "de", "fr", ""]
BATCH = """
import { readFileSync } from "node:fs";
const { analyseQuery, teach, words } = await import(process.argv[1] + "/analysis.js");
const { makers, texts } = JSON.parse(readFileSync(0, "utf-8"));
for (const [lang, maker] of Object.entries(makers)) teach(lang, (0, eval)(maker));
console.log(JSON.stringify(texts.map(([lang, text]) => [words(text, lang).map(({ forms }) => forms), analyseQuery(text, lang)])));
"""


def terms(text: str, lang: str = "en") -> list[str]:
    """The keys of a text's words."""
    return [forms[0] for forms in analyse(text, lang)]


@pytest.mark.parametrize(("lang", "text", "expected"), VECTORS["terms"])
def test_vector(lang: str, text: str, expected: list[list[str]]) -> None:
    assert [list(forms) for forms in analyse(text, lang)] == expected


@pytest.mark.parametrize(("lang", "text", "expected"), VECTORS["query"])
def test_query_vector(lang: str, text: str, expected: list[list[str]]) -> None:
    assert [list(forms) for forms in analyse_query(text, lang)] == expected


@pytest.mark.parametrize(
    "names",
    [
        ["Aliyev", "Əliyev", "Алиев", "Aliev", "ALİYEV", "aliyev’s"],
        ["Bakı", "BAKI", "baki", "bakı"],
        ["ışık", "IŞIK", "isik", "İşik"],
        ["Ёлка", "елка", "ЁЛКА"],
        ["U.S.", "US", "u.s."],
        ["Мамедов", "Mamedov"],
        ["naïve", "naive", "NAI\u0308VE"],
    ],
)
def test_one_name_is_one_term(names: list[str]) -> None:
    assert len({terms(name, "")[0] for name in names}) == 1


@given(st.text())
def test_a_term_is_its_own_term(text: str) -> None:
    for term in terms(text, ""):
        assert terms(term, "") in ([term], []) or "." in term, "an index asked with its own terms finds them"


@given(st.text())
def test_analysing_is_finding_words(text: str) -> None:
    assert analyse(text, "en") == [word.forms for word in words(text, "en")]


@given(st.text())
def test_words_lie_in_order_in_the_text(text: str) -> None:
    end = 0
    for word in words(text, "en"):
        assert end <= word.start < word.end <= len(text)
        end = word.end


def test_offsets_mark_the_word_itself() -> None:
    text = "The Əliyev file"
    assert [text[word.start : word.end] for word in words(text, "en")] == ["The", "Əliyev", "file"]
    assert next(words("Bakı", "az")) == Word(("baki", "baki=bakı"), 0, 4)


@pytest.mark.parametrize("text", ["", "!!!", "\ud800", "\x00", "𝐁𝐚𝐤𝐮", "’", "--", "\u0301"])
def test_text_without_words_has_no_terms(text: str) -> None:
    assert terms(text) == []


def test_a_word_of_a_megabyte_is_one_term() -> None:
    assert len(terms("a" * 1_000_000)) == 1


@given(st.lists(st.text(st.sampled_from([*KNOWN, "'", "’", "*", "."])), min_size=1, max_size=4))
def test_folding_twice_changes_nothing_more(texts: list[str]) -> None:
    for text in texts:
        for term in terms(text):
            # A fraction keeps its point, which folding takes from words.
            assert folded(term) in {term, term.replace(".", "")} or terms(term) == []


def sample(dice_seed: int, count: int) -> list[str]:
    """Random texts: characters of every block, corpus words, and mixtures of both."""
    import random

    dice = random.Random(dice_seed)
    alphabet = [*KNOWN, *("'’ʼ.*-_ \n" * 400)]
    noise = ["".join(dice.choices(alphabet, k=dice.randint(1, 12))) for _ in range(count)]
    mixed = [
        dice.choice(corpus.WORDS)
        + dice.choice(["’", "'", "*", ".", "", "\u0301"])
        + dice.choice(corpus.WORDS)
        for _ in range(count)
    ]
    return [*noise, *mixed, *KNOWN]


def differences(texts: list[tuple[str, str]]) -> list[object]:
    """The texts, each with its language, that JavaScript analyses otherwise."""
    makers = {lang: client_stemmer(lang) for lang in stemmed_languages(lang for lang, _ in texts)}
    found = json.loads(
        run_module(BATCH, module_url(CLIENT), stdin=json.dumps({"makers": makers, "texts": texts}))
    )
    return [
        (lang, text, ours, theirs)
        for (lang, text), theirs in zip(texts, found, strict=True)
        if (ours := [[list(forms) for forms in read(text, lang)] for read in (analyse, analyse_query)])
        != theirs
    ]


def test_javascript_equals_python() -> None:
    import random

    seed = random.randrange(10**6)
    texts = [(LANGUAGES[at % len(LANGUAGES)], text) for at, text in enumerate(sample(seed, 4000))]
    assert differences(texts) == [], f"seed {seed}"


def test_javascript_equals_python_where_composing_leads_beyond_uffff() -> None:
    far = [letter for letter in KNOWN if unicodedata.normalize("NFC", letter) > "\uffff"]
    assert len(far) == 7
    endings = [
        "",
        "ami",
        "ach",
        "ek",
        "emu",
        "iem",
        "liśmy",
        "owie",
        "ować",
        "y",
        "ing",
        "ungen",
        "ами",
        "lar",
    ]
    texts = [
        (lang, first + letter + middle + ending)
        for lang in ("pl", "en", "ru")
        for first in ("", "a", "nie")
        for letter in far
        for middle in ("", "a", "ow")
        for ending in endings
    ]
    assert differences(texts) == []


def test_javascript_equals_python_about_apostrophes() -> None:
    import random

    seed = random.randrange(10**6)
    dice = random.Random(seed)
    pieces = [*"''’ʼ.,07٣aəıNsS\u0301\u200d", "nin", "ın", "dakı", "lar", "bakı", "Türkiyə"]
    texts = [
        (LANGUAGES[at % len(LANGUAGES)], "".join(dice.choices(pieces, k=dice.randint(2, 9))))
        for at in range(6000)
    ]
    assert differences(texts) == [], f"seed {seed}"


def test_a_run_of_endings_behind_an_apostrophe_is_looked_at_a_few_times_only() -> None:
    """It parts into endings in countless ways, which a search for all of them would try in turn."""
    run = "bakı'" + "ının" * 500
    assert terms(f"{run}x", "az") == [folded(f"{run}x")]
