"""What waits for a look, original and result side by side, in the terminal and as an inert HTML file."""

from html import escape
from pathlib import Path

from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.capture.store import Store
from legacy_import.doubts import Doubt, open_doubts
from legacy_import.extract.proof import Render
from legacy_import.files import alone, write_atomic
from legacy_import.reportpage import inert_page
from legacy_import.review import THEIRS, YOURS, note_path, review_folder, visible
from legacy_import.walk import Ask, Walk, original_text

__all__ = ["run_review"]

_MAX_TEXT = 20_000


def run_review(
    content: Path, *, render: Render | None = None, only_list: bool = False, ask: Ask | None = None
) -> int:
    """List what needs a look, side by side in content/captures/review/index.html, and walk it; 0 nothing is left, 3 something is.

    `ask` gives the correspondent's next line, None at the end; without it lines come from the standard input.
    """
    content = Path(content)
    ledger, store = Ledger(content), Store(content)
    waiting = [entry for entry in ledger.entries() if entry.state == "waiting"]
    review = review_folder(content)
    diffs, conflicts = sorted(review.glob("*.diff")), sorted(review.glob("*.conflict.md"))
    doubts = open_doubts(content)
    if not (waiting or diffs or conflicts or doubts):
        print("Nothing waits for a look.")
        return 0
    parts = [_waiting(content, store, entry) for entry in waiting] + [_difference(path) for path in diffs]
    parts += [_conflict(path) for path in conflicts]
    parts += [_doubtful(content, store, doubt) for doubt in doubts]
    path = review / "index.html"
    write_atomic(path, inert_page("What waits for a look", "\n".join(parts)))
    for entry in waiting:
        print(
            f"{entry.url or entry.capture}: {entry.reason} ({note_path(content, entry.sha256).relative_to(content)})"
        )
    for note in (*diffs, *conflicts):
        name = note.name.removesuffix(".diff").removesuffix(".conflict.md")
        print(f"{name}: edited by hand, and the page has changed ({note.relative_to(content)})")
    for doubt in doubts:
        print(f"{doubt.path}: not sure of {', '.join(name for name, _sure, _where in doubt.fields)}")
    print(f"Side by side: {path}")
    if only_list:
        return 3
    with alone(content / "captures" / "import.lock"):
        return 3 if Walk(content, render, ask or _typed, print).run() else 0


def _typed(prompt: str) -> str | None:
    try:
        return input(prompt)
    except (EOFError, KeyboardInterrupt, OSError, RuntimeError):  # the end, Ctrl-C, or nobody there to type
        print()
        return None


def _doubtful(content: Path, store: Store, doubt: Doubt) -> str:
    said = "; ".join(f"{name}: {sure:.2f}, {where}" for name, sure, where in doubt.fields)
    text = (content / doubt.path).read_text(encoding="utf-8", errors="replace")
    heading = f"<h2>{escape(visible(doubt.path))}</h2><p>Not sure of {escape(visible(said))}</p>"
    return f"{heading}\n{_side_by_side('The page, as text', original_text(store, doubt.sha256), 'The dispatch', text)}"


def _waiting(content: Path, store: Store, entry: Entry) -> str:
    note = note_path(content, entry.sha256)
    found = note.read_text(encoding="utf-8", errors="replace") if note.is_file() else "(no note)"
    heading = f"<h2>{escape(visible(entry.url or entry.capture or entry.sha256))}</h2><p>{escape(entry.reason or '')}</p>"
    return f"{heading}\n{_side_by_side('The page, as text', original_text(store, entry.sha256), 'What was found', found)}"


def _difference(path: Path) -> str:
    """A new version of a dispatch that was edited by hand: yours and the import's, line against line."""
    yours, theirs = [], []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[2:]:
        if not line.startswith("+"):
            yours.append(line)
        if not line.startswith("-"):
            theirs.append(line)
    heading = f"<h2>{escape(visible(path.stem))}</h2><p>Edited by hand; the page has changed.</p>"
    return f"{heading}\n{_side_by_side('Yours', chr(10).join(yours), 'The import', chr(10).join(theirs))}"


def _conflict(path: Path) -> str:
    """What a hand and the page have both changed: each place side by side."""
    parts = [f"<h2>{escape(visible(path.name.removesuffix('.conflict.md')))}</h2>"]
    for place in path.read_text(encoding="utf-8", errors="replace").split("\n## ")[1:]:
        name, _break, text = place.partition("\n")
        versions = {}
        for version in (YOURS, THEIRS):
            _before, _mark, after = text.partition(f"\n{version}:\n\n")
            lines = after.split("\n")
            end = next((n for n, line in enumerate(lines) if line and not line.startswith("    ")), None)
            versions[version] = "\n".join(line[4:] for line in lines[:end])
        parts.append(
            f"<p>Edited by hand where the page has changed: {escape(visible(name))}</p>"
            + _side_by_side(YOURS, versions[YOURS].strip(), THEIRS, versions[THEIRS].strip())
        )
    return "\n".join(parts)


def _side_by_side(left: str, one: str, right: str, other: str) -> str:
    cells = "".join(
        f"<section><h3>{escape(name)}</h3><pre>{escape(visible(text)[:_MAX_TEXT])}</pre></section>"
        for name, text in ((left, one), (right, other))
    )
    return f'<div class="side">{cells}</div>'
