"""A stranger's Pelican site: stock theme, no Stringer but the search."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.settings import read_settings

import lunr_search

CONF = """\
PLUGINS = ["lunr_search.plugin"]
PATH = "content"
TIMEZONE = "UTC"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""


def write_article(folder: Path, name: str, body: str = "Text.", **headers: str) -> None:
    """A Markdown article with Pelican's own headers."""
    lines = {"Title": name.title(), "Date": "2014-03-02 10:00", "Slug": name, **headers}
    folder.mkdir(parents=True, exist_ok=True)
    head = "\n".join(f"{key}: {value}" for key, value in lines.items())
    (folder / f"{name}.md").write_text(f"{head}\n\n{body}\n", encoding="utf-8")


def build(content: Path, output: Path, **settings: Any) -> None:
    """Run Pelican over a folder."""
    given = {
        "PATH": str(content),
        "OUTPUT_PATH": str(output),
        "PLUGINS": ["lunr_search.plugin"],
        "TIMEZONE": "UTC",
        "DEFAULT_LANG": "en",
        "SITENAME": "A stranger's site",
        "AUTHOR": "A. Stranger",
        "CACHE_CONTENT": False,
        **{f"{kind}_FEED_ATOM": None for kind in ("CATEGORY", "TRANSLATION", "AUTHOR")},
        "FEED_ALL_ATOM": None,
        "AUTHOR_FEED_RSS": None,
        **settings,
    }
    from lunr_search import plugin

    try:
        Pelican(read_settings(None, override=given)).run()
    finally:
        # Pelican's signals outlive a run; another test's site has not asked for this plugin.
        signals.get_generators.disconnect(plugin.add_generator)
        signals.all_generators_finalized.disconnect(plugin.take_articles)


def start_pelican(site: Path, *more: str, log: Path) -> subprocess.Popen[bytes]:
    """The command `pelican` in a site's folder, which finds the search and nothing else of ours; what it says stands in a file."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("STRINGER")}
    environment |= {
        "PYTHONPATH": str(Path(lunr_search.__file__).parents[1]), "PYTHONUNBUFFERED": "1", "COLUMNS": "200",
    }  # fmt: skip
    with log.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "pelican", *more],
            cwd=site, env=environment, stdout=file, stderr=subprocess.STDOUT,
        )  # fmt: skip


def run_pelican(site: Path, *more: str) -> tuple[int, str]:
    """The same, to its end: its exit code, and what it said, on one line."""
    log = site.with_name(f"{site.name}.log")
    with start_pelican(site, *more, log=log) as process:
        process.wait(timeout=120)
    return process.returncode, " ".join(log.read_text(encoding="utf-8").split())
