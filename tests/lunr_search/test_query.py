"""Queries are read as Lunr reads them, and what Lunr refuses is read as words."""

from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lunr_search.joining import CLIENT
from lunr_search.query import Clause, NotAQueryError, Phrase, Query, parse, read_query
from support.node import module_url, run_module

FIELDS = ["title", "body"]
# What parts words in Lunr, and what does not; the first five of that are white space to Python.
BLANKS = "\t\n\v\f\r \u00a0\u1680\u2000\u2005\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
NO_BLANKS = "\x1c\x1d\x1e\x1f\x85\u180e\u200b"
BATCH = """
import { readFileSync } from "node:fs";
const { parse } = await import(process.argv[1] + "/query.js");
const read = (text) => {
  try {
    return parse(text, ["title", "body"]).map(({ term, fields, boost, presence, editDistance }) => [term, fields, boost, presence, editDistance]);
  } catch {
    return "refused";
  }
};
console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf-8")).map(read)));
"""
ANY = ("title", "body")


def keys_only(query: Query) -> Query:
    """The query without the exact forms of its words."""
    phrases = [replace(phrase, words=tuple(forms[:1] for forms in phrase.words)) for phrase in query.phrases]
    return Query([clause for clause in query.clauses if "=" not in clause.term], phrases)


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("ferry", [Clause("ferry", ANY)]),
        ("title:Ferry", [Clause("ferry", ("title",))]),
        ("ferry^10", [Clause("ferry", ANY, boost=10)]),
        ("fery~1", [Clause("fery", ANY, edit_distance=1)]),
        (
            "+ferry -storm",
            [Clause("ferry", ANY, presence="required"), Clause("storm", ANY, presence="prohibited")],
        ),
        ("+title:ferr*^2", [Clause("ferr*", ("title",), boost=2, presence="required")]),
        ("oil-rock", [Clause("oil", ANY), Clause("rock", ANY)]),
        (r"1\:0", [Clause("1", ANY), Clause("0", ANY)]),
        ("+U.S.-led", [Clause("us", ANY, presence="required"), Clause("led", ANY)]),
        ("+well.known^3", [Clause("well", ANY, 3, "required"), Clause("known", ANY, 3, "required")]),
        ("", []),
        ("-", []),
        ("!!!", []),
    ],
)
def test_reads_the_language(text: str, clauses: list[Clause]) -> None:
    assert keys_only(read_query(text, FIELDS, "en")) == Query(clauses, [])


@pytest.mark.parametrize(
    "text", ["Baku: ferry", "baku ferry~", "baku ferry^", "~baku ferry", "baku + ferry^x", "place:baku ferry"]
)
def test_what_lunr_refuses_is_read_as_words(text: str) -> None:
    clauses = keys_only(read_query(text, FIELDS, "en")).clauses
    assert [clause.term for clause in clauses if clause.term not in {"place", "x"}] == ["baku", "ferry"]
    assert all(clause.fields == ANY and clause.presence == "optional" for clause in clauses)


REQUIRED = "required"


@pytest.mark.parametrize(
    ("text", "clauses", "phrases"),
    [
        (
            'ferry "oil rock"',
            [
                Clause("ferry", ANY),
                Clause("oil", ANY),
                Clause("rock", ANY),
            ],
            [Phrase((("oil",), ("rock",)), ANY)],
        ),
        (
            "title:«oil rock»",
            [Clause("oil", ("title",)), Clause("rock", ("title",))],
            [Phrase((("oil",), ("rock",)), ("title",))],
        ),
        ('-"oil rock"', [], [Phrase((("oil",), ("rock",)), ANY, is_prohibited=True)]),
        ('+"ferry"', [Clause("ferry", ANY, presence=REQUIRED)], []),
        ('"ferry', [Clause("ferry", ANY)], []),
        ('""', [], []),
    ],
)
def test_quotation_marks_are_phrases(text: str, clauses: list[Clause], phrases: list[Phrase]) -> None:
    assert keys_only(read_query(text, FIELDS, "en")) == Query(clauses, phrases)


def test_further_forms_of_a_word_only_raise_the_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lunr_search.query.analyse_query", lambda text, _lang: [("key", "=" + text)])
    assert read_query("+ferry~1 -port", FIELDS, "en").clauses == [
        Clause("key", ANY, presence=REQUIRED, edit_distance=1),
        Clause("=ferry", ANY),
        Clause("key", ANY, presence="prohibited"),
    ]


def test_the_exact_form_is_one_more_clause() -> None:
    assert read_query("+Əliyev -Алиев^3", FIELDS, "en").clauses == [
        Clause("aliev", ANY, presence=REQUIRED),
        Clause("aliev=əliyev", ANY),
        Clause("aliev", ANY, 3, "prohibited"),
    ]


def test_a_capital_letter_is_the_languages_own() -> None:
    assert read_query("IŞIK", FIELDS, "tr").clauses[-1].term == "isik=ışık"
    assert read_query("İRAN", FIELDS, "az").clauses[-1].term == "iran="


@pytest.mark.parametrize(("term", "number"), [("*a", 1), ("a*", 2), ("*a*", 3), ("a*b", 0), ("a", 0)])
def test_wildcard_is_lunrs_number(term: str, number: int) -> None:
    assert Clause(term, ANY).wildcard == number


@pytest.mark.parametrize("blank", BLANKS)
def test_words_are_parted_where_lunr_parts_them(blank: str) -> None:
    assert [clause.term for clause in parse(f"+oil{blank}rock", FIELDS)] == ["oil", "rock"]


@pytest.mark.parametrize("character", NO_BLANKS)
def test_words_are_parted_nowhere_else(character: str) -> None:
    assert [clause.term for clause in parse(f"+oil{character}rock", FIELDS)] == [f"oil{character}rock"]


def test_javascript_reads_a_query_as_python_does() -> None:
    def read(text: str) -> object:
        try:
            return [
                [one.term, list(one.fields), one.boost, one.presence, one.edit_distance]
                for one in parse(text, FIELDS)
            ]
        except NotAQueryError:
            return "refused"

    seed = random.randrange(10**6)
    dice = random.Random(seed)
    pieces = [*"ab:~^+-*\\ 019əЙ", *BLANKS, *NO_BLANKS, "title", "body:", "~1", "^2", " +", " -"]
    texts = ["".join(dice.choices(pieces, k=dice.randint(1, 10))) for _ in range(20_000)]
    found = json.loads(run_module(BATCH, module_url(CLIENT), stdin=json.dumps(texts)))
    different = [
        (text, read(text), theirs) for text, theirs in zip(texts, found, strict=True) if read(text) != theirs
    ]
    assert different == [], f"seed {seed}"


@given(st.text(alphabet=st.sampled_from("ab:~^+-*\\ 019\t\u00a0əЙ" + BLANKS + NO_BLANKS)) | st.text())
def test_any_text_is_a_query(text: str) -> None:
    for clause in read_query(text, FIELDS, "en").clauses:
        assert clause.term
        assert set(clause.fields) <= set(FIELDS)
        assert 0 <= clause.edit_distance <= 3
