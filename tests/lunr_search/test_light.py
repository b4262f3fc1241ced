"""Whoever only asks whether there is anything to do loads no numpy; whoever builds gets the builder."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import corpus

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


def test_that_nothing_is_to_be_done_is_told_without_numpy(tmp_path: Path) -> None:
    build.write_search(tmp_path / "site", corpus.documents(5, 20), FIELDS, cache=tmp_path / "cache")
    paths = [str(Path(corpus.__file__).parent), str(Path(lunr_search.__file__).parents[1])]
    script = f"import sys\nsys.path[:0] = {paths!r}\n{ASK}"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, encoding="utf-8", check=False
    )
    assert (done.stdout, done.stderr) == ("True False\n", "")


def test_the_packages_own_function_is_the_builders(tmp_path: Path) -> None:
    documents = list(corpus.documents(5, 20))
    lunr_search.write_search(tmp_path / "door", documents, FIELDS, lang="az")
    build.write_search(tmp_path / "build", documents, FIELDS, lang="az")
    assert contents(tmp_path / "door") == contents(tmp_path / "build")
