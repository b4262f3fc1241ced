"""The client's ES modules joined into two files, without comments: the page's script, and the worker with the manifest."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from lunr_search.errors import SearchError
from lunr_search.manifest import tag_of
from lunr_search.stemmers import client_stemmer

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
FIRST_HERE, OTHERS_HERE = "/* the first language */ {}", "/* the other languages */ {}"


def client_files(manifest: bytes, first: str = "", stemmed: Sequence[str] = ()) -> dict[str, bytes]:
    """The files of the client by name.

    `manifest` is JSON. Of the languages in `stemmed` the worker has the stemmer of the `first`; of each other one there
    is a file, which is loaded when somebody asks in it.
    """
    files = {
        f"stem-{lang}.js": f"export default {client_stemmer(lang)};\n".encode()
        for lang in stemmed
        if lang != first
    }
    others = {
        lang: f"./stem-{lang}.js?v={tag_of(files[f'stem-{lang}.js'])}" for lang in stemmed if lang != first
    }
    mine = f"{{{json.dumps(first)}:{client_stemmer(first)}}}" if first in stemmed else "{}"
    worker = joined("worker.js")
    for here, content in (
        (MANIFEST_HERE, manifest.decode("utf-8")),
        (FIRST_HERE, mine),
        (OTHERS_HERE, json.dumps(others, separators=(",", ":"))),
    ):
        worker = worker.replace(here, content, 1)
    data = worker.encode()
    page = joined("search.js").replace(WORKER_HERE, f"{WORKER_HERE}?v={tag_of(data)}", 1)
    return {"search.js": page.encode(), "worker.js": data, **files}


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
