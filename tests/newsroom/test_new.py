"""New: a draft with everything but the text."""

from __future__ import annotations

import pytest

from archives import ArchiveFolder, contents
from dispatch import Status, parse_dispatch


def only_file(archive: ArchiveFolder) -> str:
    """The one dispatch's text."""
    (path,) = archive.content.rglob("dispatches/**/*.md")
    return path.read_text(encoding="utf-8")


def test_a_new_dispatch_is_a_draft_of_now_by_the_correspondent(archive: ArchiveFolder) -> None:
    archive.put("archive.yaml", "name: A\ncorrespondent: Ann\ntime_zone: Asia/Baku\nlanguages: [az]\n")
    said = archive.run("new", "Ələt: gəmi gedir")
    d = parse_dispatch(only_file(archive))
    assert said.code == 0
    assert (d.title, d.slug, d.status, str(d.date)) == (
        "Ələt: gəmi gedir",
        "elet-gemi-gedir",
        Status.DRAFT,
        "2026-01-01T04:00+04:00",
    )
    assert ([b.name for b in d.bylines], d.lang) == (["Ann"], "az")
    assert "dispatches/2026/2026-01-01-elet-gemi-gedir.md" in said.out


def test_flags_say_the_rest(archive: ArchiveFolder) -> None:
    archive.run(
        "new",
        "A",
        "--date",
        "2014-07",
        "--place",
        "ALAT, Azerbaijan",
        "--byline",
        "B",
        "--byline",
        "C",
        "--section",
        "Energy",
        "--lang",
        "ru",
    )
    d = parse_dispatch(only_file(archive))
    assert (str(d.date), str(d.dateline), [b.name for b in d.bylines], d.section, d.lang) == (
        "2014-07", "ALAT, Azerbaijan", ["B", "C"], "Energy", "ru",
    )  # fmt: skip


def test_a_taken_slug_gets_a_number_and_nothing_is_overwritten(archive: ArchiveFolder) -> None:
    for _ in range(3):
        assert archive.run("new", "A title", "--date", "2014-07-27").code == 0
    assert {name for name in contents(archive.content) if name.endswith(".md")} == {
        f"dispatches/2014/2014-07-27-a-title{tail}.md" for tail in ("", "-2", "-3")
    }


@pytest.mark.parametrize(
    "title", ["status: published", "😀", "con", "a\nstatus: published", '"quoted"', "- list", "x" * 300]
)
def test_odd_titles_make_good_files(archive: ArchiveFolder, title: str) -> None:
    assert archive.run("new", title).code == 0
    d = parse_dispatch(only_file(archive))
    assert (d.title, d.status) == (" ".join(title.split()), Status.DRAFT)


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ((" ",), "a dispatch has a title"),
        (("A", "--date", "2014-02-30"), "no day or time of the calendar"),
        (("A", "--place", ", Azerbaijan"), "names no city"),
    ],
)
def test_a_wrong_word_is_a_sentence_and_writes_nothing(
    archive: ArchiveFolder, words: tuple[str, ...], problem: str
) -> None:
    before = contents(archive.content)
    said = archive.run("new", *words)
    assert said.code == 1
    assert problem in said.err
    assert "fix: " in said.err
    assert contents(archive.content) == before


def test_a_wrong_language_is_refused_not_written(archive: ArchiveFolder) -> None:
    before = contents(archive.content)
    said = archive.run("new", "A", "--lang", "english!")
    assert said.code == 1
    assert "language" in said.err
    assert contents(archive.content) == before
