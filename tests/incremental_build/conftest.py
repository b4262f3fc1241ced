"""A stranger's site for the tests of the quick build."""

from __future__ import annotations

from pathlib import Path

import pytest
from strangers import Site, days


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Twelve articles in two categories, a page, a picture; an index of five to a page."""
    made = Site(tmp_path, THEME="simple", DEFAULT_PAGINATION=5, SUMMARY_MAX_LENGTH=3)
    for number in range(12):
        made.article(
            f"piece-{number}",
            f"Body *{number}* of it.",
            Date=days(number),
            Category="Sea" if number % 2 else "Land",
            Tags="ports",
        )
    made.write("pages/about.md", "Title: About\n\nUs.\n")
    made.write("images/a.png", "picture")
    return made
