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
    monkeypatch.chdir(tmp_path)
    content = tmp_path / "content"
    for name in ("ferry", "port"):
        stranger.write_article(content, name, f"The {name} opens; ferries sail.")
    (content / "search.html").write_text(f"<!doctype html>{block('search-app')}", encoding="utf-8")
    asked: dict[str, object] = {}
    exec(block("PLUGINS ="), asked)  # noqa: S102 (our own README)
    given = {name: value for name, value in asked.items() if name.isupper()}
    stranger.build(content, tmp_path / "output", **given)
    with served(tmp_path / "output") as address:
        page.goto(f"{address}search/?q=ferry")
        expect(page.locator("[data-result]")).to_have_count(2)
    said: list[tuple[float, str]] = []
    exec(block("open_site").replace("title:port", "+title:port"), {"print": lambda *row: said.append(row)})  # noqa: S102
    assert [ref for _, ref in said] == ["/port.html"]
