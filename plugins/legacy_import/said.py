"""What the correspondent has said of a page in the review: kept with the captures, and heard at every later import."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from dispatch.dateline import parse_dateline
from dispatch.dates import parse_date
from dispatch.errors import StringerError
from dispatch.text import is_lang, one_line
from legacy_import.capture.ledger import read_lines
from legacy_import.errors import LegacyImportError
from legacy_import.extract.extraction import Extraction, Found, Place
from legacy_import.files import append_durably

__all__ = ["FIELDS", "Said", "check_said"]

# The words a correspondent uses, and the field of an extraction that each sets.
FIELDS = {
    "title": "title", "date": "published", "byline": "bylines", "place": "dateline", "section": "section", "lang": "language",
    "address": "url",
}  # fmt: skip
_WHERE = "said in the review"


def check_said(name: str, value: str) -> str:
    """The value as it is kept; raises StringerError with what to write instead."""
    line = one_line(value)
    if name not in FIELDS:
        raise LegacyImportError(f"{name} is no field.", fix=f"use one of: {', '.join(FIELDS)}")
    if not line:
        raise LegacyImportError(f"Nothing was said for {name}.", fix=f"write it as: {name} …")
    if name == "date":
        try:
            return str(parse_date(line))
        except ValueError as error:
            raise LegacyImportError(f"{error}.", fix="write it as 2004-02-05, 2004-02 or 2004") from None
    if name == "lang":
        if not is_lang(line):
            raise LegacyImportError(
                f"{line} is no language tag.", fix="write en, az, ru, tr or another BCP 47 tag"
            )
        return line.lower()
    if name == "place":
        parse_dateline(line)
    if name == "address" and not line.startswith(("http://", "https://")):
        raise LegacyImportError(f"{line} is no address.", fix="write it from https:// on")
    return line


@dataclass(slots=True)
class Said:
    """content/captures/said.jsonl: one line for each time that something was said of a capture; later lines count."""

    content: Path
    _rows: dict[str, dict[str, str]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in read_lines(self._path):
            fields = row.get("fields")
            if isinstance(fields, dict):
                kept = dict(_good({str(name): str(value) for name, value in fields.items()}))
                self._rows.setdefault(str(row.get("sha256")), {}).update(kept)

    @property
    def _path(self) -> Path:
        return self.content / "captures" / "said.jsonl"

    def of(self, sha256: str) -> Mapping[str, str]:
        """All that was said of a capture."""
        return self._rows.get(sha256, {})

    def put(self, sha256: str, fields: Mapping[str, str]) -> None:
        """Write down what was said, unless it was said before."""
        fresh = {name: check_said(name, value) for name, value in fields.items()}
        known = self._rows.setdefault(sha256, {})
        if all(known.get(name) == value for name, value in fresh.items()):
            return
        line = json.dumps({"sha256": sha256, "fields": fresh}, ensure_ascii=False, sort_keys=True)
        append_durably(self._path, f"{line}\n".encode())
        known.update(fresh)

    def heard(self, extraction: Extraction, sha256: str) -> Extraction:
        """The extraction with what was said in the place of what was found."""
        fields = self._rows.get(sha256)
        if not fields or extraction.error is not None:
            return extraction
        return replace(extraction, **{FIELDS[name]: _found(name, value) for name, value in fields.items()})  # type: ignore[arg-type]


def _good(fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What may be heard: an earlier version kept some values that no dispatch can have."""
    for name, value in fields.items():
        with suppress(StringerError):
            yield name, check_said(name, value)


def _found(name: str, value: str) -> object:
    if name == "address":
        return value
    if name == "byline":
        return Found(tuple(part.strip() for part in value.split(",") if part.strip()), _WHERE, 1.0)
    return Found(Place(place=value) if name == "place" else value, _WHERE, 1.0)
