"""Makes an index of all its documents: they are read, counted in segments, and these are joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import IO

import numpy as np

from lunr_search.analysis import EXACT, LOWER, term_order
from lunr_search.arrays import Ints, before
from lunr_search.bits import Codes
from lunr_search.coding import Coded, Layout
from lunr_search.counting import counted
from lunr_search.documents import Document, Placed, ToText, in_order
from lunr_search.lexicon import Learnt, Lexicon, Numbers
from lunr_search.lines import joined
from lunr_search.lists import Lists, Spots
from lunr_search.making import Keep, Made, all_shards
from lunr_search.merge import vocabulary
from lunr_search.segments import FIELD_BITS, Shelf, cut, pack
from lunr_search.shards import bases_of, forms_of, shard_bytes, shard_starts
from lunr_search.spool import Spool
from lunr_search.stock import Held, Spooled
from lunr_search.store import Text


@dataclass(frozen=True, slots=True)
class Order:
    """Documents in their order, in segments and all together; the lengths of their fields; how many each language has, in order; how many terms each field has over all of them."""

    groups: list[Sequence[Placed]]
    placed: list[Placed]
    lengths: Ints
    languages: dict[str, int]
    totals: list[int]

    @property
    def segments(self) -> list[int]:
        """How many documents each segment has."""
        return [len(group) for group in self.groups]


NONE = Order([], [], np.zeros((0, 0), np.int64), {}, [])


@dataclass(frozen=True, slots=True)
class Cut:
    """The terms of an index in order, and which are exact forms; the first of each shard and the end, and the shards; the terms and the same spelt backwards as texts, each on a line."""

    names: Sequence[str]
    forms: Ints
    edges: Sequence[int]
    shards: Iterable[Made]
    forward: Text
    backward: Text


def ordered(
    documents: Sequence[Document], digests: Sequence[str], lengths: Ints, was: Sequence[int] | None = None
) -> Order:
    """Documents whose fields have these lengths, in their order; `was` as in `in_order`."""
    totals = lengths.sum(axis=0).tolist()
    own = lengths[:, totals.index(max(totals))].tolist()
    order = in_order(documents, own, was)
    placed = [Placed(documents[at], digests[at], own[at]) for at in order]
    tongues = {lang: len(list(group)) for lang, group in groupby(one.document.lang for one in placed)}
    return Order(list(cut(placed)), placed, lengths[order], tongues, totals)


class Whole:
    """An index that is made from nothing."""

    def __init__(
        self, fields: Sequence[str], to_text: ToText, folder: Path, file: IO[bytes], kept: Spooled | None
    ) -> None:
        self.fields, self.shelf, self.kept = fields, Shelf(folder), kept
        self.numbers = Numbers()
        self.lexicon = Lexicon(self.numbers)
        self.spool = Spool(fields, to_text, self.lexicon, file)
        # All documents, without their texts.
        self.documents: list[Document] = []
        self.digests: list[str] = []
        self.order = NONE
        self.read = 0

    def take(self, documents: Iterable[Document]) -> None:
        """Read documents, and put them in order."""
        for document in documents:
            digest = document.digest()
            self.spool.read(digest, document)
            self.digests.append(digest)
            self.documents.append(document.without_texts())
        self.spool.flush()
        self.read = len(self.documents)
        # Nothing is read from here on.
        self.lexicon.chunks.clear()
        LOWER.clear()
        self.spool.chunker.forget()
        lengths = np.array([self.spool.readings[digest].lengths for digest in self.digests], np.int64)
        self.order = ordered(self.documents, self.digests, lengths.reshape(-1, len(self.fields)))

    def cut(self, layout: Layout) -> Cut:
        """The index in shards."""
        places = place_of_terms(self.numbers.names)
        learnt = Learnt(self.lexicon)
        segments = []
        for group in self.order.groups:
            met = self.spool.met([one.digest for one in group], learnt)
            segments.append(self.shelf.put(pack(counted(met, len(self.fields), places))))
        found = vocabulary(segments, self.numbers.names, places)
        forms = forms_of(found.names)
        target = shard_bytes(len(self.documents))
        edges = [*shard_starts(found.names, found.sizes, forms, target, {}), len(found.names)]
        firsts = before(np.array(self.order.segments, np.int64))
        languages = np.searchsorted(layout.starts, firsts, side="right") - 1
        tongues = languages, firsts - layout.starts[languages]
        shards = all_shards(found, bases_of(forms), edges, layout, tongues, self.keep(layout))
        return Cut(
            found.names, forms, edges, shards, joined(found.names), joined(spelt_backwards(found.names))
        )

    def keep(self, layout: Layout) -> Keep:
        """What keeps lists for the next build."""
        kept = self.kept
        if kept is None:
            return lambda *_: None

        def keep(lists: Lists, spots: Spots, found: Coded, places: tuple[Codes, Ints]) -> None:
            columns = columns_of(lists, layout.starts)
            columns |= {"document_bits": found.document_bits, "place_bits": places[0].bits(places[1])}
            columns["places"] = spots.places
            for name, column in columns.items():
                kept.add(name, column)

        return keep

    def columns(self) -> dict[str, Held]:
        """What the next build needs of the lists."""
        return self.kept.held() if self.kept else {}


def columns_of(lists: Lists, starts: Ints) -> dict[str, Ints]:
    """Lists as they are kept, but for their places and codes."""
    base_sizes, base_at = lists.of_bases()
    return {
        "term_lists": np.diff(lists.firsts, append=len(lists.owner)),
        "kinds": lists.language << FIELD_BITS | lists.field,
        "sizes": lists.sizes,
        "base_sizes": base_sizes,
        "documents": lists.documents + np.repeat(starts[lists.language], lists.sizes),
        "counts": lists.counts,
        "base_at": base_at,
    }


def place_of_terms(names: Sequence[str]) -> Ints:
    """The place of each term, by number, among all."""
    keys = list(map(term_order, names))
    places = np.empty(len(names), np.int64)
    places[sorted(range(len(names)), key=keys.__getitem__)] = np.arange(len(names))
    return places


def spelt_backwards(names: Iterable[str]) -> list[str]:
    """Terms from their last letter to their first, in order; of forms only those that are not written as their bases are."""
    return sorted(name[::-1] for name in names if not name.endswith(EXACT))
