"""One search page, texts in many languages: a word is read in its own, whatever the page's is."""

from __future__ import annotations

from pathlib import Path

import pytest

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.languages import Reading, alphabets_of
from lunr_search.reader import Site, open_site
from lunr_search.settings import FIELDS
from support.witness import differences

TEXTS = {
    "en": ["The ports are closed", "Ports and ferries of the sea"],
    "ru": ["Говорит агентство о портах", "Он говорил о паромах и говорит"],
    "az": ["Limanlar və bərələr", "Dənizdə limanın gəmiləri"],
}
SITE = alphabets_of(["az", "en", "ru", "tr"])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Two documents in each of three languages; each is in its address."""
    folder = tmp_path_factory.mktemp("site")
    texts = [(lang, at, text) for lang, own in TEXTS.items() for at, text in enumerate(own)]
    documents = [Document(f"/{lang}{at}/", {"body": text}, lang) for lang, at, text in texts]
    write_search(folder, documents, FIELDS)
    return open_site(folder)


@pytest.mark.parametrize(
    ("word", "used", "expected"),
    [
        ("ports", "en", "en"),
        ("café", "en", "en"),
        ("говорит", "en", "ru"),
        ("şəhərdə", "en", "az"),
        ("şehirde", "en", "az"),
        ("ışığın", "en", "az"),
        ("ışığın", "tr", "tr"),
        ("İĞDIR", "tr", "tr"),
        ("limanda", "az", "az"),
        ("ports", "ru", "en"),
        ("U.S.", "ru", "en"),
        ("2014", "ru", "ru"),
        # No language of the site's has these letters.
        ("λιμάνι", "en", "en"),
        # A query in a language of which the site stems nothing.
        ("говорит", "", ""),
    ],
)
def test_letters_say_which_language_a_word_may_be_of(word: str, used: str, expected: str) -> None:
    assert Reading(used, SITE).language_of(word) == expected


@pytest.mark.parametrize(
    ("query", "lang", "found"),
    [
        ("говорить", "en", {"/ru0/", "/ru1/"}),
        ("+портам", "en", {"/en0/", "/en1/", "/ru0/"}),
        ("limanda", "en", {"/az0/", "/az1/"}),
        ("gəmilərin", "ru", {"/az1/"}),
        ("port", "ru", {"/en0/", "/en1/", "/ru0/"}),
        ("body:limanlarda", "en", {"/az0/", "/az1/"}),
        ("+port -говорить", "en", {"/en0/", "/en1/"}),
        ("port -limanda", "en", {"/en0/", "/en1/", "/ru0/"}),
        ('"dənizdə limanların"', "en", {"/az1/"}),
    ],
)
def test_a_word_is_found_from_a_page_in_any_language(
    query: str, lang: str, found: set[str], site: Site
) -> None:
    assert {result.ref for result in site.search(query, lang).results} == found


def test_browser_and_reader_read_them_alike(site: Site) -> None:
    queries = [
        "говорить",
        "limanda",
        "+портам port",
        "gəmilərin ferry~1",
        "port -limanda",
        "ports",
        "limanın -говорит",
    ]
    output = Path(site.files.folder).parent
    # Each question in each of the three languages in turn.
    asked = [query for query in queries for _ in range(3)] + ["nosuchword"]
    found = differences(output, site, asked)
    assert found["differences"] == 0, found
