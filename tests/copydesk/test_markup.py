"""Markdown to HTML that is safe and says what the text says."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk import Markup, render_markdown
from copydesk.markup import picture_paths, plain_text

PIECES = st.sampled_from(
    ["<", ">", '"', "'", "`", "[", "](", ")", "![", "javascript:", "data:", "onerror=", "<img ", "<svg", "<script>", "</", "{: ", "}", "|", "\n", "\n\n",
     "a", " ", "&lt;", "&#106;", "\\", "*", "_", "#", "- ", "    ", "\x00", "[^1]", "[^1]: ", "style=", "//out.example", "<!--", "-->", "<?", "<![CDATA["]
)  # fmt: skip
ALLOWED = {"http", "https", "mailto", ""}


@given(st.lists(PIECES, max_size=25).map("".join))
@example("[x](java\nscript:alert(1))")
@example("<img src=x onerror=alert(1)>")
def test_no_text_becomes_code(text: str) -> None:
    tree = BeautifulSoup(render_markdown(text), "html.parser")
    for tag in tree.find_all():
        assert tag.name not in {
            "script",
            "style",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "base",
            "meta",
            "link",
            "template",
        }
        for name, value in tag.attrs.items():
            assert not name.startswith("on")
            assert name != "style"
            if name in {"href", "src"}:
                scheme = re.match(r"[\x00-\x20]*([A-Za-z][A-Za-z0-9+.-]*):", str(value))
                assert (scheme[1].lower() if scheme else "") in ALLOWED
                assert name != "src" or scheme is None
                assert "{" not in str(value)
                assert "|" not in str(value)


@given(st.lists(PIECES, max_size=15).map("".join))
def test_one_engine_forgets_the_body_before(text: str) -> None:
    markup = Markup()
    markup.render("[^1] and [a]\n\n[^1]: note\n[a]: https://a.example\n*[HTML]: x")
    assert markup.render(text) == render_markdown(text)


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("# One\n\n## Two", "<h2>One</h2>\n<h3>Two</h3>"),
        ("## Two\n\n### Three", "<h2>Two</h2>\n<h3>Three</h3>"),
        (
            "![A quay](images/a.png)\nThe boat. *Photo: A*",
            '<figure>\n<img alt="A quay" src="images/a.png">\n<figcaption>The boat. <em>Photo: A</em></figcaption>\n</figure>',
        ),
        ("![A](a.png)", '<figure>\n<img alt="A" src="a.png">\n</figure>'),
        (
            "[![A](a.png)](https://a.example/)",
            '<p><a href="https://a.example/" rel="noopener"><img alt="A" src="a.png"></a></p>',
        ),
        (
            "[a](https://a.example \"href='{static}/x.md'\")",
            '<p><a href="https://a.example" title="href=\'&#123;static}/x.md\'" rel="noopener">a</a></p>',
        ),
        (
            "![src='|attach|x.md'](a.png)",
            '<figure>\n<img alt="src=\'&#124;attach&#124;x.md\'" src="a.png">\n</figure>',
        ),
        ("<p>\u0338 onclick=x</p>", "<p>&#824; onclick=x</p>"),
        ("Text ![A](a.png) text", '<p>Text <img alt="A" src="a.png"> text</p>'),
        ("![A](https://out.example/a.png)", ""),
        ("3 \\* 4 and a_b_c", "<p>3 * 4 and a_b_c</p>"),
        ("text {: .x #y onclick=z }", "<p>text {: .x #y onclick=z }</p>"),
        (
            "[a](https://a.example/{b}|c)",
            '<p><a href="https://a.example/%7Bb%7D%7Cc" rel="noopener">a</a></p>',
        ),
        ('"quotes" -- and ...', '<p>"quotes" -- and ...</p>'),
    ],
)
def test_markdown_of_the_house(markdown: str, html: str) -> None:
    shown = render_markdown(markdown)
    if not html:
        assert "<img" not in shown
    else:
        assert shown == html


@pytest.mark.parametrize(
    "hidden", ["&#1;", "&#x0b;", "\x01", "&#8238;", "\u202e", "&#xFFFE;", "&#127;", "&#9;", "&#10;"]
)
@pytest.mark.parametrize(
    "form",
    [
        "<a href='{0}javascript:x'>a</a>",
        "<a href='java{0}script:x'>a</a>",
        "[a]({0}javascript:x)",
        "[a](java{0}script:x)",
        "<a href=' {0} javascript{0}:x'>a</a>",
    ],
)
def test_a_scheme_cannot_hide_behind_what_is_taken_out(form: str, hidden: str) -> None:
    tree = BeautifulSoup(render_markdown(form.format(hidden)), "html.parser")
    for link in tree.find_all("a"):
        assert "script" not in re.sub(r"[\x00-\x20]", "", str(link.get("href", ""))).partition(":")[
            0
        ].lower() or ":" not in str(link.get("href", ""))


def test_tables_have_no_inline_style() -> None:
    html = render_markdown("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert '<td align="center">1</td>' in html
    assert "style" not in html


def test_footnotes_keep_their_two_way_links() -> None:
    html = render_markdown("Text[^1].\n\n[^1]: A note.")
    tree = BeautifulSoup(html, "html.parser")
    links = [str(a["href"])[1:] for a in tree.find_all("a")]
    assert len(links) == 2
    assert all(tree.find(id=link) for link in links)


def test_a_strangers_id_and_class_are_taken_off() -> None:
    assert render_markdown('<div id="main" class="masthead">x</div>') == "<div>x</div>"


def test_pictures_are_found_in_order() -> None:
    assert picture_paths(
        "![a](b.png)\n\n[![c](d.png)](https://a.example)\n\n`![e](f.png)`\n\n<img src='g.png'>"
    ) == ("b.png", "d.png", "g.png")


def test_the_words_alone() -> None:
    assert plain_text("<p>One<br>two</p><ul><li>a&amp;b</li><li><b>c</b>d</li></ul>") == "One two a&b cd"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("![x](file:///a.png)", ""),
        ("A\n\n![x](http://other.example/x.png)\n\nB", "<p>A</p>\n<p>B</p>"),
        ("![x]()", ""),
        ("<figure lang='en'><img src='c:\\a.png'>\n</figure>", ""),
        (
            "![x](file:///a.png)\nThe *boat*.",
            "<figure>\n\n<figcaption>The <em>boat</em>.</figcaption>\n</figure>",
        ),
    ],
)
def test_a_figure_without_its_picture_is_not_there(body: str, html: str) -> None:
    assert Markup().render(body) == html
