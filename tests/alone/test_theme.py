"""The theme in somebody else's Pelican site: without any plugin of ours, and with the copy desk alone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from newsroom.checkout import ROOT

CONF = """\
AUTHOR = "Somebody"
SITENAME = "A stranger's blog"
SITEURL = ""
PATH = "content"
TIMEZONE = "Asia/Baku"
DEFAULT_LANG = "en"
THEME = "theme"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
"""
WITH_DESK = """\
import sys; sys.path.insert(0, "plugins")
PLUGINS = ["copydesk.plugin"]
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
THEME_STATIC_PATHS = ["static/public"]
DIRECT_TEMPLATES = []
RELATIVE_URLS = True
"""
PIECE = "Title: Ferries & queues\nDate: 2014-07-26 10:00\nCategory: News\nTags: ports, ships\nAuthor: One\n\nA *plain* file.\n"


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A Pelican site with our theme, two articles and a page."""
    shutil.copytree(ROOT / "theme", tmp_path / "theme")
    (tmp_path / "content/pages").mkdir(parents=True)
    (tmp_path / "pelicanconf.py").write_text(CONF, encoding="utf-8")
    (tmp_path / "content/one.md").write_text(PIECE, encoding="utf-8")
    (tmp_path / "content/two.md").write_text(PIECE.replace("Ferries", "Boats"), encoding="utf-8")
    (tmp_path / "content/pages/about.md").write_text("Title: About\n\nMe.\n", encoding="utf-8")
    return tmp_path


def build(site: Path) -> dict[str, BeautifulSoup]:
    """Run stock Pelican; every page by its path."""
    unset = {"PYTHONPATH", *(key for key in os.environ if key.startswith("STRINGER"))}
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output", "--fatal=errors"],
        cwd=site, env={k: v for k, v in os.environ.items() if k not in unset},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    out = site / "output"
    return {
        path.relative_to(out).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
        for path in out.rglob("*.html")
    }


def test_without_any_plugin_articles_pages_and_lists_are_there_in_its_type(stranger: Path) -> None:
    pages = build(stranger)
    wanted = {"index.html", "ferries-queues.html", "pages/about.html", "tag/ports.html", "tags.html", "archives.html", "category/news.html", "authors.html"}  # fmt: skip
    assert wanted <= set(pages)
    article = pages["ferries-queues.html"]
    assert [h.get_text() for h in article.select("h1")] == ["Ferries & queues"]
    assert article.select_one(".e-content em").get_text() == "plain"  # type: ignore[union-attr]
    assert {a.get_text() for a in pages["index.html"].select(".headline a")} == {
        "Ferries & queues",
        "Boats & queues",
    }
    assert "Ferries & queues" in pages["tag/ports.html"].get_text()
    assert "ports" in pages["tags.html"].get_text()
    for name, page in pages.items():
        assert page.title is not None
        assert page.title.get_text().strip(), name
        assert len(page.select("main")) == 1, name
        for sheet in page.select('link[rel="stylesheet"]'):
            assert (stranger / "output" / str(sheet["href"]).lstrip("/")).is_file(), sheet
        assert "stylesheet" in str(page.head)


def test_with_the_copy_desk_alone_everything_is_there_but_the_search_which_says_so(stranger: Path) -> None:
    for name in ("copydesk", "dispatch"):
        shutil.copytree(
            ROOT / "plugins" / name, stranger / "plugins" / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    (stranger / "pelicanconf.py").write_text(CONF + WITH_DESK, encoding="utf-8")
    (stranger / "content/pages/about.md").write_text("---\ntitle: About\n---\n\nMe.\n", encoding="utf-8")
    pages = build(stranger)
    assert {
        "index.html",
        "ferries-queues.html",
        "topics/ports/index.html",
        "years/index.html",
        "search/index.html",
    } <= set(pages)
    search = pages["search/index.html"]
    assert "This site has no search." in search.get_text()
    assert not search.select("script")
    missing = [
        (name, str(tag.get("href") or tag.get("src")))
        for name, page in pages.items()
        for tag in page.select("a[href], link[rel=stylesheet], link[rel=icon], img")
        if not _leads_somewhere(stranger / "output", name, str(tag.get("href") or tag.get("src")))
    ]
    assert missing == []


def _leads_somewhere(out: Path, name: str, address: str) -> bool:
    path = re.split("[?#]", address)[0]
    if not path or ":" in path or path.startswith("/"):
        return True
    target = (out / name).parent / path
    return target.is_file() or (target / "index.html").is_file()
