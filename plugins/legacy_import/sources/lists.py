"""A list of addresses: one a line, or a column of a CSV or TSV file."""

import csv
import io
import re

__all__ = ["read_addresses"]

_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


def read_addresses(data: bytes) -> tuple[list[str], list[str]]:
    """The addresses of a list, each once and in its order; and the lines that name none (a heading is no line)."""
    text = data.decode("utf-8-sig", "replace")
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    plain = all(_ADDRESS.fullmatch(line.split()[0]) and not _has_columns(line) for line in lines)
    found: dict[str, None] = {}
    without: list[str] = []
    for number, line in enumerate(lines):
        address = line.split()[0] if plain else _cell(line)
        if address is not None:
            found.setdefault(address)
        elif number > 0:
            without.append(line)
    return list(found), without


def _has_columns(line: str) -> bool:
    """Whether more than an address stands in a line: a comma inside an address parts nothing."""
    return "\t" in line or '"' in line or bool(re.search(r"[,;|]\s|[,;|]https?:|[,;|]$", line))


def _cell(line: str) -> str | None:
    """The first cell of a line that is an address."""
    for delimiter in "\t;,|":
        if delimiter not in line:
            continue
        for cell in next(csv.reader(io.StringIO(line), delimiter=delimiter), []):
            if _ADDRESS.fullmatch(cell.strip()):
                return cell.strip()
    found = _ADDRESS.search(line)
    return found[0].strip("\"'<>()").rstrip(",;") if found else None
