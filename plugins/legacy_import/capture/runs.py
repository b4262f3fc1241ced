"""A run over many addresses that was stopped: what it captured since it began is not asked for again."""

import datetime as dt
import json
from pathlib import Path

from legacy_import.files import write_atomic

__all__ = ["Run"]


class Run:
    """The mark of an unfinished run, content/captures/unfinished.json; it goes when the run has ended."""

    def __init__(self, content: Path, source: str, now: dt.datetime, *, is_dry: bool = False) -> None:
        self._path = content / "captures" / "unfinished.json"
        self._source = source
        self.began = self._earlier() or now.replace(microsecond=0)
        self.is_resumed = self._earlier() is not None
        if not is_dry and not self.is_resumed:
            row = {"source": source, "began": self.began.isoformat()}
            write_atomic(self._path, (json.dumps(row, ensure_ascii=False) + "\n").encode("utf-8"))

    def _earlier(self) -> dt.datetime | None:
        try:
            row = json.loads(self._path.read_text(encoding="utf-8"))
            began = dt.datetime.fromisoformat(row["began"]) if row["source"] == self._source else None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return began if began is not None and began.tzinfo is not None else None

    def has(self, stamp: str) -> bool:
        """Whether a capture with this time (14 digits, UTC) belongs to the run."""
        return stamp >= self.began.astimezone(dt.UTC).strftime("%Y%m%d%H%M%S")

    def end(self) -> None:
        """Take the mark away."""
        if self._earlier() is not None:
            self._path.unlink(missing_ok=True)
