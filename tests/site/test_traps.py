"""What plain Pelican would do to an archive in silence, one trap a test."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from lxml import etree

from archives import ArchiveFolder, contents

PAGE = "2014/07/27/piece/index.html"


def titles(archive: ArchiveFolder) -> list[str]:
    """The slugs of every dispatch that the site says it has."""
    return [row["slug"] for row in json.loads(archive.page("dispatches.json"))["dispatches"]]


def test_a_wrong_time_zone_stops_the_build_instead_of_emptying_the_site(archive: ArchiveFolder) -> None:
    archive.put("archive.yaml", "name: A\ntime_zone: Asia/Bakku\n")
    archive.file("piece")
    said = archive.run("build")
    assert said.code == 1
    assert "archive.yaml:2:12: there is no time zone 'Asia/Bakku'; did you mean Asia/Baku?" in said.err
    assert not archive.output.exists()


def test_one_bad_date_stops_the_build_instead_of_dropping_the_piece(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.file("other", "date: yesterday")
    said = archive.run("build")
    assert said.code == 1
    assert "'yesterday' is not a date" in said.err
    assert not archive.output.exists()


def test_a_future_dated_piece_is_nowhere_not_even_under_drafts(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.file("tomorrow", date="2026-01-02")
    archive.build()
    assert titles(archive) == ["piece"]
    assert not [name for name, data in archive.files().items() if "tomorrow" in name or b"tomorrow" in data]


def test_the_clock_lets_a_piece_out_that_pelican_would_take_for_future(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")  # 1 January 2100
    archive.file("piece", date="2099-12-31")
    archive.build()
    assert titles(archive) == ["piece"]


def test_a_misspelt_title_is_an_error_not_a_skipped_file(archive: ArchiveFolder) -> None:
    archive.put("dispatches/a.md", "---\nTitel: A\ndate: 2014\n---\n\nText\n")
    said = archive.run("build")
    assert said.code == 1
    assert 'a.md:2:1: unknown key "Titel"\n    fix: write "title"' in said.err


def test_a_misspelt_title_in_pelicans_header_is_an_error_too(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.put("dispatches/a.md", "Titel: A\nDate: 2014-07-27\n\nText\n")
    assert archive.run("build").code == 1


def test_a_duplicate_slug_is_a_sentence(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.file("piece", date="2015-01-01")
    said = archive.run("build")
    assert said.code == 1
    assert "2015-01-01-piece.md:4:7: slug 'piece' is that of" in said.err


@pytest.mark.parametrize("first", ["Note: text of the body.", "Status: draft", "Title: Other", "---"])
def test_a_body_that_begins_like_metadata_stays_the_body(archive: ArchiveFolder, first: str) -> None:
    archive.file("piece", body=f"{first}\n\nSecond paragraph.")
    archive.build()
    text = archive.page(PAGE)
    assert "Title of piece</h1>" in text
    assert "Second paragraph." in text
    assert first in text or first == "---"


@pytest.mark.parametrize(
    "mark",
    ["{filename}", "{static}", "{attach}", "{author}", "{tag}", "{index}", "|filename|", "%7Bstatic%7D"],
)
def test_pelicans_link_marks_in_a_text_are_text(archive: ArchiveFolder, mark: str) -> None:
    archive.put("extra/secret.txt", "secret")
    archive.put("secret.txt", "secret")
    archive.file(
        "piece",
        body=f"Say {mark}/secret.txt and [link]({mark}/secret.txt) and <a href='{mark}/secret.txt'>a</a>.",
    )
    archive.build()
    text = archive.page(PAGE)
    assert f"Say {mark}/secret.txt" in text
    assert 'href="../../../../secret.txt"' not in text
    assert "/extra/secret.txt" not in text
    assert "secret.txt" not in contents(archive.output)


def test_an_installed_pelican_plugin_does_not_load_by_itself(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = archive.folder / "installed" / "pelican" / "plugins" / "stranger"
    folder.mkdir(parents=True)
    mark = archive.folder / "loaded"
    (folder / "__init__.py").write_text(
        f"import pathlib\ndef register():\n    pathlib.Path({str(mark)!r}).touch()\n", encoding="utf-8"
    )
    import pelican.plugins  # type: ignore[import-not-found]

    monkeypatch.setattr(pelican.plugins, "__path__", [*pelican.plugins.__path__, str(folder.parent)])
    archive.file("piece")
    archive.build()
    assert not mark.exists()


@pytest.mark.parametrize(
    "name", ["raw.html", "raw.htm", "raw.rst", "dispatches/2014/raw.html", "pages/raw.html"]
)
def test_raw_files_are_not_published(archive: ArchiveFolder, name: str) -> None:
    archive.file("piece")
    archive.put(
        name,
        "<html><head><title>Rawcanary</title></head><body>rawcanary\n\n.. include:: /etc/passwd\n</body></html>",
    )
    archive.build()
    assert not [n for n, data in archive.files().items() if b"awcanary" in data or b"root:x:" in data]


def test_an_include_directive_is_text(archive: ArchiveFolder) -> None:
    archive.file(
        "piece",
        body=".. include:: /etc/passwd\n\n{% include '/etc/passwd' %}\n\n--8<-- '/etc/passwd'\n\n{{ 7*7 }}",
    )
    archive.build()
    text = archive.page(PAGE)
    assert "root:x:" not in text
    assert "{{ 7*7 }}" in text


@pytest.mark.parametrize("bad", ["\x0b", "\x00", "\x1b", "\ufffe", "\uffff", "\u202e", "\x02wzxhzdk:1\x03"])
def test_characters_that_break_a_build_or_a_feed_are_taken_out(archive: ArchiveFolder, bad: str) -> None:
    archive.file("piece", body=f"Before{bad}after.")
    archive.put(
        "dispatches/b.md",
        f"Title: Header{bad}style\nDate: 2014-07-28\nSlug: b\nSummary: Stand{bad}first\n\nText\n",
    )
    archive.build()
    for name, data in archive.files().items():
        if name.endswith(".xml"):
            etree.fromstring(data)
        if name.endswith((".html", ".xml", ".json")):
            assert bad.encode() not in data, name
    assert "Before" in archive.page(PAGE)


@pytest.mark.parametrize("reference", ["&#11;", "&#x1;", "&#xFFFE;", "&#8238;", "&#1114111;"])
def test_the_same_characters_by_reference_do_not_stop_a_build(archive: ArchiveFolder, reference: str) -> None:
    archive.file("piece", body=f"Before{reference}after.")
    archive.build()
    assert "Beforeafter." in archive.page(PAGE)


@pytest.mark.parametrize("extension", ["markdown", "mkd", "mdown"])
def test_markdown_under_its_other_names_is_not_left_out(archive: ArchiveFolder, extension: str) -> None:
    archive.put(f"old/piece.{extension}", "Title: Title of piece\nDate: 2014-07-27\nSlug: piece\n\n*Text*\n")
    assert "Read     1 dispatch" in archive.build().out
    assert "<em>Text</em>" in archive.page(PAGE)


def test_a_newline_in_a_yaml_title_stays_one_line(archive: ArchiveFolder) -> None:
    archive.file("piece", 'title: "One\\nstatus: draft"')
    archive.build()
    assert "<title>One status: draft — " in archive.page(PAGE)


@pytest.mark.parametrize(
    ("title", "folder"), [("😀", "dispatch"), ("CON", "con-1"), ("index", "index-1"), ("Search", "search-1")]
)
def test_odd_titles_get_an_address(archive: ArchiveFolder, title: str, folder: str) -> None:
    archive.put("dispatches/a.md", f"---\ntitle: {title}\ndate: 2014-07-27\n---\n\nText\n")
    archive.build()
    assert f"2014/07/27/{folder}/index.html" in archive.files()


def test_names_without_letters_do_not_stop_a_build(archive: ArchiveFolder) -> None:
    archive.file(
        "piece", "tags: [😀, 🎉, '<noscript>']\nsection: 😀\nbylines: [🎉, '--']\nseries: 😀\ndateline: 😀"
    )
    archive.build()
    assert {n for n in archive.files() if n.startswith("topics/topic")} == {
        "topics/topic/index.html",
        "topics/topic-2/index.html",
    }
    assert "😀" in archive.page("sections/section/index.html")


def test_c_and_its_children_are_three_topics(archive: ArchiveFolder) -> None:
    archive.file("piece", "tags: [C, C++, C#]")
    archive.build()
    assert {n for n in archive.files() if n.startswith("topics/c")} == {
        "topics/c/index.html", "topics/c-plus-plus/index.html", "topics/c-sharp/index.html"
    }  # fmt: skip


@pytest.mark.parametrize("other", ["Piece", "PIECE"])
def test_slugs_that_a_mac_takes_for_one_are_refused(archive: ArchiveFolder, other: str) -> None:
    archive.file("piece")
    archive.put("dispatches/b.md", f"---\ntitle: B\ndate: 2014-07-27\nslug: {other}\n---\n\nText\n")
    assert archive.run("build").code == 1


def test_composed_and_decomposed_tags_are_one_topic(archive: ArchiveFolder) -> None:
    archive.file("one", "tags: [Qəbələ café]")
    archive.file("two", "tags: ['Qəbələ cafe\u0301']")
    archive.build()
    assert [n for n in archive.files() if n.startswith("topics/q")] == ["topics/qebele-cafe/index.html"]


def test_the_same_archive_gives_the_same_bytes_and_the_clock_is_source_date_epoch(
    archive: ArchiveFolder,
) -> None:
    archive.file("piece", "embargo: 2025-12-31")
    archive.build()
    first = archive.files()
    archive.output = archive.folder / "again"
    os.utime(archive.content / "dispatches/2014/2014-07-27-piece.md", (1, 1))
    archive.build()
    assert archive.files() == first


def test_a_wrong_source_date_epoch_is_a_sentence(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    archive.file("piece")
    said = archive.run("build")
    assert said.code == 1
    assert "SOURCE_DATE_EPOCH is 'yesterday', not a number of seconds\n    fix: unset it" in said.err


def test_two_builds_in_one_process_do_not_know_each_other(archive: ArchiveFolder) -> None:
    archive.file("piece", "tags: [first]\nbylines: [First Person]")
    archive.build()
    (archive.content / "dispatches/2014/2014-07-27-piece.md").unlink()
    archive.file("other", "tags: [second]")
    archive.build()
    assert titles(archive) == ["other"]
    assert not [n for n, data in archive.files().items() if b"First Person" in data or "first" in n]


def test_a_build_leaves_the_time_zone_of_the_process_alone(archive: ArchiveFolder) -> None:
    before = (os.environ.get("TZ"), time.tzname)
    archive.put("archive.yaml", "name: A\ntime_zone: Asia/Baku\n")
    archive.file("piece")
    archive.build()
    assert (os.environ.get("TZ"), time.tzname) == before


def test_nothing_is_written_below_content(archive: ArchiveFolder) -> None:
    archive.file("piece")
    before = contents(archive.content)
    archive.build()
    archive.publish()
    assert contents(archive.content) == before


def test_a_build_needs_no_git(archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(archive.folder))
    archive.file("piece")
    archive.build()
    assert archive.build().code == 0


def test_pelicans_template_keys_cannot_choose_where_a_page_is_written(archive: ArchiveFolder) -> None:
    archive.put(
        "dispatches/a.md",
        "Title: A\nDate: 2014-07-27\nSlug: a\nSave_as: ../../evil.html\nUrl: evil\nTemplate: base\n\nText\n",
    )
    archive.run("build")
    assert not list(Path(archive.folder).rglob("evil*"))
    assert not (archive.output.parent.parent / "evil.html").exists()
