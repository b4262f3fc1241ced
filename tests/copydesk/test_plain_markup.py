"""The short way for plain bodies gives the engine's bytes or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.markup import Markup
from copydesk.plain_markup import render_plain
from dispatch.frontmatter import read_dispatch

ROOT = Path(__file__).parents[2]
ENGINE = Markup()

WORDS = st.sampled_from(
    ["a", "The ferry", "Bakı", "İzmir", "Москва", "é", "3.5", "1999.", "(x)", "«да»", "—", "x\u00a0y", "a\u202fb", "مرحبا", "א", "a.b", "U.S.",
     "it's", '"q"', "A-b", ":", "50%", "~", "n°", "!", "?", "#", "+", "e\u0301", "\u00ad", "\u200d", "zz1337820767766393qq", "😀", "1"]
)  # fmt: skip
ADDRESSES = st.sampled_from(
    ["http://a.example/x_y", "https://b.co/?a=b#c", "mailto:a@b.co", "/a/b.html", "b.html", "../x", "#y", "?q=1", "http://a.co/x+y%20z", "http://xn--a.com",
     "http://1.2.3.4/", "http://a--b.com", "https://A.B.museum", "http://a.c0m/", "javascript:x", "x@y", "a,b;c", "//a.example", "{static}/x", "a b", "", "a(b)",
     "<b>", "HTTP://a.co", "data:x", "a\u00e9", "http://a.co:99999/", "a:b", "%zz", '/a "t"']
)  # fmt: skip
SIGNS = st.sampled_from(
    ["*", "**", "_", "__", "***", "[", "]", "](", "(", ")", "  \n", " \n", "\n", "\n\n", "- ", "1. ", "٣. ", "2. ", "> ", ">", "# ", "## ", "### ", "+ ", "* ",
     "`", "&", "&amp;", "<", "<br>", "\\", "|", "\t", "    ", "{", "^", "[^1]", "[^1]: ", "![", "[a]: b", "*[a]: b", ":   d", "---", "===", "* * *", "~~~",
     "\u2028", "\u0338", "\u0301", "\u202e", "\x00", "\x0b", "\x85", "\r", "\ufeff", "\ufdd0", "\u00a0", "\u3000", " ", ".", ",", "a"]
)  # fmt: skip


def spans() -> st.SearchStrategy[str]:
    """Words, marked or linked."""
    words = st.lists(WORDS, min_size=1, max_size=4).flatmap(
        lambda some: st.sampled_from([" ", " ", "\n", ""]).map(lambda gap: gap.join(some))
    )
    marked = st.tuples(st.sampled_from(["*", "**", "_", "__"]), words).map(
        lambda pair: pair[0] + pair[1] + pair[0]
    )
    linked = st.tuples(words, ADDRESSES).map(lambda pair: f"[{pair[0]}]({pair[1]})")
    return st.one_of(words, words, marked, linked)


def paragraphs() -> st.SearchStrategy[str]:
    """Spans with something between them, rarely a sign that has no business there."""
    gaps = st.sampled_from(["", " ", ", ", ". ", " — ", "  \n", "\n"])
    pieces = st.lists(st.tuples(gaps, st.one_of(spans(), spans(), spans(), SIGNS)), min_size=1, max_size=5)
    return pieces.map(lambda some: "".join(gap + piece for gap, piece in some)[len(some[0][0]) :])


def shaped() -> st.SearchStrategy[str]:
    """Headings, lists, quotes."""
    lines = st.lists(spans(), min_size=1, max_size=3)
    return st.one_of(
        st.tuples(st.sampled_from(["## ", "### ", "###### ", "# ", "##"]), spans()).map("".join),
        lines.map(lambda some: "\n".join("- " + line for line in some)),
        lines.map(lambda some: "\n".join(f"{n}. {line}" for n, line in enumerate(some, 1))),
        lines.map(lambda some: "\n".join("> " + line for line in some)),
    )


def bodies() -> st.SearchStrategy[str]:
    """Blocks, and what stands between them."""
    blocks = st.lists(st.one_of(paragraphs(), paragraphs(), shaped()), min_size=1, max_size=4)
    return st.tuples(blocks, st.sampled_from(["\n\n", "\n\n", "\n\n\n", "\n", "\n \n"])).map(
        lambda pair: pair[1].join(pair[0])
    )


def check(body: str) -> bool:
    """True where the short way was taken; then it has given the engine's bytes."""
    html = render_plain(body)
    assert html is None or html == ENGINE.render(body)
    return html is not None


