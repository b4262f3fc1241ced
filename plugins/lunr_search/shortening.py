"""Gives the names that only the client's own code knows shorter ones, so that every reader loads less.

A name is shortened where it is a variable, not a property or a key, and none that the browser knows. All variables of one
name get the same new one. Two names get the same one only if no statement of the module has both, and one of them at least
is never declared by a statement of the module itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

NAME = r"(?:[^\W\d]|\$)[\w$]*"
TOKEN = re.compile(
    rf"(?P<name>#?{NAME})|(?P<text>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')|(?P<number>\d[\w.]*)"
    r"|(?P<space>\s+)|(?P<sign>=>|\+\+|--|\?\.(?!\d)|\.\.\.|[-+*/%&|^<>=!]=+|[^\s\w])"
)
# Behind these a slash begins a regular expression.
BEFORE_PATTERN = {
    "",
    "(",
    ",",
    "=",
    ":",
    "[",
    "!",
    "&",
    "|",
    "?",
    "{",
    "}",
    ";",
    "=>",
    "return",
    "typeof",
    "case",
}
PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
# Behind these a brace begins statements, not a value.
BEFORE_BLOCK = {"", ")", "=>", "else", "try", "finally", ";", "{", "}"}
DECLARING = {"const", "let", "function", "class"}
# What a brace ends without a semicolon.
BLOCKS = {"function", "class", "if", "else", "for", "while", "try", "catch", "finally", "switch"}
TRUTHS = {"true": "!0", "false": "!1"}
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Words of the language, and what the client means when it says these names, of all that a browser knows.
KNOWN = frozenset(
    re.findall(
        r"\w+",
        "await async break case catch class const continue default delete do else export extends finally for "
        "from function get if import in instanceof let new null of return set static super switch this throw "
        "true false try typeof undefined var void while yield document window location history self globalThis "
        "navigator fetch performance crypto caches Event Array Object Map Set Number String Math "
        "JSON Promise Error Symbol URL URLSearchParams Blob Response Worker arguments ",
    )
)


@dataclass(slots=True)
class Bracket:
    """Where a token stands: in which bracket, whether that holds statements or is a class's body, and whether names in it are declared."""

    sign: str = ""
    is_block: bool = False
    is_class: bool = False
    declares: bool = False


def tokens(source: str) -> Iterator[tuple[str, str]]:
    """The pieces of JavaScript without comments: kind and text. What stands in a template's `${…}` is code."""
    at, last, depths = 0, "", list[int]()
    depth = 0
    while at < len(source):
        if source[at] == "`" or (source[at] == "}" and depths and depths[-1] == depth):
            if source[at] == "}":
                depths.pop()
            end = at + 1
            while source[end] != "`" and source[end : end + 2] != "${":
                end += 2 if source[end] == "\\" else 1
            if source[end] == "$":
                depths.append(depth)
            last = "`" if source[end] == "`" else ""
            end += 1 if source[end] == "`" else 2
            yield "text", source[at:end]
            at = end
            continue
        found = PATTERN.match(source, at) if source[at] == "/" and last in BEFORE_PATTERN else None
        kind = "text" if found else ""
        if not found:
            found = TOKEN.match(source, at)
            kind = (found and found.lastgroup) or ""
        if not found:
            raise ValueError(f"what is this: {source[at : at + 40]}")
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        last = last if kind == "space" else found[0]
        yield kind, found[0]
        at = found.end()


def brackets_of(code: list[str]) -> list[Bracket]:
    """The bracket of each of some tokens without white space."""
    closing = closing_of(code)
    open_ones, found, is_class = [Bracket()], list[Bracket](), False
    for at, text in enumerate(code):
        if text in ")]}" and len(open_ones) > 1:
            open_ones.pop()
        here = open_ones[-1]
        found.append(here)
        is_class = is_class or text == "class"
        if text in {"(", "[", "{"}:
            last, after = code[at - 1], [*code[closing[at] + 1 : closing[at] + 2], ""][0]
            if text == "(":
                declares = after == "=>" or code[at - 2] == "function" or last == "catch" or here.is_class
            else:
                declares = last in {"const", "let"} or (here.declares and last != "=")
            open_ones.append(
                Bracket(text, text == "{" and last in BEFORE_BLOCK, is_class and text == "{", declares)
            )
            is_class = is_class and text != "{"
    return found


