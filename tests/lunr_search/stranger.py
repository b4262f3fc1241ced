"""A stranger's Pelican site: stock theme, no Stringer but the search."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pelican import Pelican, signals
from pelican.settings import read_settings


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
