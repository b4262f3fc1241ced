"""Makes the shards of terms and of places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np

from lunr_search.arrays import Ints
from lunr_search.bits import Codes
from lunr_search.coding import Coded, Layout, coded, packed_places, places, with_marks
from lunr_search.lists import Lists, Spots, listed, rows_of, spots_of
from lunr_search.merge import CODED_AT_ONCE, Joiner, Vocabulary, groups_of, held_at_once, parts
from lunr_search.shards import form_runs, packed, term_shard, varint_runs
from lunr_search.store import Text

# What is shown lists and what was coded of them: all but places, and the codes of these and how many each posting has.
Keep = Callable[[Lists, Spots, Coded, tuple[Codes, Ints]], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A shard of terms, how large its head is, and its shard of places, with its tag if that is known."""

    head: int
    terms: Text
    places: Text
    tag: str = ""


def all_shards(
    found: Vocabulary,
    bases: Ints,
    edges: Sequence[int],
    layout: Layout,
    tongues: tuple[Ints, Ints],
    keep: Keep,
) -> Iterator[Made]:
    """The shards between some edges; the lists of which they are made, and what was coded of them, are shown to `keep`.

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
            rows = rows_of(own, (*tongues, layout.starts))
            lists = listed(rows, bases, layout.starts, layout.lengths)
            spots = spots_of(lists, rows.places)
            column = with_marks(lists, spots, np.ones_like(lists.is_part), places(lists, spots))
            these = edges[group.start : group.stop + 1]
            done = coded(lists, these, layout)
            keep(lists, spots, done, column)
            yield from made_of(done, packed_places(lists, column, these), found.names, these)


def made_of(
    found: Coded, places: Iterable[bytes], names: Sequence[str], edges: Sequence[int]
) -> Iterator[Made]:
    """The shards of what was coded of the terms between edges; `places` are their streams of places."""
    firsts = np.searchsorted(found.terms, edges)
    runs = [names[found.terms[first] : found.terms[end - 1] + 1] for first, end in pairwise(firsts.tolist())]
    words = form_runs(list(chain.from_iterable(runs)), found.is_part.tolist(), firsts)
    streams = zip(
        *([data[a:b] for a, b in pairwise(starts.tolist())] for data, starts in found.streams), strict=True
    )
    rows = zip(words, varint_runs(found.kinds, firsts), streams, places, strict=True)
    for word, kinds, own, stream in rows:
        yield Made(len(word) + len(kinds), term_shard(word + kinds, own), packed([], [stream]))
