"""Languages side by side: direction, drafts in a preview, lines that do not break."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from archives import ArchiveFolder


def test_a_text_from_right_to_left_says_so_on_its_page_and_in_lists(archive: ArchiveFolder) -> None:
    archive.file("ar", "title: العنوان بالعربية\nlang: ar\ndateline: BAKU", body="نص قصير.")
    archive.file("en", "title: Ferries wait\ndateline: BAKU")
    archive.publish()
    page = BeautifulSoup(archive.page("ar/2014/07/27/ar/index.html"), "lxml")
    assert page.html is not None
    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    place = BeautifulSoup(archive.page("places/baku/index.html"), "lxml")
    assert place.html is not None
    assert place.html.get("dir") is None
    items = {str(item.get("lang")): item.get("dir") for item in place.select(".item")}
    assert items == {"ar": "rtl", "None": None}


def test_a_preview_marks_drafts_and_embargoed_pieces_in_lists(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.file("open", "tags: [sea]")
    archive.file("draft", "status: draft\ntags: [sea]")
    archive.file("later", "embargo: 2030-01-01\ntags: [sea]")
    monkeypatch.setenv("STRINGER_LIVERELOAD", "1")
    archive.build()
    for name in ("index.html", "topics/sea/index.html"):
        flags = [flag.get_text() for flag in BeautifulSoup(archive.page(name), "lxml").select(".where .flag")]
        assert set(flags) == {"Draft", "Embargoed"}


def test_a_russian_preposition_stays_with_its_word_on_the_page_alone(archive: ArchiveFolder) -> None:
    archive.file("ru", "lang: ru", body="Паром стоит в порту — 28 км от города.")
    archive.publish()
    text = BeautifulSoup(archive.page("ru/2014/07/27/ru/index.html"), "lxml").select(".body")[0].get_text()
    assert "в\u00a0порту\u00a0— 28\u00a0км" in text
    assert "в порту — 28 км" in archive.page("feeds/all.json")
