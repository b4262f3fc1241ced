"""Walks pages in the browser and measures each in every look; keeps pictures and a report for whoever wants to see."""

from __future__ import annotations

import gzip
import html
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

WIDTHS = (360, 768, 1280)
LOOKS = ("light", "dark", "forced colours", "text twice as large")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_HTML_BYTES, MOST_CSS_BYTES = 14 * 1024, 10 * 1024
# The rules whose verdict may be another in a look; the others speak of the document, which is the same. With
# forced colours they are the reader's own: what a page asks for is not what is shown.
RULES = {
    "dark": ["color-contrast", "link-in-text-block"],
    "forced colours": ["target-size"],
    "text twice as large": ["target-size", "scrollable-region-focusable"],
}
# A picture of every look at one width at least, of light and dark at two.
PICTURES = {
    (360, "light"), (360, "dark"), (360, "text twice as large"), (768, "light"),
    (1280, "light"), (1280, "dark"), (1280, "forced colours"),
}  # fmt: skip
LEAST_TARGET_PX = 24
MOST_PICTURE_PX = 3000

# What moved: how much, whether the page's text was there by then, and the elements, as far as they still stand.
WATCH_MOVES = """window.moves = [];
new PerformanceObserver(list => list.getEntries().forEach(entry => window.moves.push(entry)))
  .observe({type: 'layout-shift', buffered: true})"""
_MOVES = """() => {
  const [page] = performance.getEntriesByType('navigation');
  const tag = node => ((node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.outerHTML ?? '').slice(0, 60);
  // A blank between two words that is the last to have come counts as wide as the line, and nobody sees it.
  const seen = ({node}) => node?.nodeType !== Node.TEXT_NODE || /\\S/.test(node.data);
  return window.moves.filter(entry => !entry.sources.length || entry.sources.some(seen)).map(entry => ({
    value: entry.value,
    late: entry.startTime > page.domInteractive,
    what: entry.sources.map(source => source.node).filter(Boolean).map(tag),
    frame: entry.sources.some(({node}) => Boolean(node?.parentElement?.closest('.masthead, .nav'))),
  }));
}"""
MOST_LOADS = 3
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_HEADS = "[document.querySelectorAll('h1').length, document.querySelectorAll('main').length]"
_SKIP = "document.querySelector('a[href], button, input')?.getAttribute('href')"
_IMAGES = (
    "[...document.images].filter(i => i.loading !== 'lazy' && i.complete && !i.naturalWidth).map(i => i.src)"
)
# What stands by itself, not in a line of text: WCAG 2.2, 2.5.8 lets words in a sentence be as high as the line.
_SMALL = """least => [...document.querySelectorAll('nav a, ul a, button, input, select, summary, .targets a')].filter(e => {
  if (!e.checkVisibility({checkVisibilityCSS: true}) || e.closest('p, .body')) return false;
  const held = e.matches('[type=checkbox]') ? e.closest('label') || e : e;
  const box = held.getBoundingClientRect();
  return box.width > 0 && (box.height < least - 0.01 || box.width < least - 0.01);
}).map(e => e.outerHTML.slice(0, 90))"""


@dataclass(frozen=True, slots=True)
class Move:
    """Something that was pushed about: a layout shift (https://web.dev/articles/cls).

    `late`: the page's text was there by then. `frame`: it is of the page's head.
    """

    value: float
    late: bool
    what: list[str]
    frame: bool


@dataclass(slots=True)
class Seen:
    """What one page was in one look."""

    kind: str
    width: int
    look: str
    html_bytes: int
    moved: float
    picture: str
    faults: list[str] = field(default_factory=list)


def walk(
    browser: Browser, axe: str, address: str, kinds: Mapping[str, str], keep: Path | None = None
) -> Iterator[Seen]:
    """Every page in every look. `keep`: a folder for pictures of them."""
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        context.add_init_script(WATCH_MOVES)
        for kind, path in kinds.items():
            page = context.new_page()
            yield from _looked_at(page, axe, address, (kind, path, width), keep)
            page.close()
        context.close()


def _looked_at(
    page: Page, axe: str, address: str, what: tuple[str, str, int], keep: Path | None
) -> Iterator[Seen]:
    kind, path, width = what
    faults = watch(page, address, path)
    moves = _moves_of_whole(page, f"{address}{path}")
    moved = sum(move.value for move in moves)
    faults += [f"moves by {move.value:.4f} while it loads: {', '.join(move.what)}" for move in moves]
    size = packed_bytes(page, f"{address}{path}")
    page.evaluate(axe)
    for look in LOOKS:
        put_on(page, look)
        name = f"{kind}-{width}-{look}.jpg".replace(" ", "-")
        if keep is not None and (width, look) in PICTURES:
            take_picture(page, keep / name)
        yield Seen(kind, width, look, size, moved, name, [*faults, *faults_of(page, look)])
        faults.clear()


