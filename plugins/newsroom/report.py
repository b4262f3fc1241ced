"""What a build says at its beginning and at its end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from copydesk import Checked, clock
from copydesk.checks import UNREAD
from dispatch import Finding, Status
from dispatch.text import join_words
from newsroom.checkout import ROOT

_SHOWN = 5


def refuse(checked: Checked) -> int:
    """Print the errors of an archive that cannot be built; returns exit code 1."""
    for finding in checked.errors:
        print(localised(finding), file=sys.stderr)
    number = len(checked.errors)
    things = "1 error" if number == 1 else f"{number} errors"
    print(f"stringer: {things} in {checked.content}; nothing was written", file=sys.stderr)
    return 1


def short(path: Path) -> Path:
    """A path as seen from the folder one stands in, where it lies below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def localised(finding: Finding) -> str:
    """A finding with its path as seen from the folder one stands in, where it lies below it."""
    text = str(finding)
    here = f"{Path.cwd()}/"
    return text.removeprefix(here) if text.startswith(here) else text


def say_warnings(census: Census, pelican: Sequence[str], unread: Sequence[Finding]) -> None:
    """The warnings, in short: what was not read, how many there are of others, and how to see them all."""
    for finding in unread[:_SHOWN]:
        print(localised(finding))
    if len(unread) > _SHOWN:
        print(f"… and {len(unread) - _SHOWN} files more that nothing reads")
    if census.warnings:
        print(f"{_many(census.warnings, 'warning')}; to read them: python3 tasks.py check")
    for text in pelican[:_SHOWN]:
        print(f"Pelican: {text}")


def say_dead_links(found: Sequence[Finding]) -> None:
    """How many links lead nowhere, and the first of them."""
    if found:
        print(f"Links    {len(found)} lead{'s' if len(found) == 1 else ''} to no page of the site"
              f"{', the first of them' if len(found) > _SHOWN else ''}:")  # fmt: skip
    for finding in found[:_SHOWN]:
        print(localised(finding))


def unread(checked: Checked) -> list[Finding]:
    """The warnings of files that lie among the dispatches and are none: who wrote one misses it, so a build names them."""
    return [finding for finding in checked.findings if finding.code == UNREAD]


@dataclass(frozen=True, slots=True)
class Census:
    """What an archive holds, in numbers: `languages` with how many each, the most spoken first.

    `warnings` are those that `unread` does not give.
    """

    dispatches: int
    languages: tuple[tuple[str, int], ...]
    pages: int
    drafts: int
    embargoed: int
    warnings: int

    @classmethod
    def of(cls, checked: Checked) -> Census:
        """Count."""
        now, zone = clock(), checked.desk.archive.zone
        withheld = [d for d in checked.dispatches if d.is_withheld(now, zone)]
        drafts = sum(d.status is Status.DRAFT for d in withheld)
        languages = tuple(Counter(d.lang for d in checked.dispatches).most_common())
        return cls(
            len(checked.dispatches), languages, len(checked.pages), drafts, len(withheld) - drafts,
            len(checked.findings) - len(checked.errors) - len(unread(checked)),
        )  # fmt: skip


def summary(census: Census, content: Path, out: Path, files: int, changed: int, deleted: int) -> str:
    """What was read, what was written, what waits, and how to look at it."""
    from legacy_import.capture import waiting_captures

    parts = [_many(census.drafts, "draft")] if census.drafts else []
    if census.embargoed:
        parts.append(f"{census.embargoed} embargoed")
    spoken = join_words(f"{n} {lang}" for lang, n in census.languages)
    waiting = waiting_captures(content)
    held = f"; not shown: {join_words(parts)}" if parts else ""
    gone = f", {deleted} deleted" if deleted else ""
    lines = [
        (
            f"Read     {_many(census.dispatches, 'dispatch', 'dispatches')} ({spoken}) and "
            f"{_many(census.pages, 'page')} from {_short(content)}{held}"
        ),
        f"Wrote    {_many(files, 'file')} to {_short(out)} ({changed} changed{gone})",
        f"Waiting  {_many(waiting, 'capture')} to import" if waiting else "Waiting  no capture",
        f"Look     python3 tasks.py serve{_flag(out)}   then open http://127.0.0.1:8000/",
    ]
    return "\n".join(lines)


def _many(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _short(path: Path) -> str:
    return f"{path.relative_to(ROOT)}/" if path.is_relative_to(ROOT) else f"{path}/"


def _flag(out: Path) -> str:
    return "" if out == ROOT / "output" else f" --output {out}"
