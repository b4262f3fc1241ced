"""List pages: what each holds, and where it lies."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from bs4 import BeautifulSoup

from archives import ArchiveFolder


@pytest.fixture
def listed(archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> ArchiveFolder:
    """Thirteen dispatches of three places, in two languages, five to a page."""
    told = {"COPYDESK_PREVIEW": False, "COPYDESK_PAGE_SIZE": 5}
    monkeypatch.setattr("newsroom.sitework.Asked.override", told)
    for n in range(13):
        place = ("BAKU, Azerbaijan", "ALAT, Azerbaijan", "TBILISI, Georgia")[n % 3]
        archive.file(
            f"p{n:02}",
            f"dateline: {place}\nbylines: [Ann Sample]\nsection: Energy\ntags: [sea]\nseries: Rooms\nabout: [Baku]",
            date=f"2014-{1 + n // 4:02}-{1 + n:02}",
        )
    archive.file("az00", "lang: az\ntranslation_of: p00\nbylines: [Tom Nobody]", date="2014-06-01")
    return archive


def items(archive: ArchiveFolder, name: str) -> list[str]:
    """The slugs of the dispatches that a list page shows, in its order."""
    page = BeautifulSoup(archive.page(name), "lxml")
    links = [
        str(a["href"])
        for a in page.select("main .columns .headline a, main .front .headline a, main .river .headline a")
    ]
    return [link.rstrip("/").rpartition("/")[2] for link in links]


def down(*numbers: int) -> list[str]:
    return [f"p{n:02}" for n in numbers]


def test_what_the_lists_hold(listed: ArchiveFolder) -> None:
    listed.build()
    assert items(listed, "2014/01/index.html") == down(3, 2, 1, 0)
    assert items(listed, "2014/01/03/index.html") == down(2)
    assert items(listed, "places/alat/index.html") == down(10, 7, 4, 1)
    assert items(listed, "places/tbilisi/index.html") == down(11, 8, 5, 2)
    assert items(listed, "people/tom-nobody/index.html") == ["p00"]
    assert items(listed, "az/index.html") == ["az00"]
    assert items(listed, "az/2014/index.html") == ["az00"]


@pytest.mark.parametrize(
    "folder", ["2014", "people/ann-sample", "sections/energy", "topics/sea", "series/rooms"]
)
def test_long_lists_are_paged_from_the_oldest(listed: ArchiveFolder, folder: str) -> None:
    listed.build()
    assert items(listed, f"{folder}/page/1/index.html") == down(4, 3, 2, 1, 0)
    assert items(listed, f"{folder}/index.html") == down(*range(12, 4, -1))
    page = BeautifulSoup(listed.page(f"{folder}/page/1/index.html"), "lxml")
    up = "../" * (folder.count("/") + 3)
    assert [str(a["href"]) for a in page.select('a[rel="prev"]')] == [f"{up}{folder}/"]
    assert page.select('a[rel="next"]') == []
    newest = BeautifulSoup(listed.page(f"{folder}/index.html"), "lxml")
    up = "../" * (folder.count("/") + 1)
    assert [str(a["href"]) for a in newest.select('a[rel="next"]')] == [f"{up}{folder}/page/1/"]
    assert newest.select('a[rel="prev"]') == []


def test_a_new_dispatch_leaves_the_old_pages_of_a_list_alone(listed: ArchiveFolder) -> None:
    listed.build()
    before = listed.files()
    listed.file("p99", "section: Energy\ntags: [sea]", date="2015-01-01")
    listed.build()

    def main(data: bytes) -> str:
        return re.sub(
            r"\d+ (dispatches|dispatch)", "", str(BeautifulSoup(data, "lxml").select_one("main .columns"))
        )

    for name in ("topics/sea/page/1/index.html", "sections/energy/page/1/index.html", "2014/01/index.html"):
        assert main(listed.files()[name]) == main(before[name])


def test_a_place_that_is_only_written_about_has_a_page(archive: ArchiveFolder) -> None:
    archive.file("one", "about: [Aktau]")
    archive.build()
    page = BeautifulSoup(archive.page("places/aktau/index.html"), "lxml")
    assert [a.get_text() for a in page.select(".river .headline a")] == ["Title of one"]


def test_a_partial_date_is_printed_as_it_is_known(archive: ArchiveFolder) -> None:
    archive.put("a.md", "---\ntitle: A\ndate: 1999-11\nslug: a\ndateline: BAKU\n---\n\nText\n")
    archive.build()
    page = BeautifulSoup(archive.page("1999/11/01/a/index.html"), "lxml")
    time = page.select_one("time.dt-published")
    assert time is not None
    assert (time["datetime"], time.get_text(strip=True)) == ("1999-11", "November 1999")
    assert "BAKU, Nov. 1999" in page.get_text()
    assert "1 November" not in page.get_text()


def test_a_supplied_title_stands_in_brackets_on_page_list_and_citation(archive: ArchiveFolder) -> None:
    archive.file("one", "title: Untitled note\ntitle_supplied: true")
    archive.build()
    for name in ("2014/07/27/one/index.html", "index.html", "2014/index.html"):
        assert "[Untitled note]" in archive.page(name)
    cite = BeautifulSoup(archive.page("2014/07/27/one/index.html"), "lxml").select_one(".cite")
    assert cite is not None
    assert "[Untitled note]" in cite.get_text()
    assert "“" not in cite.get_text()


def test_an_address_is_the_day_in_its_own_offset_and_file_names_mean_nothing(archive: ArchiveFolder) -> None:
    archive.put("archive.yaml", "time_zone: Asia/Baku\n")
    archive.put(
        "anywhere/odd name.md", "---\ntitle: A\ndate: 2014-07-27T23:30-05:00\nslug: late\n---\n\nText\n"
    )
    archive.build()
    assert "2014/07/27/late/index.html" in archive.files()


def test_a_people_alias_is_never_printed(archive: ArchiveFolder) -> None:
    archive.put("people.yaml", "- name: Leyla Sample\n  aliases: [L. Zqalias]\n  names: {az: Leyla Nümunə}\n")
    archive.file("one", "bylines: [L. Zqalias]")
    archive.file("two", "bylines: [L. Zqalias]\nlang: az")
    archive.build()
    assert not [n for n, data in archive.files().items() if b"Zqalias" in data or "zqalias" in n]
    assert "Leyla Nümunə" in archive.page("az/2014/07/27/two/index.html")


def test_corrections_stand_newest_first_on_the_page_the_list_and_for_machines(archive: ArchiveFolder) -> None:
    archive.file(
        "one", "corrections: [{date: 2014-08-01, text: zqfirst}, {date: 2014-09-01, text: zqsecond}]"
    )
    archive.build()
    for name in ("2014/07/27/one/index.html", "corrections/index.html"):
        text = BeautifulSoup(archive.page(name), "lxml").get_text()
        assert 0 < text.index("zqsecond") < text.index("zqfirst")
    assert '"correction": [{"@type": "CorrectionComment", "text": "zqsecond"' in archive.page(
        "2014/07/27/one/index.html"
    )


def test_links_between_dispatches_work_at_any_depth(archive: ArchiveFolder) -> None:
    archive.file("one", body="See [two](/2014/07/28/two/).")
    archive.file("two", date="2014-07-28")
    archive.build()
    assert 'href="../../../../2014/07/28/two/"' in archive.page("2014/07/27/one/index.html")
    assert 'href="./2014/07/28/two/"' in archive.page("index.html")


def test_the_home_page_changes_with_the_day_and_not_within_it(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.put("archive.yaml", "time_zone: Asia/Baku\n")
    archive.file("winter", date="2014-01-02")
    archive.file("summer", date="2014-07-27")

    def home(moment: str) -> str:
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(moment).timestamp())))
        archive.build()
        return archive.page("index.html")

    eve = home("2026-01-01T19:59:00+00:00")  # one minute before midnight in Baku
    day = home("2026-01-01T20:00:00+00:00")
    assert "Around this day" in eve
    assert "On this day" in day
    assert home("2026-01-02T19:59:00+00:00") == day
