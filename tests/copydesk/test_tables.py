"""Wide tables scroll by themselves, others stay as they are."""

from __future__ import annotations

from copydesk.tables import scrollable


def table(columns: int) -> str:
    cells = "".join(f"<th>{n}</th>" for n in range(columns))
    return f"<table><thead><tr>{cells}</tr></thead></table>"


def test_only_a_wide_table_gets_a_part_that_scrolls() -> None:
    html = f"<p>a</p>{table(4)}<p>b</p>{table(5)}"
    wide = f'<div class="wide" tabindex="0" role="region" aria-label="A &quot;table&quot;">{table(5)}</div>'
    assert scrollable(html, 'A "table"') == f"<p>a</p>{table(4)}<p>b</p>{wide}"


def test_a_body_without_a_table_is_not_touched() -> None:
    html = "<p>Not a &lt;table&gt;.</p>"
    assert scrollable(html, "Table") is html
