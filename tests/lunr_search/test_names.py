"""One man in every script: whoever asks finds the same dispatches, and those in the asked spelling first."""

from __future__ import annotations

import pytest

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.reader import Site, open_site
from lunr_search.settings import FIELDS

TEXTS = [
    ("en", "Aliyev opened the new port on Monday"),
    ("en", "Mr Aliev spoke of the pipeline and left"),
    ("az", "Prezident Əliyevin səfəri başa çatıb"),
    ("az", "Dünən Əliyev Bakıda çıxış edib"),
    ("ru", "Встреча с Алиевым прошла в Баку"),
    ("ru", "Президент Алиев открыл новый порт"),
    ("tr", "Aliyev'in konuşması Ankara'da yapıldı"),
    ("en", "A storm closed the ferry line for a week"),
    ("ru", "Паромы не ходили из-за шторма в Баку"),
]
NAMES = {"Aliyev": (0, 6), "Aliev": (1,), "Əliyev": (2, 3), "Алиев": (4, 5)}
LANGS = ["en", "az", "ru", "tr"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("names")
    documents = [
        Document(f"/{at}/", {"title": text, "body": text + ". " + text}, lang, "2014-01-01")
        for at, (lang, text) in enumerate(TEXTS)
    ]
    write_search(folder, documents, FIELDS)
    return open_site(folder)


def refs(site: Site, query: str, lang: str) -> list[int]:
    """The numbers of the texts found, best first."""
    return [int(result.ref.strip("/")) for result in site.search(query, lang).results]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["{}", "+{}", "title:{}", "+title:{}", "{} -storm"])
def test_every_spelling_finds_all(form: str, name: str, lang: str, site: Site) -> None:
    assert sorted(refs(site, form.format(name), lang)) == [0, 1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", NAMES)
def test_the_asked_spelling_comes_first(name: str, lang: str, site: Site) -> None:
    found = refs(site, name, lang)
    assert set(found[: len(NAMES[name])]) == set(NAMES[name])


@pytest.mark.parametrize("name", NAMES)
def test_without_him_nobody_of_that_name_is_left(name: str, site: Site) -> None:
    assert sorted(refs(site, f"-{name}", "en")) == [7, 8]


@pytest.mark.parametrize("lang", ["en", "ru", "az"])
def test_a_city_is_found_from_every_page(lang: str, site: Site) -> None:
    assert {4, 8} <= set(refs(site, "Баку", lang))
    assert {4, 8} <= set(refs(site, "Baku", lang))


def test_inflected_words_meet(site: Site) -> None:
    assert refs(site, "паром", "ru") == [8]
    assert {0, 5} == set(refs(site, "ports", "en"))
    assert {2, 5} == set(refs(site, "prezidentin", "az"))
    assert refs(site, "konuşma", "tr") == [6]
