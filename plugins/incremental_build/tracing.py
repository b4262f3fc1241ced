"""Rendering that notes what a template reads: its variables, the templates it loads, and what it looks up in each article."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from jinja2 import Environment, Template, Undefined
from jinja2.ext import ExprStmtExtension, LoopControlExtension
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.utils import Cycler, Joiner, Namespace

# What a template itself makes; all that is in it was read before.
_OWN = (LoopContext, Macro, BlockReference, TemplateReference, Undefined, Namespace, Cycler, Joiner)
_OWN_NAMES = {
    "TemplateModule",
    "generator",
    "_GroupTuple",
    "Cycler",
    "Joiner",
    "range",
    "dict_items",
    "dict_keys",
    "dict_values",
    "odict_iterator",
}
_EXTENSIONS = {ExprStmtExtension, LoopControlExtension}
# Methods that change a list or table in place: another page may see it.
_CHANGING = frozenset(
    ["append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "setdefault", "popitem", "add", "discard", "move_to_end"]
)  # fmt: skip
_NOTABLE = _CHANGING | {"format", "format_map", "settings"}
# `"{0.title}".format(article)` looks into its argument behind our back.
_LOOKING_FORMAT = re.compile(r"\{[^{}]*[.\[]")
_TAKEN_OVER = (
    "block_start_string", "block_end_string", "variable_start_string", "variable_end_string", "comment_start_string",
    "comment_end_string", "line_statement_prefix", "line_comment_prefix", "trim_blocks", "lstrip_blocks", "newline_sequence",
    "keep_trailing_newline", "optimized", "undefined", "finalize", "autoescape", "loader", "bytecode_cache",
)  # fmt: skip


class Trace:
    """What one rendering read. `doubt` says why the page must be rendered each time; None if nothing stands against keeping it."""

    __slots__ = ("changed", "doubt", "names", "reads", "templates")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.templates: set[str] = set()
        self.reads: dict[tuple[int, str], Any] = {}
        self.doubt: str | None = None
        self.changed = False


class TracingContext(Context):
    """Notes each variable that is asked for."""

    def resolve_or_missing(self, key: str) -> Any:
        """As Jinja does; a name that is not there counts too."""
        environment = self.environment
        if isinstance(environment, TracingEnvironment):
            environment.trace.names.add(key)
        return super().resolve_or_missing(key)


class TracingEnvironment(Environment):
    """Jinja's environment that tells a `Trace` what is looked up."""

    context_class = TracingContext
    # Set by `traced`.
    trace: Trace
    entities: Collection[type]
    known: frozenset[type]
    part_of: Callable[[Any, str], str | None]

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As Jinja does."""
        kind = type(obj)
        if kind in self.entities:
            self._look(obj, attribute)
        elif kind in self.known:
            if attribute in _NOTABLE or attribute[:2] == "__":
                self._note(obj, attribute)
        elif not isinstance(obj, _OWN) and kind.__name__ not in _OWN_NAMES and not callable(obj):
            self.trace.doubt = f"a value of type {kind.__name__}"
        return super().getattr(obj, attribute)

    def _note(self, obj: Any, attribute: str) -> None:
        if isinstance(obj, str):
            if attribute in {"format", "format_map"} and _LOOKING_FORMAT.search(obj):
                self.trace.doubt = "format() that looks into its arguments"
        elif attribute in _CHANGING:
            self.trace.changed = True
            self.trace.doubt = f"{attribute}() in a template"
        elif attribute not in {"format", "format_map"}:
            self.trace.doubt = f"{attribute} in a template"

    def getitem(self, obj: Any, argument: Any) -> Any:
        """As Jinja does."""
        if type(obj) in self.entities:
            self._look(obj, str(argument))
        elif isinstance(argument, str):
            return self._item(obj, argument)
        return super().getitem(obj, argument)

    def _item(self, obj: Any, argument: str) -> Any:
        if type(obj) not in self.known and not isinstance(obj, _OWN):
            self.trace.doubt = f"an item of type {type(obj).__name__}"
        return super().getitem(obj, argument)

    def _look(self, entity: Any, attribute: str) -> None:
        part = self.part_of(entity, attribute)
        if part is None:
            self.trace.doubt = f"{attribute} of {type(entity).__name__}"
        elif part:
            self.trace.reads[id(entity), part] = entity

    def get_template(self, name: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002
        """As Jinja does; a template that is not there counts too."""
        if isinstance(name, str):
            self.trace.templates.add(self.join_path(name, parent) if parent is not None else name)
        else:
            self.trace.doubt = "a template that is no file"
        return super().get_template(name, parent, globals)

    def select_template(self, names: Any, parent: Any = None, globals: Any = None) -> Template:  # noqa: A002
        """As Jinja does."""
        chosen = list(names) if not isinstance(names, Undefined) else names
        for name in chosen if isinstance(chosen, list) else []:
            if isinstance(name, str):
                self.trace.templates.add(self.join_path(name, parent) if parent is not None else name)
            else:
                self.trace.doubt = "a template that is no file"
        return super().select_template(chosen, parent, globals)


def can_trace(environment: Environment) -> bool:
    """Whether this environment is Jinja's own, with extensions whose tags are known."""
    extensions = {type(extension) for extension in environment.extensions.values()}
    return (
        type(environment) is Environment
        and extensions <= _EXTENSIONS
        and environment.context_class is Context
        and not environment.is_async
        and not environment.sandboxed
        and environment.finalize is None
        and environment.undefined is Undefined
    )


def traced(environment: Environment) -> TracingEnvironment:
    """An environment that makes the same text of the same templates, and tells what it read."""
    given = {name: getattr(environment, name) for name in _TAKEN_OVER}
    # Templates stay as they are during one build.
    copy = TracingEnvironment(
        **given,
        auto_reload=False,
        extensions=[type(extension) for extension in environment.extensions.values()],
    )
    copy.filters = environment.filters
    copy.tests = environment.tests
    copy.globals = environment.globals
    copy.policies = environment.policies
    copy.trace = Trace()
    return copy
