"""Whoever only asks whether there is anything to do loads no numpy, and hears of other stemmers; whoever builds gets the builder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import corpus
import pytest

import lunr_search
from archives import contents
from lunr_search import build
from lunr_search.settings import FIELDS

ASK = """
import sys
from pathlib import Path
import corpus
import lunr_search.plugin
from lunr_search.current import is_current
from lunr_search.settings import FIELDS
folder = Path(sys.argv[1])
print(is_current(folder / "site", corpus.documents(5, 20), FIELDS, folder / "cache", "en False"), "numpy" in sys.modules)
"""
# As if a package or Python had been upgraded, and English were cut in another way since.
UPGRADED = """
import importlib.metadata
import unicodedata
version = importlib.metadata.version
if sys.argv[2] == "stemmers":
    importlib.metadata.version = lambda name: "9.9" if name == "snowballstemmer" else version(name)
elif sys.argv[2] == "unicode":
    unicodedata.unidata_version = "99.0.0"
from lunr_search import stemmers
if sys.argv[2] != "nothing":
    stemmers.ALGORITHMS["en"] = "porter"
"""
BUILD = """
from lunr_search.build import write_search
write_search(folder / "site", corpus.documents(5, 20), FIELDS, cache=folder / "cache")
write_search(folder / "clean", corpus.documents(5, 20), FIELDS)
"""


def run(script: str, *arguments: str) -> str:
    """What a process of its own prints that has our packages; its standard error must be empty."""
    paths = [str(Path(corpus.__file__).parent), str(Path(lunr_search.__file__).parents[1])]
    done = subprocess.run(
        [sys.executable, "-c", f"import sys\nsys.path[:0] = {paths!r}\n{script}", *arguments],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.stdout


def test_that_nothing_is_to_be_done_is_told_without_numpy(tmp_path: Path) -> None:
    build.write_search(tmp_path / "site", corpus.documents(5, 20), FIELDS, cache=tmp_path / "cache")
    assert run(ASK, str(tmp_path)) == "True False\n"


@pytest.mark.parametrize("what", ["stemmers", "unicode"])
def test_after_an_upgrade_all_is_counted_and_written_anew(what: str, tmp_path: Path) -> None:
    assert run(UPGRADED + ASK + BUILD, str(tmp_path), "nothing") == "False False\n"
    before = contents(tmp_path / "clean")
    assert run(UPGRADED + ASK + BUILD, str(tmp_path), what) == "False False\n"
    assert contents(tmp_path / "site") == contents(tmp_path / "clean") != before


def test_the_packages_own_function_is_the_builders(tmp_path: Path) -> None:
    documents = list(corpus.documents(5, 20))
    lunr_search.write_search(tmp_path / "door", documents, FIELDS, lang="az")
    build.write_search(tmp_path / "build", documents, FIELDS, lang="az")
    assert contents(tmp_path / "door") == contents(tmp_path / "build")
