"""The standard Lunr index of a built site, as `lunr.Index.load` takes it: one file, for small sites and other programs."""

from __future__ import annotations

from typing import Any

from lunr_search.reader import Site

LUNR_VERSION = "2.3.9"


def lunr_index(site: Site) -> dict[str, Any]:
    """The index with all weights, its pipeline empty: the terms are what the analysis gave."""
    found = [site.postings(term) for term in site.vocabulary.terms]
    numbers = {one.term: at for at, one in enumerate(sorted(found, key=lambda one: one.order))}
    vectors: list[list[list[tuple[int, float]]]] = [[[] for _ in site.fields] for _ in range(site.count)]
    inverted = []
    for one in found:
        places: dict[str, Any] = {"_index": numbers[one.term]}
        for position, name in enumerate(site.fields):
            refs: dict[str, dict[str, Any]] = {}
            for document, weight in site.ranker.weights(one, position):
                vectors[document][position].append((numbers[one.term], weight))
                refs[site.refs[document]] = {}
            places[name] = refs
        inverted.append([one.term, places])
    return {
        "version": LUNR_VERSION,
        "fields": list(site.fields),
        "fieldVectors": [
            [f"{name}/{ref}", [number for pair in sorted(vector) for number in pair]]
            for ref, rows in zip(site.refs, vectors, strict=True)
            for name, vector in zip(site.fields, rows, strict=True)
        ],
        "invertedIndex": inverted,
        "pipeline": [],
    }
