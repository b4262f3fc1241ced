"""Captions and credits, cut by words, by elements and by shape."""

import pytest
from lxml import html

from legacy_import.extract import Page, extract_pages
from legacy_import.extract.captions import bare_credit, credit_of_line, split_caption, split_parts


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        ("The pier at dawn. (AP Photo/Ada Brill)", "The pier at dawn.", "AP Photo/Ada Brill"),
        ("The pier at dawn. Photo: Ada Brill", "The pier at dawn", "Photo: Ada Brill"),
        (
            "The pier at dawn, seen from the new bridge. Supplied",
            "The pier at dawn, seen from the new bridge.",
            "Supplied",
        ),
        ("The pier at dawn. Isithombe: Ada Brill", "The pier at dawn.", "Ada Brill"),
        ("夜明けの桟橋（左から）＝ＡＰ", "夜明けの桟橋（左から）", "ＡＰ"),
        ("The pier at dawn | Hafen Pictures", "The pier at dawn", "Hafen Pictures"),
        ("The pier (left) and the bridge", "The pier (left) and the bridge", None),
        ("They waited. Nobody came home", "They waited. Nobody came home", None),
    ],
)
def test_cuts_a_line(line: str, caption: str, credit: str | None) -> None:
    assert split_caption(line) == (caption, credit)


@pytest.mark.parametrize(
    "figcaption",
    [
        "<figcaption>The pier at dawn.<span class='c-caption__copyright'>Ada Brill</span></figcaption>",
        "<figcaption><span>The pier at dawn.</span><span>Ada Brill</span></figcaption>",
        "<figcaption>The pier at dawn. <cite>Ada Brill</cite></figcaption>",
    ],
)
def test_an_element_of_its_own_is_the_credit(figcaption: str) -> None:
    element = html.fromstring(f"<figure><img src='a.jpg'>{figcaption}</figure>")
    assert split_parts(element, element.text_content()) == ("The pier at dawn.", "Ada Brill")


def test_a_label_beside_a_picture_makes_a_credit_line() -> None:
    assert credit_of_line("BILD: HB/Ada Brill") == "HB/Ada Brill"
    assert credit_of_line("© 2019") is None
    assert credit_of_line("The photo was taken at dawn.") is None


def test_a_credit_stays_as_printed_less_its_label() -> None:
    assert bare_credit("Credit: Ada Brill.") == "Ada Brill"
    assert bare_credit("Photo by Ada Brill") == "Photo by Ada Brill"


TEXT = (
    "<p>"
    + "The ferry left the pier an hour late, and nobody on the quay could say why it had waited. " * 9
    + "</p>"
)


def test_a_picture_inside_source_is_seen() -> None:
    figure = (
        "<figure><picture><source srcset='a.webp'><img src='/a.jpg'></picture><figcaption>The pier at dawn."
        "<span class='credit'>Ada Brill</span></figcaption></figure>"
    )
    page = f"<title>Ferry</title><h1>Ferry waits</h1><article>{figure}{TEXT}</article>"
    picture = extract_pages([Page("p", page.encode(), "https://hafenblatt.example/ferry")])[0].lead_image
    assert picture is not None
    assert picture.value.url == "https://hafenblatt.example/a.jpg"
    assert (picture.value.caption, picture.value.credit) == ("The pier at dawn.", "Ada Brill")


def test_what_only_the_attributes_say_is_less_sure() -> None:
    page = f"<title>Ferry</title><h1>Ferry waits</h1><article><img src='/a.jpg' title='The pier at dawn | Hafen Pictures'>{TEXT}</article>"
    picture = extract_pages([Page("p", page.encode(), "https://hafenblatt.example/ferry")])[0].lead_image
    assert picture is not None
    assert picture.value.credit == "Hafen Pictures"
    assert picture.confidence <= 0.7
