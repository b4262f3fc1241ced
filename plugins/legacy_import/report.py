"""What an import did, for people and for programs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

__all__ = ["Report", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One page: what became of it (`written`, `updated`, `merged`, `unchanged`, `duplicate`, `kept`, `waiting`, `refused`, `deleted`, `listed`).

    `code` is the kind of a refusal in one stable word; `reason` says it in a sentence; `unsure` are fields to
    look at: name, confidence, where it was found.
    """

    page: str
    outcome: str
    path: str | None = None
    reason: str | None = None
    doubts: tuple[str, ...] = ()
    code: str | None = None
    url: str | None = None
    sha256: str | None = None
    unsure: tuple[tuple[str, float, str], ...] = ()


_IN = frozenset(["written", "updated", "unchanged", "merged", "duplicate", "deleted", "withdrawn", "listed"])
LOOKS = frozenset(["waiting", "refused", "kept"])
WORDS = {
    "written": "new", "updated": "brought up to date", "merged": "edited by hand, brought up to date beside that", "unchanged": "unchanged", "duplicate": "the same story again",
    "kept": "edited by hand, kept", "waiting": "waiting for a look", "refused": "refused", "deleted": "deleted before, not brought back",
    "withdrawn": "withdrawn, not brought back", "listed": "would be fetched",
}  # fmt: skip


@dataclass(slots=True)
class Report:
    """Rows in the order of the pages; `permitted` maps hosts whose robots.txt was set aside to the reason."""

    rows: list[Row] = field(default_factory=list)
    dry_run: bool = False
    notes: list[str] = field(default_factory=list)
    permitted: dict[str, str] = field(default_factory=dict)

    def add(self, row: Row) -> None:
        """Add a page."""
        self.rows.append(row)

    def permit(self, address: str, reason: str) -> None:
        """Note that a page was taken against robots.txt, by permission."""
        from legacy_import.waves import host_of

        self.permitted.setdefault(host_of(address), reason)

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
                "code": row.code,
                "doubts": list(row.doubts),
            }
            for row in self.rows
        ]
        report = {
            "dry_run": self.dry_run,
            "exit": self.exit_code(),
            "permitted": self.permitted,
            "notes": self.notes,
            "pages": pages,
        }
        return json.dumps(report, ensure_ascii=False)

    def counts(self) -> str:
        """How many pages became what, as a phrase."""
        counts = {outcome: sum(row.outcome == outcome for row in self.rows) for outcome in WORDS}
        return (
            ", ".join(f"{count} {WORDS[outcome]}" for outcome, count in counts.items() if count) or "nothing"
        )

    def lines(self) -> Iterable[str]:
        """The summary, line by line: counts first, then what needs a look."""
        plural = "s" if len(self.rows) != 1 else ""
        yield f"{'Would import' if self.dry_run else 'Imported'} {len(self.rows)} page{plural}: {self.counts()}."
        for host, reason in self.permitted.items():
            yield f"Taken against robots.txt, by permission: {host}: {reason}"
        yield from self.notes[:20]
        looks = [row for row in self.rows if row.outcome in LOOKS]
        if looks:
            yield "Needs a look:"
            for row in looks[:40]:
                yield f"  {row.page}: {WORDS[row.outcome]}: {row.reason}" + (
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
        unsure = sum(bool(row.unsure) or row.outcome in ("waiting", "kept") for row in self.rows)
        if unsure and not self.dry_run:
            yield f"To be looked at, beside the original: {unsure}. Go through them with: python3 tasks.py review"
        listed = [row for row in self.rows if row.outcome == "listed"]
        yield from (f"  {row.page}" for row in listed[:20])
        if len(listed) > 20:
            yield f"  … and {len(listed) - 20} more"
