"""Adds a dated correction to a dispatch."""

from __future__ import annotations

from pathlib import Path

from dispatch import parse_date
from dispatch.text import one_line
from newsroom.edits import change, find, today
from newsroom.errors import NewsroomError
from newsroom.report import short


def correct(content: Path, slug: str, text: str, *, date: str | None = None) -> int:
    """Add a correction, newest first, and set `updated`; returns the exit code."""
    text = one_line(text)
    if not text:
        raise NewsroomError("a correction says what was wrong and what is right",
                            fix=f'correct {slug} "The queue held 200 lorries, not 2,000."')  # fmt: skip
    file, dispatch = find(content, slug)
    try:
        day = parse_date(date) if date else today(content)
    except ValueError as error:
        raise NewsroomError(str(error), fix="write --date 2014-07-27") from None
    entries = [{"date": str(day), "text": text}]
    entries += [{"date": str(c.date), "text": c.text} for c in dispatch.corrections]
    changes: dict[str, object] = {"corrections": entries}
    if day.day_date() >= dispatch.date.day_date():
        changes["updated"] = str(day)
    change(file, changes)  # type: ignore[arg-type]
    print(f"Corrected: {dispatch.title}\n  {short(file.path)}")
    return 0
