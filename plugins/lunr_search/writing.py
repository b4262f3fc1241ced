"""Writes the files of an index: shards of terms and places, vocabularies, rows, lists."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import numpy as np

from lunr_search.analysis import base_of
from lunr_search.arrays import Ints, before, varints
from lunr_search.coding import Layout, mean_lengths
from lunr_search.columns import day_columns, facet_columns
from lunr_search.current import State
from lunr_search.documents import CHUNK, Document, Placed
from lunr_search.indexing import Cut
from lunr_search.lines import split
from lunr_search.making import Made
from lunr_search.manifest import BLOCK, TAG_LETTERS, Bounds, Manifest, Ranges, tag_of
from lunr_search.shards import (
    front_coded,
    packed,
    packed_after,
    word_runs,
    word_shard,
)
from lunr_search.store import Files, Pack, Text
from lunr_search.varint import encode

# About how many bytes a shard of a vocabulary has.
WORDS = 2_000
# Of so many documents the rows stand in the manifest, for the others to be packed behind them.
SAMPLED, LONGEST_SAMPLE = 4, 2_000


@dataclass(slots=True)
class Site:
    """Where a search is written: its folder, what earlier builds packed and left, its manifest."""

    files: Files
    pack: Pack
    state: State
    manifest: Manifest
    tags: set[str] = field(default_factory=set)


def dump(data: object) -> bytes:
    """JSON in the fewest bytes, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def layout_of(lengths: Ints, manifest: Manifest) -> Layout:
    """What the codes of this index hang on; `lengths` are those of the fields of each document."""
    sizes = np.array(manifest.languages, np.int64)
    return Layout(
        before(sizes), sizes, lengths, manifest.main, *mean_lengths(manifest.totals, manifest.count)
    )


def write_shards(site: Site, found: Cut) -> list[Made]:
    """Write the shards of terms, places and both vocabularies; the shards of terms and places, with the tags of the latter."""
    manifest, bounds = site.manifest, Bounds()
    made = list(found.shards)
    for first, end in pairwise(found.edges):
        bounds.add(base_of(found.names[first]), base_of(found.names[end - 1]))
    terms = [shard.terms for shard in made]
    tags = [
        write_block(site, "terms", "", partial(slice_of, terms, at)) for at in range(0, len(terms), BLOCK)
    ]
    manifest.terms = Ranges(bounds.separators, tags, BLOCK)
    known = [shard.tag for shard in made]
    place_tags = write_named(site.files, "positions", [shard.places for shard in made], known)
    manifest.lists["positions"] = write_list(site.files, packed(["".join(place_tags).encode()]))
    for kind, words in (("forward", found.forward), ("backward", found.backward)):
        write_words(site, kind, words)
    return [Made(one.head, one.terms, one.places, tag) for one, tag in zip(made, place_tags, strict=True)]


def slice_of(shards: Sequence[Text], at: int) -> Sequence[Text]:
    """The shards from one on that share a tag."""
    return shards[at : at + BLOCK]


def write_named(files: Files, kind: str, shards: Sequence[Text], known: Sequence[str]) -> list[str]:
    """Write shards under their tags, of which some may be known; the tags, with more letters where two contents would share one."""
    letters, tags = TAG_LETTERS, [tag or tag_of(data) for tag, data in zip(known, shards, strict=True)]
    while len(set(tags)) < len(shards) and len(set(tags)) < len(set(shards)):
        letters += 1
        tags = [tag_of(data, letters) for data in shards]
    for tag, data in zip(tags, shards, strict=True):
        files.write(f"{kind}/{tag}.bin", data)
    return tags


def write_words(site: Site, kind: str, text: Text) -> None:
    """Write a vocabulary, each word of it on a line, in shards, and where they are; what an earlier build made of the same is left as it stands."""
    key = f"{kind} {hashlib.sha256(text).hexdigest()[:32]}"
    known = site.state.get(key)
    if known:
        names = dict(zip(map(str, known[1::2]), (int(str(size)) for size in known[2::2]), strict=True))
        if site.files.keep(names):
            site.manifest.lists[kind] = str(known[0])
            site.pack.keep_all()
            return
    bounds, shards = Bounds(), []
    for run in word_runs(split(text), WORDS):
        own = site.pack.key(kind, "\0".join(run).encode("utf-8", "surrogatepass"))
        shards.append(site.pack.made(own, partial(word_shard, run)))
        bounds.add(run[0], run[-1])
    tags = write_named(site.files, kind, shards, [""] * len(shards))
    data = packed([dump(Ranges(bounds.separators, tags).as_json())])
    tag = site.manifest.lists[kind] = write_list(site.files, data)
    files = [
        (f"lists/{tag}.bin", data),
        *((f"{kind}/{one}.bin", shard) for one, shard in zip(tags, shards, strict=True)),
    ]
    site.state.put(key, [tag, *(part for name, whole in files for part in (name, len(whole)))])


