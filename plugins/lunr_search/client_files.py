"""The client's ES modules joined into two files, without comments: the page's script, and the worker with the manifest."""

from __future__ import annotations

import re
from pathlib import Path

from lunr_search.errors import SearchError
from lunr_search.manifest import tag_of

CLIENT = Path(__file__).parent / "client"
IMPORT = re.compile(r"^import\b[^;]*?from\s+\"\./(?P<name>[\w-]+\.js)\";\n", re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class|let)\b)", re.MULTILINE)
BLOCK_COMMENT = re.compile(r"^[ \t]*/\*\*.*?\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
CAST = re.compile(r"/\*\* @type .*?\*/ ?", re.DOTALL)
LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
SPACE = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)
DECLARED = re.compile(r"^(?:export )?(?:async )?(?:function\*?|const|class|let)\s+([\w$]+)", re.MULTILINE)
# Where the joining writes what only the build knows.
MANIFEST_HERE, WORKER_HERE = "/* the manifest */ null", "./worker.js"


def client_files(manifest: bytes) -> dict[str, bytes]:
    """The files of the client by name; `manifest` is JSON."""
    worker = joined("worker.js").replace(MANIFEST_HERE, manifest.decode("utf-8"), 1).encode()
    page = joined("search.js").replace(WORKER_HERE, f"{WORKER_HERE}?v={tag_of(worker)}", 1)
    return {"search.js": page.encode(), "worker.js": worker}


def joined(entry: str) -> str:
    """A module and all that it imports, each once, in one scope. Raises SearchError if two names meet there."""
    sources: dict[str, str] = {}
    gather(entry, sources)
    declared: dict[str, str] = {}
    for name, source in sources.items():
        for word in DECLARED.findall(source):
            if word in declared:
                raise SearchError(f"client/{name} and client/{declared[word]} both declare {word}")
            declared[word] = name
    return "".join(bare(source) for source in sources.values())


def gather(name: str, sources: dict[str, str]) -> None:
    """Add a module after those that it imports."""
    if name in sources:
        return
    source = (CLIENT / name).read_text(encoding="utf-8")
    for match in IMPORT.finditer(source):
        gather(match["name"], sources)
    sources[name] = source


def bare(source: str) -> str:
    """A module without imports, exports, comments and indentation; no text of ours reaches over a line."""
    for pattern in (IMPORT, EXPORT, BLOCK_COMMENT, CAST, LINE_COMMENT, SPACE):
        source = pattern.sub("", source)
    return source.lstrip("\n")
