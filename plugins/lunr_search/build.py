"""Builds the search of a site: documents to segments, segments to shards, shards to files, the manifest last."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from lunr_search.client_files import client_files
from lunr_search.columns import day_column, facet_columns
from lunr_search.counting import counted
from lunr_search.documents import Document, in_order
from lunr_search.kept import Kept
from lunr_search.lexicon import Lexicon, Numbers
from lunr_search.manifest import BLOCK, TAG_LETTERS, Bounds, Manifest, Ranges, tag_of
from lunr_search.merge import Run, Vocabulary, joined, joined_runs, vocabulary
from lunr_search.segments import CHUNK, Segment, Shelf, ToText, cut, segment_key, totals, way_of
from lunr_search.shards import (
    front_coded,
    packed,
    place_shard,
    shard_starts,
    term_shard,
    word_runs,
    word_shard,
)
from lunr_search.stemmers import base_language, stemmed_languages
from lunr_search.store import FOLDER, MANIFEST, Files, Pack
from lunr_search.varint import encode, encode_all

FORMAT = Path(__file__).parent / "FORMAT.md"
# Bytes of a shard before it is packed. A larger archive has larger ones, or the manifest would outgrow them.
TERM_BYTES, LARGER_FROM = 7_000, 20_000
WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    documents: int
    terms: int
    counted: int


def dump(data: object) -> bytes:
    """JSON in the fewest bytes, the same for the same data."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def unchanged(_name: str, raw: str) -> str:
    """A field that is text already."""
    return raw


def write_search(
    output: Path,
    documents: Iterable[Document],
    fields: Mapping[str, float],
    *,
    to_text: ToText = unchanged,
    cache: Path | None = None,
    lang: str = "en",
) -> Built:
    """Write everything that search needs below `output`; the same bytes for the same documents.

    `lang` is that of queries that do not say theirs. `cache` is a folder that may be kept from build to build: what has not changed is then not counted again.
    Raises SearchError for two documents of one address.
    """
    ordered = in_order(documents)
    with without_collector(), TemporaryDirectory(prefix="lunr-search-") as temporary:
        lexicon = Lexicon()
        shelf = Shelf((cache or Path(temporary)) / "segments", way_of(list(fields)), lexicon.numbers)
        pack = Pack(cache and cache / "shards")
        built = write_all(output, ordered, fields, to_text, lexicon, shelf, pack, lang)
        shelf.sweep()
        pack.close()
    return built


