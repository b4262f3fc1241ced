"""The search's own README, done to the letter in a stranger's site: its settings, its page, its box, its Python."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
import stranger
from playwright.sync_api import Page, expect

from archives import served

pytestmark = pytest.mark.browser
README = Path(__file__).parents[2] / "plugins" / "lunr_search" / "README.md"


def block(beginning: str) -> str:
    """The block of code that holds this."""
    text = README.read_text(encoding="utf-8")
    return next(
        dedent(found)
        for found in re.findall(r"(?:^ {4,}\S.*\n|^\n)+", text, re.MULTILINE)
        if beginning in found
    )


def test_a_stranger_gets_a_search(tmp_path: Path, page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    site = tmp_path / "site"
    for name in ("ferry", "port"):
        stranger.write_article(site / "content", name, f"The {name} opens; ferries sail.")
    written = {
        "pelicanconf.py": f'PATH = "content"\n{block("PLUGINS =")}',
        "templates/search.html": block("search-app"),
    }
    for name, text in written.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    code, said = stranger.run_pelican(site, "--fatal=errors")
    assert code == 0, said
    assert "ERROR" not in said
    (box,) = re.findall('`(<form action="/search/">.*</form>)`', README.read_text(encoding="utf-8"))
    (site / "output/box.html").write_text(f"<!doctype html>{box}", encoding="utf-8")
    with served(site / "output") as address:
        page.goto(f"{address}box.html")
        page.get_by_role("searchbox").fill("ferry")
        page.get_by_role("searchbox").press("Enter")
        expect(page.locator("[data-result]")).to_have_count(2)
        expect(page).to_have_title("Search")
        expect(page.locator("#banner")).to_be_visible()
        page.goto(f"{address}search/?q=port")
        page.locator("[data-result] a").first.click()
        expect(page).to_have_url(f"{address}port.html")
    monkeypatch.chdir(site)
    said_of: list[tuple[float, str]] = []
    exec(block("open_site").replace("title:port", "+title:port"), {"print": lambda *row: said_of.append(row)})  # noqa: S102 (our own README)
    assert [ref for _, ref in said_of] == ["/port.html"]
