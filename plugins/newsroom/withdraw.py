"""Takes a dispatch back: its address keeps a tombstone, its text and its capture go."""

from __future__ import annotations

from pathlib import Path

from copydesk.markup import picture_paths
from dispatch import Dispatch, Status
from dispatch.text import one_line
from newsroom.edits import change, find, today
from newsroom.errors import NewsroomError
from newsroom.report import short

ADVICE = """\
What stays, and what only you can do about it:
  - git history keeps the old text. To purge it: pip install git-filter-repo, then
      git filter-repo --invert-paths --path {path}{more}
    copy the tombstone back, commit, and push with --force. Clones made before keep their copy.
  - forks and other people's clones of the repository keep theirs: ask their owners.
  - search engines and web archives keep copies for a time: ask each for removal by its own form.
  - the public site shows the text until the next publish."""


def withdraw(content: Path, slug: str, reason: str) -> int:
    """Withdraw a dispatch; returns the exit code.

    The file keeps its front matter, with `status: withdrawn`, the day and the reason; its body,
    its pictures and its capture's record are removed, the record's hash is kept. Raises
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
    removed = _remove_capture(root, dispatch)
    pictures = _own_pictures(root, dispatch)
    header = file.text[: _body_start(file.text, file.reading.body_line)].rstrip("\n") + "\n"
    tombstone = type(file)(file.name, header, file.reading)
    note = {"date": str(today(root)), "reason": reason}
    # The file goes last: killed before it, the task can simply be run again.
    for path in pictures:
        path.unlink(missing_ok=True)
    change(tombstone, {"status": "withdrawn", "withdrawn": note, "image": None, "standfirst": None})
    where = file.path.relative_to(root).as_posix()
    print(
        f"Withdrawn: {dispatch.title}\n  {short(file.path)}: a tombstone with the date and the reason is left"
    )
    if removed:
        print(f"  capture: the record is deleted; its SHA-256 {removed} stays in the ledger")
    for path in pictures:
        print(f"  deleted {short(path)}")
    more = "".join(f" --path content/{p.relative_to(root).as_posix()}" for p in pictures)
    print(ADVICE.format(path=f"content/{where}", more=more))
    return 0


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


def _own_pictures(content: Path, dispatch: Dispatch) -> list[Path]:
    """The pictures in the dispatch's own folder (images/YYYY/slug/): no other piece's."""
    own = content / "images" / f"{dispatch.date.year:04d}" / dispatch.slug
    lead = [dispatch.image.file] if dispatch.image and dispatch.image.file else []
    named = [content / path for path in (*lead, *picture_paths(dispatch.body))]
    inside = {path.resolve() for path in named if own.resolve() in path.resolve().parents}
    return sorted(path for path in inside if path.is_file())
