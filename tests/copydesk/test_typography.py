"""Spaces that do not break, and nothing else changed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.typography import bind


@pytest.mark.parametrize(
    ("lang", "text", "bound"),
    [
        ("en", "The boat — it waits", "The boat~— it waits"),
        ("en", "28 km of road, 5 % less, 28 kmart", "28~km of road, 5~% less, 28 kmart"),
        ("en", "I saw a ship", "I saw a ship"),
        ("ru", "В порту и у моря, с 1999 г. и 5 км", "В~порту и~у~моря, с~1999~г. и~5~км"),
        ("ru", "из-за а я", "из-за а~я"),
        ("ru", "№ 7 — «о нём»", "№~7~— «о~нём»"),
        ("az", "5 km yol — o da", "5~km yol~— o da"),
        ("en", "–5 and — so", "–5 and~— so"),
    ],
)
def test_what_belongs_together_stays_together(lang: str, text: str, bound: str) -> None:
    assert bind(f"<p>{text}</p>", lang) == f"<p>{bound.replace('~', chr(0xA0))}</p>"


def test_code_and_attributes_stay_as_they_are() -> None:
    html = '<pre><code>в a — 5 km</code></pre><a title="a — в море" href="/x">в</a><code>5 km</code>'
    assert bind(html, "ru") == html


@given(st.text("ав —№5<>p/км \n"), st.sampled_from(["en", "ru"]))
def test_only_spaces_change_and_a_second_time_nothing(text: str, lang: str) -> None:
    once = bind(text, lang)
    assert once.replace("\u00a0", " ") == text
    assert bind(once, lang) == once
