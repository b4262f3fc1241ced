"""Who stands beside whom, kept from build to build: a dispatch's relations are worked out again only where they can differ.

What a page says of its relatives and neighbours hangs on the lists it stands in: on the entries within reach of its
own place in each of them (`related.LOOK`), and on what these lists are called. Where a list has the same entries in the
same order as before, nothing has changed for those within reach; so two lists are compared, entry by entry, and the
relations of all others are taken as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from copydesk.essence import Essence, Key, fingerprint
from copydesk.related import LOOK, WEIGHTS
from copydesk.site import Site
from copydesk.slips import slip_of
from dispatch.record import Dispatch

_ENTRY_BYTES = 8
_EVERYBODY = 1 << 30


@dataclass(frozen=True, slots=True)
class Kin:
    """What is kept: each list's name and entries as hashes, and for each dispatch what its page says of others.

    `relations`: a fingerprint of all that is said but of the dispatches themselves, and these, by slug and language.
    `leads`: what others' relations ask of each dispatch that lists show, as a hash.
    """

    lists: dict[str, tuple[bytes, bytes]]
    relations: dict[Key, tuple[bytes, tuple[Key, ...]]]
    leads: dict[Key, bytes]


@dataclass(frozen=True, slots=True)
class _Line:
    """One list as an order: `reach` is how far from its own place a dispatch's page looks in it."""

    name: str
    head: bytes
    members: Sequence[Dispatch]
    reach: int


# What a dispatch's page says of others, as a fingerprint; these; and its slip.
_Told = tuple[bytes, tuple[Key, ...], bytes]
# Does some work for slices of dispatches, side by side where it can: see `incremental_build.pool.spread`.
Spread = Callable[[Callable[[Sequence[Dispatch]], list[_Told]], Sequence[Dispatch]], Iterable[list[_Told]]]


def find_kin(
    site: Site,
    essence: Essence,
    old: Kin | None,
    changed: Collection[Key],
    spread: Spread,
    path_of: Callable[[Dispatch], str],
) -> tuple[Kin, dict[Key, bytes]]:
    """The relations of every dispatch that lists show; those that cannot have changed are those of `old`.

    Returns also the slips, packed, of those that were worked out: their pages can take their relations from there.
    `changed` are the dispatches whose cards are others than when `old` was worked out; `path_of` gives the path of a dispatch's file.
    """
    edition = site.edition
    leads = _leads(site, old, changed)
    lists, stale = _compared(site, essence, leads, old)
    relations: dict[Key, tuple[bytes, tuple[Key, ...]]] = {}
    due: list[Dispatch] = []
    for d in edition.shown:
        key, lead = (d.slug, d.lang), edition.lead(d)
        same = key not in stale and lead is not None and (lead.slug, lead.lang) not in stale
        kept = old.relations.get(key) if old and same else None
        if kept is None:
            due.append(d)
        else:
            relations[key] = kept

    def work(some: Sequence[Dispatch]) -> list[_Told]:
        return [(*_relations(site, essence, d), slip_of(site, d, path_of(d)).packed()) for d in some]

    slips: dict[Key, bytes] = {}
    told = (found for found_here in spread(work, due) for found in found_here)
    for d, (said, others, slip) in zip(due, told, strict=True):
        relations[d.slug, d.lang] = said, others
        slips[d.slug, d.lang] = slip
    return Kin(lists, relations, leads), slips


def _compared(
    site: Site, essence: Essence, leads: Mapping[Key, bytes], old: Kin | None
) -> tuple[dict[str, tuple[bytes, bytes]], set[Key]]:
    """The lists as `Kin` keeps them, and the dispatches near which one of them has changed."""
    edition = site.edition
    # By identity: the lists hold these very dispatches.
    entries = {id(d): leads.get((d.slug, d.lang)) or _own_entry(d) for d in edition.shown}
    lists: dict[str, tuple[bytes, bytes]] = {}
    stale: set[Key] = set()
    for line in _lines(site, essence):
        order = b"".join(map(entries.__getitem__, map(id, line.members)))
        lists[line.name] = line.head, order
        known = old.lists.get(line.name) if old else None
        if known == (line.head, order):
            continue
        whole = known is None or known[0] != line.head
        bounds = (0, len(line.members)) if whole or known is None else _changed(known[1], order, line.reach)
        stale.update((d.slug, d.lang) for d in line.members[slice(*bounds)])
    return lists, stale


