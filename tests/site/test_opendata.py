"""What can be taken away: feeds of lists and corrections, the archive as data, robots.txt."""

from __future__ import annotations

import csv
import json

import pytest
from lxml import etree

from archives import ArchiveFolder

FOREIGN = "source: {outlet: Orbita Wire, url: https://orbita.example/1}\nstandfirst: zqstandfirst\ntags: [zqtag]\nkicker: zqkicker"


def rows(archive: ArchiveFolder) -> dict[str, dict[str, object]]:
    lines = archive.page("data/dispatches.jsonl").splitlines()
    return {str(row["slug"]): row for row in map(json.loads, lines)}


def test_json_lines_have_everything_and_of_a_card_the_entry_alone(archive: ArchiveFolder) -> None:
    archive.put("places.yaml", "- {name: Baku, lat: 40.41, lon: 49.87}\n")
    archive.file("mine", "dateline: BAKU, Azerbaijan\nbylines: [Rauf Əliyev]\ntags: [sea, oil]\ncorrections: [{date: 2014-08, text: Was 20.}]", body="Own *words*.", date="2014-07")  # fmt: skip
    archive.file("theirs", FOREIGN, body="zqbody")
    archive.publish()
    mine, theirs = rows(archive)["mine"], rows(archive)["theirs"]
    assert mine["url"] == "https://tester.example/2014/07/01/mine/"
    assert (mine["date"], mine["body_html"], mine["tags"]) == (
        "2014-07",
        "<p>Own <em>words</em>.</p>",
        ["sea", "oil"],
    )
    assert (mine["dateline"], mine["place"], mine["latitude"]) == ("BAKU, Azerbaijan", "baku", 40.41)
    assert mine["corrections"] == [{"date": "2014-08", "text": "Was 20."}]
    assert (theirs["rights"], theirs["original_url"]) == ("unknown", "https://orbita.example/1")
    assert not [name for name, data in archive.files().items() if name.startswith("data/") and b"zq" in data]


def test_csv_json_lines_and_dictionary_agree(archive: ArchiveFolder) -> None:
    archive.file("one", 'title: "A; \\"b\\", c"\ntags: [x, y]')
    archive.file("two", "lang: az\ntranslation_of: one\ntitle_supplied: true")
    archive.publish()
    table = list(csv.DictReader(archive.page("data/dispatches.csv").splitlines()))
    package = json.loads(archive.page("data/datapackage.json"))
    for resource, names in zip(package["resources"], (table[0].keys(), rows(archive)["one"].keys()), strict=True):  # fmt: skip
        assert [field["name"] for field in resource["schema"]["fields"]] == list(names)
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert resource["path"] in {"dispatches.csv", "dispatches.jsonl"}
    for row in table:
        said = rows(archive)[row["slug"]]
        assert row["title"] == said["title"]
        assert row["tags"] == "; ".join(said["tags"])  # type: ignore[arg-type]
        assert row["title_supplied"] == str(said["title_supplied"]).lower()


def test_nothing_that_lists_do_not_show_is_in_the_data(archive: ArchiveFolder) -> None:
    archive.file("open")
    archive.file("veiled", "status: hidden")
    archive.file("gone", "status: withdrawn\nwithdrawn: {date: 2015-02-03, reason: Wrong.}")
    archive.file("draft", "status: draft")
    archive.publish()
    assert list(rows(archive)) == ["open"]


def test_corrections_have_a_feed_whose_entries_lead_to_the_very_correction(archive: ArchiveFolder) -> None:
    archive.file("one", "corrections: [{date: 2014-08-01, text: First.}, {date: 2014-09-01, text: Second.}]")
    archive.publish()
    names = {"a": "http://www.w3.org/2005/Atom"}
    feed = etree.parse(archive.output / "feeds/corrections.atom.xml").getroot()
    assert [e.findtext("a:summary", "", names) for e in feed.iterfind("a:entry", names)] == [
        "Second.",
        "First.",
    ]
    address = "https://tester.example/2014/07/27/one/#correction-"
    assert [e.findtext("a:id", "", names) for e in feed.iterfind("a:entry", names)] == [address + "2", address + "1"]  # fmt: skip
    page = archive.page("2014/07/27/one/index.html").partition("<body>")[2]
    assert page.index('id="correction-2"') < page.index("Second.") < page.index('id="correction-1"')
    assert 'href="../feeds/corrections.atom.xml"' in archive.page("corrections/index.html")


def test_links_in_a_feed_lead_to_the_site_wherever_it_stands(archive: ArchiveFolder) -> None:
    archive.put("archive.yaml", "address: https://tester.example/repo\n")
    archive.file("one", "dateline: BAKU", body="See [two](/2014/07/28/two/).")
    archive.file("two", date="2014-07-28")
    archive.publish()
    for name in ("feeds/all.json", "feeds/places/baku.json"):
        items = json.loads(archive.page(name))["items"]
        html = next(item["content_html"] for item in items if item["url"].endswith("/one/"))
        assert 'href="https://tester.example/repo/2014/07/28/two/"' in html


@pytest.mark.parametrize(("preset", "noindex"), [("open", False), ("no-ai-training", False), ("closed", True)])  # fmt: skip
def test_an_archive_says_in_one_word_who_may_read_it(
    archive: ArchiveFolder, preset: str, noindex: bool
) -> None:
    archive.put("archive.yaml", f"name: A\nrobots: {preset}\n")
    archive.file("one")
    archive.publish()
    assert ("Disallow" in archive.page("robots.txt")) is (preset != "open")
    for name in ("index.html", "2014/07/27/one/index.html", "topics/index.html"):
        assert ('name="robots" content="noindex"' in archive.page(name)) is noindex
