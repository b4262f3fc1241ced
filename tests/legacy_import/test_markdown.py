"""HTML to Markdown and back through the site's own Markdown: the same words, links, emphasis and shape."""

import html
import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from copydesk.markup import render_markdown
from legacy_import.extract.markdown import html_to_markdown

FRAGMENTS = [
    "<p>* a star, not a list</p>", "<p>1. a number, not a list</p>", "<p>2014. That was the year.</p>", "<p># a sign</p>", "<p>+ 994</p>",
    "<p>- said she</p>", "<p>&gt; greater</p>", "<p>A&amp;B said 3 &lt; 5; use &lt;b&gt;</p>", "<p>Type &amp;copy; for it</p>",
    "<p>snake_case _x_ __y__ 2*3*4 **not bold** ` `` </p>", "<p>[sic] and [a](b) and ![x](y) and [^1] and [TOC]</p>", "<p>C:\\temp and \\*</p>",
    "<p>a | b<br>--- | ---<br>1 | 2</p>", "<p>Looks<br>===</p>", "<p>* * *</p><p>after</p>", "<p>one<br>two</p>", "<p>un<em>believ</em>able <strong>b</strong>ness</p>",
    "<p>a<em> spaced </em>word</p>", "<p><strong>bold <em>both</em> bold</strong></p>", "<p>He: <strong>«So.»</strong>Then</p>",
    '<p><a href="http://x.example/a_(b)">wiki</a> <a href="http://x.example/?a=1&amp;b=2" title="A &quot;b&quot;">amp</a></p>',
    "<ul><li>a<ul><li>b<ol><li>c</li><li>d</li></ol></li></ul></li><li>e</li></ul>", "<ol><li><p>one</p><p>still</p></li><li><p>two</p></li></ol>",
    '<ol start="5"><li>five</li><li>six</li></ol>', "<table><thead><tr><th>City</th><th>Votes</th></tr></thead><tbody><tr><td>Baku</td><td>1|2</td></tr></tbody></table>",
    "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>", '<table><tr><th colspan="2">W</th></tr><tr><td>a</td><td>b</td></tr></table>',
    "<blockquote><p>outer</p><blockquote><p>inner</p></blockquote><p>again</p></blockquote>", '<figure><img src="images/p.jpg" alt="port"><figcaption>The port. <em>Photo: O</em></figcaption></figure><p>T.</p>',
    "<p>run <code>a `b` *c*</code></p><pre><code>def f(x):\n    return x*2  # &lt;ok&gt;\n\n\ny = 1</code></pre>", "<h2>Two <em>em</em></h2><h3>1. Three #</h3><hr><h4>Four</h4>",
    "<p>5\u00a0000 «так» — “вот” ’ … №\u20097</p>", "<p>: not a definition</p><p>~~~ not code</p>", "<p>{filename}x.md {: .attr} {{ jinja }}</p>", "<ul><li>a</li></ul><ul><li>b</li></ul>",
]  # fmt: skip


def shape(source: str) -> dict[str, object]:
    soup = BeautifulSoup(source, "html.parser")

    def line(text: str) -> str:
        return re.sub(r"[ \t\r\n]+", " ", text).strip()

    return {
        "text": re.sub(r"[ \t\r\n]+", "", soup.get_text(" ")),
        "links": [(link.get("href"), link.get("title"), line(link.get_text())) for link in soup.find_all("a")],
        "images": [(image.get("src"), image.get("alt")) for image in soup.find_all("img")],
        "emphasis": [(mark.name, line(mark.get_text())) for mark in soup.find_all(["em", "strong"])],
        "code": [code.get_text().strip("\n") for code in soup.find_all("code")],
        "headings": [(head.name, line(head.get_text())) for head in soup.find_all(re.compile("^h[1-6]$"))],
        "items": [(len(item.find_parents(["ul", "ol"])), item.parent.name if item.parent else "", item.parent.get("start") if item.parent else "") for item in soup.find_all("li")],
        "quotes": [len(quote.find_parents("blockquote")) for quote in soup.find_all("blockquote")],
        "cells": [(cell.name, line(cell.get_text()), cell.get("colspan")) for cell in soup.find_all(["td", "th"])],
        "breaks": len(soup.find_all("br")),
    }  # fmt: skip


@pytest.mark.parametrize("source", FRAGMENTS)
def test_comes_back_the_same(source: str) -> None:
    assert shape(str(render_markdown(html_to_markdown(source)))) == shape(source)


TEXT = st.text(alphabet=st.sampled_from(list("ab1.2 *_`[]()!#+-=~|:<>&\\{}^\"'əЖ—")), min_size=1, max_size=30)


@given(st.lists(st.lists(TEXT, min_size=1, max_size=3), min_size=1, max_size=4))
def test_no_text_is_read_as_markdown(paragraphs: list[list[str]]) -> None:
    source = "".join(f"<p>{'<br>'.join(map(html.escape, lines))}</p>" for lines in paragraphs)
    came_back = BeautifulSoup(str(render_markdown(html_to_markdown(source))), "html.parser")
    assert re.sub(r"\s+", "", came_back.get_text()) == re.sub(
        r"\s+", "", BeautifulSoup(source, "html.parser").get_text()
    )
    assert not came_back.find(
        ["em", "strong", "a", "img", "code", "ul", "ol", "h2", "h3", "table", "blockquote", "hr", "sup", "dl"]
    )


@pytest.mark.parametrize(
    "source",
    [
        '<p><a href="javascript:alert(1)">x</a></p>', "<p onclick=x>x</p><script>alert(1)</script>", "<p>&lt;img src=x onerror=y&gt;</p>",
        "<p>[x](javascript:alert(1))</p>", '<svg onload="x"><p>x</p></svg>', '<p><a href="data:text/html,x">x</a></p>',
    ],
)  # fmt: skip
def test_nothing_comes_alive(source: str) -> None:
    came_back = BeautifulSoup(str(render_markdown(html_to_markdown(source))), "html.parser")
    assert not came_back.find(["script", "svg", "img"])
    assert not any(
        re.match("(?:javascript|data):", str(link.get("href"))) for link in came_back.find_all("a")
    )


def test_an_address_cannot_smuggle_a_pelican_link() -> None:
    assert "{" not in html_to_markdown(
        '<p><a href="{filename}/secret.md">x</a> <a href="{static}x|y">y</a></p>'
    )


def test_control_characters_go() -> None:
    assert html_to_markdown("<p>a\x0bb\ufffec\x02d\u202ee</p>") == "abcde"
