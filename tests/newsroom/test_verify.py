"""The verdict on a whole site: what is missing, torn or odd is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives import ArchiveFolder
from copydesk import Checked, check_archive
from newsroom.errors import NewsroomError
from newsroom.verify import leaks, verify

NAME = "2014/07/27/piece/index.html"
HTML = "<!doctype html><title>A</title>"


@pytest.fixture
def checked(tmp_path: Path) -> Checked:
    folder = ArchiveFolder(tmp_path)
    folder.file("piece", "aliases: [/2013/01/01/old/]")
    return check_archive(folder.content)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that is fit to be shown."""
    folder = tmp_path / "site"
    for name, text in {
        NAME: HTML,
        "index.html": HTML,
        "search/index.html": HTML,
        "feeds/a.xml": "<a/>",
    }.items():
        put(folder, name, text)
    return folder


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def wrong(site: Path, checked: Checked) -> str:
    with pytest.raises(NewsroomError) as caught:
        verify(site, checked, checked.dispatches)
    return str(caught.value)


def test_a_good_site_passes(site: Path, checked: Checked) -> None:
    verify(site, checked, checked.dispatches)


def test_a_missing_page(site: Path, checked: Checked) -> None:
    (site / NAME).unlink()
    assert f"{NAME}: 'Title of piece' was read and has no page" in wrong(site, checked)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("2014/07/28/other/index.html", HTML, "a page of no dispatch"),
        ("az/2014/07/28/other/index.html", HTML, "a page of no dispatch"),
        ("feeds/b.xml", "<a>", "not well-formed XML"),
        ("feeds/b.xml", "<a>\ufffe</a>", "not well-formed XML"),
        ("theme/a.svg", "<svg", "not well-formed XML"),
        ("a.html", "<title>A</title><title>B</title>", "one <title>"),
        ("a.html", "<p>no title", "one <title>"),
        ("a.html", HTML + "\x0b", "invisible character U+000B"),
        ("a.html", HTML + "\u202e", "invisible character U+202E"),
        ("Index.html", HTML, "some file systems take it for"),
        (f"{'x/' * 60}a.html", HTML, "longer than 120 bytes"),
    ],
)
def test_what_is_wrong_is_named(site: Path, checked: Checked, name: str, text: str, words: str) -> None:
    put(site, name, text)
    said = wrong(site, checked)
    assert words in said
    assert name in said or words.startswith("some")
    assert "fix: " in said


def test_an_old_address_may_look_like_a_dispatch(site: Path, checked: Checked) -> None:
    put(site, "2013/01/01/old/index.html", HTML)
    verify(site, checked, checked.dispatches)


def test_an_old_address_may_name_its_file(tmp_path: Path, site: Path) -> None:
    folder = ArchiveFolder(tmp_path)
    folder.file("piece", "aliases: [/2013/01/01/old/index.html]")
    put(site, "2013/01/01/old/index.html", HTML)
    checked = check_archive(folder.content)
    verify(site, checked, checked.dispatches)


def test_a_title_in_a_drawing_is_not_the_pages(site: Path, checked: Checked) -> None:
    put(site, "a.html", HTML + "<svg><title>B</title></svg>")
    verify(site, checked, checked.dispatches)


def test_a_site_without_its_search_page(site: Path, checked: Checked) -> None:
    (site / "search/index.html").unlink()
    assert "there is no search page" in wrong(site, checked)
    verify(site, checked, checked.dispatches, search=False)


def test_everything_wrong_is_said_at_once_but_not_without_end(site: Path, checked: Checked) -> None:
    for number in range(30):
        put(site, f"{number}.html", "no title")
    said = wrong(site, checked)
    assert said.count("one <title>") == 20
    assert "and 10 more" in said


@pytest.mark.parametrize(
    ("name", "text", "leaked"),
    [
        ("2014/07/27/piece/index.html", HTML, True),
        ("2014/07/27/piece/piece.ris", "", True),
        ("2014/07/27/piece/saved/1.jpg", "", True),
        ("az/2014/07/27/piece/index.html", HTML, True),
        ("copies/2014/07/27/piece/index.html", HTML, True),
        ("2014/07/27/piece.html", HTML, True),
        ("old/home/index.html", HTML, True),
        ("old.html", HTML, True),
        ("images/2014/lead.png", "", True),
        ("images/2014/body.png", "", True),
        ("images/2014/piece/else.png", "", True),
        ("a.json", '"A \\"headline\\" nobody may know"', True),
        ("a.html", "<title>A &#34;headline&#34; nobody may know</title>", True),
        ("a.xml", '<a>A "headline" nobody may know</a>', True),
        ("a.html", "piece of cake", False),
        ("places/piece/index.html", HTML, False),
        ("az/topics/piece/index.html", HTML, False),
        ("piece/index.html", HTML, False),
        ("images/2014/shared.png", "", False),
        ("2014/07/28/piece/index.html", HTML, False),
    ],
)
def test_a_withheld_piece_that_came_out_is_named(tmp_path: Path, name: str, text: str, leaked: bool) -> None:
    folder = ArchiveFolder(tmp_path)
    for picture in ("lead", "body", "shared"):
        folder.picture(f"images/2014/{picture}.png")
    folder.file(
        "piece",
        "title: 'A \"headline\" nobody may know'\nstatus: draft\naliases: [/old/home/, /old.html]\n"
        "image: {file: images/2014/lead.png, alt: A, credit: B}",
        body="![a](images/2014/body.png) ![b](images/2014/shared.png)",
    )
    folder.file("open", body="![b](images/2014/shared.png)")
    put(tmp_path / "site", name, text)
    checked = check_archive(folder.content)
    assert bool(leaks(tmp_path / "site", checked, checked.dispatches[1:])) is leaked


def test_a_translation_of_the_same_slug_is_no_leak_of_it(tmp_path: Path) -> None:
    folder = ArchiveFolder(tmp_path)
    folder.file("piece", "status: draft\ntranslation: true")
    folder.put("dispatches/az.md", "---\ntitle: A\ndate: 2014-07-27\nslug: piece\nlang: az\n---\n\nA\n")
    checked = check_archive(folder.content)
    draft = [d for d in checked.dispatches if d.lang == "en"]
    put(tmp_path / "site", "az/2014/07/27/piece/index.html", HTML)
    assert leaks(tmp_path / "site", checked, draft) == []
    put(tmp_path / "site", "2014/07/27/piece/index.html", HTML)
    assert len(leaks(tmp_path / "site", checked, draft)) == 1
