"""The fields that an import was not sure of, piece by piece, until somebody has looked: content/captures/review/doubts.jsonl."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from legacy_import.capture.ledger import read_lines
from legacy_import.extract.extraction import Extraction
from legacy_import.files import write_parts
from legacy_import.report import Row
from legacy_import.review import review_folder

__all__ = ["Doubt", "mark_seen", "open_doubts", "unsure_of", "write_doubts"]

SURE = 0.9
_NAMES = {
    "title": "title",
    "bylines": "byline",
    "published": "date",
    "body_text": "text",
    "dateline": "place",
}

Unsure = tuple[tuple[str, float, str], ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A dispatch of the import with what it is not sure of: field, confidence, where it was found."""

    path: str
    sha256: str
    fields: Unsure
    is_seen: bool = False

    @property
    def expected_wrong(self) -> float:
        """How many of its fields are wrong, as far as their confidences tell."""
        return sum(1 - confidence for _name, confidence, _where in self.fields)


def unsure_of(extraction: Extraction) -> Unsure:
    """The fields of an extraction that a person should look at, the most doubtful first."""
    sure, where = extraction.confidences(), extraction.evidence()
    found = [
        (_NAMES[name], value, where[name]) for name, value in sure.items() if name in _NAMES and value < SURE
    ]
    return tuple(sorted(found, key=lambda entry: (entry[1], entry[0])))


def write_doubts(content: Path, rows: Iterable[Row]) -> None:
    """Bring the list up to date with a run; what was looked at and has not changed stays so."""
    known = {doubt.path: doubt for doubt in _read(content)}
    for row in rows:
        if row.path is None or row.outcome not in ("written", "updated", "merged", "unchanged"):
            continue
        if not row.unsure:
            known.pop(row.path, None)
            continue
        before = known.get(row.path)
        is_seen = before is not None and before.is_seen and before.fields == row.unsure
        known[row.path] = Doubt(row.path, row.sha256 or "", row.unsure, is_seen)
    _write(content, list(known.values()))


def open_doubts(content: Path) -> list[Doubt]:
    """What nobody has looked at yet, the most that is likely wrong first; a dispatch that is gone is left out."""
    found = [doubt for doubt in _read(content) if not doubt.is_seen and (content / doubt.path).is_file()]
    return sorted(found, key=lambda doubt: (-doubt.expected_wrong, doubt.path))


def mark_seen(content: Path, path: str) -> None:
    """Somebody has looked at a dispatch."""
    found = [Doubt(d.path, d.sha256, d.fields, is_seen=d.is_seen or d.path == path) for d in _read(content)]
    _write(content, found)


def _path(content: Path) -> Path:
    return review_folder(content) / "doubts.jsonl"


def _read(content: Path) -> list[Doubt]:
    found = []
    for row in read_lines(_path(content)):
        fields = row.get("fields")
        if isinstance(fields, list) and isinstance(row.get("path"), str):
            unsure = tuple((str(name), float(sure), str(where)) for name, sure, where in fields)
            found.append(
                Doubt(str(row["path"]), str(row.get("sha256")), unsure, is_seen=bool(row.get("seen")))
            )
    return found


def _write(content: Path, doubts: Sequence[Doubt]) -> None:
    path = _path(content)
    if doubts or path.exists():
        write_parts(path, map(_line, sorted(doubts, key=lambda one: one.path)))


def _line(doubt: Doubt) -> bytes:
    row = {
        "path": doubt.path,
        "sha256": doubt.sha256,
        "fields": doubt.fields,
        **({"seen": True} if doubt.is_seen else {}),
    }
    return (json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n").encode()
