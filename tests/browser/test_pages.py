"""Pages as a reader meets them, first without JavaScript; what is measured of every kind in every look is in test_walk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from newsroom import setup_node
from support.counting_server import counting

pytestmark = pytest.mark.browser

PAGES = {
    "home": "",
    "dispatch": "2009/11/07/the-town-that-stands-on-legs/",
    "dispatch in Azerbaijani": "az/2019/03/15/alat-gemi-dolanda-gedir/",
    "dispatch in Russian": "ru/2004/05/01/derbent-dve-steny/",
    "places": "places/",
    "place": "places/alat/",
    "person": "people/leyla-sample/",
    "topics": "topics/",
    "series": "series/working-rooms/",
    "years": "years/",
    "year": "2009/",
    "month": "2009/11/",
    "language": "ru/",
    "corrections": "corrections/",
    "translations": "translations/",
    "data": "data/",
    "search": "search/",
    "search in Russian": "ru/search/",
    "about": "about/",
    "404": "no/such/page/",
}
LOOKS = [(360, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Watch:
    """What goes wrong on a page while it is looked at."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self.page = page
        page.on("console", lambda m: self.note(f"console {m.type}: {m.text}", m.type in {"error", "warning"}))
        page.on("pageerror", lambda error: self.note(f"error: {error}"))
        page.on("requestfailed", lambda r: self.note(f"failed: {r.url}", r.failure != "net::ERR_ABORTED"))
        page.on(
            "response",
            lambda r: self.note(f"{r.status}: {r.url}", r.status >= 400 and "/no/such/page/" not in r.url),
        )
        page.on(
            "request", lambda r: self.note(f"another host: {r.url}", not r.url.startswith((address, "data:")))
        )

    def note(self, text: str, is_fault: bool = True) -> None:
        # Chromium also says on the console that the page which is not there is not there.
        if is_fault and not ("404 (Not Found)" in text and "/no/such/page/" in self.page.url):
            self.faults.append(text)


@contextmanager
def opened(browser: Browser, width: int, scheme: Any, *, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=scripts
    )
    try:
        yield context.new_page()
    finally:
        context.close()


@pytest.mark.parametrize(
    ("width", "scheme", "scripts"),
    [*((*look, False) for look in LOOKS), (360, "dark", True), (1280, "light", True)],
)
def test_nothing_fails_and_nothing_is_cut_off(
    browser: Browser, sample: str, width: int, scheme: str, scripts: bool
) -> None:
    with opened(browser, width, scheme, scripts=scripts) as page:
        watch = Watch(page, sample)
        for name, path in PAGES.items():
            page.goto(f"{sample}{path}", wait_until="load")
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            watch.note(f"{name}: {wide} px too wide", wide > 0)
            watch.note(f"{name}: no headline", page.locator("h1").count() != 1)
    assert watch.faults == []


@pytest.mark.parametrize("path", ["years/", "data/"])
def test_no_word_of_a_table_is_cut(browser: Browser, sample: str, path: str) -> None:
    """A year in two lines is no year; each text without a blank stands in one line."""
    with opened(browser, 320, "light") as page:
        page.goto(f"{sample}{path}")
        cut = page.locator(".table").evaluate_all(
            """tables => tables.flatMap((table) => {
              const texts = document.createTreeWalker(table, NodeFilter.SHOW_TEXT);
              const cut = [];
              while (texts.nextNode()) {
                const text = texts.currentNode.textContent.trim();
                const range = document.createRange();
                range.selectNodeContents(texts.currentNode);
                if (text && !/[\\s\\u00ad/-]/.test(text) && range.getClientRects().length > 1) cut.push(text);
              }
              return cut;
            })"""
        )
        assert cut == []


def test_a_long_name_leaves_the_ears_their_words(browser: Browser, sample: str) -> None:
    with opened(browser, 1024, "light") as page:
        page.goto(f"{sample}places/")
        page.locator(".masthead .name a").evaluate(
            "a => { a.textContent = 'The Harbour Correspondence '.repeat(3) }"
        )
        widths = page.locator(".ear").evaluate_all("ears => ears.map((ear) => ear.clientWidth)")
        assert min(widths) >= 8 * 16, widths


def test_the_skip_link_is_first_and_leads_to_the_text(browser: Browser, sample: str) -> None:
    with opened(browser, 1280, "light", scripts=False) as page:
        for path in ("", PAGES["dispatch"], PAGES["place"]):
            page.goto(f"{sample}{path}")
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            assert focused.get_attribute("href") == "#main"
            box = focused.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["y"] >= 0
            assert box["height"] > 10
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile("#main$"))
            page.keyboard.press("Tab")
            assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_keyboard_focus_can_be_seen(browser: Browser, sample: str) -> None:
    with opened(browser, 1280, "light") as page:
        page.goto(sample)
        for _ in range(12):
            page.keyboard.press("Tab")
            style = page.evaluate(
                "(s => [s.outlineStyle, s.outlineWidth, s.boxShadow].join(' '))(getComputedStyle(document.activeElement))"
            )
            assert not style.startswith(("none", "auto 0px")) or not style.endswith(" none"), page.evaluate(
                "document.activeElement.outerHTML"
            )


