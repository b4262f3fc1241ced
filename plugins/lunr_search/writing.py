"""Writes the files of an index: shards of terms and places, vocabularies, rows, lists."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import nsmallest
from pathlib import Path

import numpy as np

from lunr_search.analysis import EXACT, base_of
from lunr_search.arrays import Ints, before, varints
from lunr_search.coding import Layout, mean_lengths
from lunr_search.columns import day_columns, facet_columns
from lunr_search.current import State
from lunr_search.documents import CHUNK, Document, Placed
from lunr_search.making import made_shards
from lunr_search.manifest import BLOCK, TAG_LETTERS, Bounds, Manifest, Ranges, tag_of
from lunr_search.merge import Terms, Vocabulary, vocabulary
from lunr_search.segments import MOST_INSERTED, Segment, segment_key
from lunr_search.shards import (
    front_coded,
    packed,
    packed_after,
    shard_starts,
    word_runs,
    word_shard,
)
from lunr_search.store import Files, Pack, write_whole
from lunr_search.varint import encode

# About how many bytes a shard has. An archive four times as large has shards twice as large, and twice as many.
TERM_BYTES, LARGER_FROM = 3_800, 20_000
WORDS = 2_000
# Of so many documents the rows stand in the manifest, for the others to be packed behind them.
SAMPLED, LONGEST_SAMPLE = 4, 2_000


@dataclass(slots=True)
class Site:
    """Where a search is written: its folder, what earlier builds packed and left, its manifest."""

    files: Files
    pack: Pack
    state: State
    backward: Path
    manifest: Manifest
    tags: set[str] = field(default_factory=set)


def dump(data: object) -> bytes:
    """JSON in the fewest bytes, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def layout_of(segments: Sequence[Segment], manifest: Manifest) -> Layout:
    """What the codes of this index hang on."""
    sizes = np.array(manifest.languages, np.int64)
    starts, firsts = before(sizes), before(np.array(manifest.segments, np.int64))
    languages = np.searchsorted(starts, firsts, side="right") - 1
    none = np.zeros((0, len(manifest.fields)), np.int64)
    lengths = np.concatenate([none, *(np.array(segment.lengths, np.int64).T for segment in segments)])
    means = mean_lengths(manifest.totals, manifest.count)
    return Layout(languages, firsts - starts[languages], starts, sizes, lengths, manifest.main, *means)


def write_shards(site: Site, segments: Sequence[Segment], known: Terms) -> int:
    """Write the shards of terms, places and both vocabularies; the number of terms."""
    manifest, larger = site.manifest, 1
    while manifest.count >= LARGER_FROM * larger * larger:
        larger *= 2
    layout = layout_of(segments, manifest)
    kinds = (layout.languages << 32 | layout.firsts).tolist()
    found, bounds = vocabulary(segments, kinds, known), Bounds()
    starts = shard_starts(found.names, found.sizes, found.bases, TERM_BYTES * larger)
    terms, places = list[tuple[bytes, bytes]](), list[bytes]()
    for shard in made_shards(site.pack, found, starts, layout):
        terms.append((shard.key, shard.terms))
        places.append(shard.places)
        bounds.add(base_of(found.names[shard.first]), base_of(found.names[shard.end - 1]))
    tags = []
    for at in range(0, len(terms), BLOCK):
        block = terms[at : at + BLOCK]
        key = b"".join(key for key, _ in block)
        name = hashlib.sha256(key).hexdigest()[:32] if key else ""
        tags.append(write_block(site, "terms", name, partial(behind_keys, block)))
    manifest.terms = Ranges(bounds.separators, tags, BLOCK)
    place_tags = "".join(write_named(site.files, "positions", places))
    manifest.lists["positions"] = write_list(site.files, packed([place_tags.encode()]))
    write_words(site, "forward", found.names)
    write_words(site, "backward", backwards(site.backward, found, known.names))
    return len(found.names)


def write_named(files: Files, kind: str, shards: Sequence[bytes]) -> list[str]:
    """Write shards under their tags; the tags, with more letters where two contents would share one."""
    letters, tags = TAG_LETTERS, [tag_of(data) for data in shards]
    while len(set(tags)) < len(set(shards)):
        letters += 1
        tags = [tag_of(data, letters) for data in shards]
    for tag, data in zip(tags, shards, strict=True):
        files.write(f"{kind}/{tag}.bin", data)
    return tags


