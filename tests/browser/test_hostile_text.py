"""Text that tries to become code, in every field of a dispatch: nothing runs, nothing is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from archives import ArchiveFolder, keep_house, served
from dispatch import (
    Byline,
    Correction,
    Dateline,
    Dispatch,
    LeadImage,
    PartialDate,
    Rights,
    Source,
    serialise,
)
from dispatch.text import one_line
from support.watching import Hostile

pytestmark = pytest.mark.browser

PAYLOADS = [
    "<script>report(1)</script>", "<ScRiPt>report(1)</sCrIpT>", "<script src=https://out.example/a.js></script>", "<script src=//out.example/a.js></script>",
    "</title><script>report(1)</script>", "</script><script>report(1)</script>", "--><script>report(1)</script>", "]]><script>report(1)</script>",
    "<img src=x onerror=report(1)>", "<img src=x onerror=report(1)//", '"><img src=x onerror=report(1)>', "'><img src=x onerror=report(1)>",
    "<img/src='x'/onerror='report(1)'>", "<img src=https://out.example/pixel.gif>", "<IMG SRC=javascript:report(1)>", "<img srcset='https://out.example/a 1x'>",
    "<svg onload=report(1)>", "<svg><script>report(1)</script></svg>", "<svg><a xlink:href='javascript:report(1)'><text y=20>x</text></a></svg>",
    "<svg><animate onbegin=report(1) attributeName=x dur=1s>", "<math><a xlink:href='javascript:report(1)'>x</a></math>", "<math><mtext></form><form><mglyph><style></math><img src onerror=report(1)>",
    "<iframe src='javascript:report(1)'></iframe>", "<iframe srcdoc='<script>parent.report(1)</script>'></iframe>", "<object data='javascript:report(1)'></object>", "<embed src='data:text/html,<script>report(1)</script>'>",
    "<a href='javascript:report(1)'>x</a>", "<a href='java\tscript:report(1)'>x</a>", "<a href='&#106;avascript:report(1)'>x</a>", "<a href='data:text/html,<script>report(1)</script>'>x</a>",
    "<a href='vbscript:report(1)'>x</a>", "<a href=' javascript:report(1)'>x</a>", "[x](javascript:report(1))", "[x](JaVaScRiPt:report(1))", "[x](&#106;avascript:report(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5yZXBvcnQoMSk8L3NjcmlwdD4=)", "[x]: javascript:report(1)", "[x](<javascript:report(1)>)", "<javascript:report(1)>", "![x](javascript:report(1))",
    "![x](https://out.example/pixel.png)", "![x](//out.example/pixel.png)", "![x](images/a.png' onerror='report(1) 'x')", '![x" onerror="report(1)](images/a.png)', '[x](https://a.example "onmouseover=report(1)")',
    "<a href='&#1;javascript:report(1)'>x</a>",
    "<a href='java&#1;script:report(1)'>x</a>",
    "<a href='java&#8238;script:report(1)'>x</a>",
    "text {: onclick=report(1) }", "{: onmouseover='report(1)' style='x' }", "# h {: onclick='report(1)' }", "&lt;img src=x onerror=report(1)&gt;", "&amp;lt;script&amp;gt;report(1)&amp;lt;/script&amp;gt;",
    "<style>@import 'https://out.example/a.css';</style>", "<p style='background:url(https://out.example/a)'>x</p>", "<link rel=stylesheet href=https://out.example/a.css>", "<base href='https://out.example/'>",
    "<meta http-equiv=refresh content='0;url=https://out.example/'>", "<form action=https://out.example/><button>x</button></form>", "<input autofocus onfocus=report(1)>", "<details open ontoggle=report(1)>x</details>",
    "<video src=x onerror=report(1)></video>", "<body onload=report(1)>", "<noscript><p title='</noscript><img src=x onerror=report(1)>'>", "<textarea><img title='</textarea><img src=x onerror=report(1)>'>",
    "<template><script>report(1)</script></template>", "<div id=main><p id=x name=report>", "{{ 7*7 }}{% set x = report %}", "<dialog open onclose=report(1)><form method=dialog><button>x</button></form></dialog>",
    "\u202e<script>report(1)</script>", "<scr\x00ipt>report(1)</scr\x00ipt>", "`<img src=x onerror=report(1)>", "| a |\n|---|\n| <img src=x onerror=report(1)> |", '*[HTML]: "><img src=x onerror=report(1)>\n\nHTML',
    "[^1]\n\n[^1]: <img src=x onerror=report(1)>", '[^"><img src=x onerror=report(1)>]\n\n[^"><img src=x onerror=report(1)>]: x', '```"><img src=x onerror=report(1)>\ncode\n```', "x\n:   <svg onload=report(1)>",
]  # fmt: skip


def hostile(number: int, payload: str) -> Dispatch:
    """A dispatch that says the payload wherever it can say anything."""
    line = one_line(payload) or "x"
    return Dispatch(
        title=f"{number} {line}", date=PartialDate(2014, 1 + number % 12, 1 + number % 27), slug=f"piece-{number}",
        body=f"{payload}\n\nText {payload} text.\n\n> {payload}\n\n- {payload}\n\n## {payload}\n",
        bylines=(Byline(f"A {line}"),), dateline=Dateline(f"CITY{number} {line}".replace(",", " "), line), about=(line,), section=line,
        tags=(f"t{number} {line}",), series=line, standfirst=line, kicker=line,
        image=LeadImage("images/a.png", line, line, line, Rights.OWN), rights=Rights.OWN,
        source=Source(line, f"https://a.example/{line}", PartialDate(2015), line, line, line),
        corrections=(Correction(PartialDate(2015), line),), aliases=(f"/{number}{line}", f"{number}{line}"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The archive of all payloads, served."""
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        from newsroom import build

        archive = ArchiveFolder(folder)
        archive.picture("images/a.png")
        for number, payload in enumerate(PAYLOADS):
            archive.put(f"dispatches/{number}.md", serialise(hostile(number, payload)))
        archive.put(
            "archive.yaml", 'name: "<script>report(1)</script>"\ntagline: "<img src=x onerror=report(1)>"\n'
        )
        archive.put(
            "people.yaml",
            '- {name: Somebody, note: "<img src=x onerror=report(1)>", role: "<script>report(1)</script>"}\n',
        )
        archive.put(
            "pages/about.md",
            '---\ntitle: "<img src=x onerror=report(1)>"\nslug: about\nstandfirst: "<svg onload=report(1)>"\n---\n\n'
            + "\n\n".join(PAYLOADS),
        )
        assert build.build(archive.content, archive.output) == 0
    with served(archive.output) as address:
        yield address, archive.output


