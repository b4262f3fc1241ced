"""Every finding of the checker: once, at its place, with what to write instead."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from archives import ArchiveFolder
from copydesk import check_archive
from dispatch import Finding

IMPORTED = "source: {outlet: Agency, url: 'https://agency.example/1'}\nrights: permitted"
# code: lines of the header after title (2), date (3) and slug (4) → line:column, in the message, in the fix.
CASES = {
    "unknown-key": ("datline: BAKU", "5:1", 'unknown key "datline"', 'write "dateline"'),
    "repeated-key": ("section: A\nsection: B", "6:1", "section stands twice", "delete this section"),
    "not-a-text": ("section: [A, B]", "5:10", "section should be a text", "one line of text"),
    "not-a-list": ("tags: {a: b}", "5:7", "tags should be a list", "write tags: [one, two]"),
    "repeated-item": ("tags: [a, a]", "5:7", "names the same thing twice", "delete one"),
    "not-a-truth": ("title_supplied: perhaps", "5:17", "true or false", "title_supplied: true"),
    "bad-date": ("updated: 2014-02-30", "5:10", "no day or time of the calendar", "write updated: 2014-07-27"),
    "bad-status": ("status: publised", "5:9", "not 'publised'", "write status: published"),
    "bad-rights": ("rights: mine", "5:9", "own, permitted or unknown", "write rights: "),
    "bad-lang": ("lang: e", "5:7", "no language tag", "write en, az"),
    "bad-slug": ("slug: Wrong Slug", "4:7", "cannot be an address", "write slug: wrong-slug"),
    "bad-dateline": ("dateline: ', Azerbaijan'", "5:11", "names no city", "AZERBAIJAN"),
    "not-a-group": ("source: agency.example", "5:9", "source should be a group", "outlet, url"),
    "bad-source-url": ("source: {url: agency.example}\nrights: own", "5:15", "no web address", "http://"),
    "bad-correction": ("corrections: [{date: 2014-08-01}]", "5:15", "a date and a text", "- date:"),
    "bad-withdrawn": ("withdrawn: {date: 2014-08-01}", "5:12", "a date and a reason", "date: and reason:"),
    "withdrawn-without-reason": ("status: withdrawn", "5:9", "when and why", "withdraw SLUG"),
    "updated-before-date": ("updated: 2013-01-01", "5:10", "lies before date", "later day"),
    "date-is-capture": ("date: 2014-07-27T10:00Z\nsource: {captured: 2014-07-27T10:00Z}\nrights: own", "4:7", "that of the capture", "the day on which"),
    "translation-of-itself": ("translation_of: piece", "5:17", "of itself", "slug of the original"),
    "missing-original": ("translation_of: nobody", "5:17", "no dispatch with slug 'nobody'", "slug of the original"),
    "image-outside": ("image: {file: ../a.png, alt: A, credit: B}", "5:15", "does not lie below content/", "images/"),
    "image-kind": ("image: {file: images/a.exe, alt: A, credit: B}", "5:15", "no picture that a browser shows", ".jpg"),
    "missing-image": ("image: {file: images/non.png, alt: A, credit: B}", "5:15", "no picture images/non.png", "put the file at"),
    "image-without-alt": ("image: {file: images/real.png, credit: B}", "5:15", "no alt", "add alt:"),
    "image-without-credit": ("image: {file: images/real.png, alt: A}", "5:15", "no credit", "add credit:"),
    "image-needs-a-look": (f"image: {{file: images/real.png, alt: A}}\n{IMPORTED}", "5:15", "no credit", "look at the original"),
    "withdrawn-but-public": ("withdrawn: {date: 2014-08-01, reason: A mistake}", "5:12", "everybody can read it", "write status: withdrawn"),
    "updated-in-future": ("updated: 2950-01-01", "5:10", "yet to come", "day of the change"),
    "correction-before-date": ("corrections: [{date: 2001-01-01, text: A slip}]", "5:14", "older than the piece", "put right"),
    "unlisted-person": ("bylines: [Tom Nobody]", "5:10", "'Tom Nobody' is not in people.yaml", "- name: Tom Nobody"),
    "unlisted-place": ("dateline: ATLANTIS", "5:11", "not in places.yaml", "- {name: Atlantis, lat: …, lon: …}"),
}  # fmt: skip
WARNINGS = {
    "updated-in-future",
    "correction-before-date",
    "repeated-item",
    "image-needs-a-look",
    "unlisted-person",
    "unlisted-place",
}


@pytest.fixture
def archive(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> ArchiveFolder:
    """An archive with lists, so that a name which is not in them is noticed."""
    folder = ArchiveFolder(tmp_path, capsys)
    folder.put("people.yaml", "- name: A. Tester\n")
    folder.put("places.yaml", "- name: Baku\n")
    folder.picture("images/real.png")
    return folder


def findings(archive: ArchiveFolder) -> list[Finding]:
    return list(check_archive(archive.content).findings)


def test_a_good_dispatch_has_no_finding(archive: ArchiveFolder) -> None:
    archive.file(
        "piece", "bylines: [A. Tester]\ndateline: BAKU\nimage: {file: images/real.png, alt: A, credit: B}"
    )
    assert findings(archive) == []


@pytest.mark.parametrize("code", sorted(CASES))
def test_each_finding_has_its_place_and_its_mend(archive: ArchiveFolder, code: str) -> None:
    header, place, message, fix = CASES[code]
    path = archive.file("piece", header) if not header.startswith("slug") else archive.put(
        "dispatches/2014/a.md", f"---\ntitle: A\ndate: 2014-07-27\n{header}\n---\n\nText\n"
    )  # fmt: skip
    if header.startswith("date:"):
        path.write_text(f"---\ntitle: A\nslug: piece\n{header}\n---\n\nText\n", encoding="utf-8")
    found = [f for f in findings(archive) if f.code == code]
    assert len(found) == 1, findings(archive)
    assert str(found[0].where) == f"{path}:{place}"
    assert message in found[0].message
    assert fix in found[0].fix
    assert found[0].severity == ("warning" if code in WARNINGS else "error")


def test_a_title_and_a_date_must_be_there(archive: ArchiveFolder) -> None:
    path = archive.put("dispatches/a.md", "---\nslug: a\n---\n\nText\n")
    assert [(str(f.where), f.code) for f in findings(archive)] == [
        (f"{path}:2:1", "missing-title"),
        (f"{path}:2:1", "missing-date"),
    ]


def test_two_dispatches_with_one_slug_name_each_other(archive: ArchiveFolder) -> None:
    first = archive.file("piece")
    second = archive.file("piece", date="2015-01-01")
    found = findings(archive)
    assert [(f.code, str(f.where)) for f in found] == [("duplicate-slug", f"{second}:4:7")]
    assert str(first) in found[0].message
    assert found[0].fix == "write slug: piece-2"


def test_a_slug_is_the_same_in_two_languages_and_in_two_years(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.file("piece", "lang: az", date="2015-01-01")
    assert [f.code for f in findings(archive)] == ["duplicate-slug"]


def test_an_alias_that_is_somebodys_address(archive: ArchiveFolder) -> None:
    archive.file("one")
    two = archive.file("two", "aliases: [/2014/07/27/One/]")
    assert [(f.code, str(f.where)) for f in findings(archive)] == [("duplicate-alias", f"{two}:5:10")]


def test_tags_that_are_nearly_the_same(archive: ArchiveFolder) -> None:
    archive.file("one", "tags: [sea level]")
    archive.file("two", "tags: [sea level]")
    three = archive.file("three", "tags: [Sea Level]")
    assert [(f.code, str(f.where), f.fix) for f in findings(archive)] == [
        ("near-duplicate-tag", f"{three}:5:7", "write sea level")
    ]


def test_a_translation_in_the_language_of_its_original(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.file("two", "translation_of: one")
    assert [(f.code, f.severity) for f in findings(archive)] == [("translation-in-same-language", "warning")]


def test_a_file_without_slug_gets_one_proposed(archive: ArchiveFolder) -> None:
    path = archive.put("dispatches/a.md", "---\ntitle: A piece\ndate: 2014\n---\n\nText\n")
    assert [(str(f.where), f.fix) for f in findings(archive)] == [(f"{path}:1:1", "add slug: a-piece")]


def test_two_files_of_one_headline_without_slugs_get_two(archive: ArchiveFolder) -> None:
    for name in ("a", "b"):
        archive.put(f"dispatches/{name}.md", "---\ntitle: A piece\ndate: 2014\n---\n\nText\n")
    said = sorted((f.where.path[-4:], f.code, f.fix.rpartition("slug: ")[2]) for f in findings(archive))
    assert said == [
        ("a.md", "missing-slug", "a-piece"),
        ("b.md", "duplicate-slug", "a-piece-2"),
        ("b.md", "missing-slug", "a-piece-2"),
    ]


@pytest.mark.parametrize(
    ("dateline", "fix"),
    [
        ("ALAT, Azerbaijan", "add to content/places.yaml: - {name: Alat, country: Azerbaijan, lat: …, lon: …}"),
        ("'PORT SAID: OLD TOWN'", 'add to content/places.yaml: - {name: "Port Said: Old Town", lat: …, lon: …}'),
        ("ALAT, March 17 (Reuters) —", "write the place alone, dateline: Alat; day and agency are put behind it when it is printed"),
    ],
)  # fmt: skip
def test_what_is_proposed_for_a_place_can_be_typed(dateline: str, fix: str, archive: ArchiveFolder) -> None:
    archive.file("piece", f"dateline: {dateline}")
    assert [f.fix for f in findings(archive) if f.code == "unlisted-place"] == [fix]


def test_a_missing_picture_in_the_text_has_the_line_it_stands_in(archive: ArchiveFolder) -> None:
    path = archive.file("piece", body="First.\n\n![A quay](images/gone/real.PNG)")
    found = findings(archive)
    assert [(f.code, str(f.where), f.fix) for f in found] == [
        ("missing-image", f"{path}:9:11", "write images/real.png")
    ]


def test_a_picture_of_a_page_is_looked_for_as_one_of_a_dispatch_is(archive: ArchiveFolder) -> None:
    text = "---\ntitle: About\nslug: about\n---\n\nA\n\nB ![x](images/reel.png)\n\n<img src='images/odd.png' alt='y'>\n"
    archive.put("pages/about.md", text)
    seen = [(f.code, str(f.where).rpartition("/")[2], f.severity) for f in findings(archive)]
    assert seen == [
        ("missing-image", "about.md:8:8", "error"), ("missing-image", "about.md:10:11", "warning"),
    ]  # fmt: skip


def test_a_missing_picture_is_said_once_and_not_where_the_header_names_it(archive: ArchiveFolder) -> None:
    path = archive.file("piece", "standfirst: gone.png was here", body="![A](gone.png)\n\n![A](gone.png)")
    assert [(f.code, str(f.where)) for f in findings(archive)] == [("missing-image", f"{path}:8:6")]


def test_all_of_an_archive_is_checked_not_up_to_the_first_error(archive: ArchiveFolder) -> None:
    archive.put("archive.yaml", "nmae: A\n")
    archive.put("dispatches/a.md", "---\ntitle: [\n---\n")
    archive.put("dispatches/b.md", b"---\ntitle: \xff\n---\n")
    archive.put("dispatches/c.md", "")
    archive.put("pages/about.md", "No header.\n")
    codes = sorted(f.code for f in findings(archive))
    assert codes == ["bad-archive", "bad-page", "bad-yaml", "bad-yaml", "unreadable"]


def test_the_check_task_as_json(archive: ArchiveFolder) -> None:
    archive.file("piece", "datline: BAKU")
    said = archive.run("check", "--json")
    rows = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 1
    assert [set(row) for row in rows] == [{"file", "line", "column", "code", "message", "fix", "severity"}]
    assert (rows[0]["line"], rows[0]["column"], rows[0]["code"]) == (5, 1, "unknown-key")


def test_warnings_alone_are_exit_0(archive: ArchiveFolder) -> None:
    archive.file("piece", "tags: [a, a]")
    said = archive.run("check")
    assert said.code == 0
    assert "0 errors, 1 warning" in said.out


def test_a_picture_written_as_html_that_is_not_there_is_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "dispatches"
    folder.mkdir()
    text = '---\ntitle: A\ndate: 2014\nslug: a\n---\n\nText.\n\n<IMG src="images/quay.png" alt="A quay">\n'
    (folder / "a.md").write_text(text, encoding="utf-8")
    found = [f for f in check_archive(tmp_path).findings if f.code == "missing-image"]
    assert [(f.where.line, f.severity) for f in found] == [(9, "warning")]


def test_a_name_too_long_for_a_file_is_a_missing_picture(tmp_path: Path) -> None:
    folder = tmp_path / "dispatches"
    folder.mkdir()
    text = f"---\ntitle: A\ndate: 2014\nslug: a\n---\n\n![A](images/{'x' * 300}.png)\n"
    (folder / "a.md").write_text(text, encoding="utf-8")
    found = [f for f in check_archive(tmp_path).findings if f.code == "missing-image"]
    assert [f.severity for f in found] == ["error"]


def test_a_picture_that_is_too_heavy_for_readers_is_a_warning(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.file("piece", "image: {file: images/real.png, alt: A, credit: B}", "![A](images/real.png)")
    assert findings(archive) == []
    monkeypatch.setattr("copydesk.checks.MOST_PICTURE_BYTES", 10)
    found = findings(archive)
    assert [(f.code, f.severity, f.where.line) for f in found] == [
        ("heavy-image", "warning", 5),
        ("heavy-image", "warning", 8),
    ]


def test_a_file_that_nothing_reads_is_named(archive: ArchiveFolder) -> None:
    archive.file("piece")
    others = {
        "a.md.txt": "a.md", "b.docx": "b.md", "c.MD": "c.md", "d.v2.html": "d.v2.md", "e": "e.md", "It's f.rtf": "It's f.md",
    }  # fmt: skip
    for name in others:
        archive.put(f"dispatches/2014/{name}", "Text")
    for name in (
        "x.md~",
        ".DS_Store",
        "Thumbs.db",
        "x.JPG",
        ".x.md.swp",
        "#x.md#",
        "~$b.docx",
        "_draft.txt",
        "x.md.bak",
    ):
        archive.put(f"dispatches/2014/{name}", "Text")
    archive.put("pages/notes.txt", "Text")
    archive.put("README.txt", "Text")
    found = findings(archive)
    assert {f.code for f in found} == {"unread-file"}
    folder = archive.content / "dispatches/2014"
    assert {(str(f.where), f.fix, f.severity) for f in found} == {
        (str(folder / name), f"save it as plain text named {wanted}", "warning")
        for name, wanted in others.items()
    }


def test_a_manuscript_beside_its_dispatch_is_to_be_moved(archive: ArchiveFolder) -> None:
    path = archive.file("piece")
    archive.put(f"dispatches/2014/{path.stem}.docx", "Text")
    assert [f.fix for f in findings(archive)] == [
        f"move it out of this folder: {path.name} lies here already"
    ]


@pytest.mark.parametrize(
    ("markdown", "place", "code", "severity"),
    [
        (r"A. ![My pier](C:\Users\Hugh\a.png)", "7:15", "image-outside", "error"),
        (r"![My pier](C:\Users\Hugh Pope\a.png)", "7:12", "image-outside", "error"),
        ("![x](<C:/My Pictures/a.png>)", "7:7", "image-outside", "error"),
        ("![x](file:///a.png)", "7:6", "image-outside", "error"),
        ("![x](data:image/png;base64,AAAA)", "7:6", "image-outside", "error"),
        (r"![x](\\server\a.png)", "7:7", "image-outside", "error"),
        ("![x][p]\n\n[p]: file:///a.png", "9:6", "image-outside", "error"),
        ('<img src="file:///a.png">', "7:11", "image-outside", "warning"),
        ("![x](http://other.example/x.png)", "7:6", "image-elsewhere", "warning"),
        ("![x](//other.example/x.png)", "7:6", "image-elsewhere", "warning"),
    ],
)
def test_a_picture_that_no_page_can_show_is_named(
    archive: ArchiveFolder, markdown: str, place: str, code: str, severity: str
) -> None:
    path = archive.file("piece", body=markdown)
    (found,) = findings(archive)
    assert (str(found.where), found.code, found.severity) == (f"{path}:{place}", code, severity)
    assert "images/2014/alat/ferry.jpg" in found.fix


@pytest.mark.parametrize("alias", ["/about/", "/About", "/about/index.html", "/az/haqqinda/", "/robots.txt"])
def test_an_alias_that_is_an_address_of_the_site_stops_at_its_place(
    archive: ArchiveFolder, alias: str
) -> None:
    archive.put("pages/about.md", "---\ntitle: About us\nslug: about\n---\n\nA\n")
    archive.put("pages/az.md", "---\ntitle: Haqqinda\nslug: haqqinda\nlang: az\n---\n\nA\n")
    path = archive.file("piece", f'aliases: ["{alias}"]')
    (found,) = findings(archive)
    assert (str(found.where), found.code, found.severity) == (f"{path}:5:10", "duplicate-alias", "error")
    assert "(content/pages)" in found.message or "robots.txt" in found.message


def test_an_alias_of_a_page_inside_another_page_is_no_address(archive: ArchiveFolder) -> None:
    one = archive.file("one", "aliases: [/old/page.html/more]")
    archive.file("two", "aliases: [/old/page.html, /old/other.html]")
    assert [(f.code, str(f.where)) for f in findings(archive)] == [("duplicate-alias", f"{one}:5:10")]


@pytest.mark.parametrize(
    ("alias", "code", "fix"),
    [
        ("old-slug", "bad-alias", "write /2014/07/27/old-slug/ if that was this dispatch's slug, /old-slug/"),
        ("2014/old.html/", "bad-alias", "as /2014/old.html/"),
        ("ftp://old.example/1", "bad-alias", "as /"),
        ("/story?id=3", "alias-without-page", "letters, digits"),
        ("http://old.example/story?id=3", None, ""),
        ("/2014/07/27/piece/", None, ""),
        ("/2014/07/27/", None, ""),
    ],
)
def test_an_alias_that_can_be_no_page(archive: ArchiveFolder, alias: str, code: str | None, fix: str) -> None:
    archive.file("piece", f'aliases: ["{alias}"]')
    found = findings(archive)
    assert [f.code for f in found] == ([code] if code else [])
    assert all(fix in f.fix for f in found)


def test_a_picture_that_an_import_cannot_have_keeps_no_site_back(archive: ArchiveFolder) -> None:
    archive.file("piece", IMPORTED, body="![A pier](javascript:go())")
    assert [(f.code, f.severity) for f in findings(archive)] == [("image-outside", "warning")]


def test_what_the_import_kept_of_old_addresses_is_no_slip(archive: ArchiveFolder) -> None:
    archive.file("piece", f'aliases: ["/story,3.html"]\n{IMPORTED}')
    assert findings(archive) == []


def test_a_folder_that_cannot_be_looked_into_stops_a_build(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its dispatches would be gone from the site, and nobody would have said so."""
    folder = archive.file("piece").parent
    scan = os.scandir

    def refuse(path: str) -> object:
        if Path(path) == folder:
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (found,) = findings(archive)
    assert (found.code, found.severity, Path(found.where.path)) == ("unreadable", "error", folder)
    assert found.message == "the folder cannot be read: Permission denied"


@pytest.mark.parametrize("name", ["Archive.yaml", "archive.yml", "ARCHIVE.YAML"])
def test_a_list_under_another_name_stops_and_is_named(archive: ArchiveFolder, name: str) -> None:
    archive.file("piece")
    (archive.content / "archive.yaml").rename(archive.content / name)
    (found,) = findings(archive)
    assert (found.code, found.severity, Path(found.where.path).name) == ("bad-archive", "error", name)
    assert found.fix == "rename it to archive.yaml"