@settings(max_examples=400)
@given(bodies())
@example("1.  \na")
@example("1. a:  \n1. b")
@example("٣. a")
@example("*a*\u0338")
@example("*a***b**")
@example("a_b_ and _c_")
@example("*a _b* c_")
@example("- a\n\n- b")
@example("> a\n\n> b")
@example("## a #")
@example("a\u0301b")
@example("[a](b)\u0338")
@example("**a *b***")
@example("a\n:   d")
@example("x * a* y")
@example("x *a * y")
@example("x ** a** y")
@example("[ a](b) [c ](d)")
def test_prose_with_marks_is_the_engine_s(body: str) -> None:
    check(body)


@settings(max_examples=400)
@given(st.lists(st.one_of(SIGNS, WORDS), max_size=14).map("".join))
def test_any_mixture_of_signs_is_the_engine_s(body: str) -> None:
    check(body)


@given(st.text(max_size=40))
def test_any_text_is_the_engine_s(body: str) -> None:
    check(body)


@given(
    st.characters(),
    st.sampled_from(
        [
            "a{}b",
            "{}a",
            "a{}",
            "*{}*",
            "*a*{}",
            "{}*a*",
            "_{}a_",
            "[a](b{}c)",
            "[{}](b)",
            "a\n{}b",
            "a{}\n\nb",
            "## {}",
        ]
    ),
)
def test_any_character_anywhere_is_the_engine_s(sign: str, form: str) -> None:
    check(form.format(sign))


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("", ""),
        ("A ferry.\n\nA *quay*\n", "<p>A ferry.</p>\n<p>A <em>quay</em></p>"),
        ("**Bakı**, [a b](/2004/x_y/)", '<p><strong>Bakı</strong>, <a href="/2004/x_y/" rel="noopener">a b</a></p>'),
        ("a  \nb\u00a0c", "<p>a<br>\nb&nbsp;c</p>"),
        ("## Head\n\n- a\n- *b*\n\n1. c", "<h2>Head</h2>\n<ul>\n<li>a</li>\n<li><em>b</em></li>\n</ul>\n<ol>\n<li>c</li>\n</ol>"),
        ("> d\n> e", "<blockquote>\n<p>d\ne</p>\n</blockquote>"),
    ],
)  # fmt: skip
def test_what_it_knows_takes_the_short_way(body: str, html: str) -> None:
    assert render_plain(body) == html == ENGINE.render(body)


@pytest.mark.parametrize(
    "body",
    ["`a`", "a & b", "<b>", "a | b", "\\*a", "[a]: b", "[^1]", "![a](b)", "    a", "# a", "a\n===", "***a***", "*a **b** c*", "a_b", "2 * 3", "[a](javascript:b)",
     "[a]({static}/b)", '[a](b "c")', "{: #a}", "- a\n    - b", "- a\n\n- b", "\u202ea", "a\u0338"],
)  # fmt: skip
def test_what_it_does_not_know_is_left_to_the_engine(body: str) -> None:
    assert render_plain(body) is None


def test_the_archive_and_the_goldens_are_the_engine_s() -> None:
    paths = [*ROOT.glob("content/dispatches/**/*.md"), *ROOT.glob("tests/golden/*/expected.md")]
    taken = [
        check(read_dispatch(path.read_text(encoding="utf-8"), str(path)).dispatch.body)
        for path in sorted(paths)
    ]
    assert len(taken) > 50
    assert sum(taken) > len(taken) * 3 // 4
