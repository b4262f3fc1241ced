"""What is taken away: the data, or a folder for a stick; never what may not be public."""

from __future__ import annotations

import json

import pytest

from archives import ArchiveFolder
from newsroom.offline import broken_links, file_address, offline_page

SECRET = "zinnwaldite"


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("../2014/", "../2014/index.html"),
        ("../../", "../../index.html"),
        ("./", "./index.html"),
        ("..", "../index.html"),
        ("../a/#correction-1", "../a/index.html#correction-1"),
        ("search/?q=x", "search/index.html?q=x"),
        ("theme/style.css?v=12ab", "theme/style.css"),
        ("cite.bib", "cite.bib"),
        ("#main", "#main"),
        ("https://a.example/b/", "https://a.example/b/"),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("", ""),
    ],
)
def test_an_address_names_its_file(address: str, file: str) -> None:
    assert file_address(address) == file
    assert file_address(file) == file


def test_only_tags_are_changed_and_the_policy_knows_files() -> None:
    text = '<p title="a > b" href="x/">He wrote href="x/" &amp; <code>src="y/"</code></p>'
    assert offline_page(text) == text.replace('href="x/">', 'href="x/index.html">')
    policy = '<meta http-equiv="Content-Security-Policy" content="style-src \'self\'">'
    assert offline_page(policy) == policy.replace("'self'", "'self' file:")


@pytest.fixture
def full(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with something of everything that may and may not go out."""
    archive.picture("images/2014/open/quay.png", (1200, 700))
    image = "image: {file: images/2014/open/quay.png, alt: A quay, credit: Me}"
    archive.file("open", f"tags: [ports]\ndateline: ALAT\naliases: [/old/page.html]\n{image}", 'He wrote `href="x/"`.')  # fmt: skip
    archive.file("draft", f"status: draft\ntitle: Draft {SECRET}", SECRET)
    archive.file("later", f"embargo: 2030-01-01T00:00+00:00\ntitle: Later {SECRET}", SECRET)
    source = 'source: {outlet: The Wire, url: "http://old.example/a.html"}'
    archive.file("card", f"{source}\nstandfirst: {SECRET}", SECRET)
    return archive


def test_every_link_of_the_folder_leads_to_a_file_in_it(full: ArchiveFolder) -> None:
    said = full.run("export", "--offline", "--output", str(full.output))
    assert said.code == 0, said.err
    assert "index.html" in said.out
    files = full.files()
    assert {"index.html", "2014/07/27/open/index.html", "places/alat/index.html", "theme/style.css"} <= set(
        files
    )
    assert not {"404.html", "robots.txt", "sitemap.xml", "redirects.csv", "old/page.html"} & set(files)
    assert list(broken_links(full.output)) == []
    assert 'href="../../../../index.html"' in full.page("2014/07/27/open/index.html")
    assert "Links" not in said.out
    (full.output / "places/alat/index.html").unlink()
    assert any("places/alat/index.html" in link for link in broken_links(full.output)), (
        "a fault would be seen"
    )


def test_a_link_that_leads_nowhere_on_the_site_either_is_said(archive: ArchiveFolder) -> None:
    archive.file("open", body="See [it](the-other.md).")
    said = archive.run("export", "--offline", "--output", str(archive.output))
    assert said.code == 0
    assert "2 lead to no file, here as on the site" in said.out


def test_the_search_says_why_it_does_not_work(full: ArchiveFolder) -> None:
    full.run("export", "--offline", "--output", str(full.output))
    page = full.page("search/index.html")
    assert "The search does not work here" in page
    assert "<script" not in page
    assert [name for name in full.files() if name.startswith("search/")] == ["search/index.html"]


@pytest.mark.parametrize("form", ["data", "offline"])
def test_nothing_that_may_not_be_public_is_taken_away(full: ArchiveFolder, form: str) -> None:
    more = ["--offline"] if form == "offline" else []
    assert full.run("export", *more, "--output", str(full.output)).code == 0
    files = full.files()
    assert [name for name, data in files.items() if SECRET.encode() in data] == []
    assert "dispatches.jsonl" in files or "data/dispatches.jsonl" in files


def test_the_data_alone_is_three_files(full: ArchiveFolder) -> None:
    assert full.run("export", "--output", str(full.output)).code == 0
    assert set(full.files()) == {"dispatches.jsonl", "dispatches.csv", "datapackage.json"}
    rows = [json.loads(line) for line in full.page("dispatches.jsonl").splitlines()]
    assert {row["slug"] for row in rows} == {"open", "card"}
    assert full.run("export", "--output", str(full.output)).code == 0, "the folder is known as ours"


def test_an_archive_with_errors_leaves_the_old_folder(full: ArchiveFolder) -> None:
    full.run("export", "--offline", "--output", str(full.output))
    before = full.files()
    full.put("dispatches/2014/bad.md", "---\ntitle: A\ndate: 2014-02-30\n---\n")
    said = full.run("export", "--offline", "--output", str(full.output))
    assert said.code == 1
    assert full.files() == before


def test_a_folder_of_somebody_elses_is_not_touched(full: ArchiveFolder) -> None:
    full.output.mkdir()
    (full.output / "letter.txt").write_text("Dear", encoding="utf-8")
    said = full.run("export", "--offline", "--output", str(full.output))
    assert said.code == 1
    assert "is not empty" in said.err
    assert (full.output / "letter.txt").exists()