def write_words(site: Site, kind: str, words: Sequence[str]) -> None:
    """Write a vocabulary in shards, and where they are."""
    bounds, shards = Bounds(), []
    for run in word_runs(words, WORDS):
        key = site.pack.key(kind, "\0".join(run).encode("utf-8", "surrogatepass"))
        shards.append(site.pack.made(key, partial(word_shard, run)))
        bounds.add(run[0], run[-1])
    ranges = Ranges(bounds.separators, write_named(site.files, kind, shards))
    site.manifest.lists[kind] = write_list(site.files, packed([dump(ranges.as_json())]))


def backwards(path: Path, found: Vocabulary, names: Sequence[str]) -> list[str]:
    """The terms spelt backwards, in order; an earlier build may have left its own in a file.

    `names` are terms by number.
    """
    words, earlier = read_backwards(path)
    was, is_now = np.zeros((2, max(len(names), int(earlier.max(initial=0)) + 1)), bool)
    was[earlier], is_now[found.numbers] = True, True
    gone, new = np.flatnonzero(was & ~is_now), np.flatnonzero(is_now & ~was)
    if not len(gone) and not len(new):
        return words
    if len(gone) + len(new) > MOST_INSERTED or gone.max(initial=-1) >= len(names):
        words = sorted(name[::-1] for name in found.names if not name.endswith(EXACT))
    else:
        for word in (names[number][::-1] for number in gone.tolist()):
            if not word.startswith(EXACT):
                del words[bisect_left(words, word)]
        for word in (names[number][::-1] for number in new.tolist()):
            if not word.startswith(EXACT):
                insort(words, word)
    text = "\n".join(words).encode("utf-8", "surrogatepass")
    data = struct.pack("<I", len(found.numbers)) + found.numbers.astype(np.int32).tobytes() + text
    write_whole(path, zlib.crc32(data).to_bytes(4, "big") + data)
    return words


def read_backwards(path: Path) -> tuple[list[str], Ints]:
    """The words and the numbers of their terms as an earlier build left them; none if it did not, or they are damaged."""
    data = path.read_bytes() if path.exists() else b""
    if len(data) < 8 or zlib.crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
        return [], np.zeros(0, np.int64)
    (count,) = struct.unpack_from("<I", data, 4)
    numbers = np.frombuffer(data, np.int32, count, 8).astype(np.int64)
    return data[8 + 4 * count :].decode("utf-8", "surrogatepass").split("\n"), numbers


def write_list(files: Files, data: bytes) -> str:
    """Write a file that only some questions need; its tag."""
    tag = tag_of(data)
    files.write(f"lists/{tag}.bin", data)
    return tag


def behind_keys(block: Sequence[tuple[bytes, bytes]]) -> list[bytes]:
    """The shards of some pairs of key and shard."""
    return [data for _, data in block]


def write_stored(site: Site, group: Sequence[Placed]) -> str:
    """Write what is shown of a segment's documents, a few in each file; the tag of all of them."""
    sample = site.manifest.sample.encode()

    def chunks() -> list[bytes]:
        rows = [one.document.lines() for one in group]
        pieces = ["\n".join(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK)]
        return [packed_after(sample, piece.encode("utf-8", "surrogatepass")) for piece in pieces]

    key = segment_key([hashlib.sha256(sample).hexdigest(), *(one.digest for one in group)])
    return write_block(site, "stored", key, chunks)


def sample_of(documents: Iterable[Document]) -> str:
    """Rows as readers get them, so that others need not repeat what they have: of few documents, so that few edits change it."""
    marked = ((hashlib.sha256(one.ref.encode("utf-8", "surrogatepass")).digest(), one) for one in documents)
    few = [one for _, one in nsmallest(SAMPLED, marked, key=lambda pair: pair[0])]
    return "\n".join(one.lines() for one in few).encode("utf-8", "replace").decode()[:LONGEST_SAMPLE]


def write_block(site: Site, kind: str, key: str, make: Callable[[], Sequence[bytes]]) -> str:
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


def write_lists(site: Site, ordered: Sequence[Document]) -> None:
    """Write addresses, days and facets."""
    lines = [f"{one.ref}\0{one.facet_line()}" for one in ordered]
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
