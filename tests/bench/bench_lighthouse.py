"""What Lighthouse gives the pages a reader meets first, on a phone and on a desk: four marks of a hundred a page.

Usage: python3 tasks.py bench lighthouse   (one JSON line a page and form; exit 1 when a mark is below 100)
The sample archive is built as a site that may be indexed: the sample's own pages ask search engines to stay away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from newsroom import serving, setup_browser, setup_node
from newsroom.build import build
from newsroom.checkout import CACHE, CONTENT, ROOT

PAGES = {
    "home": "",
    "dispatch": "2009/11/07/the-town-that-stands-on-legs/",
    "archive": "years/",
    "year": "2009/",
    "places": "places/",
    "place": "places/baku/",
    "search": "search/",
    "results": "search/?q=ferries",
}
FORMS = {"phone": [], "desk": ["--preset=desktop"]}
REPORTS = CACHE / "lighthouse"
WHOLE = 100


def site_of(folder: Path, address: str) -> Path:
    """The sample archive as somebody's own, published at `address`."""
    content = folder / "content"
    shutil.copytree(CONTENT, content)
    settings = content / "archive.yaml"
    text = re.sub(r"(?m)^(sample|address):.*\n", "", settings.read_text(encoding="utf-8"))
    settings.write_text(f"{text}address: {address.rstrip('/')}\n", encoding="utf-8")
    if build(content, folder / "site") != 0:
        raise SystemExit("the sample archive does not build")
    return folder / "site"


def marks(url: str, report: Path, more: list[str]) -> dict[str, Any]:
    """The four marks of one page, and what cost it anything."""
    node, browser = setup_node.find_node(), setup_browser.ensure_browser()
    modules = setup_node.install_js_tools(Path(__file__).parent / "lighthouse")
    flags = "--headless=new" + (" --no-sandbox" if hasattr(os, "geteuid") and os.geteuid() == 0 else "")
    command = [str(node), str(modules / "lighthouse" / "cli" / "index.js"), url, "--quiet", "--no-enable-error-reporting",
               "--output=json", "--output=html", f"--output-path={report}", f"--chrome-flags={flags}", *more]  # fmt: skip
    environment = {**setup_node.with_node_on_path(node), "CHROME_PATH": str(browser)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"Lighthouse could not look at {url}: {done.stderr.strip()[-400:]}")
    found = json.loads(report.with_name(f"{report.name}.report.json").read_text(encoding="utf-8"))
    given = {
        name: round(part["score"] * WHOLE)
        for name, part in found["categories"].items()
        if part["score"] is not None
    }
    audits = found["audits"]
    return {**given, "lost_on": sorted(faults(found)),
            "lcp_ms": round(audits["largest-contentful-paint"]["numericValue"]),
            "cls": audits["cumulative-layout-shift"]["numericValue"],
            "bytes": round(audits["total-byte-weight"]["numericValue"])}  # fmt: skip


def faults(found: dict[str, Any]) -> Iterator[str]:
    """The audits with weight that a page does not pass whole, where its category is not whole."""
    for part in found["categories"].values():
        if part["score"] != 1:
            for reference in part["auditRefs"]:
                score = found["audits"][reference["id"]]["score"]
                if reference["weight"] and score is not None and score < 1:
                    yield reference["id"]


def main() -> int:
    """Build, serve, look at every page in both forms, print a line each."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    lowest = WHOLE
    with tempfile.TemporaryDirectory() as name, serving.SiteServer(0, Path(name) / "site") as server:
        site_of(Path(name), server.address)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for page, path in PAGES.items():
            for form, more in FORMS.items():
                row = marks(f"{server.address}{path}", REPORTS / f"{page}-{form}", more)
                line = json.dumps({"subject": "lighthouse", "page": page, "form": form, **row})
                sys.stdout.write(f"{line}\n")
                sys.stdout.flush()
                lowest = min(lowest, *(value for key, value in row.items() if key in {"performance", "accessibility", "best-practices", "seo"}))  # fmt: skip
        server.shutdown()
    sys.stderr.write(f"reports: {REPORTS}\n")
    return 0 if lowest == WHOLE else 1


if __name__ == "__main__":
    sys.exit(main())
