"""Lunr's scoring (BM25, weights rounded to three decimals) and its rules of required and prohibited clauses.

`client/rank.js` is the twin: the same additions in the same order, so that scores agree to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from lunr_search.expand import Vocabulary
from lunr_search.index import K1, B, Index
from lunr_search.query import PROHIBITED, REQUIRED, Clause


@dataclass(frozen=True, slots=True)
class Result:
    """A document that matches, and how well."""

    ref: str
    score: float


@dataclass(slots=True)
class Gathered:
    """What the clauses of a query have found so far."""

    # Per field: term number → sum of the boosts of the clauses that ask for it there.
    boosts: list[dict[int, float]]
    # (field, document) in the order of first match; the order of equal scores hangs on it.
    matched: dict[tuple[int, int], None] = field(default_factory=dict)
    # Per field: the documents that may, and those that must not be in the answer; None: no clause says.
    required: dict[int, set[int]] = field(default_factory=dict)
    prohibited: set[int] = field(default_factory=set)
    # All terms that clauses stand for, for marking them in a text.
    terms: dict[str, None] = field(default_factory=dict)


class Ranker:
    """Answers queries over one index."""

    def __init__(self, index: Index) -> None:
        self.index = index
        self.field_numbers = {name: number for number, name in enumerate(index.fields)}
        self.field_boosts = list(index.fields.values())
        self.numbers = {term: number for number, term in enumerate(index.terms)}
        self.vocabulary = Vocabulary(index.terms)
        count = max(len(index.refs), 1)
        self.mean_lengths = [sum(lengths) / count for lengths in index.lengths]

    def rarity(self, term: int) -> float:
        """Lunr's inverse document frequency; a term in two fields of a document counts twice."""
        found = sum(len(postings) // 2 for postings in self.index.postings[term])
        return math.log(1 + abs((len(self.index.refs) - found + 0.5) / (found + 0.5)))

    def weights(self, term: int, position: int) -> Iterable[tuple[int, float]]:
        """Each document that has the term in the field, and the weight it has there."""
        rarity = self.rarity(term)
        postings = self.index.postings[term][position]
        for at in range(0, len(postings), 2):
            document, count = postings[at], postings[at + 1]
            relative = self.index.lengths[position][document] / self.mean_lengths[position]
            weight = rarity * ((K1 + 1) * count) / (K1 * (1 - B + B * relative) + count)
            yield document, rounded(weight * self.field_boosts[position])

    def search(self, clauses: Sequence[Clause]) -> tuple[list[Result], list[str]]:
        """All documents that match, best first, and the terms that were looked for.

        Without a clause, or with prohibiting ones only, every document matches that is not prohibited, with score 0.
        """
        gathered = Gathered([{} for _ in self.index.fields])
        for clause in clauses:
            self.gather(clause, gathered)
        if all(clause.presence == PROHIBITED for clause in clauses):
            every = range(len(self.index.fields))
            gathered.matched = {
                (position, at): None for at in range(len(self.index.refs)) for position in every
            }
        scores = self.scores(gathered)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        return [Result(self.index.refs[document], score) for document, score in ranked], list(gathered.terms)

    def gather(self, clause: Clause, gathered: Gathered) -> None:
        """Add what one clause finds."""
        positions = [self.field_numbers[name] for name in clause.fields]
        expanded = self.vocabulary.expand(clause.term, clause.edit_distance)
        found: set[int] = set()
        for term in expanded:
            number = self.numbers[term]
            for position in positions:
                documents = self.index.postings[number][position][::2]
                found.update(documents)
                if clause.presence == PROHIBITED:
                    gathered.prohibited.update(documents)
                    continue
                boosts = gathered.boosts[position]
                boosts[number] = boosts[number] + clause.boost if number in boosts else clause.boost
                gathered.matched.update(((position, document), None) for document in documents)
                gathered.terms[term] = None
        if clause.presence == REQUIRED:
            for position in positions:
                gathered.required[position] = gathered.required.get(position, found) & found

    def scores(self, gathered: Gathered) -> dict[int, float]:
        """The score of each document of the answer, in the order in which they were met."""
        allowed = gathered.required.values()
        similar = [self.similarities(position, boosts) for position, boosts in enumerate(gathered.boosts)]
        scores: dict[int, float] = {}
        for position, document in gathered.matched:
            if document in gathered.prohibited or any(document not in documents for documents in allowed):
                continue
            score = similar[position].get(document, 0.0)
            scores[document] = scores[document] + score if document in scores else score
        return scores

    def similarities(self, position: int, boosts: dict[int, float]) -> dict[int, float]:
        """How near each document's field is to the query: products summed in term order, by the query's length."""
        dots: dict[int, float] = {}
        squares = 0.0
        for number in sorted(boosts):
            boost = boosts[number]
            squares += boost * boost
            for document, weight in self.weights(number, position):
                dots[document] = dots.get(document, 0.0) + boost * weight
        length = math.sqrt(squares)
        return {document: dot / length if length else 0.0 for document, dot in dots.items()}


def rounded(number: float) -> float:
    """Three decimals, halves up, as JavaScript's Math.round does it."""
    whole = math.floor(number * 1000)
    return (whole if number * 1000 - whole < 0.5 else whole + 1) / 1000
