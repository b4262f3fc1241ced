"""Writes the file of a new dispatch, ready to be filled."""

from __future__ import annotations

from pathlib import Path

from copydesk import check_archive
from dispatch import (
    Byline,
    Dispatch,
    Status,
    make_slug,
    parse_date,
    parse_dateline,
    read_dispatch,
    serialise,
    slug_key,
    unique_slug,
)
from dispatch.text import one_line
from legacy_import.files import write_atomic
from newsroom.edits import moment_now
from newsroom.errors import NewsroomError
from newsroom.guard import check_content
from newsroom.report import short

HINT = "Write here. The first paragraph says who, what, where and when.\n"


def new_dispatch(
    content: Path,
    title: str,
    *,
    date: str | None = None,
    place: str | None = None,
    bylines: tuple[str, ...] = (),
    section: str | None = None,
    lang: str | None = None,
) -> int:
    """Write a draft with front matter and no text; returns the exit code.

    Nothing that is there is overwritten: a slug that is taken gets a number. Raises StringerError
    for a title or date that cannot be.
    """
    source = check_content(content)
    title = one_line(title)
    if not title:
        raise NewsroomError("a dispatch has a title", fix='new "Ferries wait out the wind at Alat"')
    checked = check_archive(source)
    archive = checked.desk.archive
    try:
        filed = parse_date(date) if date else moment_now(source)
    except ValueError as error:
        raise NewsroomError(str(error), fix="write --date 2014-07-27 or 2014-07-27T18:40+04:00") from None
    taken = {slug_key(d.slug) for d in checked.dispatches}
    names = bylines or ((archive.correspondent,) if archive.correspondent else ())
    dispatch = Dispatch(
        title=title, date=filed, slug=unique_slug(make_slug(title), taken),
        lang=lang or archive.languages[0], body=HINT.strip(), status=Status.DRAFT,
        bylines=tuple(Byline(one_line(name)) for name in names),
        dateline=parse_dateline(place) if place else None, section=section,
    )  # fmt: skip
    path = _write(source / dispatch.path(), serialise(dispatch))
    print(f"{short(path)}\n    a draft: take the line status: draft away when it may be published")
    return 0


def _write(path: Path, text: str) -> Path:
    """A file that is not there yet, with a text that can be read back."""
    if path.exists():
        raise NewsroomError(f"{path} exists already", fix="give the dispatch another title")
    for finding in read_dispatch(text, str(path)).errors:
        raise NewsroomError(finding.message, fix=finding.fix)
    write_atomic(path, text.encode("utf-8"))
    return path