def test_a_dispatch_prints_as_a_clipping(browser: Browser, sample: str, tmp_path: Path) -> None:
    with opened(browser, 1280, "light") as page:
        page.goto(f"{sample}{PAGES['dispatch']}")
        page.emulate_media(media="print")
        assert not page.locator("nav.nav").is_visible()
        assert page.locator("h1").is_visible()
        page.pdf(path=tmp_path / "page.pdf", format="A4")
    data = (tmp_path / "page.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page/") + data.count(b"/Type /Page ") >= 1


def test_the_print_is_short_and_says_where_it_is_from(browser: Browser, sample: str) -> None:
    with opened(browser, 1280, "dark") as page:
        page.goto(f"{sample}{PAGES['dispatch']}")
        page.emulate_media(media="print")
        seen = [text for text in page.locator(".cite").all() if text.is_visible()]
        assert len(seen) == 1
        assert "2009/11/07/the-town-that-stands-on-legs" in seen[0].inner_text()
        assert "7 November 2009" in seen[0].inner_text()
        for part in (".foot", ".related", ".strands", ".tags", "nav.nav"):
            assert not page.locator(part).first.is_visible(), part


def test_in_the_readers_own_colours_maps_and_marks_are_seen(browser: Browser, sample: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, forced_colors="active")
    try:
        page = context.new_page()
        page.goto(f"{sample}places/")
        fills = page.evaluate(
            "['.land', '.dot:not(.about)', '.dot.about', '.atlas a text, .chart a text'].map(s => getComputedStyle(document.querySelector(s)).fill)"
        )
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert len(set(fills[:3])) == 3, fills
        assert fills[1] not in {paper, "rgba(0, 0, 0, 0)"}
        current = page.locator(".nav [aria-current]").evaluate("e => getComputedStyle(e).textDecorationLine")
        assert current == "underline"
        keys = page.locator(".key").evaluate_all("all => all.map(e => getComputedStyle(e).backgroundColor)")
        assert keys[0] != keys[1]
    finally:
        context.close()


def test_dark_and_light_are_not_the_same(browser: Browser, sample: str) -> None:
    seen = set()
    for scheme in ("light", "dark"):
        with opened(browser, 1280, scheme) as page:
            page.goto(sample)
            seen.add(
                page.evaluate(
                    "(s => s.backgroundColor + s.color)(getComputedStyle(document.documentElement)) + getComputedStyle(document.body).backgroundColor"
                )
            )
    assert len(seen) == 2


