"""What a cold query costs a reader, and what an index costs its host: ours beside Pagefind, same corpus, same server, one run.

Usage: python3 tasks.py bench search_size   (STRINGER_BENCH_SIZE dispatches, 10,000 when not set)
Pagefind is left out unless STRINGER_PAGEFIND names its program (PyPI: pagefind_bin). STRINGER_BENCH_TEXTS may name a folder
of real texts to cut the dispatches from.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import real_texts
from playwright.sync_api import Browser, sync_playwright

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.settings import FIELDS
from support.browser import launch_options
from support.counting_server import Log, counting

ROOT = Path(__file__).resolve().parents[2]
PAGEFIND_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Search</title><ol id="found"></ol>
<script type="module">
const pagefind = await import("/pagefind/pagefind.js");
const found = await pagefind.search(new URLSearchParams(location.search).get("q"));
for (const result of found.results.slice(0, 10)) result.data().then((data) => {
  const row = document.createElement("li");
  row.dataset.result = data.url;
  row.textContent = data.meta.title + data.excerpt;
  document.querySelector("#found").append(row);
  window.left = --window.left;
});
window.left = Math.min(10, found.results.length);
window.done = true;
</script>"""


# The page notes when its first result stands there, by the clock that the server has too.
FIRST = """new MutationObserver((_, observer) => {
  if (!document.querySelector("[data-result]")) return;
  observer.disconnect();
  window.shown = Date.now();
}).observe(document, { childList: true, subtree: true });"""


def say(row: dict[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def write_page(folder: Path, document: Document) -> None:
    """A page of a dispatch for Pagefind to read."""
    raw = document.raw
    meta = f"<p>{raw['place']} <span>{raw['byline']}</span> <time>{document.filed}</time></p><p>{raw['standfirst']}</p>"
    path = folder / document.ref.strip("/") / "index.html"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'<!doctype html><html lang="{document.lang}"><meta charset="utf-8"><title>{raw["title"]}</title>'
        f"<main data-pagefind-body><h1>{raw['title']}</h1>{meta}<p>{raw['body']}</p></main>",
        encoding="utf-8",
    )


def asked(documents: Iterable[Document], size: int) -> dict[str, list[str]]:
    """Five queries of each kind: by how many documents have the word, the same for both engines."""
    counts: Counter[str] = Counter()
    for document in documents:
        if document.lang == "en":
            counts.update(set(document.raw["body"].lower().replace(".", "").split()))
    long = sorted(word for word in counts if len(word) > 5)
    # Of a large corpus no word is so rare.
    least = max(12, min(counts[word] for word in long))
    rare = [word for word in long if counts[word] == least][:5]
    some = [word for word in long if size // 100 < counts[word] < size // 50]
    most = [word for word, _ in counts.most_common(400) if len(word) > 3][::60][:5]
    threes = [" ".join((some[at], some[-1 - at * 3], most[at])) for at in range(5)]
    return {
        "rare": rare,
        "frequent": most,
        "three terms": threes,
        "prefix": [f"{word[:5]}*" for word in some[5:10]],
    }


def visit(browser: Browser, log: Log, address: str, ready: str) -> dict[str, int]:
    """A cold visit: bytes and requests until ten results stand there, and requests before the first."""
    context = browser.new_context()
    page = context.new_page()
    log.take()
    page.add_init_script(FIRST)
    page.goto(address)
    page.wait_for_selector("[data-result]", timeout=60_000)
    page.wait_for_function(ready, timeout=60_000)
    page.wait_for_load_state("networkidle")
    shown = page.evaluate("window.shown")
    first = sum(came * 1000 < shown for came in log.came)
    rows = log.take()
    context.close()
    return {"bytes": sum(size for _, size in rows), "requests": len(rows), "first": first}


def report(engine: str, size: int, kinds: dict[str, list[dict[str, int]]]) -> None:
    """Typical and worst of each kind."""
    for kind, rows in kinds.items():
        row = {"subject": "search_size", "size": size, "engine": engine, "kind": kind}
        for name in ("bytes", "requests", "first"):
            values = [one[name] for one in rows]
            row |= {f"{name}_typical": int(statistics.median(values)), f"{name}_worst": max(values)}
        say(row)


def weigh(folder: Path) -> dict[str, int]:
    """Bytes and files below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {"deployed": sum(path.stat().st_size for path in files), "files": len(files)}


def build_ours(folder: Path, documents: Iterable[Document]) -> None:
    """The sample archive's pages around our search of the corpus."""
    command = [sys.executable, "-P", "-m", "newsroom", "build", "--output", str(folder)]
    paths = {**os.environ, "PYTHONPATH": str(ROOT / "plugins")}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=paths)
    shutil.rmtree(folder / "search" / "terms")
    write_search(folder, documents, FIELDS)


def build_and_say(folder: Path, size: int) -> None:
    """The same in a process of its own, which makes the documents one by one: what the build takes beside that."""
    command = [sys.executable, "-P", __file__, str(folder), str(size)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    search = folder / "search"
    places = weigh(search / "positions")["deployed"]
    say({"subject": "search_size", "size": size, "engine": "ours", **found, **weigh(search), "of_it_positions": places})  # fmt: skip


def build_alone(folder: Path, size: int) -> None:
    """Build, and print what it took."""
    made = 0.0

    def documents() -> Iterator[Document]:
        """The documents one by one; what it takes to make them up is noted."""
        nonlocal made
        made_up = real_texts.documents(size)
        started = time.process_time()
        for document in made_up:
            made += time.process_time() - started
            yield document
            started = time.process_time()

    started = time.process_time()
    build_ours(folder, documents())
    cpu = time.process_time() - started - made
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"build_cpu_s": round(cpu, 1), "peak_mb": peak}))


