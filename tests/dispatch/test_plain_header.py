"""Headers of plain lines: the same tree as the YAML library's, or none."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch.errors import DispatchError
from dispatch.plain_header import plain_tree
from dispatch.yamltree import Items, Leaf, Pairs, compose

_TOKENS = [
    "a", "b c", "x", "é", "ə", "😀", "2014-07-27", "T18:40+04:00", "https://example.org/c?d=e#f", "images/a.jpg", "“q”", "1_0",
    ": ", ":", " #", "#", " ", "  ", "\n", "\n  ", "\n- ", "[", "]", ", ", ",", '"', "'", "-", "~", "null", "&a", "*a", "!", "|",
    ">", "%", "@", "{", "}", "?", "---", "...", "\\", "\t", "\xa0", "\u2028", "\x85", "\ufeff", "=", "<<", "x" * 70,
    "key: v\n", "key: [a, b]\n", "group:\n  a: b\n", "group:\n", '  s: "t"\n', "  s: 'u'\n", ".5", "/p", "_u",
]  # fmt: skip
_texts = st.lists(st.sampled_from(_TOKENS), max_size=9).map("".join)
_headers = st.one_of(
    _texts,
    st.lists(st.tuples(st.sampled_from(["title: ", "tags: [", "  file: ", "image:"]), _texts), max_size=4)
    .map(lambda lines: "\n".join(key + text for key, text in lines)),
    st.lists(_texts, max_size=4).map(lambda texts: f"tags: [{', '.join(texts)}]"),
    st.text(max_size=30).map("title: {}".format),
)  # fmt: skip


@given(_headers)
@example("title: a: b")
@example("title: a:")
@example("image:\n  file: a.jpg\ntitle: x\n  alt: b")
@example("image:\ntitle: x")
@example("title: x\n  more of it")
@example("tags: [a, b]\ntitle: 'it''s'")
@example('title: "a\\"b"')
@example("tags: [a,b, c d]")
def test_equals_the_library_or_gives_nothing(header: str) -> None:
    """What is given is what libyaml gives, places and quotes included; what libyaml refuses is not given."""
    found = plain_tree(header, 7)
    if found is not None:
        assert compose(header, "p.md", 7) == found


@pytest.mark.parametrize(
    "header",
    [
        "title: Ferry at Alat\ndate: 2014-03-02T18:40+04:00",
        "title: Əliyev — “nə olsun?”\ntags: [ferry, Caspian Sea, COP29]\nslug: alat",
        'title: "Alat: the port"\nkicker: \'No. 1\'\nimage:\n  file: images/2014/a.jpg\n  alt: "A ferry"\nlang: az',
        "source:\n  url: https://example.org/a?b=c#d\n  captured: 2020-01-01",
    ],
)
def test_takes_what_people_write(header: str) -> None:
    """An ordinary header is not left to the library."""
    assert plain_tree(header, 2) == compose(header, "p.md", 2) is not None


def test_knows_places() -> None:
    """Lines and columns count from one, the quote's is that of a quoted text."""
    assert plain_tree("tags: [a b, c]\nimage:\n  alt: 'x'", 4) == Pairs(
        (
            (Leaf("tags", 4, 1), Items((Leaf("a b", 4, 8), Leaf("c", 4, 13)), 4, 7)),
            (Leaf("image", 5, 1), Pairs(((Leaf("alt", 6, 3), Leaf("x", 6, 8, plain=False)),), 6, 3)),
        ),
        4,
        1,
    )


@pytest.mark.parametrize("header", ["title: a\n- b", "title: [a", "a: b: c", "\ttitle: a", "title: 'a"])
def test_leaves_mistakes_to_the_library(header: str) -> None:
    """Whose sentence says what is wrong."""
    assert plain_tree(header) is None
    with pytest.raises(DispatchError):
        compose(header, "p.md")
