"""Tables too wide for a phone: each in a part of the page that scrolls by itself, by keyboard too."""

from __future__ import annotations

import re
from html import escape

# A table of fewer columns fits a phone, if need be with broken words.
MANY_COLUMNS = 5
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)


def scrollable(html: str, label: str) -> str:
    """A body whose wide tables can be moved sideways; `label` says to those who hear the page what it is."""
    if "<table" not in html:
        return html
    return _TABLE.sub(lambda found: _scrolled(found[0], label), html)


def _scrolled(table: str, label: str) -> str:
    row = _ROW.search(table)
    if row is None or len(re.findall(r"<t[hd]\b", row[0])) < MANY_COLUMNS:
        return table
    return f'<div class="wide" tabindex="0" role="region" aria-label="{escape(label)}">{table}</div>'
