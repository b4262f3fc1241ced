"""Joins ES modules into one text without comments, as a build writes them."""

from __future__ import annotations

import re
from pathlib import Path

from lunr_search.errors import SearchError

CLIENT = Path(__file__).parent / "client"
IMPORT = re.compile(r"^import\b(?P<names>[^;]*?)from\s+\"\./(?P<name>[\w-]+\.js)\";\n", re.MULTILINE)
REEXPORT = re.compile(r"^export (?P<names>\{[^}]*\}) from \"\./(?P<name>[\w-]+\.js)\";\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class|let)\b)", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
CAST = re.compile(r"/\*\* @type .*?\*/ ?", re.DOTALL)
LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
SPACE = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|class|let)\s+([\w$]+)", re.MULTILINE)


def sources_of(entry: str, known: dict[str, str] | None = None) -> dict[str, str]:
    """A module and all that it imports by name, each after those that it imports; none of the `known`."""
    found: dict[str, str] = {}

    def gather(name: str) -> None:
        if name in found or (known and name in known):
            return
        source = (CLIENT / name).read_text(encoding="utf-8")
        for match in [*IMPORT.finditer(source), *REEXPORT.finditer(source)]:
            gather(match["name"])
        found[name] = source

    gather(entry)
    return found


def joined(sources: dict[str, str]) -> str:
    """Modules in one scope. Raises SearchError if two names meet there."""
    declared: dict[str, str] = {}
    for name, source in sources.items():
        for word in DECLARED.findall(source):
            if word in declared:
                raise SearchError(f"client/{name} and client/{declared[word]} both declare {word}")
            declared[word] = name
    return "".join(bare(source) for source in sources.values())


def taken(sources: dict[str, str]) -> list[str]:
    """The names that modules import from others than themselves."""
    return sorted(
        {
            word
            for source in sources.values()
            for match in IMPORT.finditer(source)
            if match["name"] not in sources
            for word in re.findall(r"[\w$]+", match["names"])
        }
    )


def given(source: str) -> list[str]:
    """The names that a module hands on from others."""
    return sorted(
        {word for match in REEXPORT.finditer(source) for word in re.findall(r"[\w$]+", match["names"])}
    )


def bare(source: str) -> str:
    """A module without imports, exports, comments and indentation; no text of ours reaches over a line."""
    for pattern in (IMPORT, REEXPORT, EXPORT, BLOCK_COMMENT, CAST, LINE_COMMENT, SPACE):
        source = pattern.sub("", source)
    return source.lstrip("\n")