@contextmanager
def without_collector() -> Iterator[None]:
    """Millions of small lists live until the end of a build, and none in a circle: looking for circles takes a third of it."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def write_all(
    output: Path,
    ordered: Sequence[Document],
    fields: Mapping[str, float],
    to_text: ToText,
    lexicon: Lexicon,
    shelf: Shelf,
    pack: Pack,
    lang: str,
) -> Built:
    """Write the search of documents in their order."""
    groups = list(cut(ordered))
    segments, fresh = segments_of(groups, list(fields), to_text, lexicon, shelf)
    files = Files(output / FOLDER)
    stemmed = stemmed_languages([lang, *{document.lang for document in ordered}])
    manifest = Manifest(
        dict(fields), totals(segments, fields), list(map(len, groups)), [], Ranges(), {}, lang, stemmed
    )
    terms = write_shards(files, pack, segments, lexicon.numbers, manifest)
    for group in groups:
        manifest.stored.append(write_stored(files, pack, group, manifest.stored))
    write_lists(files, ordered, manifest)
    data = dump(manifest.as_json())
    for name, content in client_files(data, base_language(lang), stemmed).items():
        files.write(f"client/{name}", content)
    files.write("FORMAT.md", FORMAT.read_bytes())
    files.write(MANIFEST, data)
    files.sweep()
    return Built(len(ordered), terms, fresh)


def segments_of(
    groups: Sequence[Sequence[Document]],
    fields: Sequence[str],
    to_text: ToText,
    lexicon: Lexicon,
    shelf: Shelf,
) -> tuple[list[Segment], int]:
    """The segments, kept ones where nothing changed; and how many were counted."""
    keys = [segment_key(group, fields) for group in groups]
    kept = Kept(shelf.stale(set(keys)), lexicon.numbers)
    segments: list[Segment] = []
    fresh = 0
    for key, group in zip(keys, groups, strict=True):
        segment = shelf.get(key)
        if segment is None:
            fresh += 1
            segment = shelf.put(key, counted(group, fields, to_text, lexicon, kept))
            lexicon.tidy()
        segments.append(segment)
    return segments, fresh


def write_named(files: Files, kind: str, shards: Sequence[bytes]) -> list[str]:
    """Write shards under their tags; the tags, with more letters where two contents would share one."""
    letters, tags = TAG_LETTERS, [tag_of(data) for data in shards]
    while len(set(tags)) < len(set(shards)):
        letters += 1
        tags = [tag_of(data, letters) for data in shards]
    for tag, data in zip(tags, shards, strict=True):
        files.write(f"{kind}/{tag}.bin", data)
    return tags


def write_shards(
    files: Files, pack: Pack, segments: Sequence[Segment], numbers: Numbers, manifest: Manifest
) -> int:
    """Write the shards of terms, places and both vocabularies; the number of terms."""
    larger = 1
    while manifest.count >= LARGER_FROM * larger:
        larger *= 2
    found, bounds = vocabulary(segments, numbers), Bounds()
    names, terms, places = found.names, list[bytes](), list[bytes]()
    starts = shard_starts(names, found.sizes, TERM_BYTES * larger)
    for run, (term, place) in made_shards(pack, found, starts):
        terms.append(term)
        places.append(place)
        bounds.add(names[run[0]], names[run[1] - 1])
    tags = list[str]()
    for at in range(0, len(terms), BLOCK):
        tags.append(write_block(files, "terms", terms[at : at + BLOCK], tags))
    manifest.terms = Ranges(bounds.separators, tags, BLOCK)
    places_tags = "".join(write_named(files, "positions", places))
    manifest.lists["positions"] = write_list(files, packed([places_tags.encode()]))
    write_words(files, pack, "forward", names, manifest)
    write_words(files, pack, "backward", sorted(name[::-1] for name in names), manifest)
    return len(names)


def made_shards(
    pack: Pack, found: Vocabulary, starts: Sequence[int]
) -> Iterator[tuple[tuple[int, int], tuple[bytes, bytes]]]:
    """Each run of terms, and its shards of terms and of places; joined only if no earlier build has made them."""
    keys = {}
    for first, end in pairwise([*starts, len(found.names)]):
        content = found.marks[first:end].tobytes() if pack.path else b""
        keys[first, end] = pack.key("terms", "\0".join([*found.names[first:end], ""]).encode() + content)
    made = joined_runs(found, starts, {run[0] for run, key in keys.items() if not pack.has(key)})
    for run, key in keys.items():
        yield run, pack.pair(key, partial(both_shards, found.names, run, made))


def both_shards(names: Sequence[str], run: tuple[int, int], made: Iterator[Run]) -> tuple[bytes, bytes]:
    """The shards of terms and of places of the next run."""
    whole = joined(next(made))
    return term_shard(names[slice(*run)], whole), place_shard(whole)


def write_words(files: Files, pack: Pack, kind: str, words: Sequence[str], manifest: Manifest) -> None:
    """Write a vocabulary in shards, and where they are."""
    bounds, shards = Bounds(), []
    for run in word_runs(words, WORDS):
        key = pack.key(kind, "\0".join(run).encode("utf-8", "surrogatepass"))
        shards.append(pack.made(key, partial(word_shard, run)))
        bounds.add(run[0], run[-1])
    ranges = Ranges(bounds.separators, write_named(files, kind, shards))
    manifest.lists[kind] = write_list(files, packed([dump(ranges.as_json())]))


def write_list(files: Files, data: bytes) -> str:
    """Write a file that only some questions need; its tag."""
    tag = tag_of(data)
    files.write(f"lists/{tag}.bin", data)
    return tag


def write_stored(files: Files, pack: Pack, group: Sequence[Document], taken: Sequence[str]) -> str:
    """Write what is shown of a segment's documents, a few in each file; the tag of all of them."""
    rows = [dump(document.row()) for document in group]
    chunks = []
    for at in range(0, len(rows), CHUNK):
        raw = b"[" + b",".join(rows[at : at + CHUNK]) + b"]"
        chunks.append(pack.made(pack.key("stored", raw), partial(packed, [raw])))
    return write_block(files, "stored", chunks, taken)


def write_block(files: Files, kind: str, shards: Sequence[bytes], taken: Sequence[str]) -> str:
    """Write a few shards that share a tag; each begins with the tag and its number. The tag."""
    content = b"".join(shards)
    while (tag := tag_of(content)) in taken:
        content += b"\n"
    for number, data in enumerate(shards):
        files.write(f"{kind}/{tag}/{number}.bin", f"{tag}{number}".encode() + data)
    return tag


def write_lists(files: Files, ordered: Sequence[Document], manifest: Manifest) -> None:
    """Write addresses, days and facets."""
    shared, sizes, rest = front_coded([document.ref for document in ordered])
    refs = packed([encode(len(ordered)), encode_all(shared), encode_all(sizes), rest])
    manifest.lists["refs"] = write_list(files, refs)
    manifest.lists["days"] = write_list(files, packed([day_column(ordered)]))
    for name, columns in facet_columns(ordered).items():
        manifest.lists[name] = write_list(files, packed(columns))
