"""A dispatch described to machines, and cited by people."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json

import pytest

from copydesk import Desk, Settings
from copydesk.interface import Interface
from copydesk.listings import Edition
from copydesk.pictures import Picture
from copydesk.views import View
from dispatch import (
    Archive,
    Byline,
    Correction,
    Dispatch,
    LeadImage,
    PartialDate,
    Rights,
    Source,
    parse_date,
    parse_dateline,
    read_people,
    read_places,
)
from support import schema_org

PIECE = Dispatch(
    "Ferries wait",
    PartialDate(2014, 7, 27),
    "ferries",
    bylines=(Byline("Leyla Sample"), Byline("Rauf Muster")),
)
AGENCY = Source("Agency", "https://agency.example/1")
PLACES = "- {name: Alat, country: Azerbaijan, lat: 39.94, lon: 49.41}\n"


def view(*, address: str | None = "https://a.example", publication: bool = False, **changes: object) -> View:
    """How the page of a changed piece sees itself."""
    piece = dataclasses.replace(PIECE, **changes)
    settings = Settings(name="The Archive", address=address, publication=publication)
    desk = Desk(Archive(), read_people(""), read_places(PLACES), ())
    edition = Edition([piece], desk, settings)
    words = Interface(None).words(piece.lang)
    return View(
        piece, edition, words, lambda path: Picture(path, path, 8, 6), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )


def data(shown: View) -> dict[str, object]:
    return dict(json.loads(shown.json_ld))


@pytest.mark.parametrize(
    ("changes", "cited"),
    [
        ({}, "Sample, Leyla, and Rauf Muster. “Ferries wait.” The Archive, 27 July 2014. a.example/2014/07/27/ferries/."),
        ({"bylines": (), "title": "Why wait?"}, "“Why wait?” The Archive, 27 July 2014. a.example/2014/07/27/ferries/."),
        ({"bylines": (Byline("A. Tester Jr."),), "date": parse_date("2014-07")}, "Jr., A. Tester. “Ferries wait.” The Archive, July 2014. a.example/2014/07/01/ferries/."),
        ({"bylines": (), "title_supplied": True}, "[Ferries wait]. The Archive, 27 July 2014. a.example/2014/07/27/ferries/."),
        ({"bylines": (), "source": AGENCY, "address": None}, "“Ferries wait.” Agency, 27 July 2014. first at agency.example/1."),
    ],
)  # fmt: skip
def test_the_citation(changes: dict[str, object], cited: str) -> None:
    assert view(**changes).citation == cited  # type: ignore[arg-type]


JOINT = {"bylines": (Byline("Leyla Sample"), Byline("Jean-Paul A. Muster"), Byline("Cher"))}
HERE = "a.example/2014/07/27/ferries/"


@pytest.mark.parametrize(
    ("style", "changes", "cited"),
    [
        ("APA", {}, f"Sample, L., & Muster, R. (2014, July 27). Ferries wait. The Archive. https://{HERE}"),
        ("APA", JOINT, f"Sample, L., Muster, J.-P. A., & Cher. (2014, July 27). Ferries wait. The Archive. https://{HERE}"),
        ("APA", {"bylines": (), "title": "Why wait?", "date": parse_date("2014"), "address": None}, "Why wait? (2014). The Archive."),
        ("APA", {"bylines": (), "title_supplied": True, "source": AGENCY, "address": None}, "[Ferries wait]. (2014, July 27). Agency. (Original work published at https://agency.example/1)"),
        ("MLA", {}, f"Sample, Leyla, and Rauf Muster. “Ferries wait.” The Archive, 27 July 2014, {HERE}."),
        ("MLA", JOINT | {"date": parse_date("2014-11"), "address": None}, "Sample, Leyla, et al. “Ferries wait.” The Archive, Nov. 2014."),
        ("MLA", {"source": AGENCY, "bylines": ()}, f"“Ferries wait.” Agency, 27 July 2014, agency.example/1. The Archive, {HERE}."),
        ("MLA", {"lang": "ru", "bylines": (), "address": None}, "«Ferries wait». The Archive, 27 июля 2014 г.."),
    ],
)  # fmt: skip
def test_the_citation_in_other_styles(style: str, changes: dict[str, object], cited: str) -> None:
    found = {citation.style: citation.text for citation in view(**changes).citations}  # type: ignore[arg-type]
    assert found[style] == cited.replace("г..", "г.")


def test_a_news_article() -> None:
    said = data(
        view(
            dateline=parse_dateline("ALAT, Azerbaijan"), source=AGENCY, rights=Rights.OWN, standfirst="In short", section="Society", tags=("sea",),
            corrections=(Correction(PartialDate(2014, 8, 1), "It was 200."),), image=LeadImage("a.png", rights=Rights.OWN), updated=PartialDate(2014, 8, 1),
        )
    )  # fmt: skip
    assert said["@type"] == "NewsArticle"
    assert said["dateline"] == "ALAT, Azerbaijan, July 27 (Agency)"
    assert said["locationCreated"] == {
        "@type": "Place", "name": "Alat", "address": {"@type": "PostalAddress", "addressCountry": "Azerbaijan"},
        "geo": {"@type": "GeoCoordinates", "latitude": 39.94, "longitude": 49.41},
    }  # fmt: skip
    assert said["isBasedOn"] == "https://agency.example/1"
    assert said["correction"] == [
        {"@type": "CorrectionComment", "text": "It was 200.", "datePublished": "2014-08-01"}
    ]
    assert (said["datePublished"], said["dateModified"], said["image"]["url"]) == (
        "2014-07-27",
        "2014-08-01",
        "https://a.example/a.png",
    )
    assert said["url"] == "https://a.example/2014/07/27/ferries/"


FULL: dict[str, object] = {
    "dateline": parse_dateline("ALAT, Azerbaijan"), "about": ("Alat",), "source": AGENCY, "rights": Rights.OWN, "standfirst": "In short", "section": "Society",
    "tags": ("sea", "port"), "series": "Rooms", "corrections": (Correction(PartialDate(2014, 8), "It was 200."),), "body": "Some words.",
    "image": LeadImage("a.png", "A", "B", "C", rights=Rights.OWN), "updated": parse_date("2014-08-01T10:00+04:00"),
}  # fmt: skip


@pytest.mark.parametrize("changes", [{}, FULL, FULL | {"date": parse_date("2014")}, FULL | {"address": None}, {"source": AGENCY, "publication": True}])  # fmt: skip
def test_schema_org_knows_every_type_and_property(changes: dict[str, object]) -> None:
    assert list(schema_org.faults(data(view(**changes)))) == []  # type: ignore[arg-type]


def test_a_fault_would_be_seen() -> None:
    said = data(view(**FULL))  # type: ignore[arg-type]
    said |= {"headlin": "A", "datePublished": "27 July", "author": [{"@type": "Persn"}], "wordCount": "2"}
    assert len(list(schema_org.faults(said))) == 5


def test_without_an_address_no_wrong_one_is_said() -> None:
    assert (
        not {"url", "mainEntityOfPage", "image"} & data(view(address=None, image=LeadImage("a.png"))).keys()
    )


def test_nothing_can_end_the_script_element() -> None:
    text = view(title="</script><script>alert(1)</script>&<!--").json_ld
    assert not set("<>&") & set(text)
    assert json.loads(text)["headline"] == "</script><script>alert(1)</script>&<!--"


def test_a_time_without_offset_gets_the_sites() -> None:
    assert data(view(date=parse_date("2014-07-27T18:40")))["datePublished"] == "2014-07-27T18:40:00+00:00"


def test_a_card_says_nothing_of_the_text() -> None:
    card = view(
        publication=True,
        source=AGENCY,
        standfirst="In short",
        kicker="K",
        image=LeadImage("a.png", rights=Rights.OWN),
    )
    assert (card.standfirst, card.kicker, card.image, "description" in data(card)) == (
        None,
        None,
        None,
        False,
    )
    assert "In short" not in card.description
