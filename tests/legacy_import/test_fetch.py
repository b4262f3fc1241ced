"""Fetching over loopback: polite, within limits, and never an address that is not public."""

import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from legacy_import.capture.addresses import is_public
from legacy_import.capture.fetch import Fetcher
from legacy_import.capture.records import inflate
from legacy_import.capture.robots import parse_robots, robots_of_answer
from legacy_import.commands import run_import
from legacy_import.errors import CaptureError
from support.site import Site, open_site

PAGE = b"<html><body><p>Here.</p></body></html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        yield opened


def test_fetches_a_page_after_asking_robots(site: Site) -> None:
    site.answers["/a"] = [(200, {"Content-Type": "text/html; charset=utf-8"}, PAGE)]
    capture = site.fetcher().fetch(f"{site.url}/a#part")
    assert capture.payload == PAGE
    assert capture.content_type == "text/html; charset=utf-8"
    assert [path for path, _headers in site.asked] == ["/robots.txt", "/a"]
    assert "Stringer" in site.asked[1][1]["User-Agent"]


def test_an_address_that_is_not_public_is_never_asked(site: Site) -> None:
    with pytest.raises(CaptureError, match="not a public address") as refused:
        Fetcher().fetch(f"{site.url}/a")
    assert f"--allow localhost:{site.port}" in str(refused.value)
    assert site.asked == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.answers["/a"] = [(302, {"Location": "http://127.0.0.1:9/secret"}, b"")]
    with pytest.raises(CaptureError, match="not a public address"):
        site.fetcher().fetch(f"{site.url}/a")


@pytest.mark.parametrize("location", ["data:text/html,x", "file:///etc/passwd", "http://[bad", "gopher://x/"])
def test_a_redirect_to_no_web_address_is_a_sentence(site: Site, location: str) -> None:
    site.answers["/a"] = [(302, {"Location": location}, b"")]
    with pytest.raises(CaptureError):
        site.fetcher().fetch(f"{site.url}/a")


def test_a_circle_of_redirects_ends(site: Site) -> None:
    site.answers["/a"] = [(302, {"Location": "/a"}, b"")]
    with pytest.raises(CaptureError, match="without end"):
        site.fetcher().fetch(f"{site.url}/a")


def test_a_robots_refusal_prints_the_ways_out(site: Site) -> None:
    site.answers["/robots.txt"] = [(200, {}, b"User-agent: *\nDisallow: /a\n")]
    with pytest.raises(CaptureError, match=r"robots\.txt does not allow") as refused:
        site.fetcher().fetch(f"{site.url}/a")
    assert "save the page in the browser" in str(refused.value)
    assert "--permitted localhost" in str(refused.value)
    assert [path for path, _headers in site.asked] == ["/robots.txt"]


def test_a_permission_sets_robots_aside_and_is_recorded(site: Site) -> None:
    site.answers["/a"] = [(200, {}, PAGE)]
    fetcher = site.fetcher()
    fetcher.permitted = {"localhost": "the editor agreed by letter"}
    assert fetcher.fetch(f"{site.url}/a").extra["X-Stringer-Permission"] == "the editor agreed by letter"
    assert [path for path, _headers in site.asked] == ["/a"]


def test_an_unreachable_robots_closes_the_site(site: Site) -> None:
    site.answers["/robots.txt"] = [(503, {}, b"")]
    with pytest.raises(CaptureError, match=r"robots\.txt answered 503"):
        site.fetcher(retries=0).fetch(f"{site.url}/a")


def test_a_torn_gzip_is_an_error(site: Site) -> None:
    site.answers["/a"] = [(200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-6])]
    with pytest.raises(CaptureError, match="cut off"):
        site.fetcher().fetch(f"{site.url}/a")


def test_a_bomb_is_not_unpacked(site: Site) -> None:
    site.answers["/a"] = [(200, {"Content-Encoding": "gzip"}, gzip.compress(b"a" * 2_000_000))]
    with pytest.raises(CaptureError, match="unpacks to more"):
        site.fetcher(max_bytes=1_000_000).fetch(f"{site.url}/a")


def test_a_page_over_the_limit_is_not_read(site: Site) -> None:
    site.answers["/a"] = [(200, {}, b"<p>" + b"a" * 5000)]
    with pytest.raises(CaptureError, match="larger than"):
        site.fetcher(max_bytes=1000).fetch(f"{site.url}/a")


