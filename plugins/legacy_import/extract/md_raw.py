"""A block as safe HTML inside Markdown: for the few that Markdown cannot say."""

import re
from html import escape

from bs4 import NavigableString, PageElement, Tag

from legacy_import.extract.md_text import without_invisible

__all__ = ["raw_block", "raw_text"]

_VOID = frozenset(["br", "hr", "img"])
# What the engine looks for before it sets HTML aside (fences), and what would join with a tag's own sign.
_REFERENCES = {"`": "&#96;", "~": "&#126;", "\u0338": "&#824;", "\u00a0": "&nbsp;", "\t": "&#9;"}


def raw_block(element: PageElement) -> str:
    """An element of a clean fragment as one block of HTML; without an empty line in it but in `<pre>`."""
    return _html(element, is_pre=False).strip()


def raw_text(text: str) -> str:
    """Text as a paragraph of HTML."""
    line = re.sub(r"[ \t\r\n]+", " ", text)
    return f"<p>{_text(line).strip()}</p>"


def _html(node: PageElement, *, is_pre: bool) -> str:
    if isinstance(node, NavigableString):
        if type(node) is not NavigableString:
            return ""
        if is_pre:
            return _text(str(node))
        return _text(re.sub(r"[ \t\r\n\f]+", " ", str(node)))
    if not isinstance(node, Tag):
        return ""
    name = {"h1": "h2"}.get(node.name, node.name)
    given = sorted(node.attrs.items(), key=lambda pair: pair[0] != "src")
    attributes = "".join(f' {key}="{_text(str(value))}"' for key, value in given)
    if name in _VOID:
        return f"<{name}{attributes}>"
    is_pre = is_pre or name == "pre"
    inner = "".join(_html(child, is_pre=is_pre) for child in node.children)
    if name == "pre":
        inner = re.sub(r"(?m)^ +$", lambda line: "&#32;" * len(line[0]), inner.strip("\n")).replace(
            "\n", "&#10;"
        )
    return f"<{name}{attributes}>{inner}</{name}>"


def _text(text: str) -> str:
    safe = re.sub("[`~\u0338\u00a0\t]", lambda sign: _REFERENCES[sign[0]], escape(without_invisible(text)))
    return safe.replace("![", "&#33;[")
