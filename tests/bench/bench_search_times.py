"""How long queries take at scale, how long they keep the page's main thread, and what the panel's numbers cost.

Usage: python3 tasks.py bench search_times   (STRINGER_BENCH_SIZE dispatches, 10,000 when not set; STRINGER_BENCH_KEPT names a
folder that keeps the site for another run)
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import search_corpus
from bench_search_size import build_ours
from playwright.sync_api import Browser, Page, sync_playwright

from lunr_search.joining import CLIENT
from newsroom import setup_node
from support.browser import launch_options
from support.counting_server import Log, counting

QUERIES = 1010
SEED = 7
TYPED = ["tisen", "mar", "der lo", "marba*", "сен", "polder nosuchword", "laruz", "+ba -ro", "nosuchwerd"]
BROWSING = "polder"


def say(row: dict[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def longest_task(browser: Browser, page: Page, act: Any) -> dict[str, float]:
    """The longest task of the page's main thread while something is done: by its own time, and by the clock."""
    browser.start_tracing(page=page, categories=["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline"])  # fmt: skip
    act()
    events = json.loads(browser.stop_tracing())["traceEvents"]
    ours = {
        (one["pid"], one["tid"])
        for one in events
        if one.get("name") == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    shown = {(one["pid"], one["tid"]) for one in events if one.get("name") == "EventDispatch"}
    tasks = [
        one
        for one in events
        if one["ph"] == "X" and one["name"] == "RunTask" and (one["pid"], one["tid"]) in ours & shown
    ]
    if not tasks:
        raise AssertionError("the trace has no task of the page's main thread")
    return {
        # The thread's own clock now and then says more than the wall's, which cannot be.
        "longest_task_cpu_ms": round(max(min(one.get("tdur", 0), one["dur"]) for one in tasks) / 1000, 1),
        "longest_task_ms": round(max(one["dur"] for one in tasks) / 1000, 1),
        "tasks": len(tasks),
    }


def measure_page(folder: Path, size: int) -> None:
    """Type queries into a page that is there, open the panel, narrow."""
    with sync_playwright() as playwright, counting(folder) as (address, log):
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        page = browser.new_page()
        page.goto(f"{address}search/")
        page.wait_for_selector("[role=status]")
        # What drives the browser puts its own script into the page with the first of these.
        page.fill("#search-input", "")
        page.wait_for_function("() => true")
        for text in TYPED:
            for turn in ("first", "again"):
                row = longest_task(browser, page, lambda text=text: ask(page, text))
                say({"subject": "search_page", "size": size, "query": text, "turn": turn, **row})
                ask(page, "baro")
        measure_panel(browser, page, log, size)
        browser.close()


def ask(page: Page, text: str) -> None:
    """Type a query and wait until it is answered."""
    page.fill("#search-input", "")
    page.wait_for_function("() => !document.querySelector('[data-result]')")
    page.fill("#search-input", text)
    page.wait_for_function(
        # While it searches, the page says so first and how many files have come behind it.
        "() => /^\\d|^Nothing/.test(document.querySelector('[role=status]').textContent)",
        timeout=120_000,
    )
    page.wait_for_load_state("networkidle")


def measure_panel(browser: Browser, page: Page, log: Log, size: int) -> None:
    """What the panel's numbers cost when it is opened first, and when one more value is chosen."""
    ask(page, BROWSING)
    log.take()
    steps = {"opened": ".search-panel summary", "narrowed": ".search-facet input"}
    for step, selector in steps.items():
        started = time.perf_counter()

        def act(selector: str = selector) -> None:
            page.locator(selector).first.click()
            page.wait_for_selector(".search-facet .search-count")
            page.wait_for_load_state("networkidle")

        row = longest_task(browser, page, act)
        sent = log.take()
        clock_ms = round((time.perf_counter() - started) * 1000)
        row |= {"requests": len(sent), "bytes": sum(count for _, count in sent), "with_tracing_ms": clock_ms}
        say({"subject": "search_panel", "size": size, "step": step, **row})


def measure_engine(folder: Path) -> None:
    """The engine alone, in Node."""
    with tempfile.TemporaryDirectory() as temporary:
        queries = Path(temporary) / "queries.txt"
        queries.write_text("\n".join(search_corpus.queries(QUERIES, SEED)) + "\n", encoding="utf-8")
        script = Path(__file__).with_name("search_times.mjs")
        command = [str(setup_node.find_node()), "--max-old-space-size=8192", str(script)]
        subprocess.run([*command, str(CLIENT), str(folder / "search"), str(queries)], check=True)


def main() -> int:
    """Print JSON lines."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "10000"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(os.environ.get("STRINGER_BENCH_KEPT") or Path(temporary) / "site")
        if not (folder / "search" / "manifest.json").exists():
            build_ours(folder, list(search_corpus.documents(size)))
        measure_engine(folder)
        measure_page(folder, size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
