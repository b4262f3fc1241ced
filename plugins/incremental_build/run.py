"""One build: what was kept of the last one, what this one keeps, and whether a page may be left as it is."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jinja2 import Environment, Template

from incremental_build.canonical import Canon, hashed
from incremental_build.contents import ABOUT, TEXT, Sources, part_of
from incremental_build.errors import UncertainError
from incremental_build.outputs import Output, stat_of
from incremental_build.pages import Pages, Record, load
from incremental_build.settings import Settings
from incremental_build.store import Store
from incremental_build.templates import Library
from incremental_build.tracing import Trace, TracingEnvironment, can_trace, traced

log = logging.getLogger(__name__)


class Kept(str):
    """Stands for a page that is left as it is."""

    __slots__ = ()


class Run:
    """What lives for one build. `described` and `entities` are Pelican's types, as `Canon` and `Sources` want them."""

    def __init__(
        self,
        settings: Settings,
        output: str,
        described: Mapping[type, Callable[[Any], tuple[Any, ...]]],
        entities: Iterable[type],
        is_plain_filter: Callable[[str, Any], bool],
    ) -> None:
        self.settings = settings
        self.store = Store(settings.file)
        self._old = self.store.pages(os.path.abspath(output))
        self.output = Output(output, self._old, settings.file)
        self._described = described
        self._entities = tuple(entities)
        self._is_plain_filter = is_plain_filter
        self.own_environments: set[int] = set()
        self._libraries: dict[int, tuple[Environment, TracingEnvironment | None, Library]] = {}
        self._last_environment = 0
        self._records: dict[str, Record | None] = {}
        self._pages: Pages | None = None
        self._sources: Sources | None = None
        self._canon: Canon | None = None
        # Whether the writer that Pelican has chosen is ours: if not, we know nothing of what is made.
        self.is_writing = False
        self.counts = {"kept": 0, "made": 0, "doubtful": 0}

    def prepare(
        self,
        context: Mapping[str, Any],
        settings: Mapping[str, Any],
        base: bytes,
        surroundings: Callable[[], str],
    ) -> None:
        """Everything was read: from here on pages may be left as they are, unless a text takes files with it."""
        sources = Sources(context, settings)
        if sources.moves_files():
            log.info("quick build: a text attaches files, every page is rendered")
            return
        canon = Canon(self._described, dict.fromkeys(self._entities, sources.identity))
        sources.canon = canon
        self._sources, self._canon = sources, canon
        self._pages = Pages(base, canon, sources, surroundings)

    @property
    def may_keep(self) -> bool:
        """Whether pages may be left as they are at all."""
        return self._pages is not None

    def render_all(self, why: str) -> None:
        """Leave no page as it is."""
        if self._pages is not None:
            log.info("quick build: %s, every page is rendered", why)
        self._pages = None

    def forget(self) -> None:
        """Contents and context may have changed."""
        if self._canon is not None and self._sources is not None:
            self._canon.forget()
            self._sources.forget()
        if self._pages is not None:
            self._pages.forget()

    def render(self, template: Template, context: Mapping[str, Any], name: str) -> tuple[str, Record | None]:
        """The page, or `Kept` in its stead; and its record, if there can be one."""
        environment = template.environment
        if self._pages is None or template.name is None:
            return template.render(context), None
        self._turn_to(environment)
        twin, library = self._library(environment)
        old = self._kept_record(name)
        if old is not None and old.templates[:1] == (template.name,) and self._is_same(old, context, library):
            self.counts["kept"] += 1
            return Kept(), old
        self.counts["made"] += 1
        if twin is None:
            return template.render(context), None
        return self._render_traced(twin, library, template.name, context)

    def _render_traced(
        self, twin: TracingEnvironment, library: Library, root: str, context: Mapping[str, Any]
    ) -> tuple[str, Record | None]:
        trace = twin.trace = Trace()
        text = twin.get_template(root).render(context)
        if trace.changed:
            self.forget()
        try:
            return text, self._pages.record(trace, root, context, library) if self._pages else None
        except UncertainError as doubt:
            self.counts["doubtful"] += 1
            log.debug("quick build: %s is rendered each time: %s", context["output_file"], doubt)
            return text, None

    def feed(self, name: str, what: list[Any], elements: list[Any]) -> tuple[bool, Record | None]:
        """Whether a feed may be left as it is; and its record, if there can be one."""
        if self._pages is None or self._sources is None or self._canon is None or not elements:
            return False, None
        if any(type(element) not in self._entities for element in elements):
            return False, None
        try:
            parts = [self._sources.part_hash(element, part) for element in elements for part in (ABOUT, TEXT)]
            digest = hashed(self._pages.base, self._canon.digest(what), *parts)
        except UncertainError as doubt:
            log.debug("quick build: %s is made each time: %s", name, doubt)
            return False, None
        old = self._kept_record(name)
        same = old is not None and old.digest == digest
        self.counts["kept" if same else "made"] += 1
        return same, Record((), (), (), digest)

    def done(self, path: str, record: Record | None, *, kept: bool) -> None:
        """A file stands in its place, or soon will: remember what it was made from."""
        name = self.output.name(path)
        self.output.note(name)
        if kept and self._old.get(name):
            self._records.pop(name, None)
        else:
            self._records[name] = record

    def finish(self) -> None:
        """The build has succeeded: remember it, and remove what only earlier ones made."""
        if not self.is_writing:
            self.store.finish(self.output.folder, {}, [])
            self.output.close()
            return
        gone = self.output.finish()
        rows = {name: b"" for name in self.output.made if name not in self._old}
        for name, record in self._records.items():
            stat = self.output.stats.get(name)
            rows[name] = record.dump(stat) if record is not None and stat is not None else b""
        changed = {name: row for name, row in rows.items() if self._old.get(name) != row}
        self.store.finish(self.output.folder, changed, gone)
        self.output.close()
        log.info(
            "quick build: %d kept, %d made, %d removed", self.counts["kept"], self.counts["made"], len(gone)
        )

    def _kept_record(self, name: str) -> Record | None:
        """The record of a file that stands as it was put there."""
        row = self._old.get(name)
        old = load(row) if row else None
        return old if old is not None and old.stat == stat_of(self.output.path(name)) else None

    def _is_same(self, old: Record, context: Mapping[str, Any], library: Library) -> bool:
        if self._pages is None or any(library.facts(template).doubt for template in old.templates):
            return False
        try:
            return self._pages.digest(old, context, library) == old.digest
        except UncertainError:
            return False

    def _turn_to(self, environment: Environment) -> None:
        """Generators may change what others made before them; one that is not Pelican's, even between two pages."""
        if self._last_environment and id(environment) != self._last_environment:
            self.forget()
        if id(environment) not in self.own_environments:
            self.forget()
        self._last_environment = id(environment)

    def _library(self, environment: Environment) -> tuple[TracingEnvironment | None, Library]:
        found = self._libraries.get(id(environment))
        if found is None:
            twin = traced(environment) if can_trace(environment) else None
            if twin is not None and self._canon is not None:
                twin.entities = frozenset(self._entities)
                twin.known = self._canon.known
                twin.part_of = part_of
            # The environment itself is kept too, so that its id stays its own.
            found = self._libraries[id(environment)] = (
                environment,
                twin,
                Library(environment, self._is_plain_filter),
            )
        return found[1], found[2]
