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
    """What most words of a language need not be asked, by the names of the methods that ask it."""
    found = {"EnglishStemmer": english, "RussianStemmer": russian}.get(kind.__name__)
    return found(kind) if found else {}


def english(kind: type[Any]) -> dict[str, Any]:
    """Most words have none of the endings of any list, nor a y there, which are all that is ever cut; few are an exception, or have a y, or an apostrophe in front."""
    names = [f"_{kind.__name__}__r_{step}" for step in ("prelude", "exception1")]
    prelude, exception = (getattr(kind, name, None) for name in names)
    if prelude is None or exception is None:
        return {}
    lists = [value for name, value in vars(kind).items() if name.startswith("a_")]
    known = frozenset(among.s for amongs in lists for among in amongs if among.s)
    endings, last = (*known, "y"), frozenset(["y", *(text[-1] for text in known)])

    def stem_word(self: Any, word: str) -> str:
        may_change = word.startswith("'") or (word[-1:] in last and word.endswith(endings))
        return str(kind.stemWord(self, word)) if may_change else word

    def quick_prelude(self: Any) -> bool:
        self.B_Y_found = False
        text: str = self.current
        return bool(prelude(self)) if "y" in text or text.startswith("'") else True

    def quick_exception(self: Any) -> bool:
        return self.current in known and bool(exception(self))

    return {"stemWord": stem_word, names[0]: quick_prelude, names[1]: quick_exception}


def russian(kind: type[Any]) -> dict[str, Any]:
    """Few words have the ё that is looked for letter by letter: for others the word seems to end at once, until its regions are marked."""
    name = f"_{kind.__name__}__r_mark_regions"
    whole = getattr(kind, name, None)
    if whole is None:
        return {}

    def stem_word(self: Any, word: str) -> str:
        self.set_current(word)
        if "ё" not in word:
            self.limit = 0
        self._stem()
        return str(self.current)

    def mark_regions(self: Any) -> bool:
        self.limit = len(self.current)
        return bool(whole(self))

    return {"stemWord": stem_word, name: mark_regions}


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
        start, text = self.cursor, self.current
        if start < self.limit and (found := table.get(text[start])):
            limit, (sizes, known) = self.limit, found
            for size in sizes:
                end = start + size
                if end <= limit and (among := known.get(text[start:end])) and self.agrees(among, end):
                    return among.result
        return empty.result if empty is not None and self.agrees(empty, start) else 0

    def find_among_b(self, v: Sequence[Any]) -> Any:
        """The longest ending that fits."""
        table, empty, _ = TABLES.get(id(v)) or table_of(v, -1)
        end, text = self.cursor, self.current
        if end > self.limit_backward and (found := table.get(text[end - 1])):
            limit, (sizes, known) = self.limit_backward, found
            for size in sizes:
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

    def go_out_grouping(self, s: Any) -> bool:
        """Move to the next of some letters; False if there is none."""
        at, limit, text = self.cursor, self.limit, self.current
        while at < limit:
            if text[at] in s:
                self.cursor = at
                return True
            at += 1
        self.cursor = at
        return False

    def go_in_grouping(self, s: Any) -> bool:
        """Move to the next letter that is none of some; False if there is none."""
        at, limit, text = self.cursor, self.limit, self.current
        while at < limit:
            if text[at] not in s:
                self.cursor = at
                return True
            at += 1
        self.cursor = at
        return False
