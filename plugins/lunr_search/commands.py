"""`search`: answers queries over a built site at the command line, and writes what was indexed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from lunr_search.errors import SearchError
from lunr_search.reader import Answer, Site, open_site

SHOWN = 10


def run_search(
    query: str | None, *, output: Path, as_json: bool, queries: Path | None, documents: Path | None
) -> int:
    """Answer one query, every line of a file, or write the documents; exit code 0 whatever is found."""
    asked = [given for given in (query, queries, documents) if given is not None]
    if len(asked) != 1:
        raise SearchError(
            "search takes one of a query, --queries and --documents", fix='write for example: search "ferry"'
        )
    site = open_site(output)
    if documents is not None:
        with documents.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(line(row) + "\n" for row in site.export())
        print(f"{site.count} documents written to {documents}")
    elif queries is not None:
        for text in read_lines(queries):
            print(line(site.search(text).as_json()))
    elif query is not None:
        answer = site.search(query)
        print(line(answer.as_json()) if as_json else in_words(answer, site))
    return 0


def read_lines(path: Path) -> list[str]:
    """The queries of a file, blank ones too; only a line feed ends a line."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise SearchError(f"{path} is not UTF-8 text", fix="save it again with the encoding UTF-8") from error
    lines = text.replace("\r\n", "\n").split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def line(row: Any) -> str:
    """One line of JSON, every character of it printable anywhere."""
    return json.dumps(row, ensure_ascii=True, separators=(",", ":"))


def in_words(answer: Answer, site: Site) -> str:
    """The best results for a person."""
    if not answer.results:
        return f"nothing found for {answer.query!r}"
    lines = [f"{len(answer.results)} found"]
    for result in answer.results[:SHOWN]:
        row = site.row(result.number)
        about = " · ".join(text for text in (row["place"], row["date"]) if text)
        lines.append(f"{result.score:8.3f}  {row['title']}\n          {about}\n          {result.ref}")
    return "\n".join(lines)
