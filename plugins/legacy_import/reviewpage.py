"""What waits for a look, original and result side by side, in the terminal and as an inert HTML file."""

from html import escape
from pathlib import Path

from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.capture.store import Store
from legacy_import.errors import CaptureError, ExtractError
from legacy_import.extract.decode import decode_page
from legacy_import.extract.tree import parse_tree, tidy, tree_text
from legacy_import.files import write_atomic
from legacy_import.reportpage import inert_page

__all__ = ["run_review"]

_MAX_TEXT = 20_000


def run_review(content: Path) -> int:
    """List what waits, write content/captures/review/index.html; 0 nothing waits, 3 something does."""
    content = Path(content)
    ledger, store = Ledger(content), Store(content)
    waiting = [entry for entry in ledger.entries() if entry.state == "waiting"]
    diffs = sorted((content / "captures" / "review").glob("*.diff"))
    if not waiting and not diffs:
        print("Nothing waits for a look.")
        return 0
    parts = [_waiting(content, store, entry) for entry in waiting] + [_difference(path) for path in diffs]
    path = content / "captures" / "review" / "index.html"
    write_atomic(path, inert_page("What waits for a look", "\n".join(parts)))
    for entry in waiting:
        print(f"{entry.url or entry.capture}: {entry.reason} ({_note(content, entry).relative_to(content)})")
    for diff in diffs:
        print(f"{diff.stem}: edited by hand, and the page has changed ({diff.relative_to(content)})")
    print(f"Side by side: {path}")
    return 3


def _note(content: Path, entry: Entry) -> Path:
    return content / "captures" / "review" / f"{entry.sha256[:16]}.md"


def _waiting(content: Path, store: Store, entry: Entry) -> str:
    note = _note(content, entry)
    found = note.read_text(encoding="utf-8", errors="replace") if note.is_file() else "(no note)"
    heading = f"<h2>{escape(_plain(entry.url or entry.capture or entry.sha256))}</h2><p>{escape(entry.reason or '')}</p>"
    return (
        f"{heading}\n{_side_by_side('The page, as text', _original(store, entry), 'What was found', found)}"
    )


def _original(store: Store, entry: Entry) -> str:
    row = store.find(entry.sha256)
    if row is None:
        return "(the capture is not here)"
    try:
        capture = store.read(row)
        tree = parse_tree(decode_page(capture.payload, capture.content_type).text)
        return tree_text(tidy(tree)) if tree is not None else "(no HTML)"
    except (CaptureError, ExtractError, RecursionError) as error:
        return f"(cannot be shown: {error})"


def _difference(path: Path) -> str:
    """A new version of a dispatch that was edited by hand: yours and the import's, line against line."""
    yours, theirs = [], []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines()[2:]:
        if not line.startswith("+"):
            yours.append(line)
        if not line.startswith("-"):
            theirs.append(line)
    heading = f"<h2>{escape(_plain(path.stem))}</h2><p>Edited by hand; the page has changed.</p>"
    return f"{heading}\n{_side_by_side('Yours', chr(10).join(yours), 'The import', chr(10).join(theirs))}"


def _side_by_side(left: str, one: str, right: str, other: str) -> str:
    cells = "".join(
        f"<section><h3>{escape(name)}</h3><pre>{escape(_plain(text)[:_MAX_TEXT])}</pre></section>"
        for name, text in ((left, one), (right, other))
    )
    return f'<div class="side">{cells}</div>'


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() or char in " \n\t" else "\ufffd" for char in text)
