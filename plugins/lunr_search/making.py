"""Makes the shards of terms and of places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.arrays import Ints
from lunr_search.coding import Layout, coded
from lunr_search.lists import Lists, listed, rows_of
from lunr_search.merge import CODED_AT_ONCE, Joiner, Vocabulary, groups_of, held_at_once, parts
from lunr_search.shards import form_runs, packed, term_shard, varint_runs
from lunr_search.store import Text


@dataclass(frozen=True, slots=True)
class Made:
    """A shard of terms, how large its head is, and its shard of places."""

    head: int
    terms: Text
    places: Text


def all_shards(
    found: Vocabulary,
    bases: Ints,
    edges: Sequence[int],
    layout: Layout,
    tongues: tuple[Ints, Ints],
    keep: Callable[[Lists], None],
) -> Iterator[Made]:
    """The shards between some edges; the lists of which they are made are shown to `keep`.

    `bases` has for each term its base or -1, `tongues` for each segment its language and its first document within it.
    """
    joiner, sizes = (
        Joiner(found.sources),
        np.add.reduceat(found.sizes, edges[:-1]) if len(edges) > 1 else found.sizes,
    )
    for stretch in groups_of(sizes, held_at_once(int(sizes.sum()))):
        pieces = joiner.joined(edges[stretch.stop])
        groups = [
            slice(stretch.start + one.start, stretch.start + one.stop)
            for one in groups_of(sizes[stretch], CODED_AT_ONCE)
        ]
        for group, own in zip(
            groups,
            parts(pieces, [edges[one] for one in (stretch.start, *(one.stop for one in groups))]),
            strict=True,
        ):
            lists = listed(rows_of(own, (*tongues, layout.starts)), bases, layout.starts, layout.lengths)
            keep(lists)
            yield from made_of(lists, found.names, edges[group.start : group.stop + 1], layout)


def made_of(lists: Lists, names: Sequence[str], edges: Sequence[int], layout: Layout) -> Iterator[Made]:
    """The shards of some lists between edges."""
    found = coded(lists, edges, layout)
    firsts = np.searchsorted(found.terms, edges)
    words = form_runs([names[at] for at in found.terms.tolist()], found.is_part.tolist(), firsts)
    streams = zip(
        *([data[a:b] for a, b in pairwise(starts.tolist())] for data, starts in found.streams), strict=True
    )
    for word, kinds, (*own, places) in zip(words, varint_runs(found.kinds, firsts), streams, strict=True):
        yield Made(len(word) + len(kinds), term_shard(word + kinds, own), packed([], [places]))