def test_a_body_shorter_than_promised_is_an_error(site: Site) -> None:
    site.answers["/a"] = [(200, {"Content-Length": "5000"}, PAGE)]
    with pytest.raises(CaptureError):
        site.fetcher(deadline_s=1.0).fetch(f"{site.url}/a")


def test_retry_after_is_kept_to_a_cap(site: Site) -> None:
    site.answers["/a"] = [(503, {"Retry-After": "7"}, b""), (200, {}, PAGE)]
    assert site.fetcher().fetch(f"{site.url}/a").payload == PAGE
    assert 7.0 in site.waits
    site.answers["/b"] = [(503, {"Retry-After": "9999"}, b"")]
    with pytest.raises(CaptureError, match="503"):
        site.fetcher().fetch(f"{site.url}/b")


def test_a_missing_page_is_a_sentence(site: Site) -> None:
    with pytest.raises(CaptureError, match="answered 404"):
        site.fetcher().fetch(f"{site.url}/gone")


def test_the_pause_is_a_second_unless_the_host_is_allowed(site: Site) -> None:
    site.answers["/a"] = [(200, {}, PAGE)]
    fetcher = site.fetcher(pause_s=None)
    fetcher.fetch(f"{site.url}/a")
    assert site.waits
    assert 0.5 < site.waits[0] <= 1.0


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "169.254.1.1", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "192.88.99.1", "224.0.0.1", "0.0.0.1", "100.64.1.1", "fe80::1", "no address"],
)  # fmt: skip
def test_is_not_public(address: str) -> None:
    assert not is_public(address)


def test_is_public() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1::1")


def test_robots_as_rfc_9309_says() -> None:
    assert robots_of_answer(404, b"").allows("http://x.example/a")
    assert not robots_of_answer(500, b"").allows("http://x.example/a")
    assert not robots_of_answer(None, b"").allows("http://x.example/a")
    rules = parse_robots(
        b"\xef\xbb\xbfUser-agent: *\nSomething: else\nUser-agent: Stringer\nDisallow: /private\nCrawl-delay: 3\n"
    )
    assert not rules.allows("http://x.example/private/1")
    assert rules.allows("http://x.example/open")
    assert rules.delay_s() == 3.0


def test_only_known_packings_are_undone() -> None:
    assert inflate(gzip.compress(PAGE), "gzip") == PAGE
    with pytest.raises(CaptureError, match="packed as br"):
        inflate(PAGE, "br")


def test_an_address_is_imported_with_its_picture_and_again_changes_nothing(site: Site, content: Path) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (200, 120), "teal").save(picture, "PNG")
    words = "<p>The pilots closed the northern channel at noon, and eight ships lie in the roads with coal for three days.</p>"
    page = (
        '<html><head><title>Ice in the channel</title></head><body><h1>Ice in the channel</h1><p class="date">5 February 2004</p>'
        f'<figure><img src="/p.png"><figcaption>The roads. Photo: Ada Brill</figcaption></figure>{words * 4}</body></html>'
    )
    site.answers["/2004/ice.html"] = [(200, {"Content-Type": "text/html"}, page.encode())]
    site.answers["/p.png"] = [(200, {"Content-Type": "image/png"}, picture.getvalue())]
    address = f"{site.url}/2004/ice.html"
    assert run_import(address, content=content, allow=(f"localhost:{site.port}",), pause=0.0) == 0
    text = (content / "dispatches/2004/2004-02-05-ice-in-the-channel.md").read_text(encoding="utf-8")
    assert "file: images/2004/ice-in-the-channel/p.png" in text
    assert f"url: {address}" in text
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert run_import(address, content=content, allow=(f"localhost:{site.port}",), pause=0.0) == 0
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def test_a_refused_address_is_reported_with_the_ways_out(
    site: Site, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.answers["/robots.txt"] = [(200, {}, b"User-agent: *\nDisallow: /\n")]
    assert run_import(f"{site.url}/a", content=content, allow=(f"localhost:{site.port}",), pause=0.0) == 1
    said = capsys.readouterr().out
    assert "save the page in the browser" in said
    assert list(content.rglob("*.warc.gz")) == []


def test_a_broken_line_is_tried_again(site: Site) -> None:
    site.answers["/a"] = [(200, {"Content-Length": "9000"}, PAGE), (200, {}, PAGE)]
    assert site.fetcher(deadline_s=2.0).fetch(f"{site.url}/a").payload == PAGE
