"""Reads the search index of a built site: the second witness, beside the browser, of what the format means."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lunr_search.errors import SearchError
from lunr_search.index import K1, B, Document, Index, read_documents, read_index
from lunr_search.query import Clause, read_query
from lunr_search.rank import Ranker, Result
from lunr_search.store import FOLDER, MANIFEST

AGAIN = "build the site again: python3 tasks.py build"


@dataclass(frozen=True, slots=True)
class Answer:
    """A query, how it was understood, and everything that matches."""

    query: str
    clauses: list[Clause]
    results: list[Result]

    def as_json(self) -> dict[str, Any]:
        """One line of `search --json`."""
        clauses = [
            {
                "term": clause.term,
                "fields": list(clause.fields),
                "boost": clause.boost,
                "presence": clause.presence,
                "wildcard": clause.wildcard,
                "editDistance": clause.edit_distance,
            }
            for clause in self.clauses
        ]
        results = [{"ref": result.ref, "score": result.score} for result in self.results]
        return {"query": self.query, "clauses": clauses, "results": results}


class Site:
    """The search of one built site."""

    def __init__(self, folder: Path, manifest: dict[str, Any], index: Index) -> None:
        self.folder = folder
        self.manifest = manifest
        self.index = index
        self.ranker = Ranker(index)

    def search(self, query: str) -> Answer:
        """Answer a query as the browser does."""
        clauses = read_query(query, list(self.index.fields))
        results, _ = self.ranker.search(clauses)
        return Answer(query, clauses, results)

    def stored(self) -> dict[str, dict[str, str]]:
        """What is shown of each document, by its address."""
        return dict(zip(self.index.refs, load(self.folder, self.manifest, "stored"), strict=True))

    def documents(self) -> Iterator[Document]:
        """What was indexed, in index order."""
        rows = load(self.folder, self.manifest, "terms")
        return read_documents(self.index, dict(zip(self.index.refs, rows, strict=True)))

    def export(self) -> Iterator[dict[str, Any]]:
        """The lines of `search --documents`: settings, then each document, for an outside Lunr."""
        yield {"fields": self.index.fields, "k1": K1, "b": B}
        for document in self.documents():
            yield {"ref": document.ref, "boost": 1, "fields": document.fields}


def open_site(output: Path) -> Site:
    """The search of a built site. Raises SearchError if there is none, or it is damaged."""
    folder = output / FOLDER
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SearchError(f"{output} has no search index", fix=AGAIN) from error
    except ValueError as error:
        raise SearchError(f"{folder / MANIFEST} is damaged", fix=AGAIN) from error
    if not isinstance(manifest, dict):
        raise SearchError(f"{folder / MANIFEST} is damaged", fix=AGAIN)
    return Site(folder, manifest, read_index(load(folder, manifest, "index")))


def load(folder: Path, manifest: dict[str, Any], name: str) -> Any:
    """One file that the manifest names, its content checked against its hash."""
    try:
        path, wanted = folder / str(manifest[name]["file"]), manifest[name]["sha256"]
        data = path.read_bytes()
    except (KeyError, TypeError, FileNotFoundError) as error:
        raise SearchError(f"{folder} lacks its {name} file", fix=AGAIN) from error
    if hashlib.sha256(data).hexdigest() != wanted:
        raise SearchError(f"{path} is damaged or of another build", fix=AGAIN)
    return json.loads(data.decode("utf-8", "surrogatepass"))
