"""Pelican's complaints are gathered, and a loss is an error."""

from __future__ import annotations

import logging
import os
import sys

import pytest

from archives import ArchiveFolder
from newsroom.errors import NewsroomError
from newsroom.pelican_run import Complaints, run_pelican


def heard(level: int, text: str, *values: object) -> Complaints:
    complaints = Complaints()
    logger = logging.Logger("pelican")  # noqa: LOG001  (one that nobody else hears)
    logger.addHandler(complaints)
    logger.log(level, text, *values)
    return complaints


@pytest.mark.parametrize(
    "text",
    [
        "Skipping %s: could not find information",
        "Unable to find '%s'",
        "Could not process %s",
        "File %s is to be overwritten",
    ],
)
def test_a_warning_that_means_a_loss_is_an_error(text: str) -> None:
    assert heard(logging.WARNING, text, "a.md").errors == [text % "a.md"]


def test_other_warnings_are_kept_once() -> None:
    complaints = heard(logging.WARNING, "Watch out")
    complaints.emit(logging.LogRecord("a", logging.WARNING, "", 1, "Watch out", (), None))
    assert (complaints.warnings, complaints.errors) == (["Watch out"], [])


def test_an_error_is_a_sentence_and_the_logging_is_as_before(archive: ArchiveFolder) -> None:
    archive.file("piece")
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    with pytest.raises(NewsroomError, match="Pelican says: Cannot load plugin `no_such_plugin`"):
        run_pelican(
            "pelicanconf.py",
            archive.content,
            archive.output,
            {"PLUGINS": ["copydesk.plugin", "no_such_plugin"]},
        )
    assert (logging.getLogger().handlers, logging.getLogger().level) == (handlers, level)


def test_the_environment_is_as_before(archive: ArchiveFolder) -> None:
    archive.file("piece")
    before = dict(os.environ)
    run_pelican("publishconf.py", archive.content, archive.output)
    assert dict(os.environ) == before


def test_a_second_run_reads_its_own_archive(archive: ArchiveFolder) -> None:
    archive.file("piece")
    run_pelican("publishconf.py", archive.content, archive.output)
    archive.put("archive.yaml", "name: Another name\n")
    run_pelican("publishconf.py", archive.content, archive.output)
    assert "Another name" in archive.page("index.html")
    assert "Dispatches of a Tester" not in archive.page("index.html")
    assert sys.modules.get("pelicanconf") is None or sys.modules["pelicanconf"].SITENAME == "Another name"