@pytest.mark.parametrize("look", ["360 dark", "640 twice", "1280 forced colours"])
def test_results_and_their_panel_hold_no_barrier(browser: Browser, sample: str, look: str) -> None:
    axe = (setup_node.install_js_tools() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    width, kind = look.split(" ", 1)
    context = browser.new_context(
        viewport={"width": int(width), "height": 800},
        color_scheme="dark" if kind == "dark" else "light",
        forced_colors="active" if kind == "forced colours" else None,
    )
    try:
        page = context.new_page()
        watch = Watch(page, sample)
        page.goto(f"{sample}search/?q=ferries&lang=en")
        expect(page.locator("[data-result]").first).to_be_visible()
        expect(page.get_by_role("group", name="Place")).to_be_visible()
        if kind == "twice":
            page.evaluate("document.documentElement.style.fontSize = '200%'")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
        page.evaluate(axe)
        tags = [tag for tag in AXE_TAGS if kind != "forced colours" or tag != "wcag2aa"]
        found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", tags)
        assert [f"{v['id']}: {v['help']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]] == []
        page.locator("#search-input").focus()
        page.keyboard.press("ArrowDown")
        marked = page.locator("[data-result][aria-selected=true]")
        expect(marked).to_have_count(1)
        outline = marked.evaluate(
            "row => getComputedStyle(row).outlineStyle + getComputedStyle(row).outlineWidth"
        )
        assert outline.startswith(("solid", "auto")), "what is marked is seen without colours too"
        assert watch.faults == []
    finally:
        context.close()


SEARCHES = {
    "results": ("search/?q=ferry", "[data-result]"),
    "facets": ("search/?q=ferries&lang=en", ".search-facet"),
    "did you mean": ("search/?q=ferrx", ".search-instead a"),
    "failed": ("search/?q=harbour", ".search-retry:not([hidden])"),
}


@pytest.mark.parametrize("state", list(SEARCHES))
@pytest.mark.parametrize("width", [360, 1280])
def test_the_search_at_twice_the_size_is_not_wider_than_the_window(
    browser: Browser, sample: str, state: str, width: int
) -> None:
    path, there = SEARCHES[state]
    # A browser that shows a page twice as large tells it half the width.
    context = browser.new_context(viewport={"width": width // 2, "height": 400}, device_scale_factor=2)
    try:
        page = context.new_page()
        if state == "failed":
            page.context.route("**/terms/**", lambda route: route.abort())
        page.goto(f"{sample}{path}")
        page.locator(there).first.wait_for()
        # Nothing to sort or to narrow where nothing came.
        assert page.locator(".search-tools").is_visible() == (state != "failed")
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0
        covered = page.evaluate(
            "[...document.querySelectorAll('main :is(a, button, input, select, summary)')]"
            ".filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth)"
            ".map(e => e.outerHTML)"
        )
        assert covered == []
    finally:
        context.close()


def test_the_search_is_printed_with_its_question_and_without_its_tools(browser: Browser, sample: str) -> None:
    with opened(browser, 800, "light") as page:
        page.goto(f"{sample}search/?q=ferry&lang=en")
        page.locator(".search-facet").first.wait_for()
        page.emulate_media(media="print")
        expect(page.locator("#search-input")).to_be_visible()
        expect(page.locator("[data-result]").first).to_be_visible()
        for tool in (".search button", ".search-tools", ".search-where", ".search-shortcut"):
            expect(page.locator(tool).first).to_be_hidden()
        space = page.evaluate(
            "document.querySelector('#search-app').clientHeight"
            " - [...document.querySelectorAll('[data-result]')].reduce((sum, row) => sum + row.offsetHeight, 0)"
        )
        assert space < 120


def test_focus_and_marks_of_the_search_are_seen_in_the_readers_own_colours(
    browser: Browser, sample: str
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, forced_colors="active")
    try:
        page = context.new_page()
        page.goto(f"{sample}search/?q=ferry")
        page.get_by_text("Narrow the results").click()
        page.locator(".search-facet input").first.wait_for()
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        mark = page.locator("[data-result] mark").first.evaluate("e => getComputedStyle(e).backgroundColor")
        assert mark not in {paper, "rgba(0, 0, 0, 0)"}
        page.locator("#search-input").focus()
        seen: dict[str, str] = {}
        for _ in range(30):
            kind, outline, color = page.evaluate(
                "(e => [e.localName + (e.type ? ' ' + e.type : ''), getComputedStyle(e).outlineStyle"
                " + ' ' + getComputedStyle(e).outlineWidth, getComputedStyle(e).outlineColor])(document.activeElement)"
            )
            assert outline.startswith(("solid", "auto")), kind
            assert not outline.endswith(" 0px"), kind
            assert color != paper, kind
            seen[kind] = outline
            page.keyboard.press("Tab")
        assert {"input search", "select select-one", "summary", "input checkbox", "a"} <= set(seen)
    finally:
        context.close()


def test_a_language_is_searched_in_its_own_words(browser: Browser, sample: str) -> None:
    with opened(browser, 360, "light") as page:
        watch = Watch(page, sample)
        page.goto(f"{sample}ru/")
        page.get_by_role("searchbox").fill("говорит")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/ru/search/\?q="))
        expect(page.get_by_role("status")).to_have_text(re.compile(r"Найдено: [1-9]"))
        expect(page.locator("[data-result]").first).to_be_visible()
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        page.locator("[data-result] a").first.click()
        expect(page.locator("h1.headline")).to_be_visible()
        assert watch.faults == []


def test_an_old_address_arrives_at_the_dispatch(browser: Browser, sample: str) -> None:
    with opened(browser, 1280, "light", scripts=False) as page:
        page.goto(f"{sample}energy/oil-rocks-60.html")
        page.wait_for_url(f"{sample}{PAGES['dispatch']}")


@pytest.mark.parametrize(("question", "files"), [("?q=ferries", 5), ("", 3)])
def test_the_icon_is_asked_for_behind_the_answer(
    question: str, files: int, browser: Browser, sample_folder: Path
) -> None:
    """Page, style, script; one shard of terms and one row stand between a question and its first result."""
    with counting(sample_folder) as (address, log), browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}search/{question}")
        page.locator("[data-result]" if question else ".search-shortcut").first.wait_for()
        for _ in range(100):
            if log.rows[-1][0] == "/theme/favicon.svg":
                break
            page.wait_for_timeout(50)
        asked = [path for path, _ in log.rows]
        shown = page.locator("link[rel=icon]").get_attribute("href")
    assert asked[-1] == "/theme/favicon.svg"
    assert asked.count(asked[-1]) == 1
    assert str(shown).endswith("theme/favicon.svg")
    before = next(
        (at + 1 for at, path in enumerate(asked) if path.startswith("/search/stored/")), len(asked) - 1
    )
    assert before == files, asked
