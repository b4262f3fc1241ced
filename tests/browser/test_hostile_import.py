"""Pages full of text that tries to become code, imported, built, opened: nothing runs, and what they say is still there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from archives import ArchiveFolder, keep_house, served
from dispatch.text import clean
from support.payloads import payloads
from support.watching import Hostile

pytestmark = pytest.mark.browser

PAYLOADS = payloads(300)
A_PAGE = 10
ICE = "The pilots closed the northern channel at noon when the ice reached forty centimetres, and eight ships lie in the roads."
KEY = "Nobody could say when the second key of the lower lock had been lost, because the harbour book has no entry about it."
COAL = "Two of the ships have coal for three days only, and the icebreaker is under repair in another port until the spring."


def text(words: str) -> str:
    return escape(words, quote=False)


def story(group: Sequence[str]) -> str:
    """Every payload as text, in a paragraph, an item, a quotation and a cell; its signs are packed."""
    parts = [
        f"<p>{number}. {text(words)} {KEY}</p><ul><li>Item {number}: {text(words)} {COAL}</li></ul>"
        f"<blockquote><p>Said {number}: {ICE} {text(words)}</p></blockquote>"
        for number, words in enumerate(group)
    ]
    return f"<p>{ICE}</p>{''.join(parts)}<p>{COAL}</p>"


def old_page(number: int, group: Sequence[str], *, is_live: bool) -> str:
    """A page that says its payloads in every field; a live one also holds them unpacked in its text."""
    first, second, third, fourth = (escape(" ".join(words.split())) for words in group[:4])
    body = (
        story(group) if not is_live else "".join(f"<p>{ICE} {KEY}</p><div>{words}</div>" for words in group)
    )
    return f"""<!-- saved from url=(0030)http://wire{number}.example/ice.html -->
<html lang="en"><head><meta charset="utf-8"><title>Piece {number} {first}</title><meta name="author" content="Ada {second}">
<meta property="article:published_time" content="2004-02-05T10:00:00Z"><meta property="article:tag" content="t{number} {third}">
<meta property="article:section" content="{fourth}"><meta property="og:description" content="{first}"></head>
<body><article><h1>Piece {number} {first}</h1><p class="byline">By <a rel="author" href="/a">Ada {second}</a></p>
<figure><img src="port.png" alt="{third}" width="600" height="400"><figcaption>The port. {fourth}</figcaption></figure>
{body}</article></body></html>"""


GROUPS = [PAYLOADS[at : at + A_PAGE] for at in range(0, len(PAYLOADS), A_PAGE)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Thirty pages whose text is packed, thirty that are live, imported and built by the commands."""
    folder = tmp_path_factory.mktemp("hostile-import")
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        from newsroom import cli

        archive = ArchiveFolder(folder)
        saved = folder / "saved"
        saved.mkdir()
        Image.new("RGB", (600, 400), (90, 90, 120)).save(saved / "port.png")
        for number, group in enumerate(GROUPS):
            for shift, is_live in ((0, False), (len(GROUPS), True)):
                page = old_page(number + shift, group, is_live=is_live)
                (saved / f"{number + shift:03}.html").write_bytes(page.encode("utf-8", "replace"))
        assert cli.main(["import", str(saved), "--content", str(archive.content)]) == 0
        assert (
            cli.main(
                ["build", "--no-search", "--content", str(archive.content), "--output", str(archive.output)]
            )
            == 0
        )
    with served(archive.output) as address:
        yield address, archive.output


def dispatches(output: Path) -> list[str]:
    pages = [
        path.parent.relative_to(output).as_posix() + "/" for path in output.rglob("*/piece-*/index.html")
    ]
    return sorted(pages)


def test_nothing_of_an_imported_page_runs_or_is_asked_for(browser: Browser, site: tuple[str, Path]) -> None:
    address, output = site
    pages = dispatches(output)
    assert len(PAYLOADS) == 300
    assert len(pages) == 2 * len(GROUPS)
    lists = [path.relative_to(output).as_posix() for path in sorted(output.glob("[!2]*/*/index.html"))]
    context = browser.new_context()
    watch = Hostile(context.new_page(), address)
    for name in [*pages, "", *(name.removesuffix("index.html") for name in lists[::12])]:
        watch.look(name)
    context.close()
    assert watch.said == []


def letters(words: str) -> str:
    """Text as it is compared: without what nobody sees."""
    return re.sub(r"[\s\u00ad\u200b\u2060\ufeff\ufffd]+", "", clean(unicodedata.normalize("NFC", words)))


def test_an_imported_page_says_what_its_source_says(browser: Browser, site: tuple[str, Path]) -> None:
    address, output = site
    context = browser.new_context(java_script_enabled=False)
    ours, theirs = context.new_page(), context.new_page()
    for number, group in enumerate(GROUPS):
        (name,) = [
            name for name in dispatches(output) if re.search(rf"/piece-{number}-|/piece-{number}/", name)
        ]
        ours.goto(f"{address}{name}")
        source = story(group).encode("utf-8", "replace").decode()
        theirs.set_content(f"<!doctype html><meta charset=utf-8><main>{source}</main>")
        assert letters(ours.locator(".body").inner_text()) == letters(theirs.locator("main").inner_text())
    context.close()