def _lines(site: Site, essence: Essence) -> Iterator[_Line]:
    edition = site.edition
    place_of = {id(d): n for n, d in enumerate(edition.listed)}
    for kind in WEIGHTS:
        for listing in edition.listings[kind]:
            head = fingerprint(listing.title, listing.url, essence.of(listing.subject))
            order: Sequence[Dispatch] = listing.items
            if listing.about:
                both = {id(d): d for d in (*listing.items, *listing.about)}
                order = sorted(both.values(), key=lambda d: place_of[id(d)])
            yield _Line(f"kin {listing.url}", head, order, LOOK)
            if kind in {"person", "place"}:
                yield _Line(f"strand {listing.url}", head, listing.items, 1)
    for lang in edition.languages:
        yield _Line(f"language {lang}", b"", [d for d in edition.shown if d.lang == lang], 1)
    parts: dict[tuple[str, str], tuple[Dispatch, ...]] = {}
    for d in edition.shown:
        if d.series:
            parts[edition.series(d.series)[1], d.lang] = edition.parts(d)
    for (url, lang), members in parts.items():
        yield _Line(f"parts {lang} {url}", b"", members, _EVERYBODY)


def _leads(site: Site, old: Kin | None, changed: Collection[Key]) -> dict[Key, bytes]:
    """All that others' relations ask of each dispatch that lists show: its day, its lists, its versions.

    All of it is in its card and in those of its versions, whose translators have lists of their own.
    """
    edition = site.edition
    kept = old.leads if old else {}
    new = [d for d in edition.shown if (d.slug, d.lang) in changed]
    stale = {(v.slug, v.lang) for d in new for v in (d, *edition.translations(d))}
    found: dict[Key, bytes] = {}
    for d in edition.listed:
        key = d.slug, d.lang
        entry = None if key in stale else kept.get(key)
        found[key] = entry or _lead_entry(site, d)
    return found


def _lead_entry(site: Site, d: Dispatch) -> bytes:
    edition = site.edition
    versions = tuple([(v.slug, v.lang) for v in edition.translations(d)])
    made = fingerprint(
        d.slug, d.lang, d.date.day_date().toordinal(), versions, tuple(sorted(edition.lists_of(d)))
    )
    return made[:_ENTRY_BYTES]


def _own_entry(d: Dispatch) -> bytes:
    return fingerprint(d.slug, d.lang)[:_ENTRY_BYTES]


def _changed(old: bytes, new: bytes, reach: int) -> tuple[int, int]:
    """From which to which entry of `new` something within reach is not as it was in `old`."""
    size = _ENTRY_BYTES
    most = min(len(old), len(new)) // size
    first = 0
    while first < most and old[first * size : (first + 1) * size] == new[first * size : (first + 1) * size]:
        first += 1
    last = 0
    while (
        last < most - first
        and old[len(old) - (last + 1) * size : len(old) - last * size]
        == new[len(new) - (last + 1) * size : len(new) - last * size]
    ):
        last += 1
    return max(0, first - reach), min(len(new) // size, len(new) // size - last + reach)


def _relations(site: Site, essence: Essence, d: Dispatch) -> tuple[bytes, tuple[Key, ...]]:
    view = site.view_of(d)
    others: list[Dispatch | None] = [relative.dispatch for relative in view.related]
    for strand in view.strands:
        others += strand.older, strand.newer
    others += view.older, view.newer, *view.parts
    shape = tuple([other is not None for other in others])
    said = fingerprint(
        shape, tuple([essence.of(relative.shared) for relative in view.related]),
        tuple([essence.of(strand.link) for strand in view.strands]), len(view.parts),
    )  # fmt: skip
    return said, tuple(_keys(others))


def _keys(others: Iterable[Dispatch | None]) -> Iterator[Key]:
    return ((other.slug, other.lang) for other in others if other is not None)
