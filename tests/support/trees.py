"""Trees of HTML as old pages have them and worse: blocks in blocks, marks in marks, text that looks like code."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from hypothesis import strategies as st

__all__ = ["documents"]

Text = st.SearchStrategy[str]

SIGNS = list("ab1.2 *_`[]()!#+-=~|:<>&\\{}^\"'əЖ—\u00a0\u0338\u0301\n\t")
LOOKS_LIKE = [
    "* a", "1. b", "+ c", "# h", "Title: x", "status: draft", "[^1]", "[^1]: n", "[TOC]", "{: .a #b}", "{filename}x.md",
    "{{ x }}{% y %}", "&amp; &lt;b&gt;", "*[HTML]: x", "HTML", "---", "===", "```", "~~~", "    code", "> q", ": d",
    "a | b", "--- | ---", "<b>x</b>", "<!-- c -->", "http://a.example/b_c_d", "me@a.example", "[a]: http://x", "!",
    "2014.", "1986) x", "\\", "`", "``", "- - -", "<div>", "</p>", "&copy;", "&#42;", "![p](q.jpg)", '<img src="q.jpg">',
]  # fmt: skip


def wrapped(tag: str, attributes: str = "") -> Callable[[str], str]:
    return lambda inner: f"<{tag}{attributes}>{inner}</{tag}>"


def several(parts: Text, most: int = 3) -> Text:
    return st.lists(parts, min_size=1, max_size=most).map("".join)


def marked(parts: Text) -> Text:
    inner = several(parts)
    marks = [wrapped(tag) for tag in ("em", "strong", "b", "i", "code", "sub", "sup", "del", "span")]
    links = [
        wrapped("a", ' href="http://a.example/x_(y)?a=1&amp;b=*2"'),
        wrapped("a", ' href="/rel" title="a &quot;t&quot; *x*"'),
    ]
    return st.one_of(*(inner.map(mark) for mark in (*marks, *links)))


WORDS = st.one_of(
    st.text(alphabet=st.sampled_from(SIGNS), min_size=1, max_size=14), st.sampled_from(LOOKS_LIKE)
).map(lambda text: escape(text, quote=False))
PICTURE = st.just('<img src="/p_(1).jpg" alt="an *alt* &quot;x&quot; [y]">')
LINE = several(st.recursive(st.one_of(WORDS, WORDS, st.just("<br>"), PICTURE), marked, max_leaves=6))
BLOCK = st.one_of(
    LINE.map(wrapped("p")), LINE.map(wrapped("p")), LINE.map(wrapped("h2")), LINE.map(wrapped("h3")), st.just("<hr>"), LINE,
    WORDS.map(lambda text: f"<pre><code>{text}</code></pre>"), WORDS.map(wrapped("pre")),
)  # fmt: skip


def table(rows: list[list[str]], *, is_headed: bool) -> str:
    tags = ["th" if is_headed and number == 0 else "td" for number in range(len(rows))]
    lines = ["".join(map(wrapped(tag), row)) for tag, row in zip(tags, rows, strict=True)]
    return wrapped("table")("".join(map(wrapped("tr"), lines)))


def holding(blocks: Text) -> Text:
    many = several(blocks)
    items = several(st.one_of(LINE, many, st.tuples(LINE, many).map("".join)).map(wrapped("li")))
    rows = st.lists(st.lists(st.one_of(LINE, LINE, many), min_size=2, max_size=2), min_size=1, max_size=3)
    terms = several(st.tuples(LINE.map(wrapped("dt")), many.map(wrapped("dd"))).map("".join), 2)
    return st.one_of(
        many.map(wrapped("blockquote")),
        many.map(wrapped("div")),
        items.map(wrapped("ul")),
        items.map(wrapped("ol")),
        items.map(wrapped("ol", ' start="4"')),
        terms.map(wrapped("dl")),
        many.map(lambda text: f'<figure><img src="/f.jpg" alt="f"><figcaption>{text}</figcaption></figure>'),
        rows.map(lambda cells: table(cells, is_headed=True)),
        rows.map(lambda cells: table(cells, is_headed=False)),
    )


def documents() -> Text:
    """Whole bodies."""
    return several(st.recursive(BLOCK, holding, max_leaves=6), 5)
