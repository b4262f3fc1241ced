"""Makes an environment of Jinja print sooner; what it prints stays the same, byte for byte.

Five things cost most where thousands of pages are printed: that each printed value becomes a `Markup` only to be joined
to a text, that each piece of a page is handed up through the generators of its block, its page and the page's frame,
that each attribute is asked for by a method, that each call asks its callable what it wants to be given, and that each
`include` makes a context of its own. All are mended where Jinja lets an environment say otherwise (`code_generator_class`, `context_class`, and an
extension's `preprocess`); neither Jinja nor Pelican is changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from types import FunctionType, MethodType
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, meta, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

try:
    from markupsafe._speedups import _escape_inner as _escaped
except ImportError:  # where it was built without C

    def _escaped(s: str, /) -> str:
        return str(escape(s))


def hasten(env: Environment) -> None:
    """Let the templates that `env` loads from now on print sooner."""
    vars(env).update(escaped=_escaped, printed=printed)  # what the code of `_Writer` calls
    env.code_generator_class = _Writer
    env.context_class = _Context
    env.add_extension(_Inlined)


def printed(value: Any) -> str:
    """A value as a page prints it: `markupsafe.escape`, as a plain text where that is all that is asked for."""
    kind = type(value)
    if kind is str:
        return _escaped(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    return escape(value)


class _Writer(CodeGenerator):
    """Writes templates as Python: lets `printed` print, gathers what a block prints, and asks for attributes itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The names that hold what is being printed; an expression may hold another one that is.
        self._values: list[str] = []

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Write what a page or a block consists of; all that it prints leaves it as one text."""
        if frame.buffer is not None or self.environment.is_async:
            # What stands within has its place in that text.
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f'yield "".join({frame.buffer})')

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja calls it so)
        """Write an attribute; where the object has none of that name, the environment says what else is meant."""
        if self.environment.is_async or self.environment.sandboxed:
            super().visit_Getattr(node, frame)
            return
        of, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({of} := ")
        self.visit(node.node, frame)
        self.write(
            f"), {node.attr!r}, missing)) is not missing else environment.getattr({of}, {node.attr!r}))"
        )

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if not _is_plain(frame, finalize):
            super()._output_child_pre(node, frame, finalize)
            return
        value = self.temporary_identifier()
        self._values.append(value)
        self.write(f"(environment.escaped({value}) if type({value} := ")

    def _output_child_post(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if _is_plain(frame, finalize):
            self.write(f") is str else environment.printed({self._values.pop()}))")
        else:
            super()._output_child_post(node, frame, finalize)


def _is_plain(frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> bool:
    """Whether values are escaped, always, and nothing else is done with them."""
    return not frame.eval_ctx.volatile and bool(frame.eval_ctx.autoescape) and finalize.src is None


class _Context(Context):
    """A context that knows of most callables that they want nothing but their arguments."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call a callable of a template."""
        kind = type(obj)
        wants = _WANTS.get(kind)
        if wants is None:
            wants = _WANTS[kind] = _may_want(kind)
        of: Any = obj
        # A method has what its function has; asked itself, it would make an exception to say no.
        if wants or hasattr(of.__func__ if kind is MethodType else of, "jinja_pass_arg"):
            return super().call(obj, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        try:
            return obj(*args, **kwargs)
        except StopIteration:
            return super().call(_stopped)


def _stopped() -> None:
    raise StopIteration


def _may_want(kind: type) -> bool:
    """Whether objects of a class may want more than their arguments: those whose `__call__` says so, and built-in ones."""
    if kind in {FunctionType, MethodType}:
        return False
    call = getattr(kind, "__call__", None)  # noqa: B004  (the function, not whether there is one)
    return not isinstance(call, FunctionType) or hasattr(call, "jinja_pass_arg")


# For each class of callables that was met, what `_may_want` says.
_WANTS: dict[type, bool] = {}


class _Inlined(Extension):
    """Puts the text of an included template in the place of its `include`, where that prints the same."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self._within: list[str] = []
        # What each part asks its page for, by its text and by what it stands within; it is the same in many pages.
        self._asked: dict[tuple[str, ...], frozenset[str] | None] = {}

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """The source of a template with the parts that it includes."""
        return source if _RAW.search(source) else _INCLUDE.sub(self._part, source)

    def _part(self, found: re.Match[str]) -> str:
        name, env = found[1], self.environment
        if name is None or name in self._within or env.loader is None:
            return found[0]
        try:
            text = env.loader.get_source(env, name)[0].removesuffix("\n")
        except TemplateNotFound:
            return found[0]
        self._within.append(name)
        try:
            asked = self._asked_by(text)
            whole = self.preprocess(text, name)
        except TemplateError:
            return found[0]
        finally:
            self._within.pop()
        # A name that the page sets only afterwards is not yet what the page will make of it.
        later = {
            name
            for tags in _NAMING.findall(found.string, found.end())
            for tag in tags
            for name in _NAME.findall(tag)
        }
        own = asked is None or (_SPECIAL | later) & asked
        # The comments take the place of the tag: `trim_blocks` and `lstrip_blocks` treat both alike.
        return found[0] if own or whole != whole.strip() else f"{{##}}{whole}{{##}}"

    def _asked_by(self, text: str) -> frozenset[str] | None:
        """The names that a part asks its page for; None where it has what the rest of the page would see, too."""
        key = text, *self._within
        if key not in self._asked:
            tree = self.environment.parse(text)
            own = any(tree.find(kind) for kind in _OWN)
            self._asked[key] = None if own else frozenset(meta.find_undeclared_variables(tree))
        return self._asked[key]


# An include, or what may speak of one without being one: a comment, a text in an expression.
_INCLUDE = re.compile(r"""\{% include "([^"]+)" %\}|\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}""", re.DOTALL)
# Of `set` and `macro` what stands before `=`, `|` or `(`; of an import all.
_NAMING = re.compile(r"\{%[-+]?\s*(?:(?:set|macro)\b([^=|(%]*)|(?:import|from)\b([^%]*))")
_NAME = re.compile(r"[^\W\d]\w*")
_RAW = re.compile(r"\{%[-+]?\s*raw\b")
# What the rest of the page would see, too, or what means something else there.
_OWN: tuple[type[nodes.Node], ...] = (
    nodes.Assign, nodes.AssignBlock, nodes.Block, nodes.CallBlock, nodes.Extends, nodes.FromImport, nodes.Import,
    nodes.Macro, nodes.NSRef, nodes.ScopedEvalContextModifier,
)  # fmt: skip
_SPECIAL = {"loop", "self", "super", "caller", "varargs", "kwargs"}