def _moves_of_whole(page: Page, url: str) -> list[Move]:
    """Open a page and tell what moves in it, once it has come whole.

    A busy machine parts a page even on the best line and shows its first half. How a page behaves then is another
    question (`poor_line`), so one that moved while its text was still coming is opened again.
    """
    for _ in range(MOST_LOADS):
        page.goto(url, wait_until="load")
        if "?q=" in url:
            page.locator("[data-result]").first.wait_for()
        # Before the first picture is taken: the whole page's picture is taken in a larger window.
        moves = moves_of(page)
        if not moves or any(move.late for move in moves):
            break
    return moves


def moves_of(page: Page) -> list[Move]:
    """What has moved since the page was opened, if its context watches (`WATCH_MOVES`)."""
    return [Move(**found) for found in page.evaluate(_MOVES)]


def take_picture(page: Page, path: Path) -> None:
    """The page from its head, as far down as a picture holds."""
    height = page.evaluate("document.documentElement.scrollHeight")
    clip: Any = {"x": 0, "y": 0, "width": page.viewport_size["width"], "height": min(height, MOST_PICTURE_PX)}  # type: ignore[index]
    page.screenshot(path=path, full_page=True, type="jpeg", quality=60, clip=clip)


def put_on(page: Page, look: str) -> None:
    """Show a page as another reader's settings have it."""
    scheme: Any = "dark" if look == "dark" else "light"
    page.emulate_media(color_scheme=scheme, forced_colors="active" if look == "forced colours" else "none")
    size = "200%" if look == "text twice as large" else ""
    page.evaluate("size => { document.documentElement.style.fontSize = size }", size)


def faults_of(page: Page, look: str) -> list[str]:
    """What is wrong with a page as it stands there."""
    found = []
    wide = page.evaluate(_WIDE)
    if wide > 0:
        found.append(f"{wide} px too wide")
    if page.evaluate(_HEADS) != [1, 1]:
        found.append("has not one headline and one main part")
    if page.evaluate(_SKIP) != "#main":
        found.append("does not begin with the link to the text")
    found += [f"small target: {tag}" for tag in page.evaluate(_SMALL, LEAST_TARGET_PX)]
    found += [f"no picture: {source}" for source in page.evaluate(_IMAGES)]
    only = {"type": "rule", "values": RULES[look]} if look in RULES else {"type": "tag", "values": AXE_TAGS}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    result = page.evaluate("options => axe.run(document, options)", options)
    found += [f"axe {v['id']}: {v['nodes'][0]['html'][:120]}" for v in result["violations"]]
    return found


def watch(page: Page, address: str, path: str) -> list[str]:
    """A list that fills with what goes wrong while a page is open; the lost page may be lost."""
    faults: list[str] = []
    lost = path.startswith("no/")

    def note(text: str, is_fault: bool) -> None:
        if is_fault and not (lost and "404" in text):
            faults.append(text)

    page.on("console", lambda m: note(f"console: {m.text}", m.type in {"error", "warning"}))
    page.on("pageerror", lambda error: note(f"error: {error}", is_fault=True))
    page.on("requestfailed", lambda r: note(f"failed: {r.url}", r.failure != "net::ERR_ABORTED"))
    page.on("response", lambda r: note(f"{r.status}: {r.url}", r.status >= 400))
    page.on("request", lambda r: note(f"another host: {r.url}", not r.url.startswith((address, "data:"))))
    return faults


def packed_bytes(page: Page, url: str) -> int:
    """How much a page's HTML weighs on the way, as a server packs it."""
    return len(gzip.compress(page.request.get(url).body()))


def write_report(folder: Path, seen: list[Seen], title: str) -> None:
    """A page with every picture and what was measured, and the same for programs."""
    rows = [asdict(one) for one in seen]
    (folder / "measures.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    columns = [(width, look) for width in WIDTHS for look in LOOKS]
    by_kind: dict[str, dict[tuple[int, str], Seen]] = {}
    for one in seen:
        by_kind.setdefault(one.kind, {})[one.width, one.look] = one
    head = "".join(f"<th>{width} px, {look}</th>" for width, look in columns)
    body = "".join(_row(kind, cells, columns) for kind, cells in by_kind.items())
    style = "body{font:14px sans-serif}img{width:180px;max-height:360px;object-fit:cover;object-position:top;border:1px solid}td{vertical-align:top}.bad{color:#b00}"
    text = f"<!doctype html><html lang=en><meta charset=utf-8><title>{html.escape(title)}</title><style>{style}</style><h1>{html.escape(title)}</h1><table><tr><th>page</th>{head}</tr>{body}</table>"
    (folder / "index.html").write_text(text, encoding="utf-8")


def _row(kind: str, cells: dict[tuple[int, str], Seen], columns: list[tuple[int, str]]) -> str:
    shown: Callable[[Seen], str] = lambda one: (  # noqa: E731
        f'<td><a href="{one.picture}"><img loading=lazy src="{one.picture}" alt="measured"></a>'
        + "".join(f"<p class=bad>{html.escape(fault)}</p>" for fault in one.faults)
        + "</td>"
    )
    size = next(iter(cells.values())).html_bytes
    return f"<tr><th>{html.escape(kind)}<br>{size / 1024:.1f} kB</th>{''.join(shown(cells[c]) for c in columns if c in cells)}</tr>"
