"""The search page in a real browser, at the root and below a path, under the site's own content policy."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from lunr_search.index import Document, build_index
from lunr_search.plugin import terms
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from lunr_search.store import Stored, write_search
from newsroom import serving

pytestmark = pytest.mark.browser

POLICY = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"
# As FORMAT.md asks of a theme: a form, a place, one module; what stands in the place is for readers without JavaScript.
SEARCH_PAGE = f"""<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>Search</title><main><form id="search-form" role="search"><label for="search-input">Search</label>
<input id="search-input" type="search" name="q"></form>
<div id="search-app" data-index="manifest.json"><p>Searching needs JavaScript. The <a href="../archives/">archives</a> do not.</p></div></main>
<script type="module" src="client/search.js"></script>"""
NAMES = ["Əliyev", "Aliyev", "Алиев"]


@pytest.fixture(scope="module", params=["/", "/repo/"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A served site of 24 dispatches, three of them about one man."""
    folder = tmp_path_factory.mktemp("site")
    titles = [f"{name} opens the port" for name in NAMES] + [
        f"Ferry number {number} <b>leaves</b>" for number in range(21)
    ]
    rows = [Stored(title, "ALAT", "2014-03-02", f"A ferry & a crane, {title}.", "en") for title in titles]
    documents = [
        Document(
            f"/2014/03/02/piece-{at}/",
            {"title": terms(row.title), "standfirst": terms(row.standfirst), "place": terms(row.place)},
        )
        for at, row in enumerate(rows)
    ]
    write_search(folder, build_index(documents, FIELDS), documents, rows)
    (folder / "search" / "index.html").write_text(SEARCH_PAGE, encoding="utf-8")
    (folder / "index.html").write_text("<!doctype html><title>Home</title>", encoding="utf-8")
    for document in documents:
        page = folder / document.ref.strip("/")
        page.mkdir(parents=True)
        (page / "index.html").write_text(
            f"<!doctype html><link rel=icon href='data:,'><title>{document.ref}</title>", encoding="utf-8"
        )
    with serving.open_server(0, folder, request.param) as server:
        server_folders[server.address] = folder
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()


server_folders: dict[str, Path] = {}


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent: no error, no refused request."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []


def test_query_in_the_address_shows_ten_results(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    results = quiet_page.locator("[data-result]")
    expect(results).to_have_count(10)
    expect(quiet_page.get_by_role("status")).to_have_text("24 dispatches found")
    first = results.first
    expect(first.locator("a")).to_have_text(re.compile(r"Ferry number \d+ <b>leaves</b>"))
    expect(first.locator(".dateline")).to_have_text("ALAT")
    expect(first.locator("time")).to_have_text("March 2, 2014")
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
    assert "q=" in quiet_page.url


def test_back_button_brings_the_earlier_query(quiet_page: Page, address: str) -> None:
    quiet_page.goto(f"{address}search/?q=ferry")
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
    quiet_page.fill("#search-input", "opens")
    quiet_page.press("#search-input", "Enter")
    expect(quiet_page.locator("[data-result]")).to_have_count(3)
    quiet_page.go_back()
    expect(quiet_page.locator("[data-result]")).to_have_count(10)
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


def test_failed_download_says_so_and_can_be_tried_again(page: Page, address: str) -> None:
    page.context.route("**/index-*.json", lambda route: route.abort())
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    page.context.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("[data-result]")).to_have_count(10)


def test_damaged_index_is_never_searched(page: Page, address: str) -> None:
    page.context.route("**/index-*.json", lambda route: route.fulfill(json={"version": 1}))
    page.goto(f"{address}search/?q=ferry")
    expect(page.get_by_role("status")).to_have_text("The search could not be loaded.")
    expect(page.locator("[data-result]")).to_have_count(0)


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
