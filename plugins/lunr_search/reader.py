"""Reads the search of a built site: the second witness, beside the browser, of what the format means."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, TypeVar

from lunr_search.analysis import words
from lunr_search.documents import CHUNK, K1, LINES, B, read_lines
from lunr_search.errors import SearchError
from lunr_search.expand import STAR, Vocabulary
from lunr_search.languages import Reading, alphabets_of
from lunr_search.manifest import AGAIN, Manifest, Ranges, read_manifest, read_ranges, tag_of
from lunr_search.phrases import with_phrases
from lunr_search.postings import Places, Postings, Shape, read_place_shard, read_term_shard
from lunr_search.query import Clause, Query, read_query
from lunr_search.rank import Ranker
from lunr_search.shards import read_terms, read_word_shard, unpacked
from lunr_search.stemmers import base_language
from lunr_search.store import FOLDER, MANIFEST
from lunr_search.varint import Cursor

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Result:
    """A document that matches, and how well."""

    ref: str
    score: float
    number: int


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


class Folder:
    """The files of a search, each checked against the tag by which the manifest knows it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load(self, kind: str, tag: str, read: Callable[[bytes], Read]) -> Read:
        """One file. Raises SearchError if it is not there, damaged or of another build."""
        path = self.folder / kind / f"{tag}.bin"
        try:
            data = path.read_bytes()
        except OSError as error:
            raise SearchError(f"{self.folder} lacks {kind}/{tag}.bin", fix=AGAIN) from error
        mark = tag.replace("/", "").encode()
        if not data.startswith(mark) if "/" in tag else tag_of(data, len(tag)) != tag:
            raise SearchError(f"{path} is damaged or of another build", fix=AGAIN)
        try:
            return read(data.removeprefix(mark))
        except (ValueError, IndexError, TypeError) as error:
            raise SearchError(f"{path} is damaged: {error}", fix=AGAIN) from error


