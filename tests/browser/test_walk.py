"""Every kind of page, at three widths and in four looks: nothing cut off, nothing that moves, no barrier, no weight."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archives import ArchiveFolder, keep_house, served
from newsroom import setup_node
from newsroom.checkout import CACHE
from support import walk
from support.poor_line import poor_line

pytestmark = pytest.mark.browser

REPORT = CACHE / "report"
KINDS = {
    "home": "",
    "dispatch": "2009/11/07/the-town-that-stands-on-legs/",
    "dispatch corrected": "2019/03/14/the-boat-leaves-when-it-is-full/",
    "dispatch in a series": "2011/10/27/twenty-three-voices-behind-glass/",
    "dispatch imported": "2006/11/21/the-list-that-the-queue-keeps-of-itself/",
    "withdrawn": "2010/10/02/the-clock-on-the-seafront/",
    "dispatch in Azerbaijani": "az/2019/03/15/alat-gemi-dolanda-gedir/",
    "dispatch in Russian": "ru/2004/05/01/derbent-dve-steny/",
    "saved copy": "2006/11/21/the-list-that-the-queue-keeps-of-itself/saved/",
    "places": "places/",
    "place": "places/baku/",
    "place written about": "places/caspian-sea/",
    "people": "people/",
    "person": "people/leyla-sample/",
    "sections": "sections/",
    "section": "sections/caspian/",
    "topics": "topics/",
    "topic": "topics/language/",
    "series list": "series/",
    "series": "series/working-rooms/",
    "years": "years/",
    "year": "2009/",
    "month": "2009/11/",
    "day": "2009/11/07/",
    "language": "ru/",
    "year in a language": "ru/2009/",
    "corrections": "corrections/",
    "translations": "translations/",
    "data": "data/",
    "search": "search/",
    "search results": "search/?q=ferries",
    "about": "about/",
    "lost": "no/such/page/",
}
LONG = "Donaudampfschifffahrtsgesellschaftskapitaen" * 7
ODD_TAGS = "[../x, <b>, C#, C++, 😀, Baku Port, baku-port]"


def fresh_folder(name: str) -> Path:
    folder = REPORT / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def walked(browser: Browser, address: str, kinds: dict[str, str], name: str) -> list[str]:
    """Walk, report, and give the faults, each with its page and look."""
    axe = (setup_node.install_js_tools() / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    folder = fresh_folder(name)
    seen = list(walk.walk(browser, axe, address, kinds, folder))
    walk.write_report(folder, seen, f"Pages of the {name} archive")
    return [f"{s.kind} at {s.width} px, {s.look}: {fault}" for s in seen for fault in s.faults]


def test_every_kind_of_page_in_every_look(browser: Browser, sample: str, sample_folder: Path) -> None:
    templates = {path for path in KINDS.values() if not path.startswith(("no/", "search/?"))}
    assert all((sample_folder / path / "index.html").is_file() for path in templates)
    assert walked(browser, sample, KINDS, "sample") == []


# Web Vitals call 0.1 good. What is left is words of a line that find their place as its next words come.
MOST_MOVED = 0.02
ON_A_POOR_LINE = (
    "home", "dispatch corrected", "dispatch imported", "place", "people", "language", "corrections", "search",
)  # fmt: skip


def test_a_page_that_comes_piece_by_piece_stays_where_it_is(browser: Browser, sample_folder: Path) -> None:
    """A phone shows what it has: what is read must not be pushed about by what comes next."""
    faults = []
    with poor_line(sample_folder) as address:
        for width in (360, 1280):
            context = browser.new_context(viewport={"width": width, "height": 800})
            context.add_init_script(walk.WATCH_MOVES)
            for kind in ON_A_POOR_LINE:
                page = context.new_page()
                page.goto(f"{address}{KINDS[kind]}", wait_until="load")
                moves = walk.moves_of(page)
                page.close()
                faults += [f"{kind} at {width} px: {move}" for move in moves if move.frame]
                if (moved := sum(move.value for move in moves)) > MOST_MOVED:
                    faults.append(f"{kind} at {width} px moves by {moved:.4f}: {moves}")
            context.close()
    assert faults == []


def test_no_page_is_heavy_and_none_needs_a_script(sample_folder: Path) -> None:
    weights = {
        path.relative_to(sample_folder).as_posix(): len(gzip.compress(path.read_bytes()))
        for path in sample_folder.rglob("*.html")
    }
    dispatches = {name: size for name, size in weights.items() if name.count("/") >= 4}
    assert len(dispatches) > 50
    assert max(dispatches.values()) <= walk.MOST_HTML_BYTES
    css = len(gzip.compress((sample_folder / "theme/style.css").read_bytes()))
    assert css <= walk.MOST_CSS_BYTES
    scripts = [path for path in weights if b'<script type="module"' in (sample_folder / path).read_bytes()]
    assert sorted(scripts) == ["az/search/index.html", "ru/search/index.html", "search/index.html"]


@pytest.fixture(scope="module")
def extreme(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of what nobody would write, and somebody will."""
    folder = tmp_path_factory.mktemp("extreme")
    archive = ArchiveFolder(folder)
    archive.put(
        "archive.yaml",
        "name: Extremes\nlanguages: [en, ar]\naddress: https://tester.example\ntagline: Too much of everything\n",
    )
    _write_long(archive)
    _write_odd(archive)
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        from newsroom.publish import publish

        assert publish(archive.content, archive.output) == 0
    with served(archive.output) as address:
        yield address


