"""The search page in a real browser, at the root and below a path, under the site's own content policy."""

from __future__ import annotations

import json
import re
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from lunr_search.build import write_search
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from lunr_search.shards import packed
from newsroom import serving, setup_node
from support.search_page import NAMES, SEARCH_PAGE, documents_of, server_folders

pytestmark = pytest.mark.browser


def test_query_in_the_address_shows_ten_results(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    results = quiet_page.locator("[data-result]")
    expect(results).to_have_count(10)
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    first = results.first
    expect(first.locator("a")).to_have_text(re.compile(r"Ferry number \d+ <b>leaves</b>"))
    expect(first.locator(".dateline")).to_have_text(re.compile("ALAT|BAKU"))
    expect(first.locator("time")).to_have_text(re.compile(r"^\d+ (March|January) 201[45]$"))
    expect(first.locator(".standfirst mark").first).to_have_text("ferry")
    expect(quiet_page.locator("#search-input")).to_have_value("ferry")


def test_result_leads_to_its_page(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=port")
    quiet_page.locator("[data-result] a").first.click()
    expect(quiet_page).to_have_title(re.compile(r"^/2014/03/02/piece-[012]/$"))


def test_more_shows_the_next_and_moves_there(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    quiet_page.get_by_role("button", name="Show more").click()
    expect(quiet_page.locator("[data-result]")).to_have_count(20)
    expect(quiet_page.locator("[data-result] a").nth(10)).to_be_focused()
    quiet_page.get_by_role("button", name="Show more").click()
    expect(quiet_page.locator("[data-result]")).to_have_count(24)
    expect(quiet_page.get_by_role("button", name="Show more")).to_be_hidden()


@pytest.mark.parametrize("name", NAMES)
def test_one_man_in_three_scripts(name: str, quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/")
    quiet_page.fill("#search-input", name)
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    expect(quiet_page).to_have_url(re.compile("q="))


def test_back_button_brings_the_earlier_query(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    quiet_page.fill("#search-input", "opens")
    quiet_page.press("#search-input", "Enter")
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    quiet_page.go_back()
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    expect(quiet_page.locator("#search-input")).to_have_value("ferry")


def test_typing_slowly_keeps_the_earlier_entry(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    for text in ("o", "opens"):
        quiet_page.fill("#search-input", text)
        quiet_page.wait_for_url(f"**/?q={text}")
    quiet_page.press("#search-input", "Enter")
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    quiet_page.go_back()
    expect(quiet_page.locator("#search-input")).to_have_value("ferry")


def test_slash_goes_to_the_box_and_can_be_switched_off(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/")
    box = quiet_page.locator("#search-input")
    quiet_page.keyboard.press("/")
    expect(box).to_be_focused()
    expect(box).to_have_value("")
    box.blur()
    quiet_page.get_by_label("The / key goes to the search box").uncheck()
    quiet_page.keyboard.press("/")
    expect(box).not_to_be_focused()
    quiet_page.reload()
    expect(quiet_page.get_by_label("The / key goes to the search box")).not_to_be_checked()


def test_search_works_where_the_browser_may_keep_nothing(quiet_page: Page, address: str) -> None:
    """As in Chromium with all cookies blocked: asking for the storage is refused, not answered with an empty one."""
    quiet_page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no', 'SecurityError'); } });"
    )
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    quiet_page.locator(".search-shortcut input").uncheck()
    quiet_page.locator("body").press("/")
    expect(quiet_page.locator("#search-input")).not_to_be_focused()


def test_nothing_found_says_what_to_try(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=nosuchword")
    expect(quiet_page.get_by_role("status")).to_contain_text("Nothing found")
    quiet_page.goto(f"{address}search/")
    expect(quiet_page.get_by_role("status")).to_have_text("Type a word, a name or a place.")


@pytest.mark.parametrize(
    "query", ["ferry", "", "+title:opens -port", "Baku: ferry", "fery~1", "*eav*^2 crane", "алиев"]
)
def test_browser_and_command_line_agree(query: str, quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/")
    expect(quiet_page.get_by_role("status")).to_be_visible()
    found = quiet_page.evaluate("query => window.stringerSearch(query)", query)
    answer = open_site(server_folders[address]).search(query)
    assert found == [{"ref": result.ref, "score": result.score} for result in answer.results]


@pytest.mark.parametrize("kind", ["terms", "stored", "worker"])
def test_failed_download_says_so_and_can_be_tried_again(kind: str, page: Page, address: str) -> None:
    asked: list[str] = []

    def fail(route: Route) -> None:
        """The worker's script is the page's own, asked for a second time."""
        asked.append(route.request.url)
        if kind == "worker" and len(asked) == 1:
            route.continue_()
        else:
            route.abort()

    page.context.route("**/search.js*" if kind == "worker" else f"**/{kind}/**", fail)
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    expect(page.get_by_role("button", name="Try again")).to_be_in_viewport()
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-result]")).to_have_count(10)


def test_a_download_that_fails_once_is_tried_again_by_itself(page: Page, address: str) -> None:
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.fulfill(status=503)

    page.context.route("**/terms/**", fail_once)
    page.goto(f"{address}search/?q=ferry")
    expect(page.locator("[data-result]")).to_have_count(10)
    assert failed


@pytest.mark.parametrize("kind", ["terms", "stored"])
@pytest.mark.parametrize("how", ["bit", "other", "html"])
def test_damaged_or_wrong_shard_is_never_searched(kind: str, how: str, page: Page, address: str) -> None:
    folder = server_folders[address] / "search"

    def damage(route: Route) -> None:
        path = folder / route.request.url.split("/search/")[1]
        data = bytearray(path.read_bytes())
        if how == "bit":
            data[len(data) // 2] ^= 4
        elif how == "other":  # a whole file of the same kind, but another
            others = [file for file in path.parent.iterdir() if file != path]
            data = bytearray(others[0].read_bytes() if others else packed([b"[]"]))
        else:
            data = bytearray(b"<!doctype html><title>Not found</title>")
        route.fulfill(body=bytes(data))

    page.context.route(f"**/{kind}/**", damage)
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    expect(page.locator("[data-result]")).to_have_count(0)


def test_site_published_anew_under_an_open_page(page: Page, tmp_path: Path) -> None:
    def publish(titles: list[str]) -> None:
        write_search(tmp_path, documents_of(titles), FIELDS)

    publish(["The old ferry"])
    (tmp_path / "index.html").write_text("<!doctype html><title>Home</title>", encoding="utf-8")
    (tmp_path / "search" / "index.html").write_text(SEARCH_PAGE, encoding="utf-8")
    with serving.open_server(0, tmp_path, "/") as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"{server.address}search/")
        expect(page.get_by_role("status")).to_contain_text("Type a word")
        publish([f"The new ferry {number}" for number in range(12)])
        page.fill("#search-input", "ferry")
        expect(page.get_by_role("status")).to_have_text("12 dispatches found")
        server.shutdown()


def test_facets_narrow_and_stand_in_the_address(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    quiet_page.get_by_text("Narrow the results").click()
    quiet_page.get_by_label("ALAT 3").check()
    expect(quiet_page.get_by_role("status")).to_have_text("3 dispatches found")
    expect(quiet_page).to_have_url(re.compile("place=ALAT"))
    expect(quiet_page.get_by_label("BAKU 21")).to_be_visible()
    quiet_page.get_by_label("Russian 1").check()
    expect(quiet_page.get_by_role("status")).to_have_text("1 dispatch found")
    quiet_page.go_back()
    quiet_page.go_back()
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(quiet_page.get_by_label("ALAT 3")).not_to_be_checked()


def test_all_values_of_a_facet_are_shown_on_request(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    quiet_page.get_by_text("Narrow the results").click()
    topics = quiet_page.get_by_role("group", name="Topic")
    expect(topics.get_by_role("checkbox")).to_have_count(8)
    topics.get_by_role("button", name="Show all").click()
    expect(topics.get_by_role("checkbox")).to_have_count(25)
    expect(topics.get_by_role("button")).to_have_count(0)
    expect(topics.get_by_role("checkbox").nth(8)).to_be_focused()


@pytest.mark.parametrize(
    ("state", "found"),
    [
        ("q=ferry&place=BAKU&year=2015", 4),
        ("q=ferry&from=2014-03-02&to=2014-03-04", 3),
        ("q=ferry&from=2015", 4),
        ("place=ALAT", 3),
        ("place=ALAT&place=BAKU&byline=O.+Writer", 21),
        ("q=ferry&tag=tag+7", 1),
        ("q=ferry&lang=ru", 1),
        ("q=ferry&section=None", 0),
        ("q=%22opens+the+port%22", 3),
        ("q=%22port+the+opens%22", 0),
        ("q=ferry+-%22opens+the+port%22", 21),
    ],
)
def test_the_address_alone_narrows(state: str, found: int, quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?{state}")
    words = {0: re.compile("Nothing found"), 1: "1 dispatch found"}.get(found, f"{found} dispatches found")
    expect(quiet_page.get_by_role("status")).to_have_text(words)


def test_numbers_of_the_panel_that_come_late_leave_the_answer_standing(
    quiet_page: Page, address: str
) -> None:
    manifest = json.loads((server_folders[address] / "search" / "manifest.json").read_text(encoding="utf-8"))

    def come_late(route: Route) -> None:
        time.sleep(1)  # later than the page says that it is searching
        route.continue_()

    quiet_page.context.route(f"**/lists/{manifest['lists']['tag']}*", come_late)
    quiet_page.goto(f"{address}search/?q=ferry&place=BAKU&year=2015")
    expect(quiet_page.get_by_role("group", name="Topic")).to_be_visible()
    expect(quiet_page.get_by_role("status")).to_have_text("4 dispatches found")


def test_newest_and_oldest(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry&sort=newest")
    expect(quiet_page.locator("time").first).to_have_text("23 January 2015")
    quiet_page.get_by_label("Sort by").select_option("oldest first")
    expect(quiet_page.locator("time").first).to_have_text("1 March 2014")
    expect(quiet_page).to_have_url(re.compile("sort=oldest"))


def test_arrow_keys_move_through_results_and_enter_opens(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=port")
    box = quiet_page.get_by_role("combobox", name="Search")
    # The first result stands there before the others: the last is the third only when all do.
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    expect(box).to_have_attribute("aria-expanded", "true")
    box.focus()
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "search-result-1")
    expect(quiet_page.locator("#search-result-1")).to_have_attribute("aria-selected", "true")
    box.press("Escape")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile(".*"))
    box.press("ArrowUp")
    expect(box).to_have_attribute("aria-activedescendant", "search-result-2")
    box.press("Enter")
    expect(quiet_page).to_have_title(re.compile(r"^/2014/03/02/piece-[012]/$"))


def test_did_you_mean(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferrx")
    # In one with what says that nothing was found, which a screen reader says whole.
    expect(quiet_page.get_by_role("status")).to_have_text(
        re.compile(r"^Nothing found\b.* Did you mean ferry$")
    )
    # A word as it was written, not the stem under which it is indexed.
    quiet_page.get_by_role("link", name="ferry", exact=True).click()
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    expect(quiet_page).to_have_url(re.compile("q=ferry"))


def test_a_suggestion_is_a_word_that_somebody_wrote(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=laeves")
    expect(quiet_page.get_by_role("link", name="leaves", exact=True)).to_be_visible()


def test_the_bodys_best_match_on_request(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=harbour+pilot")
    row = quiet_page.locator("[data-result]").first
    row.get_by_role("button", name="Show where").click()
    expect(row.locator(".search-passage")).to_contain_text("The harbour pilot number")
    expect(row.locator(".search-passage mark")).to_have_count(2)
    expect(row.locator(".search-passage")).to_be_focused()


def test_a_passage_that_did_not_come_can_be_asked_for_again(page: Page, address: str) -> None:
    """A page that is not there is no text without the words."""
    page.goto(f"{address}search/?q=harbour+pilot")
    row = page.locator("[data-result]").first
    ref = row.get_attribute("data-result")
    page.route(f"**{ref}", lambda route: route.fulfill(status=404, body="<main>No such page</main>"))
    row.locator(".search-where").click()
    expect(row.locator(".search-where")).to_have_text("The search could not be loaded. Try again")
    page.unroute(f"**{ref}")
    row.locator(".search-where").click()
    expect(row.locator(".search-passage mark")).to_have_count(2)


def test_typing_a_leading_star_waits_for_enter(quiet_page: Page, address: str) -> None:
    asked: list[str] = []
    quiet_page.context.on("request", lambda request: asked.append(request.url))
    quiet_page.goto(f"{address}search/")
    quiet_page.locator("#search-input").press_sequentially("*erry")
    quiet_page.wait_for_timeout(400)
    assert not any("/lists/" in url for url in asked)
    quiet_page.press("#search-input", "Enter")
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")


def test_nothing_blocks_axe(quiet_page: Page, address: str) -> None:
    axe = (setup_node.JS_FOLDER / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    quiet_page.goto(f"{address}search/?q=ferry&place=ALAT")
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    expect(quiet_page.get_by_label("ALAT 3")).to_be_checked()
    found = quiet_page.evaluate(f"() => {{ {axe}; return axe.run(document.querySelector('main')); }}")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []


def test_without_javascript_the_archives_are_offered(new_context: object, address: str) -> None:
    context: BrowserContext = new_context(java_script_enabled=False)  # type: ignore[operator]
    page = context.new_page()
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("link", name="archives")).to_be_visible()


def test_nothing_is_asked_of_another_host(quiet_page: Page, address: str) -> None:
    asked: list[str] = []
    quiet_page.context.on("request", lambda request: asked.append(request.url))
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    assert asked
    assert all(url.startswith(address) for url in asked)
