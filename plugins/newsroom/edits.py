"""Finds a dispatch by its slug and changes its front matter, nothing else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from copydesk import File, clock, dispatch_paths, load_desk
from copydesk.archive import read_text
from dispatch import Dispatch, PartialDate, edit, from_datetime, read_dispatch, slug_key
from dispatch.text import nearest
from dispatch.yamltext import Value
from legacy_import.files import write_atomic
from newsroom.errors import NewsroomError
from newsroom.guard import check_content


def find(content: Path, slug: str) -> tuple[File, Dispatch]:
    """The file of the dispatch with that slug; an address or a path will do for the slug.

    Raises NewsroomError, with the nearest slug, when there is none.
    """
    source = check_content(content)
    desk, _ = load_desk(source)
    wanted = slug_key(slug.strip("/").split("/")[-1])
    slugs = []
    for path in dispatch_paths(source):
        text = read_text(path)
        reading = read_dispatch(text, str(path), desk.archive.languages[0])
        if reading.dispatch is None:
            continue
        slugs.append(reading.dispatch.slug)
        if wanted in {slug_key(reading.dispatch.slug), slug_key(path.stem), slug_key(path.name)}:
            return File(str(path), text, reading), reading.dispatch
    near = nearest(wanted, slugs)
    fix = f"write {near}" if near else "write the last part of the page's address"
    raise NewsroomError(f"there is no dispatch with the slug {slug!r} in {content}", fix=fix)


def change(file: File, changes: dict[str, Value | None]) -> None:
    """Write the file with these keys set; comments and the order of the others stay."""
    write_atomic(file.path, edit(file.text, changes, str(file.path)).encode("utf-8"))


def today(content: Path) -> PartialDate:
    """The day it is in the archive's time zone."""
    desk, _ = load_desk(content)
    moment: dt.datetime = clock().astimezone(desk.archive.zone)
    return PartialDate(moment.year, moment.month, moment.day)


def moment_now(content: Path) -> PartialDate:
    """Now, to the minute, with the offset of the archive's time zone."""
    desk, _ = load_desk(content)
    return from_datetime(clock().astimezone(desk.archive.zone).replace(second=0, microsecond=0))
