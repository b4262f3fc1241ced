"""The quick build, copied alone into strangers' bare Pelican sites: processes of their own, killed and side by side."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom.checkout import ROOT

CONF = """\
AUTHOR = "Somebody"
SITENAME = "A stranger's blog"
SITEURL = "https://a.example"
PATH = "content"
TIMEZONE = "Asia/Baku"
DEFAULT_LANG = "en"
THEME = "{theme}"
LOCALE = ["C"]
import sys; sys.path.insert(0, "plugins")
PLUGINS = ["incremental_build.plugin"]
"""
# The same without it: one line of configuration.
WITHOUT = "PLUGINS = []\n"


@pytest.fixture(params=["simple", "notmyidea"])
def stranger(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A bare site with a copy of the package and nothing else of ours."""
    package = tmp_path / "plugins" / "incremental_build"
    shutil.copytree(
        ROOT / "plugins" / "incremental_build", package, ignore=shutil.ignore_patterns("__pycache__")
    )
    (tmp_path / "pelicanconf.py").write_text(CONF.format(theme=request.param), encoding="utf-8")
    (tmp_path / "plainconf.py").write_text(CONF.format(theme=request.param) + WITHOUT, encoding="utf-8")
    for number in range(30):
        write(tmp_path, number, "Text.")
    (tmp_path / "content" / "pages").mkdir()
    (tmp_path / "content" / "pages" / "about.rst").write_text("About\n=====\n\nUs.\n", encoding="utf-8")
    return tmp_path


def write(site: Path, number: int, text: str) -> None:
    path = site / "content" / f"piece-{number}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"Title: Piece {number}\nDate: 2014-03-{number % 28 + 1:02} {number % 24:02}:00\nTags: ports\nLang: {'en' if number % 5 else 'az'}\n\n{text}\n",
        encoding="utf-8",
    )


def start(site: Path, conf: str = "pelicanconf.py", output: str = "output") -> subprocess.Popen[str]:
    environment = {
        k: v for k, v in os.environ.items() if k != "PYTHONPATH" and not k.startswith("STRINGER")
    } | {"PYTHONHASHSEED": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "pelican", "content", "-s", conf, "-o", output, "--fatal=errors"],
        cwd=site, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip


def pelican(site: Path, conf: str = "pelicanconf.py", output: str = "output") -> None:
    process = start(site, conf, output)
    said = process.communicate()[0]
    assert process.returncode == 0, said


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def agree(site: Path) -> None:
    shutil.rmtree(site / "plain", ignore_errors=True)
    pelican(site, "plainconf.py", "plain")
    assert tree(site / "output") == tree(site / "plain")


def test_a_strangers_site_has_the_plain_bytes(stranger: Path) -> None:
    pelican(stranger)
    agree(stranger)
    write(stranger, 3, "Another text, with a [link]({filename}/piece-4.md).")
    (stranger / "content" / "piece-7.md").unlink()
    before = (stranger / "output" / "piece-9.html").stat()
    pelican(stranger)
    agree(stranger)
    assert (stranger / "output" / "piece-9.html").stat() == before


@pytest.mark.slow
def test_a_killed_build_leaves_whole_files_and_the_next_one_heals(stranger: Path) -> None:
    rng = random.Random(5)
    pelican(stranger)
    began = time.monotonic()
    pelican(stranger)
    whole = time.monotonic() - began
    for turn in range(6):
        for number in range(turn, 30, 3):
            write(stranger, number, f"Turn {turn}. " * 50)
        extra = stranger / "content" / f"extra-{turn}.md"
        extra.write_text(f"Title: Extra {turn}\nDate: 2015-01-{turn + 1:02}\n\nNew.\n", encoding="utf-8")
        process = start(stranger)
        time.sleep(rng.uniform(0.4, 1.1) * whole)
        process.kill()
        process.communicate()
        torn = [
            name
            for name, data in tree(stranger / "output").items()
            if name.endswith(".html") and not data.rstrip().endswith(b"</html>")
        ]
        assert torn == []
        # Of this one nothing may stay, though only a killed build has made its page.
        extra.unlink()
    pelican(stranger)
    agree(stranger)


@pytest.mark.slow
def test_two_builds_at_once_do_not_harm_each_other(stranger: Path) -> None:
    pelican(stranger)
    for turn in range(3):
        for number in range(30):
            write(stranger, number, f"Turn {turn}.")
        pair = [start(stranger), start(stranger)]
        for process in pair:
            said = process.communicate()[0]
            assert process.returncode == 0, said
        agree(stranger)