class Site:
    """The search of one built site."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.files = Folder(folder)
        self.manifest = manifest
        self.fields, self.count, self.totals = manifest.fields, manifest.count, manifest.totals
        self.starts, self.scoring = manifest.starts, manifest.scoring
        means = [total // max(self.count, 1) for total in self.totals]
        first = list(accumulate(manifest.languages, initial=0))[:-1]
        self.shape = Shape(first, manifest.languages, manifest.lengths, manifest.main, means)
        self.sample = manifest.sample.encode()
        self.ranker = Ranker(self)
        self.shards: dict[int, dict[str, Postings]] = {}
        self.place_shards: dict[int, dict[str, Places]] = {}

    # -- what the ranker asks ----------------------------------------------------------------------------

    def expand(self, term: str, distance: int) -> list[str]:
        """The terms that a clause's term stands for, in Lunr's order."""
        if distance == 0 and STAR not in term:
            return [term] if term in self.shard_of(term) else []
        return self.vocabulary.expand(term, distance)

    def postings(self, term: str) -> Postings:
        """A term of the index."""
        return self.shard_of(term)[term]

    def shard_of(self, term: str) -> dict[str, Postings]:
        """The shard that holds a term, or would."""
        number = self.manifest.terms.find(term)
        return self.shard(number) if number >= 0 else {}

    def shard(self, number: int) -> dict[str, Postings]:
        """A shard of terms by its number."""
        if number not in self.shards:
            name = self.manifest.terms.name(number)
            self.shards[number] = self.files.load(
                "terms", name, lambda data: read_term_shard(data, self.shape)
            )
        return self.shards[number]

    def ranges(self, kind: str) -> Ranges:
        """Where the shards of a kind are that only some questions need."""
        return self.files.load(
            "lists", self.manifest.lists[kind], lambda data: read_ranges(json.loads(unpacked(data)))
        )

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All terms."""
        tags = self.ranges("forward").tags
        return Vocabulary([word for tag in tags for word in self.files.load("forward", tag, read_word_shard)])

    @cached_property
    def place_tags(self) -> list[str]:
        """The tags of the shards of places, one for each shard of terms."""
        tags = self.files.load(
            "lists", self.manifest.lists["positions"], lambda data: unpacked(data).decode()
        )
        count = len(self.manifest.terms.separators)
        size = len(tags) // max(count, 1)
        return [tags[at * size : at * size + size] for at in range(count)]

    def places(self, postings: Postings) -> Places:
        """Per field: document → the numbers of the words at which a term stands."""
        number = self.manifest.terms.find(postings.term)
        if number not in self.place_shards:
            terms = self.shard(number)
            self.place_shards[number] = self.files.load(
                "positions", self.place_tags[number], lambda data: read_place_shard(data, terms)
            )
        return self.place_shards[number][postings.term]

    # -- questions ---------------------------------------------------------------------------------------

    def search(self, text: str, lang: str | None = None) -> Answer:
        """Answer a query as the browser does on a page in that language, or in the site's first."""
        query = self.read(text, base_language(lang or self.manifest.lang))
        hits, _ = self.ranker.search(query.clauses)
        allowed = with_phrases(self, query.phrases, {hit.document for hit in hits})
        results = [
            Result(self.refs[hit.document], hit.score, hit.document)
            for hit in hits
            if hit.document in allowed
        ]
        return Answer(text, query.clauses, results)

    def read(self, text: str, lang: str) -> Query:
        """A query as it is understood: each word in the language of its letters, or in another if the index lacks it so."""
        # A browser has the stemmers of the site's languages only.
        stemmed = self.manifest.stemmed
        reading = Reading(lang if lang in stemmed else "", alphabets_of(stemmed))
        query = read_query(text, list(self.fields), reading.language_of)
        plain = {one.term for one in query.clauses if not one.is_form and not one.edit_distance}
        for word in list(words(text, reading.language_of, is_asked=True)):
            key, written = word.forms[0], text[word.start : word.end]
            if key not in plain or key in self.shard_of(key):
                continue
            for other in reading.elsewhere(written):
                if any(
                    found.forms[0] in self.shard_of(found.forms[0])
                    for found in words(written, other, is_asked=True)
                ):
                    reading.others[written] = other
                    break
        return read_query(text, list(self.fields), reading.language_of) if reading.others else query

    @cached_property
    def refs(self) -> list[str]:
        """The address of each document."""

        def read(data: bytes) -> list[str]:
            cursor = Cursor(unpacked(data))
            return read_terms(cursor, cursor.number(), 0)[0]

        return self.files.load("lists", self.manifest.lists["refs"], read)

    def row(self, number: int) -> dict[str, str]:
        """What is shown of a document."""
        segment = next(at for at, start in reversed(list(enumerate(self.starts))) if start <= number)
        local = number - self.starts[segment]
        name = f"{self.manifest.stored[segment]}/{local // CHUNK}"
        lines = self.files.load("stored", name, self.read_rows)
        first = local % CHUNK * LINES
        return read_lines(lines[first : first + LINES])

    def read_rows(self, data: bytes) -> list[str]:
        """What is shown of some documents, line by line."""
        return unpacked(data, self.sample).decode("utf-8", "surrogatepass").split("\n")

    def documents(self) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """What was indexed, in index order: the address, and per field the terms in order, put together from places."""
        words: list[list[list[tuple[int, str]]]] = [[[] for _ in self.fields] for _ in range(self.count)]
        for number in range(len(self.manifest.terms.separators)):
            for term, postings in self.shard(number).items():
                for position, places in enumerate(self.places(postings)):
                    for document, numbers in places.items():
                        words[document][position] += [(at, term) for at in numbers]
        for ref, fields in zip(self.refs, words, strict=True):
            named = zip(self.fields, fields, strict=True)
            yield ref, {name: [term for _, term in sorted(found)] for name, found in named}

    def export(self) -> Iterator[dict[str, Any]]:
        """The lines of `search --documents`: settings, then each document, for an outside Lunr."""
        yield {"fields": self.fields, "k1": K1, "b": B}
        for ref, fields in self.documents():
            yield {"ref": ref, "boost": 1, "fields": fields}


def open_site(output: Path) -> Site:
    """The search of a built site. Raises SearchError if there is none, or it is damaged."""
    folder = output / FOLDER
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SearchError(f"{output} has no search index", fix=AGAIN) from error
    except ValueError as error:
        raise SearchError(f"{folder / MANIFEST} is damaged", fix=AGAIN) from error
    return Site(folder, read_manifest(manifest))
