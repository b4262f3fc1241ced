"""A small hostile server of our own: every kind of fault is refused for its reason or taken whole, and the run goes on."""

import contextlib
import gzip
import json
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from legacy_import.capture.answers import retry_after
from legacy_import.capture.fetch import Fetcher, Limits
from legacy_import.capture.robots import parse_robots
from legacy_import.commands import run_import
from legacy_import.errors import CaptureError
from legacy_import.network import Network
from legacy_import.pipeline import Importer
from support.hostile import STORY, WORDS, Behaviour, Hostile, Line


@pytest.fixture
def hostile() -> Iterator[Hostile]:
    server = Hostile()
    yield server
    server.close()


def drip(line: Line) -> None:
    line.head(Content_Length=5000)
    for _number in range(200):
        line.raw(b"x")
        time.sleep(0.05)


def header_bomb(line: Line) -> None:
    line.raw(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        line.raw(b"X-%d: %s\r\n" % (number, b"v" * 900))


def gzip_bomb(line: Line) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = b"".join(packer.compress(b" " * 1_000_000) for _number in range(20)) + packer.flush()
    line.page(data, Content_Encoding="gzip")


def reset(line: Line) -> None:
    line.head(Content_Length=9000)
    line.raw(b"half")
    line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def endless(line: Line) -> None:
    line.head()
    while True:
        line.raw(b"y" * 65536)


def bad_checksum(line: Line) -> None:
    data = bytearray(gzip.compress(STORY.encode()))
    data[-8] ^= 0xFF
    line.page(bytes(data), Content_Encoding="gzip")


def to(where: str) -> Behaviour:
    return lambda line: line.page("", "302 Found", Location=where)


FAULTS: dict[str, tuple[Behaviour, set[str]]] = {
    "drip": (drip, {"timeout"}),
    "silent": (lambda line: time.sleep(3), {"timeout"}),
    "header-bomb": (header_bomb, {"protocol_error", "too_large", "connection"}),
    "endless": (endless, {"too_large", "timeout"}),
    "huge-length": (lambda line: line.head(Content_Length=2 << 30), {"too_large"}),
    "negative-length": (
        lambda line: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx"),
        {"protocol_error"},
    ),
    "two-lengths": (
        lambda line: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9\r\n\r\nxxxxxxxxx"),
        {"protocol_error"},
    ),
    "cut-off": (lambda line: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf"), {"truncated"}),
    "bad-chunk": (
        lambda line: (line.head(Transfer_Encoding="chunked"), line.raw(b"ZZ\r\nx"))[0],
        {"protocol_error", "truncated"},
    ),
    "no-last-chunk": (
        lambda line: (line.head(Transfer_Encoding="chunked"), line.raw(b"4\r\nhalf\r\n"))[0],
        {"truncated"},
    ),
    "reset": (reset, {"connection", "truncated", "protocol_error"}),
    "garbage": (lambda line: line.raw(b"\x00\x01 no http\r\n\r\n"), {"protocol_error"}),
    "http09": (lambda line: line.raw(STORY.encode()), {"protocol_error"}),
    "gzip-bomb": (gzip_bomb, {"too_large"}),
    "cut-gzip": (
        lambda line: line.page(gzip.compress(STORY.encode())[:-9], Content_Encoding="gzip"),
        {"truncated", "decode_error"},
    ),
    "bad-checksum": (bad_checksum, {"decode_error"}),
    "no-gzip": (lambda line: line.page(Content_Encoding="gzip"), {"decode_error"}),
    "brotli": (lambda line: line.page(b"\x0b\x02\x80", Content_Encoding="br"), {"unsupported_encoding"}),
    "two-packings": (
        lambda line: line.page(gzip.compress(b"x"), Content_Encoding="gzip, gzip"),
        {"unsupported_encoding"},
    ),
    "loop": (to("/loop"), {"too_many_redirects"}),
    "nowhere": (lambda line: line.page("", "302 Found"), {"http_status"}),
    "to-file": (to("file:///etc/passwd"), {"blocked_scheme"}),
    "to-data": (to("data:text/html,x"), {"blocked_scheme"}),
    "to-metadata": (to("http://169.254.169.254/latest/"), {"blocked_address"}),
    "to-other-port": (to("http://localhost:9/secret"), {"blocked_address"}),
    "to-mapped": (to("http://[::ffff:127.0.0.1]:9/"), {"blocked_address"}),
    "to-nat64": (to("http://[64:ff9b::7f00:1]:9/"), {"blocked_address"}),
    "to-decimal": (to("http://2130706433:9/"), {"blocked_address"}),
    "to-octal": (to("http://0177.0.0.1:9/"), {"blocked_address"}),
    "to-localhost-dot": (to("http://localhost.:9/"), {"blocked_address"}),
    "to-userinfo": (to("http://a.example@127.0.0.1:9/"), {"blocked_address"}),
    "tomorrow": (lambda line: line.page("", "429 Too Many", Retry_After="86400"), {"rate_limited"}),
    "forever-busy": (lambda line: line.page("", "503 Busy", Retry_After="1"), {"rate_limited"}),
    "gone": (lambda line: line.page(status="410 Gone"), {"gone"}),
    "forbidden": (lambda line: line.page(status="403 No"), {"http_status"}),
    "partial": (lambda line: line.page(status="206 Partial"), {"http_status"}),
    "unasked-304": (lambda line: line.head("304 Not Modified"), {"http_status"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_refused_for_its_reason(name: str, hostile: Hostile) -> None:
    behaviour, codes = FAULTS[name]
    hostile.does[f"/{name}"] = behaviour
    began = time.monotonic()
    with pytest.raises(CaptureError) as refused:
        hostile.fetcher().fetch(f"{hostile.url}/{name}")
    assert refused.value.code in codes, str(refused.value)
    assert time.monotonic() - began < 8
    assert len(hostile.asked) <= 13


def test_a_name_that_changes_its_address_is_connected_to_where_it_was_checked(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once a connection; what was looked at is what is asked."""
    answers = iter(["93.184.216.34", "127.0.0.1"])
    looked_up: list[str] = []

    def rebinding(host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    connected: list[str] = []

    def connect(_socket: socket.socket, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise OSError("no network in tests")

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(CaptureError):
        Fetcher(limits=Limits(retries=0), sleep=lambda _s: None).fetch("http://rebind.example/a")
    assert connected == ["93.184.216.34"]
    assert "127.0.0.1" not in connected


def test_a_robots_txt_without_end_is_read_as_far_as_it_must_be(hostile: Hostile) -> None:
    def rules(line: Line) -> None:
        line.head()
        line.raw(b"User-agent: *\nDisallow: /a\n")
        while True:
            line.raw(b"# padding\n" * 5000)

    hostile.does["/robots.txt"] = rules
    with pytest.raises(CaptureError) as refused:
        hostile.fetcher().fetch(f"{hostile.url}/a")
    assert refused.value.code == "robots"


def test_a_pause_of_a_day_is_not_slept_and_two_seconds_are(hostile: Hostile) -> None:
    hostile.does["/robots.txt"] = lambda line: line.page("User-agent: *\nCrawl-delay: 86400\n")
    with pytest.raises(CaptureError) as refused:
        hostile.fetcher().fetch(f"{hostile.url}/a")
    assert refused.value.code == "rate_limited"
    hostile.does["/robots.txt"] = lambda line: line.page("User-agent: *\nCrawl-delay: 2\n")
    hostile.does["/a"] = lambda line: line.page()
    hostile.fetcher().fetch(f"{hostile.url}/a")
    assert 1.5 < hostile.waits[0] <= 2.0


def test_the_limits_of_a_run_hold(hostile: Hostile) -> None:
    hostile.does["/a"] = lambda line: line.page()
    with pytest.raises(CaptureError, match="that is the limit"):
        hostile.fetcher(per_host=1).fetch(f"{hostile.url}/a")


def test_a_retry_after_of_any_make() -> None:
    import datetime as dt

    now = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)
    assert retry_after("2", now) == 2.0
    assert retry_after("Mon, 06 May 2024 07:08:12 GMT", now) == 3.0
    assert [retry_after(text, now) for text in ("-1", "banana", "", None, "²")] == [None] * 5


def test_other_records_of_robots_do_not_end_a_group() -> None:
    """RFC 9309 §2.2.4: parsing of other records MUST NOT interfere; so `*` shares the next agent's rules."""
    rules = parse_robots(
        b"User-agent: *\nInvalid_directive: /gb.html\nUser-agent: ia_archiver\nDisallow: /\n"
    )
    assert not rules.allows("http://x.example/foo")


def test_what_has_not_changed_is_not_sent_again(hostile: Hostile, content: Path) -> None:
    seen: list[bytes] = []

    def page(line: Line) -> None:
        if line.count == 1:
            line.page(ETag='"v1"', Last_Modified="Thu, 05 Feb 2004 10:00:00 GMT")
        else:
            seen.append(b"again")
            line.head("304 Not Modified", ETag='"v1"')

    hostile.does["/late.html"] = page
    allow = (f"localhost:{hostile.port}",)
    assert run_import(f"{hostile.url}/late.html", content=content, allow=allow, pause=0.0) == 0
    before = {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}
    assert run_import(f"{hostile.url}/late.html", content=content, allow=allow, pause=0.0) == 0
    assert seen == [b"again"]
    assert {path: path.read_bytes() for path in content.rglob("*") if path.is_file()} == before


def spoil(hostile: Hostile) -> list[str]:
    """Let one page be good and the others bad, each in its way; gives their names."""
    hostile.does["/good.html"] = lambda line: line.page()
    hostile.does["/soft.html"] = lambda line: line.page(
        "<title>Page not found</title><h1>Page not found</h1><p>Sorry.</p>"
    )
    hostile.does["/deep.html"] = lambda line: line.page("<div>" * 20_000 + "deep" + "</div>" * 20_000)
    hostile.does["/attributes.html"] = lambda line: line.page(
        "<p " + " ".join(f"a{n}=1" for n in range(9000)) + f">x{WORDS}"
    )
    hostile.does["/cut.html"] = lambda line: line.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf")
    return ["good", "soft", "deep", "attributes", "cut", "stop"]


def stopped_by_hand(self: Fetcher, url: str, role: str = "page", fetch: object = Fetcher.fetch) -> object:
    """Ctrl-C at the last page."""
    if url.endswith("stop.html"):
        raise KeyboardInterrupt
    assert callable(fetch)
    return fetch(self, url, role)


def test_the_rest_of_a_run_goes_on_and_a_stopped_one_resumes(
    hostile: Hostile,
    content: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = spoil(hostile)
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(f"{hostile.url}/{name}.html" for name in names), encoding="utf-8")
    allow = (f"localhost:{hostile.port}",)
    fetch = Fetcher.fetch
    monkeypatch.setattr(Fetcher, "fetch", stopped_by_hand)
    assert run_import(str(listed), content=content, allow=allow, pause=0.0) == 1
    assert (content / "captures" / "unfinished.json").exists()
    monkeypatch.setattr(Fetcher, "fetch", fetch)
    hostile.does["/stop.html"] = lambda line: line.page(
        STORY.replace("Late tug", "Early tug").replace("late", "early")
    )
    capsys.readouterr()
    assert run_import(str(listed), content=content, allow=allow, pause=0.0, as_json=True) == 3
    rows = {row["page"].rsplit("/", 1)[1]: row for row in json.loads(capsys.readouterr().out)["pages"]}
    assert hostile.asked.count("/good.html") == 1
    assert rows["good.html"]["outcome"] == rows["stop.html"]["outcome"] == "written"
    codes = {name: row["code"] for name, row in rows.items() if row["outcome"] == "refused"}
    assert codes == {
        "soft.html": "not_article",
        "deep.html": "too_complex",
        "attributes.html": "too_complex",
        "cut.html": "truncated",
    }
    assert not (content / "captures" / "unfinished.json").exists()
    report = (content / "captures" / "report.html").read_text(encoding="utf-8")
    assert "too_complex" in report
    assert "<script" not in report


def test_a_permission_is_in_the_warc_and_in_the_report(
    hostile: Hostile, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile.does["/robots.txt"] = lambda line: line.page("User-agent: *\nDisallow: /\n")
    hostile.does["/a.html"] = lambda line: line.page()
    reason = "the editor agreed, 3 May"
    allow = (f"localhost:{hostile.port}",)
    assert (
        run_import(
            f"{hostile.url}/a.html",
            content=content,
            allow=allow,
            pause=0.0,
            permitted=(("localhost", reason),),
        )
        == 0
    )
    assert reason in capsys.readouterr().out
    packed = next((content / "captures").glob("*.warc.gz"))
    records = gzip.decompress(packed.read_bytes())
    assert b"WARC-Type: metadata" in records
    assert f"permission: {reason}".encode() in records
    assert reason in (content / "captures" / "report.html").read_text(encoding="utf-8")
    import subprocess
    import sys

    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", str(packed)], capture_output=True, check=False
    )
    assert check.returncode == 0, check.stdout


def test_an_archived_site_is_imported_under_its_own_address(hostile: Hostile, content: Path) -> None:
    original = "http://gone.example/2004/tug.html"
    cdx = f'[["timestamp","original","mimetype","statuscode","digest"],["20040206101112","{original}","text/html","200","A"]]'
    prefix = f"/cdx/search/cdx?url={'http%3A%2F%2Fgone.example%2F'}"

    def listing(line: Line) -> None:
        line.page(cdx, Content_Type="application/json")

    class Prefixed(dict[str, Behaviour]):
        def get(self, path: str, default: Behaviour) -> Behaviour:  # type: ignore[override]
            return listing if path.startswith(prefix) else super().get(path, default)

    hostile.does = Prefixed(
        {f"/web/20040206101112id_/{original}": lambda line: line.page(Memento_Datetime="x")}
    )
    allow = (f"localhost:{hostile.port}",)
    assert (
        run_import(f"{hostile.url}/web/*/http://gone.example/*", content=content, allow=allow, pause=0.0) == 0
    )
    text = next((content / "dispatches").rglob("*.md")).read_text(encoding="utf-8")
    assert f"url: {original}" in text
    assert "captured: 2004-02-06" in text
    records = gzip.decompress(next((content / "captures").glob("*.warc.gz")).read_bytes())
    assert f"WARC-Target-URI: {original}".encode() in records
    assert f"X-Stringer-Archive: {hostile.url}/web/20040206101112id_/".encode() in records
    assert b"X-Stringer-Fetched: 20" in records


def test_a_page_whose_pictures_are_all_gone_is_not_asked_for_each(hostile: Hostile, tmp_path: Path) -> None:
    """A polite pause between them would else take as long as the page has pictures."""
    hostile.does["/7.jpg"] = lambda line: line.page("a picture")
    find = Network(hostile.fetcher(), Importer(tmp_path)).pictures()
    found = [find(f"{hostile.url}/{number}.jpg") for number in range(40)]
    assert [number for number, data in enumerate(found) if data] == [7]
    assert sum(path.endswith(".jpg") for path in hostile.asked) == 8 + 10


def test_a_server_cannot_push_what_nobody_asked_to_read(hostile: Hostile) -> None:
    """Two gigabytes are announced and refused; what was sent meanwhile stays within a megabyte."""
    sent: list[int] = []

    def huge(line: Line) -> None:
        line.head(Content_Length=2 << 30)
        with contextlib.suppress(OSError):
            while True:
                line.raw(b"z" * 65536)
                sent.append(65536)

    hostile.does["/huge"] = huge
    with pytest.raises(CaptureError) as refused:
        hostile.fetcher().fetch(f"{hostile.url}/huge")
    assert refused.value.code == "too_large"
    assert sum(sent) < 1 << 20
