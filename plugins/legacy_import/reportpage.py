"""The report of an import as an HTML file: inert, nothing in it runs or is loaded from anywhere."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from legacy_import.files import write_parts
from legacy_import.report import LOOKS, WORDS, Report, Row

__all__ = ["inert_page", "write_report"]

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-inline-size:75rem;margin:2rem auto;padding-inline:1rem}"
    "table{border-collapse:collapse;inline-size:100%}th,td{border-block-end:1px solid #999;padding:.4rem;text-align:start;"
    "vertical-align:top;overflow-wrap:anywhere}th{font:600 13px/1.4 sans-serif}pre{white-space:pre-wrap;overflow-wrap:anywhere}"
    ".side{display:grid;grid-template-columns:1fr 1fr;gap:1rem}@media(max-width:60rem){.side{grid-template-columns:1fr}}"
    "@media(prefers-color-scheme:dark){body{background:#161514;color:#e8e4da}a{color:#9fc1e8}}"
)


def inert_page(title: str, body: str) -> bytes:
    """A whole HTML page around `body`, which must be escaped already."""
    return b"".join(_inert_parts(title, [body]))


def _inert_parts(title: str, body: Iterable[str]) -> Iterator[bytes]:
    head = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f'<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body>\n<h1>{escape(title)}</h1>"
    )
    for part in (head, *body, "</body></html>"):
        yield f"{part}\n".encode("utf-8", "replace")


def write_report(content: Path, report: Report) -> Path:
    """Write content/captures/report.html unless it says the same already; gives its path."""
    path = content / "captures" / "report.html"
    write_parts(path, _inert_parts("What the last import did", _said(report)))
    return path


def _said(report: Report) -> Iterator[str]:
    """The report line by line: of a hundred thousand pages it is long."""
    looks = [row for row in report.rows if row.outcome in LOOKS]
    doubtful = [row for row in report.rows if row.doubts and row.outcome not in LOOKS]
    others = [row for row in report.rows if not row.doubts and row.outcome not in LOOKS]
    yield f"<p>{len(report.rows)} pages: {len(looks)} need a look, {len(doubtful)} are worth a glance.</p>"
    for host, reason in report.permitted.items():
        said = f"{escape(_plain(host))}: {escape(_plain(reason))}"
        yield f"<p>Taken against robots.txt, by permission: {said}</p>"
    yield from (f"<p>{escape(_plain(note))}</p>" for note in report.notes)
    yield from _table("Needs a look", looks)
    yield from _table("Worth a glance", doubtful)
    yield from _table("In, without a doubt", others)


def _table(heading: str, rows: Sequence[Row]) -> Iterator[str]:
    if not rows:
        return
    head = "<tr><th>Page</th><th>What became of it</th><th>Why, and what to look at</th><th>File</th></tr>"
    yield f"<h2>{escape(heading)} ({len(rows)})</h2>"
    yield f"<table>{head}"
    yield from map(_line, rows)
    yield "</table>"


def _line(row: Row) -> str:
    said = [*([row.reason] if row.reason else []), *row.doubts]
    why = "<br>".join(escape(_plain(text)) for text in said)
    code = f" ({escape(row.code)})" if row.code else ""
    return (
        f"<tr><td>{escape(_plain(row.page))}</td><td>{escape(_state(row))}{code}</td>"
        f"<td>{why}</td><td>{escape(row.path or '')}</td></tr>"
    )


def _state(row: Row) -> str:
    """What holds after the run; whether it was so before is left out, so that a second run writes the same page."""
    return (
        "in the archive"
        if row.outcome in ("written", "updated", "merged", "unchanged")
        else WORDS.get(row.outcome, row.outcome)
    )


def _plain(text: str) -> str:
    """Text without controls, which could turn lines around or end the page early."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in text)[:2000]
