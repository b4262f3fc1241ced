"""What one may not republish is a card, everywhere."""

from __future__ import annotations

import json
import re

import pytest
from PIL import Image

from archives import ArchiveFolder

BODY = "zqbody stands only in the text, with [zqlink](https://zqlink.example/).\n\n![zqalt](images/2014/zqpicture.png)"
HEADER = """\
bylines: [A. Tester]
dateline: BAKU, Azerbaijan
section: Energy
kicker: zqkicker
standfirst: zqstandfirst says it all.
image: {file: images/2014/zqlead.png, alt: zqleadalt, caption: zqcaption, credit: zqcredit}
corrections: [{date: 2014-08-01, text: zqcorrection}]
source: {outlet: Orbita Wire, url: "https://orbita.example/news?id=7&x=1"}"""
SECRET = ("zqbody", "zqlink", "zqstandfirst", "zqkicker", "zqalt", "zqleadalt", "zqcaption", "zqcredit", "zqcorrection", "zqpicture", "zqlead")  # fmt: skip
PAGE = "2014/07/27/card/index.html"


@pytest.fixture
def foreign(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with one piece of one's own and one whose rights nobody knows."""
    for name in ("zqpicture", "zqlead"):
        archive.picture(f"images/2014/{name}.png")
    archive.file("own", "dateline: BAKU, Azerbaijan")
    archive.file("card", HEADER, body=BODY)
    return archive


def test_published_nothing_of_the_text_is_anywhere(foreign: ArchiveFolder) -> None:
    foreign.publish()
    hits = [
        f"{name}: {word}"
        for name, data in foreign.files().items()
        for word in SECRET
        if word in name or word.encode() in data
    ]
    assert hits == []


def test_a_card_shows_no_picture_even_if_the_picture_is_ones_own(archive: ArchiveFolder) -> None:
    for name in ("zqpicture", "zqlead"):
        archive.picture(f"images/2014/{name}.png")
    archive.file("card", HEADER.replace("credit: zqcredit}", "credit: zqcredit, rights: own}"), body=BODY)
    archive.publish()
    assert not [name for name in archive.files() if name.startswith("images/")]


def test_published_the_card_says_who_where_when_and_leads_to_the_original(foreign: ArchiveFolder) -> None:
    foreign.publish()
    text = foreign.page(PAGE)
    assert "Title of card</h1>" in text
    assert "A. Tester</a>" in text
    assert "BAKU, Azerbaijan, July 27 (Orbita Wire)" in text
    assert 'href="https://orbita.example/news?id=7&amp;x=1"' in text
    assert 'datetime="2014-07-27"' in text


@pytest.mark.parametrize(
    "name",
    [
        "feeds/all.atom.xml",
        "feeds/all.rss.xml",
        "dispatches.json",
        "index.html",
        "places/baku/index.html",
    ],
)
def test_published_the_card_stands_in_lists_and_feeds_under_its_title_or_slug(
    foreign: ArchiveFolder, name: str
) -> None:
    foreign.publish()
    assert "card" in foreign.page(name)


def test_published_the_card_gives_no_tag_and_no_section(foreign: ArchiveFolder) -> None:
    foreign.build()
    assert (foreign.output / "sections" / "energy" / "index.html").is_file()
    foreign.publish()
    assert not (foreign.output / "sections" / "energy").exists()


def test_published_json_ld_describes_the_card_without_its_text(foreign: ArchiveFolder) -> None:
    foreign.publish()
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', foreign.page(PAGE), re.DOTALL)
    assert found
    data = json.loads(found[1])
    assert data["isBasedOn"] == "https://orbita.example/news?id=7&x=1"
    assert not {"description", "articleBody", "image", "correction"} & set(data)


def test_a_local_build_shows_it_whole_and_marked(foreign: ArchiveFolder) -> None:
    foreign.build()
    text = foreign.page(PAGE)
    assert "zqbody" in text
    assert "zqstandfirst" in text
    assert "Rights unknown: on the public site this page is a card with a link only." in text
    assert "images/2014/zqlead.png" in foreign.files()


def test_what_the_outlet_permits_is_shown_but_not_a_picture_of_unknown_rights(archive: ArchiveFolder) -> None:
    for name in ("zqpicture", "zqlead"):
        archive.picture(f"images/2014/{name}.png")
    archive.file("card", f"{HEADER}\nrights: permitted", body=BODY)
    archive.publish()
    text = archive.page(PAGE)
    assert "zqbody" in text
    assert "zqcorrection" in text
    assert not [n for n in archive.files() if n.startswith("images/")]
    assert not [n for n, data in archive.files().items() if b"zqlead.png" in data or b"zqpicture" in data]


def test_a_picture_that_is_permitted_by_itself_is_shown(archive: ArchiveFolder) -> None:
    for name in ("zqpicture", "zqlead"):
        archive.picture(f"images/2014/{name}.png")
    header = HEADER.replace("credit: zqcredit}", "credit: zqcredit, rights: permitted}")
    archive.file("card", f"{header}\nrights: permitted", body=BODY)
    archive.publish()
    assert "images/2014/zqlead.png" in archive.files()


def test_publish_says_how_many_cards_there_are(foreign: ArchiveFolder) -> None:
    assert "Cards    1 imported without known rights" in foreign.publish().out


def test_a_picture_on_the_site_does_not_say_where_it_was_taken(archive: ArchiveFolder) -> None:
    exif = Image.Exif()
    exif[0x013B] = "A. Tester"
    exif.get_ifd(0x8825)[2] = (40.0, 24.0, 33.0)
    path = archive.picture("images/2014/quay/quay.jpg")
    Image.new("RGB", (8, 6)).save(path, "JPEG", exif=exif)
    kept = path.read_bytes()
    archive.file("quay", "image:\n  file: images/2014/quay/quay.jpg\n  alt: A quay\n  credit: A. Tester")
    assert archive.build().code == 0
    with Image.open(archive.output / "images/2014/quay/quay.jpg") as image:
        assert dict(image.getexif().get_ifd(0x8825)) == {}
        assert image.getexif()[0x013B] == "A. Tester"
    assert path.read_bytes() == kept
