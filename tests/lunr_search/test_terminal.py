"""Below the command `pelican` an error of the search is a sentence: it ends a build, and not the watching."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
import stranger


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site of one article, in a folder of its own."""
    folder = tmp_path / "site"
    stranger.write_article(folder / "content", "ferry")
    (folder / "pelicanconf.py").write_text(stranger.CONF, encoding="utf-8")
    return folder


def set_also(site: Path, line: str) -> None:
    """One more line of settings, in place of an earlier one."""
    (site / "pelicanconf.py").write_text(f"{stranger.CONF}{line}\n", encoding="utf-8")


def wait_for(is_there: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 60
    while not is_there():
        assert time.monotonic() < end
        time.sleep(0.1)


@pytest.mark.parametrize("more", [[], ["--fatal=errors"]])
def test_a_wrong_setting_ends_a_build_in_a_sentence(site: Path, more: list[str]) -> None:
    set_also(site, 'LUNR_SEARCH_ENABLED = "no"')
    code, said = stranger.run_pelican(site, *more)
    assert code == 1
    assert "LUNR_SEARCH_ENABLED is 'no'" in said
    assert "fix: write True or False" in said
    assert "Traceback" not in said
    assert "SearchError" not in said
    assert not (site / "output").exists()


def test_that_there_is_nothing_to_search_is_a_sentence(site: Path) -> None:
    (site / "content/ferry.md").unlink()
    code, said = stranger.run_pelican(site)
    assert code == 1
    assert "not one published article" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_watching_goes_on_and_hears_of_the_setting_when_it_is_mended(site: Path, tmp_path: Path) -> None:
    set_also(site, 'LUNR_SEARCH_ENABLED = "no"')
    log = tmp_path / "log"
    with stranger.start_pelican(site, "-r", log=log) as process:
        try:
            wait_for(lambda: "write True or False" in log.read_text(encoding="utf-8"))
            # It waits for a change, and does not run again and again.
            time.sleep(1.5)
            assert log.read_text(encoding="utf-8").count("write True or False") == 1
            wait_for(lambda: (site / "output/ferry.html").is_file())
            set_also(site, "")
            wait_for(lambda: (site / "output/search/manifest.json").is_file())
            assert process.poll() is None
        finally:
            process.terminate()
    assert "Traceback" not in log.read_text(encoding="utf-8")
