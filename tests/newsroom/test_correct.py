"""Correct: a dated line, newest first, and nothing else moves."""

from __future__ import annotations

import pytest

from archives import ArchiveFolder, contents
from dispatch import parse_dispatch


def test_a_correction_is_added_on_top_and_the_piece_is_updated(archive: ArchiveFolder) -> None:
    path = archive.file("piece", "# by hand\ncorrections: [{date: 2014-08-01, text: Old}]")
    assert archive.run("correct", "piece", "The queue: 200 lorries, not 2,000.").code == 0
    text = path.read_text(encoding="utf-8")
    d = parse_dispatch(text)
    assert [(str(c.date), c.text) for c in d.corrections] == [
        ("2026-01-01", "The queue: 200 lorries, not 2,000."),
        ("2014-08-01", "Old"),
    ]
    assert str(d.updated) == "2026-01-01"
    assert "# by hand" in text
    assert text.endswith("\n---\n\nText of the dispatch.\n")


def test_it_stands_on_the_page_and_in_the_list(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.run("correct", "piece", "It was 200.", "--date", "2014-07-29")
    archive.build()
    for name in ("2014/07/27/piece/index.html", "corrections/index.html"):
        assert "It was 200." in archive.page(name)
        assert 'datetime="2014-07-29"' in archive.page(name)


@pytest.mark.parametrize(
    ("words", "problem"),
    [(("piece", " "), "what was wrong and what is right"), (("piece", "A", "--date", "29.07.2014"), "is not a date"), (("pece", "A"), "there is no dispatch with the slug 'pece'")],
)  # fmt: skip
def test_a_wrong_word_is_a_sentence_and_changes_nothing(
    archive: ArchiveFolder, words: tuple[str, ...], problem: str
) -> None:
    archive.file("piece")
    before = contents(archive.content)
    said = archive.run("correct", *words)
    assert said.code == 1
    assert problem in said.err
    assert contents(archive.content) == before


def test_pelicans_header_cannot_say_it_and_stays_as_it_is(archive: ArchiveFolder) -> None:
    text = "Title: A\nDate: 2014-07-27\nSlug: plain\n\nText\n"
    path = archive.put("a.md", text)
    said = archive.run("correct", "plain", "It was 200.")
    assert said.code == 1
    assert "header style cannot say corrections\n    fix: write the header as YAML" in said.err
    assert path.read_text(encoding="utf-8") == text
