"""Writes the index, the stored fields and the client below `search/`, each under a name made of its content."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from lunr_search.index import Document, Index

FOLDER = "search"
MANIFEST = "manifest.json"
CLIENT = Path(__file__).parent / "client"
FORMAT = Path(__file__).parent / "FORMAT.md"
# Enough of a hash that two contents never share a name by chance.
HASH_LETTERS = 16


@dataclass(frozen=True, slots=True)
class Stored:
    """What the search page shows of a result."""

    title: str
    place: str
    date: str
    standfirst: str
    lang: str


def dump(data: Any) -> bytes:
    """JSON in the fewest bytes, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def write(path: Path, data: bytes) -> None:
    """Write a file in one step: a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.replace(path)


def named(folder: Path, name: str, data: bytes) -> dict[str, str]:
    """Write data as `name-HASH.json`; what the manifest says of it."""
    digest = hashlib.sha256(data).hexdigest()
    file = f"{name}-{digest[:HASH_LETTERS]}.json"
    write(folder / file, data)
    return {"file": file, "sha256": digest}


def write_search(output: Path, index: Index, documents: Iterable[Document], stored: Iterable[Stored]) -> None:
    """Write everything that search needs; the manifest last, and only then remove what it no longer names."""
    folder = output / FOLDER
    files = {
        "index": named(folder, "index", dump(index.as_json())),
        "terms": named(folder, "terms", dump([document.fields for document in documents])),
        "stored": named(folder, "stored", dump([asdict(row) for row in stored])),
    }
    client = write_client(folder / "client")
    write(folder / "FORMAT.md", FORMAT.read_bytes())
    write(folder / MANIFEST, dump({"version": index.as_json()["version"], **files}))
    keep = {row["file"] for row in files.values()}
    for old in folder.glob("*-*.json"):
        if old.name not in keep and old.name.split("-")[0] in files:
            old.unlink()
    for old in (folder / "client").glob("*/*.js"):
        if old.parent.name != client:
            old.unlink()
            with contextlib.suppress(OSError):  # not empty yet, or somebody else's
                old.parent.rmdir()


def write_client(folder: Path) -> str:
    """Copy the client's modules into a folder named by their content, with one fixed way in; that folder's name."""
    modules = {path.name: path.read_bytes() for path in sorted(CLIENT.glob("*.js"))}
    digest = hashlib.sha256(b"".join(name.encode() + data for name, data in modules.items())).hexdigest()
    name = digest[:HASH_LETTERS]
    for module, data in modules.items():
        write(folder / name / module, data)
    write(folder / "search.js", f'import "./{name}/search.js";\n'.encode())
    return name
