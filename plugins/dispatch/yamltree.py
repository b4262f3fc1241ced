"""YAML as a tree of texts, each with the line and column it stands at.

Nothing is guessed to be a number, a truth or a date: `title: 2014` is a text, and `no` is Norway.
Measured on 30-line headers: libyaml's composer takes 0.3 ms a file, a round-trip loader 6 ms. What a tree consists of are
named tuples: frozen dataclasses take twice the time of all that is done here to make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

import yaml

from dispatch.errors import DispatchError, Where

NO_BLANK = (
    "a blank behind the colon that is no plain one (word processors write it; it cannot be told from one)"
)
WRITE_BLANK = "delete what stands between the colon and the value, and type a blank"
_KEY = re.compile(r"[A-Za-z][\w-]*")
_ODD_BLANK = re.compile("^[A-Za-z][\\w-]*:[\u00a0\u2000-\u200a\u202f\u3000]", re.MULTILINE)
# What libyaml and the library say of a value that begins with a sign: @ ` % * &.
_SIGN = re.compile("cannot start any token|alphabetic or numeric character|undefined alias")


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
    fix = "check the quotes, the colons and the indentation on this line and the one above"
    blank = odd_blank(text)
    if blank is not None:
        line, column, problem, fix = *blank, NO_BLANK, WRITE_BLANK
    elif "\t" in written:
        fix = "indent with blanks, not with a tab"
    elif error.context_mark is not None and (
        found := _not_closed(error.context or "", lines, error.context_mark)
    ):
        line, column, problem, fix = found
    elif "mapping values are not allowed" in problem and ":" in written:
        problem, fix = _colon(written)
    elif _SIGN.search(problem):
        key, _, value = written.partition(":")
        problem = "a value that begins with a sign of YAML's own"
        fix = f'put the value in quotes: {key.strip()}: "{value.strip()}"'
    elif "could not find expected ':'" in problem:
        problem, fix = "a key without a colon", "write it as key: value"
        line, column = _bare_line(lines, line), 0
    where = Where(path, first_line + line, column + 1)
    return DispatchError(f"this is not YAML: {problem}", where=where, fix=fix)


def odd_blank(text: str) -> tuple[int, int] | None:
    """Line and column, from 0, of the first blank behind a key's colon that is none to YAML; word processors write them."""
    found = _ODD_BLANK.search(text)
    if found is None:
        return None
    start = found.end() - 1
    return text.count("\n", 0, start), start - text.rfind("\n", 0, start) - 1


def _not_closed(context: str, lines: list[str], mark: yaml.Mark) -> tuple[int, int, str, str] | None:
    """What is open from a mark on: a quotation or a list in brackets."""
    if "quoted scalar" in context:
        quote = lines[mark.line][mark.column]
        return (
            mark.line,
            mark.column,
            f"this {quote} is not closed",
            f"put a {quote} at the end of the value as well",
        )
    if "flow sequence" in context or "flow mapping" in context:
        ending = "]" if "sequence" in context else "}"
        fix = f'close it with {ending}; what has a # in it stands in quotes: ["#oil", "ferry"]'
        return mark.line, mark.column, "a list in brackets that is not closed", fix
    return None


def _colon(written: str) -> tuple[str, str]:
    """What is wrong with a line that has a colon where YAML takes none, and what to write."""
    key, _, value = written.partition(":")
    if written.startswith(" ") and _KEY.fullmatch(key.strip()):
        return (
            "a blank before a key makes YAML take the line for more of the one above",
            f"delete the blanks before {key.strip()}",
        )
    return (
        "a colon inside a value makes YAML take it for a key",
        f'put the value in quotes: {key.strip()}: "{value.strip()}"',
    )


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
