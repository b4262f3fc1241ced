"""Extraction as a whole: a hard page becomes clean fields, and what is no page is refused in a sentence."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from legacy_import.extract import Page, extract_pages, parse_recipes


def test_a_hard_page_becomes_clean_fields(old_pages: list[Page]) -> None:
    found = extract_pages(old_pages)[0].as_json()
    assert found["title"] == "Salt barge waits for the lock"
    assert found["bylines"] == ["Nora Feld"]
    assert found["dateline"] == {"text": None, "place": "Tallinn", "agency": None, "date": None}
    assert str(found["published"]).startswith("2004-02-03")
    assert found["section"] == "Ports"
    assert found["lead_image"] == {"url": None, "caption": None, "credit": "Photo: Ada Brill"}
    assert found["body_text"].split("\n\n")[0].startswith("The salt barge waited nine hours")
    assert found["body_text"].endswith("left at dawn with the tide.")
    assert found["language"] == "en"


def test_nothing_is_dropped_without_being_listed(old_pages: list[Page]) -> None:
    dropped = {row["text"] for row in extract_pages(old_pages)[0].as_json()["dropped"]}
    assert {
        "Photo: Ada Brill",
        "News from small ports since 1991",
        "Reprint only with a link to the wire.",
    } <= dropped
    assert any("Tallinn" in text for text in dropped)


def test_any_executor_gives_the_same(old_pages: list[Page]) -> None:
    with ThreadPoolExecutor(2) as pool:
        assert extract_pages(old_pages, executor=pool) == extract_pages(old_pages)


def test_a_lone_page_is_read_by_itself(old_pages: list[Page]) -> None:
    found = extract_pages(old_pages[:1])[0].as_json()
    assert "The skipper slept on deck" in str(found["body_text"])


@pytest.mark.parametrize(
    ("payload", "kind", "reason"),
    [
        (b"", None, "empty"),
        (b"   \n", None, "empty"),
        (b"%PDF-1.4 ...", None, "PDF"),
        (b"\x89PNG\r\n", None, "picture"),
        (b"\x00\x01\x02" * 400, None, "binary"),
        (b"just words", None, "no element"),
        (b"<p>x</p>", "application/pdf", "not HTML"),
        (b"<html><body><script>x</script></body></html>", None, "no words"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(payload: bytes, kind: str | None, reason: str) -> None:
    row = extract_pages([Page("x", payload, content_type=kind)])[0].as_json()
    assert set(row) == {"id", "url", "error"}
    assert reason in str(row["error"])


def test_deep_nesting_is_survived() -> None:
    page = Page(
        "deep",
        b"<html><body>" + b"<div>" * 20_000 + b"<p>Some words at the bottom of it all.</p></body></html>",
    )
    assert extract_pages([page])[0].id == "deep"


def test_a_printed_dateline_leaves_the_body_and_keeps_the_links() -> None:
    text = "The ferry to the island did not sail on Monday because of ice, the harbour office said, and nobody expects it before Friday. "
    html = f'<html><head><title>Ferry stays</title></head><body><h1>Ferry stays</h1><article><p>OSLO (AP) — The <a href="/f">ferry</a> waits. {text}</p><p>{text * 2}</p></article></body></html>'
    found = extract_pages([Page("f", html.encode(), "http://wire.example/2004/02/05/ferry")])[0].as_json()
    assert found["dateline"] == {"text": "OSLO (AP) —", "place": "OSLO", "agency": "AP", "date": None}
    assert str(found["body_markdown"]).startswith("The [ferry](http://wire.example/f) waits.")
    assert found["published"] == "2004-02-05"


def test_a_recipe_overrules(old_pages: list[Page]) -> None:
    recipes = parse_recipes("- hosts: [wire.example]\n  title: td[width='200'] b\n")
    found = extract_pages(old_pages, recipes=recipes)[0]
    assert found.title is not None
    assert (found.title.value, found.title.where) == ("News line", "recipe for wire.example")


def test_signs_without_words_are_no_story(old_pages: list[Page]) -> None:
    """However many: they would else outweigh what people wrote."""
    first = old_pages[0]
    pages = [
        replace(
            first, payload=first.payload.replace(b"Reprint only", b"&" * 20_000 + b"<BR><BR>Reprint only")
        ),
        *old_pages[1:],
    ]
    found = extract_pages(pages)[0]
    assert found.body_text is not None
    assert found.body_text.value.startswith("The salt barge waited")
    assert "&&&" not in found.body_text.value


def test_two_versions_of_a_story_do_not_make_its_text_the_hosts(old_pages: list[Page]) -> None:
    first = old_pages[0]
    later = replace(
        first,
        id="later",
        url="http://wire.example/print/0",
        payload=first.payload.replace(b"at dawn", b"at noon"),
    )
    alone = extract_pages(old_pages)[0]
    for pages in ([*old_pages, later], [later, *old_pages]):
        found = {extraction.id: extraction for extraction in extract_pages(pages)}
        assert found["n0"].body_text == alone.body_text
        assert found["n0"].bylines == alone.bylines
        assert "left at noon" in (found["later"].body_markdown or "")