def write_list(files: Files, data: bytes) -> str:
    """Write a file that only some questions need; its tag."""
    tag = tag_of(data)
    files.write(f"lists/{tag}.bin", data)
    return tag


def write_stored(site: Site, group: Sequence[Placed]) -> str:
    """Write what is shown of a segment's documents, a few in each file; the tag of all of them."""
    sample = site.manifest.sample.encode()

    def chunks() -> list[bytes]:
        rows = [one.document.lines() for one in group]
        pieces = ["\n".join(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK)]
        return [packed_after(sample, piece.encode("utf-8", "surrogatepass")) for piece in pieces]

    key = hashlib.sha256(
        " ".join([hashlib.sha256(sample).hexdigest(), *(one.digest for one in group)]).encode()
    ).hexdigest()[:32]
    return write_block(site, "stored", key, chunks)


def sample_of(documents: Iterable[Document]) -> str:
    """Rows as readers get them, so that others need not repeat what they have: of few documents, so that few edits change it."""
    known = list(documents)
    marks = [hashlib.sha256(one.ref.encode("utf-8", "surrogatepass")).digest() for one in known]
    few = [known[at] for at in sorted(range(len(known)), key=marks.__getitem__)[:SAMPLED]]
    return "\n".join(one.lines() for one in few).encode("utf-8", "replace").decode()[:LONGEST_SAMPLE]


def write_block(site: Site, kind: str, key: str, make: Callable[[], Sequence[Text]]) -> str:
    """Write a few shards that share a tag; each begins with the tag and its number. The tag.

    What an earlier build made of the same `key`, if there is one, is left as it stands.
    """
    known = site.state.get(f"{kind} {key}") if key else None
    if known:
        tag, *sizes = known
        names = {f"{kind}/{tag}/{number}.bin": int(str(size)) for number, size in enumerate(sizes)}
        if f"{kind} {tag}" not in site.tags and site.files.keep(names):
            site.tags.add(f"{kind} {tag}")
            return str(tag)
    shards = make()
    content = b"".join(shards)
    while f"{kind} {(tag := tag_of(content))}" in site.tags:
        content += b"\n"
    site.tags.add(f"{kind} {tag}")
    whole = [f"{tag}{number}".encode() + data for number, data in enumerate(shards)]
    site.files.write_block(f"{kind}/{tag}", whole)
    if key:
        site.state.put(f"{kind} {key}", [tag, *map(len, whole)])
    return str(tag)


def write_lists(site: Site, ordered: Sequence[Document], facets: Mapping[str, str]) -> None:
    """Write addresses, days and facets, of which `facets` says all by address."""
    lines = [f"{one.ref}\0{facets[one.ref]}" for one in ordered]
    key = hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()[:32]
    known = site.state.get(f"lists {key}")
    lists = site.manifest.lists
    if known:
        names = [str(name) for name in known[::3]]
        tags, sizes = map(str, known[1::3]), (int(str(size)) for size in known[2::3])
        found = dict(zip(names, tags, strict=True))
        kept = {f"lists/{tag}.bin": size for tag, size in zip(found.values(), sizes, strict=True)}
        if site.files.keep(kept):
            lists.update(found)
            return
    shared, sizes_of, rest = front_coded([document.ref for document in ordered])
    made = {
        "refs": packed([encode(len(ordered)), *(varints(one).tobytes() for one in (shared, sizes_of)), rest]),
        "days": packed(day_columns(ordered)),
        **{name: packed(columns) for name, columns in facet_columns(ordered).items()},
    }
    for name, data in made.items():
        lists[name] = write_list(site.files, data)
    site.state.put(
        f"lists {key}", [part for name, data in made.items() for part in (name, lists[name], len(data))]
    )
