"""The copy desk, with the core beside it, in a stranger's bare Pelican site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsroom.checkout import ROOT

CONF = """\
AUTHOR = "Somebody"
SITENAME = "A stranger's blog"
SITEURL = ""
PATH = "content"
TIMEZONE = "Asia/Baku"
DEFAULT_LANG = "en"
THEME = "simple"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
PLUGIN_PATHS = ["plugins"]
import sys; sys.path.insert(0, "plugins")
PLUGINS = ["copydesk.plugin"]
"""
DISPATCH = """\
---
title: "Ferries & <b>wait</b>"
date: 2014-07-27T18:40+04:00
slug: ferries-wait
bylines: [Rauf Əliyev]
dateline: ALAT, Azerbaijan
section: Society
tags: [ports, 😀]
standfirst: The port was shut.
---

First *paragraph*.

![A quay](images/quay.png)
The quay.
"""
PLAIN = "Title: Plain\nDate: 2014-07-26\nCategory: News\nTags: ports\nAuthor: One\nSummary: In short\n\nNote: a plain *Pelican* file.\n"


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A bare site with copies of the two packages and nothing else of ours."""
    for name in ("copydesk", "dispatch"):
        shutil.copytree(
            ROOT / "plugins" / name, tmp_path / "plugins" / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    files = {"pelicanconf.py": CONF, "content/ferries.md": DISPATCH, "content/plain.md": PLAIN, "content/images/quay.png": "not really",
             "content/pages/about.md": "---\ntitle: About\n---\n\nMe.\n"}  # fmt: skip
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def pelican(site: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        key: value
        for key, value in os.environ.items()
        if key != "PYTHONPATH" and not key.startswith("STRINGER")
    }
    return subprocess.run(
        [sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-o", "output", "--fatal=errors", *more],
        cwd=site, env=environment, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


def test_a_strangers_site_builds_with_dispatches_and_plain_files_side_by_side(stranger: Path) -> None:
    done = pelican(stranger)
    assert done.returncode == 0, done.stderr
    out = stranger / "output"
    text = (out / "ferries-wait.html").read_text(encoding="utf-8")
    assert "Ferries &amp; &lt;b&gt;wait&lt;/b&gt;" in text
    assert "<em>paragraph</em>" in text
    assert "<figcaption>The quay.</figcaption>" in text
    assert (out / "images" / "quay.png").is_file()
    assert "Note: a plain <em>Pelican</em> file." in (out / "plain.html").read_text(encoding="utf-8")
    assert (out / "category" / "society.html").is_file()
    assert (out / "tag" / "ports.html").is_file()
    assert len(list((out / "author").glob("rauf-*.html"))) == 1
    assert "articles_page" not in (out / "index.html").read_text(encoding="utf-8")
    assert not (out / "theme" / "style.css").exists()
    assert (out / "pages" / "about.html").is_file()


def test_drafts_and_embargoed_pieces_stay_inside(stranger: Path) -> None:
    for name, line in {"draft": "status: draft", "embargo": "embargo: 2999"}.items():
        text = DISPATCH.replace("slug: ferries-wait", f"slug: zq{name}\n{line}").replace(
            "Ferries", f"zq{name}"
        )
        (stranger / "content" / f"{name}.md").write_text(text, encoding="utf-8")
    assert pelican(stranger).returncode == 0
    files = [path for path in (stranger / "output").rglob("*") if path.is_file()]
    assert not [path for path in files if "zq" in path.name or b"zq" in path.read_bytes()]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("COPYDESK_PAGESIZE = 50", "there is no setting COPYDESK_PAGESIZE"),
        ("COPYDESK_PAGE_SIZE = '50'", "COPYDESK_PAGE_SIZE is a number from 5 to 1000"),
        ("COPYDESK_PREVIEW = 'yes'", "COPYDESK_PREVIEW is True or False"),
    ],
)
def test_a_wrong_setting_of_ours_stops_the_build_and_is_named(
    stranger: Path, setting: str, words: str
) -> None:
    with (stranger / "pelicanconf.py").open("a", encoding="utf-8") as conf:
        conf.write(setting + "\n")
    done = pelican(stranger)
    assert done.returncode != 0
    assert words in " ".join((done.stderr + done.stdout).split())


def test_a_bad_dispatch_stops_the_build_and_is_named(stranger: Path) -> None:
    (stranger / "content" / "bad.md").write_text("---\ntitle: A\ndate: 2014-02-30\n---\n", encoding="utf-8")
    done = pelican(stranger)
    assert done.returncode != 0
    assert "bad.md:3:7" in "".join((done.stderr + done.stdout).split())


def test_a_second_run_gives_the_same_bytes(stranger: Path) -> None:
    outputs = []
    for _ in range(2):
        assert pelican(stranger).returncode == 0
        outputs.append({path.name: path.read_bytes() for path in (stranger / "output").rglob("*.html")})
    assert outputs[0] == outputs[1]