def closing_of(code: list[str]) -> dict[int, int]:
    """For each bracket that opens where it closes."""
    waiting, found = list[int](), {}
    for at, text in enumerate(code):
        if text in {"(", "[", "{"}:
            waiting.append(at)
        elif text in {")", "]", "}"}:
            found[waiting.pop()] = at
    return found


def roles_of(code: list[str]) -> list[str]:
    """What each token is, if it is a name: a `property`, a `variable`, `both` (as in `{ name }`), a `declared` variable."""
    found = []
    for at, here in enumerate(brackets_of(code)):
        last, name, after = code[at - 1], code[at], code[at + 1] if at + 1 < len(code) else ""
        in_braces = here.sign == "{" and not here.is_block and last in {"{", ","}
        is_part = here.declares and last in {"(", "[", "{", ",", ":", "..."}
        if last in {".", "?."} or name.startswith("#") or here.is_class or (in_braces and after == ":"):
            found.append("property")
        elif in_braces and (after in {",", "}"} or (after == "=" and here.declares)):
            found.append("both declared" if here.declares else "both")
        else:
            is_declared = last in DECLARING or after == "=>" or is_part
            found.append("declared" if is_declared else "variable")
    return found


def shortened(source: str, *, is_part: bool = False) -> str:
    """The same code: its variables' names short, the commonest the shortest, and no white space that parts nothing.

    What is a part of code that is shortened once more keeps its declarations apart: names are given by statements.
    Every statement of it ends with a semicolon, so that no line's end means one.
    """
    kinds, code = (
        list(column) for column in zip(*(one for one in tokens(source) if one[0] != "space"), strict=True)
    )
    roles = roles_of(code)
    named = [(text, role) for kind, text, role in zip(kinds, code, roles, strict=True) if kind == "name"]
    exported = {code[at + 2] for at, text in enumerate(code) if text == "export"}
    own = {text for text, role in named if "declared" in role} - KNOWN - exported
    counts = Counter(text for text, role in named if text in own and role != "property")
    taken = {text for text, role in named if role != "property"} - own | KNOWN
    names = given_names(counts, taken, neighbours_of(code, roles, own))
    hidden = Counter(text[1:] for text, _ in named if text.startswith("#"))
    secret = given_names(hidden, {"constructor"}, {name: set(hidden) for name in hidden})
    private = {f"#{name}": f"#{short}" for name, short in secret.items()}
    pieces = ["", ""]
    needless, alone = needless_in(code), alone_in(code)
    together = set[int]() if is_part else together_in(code)
    for at, (kind, text, role) in enumerate(zip(kinds, code, roles, strict=True)):
        if at in alone or at - 1 in together:
            continue
        # What may be put anew may also stay: the commoner word packs better.
        piece = "let" if text == "const" else "," if at in together else text
        if kind == "name":
            said = TRUTHS.get(text, piece)
            short = names.get(text, said) if role != "property" else private.get(text, text)
            piece = f"{text}:{short}" if role.startswith("both") and short != text else short
        if at - 1 in needless:
            pieces.pop()
        last = pieces[-1][-1:]
        is_word = (last.isalnum() or last in {"_", "$"}) and (piece[0].isalnum() or piece[0] in "_$#")
        pieces += [" ", piece] if is_word or (last == piece[0] and last in {"+", "-"}) else [piece]
    return "".join(pieces) + "\n"


def needless_in(code: list[str]) -> set[int]:
    """Which semicolons and commas may go: those before a bracket's end, but for a semicolon that is all that a loop or an `if` does."""
    heads = {end for at, end in closing_of(code).items() if code[at - 1] in {"if", "for", "while"}}
    return {
        at
        for at, (text, after) in enumerate(pairwise(code))
        if (text == ";" and after == "}" and at - 1 not in heads and code[at - 1] != ";")
        or (text == "," and after in {")", "}"})
    }


