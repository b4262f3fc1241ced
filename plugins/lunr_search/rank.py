"""Lunr's scoring (BM25, weights rounded to three decimals) and its rules of required and prohibited clauses.

`client/rank.js` is the twin: the same additions in the same order, so that scores agree to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from lunr_search.documents import K1, B
from lunr_search.postings import Postings
from lunr_search.query import PROHIBITED, REQUIRED, Clause


class Counts(Protocol):
    """Where the ranker finds the counts that it needs."""

    @property
    def fields(self) -> dict[str, float]:
        """The fields and their boosts."""

    @property
    def count(self) -> int:
        """The number of documents."""

    @property
    def totals(self) -> list[int]:
        """The number of terms of each field, over all documents."""

    @property
    def scoring(self) -> Sequence[float] | None:
        """How fields are scored together; None: each by itself, as Lunr does it."""

    def expand(self, term: str, distance: int) -> list[str]:
        """The terms that a clause's term stands for, in Lunr's order."""

    def postings(self, term: str) -> Postings:
        """A term that `expand` gave."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A document that matches, by its number, and how well."""

    document: int
    score: float


@dataclass(slots=True)
class Gathered:
    """What the clauses of a query have found so far."""

    # Per field: term → sum of the boosts of the clauses that ask for it there.
    boosts: list[dict[str, float]]
    # (field, document) in the order of first match; the order of equal scores hangs on it.
    matched: dict[tuple[int, int], None] = field(default_factory=dict)
    # Per field: the documents that may, and those that must not be in the answer; None: no clause says.
    required: dict[int, set[int]] = field(default_factory=dict)
    prohibited: set[int] = field(default_factory=set)
    # All terms that clauses stand for, for marking them in a text.
    terms: dict[str, None] = field(default_factory=dict)


class Ranker:
    """Answers queries over one index."""

    def __init__(self, counts: Counts) -> None:
        self.counts = counts
        self.field_numbers = {name: number for number, name in enumerate(counts.fields)}
        self.field_boosts = list(counts.fields.values())
        self.mean_lengths = [total / max(counts.count, 1) for total in counts.totals]

    def rarity(self, term: Postings) -> float:
        """Lunr's inverse document frequency; a term in two fields of a document counts twice."""
        return self.rarity_of(sum(len(rows[0]) for rows in term.fields if rows))

    def rarity_of(self, found: int) -> float:
        """How much a term tells that so many documents have."""
        return math.log(1 + abs((self.counts.count - found + 0.5) / (found + 0.5)))

    def weights(self, term: Postings, position: int) -> Iterable[tuple[int, float]]:
        """Each document that has the term in the field, and the weight it has there."""
        rarity = self.rarity(term)
        for document, count, length in zip(*(term.fields[position] or ((), (), ())), strict=True):
            relative = length / self.mean_lengths[position]
            weight = rarity * ((K1 + 1) * count) / (K1 * (1 - B + B * relative) + count)
            yield document, rounded(weight * self.field_boosts[position])

    def search(self, clauses: Sequence[Clause]) -> tuple[list[Hit], list[str]]:
        """All documents that match, best first, and the terms that were looked for.

        Without a clause, or with prohibiting ones only, every document matches that is not prohibited, with score 0.
        """
        gathered = Gathered([{} for _ in self.counts.fields])
        for clause in clauses:
            self.gather(clause, gathered)
        if all(clause.presence == PROHIBITED for clause in clauses):
            every = range(len(self.counts.fields))
            gathered.matched = {(position, at): None for at in range(self.counts.count) for position in every}
        scores = self.scores(gathered)
        ranked = sorted(scores.items(), key=lambda item: -item[1])
        return [Hit(document, score) for document, score in ranked], list(gathered.terms)

    def gather(self, clause: Clause, gathered: Gathered) -> None:
        """Add what one clause finds."""
        positions = [self.field_numbers[name] for name in clause.fields]
        found: set[int] = set()
        for term in self.counts.expand(clause.term, clause.edit_distance):
            postings = self.counts.postings(term)
            for position in positions:
                rows = postings.fields[position]
                documents = rows[0] if rows else ()
                found.update(documents)
                if clause.presence == PROHIBITED:
                    gathered.prohibited.update(documents)
                    continue
                boosts = gathered.boosts[position]
                boosts[term] = boosts[term] + clause.boost if term in boosts else clause.boost
                gathered.matched.update(((position, document), None) for document in documents)
                gathered.terms[term] = None
        if clause.presence == REQUIRED:
            for position in positions:
                gathered.required[position] = gathered.required.get(position, found) & found

    def scores(self, gathered: Gathered) -> dict[int, float]:
        """The score of each document of the answer, in the order in which they were met."""
        allowed = gathered.required.values()
        if self.counts.scoring:
            whole = self.together(gathered, self.counts.scoring)
            found = dict.fromkeys(document for _, document in gathered.matched)
            return {
                document: whole.get(document, 0.0)
                for document in found
                if document not in gathered.prohibited and all(document in one for one in allowed)
            }
        similar = [self.similarities(position, boosts) for position, boosts in enumerate(gathered.boosts)]
        scores: dict[int, float] = {}
        for position, document in gathered.matched:
            if document in gathered.prohibited or any(document not in documents for documents in allowed):
                continue
            score = similar[position].get(document, 0.0)
            scores[document] = scores[document] + score if document in scores else score
        return scores

    def together(self, gathered: Gathered, scoring: Sequence[float]) -> dict[int, float]:
        """The score of each document, what a term counts in its fields added up before it is weighed (BM25F)."""
        k1, b_main, b_other = scoring
        main = self.counts.totals.index(max(self.counts.totals))
        scores: dict[int, float] = {}
        asked = {term: self.counts.postings(term) for boosts in gathered.boosts for term in boosts}
        for term in sorted(asked.values(), key=lambda one: one.order):
            most = max(boosts.get(term.term, 0.0) for boosts in gathered.boosts)
            counts: dict[int, float] = {}
            for position, boosts in enumerate(gathered.boosts):
                share = boosts.get(term.term, 0.0) / most * self.field_boosts[position] if most else 0.0
                b = b_main if position == main else b_other
                for document, count, length in zip(*(term.fields[position] or ((), (), ())), strict=True):
                    relative = length / self.mean_lengths[position]
                    counts[document] = counts.get(document, 0.0) + share * count / (1 - b + b * relative)
            rarity = self.rarity_of(len(counts))
            for document, count in counts.items():
                weight = rarity * ((k1 + 1) * count) / (k1 + count)
                scores[document] = scores.get(document, 0.0) + most * rounded(weight)
        return scores

    def similarities(self, position: int, boosts: dict[str, float]) -> dict[int, float]:
        """How near each document's field is to the query: products summed in term order, by the query's length."""
        dots: dict[int, float] = {}
        squares = 0.0
        found = sorted((self.counts.postings(term) for term in boosts), key=lambda one: one.order)
        for postings in found:
            boost = boosts[postings.term]
            squares += boost * boost
            for document, weight in self.weights(postings, position):
                dots[document] = dots.get(document, 0.0) + boost * weight
        length = math.sqrt(squares)
        return {document: dot / length if length else 0.0 for document, dot in dots.items()}


def rounded(number: float) -> float:
    """Three decimals, halves up, as JavaScript's Math.round does it."""
    whole = math.floor(number * 1000)
    return (whole if number * 1000 - whole < 0.5 else whole + 1) / 1000
