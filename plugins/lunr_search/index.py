"""The index: which term stands how often in which field of which document; whole numbers only, weights come later."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lunr_search.analysis import ANALYSIS_VERSION
from lunr_search.errors import SearchError

FORMAT_VERSION = 1
# Lunr's defaults: how soon a repeated term counts no more, and how much a long field is held against it.
K1, B = 1.2, 0.75

# Document number and count, in turn, in document order.
Postings = list[int]


@dataclass(frozen=True, slots=True)
class Document:
    """What is indexed of one page: its address below the site, and the terms of each field in order."""

    ref: str
    fields: Mapping[str, list[str]]


@dataclass(slots=True)
class Index:
    """Counts of terms, in the order of Lunr's builder: documents as they came, terms as they were first met.

    `fields` maps names to boosts; `lengths[f][d]` is the number of terms of field f in document d;
    `postings[t][f]` holds, for term t in field f, document numbers and counts in turn.
    """

    fields: dict[str, float]
    refs: list[str] = field(default_factory=list)
    lengths: list[list[int]] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    postings: list[list[Postings]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The index as it is written; FORMAT.md explains each key."""
        return {
            "version": FORMAT_VERSION,
            "analysis": ANALYSIS_VERSION,
            "fields": self.fields,
            "k1": K1,
            "b": B,
            "refs": self.refs,
            "lengths": self.lengths,
            "terms": self.terms,
            "postings": self.postings,
        }


def build_index(documents: Iterable[Document], fields: Mapping[str, float]) -> Index:
    """Count the terms of all documents. Raises SearchError for two documents of one address."""
    index = Index(dict(fields), lengths=[[] for _ in fields])
    numbers: dict[str, int] = {}
    seen: set[str] = set()
    for document in documents:
        if document.ref in seen:
            raise SearchError(
                f"two documents have the address {document.ref}", fix="give one of them another slug"
            )
        seen.add(document.ref)
        add(index, numbers, document)
    return index


def add(index: Index, numbers: dict[str, int], document: Document) -> None:
    """Count one document; `numbers` maps each term to its number."""
    at = len(index.refs)
    index.refs.append(document.ref)
    for position, name in enumerate(index.fields):
        found = document.fields.get(name, [])
        index.lengths[position].append(len(found))
        for term, count in Counter(found).items():
            number = numbers.setdefault(term, len(index.terms))
            if number == len(index.terms):
                index.terms.append(term)
                index.postings.append([[] for _ in index.fields])
            index.postings[number][position] += [at, count]


def read_index(data: Any) -> Index:
    """An index as it was written. Raises SearchError if it is of another version or does not hold together."""
    try:
        versions = (data["version"], data["analysis"])
        index = Index(dict(data["fields"]), data["refs"], data["lengths"], data["terms"], data["postings"])
        consistent = (
            len(index.lengths) == len(index.fields)
            and all(len(lengths) == len(index.refs) for lengths in index.lengths)
            and len(index.postings) == len(index.terms)
        )
    except (KeyError, TypeError, ValueError) as error:
        raise SearchError("the search index is damaged", fix="build the site again") from error
    if versions != (FORMAT_VERSION, ANALYSIS_VERSION):
        raise SearchError(
            f"the search index has version {versions[0]}.{versions[1]}, not {FORMAT_VERSION}.{ANALYSIS_VERSION}",
            fix="build the site again with this Stringer",
        )
    if not consistent:
        raise SearchError("the search index is damaged", fix="build the site again")
    return index


def read_documents(index: Index, terms_in_order: Mapping[str, Mapping[str, list[str]]]) -> Iterator[Document]:
    """The documents again, in index order, from terms kept beside the index."""
    for ref in index.refs:
        yield Document(ref, terms_in_order[ref])