def _write_long(archive: ArchiveFolder) -> None:
    """Headlines, texts and pictures beyond what a page expects."""
    archive.file(
        "long-headline",
        f"title: {LONG}\nkicker: {LONG[:80]}\nstandfirst: {LONG}\nsection: {LONG[:60]}\nbylines: [{LONG[:70]}]\ndateline: {LONG[:50].upper()}",
    )
    archive.file(
        "arabic",
        'title: "العبّارة تنتظر في الميناء"\nlang: ar\nbylines: [ليلى]\ndateline: باكو',
        "انتظرت **العبّارة** أسبوعا.\n\n> قال الربّان.",
    )
    archive.file(
        "forty-thousand", "title: Forty thousand words", "\n\n".join("word " * 200 for _ in range(200))
    )
    for number in range(200):
        archive.picture(f"images/2014/pictures/{number}.png", (40, 30))
    archive.file(
        "pictures",
        "title: Two hundred pictures",
        "\n\n".join(f"![Picture {n}](images/2014/pictures/{n}.png)\nNumber {n}." for n in range(200)),
    )


def _write_odd(archive: ArchiveFolder) -> None:
    """Tags, states and marks that nobody should write, and a place with very many."""
    archive.file("tags", f"title: Odd tags\ntags: {ODD_TAGS}")
    archive.file("card", 'source: {outlet: The Wire, url: "http://old.example/a.html"}\nrights: unknown')
    archive.file(
        "gone", "title: Gone\nstatus: withdrawn\nwithdrawn: {date: 2026-01-01, reason: The source asked.}"
    )
    table = (
        "| "
        + " | ".join(f"Column {n}" for n in range(12))
        + " |\n"
        + "|---" * 12
        + "|\n"
        + "| a long cell of words " * 12
        + "|"
    )
    archive.file("marks", "title: Every mark", f"## A head\n\n{table}\n\n`{'x' * 200}`\n\n    {'code ' * 60}\n\n{LONG}\n\nA note.[^1]\n\n[^1]: Here.\n\n1. one\n2. two\n\n- a\n    - b\n\n<https://a.example/{'x' * 200}>")  # fmt: skip
    for number in range(160):
        archive.file(
            f"n{number:03d}",
            "dateline: BAKU\ntags: [many]",
            date=f"{1990 + number % 30}-0{1 + number % 9}-11",
        )


EXTREMES = {
    "home": "",
    "long headline": "2014/07/27/long-headline/",
    "Arabic": "ar/2014/07/27/arabic/",
    "Arabic list": "ar/",
    "40,000 words": "2014/07/27/forty-thousand/",
    "200 pictures": "2014/07/27/pictures/",
    "card": "2014/07/27/card/",
    "odd tags": "2014/07/27/tags/",
    "topics": "topics/",
    "withdrawn": "2014/07/27/gone/",
    "every mark": "2014/07/27/marks/",
    "day": "2014/07/27/",
    "place, newest page": "places/baku/",
    "place, oldest page": "places/baku/page/1/",
    "people": "people/",
    "sections": "sections/",
    "places": "places/",
}


def test_what_nobody_would_write_is_shown_whole(browser: Browser, extreme: str) -> None:
    assert walked(browser, extreme, EXTREMES, "extreme") == []
