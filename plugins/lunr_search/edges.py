"""Where the shards of an index begin, and what stands between."""

from __future__ import annotations

from dataclasses import dataclass

from lunr_search.arrays import Ints, edges_of, spread
from lunr_search.stock import Column

# Shards of so many postings are made at once.
MADE_AT_ONCE = 1 << 19


@dataclass(frozen=True, slots=True)
class Edges:
    """Where shards begin and the last ends: among terms, lists and postings."""

    terms: Ints
    lists: Ints
    postings: Ints

    @classmethod
    def of(cls, terms: Ints, term_lists: Ints, sizes: Ints) -> Edges:
        """The edges of shards that begin with these terms."""
        lists = edges_of(term_lists)[terms]
        return cls(terms, lists, edges_of(sizes)[lists])

    def of_lists(self, shards: Ints) -> Ints:
        """The lists of some shards."""
        return runs(self.lists, shards)


def runs(edges: Ints, which: Ints) -> Ints:
    """The rows of some runs between edges."""
    return spread(edges[which], edges[which + 1] - edges[which])


def pieces(column: Column, edges: Ints, which: Ints) -> list[Column]:
    """Some runs of a column between edges."""
    return [
        column[first:end] for first, end in zip(edges[which].tolist(), edges[which + 1].tolist(), strict=True)
    ]
