"""Takes a dispatch back: its address keeps a tombstone, its text and its capture go."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

from copydesk.markup import picture_paths
from dispatch import Dispatch, Status
from dispatch.text import one_line
from newsroom.edits import change, find, today
from newsroom.errors import NewsroomError
from newsroom.report import short

ADVICE = """\
What stays, and what only you can do about it:
  - git history keeps the old text. To purge it: pip install git-filter-repo, copy aside
      {kept}
    as they are now, then, where the repository begins,
      git filter-repo --invert-paths {paths}
    copy {them} back, commit, and push with --force. Clones made before keep their copy.{ledger}
  - forks and other people's clones of the repository keep theirs: ask their owners.
  - search engines and web archives keep copies for a time: ask each for removal by its own form.
  - the public site shows the text until the next publish."""
LEDGER_TOO = """
    The ledger is among them because its earlier versions hold the text as it was imported."""
LEDGER = "captures/ledger.jsonl"


def withdraw(content: Path, slug: str, reason: str) -> int:
    """Withdraw a dispatch; returns the exit code.

    The file keeps its front matter, with `status: withdrawn`, the day and the reason; its body,
    its pictures, its capture's record and what the review keeps of it are removed, the record's
    hash is kept. Raises
    NewsroomError when there is no such dispatch, no reason, or it is withdrawn already.
    """
    reason = one_line(reason)
    if not reason:
        raise NewsroomError("a withdrawal needs a reason that the public may read",
                            fix=f'withdraw {slug} "why"')  # fmt: skip
    file, dispatch = find(content, slug)
    if dispatch.status is Status.WITHDRAWN:
        raise NewsroomError(f"{dispatch.slug} is withdrawn already", fix="edit the reason in its file")
    root = content.resolve()
    where = file.path.relative_to(root).as_posix()
    reviewed = _forget_review(root, where, dispatch)
    removed = _remove_capture(root, dispatch)
    pictures = _own_pictures(root, dispatch)
    header = file.text[: _body_start(file.text, file.reading.body_line)].rstrip("\n") + "\n"
    tombstone = type(file)(file.name, header, file.reading)
    note = {"date": str(today(root)), "reason": reason}
    # The file goes last: killed before it, the task can simply be run again.
    for path in pictures:
        path.unlink(missing_ok=True)
    change(tombstone, {"status": "withdrawn", "withdrawn": note, "image": None, "standfirst": None})
    print(
        f"Withdrawn: {dispatch.title}\n  {short(file.path)}: a tombstone with the date and the reason is left"
    )
    if removed:
        print(f"  capture: the record is deleted; its SHA-256 {removed} stays in the ledger")
    for path in (*pictures, *reviewed):
        print(f"  deleted {short(path)}")
    print(_advice(root, where, [path.relative_to(root).as_posix() for path in pictures]))
    return 0


def _advice(root: Path, where: str, pictures: list[str]) -> str:
    """What stays and how to purge it: the file, its pictures, their earlier names, and the ledger that held the text."""
    prefix = _prefix(root)
    kept = [where, *([LEDGER] if (root / LEDGER).is_file() else [])]
    earlier = [name for path in (where, *pictures) for name in _earlier_names(root, path)]
    # Git tells names from where the repository begins.
    paths = dict.fromkeys([*(prefix + path for path in (*kept, *pictures)), *earlier])
    return ADVICE.format(
        kept=" ".join(shlex.quote(prefix + path) for path in kept),
        paths=" ".join(f"--path {shlex.quote(path)}" for path in paths),
        them="both" if len(kept) > 1 else "it",
        ledger=LEDGER_TOO if len(kept) > 1 else "",
    )


def _prefix(root: Path) -> str:
    """The archive's folder as seen from where its repository begins, with a slash; empty at that place."""
    found = _git(root, "rev-parse", "--show-prefix")
    return "content/" if found is None else found.strip("\n")


def _earlier_names(root: Path, path: str) -> list[str]:
    """The names that a file had before, as git follows it; none of a file that is there."""
    told = _git(root, "log", "--follow", "--name-only", "-z", "--format=", "--", path) or ""
    prefix = _prefix(root)
    there = {*(_git(root, "ls-files", "-z", "--full-name", ":/") or "").split("\0"), prefix + path}
    names = dict.fromkeys(name.strip("\n") for name in told.split("\0"))
    # Git takes a file that is much like another for its copy: what another dispatch is now is no name of this one.
    return [name for name in names if name and name not in there]


def _git(root: Path, *words: str) -> str | None:
    """What git says; None where there is no git, or no repository."""
    try:
        found = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return os.fsdecode(found.stdout) if found.returncode == 0 else None


def _body_start(text: str, body_line: int) -> int:
    """Where the line with that number begins; blank lines above it belong to the body."""
    lines = text.replace("\r\n", "\n").split("\n")
    end = next((n for n in range(body_line - 2, -1, -1) if lines[n].strip()), 0)
    ends = 2 if "\r\n" in text else 1
    return sum(len(line) + ends for line in lines[: end + 1])


def _remove_capture(content: Path, dispatch: Dispatch) -> str | None:
    if dispatch.source is None or dispatch.source.capture is None:
        return None
    from legacy_import.capture import remove_record

    return remove_record(content, dispatch.source.capture)


def _forget_review(content: Path, path: str, dispatch: Dispatch) -> list[Path]:
    if not (content / "captures").is_dir():
        return []
    from legacy_import.doubts import mark_seen
    from legacy_import.review import forget_piece

    mark_seen(content, path)
    return forget_piece(content, path, dispatch.source.capture if dispatch.source else None)


def _own_pictures(content: Path, dispatch: Dispatch) -> list[Path]:
    """The pictures in the dispatch's own folder (images/YYYY/slug/): no other piece's."""
    own = content / "images" / f"{dispatch.date.year:04d}" / dispatch.slug
    lead = [dispatch.image.file] if dispatch.image and dispatch.image.file else []
    named = [content / path for path in (*lead, *picture_paths(dispatch.body))]
    inside = {path.resolve() for path in named if own.resolve() in path.resolve().parents}
    return sorted(path for path in inside if path.is_file())
