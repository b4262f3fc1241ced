"""The search page when things happen at once, go wrong, or are not what they should be; in other languages than its own."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from lunr_search.build import write_search
from lunr_search.settings import FIELDS
from newsroom import serving
from support.search_page import SEARCH_PAGE, documents_of

pytestmark = pytest.mark.browser


def test_an_older_question_says_nothing_behind_a_newer_answer(quiet_page: Page, address: str) -> None:
    """It says that it searches after a while: by then it is another that is asked."""
    held: list[Route] = []
    quiet_page.context.route("**/terms/**", lambda route: held.append(route))
    quiet_page.goto(f"{address}search/")
    for slow, quick, said in (("ferry", "+", "24 dispatches"), ("port", "", "Type a word")):
        quiet_page.fill("#search-input", slow)
        quiet_page.wait_for_url(f"**/?q={slow}")
        quiet_page.fill("#search-input", quick)
        expect(quiet_page.get_by_role("status")).to_contain_text(said)
        quiet_page.wait_for_timeout(500)
        expect(quiet_page.get_by_role("status")).to_contain_text(said)
    assert held
    for route in held:
        route.continue_()
    quiet_page.wait_for_timeout(300)
    expect(quiet_page.get_by_role("status")).to_contain_text("Type a word")


def test_two_values_ticked_at_once_both_count(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    quiet_page.get_by_text("Narrow the results").click()
    expect(quiet_page.get_by_label("ALAT 3")).to_be_visible()
    quiet_page.evaluate("document.querySelectorAll('[data-value^=place]').forEach((box) => box.click())")
    expect(quiet_page).to_have_url(re.compile("place=BAKU&place=ALAT|place=ALAT&place=BAKU"))
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(quiet_page.get_by_label("ALAT 3")).to_be_checked()


def test_keys_open_only_what_is_marked_and_asked_for(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=port")
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    box = quiet_page.locator("#search-input")
    box.press("End")
    box.press("Shift+ArrowUp")
    box.dispatch_event("keydown", {"key": "ArrowDown", "isComposing": True})
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    box.press("End")
    box.press("ArrowDown")
    # What waits for Enter is no reason to open what was marked for the text before.
    box.press_sequentially(" *erry")
    box.press("Enter")
    expect(quiet_page).to_have_url(re.compile(r"/search/\?q=port\+\*erry$"))
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")


def test_a_language_that_is_none_can_be_unticked(quiet_page: Page, address: str) -> None:
    for lang in ("x", "en_US", "__proto__"):
        quiet_page.goto(f"{address}search/?q=ferry&lang={lang}")
        expect(quiet_page.get_by_role("status")).to_contain_text("Nothing found")
        expect(quiet_page.get_by_label(f"{lang} 0", exact=True)).to_be_checked()
        # The box goes with its value: nobody can look at it after.
        quiet_page.evaluate("document.querySelector('[data-value^=lang]:checked').click()")
        expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")


def test_a_passage_is_of_the_body_and_stays_when_more_is_shown(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=harbour+pilot")
    row = quiet_page.locator("[data-result]").first
    page = "<main><article><h1>No harbour</h1><p>No pilot</p><div class=body>One harbour, one pilot.</div></article></main>"
    quiet_page.route(
        f"**{row.get_attribute('data-result')}",
        lambda route: route.fulfill(body=page, content_type="text/html"),
    )
    row.get_by_role("button", name="Show where").click()
    passage = row.locator(".search-passage")
    expect(passage).to_have_text("… One harbour, one pilot. …")
    quiet_page.get_by_role("button", name="Show more").click()
    expect(quiet_page.locator("[data-result]")).to_have_count(20)
    expect(passage).to_be_visible()


def test_each_text_says_its_language_and_the_page_its_own(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry&lang=ru")
    row = quiet_page.locator("[data-result]")
    row.get_by_role("button", name="Show where").click()
    for text in (".search-title", ".dateline", ".standfirst", ".search-passage"):
        expect(row.locator(text)).to_have_attribute("dir", "auto")
    langs = row.evaluate(
        "row => [...row.querySelectorAll('a, mark, time')].map(one => [one.localName, one.closest('[lang]').lang])"
    )
    assert {tuple(one) for one in langs} == {("a", "ru"), ("mark", "ru"), ("time", "en")}
    expect(quiet_page.locator("#search-input")).to_have_attribute("dir", "auto")


def test_focus_does_not_go_with_what_it_stood_on(page: Page, address: str) -> None:
    page.context.route("**/terms/**", lambda route: route.abort())
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").press("Enter")
    expect(page.locator("[data-result]")).to_have_count(10)
    expect(page.locator("#search-input")).to_be_focused()
    page.get_by_text("Narrow the results").click()
    topics = page.get_by_role("group", name="Topic")
    topics.get_by_role("button", name="Show all").click()
    topics.get_by_role("checkbox").last.press("Space")
    expect(page.get_by_role("status")).to_have_text("1 dispatch found")
    expect(topics.get_by_role("checkbox", checked=True)).to_be_focused()
    topics.get_by_role("checkbox", checked=True).press("Space")
    expect(page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(topics.get_by_role("button", name="Show all")).to_be_focused()


def test_lists_of_the_panel_that_do_not_come_can_be_asked_for_again(page: Page, address: str) -> None:
    uncaught: list[str] = []
    page.on("pageerror", lambda error: uncaught.append(str(error)))
    page.context.route("**/lists/**", lambda route: route.abort())
    page.goto(f"{address}search/?q=ferry")
    expect(page.locator("[data-result]")).to_have_count(10)
    page.get_by_text("Narrow the results").click()
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    expect(page.locator("[data-result]")).to_have_count(10)
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("group", name="Topic")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    assert uncaught == []


def test_what_was_being_typed_is_not_asked_after_a_choice_or_a_step_back(
    quiet_page: Page, address: str
) -> None:
    """Else what is typed next takes the place of that entry of the history."""
    typing = "input.value = 'ferry a'; input.dispatchEvent(new Event('input'))"
    quiet_page.goto(f"{address}search/?q=ferry")
    quiet_page.get_by_text("Narrow the results").click()
    expect(quiet_page.get_by_label("ALAT 3")).to_be_visible()
    for act, entry in (
        ("document.querySelector('[data-value=\"place:ALAT\"]').click()", "?q=ferry+a&place=ALAT"),
        ("history.back()", "?q=ferry"),
    ):
        quiet_page.evaluate(
            f"() => {{ const input = document.querySelector('#search-input'); {typing}; {act} }}"
        )
        quiet_page.wait_for_url(f"**/{entry}")
        quiet_page.wait_for_timeout(250)
        quiet_page.fill("#search-input", "opens")
        quiet_page.wait_for_url("**/?q=opens*")
        quiet_page.go_back()
        quiet_page.wait_for_url(f"**/{entry}")


def test_a_day_that_is_none_is_not_taken(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    quiet_page.get_by_text("Narrow the results").click()
    first, sentence = quiet_page.get_by_label("From"), "Write a day as 2004-05-31, 2004-05 or 2004."
    expect(first).to_have_accessible_description("")
    for day in ("2004-13-45", "2015-02-30", "1.5.2004"):
        first.fill(day)
        first.press("Enter")
        assert first.evaluate("input => [input.validity.valid, location.search]") == [False, "?q=ferry"]
        expect(quiet_page.get_by_role("alert")).to_have_text(sentence)
        expect(first).to_have_accessible_description(sentence)
        expect(first).to_have_attribute("aria-invalid", "true")
    first.fill("2015")
    first.press("Enter")
    expect(quiet_page.get_by_role("status")).to_have_text("4 dispatches found")
    expect(quiet_page.get_by_role("alert")).to_be_hidden()
    expect(first).to_have_accessible_description("")
    expect(first).not_to_have_attribute("aria-invalid", "true")
    quiet_page.go_back()
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(first).to_be_focused()
    expect(first).to_have_value("")


def test_a_suggestion_is_a_place_too_and_opens_as_links_do(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=alatt")
    link = quiet_page.get_by_role("link", name="alat", exact=True)
    with quiet_page.context.expect_page() as opened:
        link.click(modifiers=["ControlOrMeta"])
    expect(opened.value).to_have_url(re.compile("q=alat$"))
    expect(quiet_page).to_have_url(re.compile("q=alatt$"))
    link.click()
    expect(quiet_page.get_by_role("status")).to_have_text("3 dispatches found")


def test_an_azerbaijani_page_names_months_and_languages_in_every_browser(page: Page, tmp_path: Path) -> None:
    write_search(tmp_path, documents_of(["Ferry one", "Ferry two", "Ferry three"]), FIELDS, lang="az")
    (tmp_path / "index.html").write_text("<!doctype html><title>Home</title>", encoding="utf-8")
    text = SEARCH_PAGE.replace('lang="en"', 'lang="az"')
    (tmp_path / "search" / "index.html").write_text(text, encoding="utf-8")
    with serving.open_server(0, tmp_path, "/") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"{server.address}search/?q=ferry&sort=oldest&from=2014")
        expect(page.locator("time")).to_have_text(["1 mart 2014", "2 mart 2014", "3 mart 2014"])
        expect(page.get_by_role("group", name="Dil")).to_contain_text("ingilis")
        expect(page.get_by_role("group", name="Dil")).to_contain_text("rus")
        server.shutdown()