def build_theirs(folder: Path, size: int, pagefind: str) -> None:
    """Pagefind's search of the same corpus."""
    for document in real_texts.documents(size):
        write_page(folder, document)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([pagefind, "--site", str(folder)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1)
    say({"subject": "search_size", "size": size, "engine": "pagefind", "build_cpu_s": cpu, **weigh(folder / "pagefind")})  # fmt: skip
    (folder / "index.html").write_text(PAGEFIND_PAGE, encoding="utf-8")


ENGINES = {
    "ours": ("search/?q=", "() => document.querySelectorAll('[data-result]').length > 1 || /^1 /.test(document.querySelector('.search-status').textContent)"),
    "pagefind": ("?q=", "() => window.done && window.left <= 0"),
}  # fmt: skip


def visit_all(engine: str, folder: Path, queries: dict[str, list[str]], size: int) -> None:
    """Ask every query of one engine, each in a browser that has never been there."""
    page, ready = ENGINES[engine]
    with sync_playwright() as playwright, counting(folder) as (address, log):
        browser = playwright.chromium.launch(**launch_options())  # type: ignore[arg-type]
        for kind, texts in queries.items():
            if engine == "pagefind" and kind == "prefix":
                continue
            rows = [visit(browser, log, f"{address}{page}{text.replace(' ', '+')}", ready) for text in texts]
            report(engine, size, {kind: rows})
        browser.close()


def main() -> int:
    """Print JSON lines: builds, cold queries, deployed sizes."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "10000"))
    pagefind = os.environ.get("STRINGER_PAGEFIND")
    queries = asked(real_texts.documents(size), size)
    with tempfile.TemporaryDirectory() as temporary:
        ours, theirs = Path(temporary) / "ours", Path(temporary) / "theirs"
        build_and_say(ours, size)
        visit_all("ours", ours, queries, size)
        if pagefind:
            build_theirs(theirs, size, pagefind)
            visit_all("pagefind", theirs, queries, size)
    return 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        build_alone(Path(sys.argv[1]), int(sys.argv[2]))
    else:
        sys.exit(main())
