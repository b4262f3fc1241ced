"""What stands in a template's source: its hash, and whether anything in it may give another text tomorrow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment, TemplateNotFound, TemplateSyntaxError, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS as DEFAULT_FILTERS
from jinja2.tests import TESTS as DEFAULT_TESTS

from incremental_build.canonical import hashed

# Filters of Jinja's own that choose by chance, print where a thing lies in memory, or look into it unseen.
_DOUBTFUL_FILTERS = {"random", "pprint", "attr"}
# Filters that name another filter, and tests, by a word.
_NAMING_FILTERS = {"map"}
_NAMING_TESTS = {"select", "reject", "selectattr", "rejectattr"}


# What `loop` may be asked for without giving an item away.
_COUNTING = {
    "index",
    "index0",
    "revindex",
    "revindex0",
    "first",
    "last",
    "length",
    "depth",
    "depth0",
    "cycle",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """A template's hash, the names it takes from the environment's globals, and a doubt or None.

    `loaded` are all names it reads. `heads` are those it reads in no other way than `{% for head, tail in name %}`, with the
    names of the tails: where nobody reads these, the page knows of each pair only the first.
    """

    digest: bytes
    globals: frozenset[str] = frozenset()
    doubt: str | None = None
    loaded: frozenset[str] = frozenset()
    heads: Mapping[str, frozenset[str]] = field(default_factory=dict)


class Library:
    """The facts of the templates of one environment, each read once. `is_plain_filter` vouches for filters that are not Jinja's."""

    def __init__(self, environment: Environment, is_plain: Callable[[str, Any], bool]) -> None:
        self._environment = environment
        self._is_plain = is_plain
        self._facts: dict[str, Facts] = {}

    @property
    def globals(self) -> Mapping[str, Any]:
        """What every template of the environment finds."""
        return self._environment.globals

    def is_default(self, name: str) -> bool:
        """Whether a global is Jinja's own."""
        return self._environment.globals[name] is DEFAULT_NAMESPACE.get(name)

    def facts(self, name: str) -> Facts:
        """The facts of the template that a name leads to now; also of none."""
        found = self._facts.get(name)
        if found is None:
            found = self._facts[name] = self._read(name)
        return found

    def _read(self, name: str) -> Facts:
        loader = self._environment.loader
        if loader is None:
            return Facts(b"", doubt="no loader of templates")
        try:
            source, path, _ = loader.get_source(self._environment, name)
        except TemplateNotFound:
            return Facts(b"none")
        digest = hashed(
            name.encode(),
            source.encode("utf-8", "surrogatepass"),
            str(path).encode("utf-8", "surrogateescape"),
        )
        try:
            tree = self._environment.parse(source)
        except TemplateSyntaxError:
            return Facts(digest, doubt="a mistake in a template")
        loaded, heads = _names(tree)
        names = loaded & self._environment.globals.keys()
        own = frozenset(n for n in names if self._environment.globals[n] is not DEFAULT_NAMESPACE.get(n))
        doubts = self._doubts(tree)
        doubt = "lipsum" if "lipsum" in names else next(doubts, None)
        return Facts(digest, own, doubt, loaded, heads)

    def _doubts(self, tree: nodes.Template) -> Iterator[str]:
        for node in tree.find_all(
            (
                nodes.Filter,
                nodes.Test,
                nodes.ExtensionAttribute,
                nodes.EnvironmentAttribute,
                nodes.ContextReference,
            )
        ):
            if isinstance(node, nodes.Filter):
                yield from self._doubts_of_filter(node)
            elif isinstance(node, nodes.Test):
                yield from self._doubt_of(node.name, self._environment.tests, DEFAULT_TESTS)
            else:
                yield type(node).__name__
        for block in tree.find_all(nodes.FilterBlock):
            yield from self._doubt_of(block.filter.name, self._environment.filters, DEFAULT_FILTERS)

    def _doubts_of_filter(self, node: nodes.Filter) -> Iterator[str]:
        yield from self._doubt_of(node.name, self._environment.filters, DEFAULT_FILTERS)
        if node.name in _DOUBTFUL_FILTERS:
            yield f"the filter {node.name}"
        if node.name in _NAMING_FILTERS | _NAMING_TESTS:
            words = [word for word in node.args if isinstance(word, nodes.Const)]
            if len(words) < len(node.args) or node.dyn_args is not None:
                yield f"the filter {node.name} with a name made up as it goes"
            known, own = (
                (self._environment.filters, DEFAULT_FILTERS)
                if node.name in _NAMING_FILTERS
                else (self._environment.tests, DEFAULT_TESTS)
            )
            for word in words:
                if isinstance(word.value, str) and word.value in known:
                    yield from self._doubt_of(word.value, known, own)
                    if word.value in _DOUBTFUL_FILTERS:
                        yield f"the filter {word.value}"

    def _doubt_of(self, name: str, known: Mapping[str, Any], own: Mapping[str, Any]) -> Iterator[str]:
        used = known.get(name)
        if used is None or (used is not own.get(name) and not self._is_plain(name, used)):
            yield f"{name}, which is not Jinja's own"


def heads_of(facts: Collection[Facts], names: Collection[str]) -> frozenset[str]:
    """The names of which a page that loads these templates knows only the first of each pair."""
    loaded = frozenset().union(*(one.loaded for one in facts))
    found = set()
    for name in names:
        readers = [one for one in facts if name in one.loaded]
        if readers and all(name in one.heads and not one.heads[name] & loaded for one in readers):
            found.add(name)
    return frozenset(found)


def _names(tree: nodes.Template) -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """What `Facts` calls loaded and heads."""
    loads = Counter(node.name for node in tree.find_all(nodes.Name) if node.ctx == "load")
    counting = [
        node for node in tree.find_all(nodes.Getattr)
        if node.attr in _COUNTING and isinstance(node.node, nodes.Name) and node.node.name == "loop"
    ]  # fmt: skip
    heads: Counter[str] = Counter()
    tails: dict[str, set[str]] = {}
    for loop in tree.find_all(nodes.For):
        target = loop.target
        pair = target.items if isinstance(target, nodes.Tuple) else []
        if (
            isinstance(loop.iter, nodes.Name)
            and len(pair) == 2
            and not loop.recursive
            and isinstance(pair[1], nodes.Name)
        ):
            heads[loop.iter.name] += 1
            tails.setdefault(loop.iter.name, set()).add(pair[1].name)
    plain = len(counting) == loads["loop"]
    return frozenset(loads), {
        name: frozenset(tails[name]) for name in heads if plain and heads[name] == loads[name]
    }
