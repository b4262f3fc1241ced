"""Spaces that may not break, where a language's typesetters would not let them; nothing else is touched.

Quotation marks and dashes stay as the author set them.
"""

from __future__ import annotations

import re

_NBSP = "\u00a0"
# Tags, and the elements in which every space is as it was typed.
_PARTS = re.compile(r"(<pre\b.*?</pre>|<code\b.*?</code>|<[^>]*>)", re.DOTALL)
# Each begins with the space itself: that is what an engine for expressions finds soonest.
# A dash never begins a line.
_DASH = r"(?<=\S )(?=[–—](?:\s|$))"
# A number and what it counts: 28 km, 5 %, 1999 г., № 7.
_UNIT = (
    r"(?<=[0-9] )(?=(?:%|‰|°|km|kg|cm|mm|m|t|км|кг|см|мм|м|т|г\.|гг\.|в\.|вв\.|руб\.|млн|млрд|тыс\.)(?![\w]))"
)
_NUMBER = r"(?<=[№§] )(?=[0-9])"
# Milchin: a preposition or conjunction of one letter is not left at the end of a Russian line.
_SHORT = r"(?<=[авикосуяАВИКОСУЯ] )(?<![\w-]. )(?=\S)"
_ALWAYS = re.compile(f" (?:{_DASH}|{_UNIT}|{_NUMBER})")
_WITH_SHORT = re.compile(f" (?:{_SHORT}|{_DASH}|{_UNIT}|{_NUMBER})")
# What a body needs to have one of the first three; most have none, and are left as they are at once.
_SIGNS = "–—№§"
_COUNTED = re.compile(r" (?<=[0-9] )[%‰°kcmtкмтгвр]")
_SHORT_LANGUAGES = {"ru", "uk", "be", "bg"}


def bind(html: str, lang: str) -> str:
    """A body with no-break spaces in the places where its language wants them."""
    short = lang.split("-", maxsplit=1)[0] in _SHORT_LANGUAGES
    if not short and not any(sign in html for sign in _SIGNS) and not _COUNTED.search(html):
        return html
    pattern = _WITH_SHORT if short else _ALWAYS
    # Every second part is a tag, or text that stays as it is.
    return "".join([part if n % 2 else pattern.sub(_NBSP, part) for n, part in enumerate(_PARTS.split(html))])
