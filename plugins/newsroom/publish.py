"""Builds for the public: into a fresh folder, verified, then in the place of the old site in one step."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from copydesk import Checked, check_archive, clock
from copydesk.archive import check_links
from copydesk.checks import unpublishable
from copydesk.settings import one_moment
from dispatch import Dispatch, Where
from dispatch.archive import SAMPLE_NAME, Archive
from newsroom.atomic import tree
from newsroom.build import alone, fresh_folder, make_site, replace_site
from newsroom.errors import NewsroomError
from newsroom.guard import check_content, check_output
from newsroom.links import dead_links
from newsroom.report import Census, refuse, say_dead_links, say_warnings, summary, unread
from newsroom.verify import leaks


@one_moment()
def publish(content: Path, output: Path, approve: Callable[[Path, Checked], int] | None = None) -> int:
    """Build the public site of `content` in `output`; returns the exit code. Nothing is deployed.

    Whatever goes wrong, and wherever it is killed, the site that was there stays whole. `approve`
    is asked of the finished fresh site and the archive as it was read; an exit code other than 0 stops before it takes its place.
    """
    source = check_content(content)
    out = check_output(source, output)
    checked = check_archive(source)
    if checked.errors:
        return refuse(checked)
    check_named(checked)
    check_samples(checked)
    check_links(source)
    check_public(checked)
    out.parent.mkdir(parents=True, exist_ok=True)
    with alone(out), fresh_folder(out.parent, f".{out.name}-new-") as fresh:
        warnings = make_site("publishconf.py", checked, fresh, {"COPYDESK_PREVIEW": False})
        found = leaks(fresh, checked, withheld(checked))
        if found:
            raise NewsroomError("something that may not be public came out:\n    " + "\n    ".join(found),
                                fix="take it out of the dispatch that names it, or publish that piece")  # fmt: skip
        code = approve(fresh, checked) if approve else 0
        if code:
            return code
        names = tree(fresh)
        files, dead = len(names), list(dead_links(checked, names))
        replace_site(fresh, out)
    census = Census.of(checked)
    say_warnings(census, warnings, unread(checked))
    print(summary(census, source, out, files, files, 0))
    say_dead_links(dead)
    cards = unpublishable(checked)
    if cards:
        print(f"Cards    {len(cards)} imported without known rights: title and link only "
              "(content/outlets.yaml says whose rights you have)")  # fmt: skip
    if checked.desk.archive.address is None and not os.environ.get("SITEURL"):
        print("Address  none: feeds and citations name no address (add address: to content/archive.yaml)")
    return 0


def withheld(checked: Checked) -> list[Dispatch]:
    """The drafts, and what is under embargo now."""
    now, zone = clock(), checked.desk.archive.zone
    return [d for d in checked.dispatches if d.is_withheld(now, zone)]


def check_named(checked: Checked) -> None:
    """Raise NewsroomError when the archive's settings are not there: its time zone says when an embargo ends."""
    if checked.desk.archive == Archive():
        raise NewsroomError("there is no archive.yaml, or it says nothing: neither whose archive this is, nor in which time zone",
                            where=Where(str(checked.content / "archive.yaml")),
                            fix="bring it back, or let start write it: python3 tasks.py start")  # fmt: skip


def check_samples(checked: Checked) -> None:
    """Raise NewsroomError when sample dispatches would go out under somebody's own name."""
    archive = checked.desk.archive
    samples = [f for f in checked.files if f.reading.dispatch and f.reading.dispatch.extra.get("x-sample")]
    if archive.sample and archive.name == SAMPLE_NAME:
        return
    if samples:
        first = samples[0]
        raise NewsroomError(
            f"{len(samples)} sample dispatches would be published as {archive.name!r}",
            where=Where(str(first.path), 1, 1),
            fix="let start remove them: python3 tasks.py start",
        )
    if archive.sample:
        raise NewsroomError(f"archive.yaml calls {archive.name!r} a sample",
                            where=Where(str(checked.content / "archive.yaml")),
                            fix="delete the line sample: true")  # fmt: skip


def check_public(checked: Checked) -> None:
    """In a public repository everything tracked can be read: name it, and refuse until it is meant."""
    if checked.desk.archive.public_source or not repository_is_public():
        return
    tracked = _tracked(checked.content)
    held = {d.slug for d in withheld(checked)}
    cards = {d.slug for d in unpublishable(checked)}
    named = []
    for file in checked.files:
        d = file.reading.dispatch
        if d is None or (tracked is not None and file.path.resolve() not in tracked):
            continue
        if d.slug in held:
            named.append(f"{file.path}: a draft or embargoed")
        elif d.slug in cards:
            named.append(f"{file.path}: a text whose rights are unknown, and its capture")
    if named:
        shown = "\n    ".join(named[:50])
        raise NewsroomError(
            "this repository is public, and in it anybody can read:\n    " + shown,
            where=Where(str(checked.content / "archive.yaml")),
            fix="make the repository private, or say that it is meant: public_source: true",
        )


def repository_is_public() -> bool:
    """Whether GitHub says so: REPOSITORY_VISIBILITY, else the event's own file. Elsewhere False."""
    said = os.environ.get("REPOSITORY_VISIBILITY", "").lower()
    if said:
        return said == "public"
    try:
        event = json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text(encoding="utf-8"))
    except (KeyError, OSError, ValueError):
        return False
    repository = event.get("repository") if isinstance(event, dict) else None
    return isinstance(repository, dict) and repository.get("private") is False


def _tracked(content: Path) -> set[Path] | None:
    """The archive's files that git keeps; None when git cannot say, and then all count."""
    command = ["git", "-C", str(content), "ls-files", "-z"]
    try:
        found = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if found.returncode != 0:
        return None
    names = os.fsdecode(found.stdout).split("\0")
    return {(content / name).resolve() for name in names if name}
