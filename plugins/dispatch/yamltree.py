"""YAML as a tree of texts, each with the line and column it stands at.

Nothing is guessed to be a number, a truth or a date: `title: 2014` is a text, and `no` is Norway.
Measured on 30-line headers: libyaml's composer takes 0.3 ms a file, a round-trip loader 6 ms. What a tree consists of are
named tuples: frozen dataclasses take twice the time of all that is done here to make.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import yaml

from dispatch.errors import DispatchError, Where


class _Loader(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]
    """Asks of no node what it is meant to be: a tree has no tags, and to ask takes a third of the time."""

    def resolve(self, _kind: object, _value: object, _implicit: object) -> str:
        """The tag of a node."""
        return ""

    def descend_resolver(self, _parent: object, _index: object) -> None:
        """Where a node's children begin."""

    def ascend_resolver(self) -> None:
        """Where they end."""


class Leaf(NamedTuple):
    """One scalar; line and column count from one; `plain` when it stands without quotes."""

    text: str
    line: int
    column: int
    plain: bool = True

    @property
    def is_null(self) -> bool:
        """Nothing was written, or YAML's word for nothing."""
        return self.plain and self.text in {"", "~", "null", "Null", "NULL"}


class Items(NamedTuple):
    """A list."""

    items: tuple[Tree, ...]
    line: int
    column: int


class Pairs(NamedTuple):
    """A mapping, in the order of the file, repeated keys included."""

    pairs: tuple[tuple[Leaf, Tree], ...]
    line: int
    column: int

    def get(self, key: str) -> Tree | None:
        """The value of the first pair with that key."""
        return next((value for name, value in self.pairs if name.text == key), None)


type_of = {Leaf: "a text", Items: "a list", Pairs: "a group of keys"}
Tree = Leaf | Items | Pairs


def compose(text: str, path: str, first_line: int = 1) -> Tree | None:
    """The tree of one YAML document, None for an empty one.

    `first_line` is the line of the file at which `text` begins. Raises DispatchError with the
    place for text that is not YAML.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise _sentence(error, text, path, first_line) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position)
        where = Where(path, first_line + line, 1)
        problem = f"a character that YAML does not allow (U+{_code(error.character):04X})"
        raise DispatchError(problem, where=where, fix="delete it; it cannot be seen") from None
    except RecursionError:
        where = Where(path, first_line, 1)
        raise DispatchError("YAML nested too deeply to be read", where=where,
                            fix="a header has two levels at most") from None  # fmt: skip
    return None if node is None else _Builder(path, first_line).tree(node)


def _code(character: object) -> int:
    return character if isinstance(character, int) else ord(str(character)[0])


def _sentence(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> DispatchError:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    written = lines[line] if line < len(lines) else ""
    problem = (error.problem or "it cannot be read").replace("found character '\\t'", "a tab")
    key, colon, value = written.partition(":")
    fix = "check the quotes, the colons and the indentation on this line and the one above"
    if "mapping values are not allowed" in problem and colon:
        problem = "a colon inside a value makes YAML take it for a key"
        fix = f'put the value in quotes: {key.strip()}: "{value.strip()}"'
    elif "\t" in written:
        fix = "indent with blanks, not with a tab"
    elif "could not find expected ':'" in problem:
        problem, fix = "a key without a colon", "write it as key: value"
        line, column = _bare_line(lines, line), 0
    where = Where(path, first_line + line, column + 1)
    return DispatchError(f"this is not YAML: {problem}", where=where, fix=fix)


def _bare_line(lines: list[str], line: int) -> int:
    for number in range(min(line, len(lines) - 1), -1, -1):
        if lines[number].strip() and ":" not in lines[number]:
            return number
    return line


@dataclass(slots=True)
class _Builder:
    """Makes the tree; `left` bounds what aliases of aliases can blow it up to."""

    path: str
    first_line: int
    left: int = 100_000

    def tree(self, node: yaml.Node, inside: frozenset[int] = frozenset()) -> Tree:
        mark = node.start_mark
        line, column = self.first_line + mark.line, mark.column + 1
        self.left -= 1
        if id(node) in inside or self.left < 0:
            fix = "write the value out instead of &name and *name"
            raise DispatchError("a YAML alias that repeats without end",
                                where=Where(self.path, line, column), fix=fix)  # fmt: skip
        if isinstance(node, yaml.ScalarNode):
            # libyaml says "" of what has no quotes, the library in Python None.
            return Leaf(node.value, line, column, not node.style)
        inside |= {id(node)}
        if isinstance(node, yaml.SequenceNode):
            return Items(tuple([self.tree(child, inside) for child in node.value]), line, column)
        pairs = []
        for key, value in node.value:
            name = self.tree(key, inside)
            if not isinstance(name, Leaf):
                raise DispatchError("a key that is not a word",
                                    where=Where(self.path, line, column), fix="write key: value")  # fmt: skip
            pairs.append((name, self.tree(value, inside)))
        return Pairs(tuple(pairs), line, column)
