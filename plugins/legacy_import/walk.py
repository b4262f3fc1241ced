"""The review in the terminal: one piece after another, original and result side by side, and what to do with it."""

import shutil
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dispatch.dateline import parse_dateline
from dispatch.errors import StringerError
from dispatch.frontmatter import edit, read_dispatch
from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.capture.store import Store
from legacy_import.doubts import Doubt, mark_seen, open_doubts, write_doubts
from legacy_import.errors import CaptureError, ExtractError, LegacyImportError
from legacy_import.extract.decode import decode_page
from legacy_import.extract.proof import Render
from legacy_import.extract.tree import BLOCK_TAGS, parse_tree, tidy
from legacy_import.files import write_atomic
from legacy_import.pipeline import Importer
from legacy_import.report import WORDS
from legacy_import.review import note_path, remove_note, review_folder, visible
from legacy_import.said import FIELDS, Said, check_said

__all__ = ["Ask", "Walk", "original_text"]

Ask = Callable[[str], str | None]
_SHOWN = 16
_HELP = (
    "a, accept: take it as it is · FIELD VALUE, as in `date 2004-02-05`: put a field right "
    f"({', '.join(FIELDS)}) · e, edit: be asked for both · r, refuse: it does not come in, now or later · "
    "s, skip · m, more: all of the text · q, quit"
)


@dataclass(slots=True)
class _Item:
    """A piece to look at: its capture, why, and the file that it has or the note that it waits with."""

    sha256: str
    name: str
    why: str
    path: Path | None = None
    diff: Path | None = None
    changes: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Walk:
    """Walks the list of one archive; `ask` gives the correspondent's lines, `say` prints ours."""

    content: Path
    render: Render | None
    ask: Ask
    say: Callable[[str], None]

    def run(self) -> int:
        """Go through all that needs a look; gives how many are left."""
        items = self._items()
        for number, item in enumerate(items, 1):
            self.say(f"\n{number} of {len(items)}: {visible(item.name)}\n{visible(item.why)}")
            self._show(item, _SHOWN)
            if not self._decide(item):
                break
        left = len(self._items())
        self.say(f"{left} left." if left else "Nothing is left.")
        return left

    def _items(self) -> list[_Item]:
        waiting = [entry for entry in Ledger(self.content).entries() if entry.state == "waiting"]
        items = [_of_entry(entry) for entry in waiting]
        why = "Edited by hand, and the page has changed: yours (-), the import's (+)."
        review = review_folder(self.content)
        items += [_Item("", diff.stem, why, diff=diff) for diff in sorted(review.glob("*.diff"))]
        why = "You and the page have changed the same place: yours stands in the file."
        notes = sorted(review.glob("*.conflict.md"))
        items += [_Item("", note.name.removesuffix(".conflict.md"), why, diff=note) for note in notes]
        return items + [self._of_doubt(doubt) for doubt in open_doubts(self.content)]

    def _of_doubt(self, doubt: Doubt) -> _Item:
        said = "; ".join(f"{name} ({sure:.2f}, {where})" for name, sure, where in doubt.fields)
        return _Item(doubt.sha256, doubt.path, f"Not sure of: {said}", self.content / doubt.path)

    def _show(self, item: _Item, most: int) -> None:
        if item.diff is not None:
            lines = item.diff.read_text(encoding="utf-8", errors="replace").splitlines()
            self.say("\n".join(map(visible, lines[: most * 2])))
            return
        result = item.path or note_path(self.content, item.sha256)
        found = result.read_text(encoding="utf-8", errors="replace") if result.is_file() else "(nothing)"
        original = original_text(Store(self.content), item.sha256)
        self.say(beside(original, found, shutil.get_terminal_size((100, 24)).columns, most))

    def _decide(self, item: _Item) -> bool:
        """Ask until the piece is settled; False where the walk ends."""
        while (line := self.ask("[a]ccept [e]dit [r]efuse [s]kip [m]ore [q]uit > ")) is not None:
            word, _space, value = line.strip().partition(" ")
            if word in ("q", "quit"):
                return False
            if word in ("s", "skip"):
                return True
            try:
                if self._obey(item, word, value.strip()):
                    return True
            except StringerError as error:
                self.say(str(error))
        return False

    def _obey(self, item: _Item, word: str, value: str) -> bool:
        """Do what a line says; True where the piece is settled by it."""
        if word in ("m", "more"):
            self._show(item, 10_000)
        elif word in ("e", "edit"):
            name = (self.ask(f"Which field ({', '.join(FIELDS)})? ") or "").strip()
            self._change(item, name, self.ask(f"{name}: ") or "")
        elif word in FIELDS:
            self._change(item, word, value)
        elif word in ("a", "accept"):
            return self._accept(item)
        elif word in ("r", "refuse"):
            return self._refuse(item)
        else:
            self.say(_HELP)
        return False

    def _change(self, item: _Item, name: str, value: str) -> None:
        if item.diff is not None:
            raise LegacyImportError(
                "The difference is of your own file.", fix=f"edit the dispatch {item.name}.md"
            )
        item.changes[name] = check_said(name, value)
        self.say(f"{name}: {item.changes[name]} (kept when you accept)")

    def _accept(self, item: _Item) -> bool:
        if item.diff is not None:
            item.diff.unlink(missing_ok=True)
            self.say("Yours stays.")
            return True
        if item.path is not None:
            self._edit_file(item)
            mark_seen(self.content, item.path.relative_to(self.content).as_posix())
            return True
        return self._bring_in(item)

    def _bring_in(self, item: _Item) -> bool:
        """Import a waiting page again, with what was said of it."""
        Said(self.content).put(item.sha256, item.changes)
        importer = Importer(self.content, render=self.render)
        row = importer.store.find(item.sha256)
        if row is None:
            raise LegacyImportError("Its capture is not here.", fix="restore content/captures from a backup")

        def kept_picture(address: str) -> bytes | None:
            found = importer.store.find_address(address, "image")
            return importer.store.read(found).payload if found is not None else None

        report = importer.run([importer.job(item.name, importer.store.read(row), kept_picture)])
        write_doubts(self.content, report.rows)
        (outcome,) = report.rows
        if outcome.outcome in ("waiting", "refused"):
            self.say(f"It still waits: {outcome.reason}. Say what is missing, as in: date 2004-02-05")
            return False
        self.say(f"{WORDS.get(outcome.outcome, outcome.outcome)}: {outcome.path}")
        if outcome.path is not None:
            mark_seen(self.content, outcome.path)
        return True

    def _edit_file(self, item: _Item) -> None:
        """Put fields right in a dispatch that is in the archive already, as an edit by hand."""
        if not item.changes or item.path is None:
            return
        keys = {"title": "title", "date": "date", "place": "dateline", "section": "section", "lang": "lang"}
        changes: dict[str, str | list[str] | None] = {
            keys[name]: value for name, value in item.changes.items() if name in keys
        }
        if "byline" in item.changes:
            changes["bylines"] = [part.strip() for part in item.changes["byline"].split(",") if part.strip()]
        if "place" in item.changes:
            changes["dateline"] = str(parse_dateline(item.changes["place"]))
        text = edit(item.path.read_text(encoding="utf-8"), changes, str(item.path))
        for finding in read_dispatch(text, str(item.path)).errors:
            raise LegacyImportError(finding.message, fix=finding.fix)
        write_atomic(item.path, text.encode("utf-8"))
        self.say(f"Changed: {', '.join(item.changes)}")

    def _refuse(self, item: _Item) -> bool:
        if item.diff is not None:
            raise LegacyImportError(
                "A difference is not refused.", fix="accept, and yours stays; or edit the dispatch"
            )
        ledger = Ledger(self.content)
        known = ledger.get(item.sha256)
        if item.path is not None:
            if (
                self.ask(f"Delete {item.name}, so that it does not come back (yes, no)? ") or ""
            ).strip().lower() not in ("y", "yes"):
                return False
            item.path.unlink(missing_ok=True)
            mark_seen(self.content, item.name)
        url = known.url if known else None
        capture = known.capture if known else None
        ledger.put(Entry(item.sha256, "deleted", capture, url, reason="refused in the review"))
        remove_note(self.content, item.sha256)
        self.say("It does not come in.")
        return True


