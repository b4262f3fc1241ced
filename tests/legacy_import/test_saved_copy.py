"""The saved copy: all words of a page and nothing that acts."""

import datetime as dt
import gzip
import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_import.capture import Capture, Store
from legacy_import.captured import MOST_BYTES, CapturedPages
from legacy_import.errors import CaptureError
from legacy_import.saved_copy import fit, inert_blocks

PAGE = """<html><head><title>T</title><script>bad()</script></head><body onload="bad()">
<table><tr><td>Main page</td><td>Politics</td></tr></table>
<h1>Ferries</h1><p>First <a href="javascript:bad()">line</a>.<br>Second <b>line</b>.<br><br>A new paragraph &lt;b&gt;.</p>
<ul><li>one</li><li>two</li></ul><blockquote>Said.</blockquote><pre>a  b
c</pre><img src="/a.png" alt="A quay"><img src="/b.png" alt="Not here"><img src="/dot.gif">
<form action="/x"><input value="hidden"><button>Send</button></form><iframe src="//bad.example"></iframe></body></html>"""
WANTED = [
    "<p>Main page</p>",
    "<p>Politics</p>",
    "<h2>Ferries</h2>",
    "<p>First line.<br>Second <strong>line</strong>.</p>",
    "<p>A new paragraph &lt;b&gt;.</p>",
    "<ul><li>one</li></ul>",
    "<ul><li>two</li></ul>",
    "<blockquote><p>Said.</p></blockquote>",
    "<pre>a  b\nc</pre>",
    '<p><img src="1.png" alt="A quay" width="8" height="6" loading="lazy"> [Not here]</p>',
]


def test_words_and_pictures_stay_and_nothing_else() -> None:
    pictures = {"http://a.example/a.png": ("1.png", 8, 6)}
    assert inert_blocks(PAGE, "http://a.example/p.html", pictures.get) == WANTED


TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ALLOWED = {"p", "h2", "ul", "li", "blockquote", "pre", "br", "em", "strong", "sup", "sub", "img"}


@given(
    st.lists(
        st.sampled_from(
            ["<b>", "</b>", "<p>", "<div>", "</div>", "<br>", "<script>x</script>", "<i>", "</i>", "<svg onload=x>", "<img src=x onerror=y alt='\"><s>'>",
             "<li>", "<pre>", "</pre>", "<td>", "words", "&lt;script&gt;", "\x00", "\u202e", " ", "<a href='javascript:x'>", "<blockquote>", "<!-- -->", "<h1>"]
        ),
        max_size=30,
    )
)  # fmt: skip
def test_whatever_comes_the_copy_is_well_formed_and_inert(parts: list[str]) -> None:
    shown = "".join(inert_blocks("<body>" + "".join(parts), None, lambda _: ("1.png", 1, 1)))
    assert not re.search("[\x00\u202e]", shown)
    stack: list[str] = []
    for closing, name, attributes in TAG.findall(shown):
        assert name in ALLOWED
        assert not attributes or re.fullmatch(
            r' src="1\.png" alt="[^"]*" width="1" height="1" loading="lazy"', attributes
        )
        if closing:
            assert stack.pop() == name
        elif name not in {"br", "img"}:
            stack.append(name)
    assert stack == []


def test_a_long_page_is_cut_between_two_blocks_and_says_so() -> None:
    blocks = [f"<p>{hashlib.sha256(str(n).encode()).hexdigest()}</p>" for n in range(3000)]
    made = fit(blocks, MOST_BYTES)
    assert made.is_cut
    assert made.html.endswith("</p>")
    assert MOST_BYTES * 0.8 < len(gzip.compress(made.html.encode())) <= MOST_BYTES
    assert not fit(blocks[:5], MOST_BYTES).is_cut


@pytest.fixture
def captured(content: Path, capture_page: Capture) -> CapturedPages:
    Store(content).add(capture_page)
    return CapturedPages(content, content.parent / "cache")


@pytest.fixture
def capture_page() -> Capture:
    data = PAGE.encode()
    return Capture(
        "<urn:uuid:1>", "http://a.example/p.html", dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        hashlib.sha256(data).hexdigest(), data, "text/html; charset=utf-8",
    )  # fmt: skip


def test_a_record_is_known_by_its_name_and_its_hash(captured: CapturedPages, capture_page: Capture) -> None:
    assert captured.has(capture_page.id, capture_page.sha256)
    assert not captured.has(capture_page.id, "0" * 64)
    assert not captured.has("<urn:uuid:2>", capture_page.sha256)


def test_reading_writes_nothing_below_content_and_the_second_time_is_the_cache(
    captured: CapturedPages, capture_page: Capture, content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    first = captured.copy(capture_page.id, capture_page.sha256, with_pictures=False)
    monkeypatch.setattr(CapturedPages, "_made", None)
    assert captured.copy(capture_page.id, capture_page.sha256, with_pictures=False) == first
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def test_bytes_that_are_not_those_that_were_captured_are_an_error(
    captured: CapturedPages, capture_page: Capture, content: Path
) -> None:
    (path,) = (content / "captures").glob("*.warc.gz")
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(CaptureError, match="does not hold at byte 0 the page that was captured"):
        captured.copy(capture_page.id, capture_page.sha256, with_pictures=False)
