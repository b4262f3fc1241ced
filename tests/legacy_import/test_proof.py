"""Markdown proves itself: what the archive's engine gives back is compared with the source, block by block."""

import pytest
from hypothesis import HealthCheck, given, settings

from copydesk.markup import render_markdown
from legacy_import.extract.md_clean import read_source
from legacy_import.extract.md_shape import shape_of
from legacy_import.extract.proof import prove
from support.trees import documents

SAME = [
    ("<p>a</p><p></p><p> b </p>", "<p>a</p>\n<p>b</p>"),
    ("<p><b>a</b></p>", "<p><strong>a</strong></p>"),
    ("<p>a<em> b </em>c</p>", "<p>a <em>b</em> c</p>"),
    ("<p>a <em>b&nbsp;</em></p>", "<p>a <em>b</em>&nbsp;</p>"),
    ("<ul><li>a</li></ul>", "<ul>\n<li>\n<p>a</p>\n</li>\n</ul>"),
    ("<figure><img src=a alt=b></figure>", "<p><img src=a alt=b></p>"),
    ("<h1>a</h1>", "<h2>a</h2>"),
    ("<table><caption>c</caption><tr><td>a</td></tr></table>", "<p>c</p><table><tbody><tr><td>a</td></tr></tbody></table>"),
]  # fmt: skip
DIFFERENT = [
    ("<p>a</p>", "<p>b</p>"),
    ("<p>a</p><p>b</p>", "<p>a b</p>"),
    ("<p>a b</p>", "<p>ab</p>"),
    ("<p>a<br>b</p>", "<p>a b</p>"),
    ("<p><em>a</em></p>", "<p>a</p>"),
    ("<p><em>a</em></p>", "<p><strong>a</strong></p>"),
    ("<p><a href=x>a</a></p>", "<p><a href=y>a</a></p>"),
    ("<p><a href=x title=t>a</a></p>", "<p><a href=x>a</a></p>"),
    ("<p><a href=x>a</a> <a href=x>b</a></p>", "<p><a href=x>a b</a></p>"),
    ("<p><img src=a alt=b></p>", "<p><img src=a alt=c></p>"),
    ("<p><code>a</code></p>", "<p>a</p>"),
    ("<h2>a</h2>", "<h3>a</h3>"),
    ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
    ("<ol><li>a</li></ol>", "<ol start=2><li>a</li></ol>"),
    ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
    ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<ul><li>a</li><li>b</li></ul>"),
    ("<blockquote><p>a</p></blockquote>", "<p>a</p>"),
    ("<blockquote>a<blockquote>b</blockquote></blockquote>", "<blockquote>a<p>b</p></blockquote>"),
    ("<table><tr><td>a<td>b</td></tr></table>", "<table><tr><td>a b</td></tr></table>"),
    ("<table><tr><td>a</td><td></td></tr></table>", "<table><tr><td></td><td>a</td></tr></table>"),
    ("<table><tr><th>a</th></tr></table>", "<table><tr><td>a</td></tr></table>"),
    ("<table><tr><td colspan=2>a</td></tr></table>", "<table><tr><td>a</td></tr></table>"),
    ("<figure><img src=a alt=b><figcaption>c</figcaption></figure>", "<p><img src=a alt=b></p><p>c</p>"),
    ("<pre>a\n\nb</pre>", "<pre>a\nb</pre>"),
    ("<p>a</p><hr><p>b</p>", "<p>a</p><p>b</p>"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_nobody_sees_makes_no_difference(one: str, other: str) -> None:
    assert shape_of(one) == shape_of(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_has_a_meaning_makes_a_difference(one: str, other: str) -> None:
    assert shape_of(one) != shape_of(other)


@settings(max_examples=150, derandomize=True, suppress_health_check=list(HealthCheck))
@given(documents())
def test_every_tree_comes_back_the_same(html: str) -> None:
    proven = prove(html, None, render_markdown)
    assert proven.differing == ()
    pictures = read_source(html).pictures.items()
    shown = shape_of(render_markdown(proven.markdown))
    named = str(read_source(html).soup)
    for name, address in pictures:
        named = named.replace(f'"{name}"', f'"{address}"')
    assert shown == shape_of(named)


def test_a_block_that_markdown_cannot_say_stands_as_html_and_is_counted() -> None:
    proven = prove("<p>before</p><dl><dt>a term alone</dt></dl><p>after</p>", None, render_markdown)
    assert proven.markdown == "before\n\n<dl><dt>a term alone</dt></dl>\n\nafter"
    assert (proven.blocks, proven.raw, proven.differing) == (3, 1, ())


def test_an_engine_that_loses_something_is_found_out() -> None:
    def forgetful(markdown: str) -> str:
        return render_markdown(markdown.replace("lost", ""))

    proven = prove("<p>kept</p><p>lost</p>", None, forgetful)
    assert proven.differing == ("lost",)


def test_only_the_block_that_differs_becomes_html() -> None:
    def plain(markdown: str) -> str:
        return render_markdown(markdown.replace("*", ""))

    proven = prove("<p>one <em>word</em></p><p>two</p>", None, plain)
    assert proven.markdown == "<p>one <em>word</em></p>\n\ntwo"


def test_a_picture_in_html_keeps_its_address() -> None:
    proven = prove(
        '<dl><dt><img src="/a_(1).jpg?x=1&amp;y=2" alt="q"></dt></dl>',
        "http://a.example/n/",
        render_markdown,
    )
    assert '<img src="http://a.example/a_(1).jpg?x=1&amp;y=2" alt="q">' in proven.markdown
