"""The archive on a stick: opened from files, without a server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from archives import keep_house
from newsroom.checkout import CONTENT
from newsroom.export import export

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def stick(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive as a folder; its name has a blank in it, as folders do."""
    folder = tmp_path_factory.mktemp("stick")
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        assert export(CONTENT, folder / "my archive", offline=True) == 0
    return folder / "my archive"


def test_one_reads_from_page_to_page(browser: Browser, stick: Path) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda m: faults.append(m.text))
    page.on("requestfailed", lambda r: faults.append(r.url))
    page.on("request", lambda r: faults.append(r.url) if not r.url.startswith("file:") else None)
    page.goto((stick / "index.html").as_uri())
    page.locator(".leading .headline a").click()
    expect(page.locator("h1")).to_have_text("The boat leaves when it is full")
    shown = "[...document.images].every(i => i.complete && i.naturalWidth > 0) && document.images.length > 0"
    page.wait_for_function(shown)
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily").startswith("charter")
    page.get_by_role("link", name="Alat", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Alat")
    page.get_by_role("link", name="Years", exact=True).click()
    page.get_by_role("link", name="2009", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("2009")
    page.locator(".masthead .name a").click()
    assert page.url == (stick / "index.html").as_uri()
    page.locator(".nav input").fill("ferries")
    page.locator(".nav input").press("Enter")
    expect(page.locator("#search-app")).to_contain_text("The search does not work here")
    assert faults == []
    page.close()
