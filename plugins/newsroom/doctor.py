"""What this computer and this archive have, lack and should mind: one line each, the way out beside it."""

from __future__ import annotations

import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dispatch.errors import StringerError
from newsroom import setup_browser, setup_node
from newsroom.checkout import ROOT

GIGABYTE = 1_000_000_000
# GitHub Pages takes no larger site.
PAGES_LIMIT_BYTES = GIGABYTE


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at: good, worth minding, or in the way of work."""

    mark: str
    text: str
    fix: str = ""

    def __str__(self) -> str:
        return f"{self.mark:<5} {self.text}" + (f"\n      fix: {self.fix}" if self.fix else "")


def good(text: str) -> Line:
    """All is well."""
    return Line("ok", text)


def mind(text: str, fix: str) -> Line:
    """Works, but a person should know."""
    return Line("mind", text, fix)


def bad(text: str, fix: str) -> Line:
    """In the way of building or publishing."""
    return Line("bad", text, fix)


def doctor(content: Path, output: Path) -> int:
    """Print every line; 1 if something is in the way of building or publishing."""
    lines = [*look_at_machine(), *look_at_archive(content), *look_at_site(output), *look_at_git(content)]
    for line in lines:
        print(line)
    return 1 if any(line.mark == "bad" for line in lines) else 0


def look_at_machine() -> Iterator[Line]:
    """Python, room on the disk, and what tests need."""
    yield good(f"Python {platform.python_version()} on {platform.system()} {platform.machine()}")
    free = shutil.disk_usage(ROOT).free
    if free < GIGABYTE:
        yield mind(
            f"{free / GIGABYTE:.1f} GB free on the disk",
            "free some space; a build and its captures want about 1 GB",
        )
    else:
        yield good(f"{free / GIGABYTE:.0f} GB free on the disk")
    yield look_for_browser()
    for name, find in (("Node", setup_node.find_node), ("Java", setup_node.find_java)):
        try:
            yield good(f"{name} for lint and tests: {find()}")
        except StringerError:
            yield mind(f"no {name} yet; only lint and test need it", "python3 tasks.py lint installs it")


def look_for_browser() -> Line:
    """The browser that browser tests would use."""
    try:
        browser = setup_browser.find_browser()
    except StringerError as error:
        return bad(error.problem, error.fix or "")
    if browser is None:
        return mind(
            "no Chromium, Chrome or Edge; only test needs one",
            "python3 tasks.py test installs one where it may",
        )
    return good(f"browser for tests: {browser}")


def look_at_archive(content: Path) -> Iterator[Line]:
    """The archive's folder and its settings file."""
    if not content.is_dir():
        yield bad(f"{content} is not there", "name the archive's folder: --content DIR")
        return
    settings = content / "archive.yaml"
    if settings.is_file():
        yield good(f"settings: {settings}")
    else:
        yield bad(f"{settings} is missing", "begin an archive: python3 tasks.py start")
    count = sum(1 for _ in (content / "dispatches").rglob("*.md"))
    yield (
        good(f"{count} dispatches")
        if count
        else bad("no dispatches", 'write one: python3 tasks.py new "Headline"')
    )


def look_at_site(output: Path) -> Iterator[Line]:
    """The size of what would be deployed."""
    if not output.is_dir():
        yield mind(f"{output} has not been built", "python3 tasks.py build")
        return
    size = sum(path.stat().st_size for path in output.rglob("*") if path.is_file())
    if size > PAGES_LIMIT_BYTES:
        yield bad(
            f"the built site has {size / GIGABYTE:.2f} GB; GitHub Pages takes 1 GB",
            "make pictures smaller or use another host",
        )
    else:
        yield good(f"the built site has {size / 1_000_000:.1f} MB of the 1,000 that GitHub Pages takes")


def git(folder: Path, *arguments: str) -> str | None:
    """What git prints, or None where git or its repository is not."""
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def look_at_git(content: Path) -> Iterator[Line]:
    """What git keeps, and what nothing keeps but this disk."""
    top = git(content, "rev-parse", "--show-toplevel") if content.is_dir() else None
    if top is None:
        yield mind(
            "the archive is in no git repository", "git init, so that every state of it can be had back"
        )
    else:
        yield good(f"git keeps {top}")
        if git(content, "remote"):
            yield mind(
                "embargoes lift by the publish workflow's schedule; GitHub may run it late, and switches it off after 60 days"
                " without a commit in a public repository",
                "look at the Actions page now and then; `Run workflow` publishes at once",
            )
    captures = sorted((content / "captures").glob("*.warc.gz"))
    tracked = set((git(content, "ls-files", "--", "captures") or "").splitlines())
    alone = [path.name for path in captures if f"captures/{path.name}" not in tracked]
    if alone:
        yield mind(
            f"{len(alone)} capture files lie on this disk only ({alone[0]} …); git leaves them out, as they hold other people's pages",
            f"copy {content / 'captures'} to a second disk",
        )
