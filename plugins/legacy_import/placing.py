"""A dispatch into its file: new, brought up to date, or merged with what a hand has written there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dispatch.errors import DispatchError
from dispatch.frontmatter import edit, header_written, parse_dispatch, serialise, split
from dispatch.record import Dispatch
from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.files import write_atomic
from legacy_import.merge import Merged, merge
from legacy_import.review import conflict_note, conflict_parts, offer_difference, write_conflicts

__all__ = ["Placed", "Placer"]


@dataclass(frozen=True, slots=True)
class Placed:
    """What became of the file: the report's outcome and, where a person should look, why and at what."""

    outcome: str
    reason: str | None = None
    note: Path | None = None


@dataclass(frozen=True, slots=True)
class Placer:
    """Writes dispatches into one archive; `record` is told what import wrote, after the file is on the disk."""

    content: Path
    ledger: Ledger
    record: Callable[[Entry], None]
    dry_run: bool = False

    def place(self, dispatch: Dispatch, entry: Entry, target: Path) -> Placed:
        """Write `dispatch` to `target`; `entry` is what the ledger is to say of its capture."""
        held = self.ledger.holder(entry.slug or "")
        base = held.base if held else None
        data = serialise(_with_aliases_of(base, dispatch)).encode("utf-8")
        current = target.read_bytes() if target.exists() else None
        is_untouched = current == base and not (base and _shrinks(base, data))
        if current is None or current == data or is_untouched:
            outcome = "written" if current is None else "unchanged" if current == data else "updated"
            return self._put(target, None if outcome == "unchanged" else data, data, entry, Placed(outcome))
        path = entry.path or target.name
        if base == data:
            return self._waiting(path, entry.sha256) or Placed("unchanged")
        if base is not None and _shrinks(base, data):
            reason = "the page now has much less text than its dispatch; that stays, the difference is in the review"
            return Placed("kept", reason, self._offer(path, data, current))
        merged = _merged(base, current, data)
        if merged is None:
            note = self._offer(path, data, current)
            return Placed("kept", f"{path} was edited by hand; the difference is in the review", note)
        fresh = merged.text.encode("utf-8")
        fresh_or_none = fresh if fresh != current else None
        if not merged.conflicts:
            return self._put(
                target, fresh_or_none, data, entry, Placed("merged" if fresh_or_none else "unchanged")
            )
        note = None if self.dry_run else write_conflicts(self.content, path, entry.sha256, merged.conflicts)
        kept = _kept(path, note, [conflict.part for conflict in merged.conflicts])
        return self._put(target, fresh_or_none, data, entry, kept)

    def _waiting(self, path: str, sha256: str) -> Placed | None:
        """A conflict of an earlier run that nobody has looked at yet: its note is still there."""
        note = conflict_note(self.content, path, sha256)
        return _kept(path, note, conflict_parts(note)) if note.exists() else None

    def _put(self, target: Path, fresh: bytes | None, base: bytes, entry: Entry, placed: Placed) -> Placed:
        """The file first, then the ledger: a kill between them leaves a file that the next run knows."""
        if not self.dry_run:
            if fresh is not None:
                write_atomic(target, fresh)
            self.record(replace(entry, base=base))
        return placed

    def _offer(self, path: str, data: bytes, current: bytes) -> Path | None:
        if self.dry_run:
            return None
        return offer_difference(self.content, path, data.decode("utf-8"), current.decode("utf-8", "replace"))

    def add_alias(self, slug: str, target: Path, alias: str) -> None:
        """Give a dispatch one more old address, in the file and in what the next merge starts from."""
        held = self.ledger.holder(slug)
        if held is None or held.base is None or self.dry_run:
            return
        base = _with_alias(held.base, alias)
        if base is None or base == held.base:
            return
        current = target.read_bytes()
        fresh = base if current == held.base else _with_alias(current, alias)
        if fresh is not None and fresh != current:
            write_atomic(target, fresh)
        self.record(replace(held, base=base))


def _shrinks(base: bytes, data: bytes) -> bool:
    """Whether a page has lost most of its text since: cut off, or sold by now."""
    was, now = (split(text.decode("utf-8")).body for text in (base, data))
    return len(was.strip()) > 2 * len(now.strip())


def _kept(path: str, note: Path | None, parts: Sequence[str]) -> Placed:
    named = ", ".join(dict.fromkeys(parts))
    reason = (
        f"{path} was edited by hand where the page has changed ({named}): yours stays, both are in the review"
    )
    return Placed("kept", reason, note)


def _merged(base: bytes | None, mine: bytes, theirs: bytes) -> Merged | None:
    """The merge; None where there is nothing to start from, or a header that cannot be read."""
    try:
        return merge(base.decode("utf-8"), mine.decode("utf-8"), theirs.decode("utf-8")) if base else None
    except (DispatchError, UnicodeDecodeError):
        return None


def _with_aliases_of(base: bytes | None, dispatch: Dispatch) -> Dispatch:
    """Keep the aliases that other addresses of the story have given it."""
    old = parse_dispatch(base.decode("utf-8")).aliases if base else ()
    return replace(dispatch, aliases=tuple(dict.fromkeys((*dispatch.aliases, *old))))


def _with_alias(data: bytes, alias: str) -> bytes | None:
    try:
        text = data.decode("utf-8")
        old = header_written(text).get("aliases")
        aliases = [old] if isinstance(old, str) else list(old) if isinstance(old, Sequence) else []
        return data if alias in aliases else edit(text, {"aliases": [*aliases, alias]}).encode("utf-8")
    except (DispatchError, UnicodeDecodeError):
        return None
