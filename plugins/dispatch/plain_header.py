"""The tree of a header of plain lines, without the YAML library: the same tree, or nothing.

Most headers are keys with one text each, lists in brackets, and groups of such keys. For those `plain_tree` gives what
`yamltree.compose` gives (YAML 1.1, as libyaml reads it), in half the time; for a header with anything else in it, or
in doubt, it gives None and the library is asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice, takewhile

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
    lines = text.split("\n")
    pairs: list[tuple[Leaf, Tree]] = []
    at = 0
    while at < len(lines):
        pair = _pair(lines[at], first_line + at)
        if pair is not None:
            pairs.append(pair)
            at += 1
            continue
        group = _group(lines, at, first_line + at)
        if group is None:
            return None
        pairs.append(group)
        at += 1 + len(group[1].pairs)
    return Pairs(tuple(pairs), first_line, 1)


def _group(lines: Sequence[str], at: int, line: int) -> tuple[Leaf, Pairs] | None:
    """A key alone on its line, and the indented ones below it; None for what is something else."""
    key = lines[at].removesuffix(":")
    if key == lines[at] or not _KEY.fullmatch(key):
        return None
    inner: list[tuple[Leaf, Tree]] = []
    for number, written in enumerate(takewhile(_is_indented, islice(lines, at + 1, None)), line + 1):
        pair = _pair(written, number, len(_INDENT))
        if pair is None:
            return None
        inner.append(pair)
    return (Leaf(key, line, 1), Pairs(tuple(inner), line + 1, len(_INDENT) + 1)) if inner else None


def _is_indented(written: str) -> bool:
    return written.startswith(_INDENT)


def _pair(written: str, line: int, indent: int = 0) -> tuple[Leaf, Tree] | None:
    """A key and what stands behind it, of a line that is so much indented; None for what is not plain."""
    key, mark, said = written[indent:].partition(": ")
    value = _value(said, line, indent + len(key) + 3) if mark else None
    return None if value is None or not _KEY.fullmatch(key) else (Leaf(key, line, indent + 1), value)


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
