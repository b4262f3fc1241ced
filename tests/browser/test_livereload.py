"""Livereload as the correspondent sees it: the page that is written on follows the file, errors and mends included."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archives import ArchiveFolder, in_process


@pytest.fixture
def writing(tmp_path: Path) -> Iterator[tuple[ArchiveFolder, str]]:
    """An archive of two dispatches, and the address at which `livereload` shows it."""
    archive = ArchiveFolder(tmp_path)
    archive.file("piece", body="First text.")
    archive.file("other", body="Another piece.", date="2015-01-02")
    process = in_process("livereload", "--content", str(archive.content), "--port", "0")
    try:
        yield archive, _address(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"http://\S+/", line)
        if found:
            return found[0]
    raise AssertionError(process.communicate())


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent in another way there")
def test_page_follows_the_file_and_says_what_is_wrong(writing: tuple[ArchiveFolder, str], page: Page) -> None:
    archive, address = writing
    page.goto(f"{address}2014/07/27/piece/")
    expect(page.locator(".body")).to_contain_text("First text.")
    # A page that nobody changes stays as it is: what was put into it is still there.
    page.evaluate("window.kept = true")
    archive.file("other", body="Another piece, longer.", date="2015-01-02")
    archive.file("piece", body="Second text.")
    expect(page.locator(".body")).to_contain_text("Second text.")
    assert page.evaluate("window.kept") is None

    page.evaluate("window.kept = true")
    path = archive.file("piece", "date: 30 February", body="Third text.")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(f"{path.name}:4:7: ")
    expect(alert).to_contain_text("fix: ")
    # The last good page stays below it.
    expect(page.locator(".body")).to_contain_text("Second text.")
    assert page.evaluate("window.kept") is True

    archive.file("piece", body="Third text.")
    expect(page.locator(".body")).to_contain_text("Third text.")
    expect(alert).to_have_count(0)
