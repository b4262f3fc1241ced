"""The text of a page that only a script would show: HTML that stands as a string in its scripts."""

import json
import re
from collections.abc import Iterator

from lxml import html

__all__ = ["scripted_html"]

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_PARAGRAPH = re.compile(r"<p[\s>]", re.IGNORECASE)
_ENOUGH = 3
_MOST_CHARS = 5_000_000


def scripted_html(tree: html.HtmlElement) -> str | None:
    """Give the longest string of HTML with several paragraphs that the page's scripts hold; None without one."""
    found: list[str] = []
    for script in tree.iter("script"):
        source = script.text or ""
        if len(source) <= _MOST_CHARS and re.search(r"<p|u003cp", source, re.IGNORECASE):
            found += _strings(source)
    fit = [text for text in found if len(_PARAGRAPH.findall(text)) >= _ENOUGH]
    return max(fit, key=len, default=None)


def _strings(source: str, depth: int = 0) -> Iterator[str]:
    """The strings of a script that hold paragraphs; a string that holds more script is opened too."""
    for literal in _STRING.findall(source):
        if "<p" not in literal and "u003cp" not in literal.lower():
            continue
        try:
            text = json.loads(literal, strict=False)
        except ValueError:
            continue
        if (
            depth < 2
            and re.search(r'"[^"]*(?:<p|u003cp)', text, re.IGNORECASE)
            and not text.lstrip().startswith("<")
        ):
            yield from _strings(text, depth + 1)
        else:
            yield text
