"""HTML to Markdown and back, over many generated trees and, where given, other people's pages: differences must be none.

Usage: python3 tasks.py bench markdown      (STRINGER_BENCH_TREES trees, 10,000 when not set)
STRINGER_BENCH_PAGES names a folder with html/*.html.gz and urls.tsv, as for `bench extract`. One JSON line a set;
exit 1 if anything came back different, or if more than three blocks in a hundred pages' blocks stand as HTML.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests")]

from copydesk.markup import render_markdown  # noqa: E402
from legacy_import.extract import Page, extract_pages, proof  # noqa: E402
from legacy_import.extract.proof import Proven, prove  # noqa: E402
from support.trees import documents  # noqa: E402

_MOST_RAW = 0.03
_RUN = 250


def count(counts: Counter[str], proven: Proven) -> None:
    counts["documents"] += 1
    counts["blocks"] += proven.blocks
    counts["raw"] += proven.raw
    counts["different"] += bool(proven.differing)


def trees(number: int) -> Counter[str]:
    """Generated trees: every shape is compared whole, text among it. In runs of their own seed: one long run keeps every tree."""
    counts: Counter[str] = Counter()
    for began in range(0, number, _RUN):

        @seed(began)
        @settings(
            max_examples=min(_RUN, number - began),
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(documents())
        def one(html: str) -> None:
            count(counts, prove(html, "http://a.example/n/", render_markdown))

        one()
        sys.stderr.write(f"{counts['documents']} of {number} trees, {counts['different']} different\n")
    return counts


def bodies(folder: Path) -> Counter[str]:
    """The bodies of pages, as extraction hands them over."""
    counts: Counter[str] = Counter()
    original: Callable[..., Proven] = proof.prove

    def counted(*given: object) -> Proven:
        proven = original(*given)
        count(counts, proven)
        return proven

    pages = []
    for line in (folder / "urls.tsv").read_text(encoding="utf-8").splitlines():
        name, url, kind = [*line.split("\t"), "", ""][:3]
        file = folder / "html" / f"{name}.html.gz"
        if file.exists():
            pages.append(Page(name, gzip.decompress(file.read_bytes()), url, kind or None))
    proof.prove = counted
    try:
        extract_pages(pages, render=render_markdown)
    finally:
        proof.prove = original
    return counts


def main() -> int:
    """Print a line a set; 1 if something came back different."""
    sets = [("trees", lambda: trees(int(os.environ.get("STRINGER_BENCH_TREES", "10000"))))]
    if named := os.environ.get("STRINGER_BENCH_PAGES"):
        sets.append(("pages", lambda: bodies(Path(named))))
    bad = False
    for subject, run in sets:
        began = time.process_time()
        counts = run()
        row = {
            "subject": f"markdown {subject}",
            "size": counts["documents"],
            "blocks": counts["blocks"],
            "as_html": counts["raw"],
            "different": counts["different"],
            "cpu_s": round(time.process_time() - began, 1),
        }
        sys.stdout.write(json.dumps(row) + "\n")
        bad |= counts["different"] > 0
        bad |= subject == "pages" and counts["raw"] > _MOST_RAW * counts["blocks"]
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