def together_in(code: list[str]) -> set[int]:
    """Which semicolons may be commas, without the `let` behind them: those between two declarations of one block."""
    found, declares = set[int](), dict[int, bool]()
    brackets = brackets_of(code)  # kept, so that each has a number of its own
    for at, (text, here) in enumerate(zip(code, brackets, strict=True)):
        if text in {"let", "const"} and (at == 0 or code[at - 1] in {";", "{", "}"}):
            declares[id(here)] = True
        elif text == ";" and declares.get(id(here)):
            declares[id(here)] = code[at + 1 : at + 2] in (["let"], ["const"])
            found |= {at} if declares[id(here)] else set()
    return found


def alone_in(code: list[str]) -> set[int]:
    """Which brackets may go: those round the one argument of an arrow function, and round all that is assigned."""
    brackets, found = brackets_of(code), set[int]()
    for at, end in closing_of(code).items():
        if code[at] != "(":
            continue
        is_argument = end == at + 2 and code[end + 1 : end + 2] == ["=>"]
        is_assigned = code[at - 1] == "=" and code[end + 1 : end + 2] == [";"] and at + 1 < end
        inside = brackets[at + 1]
        parts = (text for text, here in zip(code[at:end], brackets[at:end], strict=True) if here is inside)
        if is_argument or (is_assigned and "," not in parts):
            found |= {at, end}
    return found


def statements_of(code: list[str]) -> Iterator[tuple[int, int]]:
    """Where each statement of a module begins and ends; what stands in the braces of an `if` or `else` of it counts as the module's."""
    depth = level = first = 0
    begin = ""
    for at, text in enumerate(code):
        begin = begin if at > first and begin not in {"export", "async", "default"} else text
        depth += (text in {"(", "[", "{"}) - (text in {")", "]", "}"})
        is_opened = level == 0 and depth == 1 and text == "{" and begin in {"if", "else"}
        is_closed = depth < level or (text == "}" and depth == level and begin in BLOCKS)
        if is_opened or is_closed or (text == ";" and depth == level):
            level = 1 if is_opened else min(level, depth)
            yield first, at + 1
            first = at + 1
    if first < len(code):
        yield first, len(code)


def neighbours_of(code: list[str], roles: list[str], own: AbstractSet[str]) -> dict[str, set[str]]:
    """For each name those that must not be the same as it: what stands in one statement of the module with it, and what the module declares if it does."""
    found: dict[str, set[str]] = {name: set() for name in own}
    declared = set[str]()
    for first, end in statements_of(code):
        names = {
            text
            for text, role in zip(code[first:end], roles[first:end], strict=True)
            if text in own and role != "property"
        }
        words = [text for text in code[first : first + 5] if text not in {"export", "async", "default", "*"}]
        if words[:1] in (["function"], ["class"]):
            declared |= names & set(words[1:2])
        else:
            declared |= {
                text
                for text, role in zip(code[first:end], roles[first:end], strict=True)
                if "declared" in role
            } & own
        for name in names:
            found[name] |= names
    for name in declared:
        found[name] |= declared
    return found


def given_names(
    counts: Mapping[str, int], taken: AbstractSet[str], neighbours: Mapping[str, AbstractSet[str]]
) -> dict[str, str]:
    """A short name for each, the commonest first; none that is taken, and none that a neighbour has."""
    given: dict[str, str] = {}
    for name in sorted(counts, key=lambda name: (-counts[name], name)):
        near = {given[other] for other in neighbours[name] if other in given}
        given[name] = next(one for one in short_names() if one not in taken and one not in near)
    return given


def short_names() -> Iterator[str]:
    """Names of one letter, then of two."""
    yield from LETTERS
    for first in LETTERS:
        yield from (first + second for second in LETTERS)
