"""Snowball's stemmers, quicker: endings are looked up, not searched for; everything else is the installed package's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

# The installed package, and the name by which single modules of it are loaded.
PACKAGE = "snowballstemmer"
ALONE = "lunr_search_snowballstemmer"
# The endings of one list by their last letter (or beginnings by their first): how long they are, the longest first, and
# what each means. Lists are constants of the package's classes and live as long as these.
Table = dict[str, tuple[list[int], dict[str, Any]]]
TABLES: dict[int, tuple[Table, Any, object]] = {}


def quick_stemmer(algorithm: str) -> Callable[[str], str]:
    """The stemmer of an algorithm: a function of a word in lower case."""
    kind = stemmer_class(algorithm)
    stem: Callable[[str], str] = type(f"Quick{kind.__name__}", (Quick, kind), shortcuts(kind))().stemWord
    return stem


def stemmer_class(algorithm: str) -> type[Any]:
    """The package's class of an algorithm, of which no other is loaded: all that the package has take as long as it takes to count a text."""
    if ALONE not in sys.modules:
        spec = find_spec(PACKAGE)
        package = sys.modules[ALONE] = ModuleType(ALONE)
        package.__path__ = list((spec and spec.submodule_search_locations) or ())
    module = import_module(f"{ALONE}.{algorithm}_stemmer")
    own = (value for value in vars(module).values() if getattr(value, "__module__", "") == module.__name__)
    found: type[Any] = next(value for value in own if isinstance(value, type))
    return found


def shortcuts(kind: type[Any]) -> dict[str, Any]:
    """Of English the step that looks for each y: most words have none, nor an apostrophe in front, for which it looks too."""
    name = f"_{kind.__name__}__r_prelude"
    whole = getattr(kind, name, None)
    if kind.__name__ != "EnglishStemmer" or whole is None:
        return {}

    def prelude(self: Any) -> bool:
        self.B_Y_found = False
        text: str = self.current
        return bool(whole(self)) if "y" in text or text.startswith("'") else True

    return {name: prelude}


def table_of(amongs: Sequence[Any], edge: int) -> tuple[Table, Any, object]:
    """A list's table, and what an empty text means in it."""
    found: Table = {}
    for among in amongs:
        if among.s:
            sizes, known = found.setdefault(among.s[edge], ([], {}))
            known[among.s] = among
            if len(among.s) not in sizes:
                sizes.append(len(among.s))
                sizes.sort(reverse=True)
    empty = next((among for among in amongs if not among.s), None)
    made = TABLES[id(amongs)] = (found, empty, amongs)
    return made


class Quick:
    """What is quicker than in Snowball's BaseStemmer, with the same results."""

    current: str
    cursor: int
    limit: int
    limit_backward: int

    def find_among(self, v: Sequence[Any]) -> Any:
        """The longest beginning that fits, and whose method agrees: what it means; 0 if there is none."""
        table, empty, _ = TABLES.get(id(v)) or table_of(v, 0)
        start, limit, text = self.cursor, self.limit, self.current
        if start < limit and (found := table.get(text[start])):
            for size in found[0]:
                end = start + size
                if end <= limit and (among := found[1].get(text[start:end])) and self.agrees(among, end):
                    return among.result
        return empty.result if empty is not None and self.agrees(empty, start) else 0

    def find_among_b(self, v: Sequence[Any]) -> Any:
        """The longest ending that fits."""
        table, empty, _ = TABLES.get(id(v)) or table_of(v, -1)
        end, limit, text = self.cursor, self.limit_backward, self.current
        if end > limit and (found := table.get(text[end - 1])):
            known = found[1]
            for size in found[0]:
                start = end - size
                if start >= limit and (among := known.get(text[start:end])) and self.agrees(among, start):
                    return among.result
        return empty.result if empty is not None and self.agrees(empty, end) else 0

    def agrees(self, among: Any, cursor: int) -> bool:
        """Move to where an ending leaves off; whether its method, if it has one, agrees."""
        self.cursor = cursor
        if among.method is None:
            return True
        agrees = bool(among.method(self))
        self.cursor = cursor
        return agrees
