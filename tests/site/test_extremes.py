"""What nobody would write, and somebody will: right pages, or a sentence of the checker's."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archives import ArchiveFolder

LONG = "Donaudampfschifffahrtsgesellschaft" * 9
TAGS = ["../x", "<b>", "C#", "C++", "C", "😀", "Baku Port!"]


def page_of(archive: ArchiveFolder, name: str) -> BeautifulSoup:
    return BeautifulSoup(archive.page(name), "lxml")


def test_a_headline_of_three_hundred_letters_without_a_blank(archive: ArchiveFolder) -> None:
    assert len(LONG) > 300
    archive.put("dispatches/2014/long.md", f"---\ntitle: {LONG}\ndate: 2014-07-27\n---\n\nText.\n")
    archive.build()
    (name,) = [name for name in archive.files() if re.fullmatch(r"2014/07/27/[^/]+/index\.html", name)]
    assert len(name.encode()) <= 120
    page = page_of(archive, name)
    assert page.h1 is not None
    assert page.h1.get_text() == LONG
    assert {a.get_text() for a in page_of(archive, "index.html").select(".headline a")} == {LONG}


def test_an_arabic_title_runs_from_right_to_left_and_has_an_address(archive: ArchiveFolder) -> None:
    title = "العبّارة تنتظر"
    archive.put("archive.yaml", "name: A\nlanguages: [en, ar]\naddress: https://tester.example\n")
    archive.put("dispatches/2014/ar.md", f"---\ntitle: {title}\nlang: ar\ndate: 2014-07-27\n---\n\nانتظرت.\n")
    archive.build()
    (name,) = [n for n in archive.files() if re.fullmatch(r"ar/2014/07/27/[^/]+/index\.html", n)]
    page = page_of(archive, name)
    assert page.html is not None
    assert page.html["dir"] == "rtl"
    assert page.h1 is not None
    assert page.h1.get_text() == title
    assert "2014" in page_of(archive, "ar/index.html").get_text()


def test_forty_thousand_words_are_all_there(archive: ArchiveFolder) -> None:
    words = [f"word{n}" for n in range(40_000)]
    body = "\n\n".join(" ".join(words[start : start + 200]) for start in range(0, len(words), 200))
    archive.file("long", body=body)
    archive.build()
    page = page_of(archive, "2014/07/27/long/index.html")
    assert page.select_one(".e-content").get_text().split() == words  # type: ignore[union-attr]
    said = re.search(r'"wordCount": (\d+)', archive.page("2014/07/27/long/index.html"))
    assert said is not None
    assert said[1] == "40000"


def test_of_two_hundred_pictures_each_has_its_size_and_only_those_in_sight_load(
    archive: ArchiveFolder,
) -> None:
    for number in range(200):
        archive.picture(f"images/2014/many/{number}.png", (8, 6))
    archive.file("many", body="\n\n".join(f"![Picture {n}](images/2014/many/{n}.png)" for n in range(200)))
    archive.build()
    pictures = page_of(archive, "2014/07/27/many/index.html").select(".body img")
    assert [img["alt"] for img in pictures] == [f"Picture {n}" for n in range(200)]
    assert {(img["width"], img["height"], img["loading"]) for img in pictures} == {("8", "6", "lazy")}


def test_odd_tags_have_pages_of_their_own_inside_the_site(archive: ArchiveFolder) -> None:
    archive.file("odd", "tags:\n" + "\n".join(f'  - "{tag}"' for tag in TAGS))
    archive.file("other", "tags: [baku-port]")
    archive.build()
    page = page_of(archive, "2014/07/27/odd/index.html")
    links = {a.get_text(): str(a["href"]) for a in page.select(".tags a")}
    assert set(links) == set(TAGS), "no tag is lost, none is another"
    assert len(set(links.values())) == len(TAGS)
    for tag, href in links.items():
        folder = re.fullmatch(r"(?:\.\./)+topics/([a-z0-9-]+)/", href)
        assert folder is not None, href
        topic = page_of(archive, f"topics/{folder[1]}/index.html")
        assert topic.h1 is not None
        assert topic.h1.get_text() == tag
    (alike,) = page_of(archive, "2014/07/27/other/index.html").select(".tags a")
    assert str(alike["href"]) == links["Baku Port!"], "two tags that differ in signs alone are one topic"
    said = archive.run("check")
    assert "baku-port" in said.out + said.err, "and the checker says so"
    assert "<b></h1>" not in archive.page("2014/07/27/odd/index.html")


@pytest.mark.slow
def test_a_place_with_five_thousand_dispatches(archive: ArchiveFolder) -> None:
    for number in range(5000):
        day = f"{1975 + number % 50}-{1 + number % 12:02d}-{1 + number % 28:02d}"
        archive.file(f"n{number}", "dateline: BAKU", date=day)
    archive.build("--no-search")
    files = archive.files()
    pages = [name for name in files if re.fullmatch(r"places/baku/(page/\d+/)?index\.html", name)]
    assert len(pages) == 100
    seen: list[str] = []
    for name in pages:
        assert len(gzip.compress(files[name])) <= 14 * 1024, name
        seen += [
            Path(str(a["href"])).name for a in BeautifulSoup(files[name], "lxml").select(".item .headline a")
        ]
    assert sorted(seen) == sorted(f"n{number}" for number in range(5000))
    assert len(gzip.compress(files["places/index.html"])) <= 14 * 1024
