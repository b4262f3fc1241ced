"""Headlines and dates of single pages: what is printed against what is told."""

import pytest

from legacy_import.extract import Extraction, Page, extract_pages

TEXT = (
    "<p>"
    + "The ferry left the pier an hour late, and nobody on the quay could say why it had waited. " * 9
    + "</p>"
)


def read(head: str, body: str, url: str = "https://hafenblatt.example/ferry") -> Extraction:
    """One page read alone."""
    return extract_pages([Page("p", f"<head>{head}</head><body>{body}{TEXT}</body>".encode(), url)])[0]


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            "<title>Ferry waits for nobody | Hafenblatt</title>",
            "<h1><a href='/'>Hafenblatt am Morgen</a></h1>",
        ),
        (
            "<title>Ferry waits for nobody</title>",
            "<h1 class='sr-only'>Navigation und Service</h1><h1>Ferry waits for nobody</h1>",
        ),
        (
            "<meta property='og:title' content='Ferry waits for nobody | hafen.example | Your paper'>",
            "<h1>Ferry waits for nobody</h1>",
        ),
        (
            "<title>Ferry waits for nobody</title>",
            "<h1><span class='dachzeile'>Harbour</span> <span>Ferry waits for nobody</span></h1>",
        ),
    ],
)
def test_finds_the_printed_headline(head: str, body: str) -> None:
    title = read(head, body).title
    assert title is not None
    assert title.value == "Ferry waits for nobody"


def test_a_headline_that_a_quote_mark_cut_is_made_whole() -> None:
    cut = '<meta property="og:title" content="Mayor calls the ferry "late""><title>Mayor calls the ferry "late"</title>'
    title = read(cut, "").title
    assert title is not None
    assert title.value == 'Mayor calls the ferry "late"'


def published(head: str, body: str, url: str = "https://hafenblatt.example/ferry") -> str:
    """The day of publication."""
    found = read(head, body, url).published
    assert found is not None
    return found.value[:10]


def test_a_labelled_date_beside_the_text_beats_a_vague_meta() -> None:
    head = "<meta name='date' content='2020-02-12'><title>Fähre</title>"
    assert published(head, "<h1>Die Fähre wartet</h1><p>Erschienen am: 05.02.2020</p>") == "2020-02-05"


def test_british_pages_write_the_day_first() -> None:
    body = "<h1>Ferry waits</h1><span class='date'>02/10/2020</span>"
    assert published("<title>Ferry waits</title>", body, "https://hafenblatt.co.uk/ferry") == "2020-10-02"
    assert published("<title>Ferry waits</title>", body) == "2020-02-10"


def test_an_address_keeps_the_day_of_a_piece_that_moved() -> None:
    head = "<meta property='article:published_time' content='2019-06-17T18:28:00+02:00'><title>Ferry</title>"
    assert (
        published(head, "<h1>Ferry waits</h1>", "https://hafenblatt.example/2017/7/12/ferry") == "2017-07-12"
    )


def test_a_time_that_says_updated_is_not_the_day_of_publication() -> None:
    body = (
        "<h1>Ferry waits</h1><p class='when'>Updated: <time datetime='2018-03-06T19:49:32-05:00'>Mar 6</time></p>"
        "<p class='when'>Original: <time datetime='2016-12-21T18:49:10-05:00'>Dec 21</time></p>"
    )
    assert published("<title>Ferry waits</title>", body) == "2016-12-21"
