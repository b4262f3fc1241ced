"""An index that is made from that of an earlier build: only the documents are read that it does not know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

import numpy as np

from lunr_search.amending import Added, Amended, Numbering, added_of, amended
from lunr_search.analysis import EXACT
from lunr_search.arrays import Truths, before, edges_of
from lunr_search.coding import Layout, mean_lengths
from lunr_search.counting import counted
from lunr_search.documents import Document, ToText
from lunr_search.indexing import NONE, Cut, ordered, place_of_terms, spelt_backwards
from lunr_search.lexicon import Learnt, Lexicon, Numbers
from lunr_search.lines import joined
from lunr_search.making import Made
from lunr_search.revising import Intact, Revision
from lunr_search.segments import DOCUMENT_BITS
from lunr_search.shards import bases_of, shard_bytes, shard_starts, weights
from lunr_search.spool import Spool
from lunr_search.stock import Held, Stock, held_columns
from lunr_search.store import Text

# More new documents are not counted at once: then all are.
MOST_READ = 1 << DOCUMENT_BITS
# More changes of the list of terms spelt backwards take longer than sorting it.
MOST_INSERTED = 3_000


class Edited:
    """The index of an earlier build after an edit."""

    def __init__(self, stock: Stock, fields: Sequence[str], to_text: ToText, file: IO[bytes]) -> None:
        self.stock, self.fields = stock, fields
        self.numbers = Numbers()
        self.lexicon = Lexicon(self.numbers)
        self.spool = Spool(fields, to_text, self.lexicon, file)
        self.documents: Sequence[Document] = []
        self.digests: list[str] = []
        self.order = NONE
        self.moves = numbering([], [], [], np.zeros(0, bool))
        self.revision: Revision | None = None
        self.read = 0

    def take(self, documents: Sequence[Document]) -> bool:
        """Read the documents that are new, and put all in order; False if it is better to make the index anew."""
        stock = self.stock
        known = {digest: at for at, digest in enumerate(stock.digests)}
        self.documents, self.digests = documents, [document.digest() for document in documents]
        was = [known.get(digest, -1) for digest in self.digests]
        new = [at for at, number in enumerate(was) if number < 0]
        is_odd = len(set(self.digests)) < len(documents) or len(known) < len(stock.digests)
        if is_odd or not known or len(new) > min(MOST_READ, len(documents) - len(new)):
            return False
        for at in new:
            self.spool.read(self.digests[at], documents[at])
        self.spool.flush()
        self.read = len(new)
        lengths = stock.columns["lengths"][was].astype(np.int64)
        for at in new:
            lengths[at] = self.spool.readings[self.digests[at]].lengths
        self.order = ordered(documents, self.digests, lengths, was)
        return self.is_alike(known)

    def is_alike(self, known: dict[str, int]) -> bool:
        """Whether codes hang on the same numbers as before, and documents that stayed follow one another as they did."""
        stock, order = self.stock, self.order
        if not max(order.totals) or not len(stock.columns["sizes"]):
            return False
        main = order.totals.index(max(order.totals))
        was = stock.columns["lengths"].sum(axis=0, dtype=np.int64).tolist()
        means = [
            np.delete(mean_lengths(totals, count)[0], main).tolist()
            for totals, count in ((was, len(stock.digests)), (order.totals, len(order.placed)))
        ]
        if list(order.languages) != stock.languages or was.index(max(was)) != main or means[0] != means[1]:
            return False
        now = [known.get(one.digest, -1) for one in order.placed]
        tongues = (stock.language_sizes, list(order.languages.values()))
        old, new = (np.repeat(np.arange(len(sizes)), sizes) for sizes in tongues)
        is_replaced = np.zeros(len(old), bool)
        for at, was_at in slots(now, len(old)):
            is_alike = (stock.columns["lengths"][was_at] == order.lengths[at]).all()
            if old[was_at] == new[at] and is_alike:
                now[at] = was_at
                is_replaced[was_at] = True
        self.moves = numbering(now, *tongues, is_replaced)
        here = np.flatnonzero(~self.moves.is_gone)
        stayed = self.moves.numbers[here]
        return bool((np.diff(stayed) > 0).all() and (old[here] == new[stayed]).all())

    def added(self) -> Added:
        """What the new documents bring, by term."""
        languages = np.repeat(np.arange(len(self.order.languages)), list(self.order.languages.values()))
        new = [
            (at, one.digest) for at, one in enumerate(self.order.placed) if one.digest in self.spool.readings
        ]
        met = self.spool.met([digest for _, digest in new], Learnt(self.lexicon))
        tables = counted(met, len(self.fields), place_of_terms(self.numbers.names))
        numbers = np.array([at for at, _ in new], np.int64)
        return added_of(tables, self.numbers.names, numbers, languages[numbers])

    def cut(self, layout: Layout) -> Cut:
        """The index in shards."""
        stock = self.stock
        if not self.read and not self.moves.is_gone.any():
            edges = edges_of(stock.columns["shard_terms"])
            heads = stock.columns["heads"].tolist()
            same = [Made(*one) for one in zip(heads, stock.terms, stock.positions, stock.tags, strict=True)]
            return Cut(
                stock.names,
                stock.columns["forms"],
                edges.tolist(),
                same,
                stock.texts["names"],
                stock.texts["backward"],
            )
        found = amended(stock, self.moves, self.added())
        stock.release()
        postings = np.add.reduceat(found.sizes, before(found.term_lists))
        intact, target = Intact.of(stock, found), shard_bytes(len(self.documents))
        known = intact.cuts() if target == shard_bytes(len(stock.digests)) else {}
        starts = shard_starts(
            found.names, weights(found.names.letters(), postings), found.forms, target, known
        )
        bases = bases_of(found.forms)
        self.revision = Revision(stock, found, self.moves, layout, intact, starts, bases)
        edges = self.revision.edges.terms
        return Cut(
            found.names,
            found.forms,
            edges.tolist(),
            self.revision.shards(),
            *texts_of(stock, found),
        )

    def columns(self) -> dict[str, Held]:
        """What the next build needs of the lists."""
        if self.revision is None:
            return {}
        found, based = self.revision.found, self.revision.based
        # The shards that stayed have been read.
        self.stock.release()
        return {
            "term_lists": held_columns(found.term_lists),
            "kinds": held_columns(found.kinds),
            "sizes": held_columns(found.sizes),
            "base_sizes": held_columns(*based.sizes),
            "documents": held_columns(found.documents),
            "counts": held_columns(found.counts),
            "places": held_columns(found.places),
            "document_bits": self.revision.document_bits(),
            "place_bits": self.revision.place_bits(),
            "base_at": held_columns(*based.places),
        }


def slots(now: Sequence[int], earlier: int) -> list[tuple[int, int]]:
    """New documents that stand between two which followed one another with one between them; each with the number of that one."""
    known, around = set(now), [-1, *now, earlier]
    rows = ((at, around[at] + 1) for at, was_at in enumerate(now) if was_at < 0)
    # Before the first stands -1, which is no document then.
    return [
        (at, was_at)
        for at, was_at in rows
        if around[at + 2] == was_at + 1 and was_at not in known and (at == 0 or now[at - 1] >= 0)
    ]


def numbering(
    now: Sequence[int], was_sizes: Sequence[int], is_sizes: Sequence[int], is_replaced: Truths
) -> Numbering:
    """Where documents stand; `now` has for each of an index, in order, the number that it had, or -1, or that of which it has the place."""
    earlier = len(is_replaced)
    numbers = np.full(earlier, -1)
    was = np.array(now, np.int64)
    here = np.flatnonzero(was >= 0)
    numbers[was[here]] = here
    is_gone = numbers < 0
    # From the last on, the least number of those behind.
    next_one = np.where(is_gone, len(now), numbers)[::-1]
    numbers = np.minimum.accumulate(next_one)[::-1]
    old, new = np.array(was_sizes, np.int64), np.array(is_sizes, np.int64)
    shift = np.repeat(before(new) - before(old), old) if len(old) == len(new) else np.zeros(earlier, np.int64)
    is_moved = is_gone | (numbers - np.arange(earlier) != shift)
    steps = np.diff(numbers, prepend=-1) - 1
    at = np.flatnonzero(steps)
    breaks = list(zip(at.tolist(), steps[at].tolist(), strict=True))
    return Numbering(numbers, is_gone, is_replaced, is_moved, old != new, len(now), breaks)


def texts_of(stock: Stock, found: Amended) -> tuple[Text, Text]:
    """The terms, and the same spelt backwards, in order, each on a line."""
    gone = np.flatnonzero(~found.stays).tolist()
    if not gone and not found.new_names:
        return stock.texts["names"], stock.texts["backward"]
    if len(gone) + len(found.new_names) > MOST_INSERTED:
        return found.names.text, joined(spelt_backwards(found.names))
    old, new = stock.backward, sorted(backward_of(found.new_names))
    out = old.places_of(backward_of(stock.names[number] for number in gone), str)
    places = old.places_of(new, str).tolist()
    return found.names.text, old.edited(out.tolist(), zip(places, new, strict=True)).text


def backward_of(names: Iterable[str]) -> list[str]:
    """Some terms spelt backwards, but for forms that are written as their bases are."""
    return [name[::-1] for name in names if not name.endswith(EXACT)]
