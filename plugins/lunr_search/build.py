"""Builds the search of a site: documents to segments, segments to shards, shards to files, the manifest last."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic

from lunr_search.client_files import client_files
from lunr_search.columns import day_column, facet_columns
from lunr_search.documents import Document, in_order
from lunr_search.manifest import TAG_LETTERS, Manifest, Ranges, tag_of
from lunr_search.merge import Entry, entries
from lunr_search.segments import CHUNK, Segment, Shelf, ToText, counted, cut, segment_key, totals
from lunr_search.shards import Blob, One, Runs, Word, blob_shard, front_coded, packed, term_shard, word_shard
from lunr_search.store import FOLDER, MANIFEST, Files, Pack
from lunr_search.varint import encode, encode_all

FORMAT = Path(__file__).parent / "FORMAT.md"
# Bytes of a shard before it is packed. A larger archive has larger ones, or the manifest would outgrow them.
TERM_BYTES, LARGER_FROM = 12_000, 20_000
PLACE_BYTES, WORD_BYTES = 48_000, 16_000


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
) -> Built:
    """Write everything that search needs below `output`; the same bytes for the same documents.

    `cache` is a folder that may be kept from build to build: what has not changed is then not counted again.
    Raises SearchError for two documents of one address.
    """
    ordered = in_order(documents)
    with ExitStack() as stack:
        folder = cache or Path(stack.enter_context(TemporaryDirectory(prefix="lunr-search-")))
        shelf, pack = Shelf(folder / "segments"), Pack(cache and cache / "shards")
        groups = list(cut(ordered))
        segments, fresh = segments_of(groups, list(fields), to_text, shelf if cache else None)
        files = Files(output / FOLDER)
        manifest = Manifest(
            dict(fields), totals(segments, fields), list(map(len, groups)), [], Ranges(), {}
        )
        terms = write_shards(files, pack, segments, manifest)
        manifest.stored = [write_stored(files, pack, group) for group in groups]
        write_lists(files, ordered, manifest)
        data = dump(manifest.as_json())
        for name, content in client_files(data).items():
            files.write(f"client/{name}", content)
        files.write("FORMAT.md", FORMAT.read_bytes())
        files.write(MANIFEST, data)
        files.sweep()
        if cache:
            pack.close()
            shelf.sweep()
    return Built(len(ordered), terms, fresh)


def segments_of(
    groups: Iterable[Sequence[Document]], fields: Sequence[str], to_text: ToText, shelf: Shelf | None
) -> tuple[list[Segment], int]:
    """The segments, kept ones where nothing changed; and how many were counted."""
    segments, fresh, names = [], 0, {}  # type: list[Segment], int, dict[str, str]
    for group in groups:
        key = segment_key(group, fields) if shelf else ""
        segment = shelf.get(key) if shelf else None
        if segment is None:
            fresh += 1
            segment = counted(group, fields, to_text)
            if shelf:
                shelf.put(key, segment)
        # One string a term, however many segments have it.
        segment.terms = [names.setdefault(term, term) for term in segment.terms]
        segments.append(segment)
    return segments, fresh


class Shards(Generic[One]):
    """Collects the shards of one kind, then writes them under their tags."""

    def __init__(
        self,
        kind: str,
        target: int,
        pack: Pack,
        make: Callable[[Sequence[One]], bytes],
        raw: Callable[[Sequence[One]], Iterable[bytes]],
    ) -> None:
        self.kind, self.pack, self.make, self.raw = kind, pack, make, raw
        self.runs: Runs[One] = Runs(target)
        self.found: list[tuple[str, str, bytes]] = []

    def add(self, thing: One) -> None:
        """Take the next thing in order."""
        for run in self.runs.add(thing):
            self.take(run)

    def take(self, run: Sequence[One]) -> None:
        """Make a shard of a run."""
        data = self.pack.made(self.kind, self.raw(run), lambda: self.make(run))
        self.found.append((run[0].term, run[-1].term, data))

    def write(self, files: Files) -> Ranges:
        """Write the shards; where they are."""
        for run in self.runs.rest():
            self.take(run)
        letters = TAG_LETTERS
        tags = [tag_of(data, letters) for _, _, data in self.found]
        contents = len({data for _, _, data in self.found})
        while len(set(tags)) < contents:
            letters += 1
            tags = [tag_of(data, letters) for _, _, data in self.found]
        ranges, before = Ranges(), ""
        for (first, last, data), tag in zip(self.found, tags, strict=True):
            ranges.add(before, first, tag)
            files.write(f"{self.kind}/{tag}.bin", data)
            before = last
        return ranges


def raw_entries(run: Sequence[Entry]) -> Iterable[bytes]:
    """What the shard of these terms is made of."""
    for entry in run:
        yield entry.term.encode("utf-8", "surrogatepass")
        yield b"\0" + encode(entry.rank)
        for number, _, _, data in entry.pieces:
            yield encode(number)
            yield data


def raw_blobs(run: Sequence[Blob]) -> Iterable[bytes]:
    """What the shard of these places is made of."""
    for blob in run:
        yield blob.term.encode("utf-8", "surrogatepass") + b"\0" + encode(len(blob.data))
        yield blob.data


def raw_words(run: Sequence[Word]) -> Iterable[bytes]:
    """What the shard of these words is made of."""
    yield "\0".join(word.term for word in run).encode("utf-8", "surrogatepass")


def write_shards(files: Files, pack: Pack, segments: Sequence[Segment], manifest: Manifest) -> int:
    """Write the shards of terms, places and both vocabularies; the number of terms."""
    larger = 1
    while manifest.count >= LARGER_FROM * larger:
        larger *= 2
    terms = Shards[Entry]("terms", TERM_BYTES * larger, pack, term_shard, raw_entries)
    places = Shards[Blob]("positions", PLACE_BYTES * larger, pack, blob_shard, raw_blobs)
    forward = Shards[Word]("forward", WORD_BYTES, pack, word_shard, raw_words)
    backward = Shards[Word]("backward", WORD_BYTES, pack, word_shard, raw_words)
    names = []
    for entry in entries(segments):
        terms.add(entry)
        places.add(Blob(entry.term, b"".join(entry.places)))
        forward.add(Word(entry.term))
        names.append(entry.term[::-1])
    for name in sorted(names):
        backward.add(Word(name))
    manifest.terms = terms.write(files)
    for shards in (places, forward, backward):
        ranges = shards.write(files)
        manifest.lists[shards.kind] = write_list(files, packed([dump(ranges.as_json())]))
    return len(names)


def write_list(files: Files, data: bytes) -> str:
    """Write a file that only some questions need; its tag."""
    tag = tag_of(data)
    files.write(f"lists/{tag}.bin", data)
    return tag


def write_stored(files: Files, pack: Pack, group: Sequence[Document]) -> str:
    """Write what is shown of a segment's documents, a few in each file; the tag of all of them."""
    rows = [dump(document.row()) for document in group]
    tag = tag_of(b"\n".join(rows))
    for number, at in enumerate(range(0, len(rows), CHUNK)):
        raw = [f'["{tag}",{number}'.encode(), *(b"," + row for row in rows[at : at + CHUNK]), b"]"]
        data = pack.made("stored", raw, lambda raw=raw: packed([b"".join(raw)]))  # type: ignore[misc]
        files.write(f"stored/{tag}/{number}.bin", data)
    return tag


def write_lists(files: Files, ordered: Sequence[Document], manifest: Manifest) -> None:
    """Write addresses, days and facets."""
    shared, sizes, rest = front_coded([document.ref for document in ordered])
    refs = packed([encode(len(ordered)), encode_all(shared), encode_all(sizes), rest])
    manifest.lists["refs"] = write_list(files, refs)
    manifest.lists["days"] = write_list(files, packed([day_column(ordered)]))
    for name, columns in facet_columns(ordered).items():
        manifest.lists[name] = write_list(files, packed(columns))
