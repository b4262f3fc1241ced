"""Nothing is dropped in silence: every word a page shows is in the dispatch or on the list of what was left out."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from legacy_import.extract import Extraction, Page, extract_pages

Words = Callable[[int], str]
Part = Callable[[Words], str]

# A page is put together from such parts; every call of `words` gives words that stand nowhere else.
PARTS: dict[str, Part] = {
    "paragraph": lambda words: f"<p>{words(30)}, {words(12)}.</p>",
    "short paragraph": lambda words: f"<p>{words(4)}</p>",
    "subhead": lambda words: f"<h2>{words(4)}</h2>",
    "second headline": lambda words: f"<h1>{words(5)}</h1>",
    "list": lambda words: f"<ul><li>{words(8)}</li><li>{words(5)}</li></ul>",
    "list of links": lambda words: (
        "<ul>" + "".join(f'<li><a href="/{words(1)}">{words(6)}</a></li>' for _ in range(3)) + "</ul>"
    ),
    "card": lambda words: (
        f'<div class="card"><a href="/{words(1)}"><h3>{words(5)}</h3><p>{words(14)}</p></a></div>'
    ),
    "picture": lambda words: f'<figure><img src="/a.jpg"><figcaption>{words(9)}</figcaption></figure>',
    "picture box": lambda words: f'<div><img src="/b.jpg"><p>{words(7)}</p></div>',
    "caption by class": lambda words: f'<p class="caption">{words(8)}</p>',
    "sidebar": lambda words: f'<aside class="related"><h3>Related</h3><p>{words(25)}</p></aside>',
    "byline": lambda words: "<p>By Nadia Orlov</p>",
    "dateline": lambda words: f"<p>BAKU, July 27 (Meridian) — {words(20)}, {words(15)}.</p>",
    "credit": lambda words: "<p>Photo: Tomas Grein</p>",
    "sign-off": lambda words: "<p>Nadia Orlov, Alat</p>",
    "stamp": lambda words: "<p>Published 27 July 2009</p>",
    "call": lambda words: f"<p>Read more: {words(6)}</p>",
    "notice": lambda words: f"<p>Sign up for our newsletter {words(3)}</p>",
    "link in capitals": lambda words: f'<p><a href="/c">{words(5).upper()}</a></p>',
    "quotation": lambda words: f"<blockquote><p>{words(16)}</p></blockquote>",
    "table": lambda words: (
        "<table>" + "".join(f"<tr><td>{words(1)}</td><td>{words(1)}</td></tr>" for _ in range(3)) + "</table>"
    ),
    "navigation": lambda words: f'<nav><a href="/d">{words(2)}</a> <a href="/e">{words(2)}</a></nav>',
    "footer": lambda words: f"<footer><p>{words(18)}</p></footer>",
    "lines": lambda words: f"<div>{words(6)}<br>{words(9)}<br>Nadia Orlov</div>",
}


def page_of(names: list[str]) -> str:
    """The HTML of a page with these parts, in this order."""
    count = 0

    def words(number: int) -> str:
        nonlocal count
        count += number
        return " ".join(f"word{at}x" for at in range(count - number, count))

    head = "<title>Ferry returns to Alat - Meridian</title>"
    body = "".join(PARTS[name](words) for name in names)
    return f"<html lang='en'><head>{head}</head><body><h1>Ferry returns to Alat</h1>{body}</body></html>"


def shown_words(source: str) -> set[str]:
    """The numbered words that the page shows; addresses show none."""
    body = re.sub(r'href="[^"]*"', "", source.partition("<body>")[2])
    return set(re.findall(r"word\d+x", body.lower()))


def told_words(extraction: Extraction) -> set[str]:
    """The numbered words in the dispatch's text and fields and in the list of what was dropped."""
    picture = extraction.lead_image.value if extraction.lead_image else None
    told = [
        extraction.body_markdown or "",
        extraction.title.value if extraction.title else "",
        (picture.caption or "") + " " + (picture.credit or "") if picture else "",
        *(drop.text for drop in extraction.dropped),
    ]
    return set(re.findall(r"word\d+x", " ".join(told).lower()))


@given(names=st.lists(st.sampled_from(sorted(PARTS)), min_size=1, max_size=14))
@settings(max_examples=150, deadline=None)
def test_every_word_is_kept_or_listed(names: list[str]) -> None:
    source = page_of(["paragraph", "paragraph", *names, "paragraph"])
    extraction = extract_pages([Page("one", source.encode(), "https://meridian.example/2009/07/27/ferry")])[0]
    assert extraction.error is None
    assert shown_words(source) - told_words(extraction) == set()


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_part_is_kept_or_listed_between_paragraphs(name: str) -> None:
    source = page_of(["paragraph", "paragraph", name, "paragraph", "paragraph", name])
    extraction = extract_pages([Page("one", source.encode(), "https://meridian.example/2009/07/27/ferry")])[0]
    assert shown_words(source) - told_words(extraction) == set()


@given(names=st.lists(st.sampled_from(sorted(PARTS)), min_size=2, max_size=8))
@settings(max_examples=40, deadline=None)
def test_every_word_is_kept_or_listed_where_pages_teach_each_other(names: list[str]) -> None:
    sources = [page_of(["paragraph", "paragraph", *names[at:], *names[:at], "paragraph"]) for at in range(3)]
    sources = [re.sub(r"word(\d+)x", rf"word{at}\1x", source) for at, source in enumerate(sources)]
    pages = [
        Page(str(at), source.encode(), f"https://meridian.example/{at}") for at, source in enumerate(sources)
    ]
    for source, extraction in zip(sources, extract_pages(pages), strict=True):
        assert extraction.error is None
        assert shown_words(source) - told_words(extraction) == set()
