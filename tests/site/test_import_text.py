"""What a page says is what the built page says: imported by the command, built by the command, read as text."""

from __future__ import annotations

import re
import unicodedata
from html import escape
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archives import ArchiveFolder, keep_house

ICE = "The pilots closed the northern channel at noon when the ice reached forty centimetres, and eight ships lie in the roads."
TUG = "The tug was late again on Monday evening, and the harbour master wrote it down in his book without a word to anybody."
KEY = "Nobody could say when the second key of the lower lock had been lost, because the harbour book has no entry about it."
COAL = "Two of the ships have coal for three days only, and the icebreaker is under repair in another port until the spring."
# Each stands alone in a paragraph's start, its middle and its end.
LOOKS_LIKE = [
    "Title: not metadata", "status: draft", "---", "...", "{: .class #name onclick=x }", "{filename}secret.md", "{static}people.yaml", "{attach}x.png",
    "|filename|x.md", "[TOC]", "[^1]", "[^1]: a note", "[sic]", "[a](b)", "![a](b.png)", "[a]: http://x.example", "*[HTML]: x", "HTML", "&amp;", "&copy;",
    "&#42;", "<b>no tag</b>", "<script>x</script>", "<!-- no comment -->", "<div>", "{{ 7*7 }}", "{% block x %}", "{# no comment #}", "* star", "1. number", "2014. A year",
    "1986) a bracket", "+ 994", "- said she", "# sign", "### signs", "> greater", "===", "***", "- - -", "~~~", "```", "`tick`", "``", "snake_case_name", "_a_ __b__",
    "2*3*4 **no**", "a | b", "--- | ---", ": definition", "C:\\temp\\*", "\\", "!", "http://x.example/a_b_c", "<http://x.example>", "me@x.example",
    ".. include:: /etc/passwd", "%(name)s", 'href="/x"', "<a href='{static}/x'>", "$name", "$$x$$", "=E9", "a\u00a0b", "\u0338", "ﬁ", "No\u0301", "<", "&", '"', "''", "--", "…", "(c)", ":-)", "@@@",
]  # fmt: skip
CODE = 'a = [ ](x)\n\n\n![b](c.png)\n<img src="d.png">\n\tif x:  # {filename}'


def old_page(number: int, text: str) -> str:
    """An old page whose text holds `text` in four places."""
    words = escape(text, quote=False)
    return (
        f"<!-- saved from url=(0030)http://wire{number}.example/ice.html -->\n"
        f'<html><head><title>Piece number {number}</title><meta property="article:published_time" content="2004-02-05T10:00:00Z">'
        f"</head><body><article><h1>Piece number {number}</h1><p>{ICE} {TUG}</p><p>{words} {KEY}</p><p>{COAL}<br>{words}<br>At dawn. {ICE}</p>"
        f"<p>At night. {TUG}{words}</p><ul><li>{words} On deck. {KEY}</li><li>Below. {COAL}</li></ul><pre><code>{escape(CODE)}</code></pre>"
        f"<p>In the end. {ICE} {COAL}</p></article></body></html>"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every text imported as a page of its own, and built."""
    folder = tmp_path_factory.mktemp("faithful")
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        from newsroom import cli

        archive = ArchiveFolder(folder)
        saved = folder / "saved"
        saved.mkdir()
        for number, text in enumerate(LOOKS_LIKE):
            (saved / f"{number:03}.html").write_text(old_page(number, text), encoding="utf-8")
        assert cli.main(["import", str(saved), "--content", str(archive.content)]) == 0
        assert cli.main(["build", "--content", str(archive.content), "--output", str(archive.output)]) == 0
        return archive.output


def said(html: str, selector: str) -> str:
    found = BeautifulSoup(html, "html.parser").select_one(selector)
    assert found is not None
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", found.get_text()))


@pytest.mark.parametrize("number", range(len(LOOKS_LIKE)), ids=[ascii(text) for text in LOOKS_LIKE])
def test_text_that_looks_like_something_stays_text(site: Path, number: int) -> None:
    page = (site / f"2004/02/05/piece-number-{number}/index.html").read_text(encoding="utf-8")
    source = old_page(number, LOOKS_LIKE[number]).replace(f"<h1>Piece number {number}</h1>", "")
    assert said(page, ".body") == said(source, "article")
    body = BeautifulSoup(page, "html.parser").select_one(".body")
    assert body is not None
    assert body.select("em, strong, a, img, table, h1, h2, h3, blockquote, hr, sup, dl, ol") == []
    shown = body.select("pre code")
    assert [code.get_text().strip("\n") for code in shown] == [CODE]
