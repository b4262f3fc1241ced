"""`search` at the command line: one query, many, and the documents for an outside Lunr."""

from __future__ import annotations

import json
import re
from pathlib import Path

import corpus
import pytest

from lunr_search.analysis import analyse
from lunr_search.build import write_search
from lunr_search.commands import run_search
from lunr_search.documents import in_order
from lunr_search.errors import SearchError
from lunr_search.settings import FIELDS

DOCUMENTS = corpus.documents(7, 30)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A built site with a search."""
    write_search(tmp_path, DOCUMENTS, FIELDS)
    return tmp_path


def ask(site: Path, query: str | None = None, **options: object) -> int:
    """Run the command."""
    given = {"as_json": False, "queries": None, "documents": None, **options}
    return run_search(query, output=site, **given)  # type: ignore[arg-type]


def test_json_has_clauses_and_all_results(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(site, "+title:ferr*^2 port~1 -Bakı", as_json=True) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    answer = json.loads(lines[0])
    assert list(answer) == ["query", "clauses", "results"]
    assert answer["clauses"][0] == {"term": "ferr*", "fields": ["title"], "boost": 2, "presence": "required", "wildcard": 2, "editDistance": 0}  # fmt: skip
    assert answer["clauses"][1]["editDistance"] == 1
    assert [clause["term"] for clause in answer["clauses"][2:]] == ["baki"]
    assert all(set(result) == {"ref", "score"} for result in answer["results"])


def test_queries_give_a_line_each_blank_ones_too(
    site: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "queries.txt"
    file.write_bytes("ferry\r\n\nBaku: ferry\n\u2028\n".encode())
    assert ask(site, queries=file) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["query"] for answer in answers] == ["ferry", "", "Baku: ferry", "\u2028"]
    assert len(answers[1]["results"]) == len(DOCUMENTS)


def test_documents_are_what_was_indexed(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    assert ask(site, documents=file) == 0
    head, *rows = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert head == {"fields": FIELDS, "k1": 1.2, "b": 0.75}
    assert list(head["fields"]) == list(FIELDS)
    # Nothing but the shards was read: the terms come back from their places, in the order of the text.
    expected = {
        one.ref: {
            name: [form for forms in analyse(one.raw[name], one.lang) for form in sorted(forms)]
            for name in FIELDS
        }
        for one in DOCUMENTS
    }
    assert {row["ref"]: row["fields"] for row in rows} == expected
    order = in_order(DOCUMENTS, [len(expected[one.ref]["body"]) for one in DOCUMENTS])
    assert [row["ref"] for row in rows] == [DOCUMENTS[at].ref for at in order]
    assert {row["boost"] for row in rows} == {1}


def test_people_read_titles(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ask(site, "ferry")
    out = capsys.readouterr().out
    assert "found" in out.splitlines()[0]
    assert re.search(r"ALAT · 201\d-03-\d\d", out)


def test_nothing_found_is_no_failure(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ask(site, "nosuchword") == 0
    assert "nothing found" in capsys.readouterr().out


@pytest.mark.parametrize("options", [{}, {"query": "a", "queries": Path("b")}])
def test_exactly_one_question(options: dict[str, object], site: Path) -> None:
    with pytest.raises(SearchError, match="takes one of"):
        ask(site, **options)  # type: ignore[arg-type]


def test_site_without_search_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SearchError, match="has no search index"):
        ask(tmp_path / "none", "ferry")


def test_queries_that_are_no_text_are_a_sentence(site: Path, tmp_path: Path) -> None:
    file = tmp_path / "queries.txt"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SearchError, match="not UTF-8"):
        ask(site, queries=file)
