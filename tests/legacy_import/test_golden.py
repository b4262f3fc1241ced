"""Golden cases: a page, the dispatch it must become, and what was left out by which rule."""

import datetime as dt
import hashlib
from pathlib import Path

import pytest

from dispatch.frontmatter import serialise
from legacy_import.capture import Capture
from legacy_import.extract import Page, extract_pages
from legacy_import.settle import settle

CASES = sorted(path for path in (Path(__file__).parents[1] / "golden").iterdir() if path.is_dir())


def made(case: Path) -> tuple[str, str]:
    """The dispatch file and the list of what was dropped."""
    addresses = (case / "address.txt").read_text(encoding="utf-8").split()
    files = [case / "source.html", *sorted((case / "company").glob("*.html"))]
    pages = [
        Page(file.stem, file.read_bytes(), address) for file, address in zip(files, addresses, strict=True)
    ]
    extraction = extract_pages(pages)[0]
    payload = pages[0].payload
    when = dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    capture = Capture(
        "<urn:uuid:00000000-0000-4000-8000-000000000000>",
        pages[0].url,
        when,
        hashlib.sha256(payload).hexdigest(),
        payload,
    )
    settled = settle(extraction, capture, (), ())
    assert settled.dispatch is not None, settled.reason
    dropped = "".join(f"{drop.rule}: {drop.text}\n" for drop in extraction.dropped)
    return serialise(settled.dispatch), dropped


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_becomes_what_is_expected(case: Path, update_golden: bool) -> None:
    dispatch, dropped = made(case)
    if update_golden:
        (case / "expected.md").write_text(dispatch, encoding="utf-8")
        (case / "dropped.txt").write_text(dropped, encoding="utf-8")
    assert (case / "expected.md").read_text(encoding="utf-8") == dispatch
    assert (case / "dropped.txt").read_text(encoding="utf-8") == dropped


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_says_what_it_guards(case: Path) -> None:
    assert len((case / "why.md").read_text(encoding="utf-8").split()) > 10
