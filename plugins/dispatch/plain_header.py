"""The tree of a header of plain lines, without the YAML library: the same tree, or nothing.

Most headers are keys with one text each, lists in brackets, and groups of such keys. For those `plain_tree` gives what
`yamltree.compose` gives (YAML 1.1, as libyaml reads it), three times sooner; for a header with anything else in it, or
in doubt, it gives None and the library is asked.
"""

from __future__ import annotations

import re

from dispatch.yamltree import Items, Leaf, Pairs, Tree

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,60}")
# A quoted text in which nothing is escaped.
_QUOTED = re.compile(r"""'[^']*'|"[^"\\]*\"""")
# In brackets more signs mean something, and commas part the texts.
_ITEM = r"[^\W_][\w.’/()+-]*+(?: ++[\w.’/()+-]++)*+"
_LIST = re.compile(rf"\[{_ITEM}(?:, {_ITEM})*\]")
# A longer header is none that somebody wrote by hand.
_MOST = 1 << 16
_INDENT = "  "


def plain_tree(text: str, first_line: int = 1) -> Pairs | None:
    """What `compose` gives for a header of plain lines; None where the library has to be asked.

    `first_line` is the line of the file at which `text` begins.
    """
    # Tabs, controls, surrogates, byte order marks and line ends but LF are not printable; " #" begins a comment.
    if len(text) > _MOST or " #" in text or not text.replace("\n", "").isprintable():
        return None
    pairs: list[tuple[Leaf, Tree]] = []
    group: list[tuple[Leaf, Tree]] | None = None
    for line, written in enumerate(text.split("\n"), first_line):
        indent = 2 if written.startswith(_INDENT) else 0
        key, mark, said = written[indent:].partition(": ")
        if not mark:
            # Nothing but a key: what lies below it is indented.
            key, last = written[:-1], written[-1:]
            if last != ":" or group == [] or not _KEY.fullmatch(key):
                return None
            group = []
            pairs.append((Leaf(key, line, 1), Pairs((), line + 1, 3)))
            continue
        value = _value(said, line, indent + len(key) + 3)
        if value is None or not _KEY.fullmatch(key):
            return None
        pair = Leaf(key, line, indent + 1), value
        if not indent:
            if group == []:
                return None
            group = None
            pairs.append(pair)
            continue
        if group is None:
            return None
        group.append(pair)
        name, below = pairs[-1]
        pairs[-1] = name, Pairs(tuple(group), below.line, below.column)
    return None if group == [] else Pairs(tuple(pairs), first_line, 1)


def _value(said: str, line: int, column: int) -> Leaf | Items | None:
    """What stands behind a key, at that column; None for what is not plain."""
    first, last = said[:1], said[-1:]
    if first.isalnum():
        return None if ": " in said or last in {":", " "} else Leaf(said, line, column)
    if first == "[":
        return _items(said, line, column)
    return Leaf(said[1:-1], line, column, plain=False) if _QUOTED.fullmatch(said) else None


def _items(said: str, line: int, column: int) -> Items | None:
    """A list in brackets."""
    if not _LIST.fullmatch(said):
        return None
    items: list[Leaf] = []
    at = column + 1
    for text in said[1:-1].split(", "):
        items.append(Leaf(text, line, at))
        at += len(text) + 2
    return Items(tuple(items), line, column)
