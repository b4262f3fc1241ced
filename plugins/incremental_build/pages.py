"""What a page was made from, remembered so that the next build can ask whether all of it is still the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from incremental_build.canonical import Canon, hashed
from incremental_build.errors import UncertainError
from incremental_build.outputs import Stat
from incremental_build.templates import Library, heads_of
from incremental_build.tracing import Trace

_MISSING = b"missing"
# Before the name of a list of pairs of which only the first of each was read; no name in a template begins so.
_HEAD = "first of "


@dataclass(frozen=True, slots=True)
class Record:
    """A file of the site: what its template read, by name, the hash of all that, and the file as it was put in its place.

    `reads` are parts of articles, pages and files, each as `part:name`.
    """

    templates: tuple[str, ...]
    names: tuple[str, ...]
    reads: tuple[str, ...]
    digest: bytes
    stat: Stat | None = None

    def dump(self, stat: Stat) -> bytes:
        """The record as a row."""
        rows = [self.templates, self.names, self.reads, self.digest.hex(), stat]
        return json.dumps(rows, separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def load(row: bytes) -> Record | None:
    """A record from its row; None of an empty one."""
    if not row:
        return None
    templates, names, reads, digest, stat = json.loads(row)
    size, changed, moved, node = stat
    return Record(
        tuple(templates), tuple(names), tuple(reads), bytes.fromhex(digest), (size, changed, moved, node)
    )


class Sources(Protocol):
    """The articles, pages and files of a build, found by name and hashed part by part."""

    def name_of(self, entity: Any) -> str:
        """Its name in records. Raises UncertainError for one that cannot be found by name."""

    def part(self, read: str) -> bytes:
        """The hash of `part:name`. Raises UncertainError if it cannot be known."""


class Pages:
    """Works out the hash of everything that a page depends on."""

    def __init__(self, base: bytes, canon: Canon, sources: Sources, clock: Callable[[], str]) -> None:
        self.base = base
        self._canon = canon
        self._sources = sources
        self._surroundings = clock
        self._heads: dict[int, tuple[Any, bytes]] = {}
        self._template_sets: dict[tuple[int, tuple[str, ...]], bytes] = {}

    def forget(self) -> None:
        """Values may have changed."""
        self._heads.clear()

    def record(self, trace: Trace, root: str, context: Mapping[str, Any], library: Library) -> Record:
        """The record of a page that was just rendered. Raises UncertainError if it may come out otherwise next time."""
        if trace.doubt is not None:
            raise UncertainError(trace.doubt)
        templates = (root, *sorted(trace.templates - {root}))
        names = set(trace.names)
        known = [library.facts(template) for template in templates]
        for template, facts in zip(templates, known, strict=True):
            if facts.doubt is not None:
                raise UncertainError(f"{template}: {facts.doubt}")
            names |= facts.globals
        heads = heads_of(known, names)
        names = (names - heads) | {f"{_HEAD}{name}" for name in heads}
        reads = {f"{part}:{self._sources.name_of(entity)}" for (_, part), entity in trace.reads.items()}
        found = Record(templates, tuple(sorted(names)), tuple(sorted(reads)), b"")
        return Record(found.templates, found.names, found.reads, self.digest(found, context, library))

    def digest(self, record: Record, context: Mapping[str, Any], library: Library) -> bytes:
        """The hash of what a page would be made from now. Raises UncertainError if that cannot be known."""
        parts = [self.base, self._surroundings().encode(), self._templates(record.templates, library)]
        parts.append(self._canon.digest(context["output_file"]))
        parts.append(self._canon.digest(context["localsiteurl"]))
        parts += [self._variable(name, context, library) for name in record.names]
        parts += [self._sources.part(read) for read in record.reads]
        return hashed(*parts)

    def _templates(self, names: tuple[str, ...], library: Library) -> bytes:
        key = (id(library), names)
        found = self._template_sets.get(key)
        if found is None:
            found = self._template_sets[key] = hashed(*(library.facts(name).digest for name in names))
        return found

    def _variable(self, name: str, context: Mapping[str, Any], library: Library) -> bytes:
        if name.startswith(_HEAD):
            return self._head(name.removeprefix(_HEAD), context, library)
        if name in context:
            return self._canon.digest(context[name])
        if name in library.globals:
            return b"global" if library.is_default(name) else self._canon.digest(library.globals[name])
        return _MISSING

    def _head(self, name: str, context: Mapping[str, Any], library: Library) -> bytes:
        """The first of each pair in a list of pairs."""
        value = context.get(name)
        if type(value) is not list or any(type(pair) is not tuple or len(pair) != 2 for pair in value):
            return self._variable(name, context, library)
        kept = self._heads.get(id(value))
        if kept is None:
            kept = self._heads[id(value)] = (value, self._canon.digest([head for head, _ in value]))
        return kept[1]
