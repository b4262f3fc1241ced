"""What is written as YAML is read back as the same text, by us and by other readers."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.text import clean, one_line
from dispatch.yamltext import block, scalar
from dispatch.yamltree import Items, Leaf, Pairs, compose

LINES = st.text(max_size=60).map(one_line)


@given(LINES)
@example("no")
@example("a: b")
@example("- a")
@example("")
@example("\u200bzero width")
@example("1:20")
def test_a_scalar_reads_back(text: str) -> None:
    tree = compose(f"key: {scalar(text)}\n", "x")
    assert isinstance(tree, Pairs)
    leaf = tree.get("key")
    assert isinstance(leaf, Leaf)
    assert leaf.text == text


@given(LINES)
@example("no")
@example("2014")
@example("1_000")
@example("0o17")
@example("=")
@example("<<")
def test_another_reader_takes_it_for_a_text_too(text: str) -> None:
    assert yaml.safe_load(f"key: {scalar(text)}\n") == {"key": text}


@given(st.lists(LINES, max_size=5))
def test_a_list_reads_back(texts: list[str]) -> None:
    tree = compose(block("key", texts), "x")
    assert isinstance(tree, Pairs)
    items = tree.get("key")
    assert isinstance(items, Items)
    assert [item.text for item in items.items if isinstance(item, Leaf)] == texts


@given(st.text(max_size=60).map(clean))
def test_even_a_text_of_lines_reads_back(text: str) -> None:
    assert yaml.safe_load(f"key: {scalar(text)}\n") == {"key": text}


@pytest.mark.parametrize("text", ["Ferries wait", "Bakı", "Паром", "Q&A at the port", "It's late"])
def test_ordinary_words_stand_without_quotes(text: str) -> None:
    assert scalar(text) == text


def test_a_date_stands_without_quotes() -> None:
    assert block("date", "2014-07-27T18:40+04:00") == "date: 2014-07-27T18:40+04:00\n"


def test_groups_are_indented() -> None:
    assert (
        block("corrections", [{"date": "2014-07-28", "text": "a: b"}])
        == 'corrections:\n  - date: 2014-07-28\n    text: "a: b"\n'
    )


@pytest.mark.parametrize(
    "text", ["Ports <script>alert(1)</script>", "<img src=x onerror=y>", "a </p>", "<!-- x", "<br>"]
)
def test_what_looks_like_a_tag_stands_as_an_escape(text: str) -> None:
    """Other tools paste front matter into pages."""
    assert "<" not in scalar(text)
    assert yaml.safe_load(scalar(text)) == text


@pytest.mark.parametrize("text", ["a < b", "<urn:uuid:1>", "a<2 and c>d"])
def test_other_angle_brackets_stay(text: str) -> None:
    assert "<" in scalar(text)
    assert yaml.safe_load(scalar(text)) == text
