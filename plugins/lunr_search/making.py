"""Makes the shards of terms and of places, but for those that an earlier build has made.

Of a term whose documents only have other numbers than before, because others came before them, only these numbers are written anew.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from lunr_search.arrays import varints
from lunr_search.coding import Coded, Layout, coded, coded_documents
from lunr_search.merge import (
    CODED_AT_ONCE,
    DOCUMENTS_ONLY,
    Joined,
    Joiner,
    Vocabulary,
    groups_of,
    held_at_once,
    parts,
)
from lunr_search.shards import Forms, packed, read_streams, term_shard
from lunr_search.store import Pack

# Before a shard of terms, as it is kept: the key of its documents' numbers, and how large its head is.
KEPT = struct.Struct("<16sI")
# The stream of documents is the second of a shard.
DOCUMENTS = 1


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of terms, and keys: of all that its shard of terms is made of but the numbers of documents, of these, of its places; with what is kept of it."""

    first: int
    end: int
    key: bytes
    numbers_key: bytes
    place_key: bytes
    kept: bytes
    has_places: bool

    @property
    def run(self) -> tuple[int, int]:
        """The first term and the one behind the last."""
        return self.first, self.end

    @property
    def is_known(self) -> bool:
        """Whether no more than the numbers of documents are to be written anew."""
        return bool(self.kept) and self.has_places

    @property
    def is_moved(self) -> bool:
        """Whether these are."""
        return self.is_known and KEPT.unpack_from(self.kept)[0] != self.numbers_key


@dataclass(frozen=True, slots=True)
class Made:
    """The first term of a shard and the one behind its last, the shard of terms with its key, the shard of places."""

    first: int
    end: int
    key: bytes
    terms: bytes
    places: bytes


def made_shards(pack: Pack, found: Vocabulary, starts: Sequence[int], layout: Layout) -> Iterator[Made]:
    """The shards of some runs of terms; what is needed for those that are to be made is read a stretch at a time."""
    shards = list(looked_up(pack, found, [*starts, len(found.names)], layout))
    made = new_shards(found, [shard for shard in shards if not shard.is_known], layout)
    numbered = numbered_anew(found, [shard for shard in shards if shard.is_moved], layout)
    for shard in shards:
        kept, places = shard.kept, pack.get(shard.place_key)
        if not shard.is_known:
            head_size, terms, fresh_places = next(made)
            kept = KEPT.pack(shard.numbers_key, head_size) + terms
            places = places if shard.has_places else fresh_places
        elif shard.is_moved:
            kept = next(numbered)
        pack.put(shard.key, kept)
        pack.put(shard.place_key, places)
        yield Made(shard.first, shard.end, shard.key + shard.numbers_key, kept[KEPT.size :], places)


def looked_up(pack: Pack, found: Vocabulary, edges: Sequence[int], layout: Layout) -> Iterator[Shard]:
    """What is known of the shards between some edges; nothing where nothing is kept."""
    # No length of the main field is written.
    means = np.delete(layout.means, layout.main).tolist()
    salt = f"{layout.main} {means} {len(layout.sizes)} ".encode()
    numbers_salt = repr(layout.sizes.tolist()).encode()
    for first, end in pairwise(edges):
        if pack.path is None:
            yield Shard(first, end, b"", b"", b"", b"", has_places=False)
            continue
        words = "\0".join(found.names[first:end]).encode("utf-8", "surrogatepass")
        key = pack.key("terms", salt + words + found.marks[first:end].tobytes())
        numbers = pack.key("numbers", numbers_salt + found.numbered_marks[first:end].tobytes())
        places = pack.key("places", found.place_marks[first:end].tobytes())
        yield Shard(first, end, key, numbers, places, pack.get(key), has_places=pack.has(places))


def at_once(
    joiner: Joiner, found: Vocabulary, shards: Sequence[Shard]
) -> Iterator[tuple[Joined, Sequence[Shard], list[int]]]:
    """Some shards at a time, with the pieces of their terms; their first terms, and the one behind the last."""
    for stretch in groups_of([one.run for one in shards], found.sizes, held_at_once(found.sizes)):
        held = shards[stretch]
        first, end = held[0].first, held[-1].end
        is_wanted = np.zeros(end - first, bool)
        for shard in held:
            is_wanted[shard.first - first : shard.end - first] = True
        pieces = joiner.joined(first, end, is_wanted)
        groups = [held[group] for group in groups_of([one.run for one in held], found.sizes, CODED_AT_ONCE)]
        edges = [*(group[0].first for group in groups), end]
        for group, own in zip(groups, parts(pieces, edges), strict=True):
            yield own, group, [*(one.first for one in group), group[-1].end]


def new_shards(
    found: Vocabulary, shards: Sequence[Shard], layout: Layout
) -> Iterator[tuple[int, bytes, bytes]]:
    """How large the head of each shard of terms is, the shard, and its shard of places, which may be empty where it is kept."""
    for own, group, edges in at_once(Joiner(found.sources), found, shards):
        has_places = np.array([not one.has_places for one in group])
        yield from written(found.names, group, coded(own, found.bases, edges, layout, has_places))


def written(names: Sequence[str], group: Sequence[Shard], found: Coded) -> Iterator[tuple[int, bytes, bytes]]:
    """The same for shards that were coded together."""
    bounds = [starts.tolist() for _, starts in found.streams]
    words = Forms([names[at] for at in found.terms.tolist()], found.is_part.tolist())
    for at, shard in enumerate(group):
        streams = [
            data[bound[at] : bound[at + 1]] for (data, _), bound in zip(found.streams, bounds, strict=True)
        ]
        begin, until = np.searchsorted(found.terms, (shard.first, shard.end)).tolist()
        head = b"".join([*words.run(begin, until), varints(found.kinds[begin:until]).tobytes()])
        yield len(head), term_shard(head, streams[:5]), packed([], streams[5:])


def numbered_anew(found: Vocabulary, shards: Sequence[Shard], layout: Layout) -> Iterator[bytes]:
    """Shards of terms as they are kept, with other numbers of documents."""
    for own, group, edges in at_once(Joiner(found.sources, DOCUMENTS_ONLY), found, shards):
        data, starts = coded_documents(own, found.bases, edges, layout)
        for shard, (begin, end) in zip(group, pairwise(starts.tolist()), strict=True):
            _, head_size = KEPT.unpack_from(shard.kept)
            head, streams = read_streams(shard.kept[KEPT.size :], head_size)
            streams[DOCUMENTS] = data[begin:end]
            yield KEPT.pack(shard.numbers_key, head_size) + term_shard(head, streams)
