"""A data table as Markdown where its shape allows, else as plain safe HTML."""

import re
from collections.abc import Callable, Iterable

from bs4 import PageElement, Tag

from legacy_import.extract.md_raw import raw_block

__all__ = ["table_to_markdown"]

Inline = Callable[[Iterable[PageElement]], str]
_BLOCKY = ["p", "ul", "ol", "pre", "blockquote", "table", "h2", "h3", "h4", "figure", "dl", "div", "br"]


def table_to_markdown(table: Tag, inline: Inline) -> str:
    """Write a table: with a header row, no spans and one line a cell as Markdown, any other as HTML."""
    caption = table.find("caption")
    if isinstance(caption, Tag):
        words = re.sub(r"\s+", " ", inline(caption.children)).strip()
        caption.decompose()
        rest = table_to_markdown(table, inline)
        return f"{words}\n\n{rest}" if words and rest else words or rest
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    cells = [
        [cell for cell in row.children if isinstance(cell, Tag) and cell.name in ("td", "th")] for row in rows
    ]
    cells = [row for row in cells if row]
    if not cells:
        return ""
    width = max(map(len, cells))
    headed = all(cell.name == "th" for cell in cells[0])
    plain = headed and len({len(row) for row in cells}) == 1 and width > 1 and len(cells) > 1
    spans = table.find(attrs={"colspan": True}) or table.find(attrs={"rowspan": True})
    later_heads = any(cell.name == "th" for row in cells[1:] for cell in row)
    if (
        not plain
        or spans
        or later_heads
        or table.find(_BLOCKY)
        or any("|" in code.get_text() for code in table.find_all("code"))
    ):
        return _as_html(table)
    lines = [_row(row, inline) for row in cells]
    lines.insert(1, "| " + " | ".join(["---"] * width) + " |")
    return "\n".join(lines)


def _row(row: list[Tag], inline: Inline) -> str:
    return "| " + " | ".join(re.sub(r"\s+", " ", inline(cell.children)).strip() or " " for cell in row) + " |"


def _as_html(table: Tag) -> str:
    return (
        re.sub(
            r"(</(?:tr|thead|tbody|tfoot|caption)>|<(?:table|thead|tbody|tfoot)>)\s*",
            r"\1\n",
            raw_block(table),
        )
        .replace("\n\n", "\n")
        .strip()
    )
