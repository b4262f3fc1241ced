"""The main job: an archive in, its site out; every file of it either the old one or the new one."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from copydesk import Checked, check_archive, clock
from copydesk.checks import unread_findings
from copydesk.settings import one_moment
from newsroom.atomic import recover, swap, sync, tree
from newsroom.checkout import CACHE
from newsroom.errors import NewsroomError
from newsroom.guard import check_content, check_output, forget, is_ours, known_outputs, remember
from newsroom.ours import Ours
from newsroom.pelican_run import run_pelican
from newsroom.quick import Asked, NotQuickError, Outcome, QuickBuild, RefusedError
from newsroom.report import Census, localised, refuse, say_warnings, summary, unread
from newsroom.verify import verify

log = logging.getLogger(__name__)
# Letters of a temporary folder's name that are its own.
_RANDOM = 8
_LOCK_DAYS = 30


@one_moment()
def build(
    content: Path,
    output: Path,
    *,
    plain: bool = False,
    search: bool = True,
) -> int:
    """Build the site of `content` into `output`; returns the exit code.

    `plain` is the stock build, all of it by Pelican: the same bytes, slowly. `search` False
    leaves the index out. An archive with errors is refused, and the output stays as it was.
    """
    preview = os.environ.get("STRINGER_LIVERELOAD") == "1"
    source = check_content(content)
    out = check_output(source, output)
    with alone(out) as was_killed:
        if not plain:
            try:
                return _build_quickly(source, out, search=search, preview=preview, was_killed=was_killed)
            except NotQuickError as reason:
                print(f"Slow     built by Pelican alone: {reason}")
            except RefusedError:
                pass  # the plain build says why, in the checker's words
        return _build_plainly(source, out, search=search, preview=preview)


def _build_plainly(source: Path, out: Path, *, search: bool, preview: bool) -> int:
    """Let Pelican make the whole site anew, and bring the output up to date with it; `alone` is held."""
    checked = check_archive(source)
    if checked.errors:
        return refuse(checked)
    with fresh_folder(CACHE / "fresh", f"site-{_key(out)}-") as fresh:
        override = {"COPYDESK_PREVIEW": preview}
        warnings = make_site("pelicanconf.py", checked, fresh, override, search=search)
        out.mkdir(parents=True, exist_ok=True)
        remember(out)
        files, ours = sorted(tree(fresh)), Ours(_files_path(out))
        # Noted first: what a killed run wrote is ours too, and goes when its source has gone.
        ours.add(files)
        changed, deleted = sync(fresh, out, ours.known)
    ours.note(files)
    _forget_others()
    census = Census.of(checked)
    say_warnings(census, warnings, unread(checked))
    print(summary(census, source, out, len(files), changed, deleted))
    return 0


def _build_quickly(source: Path, out: Path, *, search: bool, preview: bool, was_killed: bool) -> int:
    """Make only what changed; `alone` is held. Raises NotQuickError and RefusedError with the output untouched."""
    ledger = CACHE / "quick" / f"{_key(out)}.sqlite"
    quick = QuickBuild(Asked(source, out, search, preview), ledger)
    try:
        with fresh_folder(CACHE / "fresh", f"site-{_key(out)}-") as aside:
            done = run_quickly(quick, aside, was_killed=was_killed)
    finally:
        quick.close()
    say_warnings(done.census, done.complaints, list(unread_findings(source, done.unread)))
    print(summary(done.census, source, out, done.files, done.changed, done.deleted))
    return 0


def rebuild_warm(quick: QuickBuild, *, with_search: bool) -> Outcome:
    """Bring a watched folder up to date by a build that stays in memory.

    Raises StringerError, with all the checker's sentences when the archive has errors; the output is untouched then.
    """
    out = quick.asked.out
    quick.leaves_search = not with_search
    with alone(out) as was_killed, fresh_folder(CACHE / "fresh", f"site-{_key(out)}-") as aside:
        try:
            return run_quickly(quick, aside, was_killed=was_killed)
        except RefusedError:
            checked = check_archive(quick.asked.content)
            if not checked.errors:
                raise _nothing(checked) from None
            raise NewsroomError("\n".join(localised(finding) for finding in checked.errors)) from None


def warm(content: Path, output: Path, *, preview: bool) -> QuickBuild:
    """A build of `content` into `output` that can be repeated in this process. Raises NewsroomError for wrong folders."""
    source = check_content(content)
    out = check_output(source, output)
    return QuickBuild(
        Asked(source, out, search=True, preview=preview), CACHE / "quick" / f"{_key(out)}.sqlite"
    )


def run_quickly(quick: QuickBuild, aside: Path, *, was_killed: bool) -> Outcome:
    """One quick build, with the records that say which files of an output folder are ours; `alone` is held."""
    out = quick.asked.out
    ours = Ours(_files_path(out), is_new=not (out.is_dir() and any(out.iterdir())))

    def note(names: AbstractSet[str]) -> None:
        out.mkdir(parents=True, exist_ok=True)
        remember(out)
        # Noted first: what a killed run wrote is ours too, and goes when its source has gone.
        ours.add(names)

    done = quick.run(aside, ours, note, was_killed=was_killed)
    _forget_others()
    return done


def make_site(
    config: str, checked: Checked, fresh: Path, override: Mapping[str, object], *, search: bool = True
) -> list[str]:
    """Let Pelican fill an empty folder, and verify what it made; returns Pelican's warnings.

    Raises NewsroomError when a dispatch has no page, or anything of a withheld one has come out.
    """
    preview = bool(override.get("COPYDESK_PREVIEW"))
    expected = checked.dispatches if preview else checked.published(clock())
    if not expected:
        raise _nothing(checked)
    if not search:
        # The plugin stays loaded: in a process that built before, its signals are connected anyway.
        override = {**override, "LUNR_SEARCH_ENABLED": False}
    warnings = run_pelican(config, checked.content, fresh, override)
    verify(fresh, checked, expected, search=search)
    return warnings


def _nothing(checked: Checked) -> NewsroomError:
    if checked.dispatches:
        problem = f"all {len(checked.dispatches)} dispatches are drafts or embargoed: the site would be empty"
        return NewsroomError(
            problem, fix="take the line status: draft, or the embargo, out of one that may be read"
        )
    problem = f"there is no dispatch in {checked.content}: the site would be empty"
    write = 'write one: python3 tasks.py new "A title"; or import pages: python3 tasks.py import SOURCE'
    return NewsroomError(problem, fix=write)


@contextmanager
def fresh_folder(parent: Path, prefix: str) -> Iterator[Path]:
    """A new empty folder, deleted at the end, and so is what a killed run left under that prefix.

    The prefix belongs to one output folder, and `alone` is held.
    """
    parent.mkdir(parents=True, exist_ok=True)
    for left in parent.iterdir():
        if left.name.startswith(prefix) and len(left.name) == len(prefix) + _RANDOM:
            shutil.rmtree(left, ignore_errors=True)
    folder = parent / f"{prefix}{secrets.token_hex(_RANDOM // 2)}"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def alone(out: Path) -> Iterator[bool]:
    """One build a folder at a time; the second one waits, a minute at most. Gives whether the last one may have been killed."""
    locks = CACHE / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    lock, busy = FileLock(locks / f"{_key(out)}.lock", timeout=60), locks / f"{_key(out)}.busy"
    try:
        lock.acquire()
    except Timeout:
        raise NewsroomError(f"another build is writing to {out}", fix="wait for it, then try again") from None
    try:
        recover(out)
        yield _marked(busy)
        _unmark(busy)
    except Exception:
        # It ended in order, and has cleaned up behind itself.
        _unmark(busy)
        raise
    finally:
        lock.release()


def _marked(busy: Path) -> bool:
    """Leave a mark that a killed process does not take away; returns whether there was one, or there can be none."""
    try:
        was_there = busy.exists()
        busy.touch()
    except OSError:
        return True
    return was_there


def _unmark(busy: Path) -> None:
    with suppress(OSError):
        busy.unlink()


def _key(out: Path) -> str:
    return hashlib.sha256(str(out).encode()).hexdigest()[:16]


def _files_path(out: Path) -> Path:
    return CACHE / "files" / f"{_key(out)}.json"


def _forget_others() -> None:
    """Drop what is known of output folders that are gone: the list of their files, and a lock that is long unused."""
    keys = {_key(out) for out in known_outputs()}
    # The first build of another folder is under way; it is known when it puts its first file there.
    keys |= {busy.stem for busy in (CACHE / "locks").glob("*.busy")}
    old = time.time() - _LOCK_DAYS * 86_400
    for path in (CACHE / "files").glob("*.json"):
        if path.stem not in keys:
            path.unlink(missing_ok=True)
    _drop(path for path in (CACHE / "quick").glob("*.*") if path.name.partition(".")[0] not in keys)
    for path in (CACHE / "locks").iterdir():
        if path.stem not in keys and path.stat().st_mtime < old:
            path.unlink(missing_ok=True)


def _drop(paths: Iterable[Path]) -> None:
    """Delete what quick builds kept: ledgers, and folders beside them."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def replace_site(fresh: Path, out: Path) -> None:
    """Put a finished site in the place of an old one, in one step; `alone` is held."""
    Ours(_files_path(out)).note(tree(fresh))
    swap(fresh, out)
    remember(out)


def clean(output: Path) -> None:
    """Delete a built site; a folder that no build of ours filled is refused."""
    out = output.expanduser().resolve()
    if not out.exists():
        print(f"There is nothing at {out}.")
        return
    if any(out.iterdir()) and not is_ours(out):
        raise NewsroomError(f"{out} was not filled by a build", fix="delete it yourself if you are sure")
    check_output(Path(os.devnull), out)
    with alone(out):
        shutil.rmtree(out)
        forget(out)
        _files_path(out).unlink(missing_ok=True)
        _drop((CACHE / "quick").glob(f"{_key(out)}.*"))
    print(f"Deleted {out}.", file=sys.stderr)
