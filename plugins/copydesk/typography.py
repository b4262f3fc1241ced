"""Spaces that may not break, where a language's typesetters would not let them; nothing else is touched.

Quotation marks and dashes stay as the author set them.
"""

from __future__ import annotations

import re

_NBSP = "\u00a0"
# Tags, and the elements in which every space is as it was typed.
_PARTS = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)
# A dash never begins a line.
_DASH = re.compile(r"(?<=\S) (?=[–—](?:\s|$))")
# A number and what it counts: 28 km, 5 %, 1999 г., № 7.
_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|‰|°|km|kg|cm|mm|m|t|км|кг|см|мм|м|т|г\.|гг\.|в\.|вв\.|руб\.|млн|млрд|тыс\.)(?![\w]))"
)
_NUMBER = re.compile(r"(?<=[№§]) (?=\d)")
# Milchin: a preposition or conjunction of one letter is not left at the end of a Russian line.
_SHORT = re.compile(r"(?<![\w-])([авикосуяАВИКОСУЯ]) (?=\S)")
# What a body needs to have one of the first three; most have none, and are left as they are at once.
_WORTH = re.compile(r"[–—№§]|\d [%‰°kcmtкмтгврт]")
_SHORT_LANGUAGES = {"ru", "uk", "be", "bg"}


def bind(html: str, lang: str) -> str:
    """A body with no-break spaces in the places where its language wants them."""
    short = lang.split("-", maxsplit=1)[0] in _SHORT_LANGUAGES
    if not short and not _WORTH.search(html):
        return html
    parts = _PARTS.split(html)
    # Every second part is a tag, or text that stays as it is.
    return "".join(part if n % 2 else _bind_text(part, short=short) for n, part in enumerate(parts))


def _bind_text(text: str, *, short: bool) -> str:
    if " " not in text:
        return text
    for pattern in (_DASH, _UNIT, _NUMBER):
        text = pattern.sub(_NBSP, text)
    return _SHORT.sub(rf"\1{_NBSP}", text) if short else text
