"""What an import did, for people and for programs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Report", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One page: what became of it (`written`, `updated`, `unchanged`, `duplicate`, `kept`, `waiting`, `refused`, `deleted`)."""

    page: str
    outcome: str
    path: str | None = None
    reason: str | None = None
    doubts: tuple[str, ...] = ()


_IN = frozenset(["written", "updated", "unchanged", "duplicate", "deleted", "withdrawn"])
_WORDS = {
    "written": "new", "updated": "brought up to date", "unchanged": "unchanged", "duplicate": "the same story again",
    "kept": "edited by hand, kept", "waiting": "waiting for a look", "refused": "refused", "deleted": "deleted before, not brought back",
    "withdrawn": "withdrawn, not brought back",
}  # fmt: skip


@dataclass(slots=True)
class Report:
    """Rows in the order of the pages."""

    rows: list[Row] = field(default_factory=list)
    dry_run: bool = False

    def add(self, row: Row) -> None:
        """Add a page."""
        self.rows.append(row)

    def exit_code(self) -> int:
        """0 all in; 3 some need a look or were refused; 1 nothing came in."""
        if not self.rows:
            return 1
        good = sum(row.outcome in _IN for row in self.rows)
        if good == len(self.rows):
            return 0
        return 3 if good or any(row.outcome in ("waiting", "kept") for row in self.rows) else 1

    def as_json(self) -> str:
        """The report as one JSON object."""
        pages = [
            {
                "page": row.page,
                "outcome": row.outcome,
                "path": row.path,
                "reason": row.reason,
                "doubts": list(row.doubts),
            }
            for row in self.rows
        ]
        return json.dumps(
            {"dry_run": self.dry_run, "exit": self.exit_code(), "pages": pages}, ensure_ascii=False
        )

    def lines(self) -> Iterable[str]:
        """The summary, line by line: counts first, then what needs a look."""
        counts = {outcome: sum(row.outcome == outcome for row in self.rows) for outcome in _WORDS}
        said = ", ".join(f"{count} {_WORDS[outcome]}" for outcome, count in counts.items() if count)
        yield f"{'Would import' if self.dry_run else 'Imported'} {len(self.rows)} page{'s' if len(self.rows) != 1 else ''}: {said or 'nothing'}."
        looks = [row for row in self.rows if row.outcome in ("waiting", "refused", "kept")]
        if looks:
            yield "Needs a look:"
            for row in looks[:40]:
                yield f"  {row.page}: {_WORDS[row.outcome]}: {row.reason}" + (
                    f" ({row.path})" if row.path else ""
                )
            if len(looks) > 40:
                yield f"  … and {len(looks) - 40} more; all are in the output of --json"
        doubtful = [row for row in self.rows if row.doubts and row not in looks]
        if doubtful:
            yield "Worth a glance:"
            for row in doubtful[:20]:
                yield f"  {row.path or row.page}: {'; '.join(row.doubts[:3])}"
            if len(doubtful) > 20:
                yield f"  … and {len(doubtful) - 20} more"
