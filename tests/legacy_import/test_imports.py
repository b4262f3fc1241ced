"""The command on every kind of source, from what it is given to dispatches; and runs that are broken off."""

import gzip
import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archives import in_process
from newsroom import cli
from support.site import Site, open_site

SENTENCES = [
    "The salt barge waited nine hours at the lower lock on Tuesday because the keeper had the only key to it.",
    "The pilots closed the northern channel at noon when the ice reached forty centimetres, and eight ships wait.",
    "After eleven years the clock of the old station struck nine again on Friday evening, a little late.",
    "The boat that takes forty children to school across the lake has got a second engine from the parish.",
    "The lighthouse keeper has counted birds for thirty years and filled sixty notebooks with his figures.",
    "Nobody could say when the second key of the lower lock had been lost, because the book is silent about it.",
]
TITLES = [
    "Salt barge waits",
    "Ice closes the channel",
    "Clock runs again",
    "School boat gets an engine",
    "Keeper counts birds",
    "Second key is lost",
]


def story(number: int) -> str:
    """A page of a small wire: its headline, day and text, with a line of other stories below."""
    body = "".join(
        f"<p>{SENTENCES[(number + step) % 6]} In piece {number} it is said {word}.</p>"
        for step, word in enumerate(("once", "twice", "again"))
    )
    return (
        f'<html><head><title>{TITLES[number]}</title></head><body><h1>{TITLES[number]}</h1><p class="date">{number + 3} February 2004</p>'
        f"<p class='byline'>By Piet Orman</p><div class='text'>{body}</div><p><a href='/'>Home</a></p></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as opened:
        for number in range(6):
            opened.put(f"/2004/piece-{number}.html", story(number))
        yield opened


def bring(site: Site, content: Path, source: str, *options: str) -> int:
    return cli.main(
        [
            "import",
            source,
            "--content",
            str(content),
            "--allow",
            f"localhost:{site.port}",
            "--pause",
            "0",
            *options,
        ]
    )


def titles(content: Path) -> list[str]:
    lines = [
        path.read_text(encoding="utf-8").split("\n")[1] for path in (content / "dispatches").rglob("*.md")
    ]
    return sorted(line.removeprefix("title: ") for line in lines)


def contents(content: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in content.rglob("*") if path.is_file()}


def brings_all(site: Site, content: Path, source: str, *options: str) -> None:
    """All six come in; a second run asks politely and changes nothing."""
    assert bring(site, content, source, *options) == 0
    assert titles(content) == sorted(TITLES)
    before = contents(content)
    assert bring(site, content, source, *options) == 0
    assert contents(content) == before


def test_an_authors_list_page_after_page(site: Site, content: Path) -> None:
    for page in (1, 2, 3):
        items = "".join(
            f'<li><a href="/2004/piece-{number}.html">{TITLES[number]} in the harbour</a></li>'
            for number in (2 * page - 2, 2 * page - 1)
        )
        after = f'<a href="/authors/orman?page={page + 1}">Older stories</a>' if page < 3 else ""
        path = "/authors/orman" + (f"?page={page}" if page > 1 else "")
        site.put(
            path,
            f'<html><body><a href="/about">About the wire and its people</a><ul>{items}</ul>{after}</body></html>',
        )
    brings_all(site, content, f"{site.url}/authors/orman", "--as", "section")
    assert "/about" not in site.paths


def test_a_sitemap_index_with_a_packed_part(site: Site, content: Path) -> None:
    def part(numbers: range) -> bytes:
        rows = "".join(f"<url><loc>{site.url}/2004/piece-{number}.html</loc></url>" for number in numbers)
        return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'.encode()

    site.put("/1.xml", part(range(4)), "application/xml")
    site.put("/2.xml.gz", gzip.compress(part(range(3, 6))), "application/gzip")
    names = "".join(f"<sitemap><loc>{site.url}/{name}</loc></sitemap>" for name in ("1.xml", "2.xml.gz"))
    site.put("/sitemap.xml", f"<sitemapindex>{names}</sitemapindex>", "text/xml")
    brings_all(site, content, f"{site.url}/sitemap.xml")


def test_a_feed_gives_each_pieces_own_page_and_its_text_where_that_is_gone(site: Site, content: Path) -> None:
    del site.answers["/2004/piece-5.html"]
    body = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    items = "".join(
        f"<item><title>{TITLES[number]}</title><link>{site.url}/2004/piece-{number}.html</link><pubDate>Sun, 08 Feb 2004 10:00:00 GMT</pubDate>"
        f"<description><![CDATA[{body}]]></description></item>"
        for number in range(6)
    )
    site.put(
        "/feed",
        f'<rss version="2.0"><channel><title>Wire</title>{items}</channel></rss>',
        "application/rss+xml",
    )
    brings_all(site, content, f"{site.url}/feed")


@pytest.mark.parametrize("form", ["txt", "csv", "tsv"])
def test_a_list_of_addresses(site: Site, content: Path, tmp_path: Path, form: str) -> None:
    sign = {"txt": "", "csv": ";", "tsv": "\t"}[form]
    rows = [
        f"{TITLES[number]}{sign}" * bool(sign) + f"{site.url}/2004/piece-{number}.html" for number in range(6)
    ]
    (tmp_path / f"mine.{form}").write_text(
        "\n".join(["# mine" if form == "txt" else f"title{sign}address", *rows]) + "\n", encoding="utf-8"
    )
    brings_all(site, content, str(tmp_path / f"mine.{form}"))


def test_a_list_that_looks_like_a_page_is_what_it_is_said_to_be(
    site: Site, content: Path, tmp_path: Path
) -> None:
    links = "<br>\n".join(f"{site.url}/2004/piece-{number}.html" for number in range(6))
    (tmp_path / "links.html").write_text(f"<html>\n{links}\n</html>".replace("<br>", ""), encoding="utf-8")
    assert bring(site, content, str(tmp_path / "links.html"), "--as", "list") in (0, 3)
    assert titles(content) == sorted(TITLES)


def test_the_wayback_machines_copies_of_a_site_that_is_gone(
    site: Site, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [["timestamp", "original", "mimetype", "statuscode", "digest"]]
    for number in range(6):
        original = f"http://www.wire.example:80/2004/piece-{number}.html"
        rows.append([f"2004030{number + 1}101112", original, "text/html", "200", f"D{number}"])
        site.put(
            f"/web/2004030{number + 1}101112id_/{original}",
            story(number),
            **{"X-Archive-Orig-Last-Modified": "Sun, 08 Feb 2004 10:00:00 GMT"},
        )
    query = "url=http%3A%2F%2Fwww.wire.example%2F&output=json&fl=timestamp%2Coriginal%2Cmimetype%2Cstatuscode%2Cdigest"
    query += "&filter=statuscode%3A200&filter=mimetype%3Atext%2Fhtml&collapse=urlkey&matchType=prefix&from=2004&to=2004"
    site.put(f"/cdx/search/cdx?{query}", json.dumps(rows), "application/json")
    brings_all(site, content, f"{site.url}/web/2004*/http://www.wire.example/*")
    text = next((content / "dispatches").rglob("*salt-barge*")).read_text(encoding="utf-8")
    assert "url: http://www.wire.example:80/2004/piece-0.html" in text
    assert "captured: 2004-03-01" in text
    assert capsys.readouterr().err.count("Traceback") == 0


def test_several_warcs_and_an_index_of_them(site: Site, content: Path, tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    for half in (0, 1):
        other = tmp_path / f"other{half}"
        (tmp_path / f"{half}.txt").write_text(
            "\n".join(f"{site.url}/2004/piece-{number}.html" for number in range(3 * half, 3 * half + 3)),
            encoding="utf-8",
        )
        other.mkdir()
        assert bring(site, other, str(tmp_path / f"{half}.txt")) == 0
        (warc,) = (other / "captures").glob("*.warc.gz")
        name = f"part-{half}.warc.gz"
        (shelf / name).write_bytes(warc.read_bytes())
        rows = (other / "captures/index.cdxj").read_text(encoding="utf-8").replace(warc.name, name)
        with (shelf / "index.cdxj").open("a", encoding="utf-8") as index:
            index.write(rows)
    brings_all(site, content, str(shelf))
    again = tmp_path / "again"
    again.mkdir()
    brings_all(site, again, str(shelf / "index.cdxj"))
    plain = tmp_path / "plain"
    plain.mkdir()
    (shelf / "part-0.warc").write_bytes(gzip.decompress((shelf / "part-0.warc.gz").read_bytes()))
    assert bring(site, plain, str(shelf / "part-0.warc")) == 0
    assert len(titles(plain)) == 3


def test_a_dry_run_of_a_list_asks_for_no_page_and_writes_nothing(
    site: Site, content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.txt").write_text(
        "\n".join(f"{site.url}/2004/piece-{number}.html" for number in range(6)), encoding="utf-8"
    )
    before = contents(content)
    assert bring(site, content, str(tmp_path / "mine.txt"), "--dry-run") == 0
    assert site.paths == []
    assert contents(content) == before
    assert "would be fetched" in capsys.readouterr().out


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill -9", "Ctrl-C"])
def test_a_run_that_is_broken_off_goes_on_and_asks_for_nothing_twice(
    site: Site, content: Path, tmp_path: Path, how: signal.Signals
) -> None:
    (tmp_path / "mine.txt").write_text(
        "\n".join(f"{site.url}/2004/piece-{number}.html" for number in range(6)), encoding="utf-8"
    )
    arguments = (
        "import",
        str(tmp_path / "mine.txt"),
        "--content",
        str(content),
        "--allow",
        f"localhost:{site.port}",
        "--pause",
        "0",
    )
    site.delay_s = 0.25
    run = in_process(*arguments)
    while len(site.paths) < 4 and run.poll() is None:
        time.sleep(0.02)
    run.send_signal(how)
    _out, said = run.communicate(timeout=30)
    assert "Traceback" not in said
    if how is signal.SIGINT:
        assert "the same command goes on from there" in said
    assert len(site.paths) < 6
    assert not list((content / "dispatches").rglob("*.md"))
    had = site.paths[:3]
    site.delay_s = 0.0
    assert bring(site, content, str(tmp_path / "mine.txt")) == 0
    assert titles(content) == sorted(TITLES)
    assert all(site.paths.count(path) == 1 for path in had)
    assert not (content / "captures/unfinished.json").exists()


def test_a_long_run_says_how_fast_it_is_and_how_long_still() -> None:
    from legacy_import.progress import Pace

    now = iter([0.0, 5.0, 11.0, 12.0])
    pace = Pace(100, "fetched", lambda: next(now))
    assert [pace.step(), pace.step()] == [None, "2 of 100 pages fetched, 0.2 a second, 8 min left"]


def test_the_report_names_what_became_of_each_page(
    site: Site, content: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [f"{site.url}/2004/piece-0.html", f"{site.url}/gone.html", "no address here"]
    (tmp_path / "mine.txt").write_text("\n".join([*lines, f"{site.url}/2004/piece-1.html"]), encoding="utf-8")
    assert bring(site, content, str(tmp_path / "mine.txt")) == 3
    said = capsys.readouterr().out
    assert "2 new" in said
    assert "2 refused" in said
    assert f"{site.url}/gone.html: refused" in said
    page = (content / "captures/report.html").read_text(encoding="utf-8")
    assert "gone.html" in page
    assert "no address here" in page