def _of_entry(entry: Entry) -> _Item:
    return _Item(entry.sha256, entry.url or entry.capture or entry.sha256, f"Waits: {entry.reason}")


def original_text(store: Store, sha256: str) -> str:
    """The captured page as text, a line a block."""
    row = store.find(sha256)
    if row is None:
        return "(the capture is not here)"
    try:
        capture = store.read(row)
        tree = parse_tree(decode_page(capture.payload, capture.content_type).text)
        if tree is None:
            return "(no HTML)"
        root = tidy(tree)
        for element in root.iter():
            if isinstance(element.tag, str) and element.tag in (BLOCK_TAGS | {"br"}):
                element.tail = "\n" + (element.tail or "")
        lines = [" ".join(line.split()) for line in (root.text_content() or "").split("\n")]
        return "\n".join(line for line in lines if line)
    except (CaptureError, ExtractError, RecursionError) as error:
        return f"(cannot be shown: {error})"


def beside(left: str, right: str, width: int, most: int) -> str:
    """Two texts in two columns, wrapped; at most so many lines of each."""
    column = max(20, (width - 3) // 2)
    one, other = (_wrapped(text, column, most) for text in (left, right))
    height = max(len(one), len(other))
    one, other = (lines + [""] * (height - len(lines)) for lines in (one, other))
    head = f"{'THE PAGE':<{column}} │ WHAT CAME OF IT"
    return "\n".join([head, *(f"{a:<{column}} │ {b}".rstrip() for a, b in zip(one, other, strict=True))])


def _wrapped(text: str, column: int, most: int) -> list[str]:
    lines = [part for line in visible(text).split("\n") for part in (textwrap.wrap(line, column) or [""])]
    return lines if len(lines) <= most else [*lines[: most - 1], f"… {len(lines) - most + 1} lines more"]
