"""What a built site says to machines: citations, sitemap, robots.txt, JSON Feed."""

from __future__ import annotations

import csv
import json

from lxml import etree

from archives import ArchiveFolder
from copydesk import Desk, Settings
from copydesk.listings import Edition
from copydesk.machines import sitemaps
from dispatch import Archive, Dispatch, PartialDate, People, Places

HEADER = """\
title: 50% of & {half} the sea
title_supplied: true
date: 2014-07
bylines: [Rauf Əliyev, Cher]
dateline: BAKU
source:
  outlet: Orbita Wire
  url: https://orbita.example/news?id=7&x=1
rights: own"""
PLACE = "2014/07/01/sea"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_ris_has_one_tag_a_line_and_a_month_alone(archive: ArchiveFolder) -> None:
    archive.file("sea", HEADER)
    assert archive.build().code == 0
    text = (archive.output / PLACE / "cite.ris").read_bytes().decode()
    assert text.split("\r\n") == [
        "TY  - NEWS",
        "TI  - [50% of & {half} the sea]",
        "AU  - Əliyev, Rauf",
        "AU  - Cher",
        "T2  - Orbita Wire",
        "PY  - 2014",
        "DA  - 2014/07//",
        "LA  - en",
        "CY  - Baku",
        "UR  - https://tester.example/2014/07/01/sea/",
        "L2  - https://orbita.example/news?id=7&x=1",
        "ER  - ",
        "",
    ]


def test_bibtex_escapes_what_tex_would_read(archive: ArchiveFolder) -> None:
    archive.file("sea", HEADER)
    assert archive.build().code == 0
    text = (archive.output / PLACE / "cite.bib").read_text(encoding="utf-8")
    assert text.startswith("@article{sea-2014,\n  author = {Əliyev, Rauf and {Cher}},\n")
    assert r"title = {{[50\% of \& \{half\} the sea]}}," in text
    assert "  month = jul,\n" in text
    assert "day =" not in text


def test_csl_has_the_date_as_far_as_it_is_known(archive: ArchiveFolder) -> None:
    archive.file("sea", HEADER)
    assert archive.build().code == 0
    (item,) = json.loads((archive.output / PLACE / "cite.json").read_text(encoding="utf-8"))
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2014, 7]]}
    assert item["author"] == [{"family": "Əliyev", "given": "Rauf"}, {"literal": "Cher"}]


def test_the_sitemap_names_pages_and_languages_but_nothing_hidden(archive: ArchiveFolder) -> None:
    archive.file("ferry")
    archive.file("parom", "lang: ru\ntranslation_of: ferry")
    archive.file("veiled", "status: hidden")
    archive.file("gone", 'status: withdrawn\nwithdrawn:\n  date: 2020-01-01\n  reason: "Wrong"')
    assert archive.publish().code == 0
    root = etree.parse(archive.output / "sitemap.xml").getroot()
    urls = root.xpath("//s:loc/text()", namespaces=NAMES)
    assert "https://tester.example/2014/07/27/ferry/" in urls
    assert "https://tester.example/years/" in urls
    assert not [url for url in urls if "veiled" in url or "gone" in url or "search" in url]
    assert len(urls) == len(set(urls))
    group = root.xpath("//s:url[s:loc[contains(., 'parom')]]/x:link/@hreflang", namespaces=NAMES)
    assert group == ["en", "ru"]
    assert "Sitemap: https://tester.example/sitemap.xml" in archive.page("robots.txt")


def test_a_long_sitemap_is_cut_and_indexed() -> None:
    desk = Desk(Archive(), People(), Places(), ())
    pieces = [Dispatch(f"T{n}", PartialDate(2014), f"t{n}") for n in range(5)]
    made = Edition(pieces, desk, Settings(address="https://a.example/x"))
    files = sitemaps(made, [""], limit=4)
    assert sorted(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    index = etree.fromstring(files["sitemap.xml"].encode())
    assert index.xpath("//s:loc/text()", namespaces=NAMES) == [
        "https://a.example/x/sitemap-1.xml",
        "https://a.example/x/sitemap-2.xml",
    ]
    assert [files[f"sitemap-{n}.xml"].count("<loc>") for n in (1, 2)] == [4, 2]


def test_the_json_feed_gives_a_card_no_word_of_its_text(archive: ArchiveFolder) -> None:
    archive.file("mine", body="Own words.")
    archive.file("theirs", "source:\n  outlet: Orbita Wire\n  url: https://orbita.example/1", body="Canary.")
    assert archive.publish().code == 0
    feed = json.loads(archive.page("feeds/all.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    items = {item["url"].split("/")[-2]: item for item in feed["items"]}
    assert "Own words." in items["mine"]["content_html"]
    assert items["mine"]["date_published"] == "2014-07-27T00:00:00+00:00"
    assert "Canary" not in json.dumps(feed)
    assert items["theirs"]["external_url"] == "https://orbita.example/1"


def test_every_place_and_topic_has_a_feed_of_its_own(archive: ArchiveFolder) -> None:
    archive.file("ferry", "dateline: BAKU\ntags: [ports]")
    archive.file("camel", "dateline: ALAT\ntags: [ports]", date="2015-01-02")
    assert archive.publish().code == 0
    atom = "{http://www.w3.org/2005/Atom}"
    places = etree.parse(archive.output / "feeds/places/baku.atom.xml").getroot()
    topic = etree.parse(archive.output / "feeds/topics/ports.atom.xml").getroot()
    assert [e.findtext(f"{atom}title") for e in places.iter(f"{atom}entry")] == ["Title of ferry"]
    titles = [e.findtext(f"{atom}title") for e in topic.iter(f"{atom}entry")]
    assert titles == ["Title of camel", "Title of ferry"]
    assert 'href="../../feeds/places/baku.atom.xml"' in archive.page("places/baku/index.html")


def test_old_addresses_lead_to_the_new_ones(archive: ArchiveFolder) -> None:
    archive.file(
        "one",
        "source:\n  url: http://old.example/news/1.html\nrights: permitted\n"
        'aliases: [/news/1.html, /print/1.html, "http://old.example/n?id=1"]',
    )
    archive.file("gone", "status: draft\naliases: [/news/2.html]")
    archive.build()
    files = archive.files()
    rows = list(csv.reader(files["redirects.csv"].decode().splitlines()))
    assert rows[0] == ["from", "to"]
    assert [old for old, _new in rows[1:]] == [
        "http://old.example/n?id=1",
        "http://old.example/news/1.html",
        "http://old.example/print/1.html",
    ]
    assert {new.endswith("/one/") for _old, new in rows[1:]} == {True}
    for name in ("news/1.html", "print/1.html"):
        page = files[name].decode()
        assert "/one/" in page
        assert "http-equiv" in page
    assert "news/2.html" not in files
