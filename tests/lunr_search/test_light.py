"""Whoever only asks whether there is anything to do loads no numpy; whoever asks for the rest of the package gets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import corpus
import pytest

import lunr_search
from lunr_search import build, reader
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


def test_what_is_loaded_later_is_what_its_module_has() -> None:
    assert lunr_search.write_search is build.write_search
    assert (lunr_search.Site, lunr_search.open_site) == (reader.Site, reader.open_site)
    assert all(getattr(lunr_search, name) for name in lunr_search.__all__)


def test_other_names_are_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'index_all'"):
        lunr_search.index_all  # noqa: B018
