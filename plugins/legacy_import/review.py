"""What a person should look at: a page that waits, and a new version of a dispatch that was edited by hand."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

from legacy_import.blocks3 import Conflict
from legacy_import.capture.ledger import Ledger
from legacy_import.capture.store import Capture
from legacy_import.extract.extraction import Extraction
from legacy_import.files import write_atomic

__all__ = [
    "THEIRS",
    "YOURS",
    "below",
    "conflict_note",
    "conflict_parts",
    "forget_piece",
    "note_path",
    "offer_difference",
    "remove_note",
    "review_folder",
    "visible",
    "write_conflicts",
    "write_note",
]

YOURS, THEIRS = "Yours", "The page now"


def review_folder(content: Path) -> Path:
    """Where what waits for a look is written down."""
    return content / "captures" / "review"


def note_path(content: Path, sha256: str) -> Path:
    """The note of a capture that waits."""
    return review_folder(content) / f"{sha256[:16]}.md"


def visible(text: str) -> str:
    """Text without controls, which could turn lines around in a terminal; breaks and tabs stay."""
    return "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text)


def write_note(content: Path, extraction: Extraction, capture: Capture, reason: str) -> Path:
    """Write down why a page waits, with all that was found; gives the file."""
    found = extraction.confidences()
    lines = [
        f"# Waits: {reason}",
        "",
        f"- page: {extraction.url or capture.name or capture.id}",
        f"- capture: {capture.id} of {capture.captured:%Y-%m-%d %H:%M} UTC, sha256 {capture.sha256}",
    ]
    for name in ("title", "published", "section", "language"):
        value = getattr(extraction, name)
        if value is not None:
            lines.append(f"- {name}: {value.value} ({value.where}, {found[name]:.2f})")
    if extraction.bylines:
        lines.append(f"- bylines: {', '.join(extraction.bylines.value)}")
    lines += [
        "",
        "`python3 tasks.py review` takes what is missing and brings the piece in; the text as it was found:",
        "",
    ]
    lines += [f"    {line}" for line in (extraction.body_markdown or "(none)").splitlines()]
    path = note_path(content, capture.sha256)
    _write_if_new(path, "\n".join(lines) + "\n")
    return path


def remove_note(content: Path, sha256: str) -> None:
    """Take away the note of a page that waits no longer."""
    note_path(content, sha256).unlink(missing_ok=True)


def offer_difference(content: Path, path: str, ours: str, theirs: str) -> Path:
    """Write the difference between a dispatch edited by hand and what the import would write now."""
    lines = difflib.unified_diff(
        theirs.splitlines(), ours.splitlines(), f"{path} (yours)", f"{path} (import)", lineterm=""
    )
    target = review_folder(content) / f"{_note_name(path)}.diff"
    _write_if_new(target, "\n".join(lines) + "\n")
    return target


def write_conflicts(content: Path, path: str, sha256: str, conflicts: Sequence[Conflict]) -> Path:
    """Write down what a hand and the page have both changed, all versions of it; gives the file."""
    lines = [f"# Edited by hand where the page has changed: {path}", ""]
    lines += [
        "Your version stands in the file. Take from the page's what is right, then delete this note.",
        "",
    ]
    for conflict in conflicts:
        lines += [f"## {conflict.part}", ""]
        for name, text in (
            (YOURS, conflict.yours),
            (THEIRS, conflict.theirs),
            ("As it was imported", conflict.base),
        ):
            lines += [f"{name}:", "", *(f"    {line}" for line in (text or "(nothing)").splitlines()), ""]
    target = conflict_note(content, path, sha256)
    _write_if_new(target, "\n".join(lines))
    return target


def conflict_note(content: Path, path: str, sha256: str) -> Path:
    """The note of the conflicts between a dispatch and one capture."""
    return review_folder(content) / f"{_note_name(path)}-{sha256[:8]}.conflict.md"


def conflict_parts(note: Path) -> list[str]:
    """What is in conflict, as a note's headings say it."""
    lines = note.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line.removeprefix("## ") for line in lines if line.startswith("## ")]


def below(path: Path | None, content: Path) -> str | None:
    """A path as the report names it, from content/ on."""
    return path.relative_to(content).as_posix() if path else None


def forget_piece(content: Path, path: str, capture: str | None) -> list[Path]:
    """Delete what the review keeps of a piece's text, under every name that its file had; gives what went.

    `path` is its file's now, `capture` the record it came with, which the ledger must still know.
    """
    entries = Ledger(content).of_piece(capture) if capture else []
    names = {_note_name(name) for name in (path, *(entry.path for entry in entries)) if name}
    kinds = "|".join(map(re.escape, names))
    mine = re.compile(rf"(?:{kinds})(?:\.diff|-[0-9a-f]{{8}}\.conflict\.md)")
    notes = {note_path(content, entry.sha256).name for entry in entries}
    gone = []
    for file in sorted(review_folder(content).glob("*")):
        # The page has everything that waited side by side; the next review makes it anew.
        if mine.fullmatch(file.name) or file.name in notes or file.name == "index.html":
            file.unlink()
            gone.append(file)
    return gone


def _note_name(path: str) -> str:
    return re.sub(r"[^\w.-]+", "-", Path(path).stem)


def _write_if_new(path: Path, text: str) -> None:
    data = text.encode("utf-8")
    if not path.exists() or path.read_bytes() != data:
        write_atomic(path, data)
