"""The same archive through plain `pelican -s pelicanconf.py`."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from archives import ArchiveFolder, contents
from newsroom.checkout import ROOT


@pytest.fixture
def stocked(archive: ArchiveFolder) -> ArchiveFolder:
    archive.picture("images/2014/a.png")
    archive.file("one", "tags: [sea]\ndateline: BAKU\nimage: {file: images/2014/a.png, alt: A, credit: B}")
    archive.file("two", "lang: az\ntranslation_of: one")
    archive.file("three", "status: draft")
    archive.file("four", "source: {outlet: Orbita}", body="zqforeign")
    return archive


def stock(archive: ArchiveFolder, config: str) -> dict[str, bytes]:
    """Let Pelican's own command build the archive; the output's files."""
    output = archive.folder / "stock"
    done = subprocess.run(
        [sys.executable, "-m", "pelican", "-s", str(ROOT / config), "--fatal=errors"],
        env={**os.environ, "STRINGER_CONTENT": str(archive.content), "STRINGER_OUTPUT": str(output)},
        cwd=archive.folder, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return contents(output)


def test_the_stock_command_and_build_give_the_same_bytes(stocked: ArchiveFolder) -> None:
    stocked.build()
    assert stock(stocked, "pelicanconf.py") == stocked.files()


def test_the_stock_command_and_publish_give_the_same_bytes(stocked: ArchiveFolder) -> None:
    stocked.publish()
    files = stock(stocked, "publishconf.py")
    assert files == stocked.files()
    assert not [name for name, data in files.items() if b"zqforeign" in data or "three" in name]


def test_a_bad_dispatch_stops_the_stock_command_too(stocked: ArchiveFolder) -> None:
    stocked.file("bad", "date: 2014-02-30")
    with pytest.raises(AssertionError, match="2014-02-30"):
        stock(stocked, "pelicanconf.py")
