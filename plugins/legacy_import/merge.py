"""Three-way merge of a dispatch: what a hand has changed stays, what the page has changed comes in, both is a conflict."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.frontmatter import edit, header_values, header_written, parse_dispatch, split
from dispatch.yamltext import Value
from legacy_import.blocks3 import Conflict, merge_blocks

__all__ = ["Merged", "merge"]

# What the import writes of its own accord: never a field that a hand edits.
_PROVENANCE = ("captured", "capture", "sha256", "retrieved_text_sha256")
_SETS = frozenset(["tags", "about", "aliases"])


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged file, and where both sides changed the same thing: there it has the hand's version."""

    text: str
    conflicts: tuple[Conflict, ...] = ()


def merge(base: str, mine: str, theirs: str) -> Merged:
    """Bring what changed from `base` to `theirs` into `mine`.

    All three are whole dispatch files; `theirs` is as the import would write it. Front matter is
    merged key by key, so that comments and order stay; the body paragraph by paragraph. Where
    nothing of `theirs` can come in, `mine` comes back as it is. Raises DispatchError when a header
    cannot be read.
    """
    fields = _Fields(*map(header_written, (base, mine, theirs)))
    fields.merge()
    body, conflicts = merge_blocks(split(base).body, split(mine).body, split(theirs).body)
    found = (*fields.conflicts, *conflicts)
    is_taken = bool(fields.changes) or body != split(mine).body
    if not is_taken and found:
        return Merged(mine, found)
    fields.take_provenance()
    text = edit(mine, _typed(fields.changes, theirs)) if fields.changes else mine
    return Merged(_with_body(text, body), found)


def _typed(changes: Mapping[str, Value | None], theirs: str) -> dict[str, Value | None]:
    """The changes with values as the import writes them: the header gives only words."""
    values = header_values(parse_dispatch(theirs))
    return {
        key: values[key] if isinstance(values.get(key), bool) and value is not None else value
        for key, value in changes.items()
    }


def _with_body(text: str, body: str) -> str:
    """The file with another body, its line ends and its byte order mark as they are."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    old = split(text).body
    if old == body:
        return text
    fresh = plain[: len(plain) - len(old)] + body
    return fresh.replace("\n", "\r\n") if "\r\n" in text else fresh


@dataclass(slots=True)
class _Fields:
    """The keys of the three headers, and what is to be changed in `mine`."""

    base: Mapping[str, Value]
    mine: Mapping[str, Value]
    theirs: Mapping[str, Value]
    changes: dict[str, Value | None]
    conflicts: list[Conflict]

    def __init__(
        self, base: Mapping[str, Value], mine: Mapping[str, Value], theirs: Mapping[str, Value]
    ) -> None:
        self.base, self.mine, self.theirs = base, mine, theirs
        self.changes, self.conflicts = {}, []

    def merge(self) -> None:
        """Find what changes and what is in conflict, key by key."""
        for key in dict.fromkeys((*self.theirs, *self.base)):
            base, mine, theirs = (side.get(key) for side in (self.base, self.mine, self.theirs))
            if isinstance(base, Mapping) and isinstance(mine, Mapping) and isinstance(theirs, Mapping):
                for part in dict.fromkeys((*theirs, *base)):
                    if key == "source" and part in _PROVENANCE:
                        continue
                    self._one(f"{key}.{part}", base.get(part), mine.get(part), theirs.get(part))
            elif key in _SETS and all(_is_list(side) for side in (base, mine, theirs)):
                self._set(key, base, mine, theirs)
            else:
                self._one(key, base, mine, theirs)

    def _one(self, key: str, base: Value | None, mine: Value | None, theirs: Value | None) -> None:
        if _same(base, theirs) or _same(mine, theirs):
            return
        if _same(base, mine):
            self.changes[key] = theirs
        else:
            self.conflicts.append(Conflict(key, _said(base), _said(mine), _said(theirs)))

    def _set(self, key: str, base: object, mine: object, theirs: object) -> None:
        """A list without an order that matters: what one side adds or takes away, the list adds or loses."""
        was, ours, new = (list(side) if isinstance(side, Sequence) else [] for side in (base, mine, theirs))
        if was == new:
            return
        kept = [item for item in ours if item in new or item not in was]
        merged = kept + [item for item in new if item not in was and item not in kept]
        if merged != ours:
            self.changes[key] = merged or None

    def take_provenance(self) -> None:
        """The capture that the piece was last compared with."""
        base, mine, theirs = (side.get("source") for side in (self.base, self.mine, self.theirs))
        if not isinstance(mine, Mapping) or not isinstance(theirs, Mapping) or "source" in self.changes:
            return
        was = base if isinstance(base, Mapping) else {}
        for part in _PROVENANCE:
            if not _same(was.get(part), theirs.get(part)) and not _same(mine.get(part), theirs.get(part)):
                self.changes[f"source.{part}"] = theirs.get(part)


def _is_list(value: Value | None) -> bool:
    return value is None or (isinstance(value, Sequence) and not isinstance(value, str))


def _same(one: Value | None, other: Value | None) -> bool:
    return _plain(one) == _plain(other)


def _plain(value: Value | None) -> object:
    """A value as it is compared: true is the word, an empty list is nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()} or None
    if value is None or isinstance(value, str):
        return value or None
    return [_plain(item) for item in value] or None


def _said(value: Value | None) -> str:
    if isinstance(value, Mapping):
        return "\n".join(f"{key}: {_said(item)}" for key, item in value.items())
    plain = _plain(value)
    return "; ".join(str(item) for item in plain) if isinstance(plain, list) else str(plain or "")