def test_nothing_runs_and_nothing_is_asked_for_on_any_page(browser: Browser, site: tuple[str, Path]) -> None:
    address, output = site
    pages = sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))
    dispatches = [name for name in pages if "/piece-" in name]
    assert len(dispatches) >= len(PAYLOADS) >= 60
    # One list of each kind, and the directories, beside every dispatch.
    firsts = {name.split("/")[0]: name for name in reversed(pages) if name not in dispatches}
    lists = [name for name in pages if name.count("/") <= 1] + list(firsts.values())
    context = browser.new_context()
    watch = Hostile(context.new_page(), address)
    for name in [*dispatches, *sorted(set(lists))]:
        watch.look(name.removesuffix("index.html"))
    context.close()
    assert watch.said == []


def test_a_page_that_does_run_something_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text(
        "<title>x</title><img src=x onerror=report(1)><a href='javascript:report(1)'>x</a>", encoding="utf-8"
    )
    with served(tmp_path) as address:
        context = browser.new_context()
        watch = Hostile(context.new_page(), address)
        watch.look("")
        watch.page.wait_for_timeout(100)
        context.close()
    assert any("report ran" in text for text in watch.said)
    assert any("javascript:" in text for text in watch.said)


@pytest.mark.parametrize("number", range(0, len(PAYLOADS), 7))
def test_a_headline_is_shown_as_it_was_written(browser: Browser, site: tuple[str, Path], number: int) -> None:
    address, _ = site
    piece = hostile(number, PAYLOADS[number])
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{piece.address('en').lstrip('/')}")
    assert one_line(page.locator("h1").inner_text()) == one_line(piece.title)
    context.close()
