"""Builds the search of a site: documents to segments, segments to shards, shards to files, the manifest last."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import numpy as np
from filelock import FileLock, Timeout

from lunr_search.analysis import LOWER
from lunr_search.arrays import Ints
from lunr_search.client_files import client_files, client_texts
from lunr_search.counting import counted
from lunr_search.current import State, code_mark, question, sum_of
from lunr_search.documents import TOGETHER, Document, Placed, ToText, checked, in_order
from lunr_search.kept import Kept, joined_met
from lunr_search.lexicon import Learnt, Lexicon, Met, Numbers, bases_by_number
from lunr_search.manifest import Manifest, Ranges
from lunr_search.merge import Terms
from lunr_search.segments import BACKWARD, Segment, Shelf, cut, pack, segment_key, way_of
from lunr_search.spool import Spool
from lunr_search.stemmers import base_language, stemmed_languages
from lunr_search.store import FOLDER, MANIFEST, Files, Pack
from lunr_search.writing import Site, dump, sample_of, write_lists, write_shards, write_stored

FORMAT = Path(__file__).parent / "FORMAT.md"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: how many documents and terms the index has, how many segments were counted, how many files written."""

    documents: int
    terms: int
    counted: int
    written: int


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
    together: bool = False,
) -> Built:
    """Write everything that search needs below `output`; the same bytes for the same documents. These are taken one by one, and their texts are not kept.

    `lang` is that of queries that do not say theirs; with `together` fields are scored together. `cache` is a folder that may be kept from build to build: what has not changed is then not counted again.
    Raises SearchError for two documents of one address.
    """
    with (
        without_collector(),
        owned(cache) as cache,
        TemporaryDirectory(prefix="lunr-search-") as temporary,
        TemporaryFile() as spooled,
    ):
        shelf = Shelf((cache or Path(temporary)) / "segments", way_of(tuple(fields)))
        packed, state = Pack(cache and cache / "shards"), State(cache)
        counter = Counter(shelf, list(fields), to_text, spooled, is_kept=cache is not None)
        groups = counter.place(checked(documents))
        segments = [counter.segment(group) for group in groups]
        files = Files(output / FOLDER)
        built = write_all(files, groups, segments, fields, counter, (packed, state), lang, together=together)
        shelf.sweep()
        packed.close()
        if cache:
            state.put(
                "built",
                [
                    question(counter.documents, counter.digests, fields, f"{lang} {together}"),
                    sum_of(files.names.items()),
                ],
            )
        state.close()
    return built


@contextmanager
def owned(cache: Path | None) -> Iterator[Path | None]:
    """A cache that no other build has now; None if one has it: two that write one cache would number terms in two ways."""
    if cache is None:
        yield None
        return
    lock = FileLock(cache.with_name(f"{cache.name}.lock"))
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except (Timeout, OSError):
        yield None
        return
    try:
        yield cache
    finally:
        lock.release()


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


class Counter:
    """Reads the documents that no earlier build has read, and counts the segments that it has not counted."""

    def __init__(
        self, shelf: Shelf, fields: Sequence[str], to_text: ToText, file: IO[bytes], *, is_kept: bool
    ) -> None:
        self.shelf, self.fields, self.is_kept = shelf, fields, is_kept
        self.numbers = Numbers(shelf.load())
        self.kept = Kept(shelf.kept.values())
        self.lexicon = Lexicon(self.numbers)
        self.spool = Spool(fields, to_text, self.lexicon, file)
        self.totals = [0] * len(fields)
        self.order: Ints = np.zeros(0, np.int64)
        self.learnt = Learnt(self.lexicon)
        self.bases: Ints = self.order
        self.fresh = 0
        # All documents, without their texts.
        self.documents: list[Document] = []
        self.digests: list[str] = []

    def place(self, documents: Iterable[Document]) -> list[Sequence[Placed]]:
        """The documents in their order, in segments. All are read by then, and every term has its number."""
        digests = self.digests
        for document in documents:
            digest = document.digest()
            if digest not in self.kept.places:
                self.spool.read(digest, document)
            digests.append(digest)
            self.documents.append(document.without_texts())
        self.spool.flush()
        numbers = self.shelf.ordered(self.numbers.names)
        self.bases = bases_by_number(self.numbers, self.shelf.bases)
        self.shelf.save(self.numbers.names, numbers, self.bases)
        self.order = np.empty(len(numbers), np.int64)
        self.order[numbers] = np.arange(len(numbers))
        self.learnt = Learnt(self.lexicon)
        # Nothing is read from here on.
        self.lexicon.chunks.clear()
        LOWER.clear()
        self.spool.chunker.forget()
        lengths = [self.lengths(digest) for digest in digests]
        self.totals = [sum(column) for column in zip(*lengths, strict=True)] if lengths else self.totals
        main = self.totals.index(max(self.totals))
        rows = zip(self.documents, digests, lengths, strict=True)
        return list(cut(in_order(Placed(one, digest, row, row[main]) for one, digest, row in rows)))

    def lengths(self, digest: str) -> Sequence[int]:
        """How many terms the fields of a document have."""
        reading = self.spool.readings.get(digest)
        return reading.lengths if reading else self.kept.lengths(digest)

    def segment(self, group: Sequence[Placed]) -> Segment:
        """The segment of some documents, counted unless it was kept."""
        digests = [one.digest for one in group]
        key = segment_key(digests)
        found = self.shelf.get(key)
        if found is None:
            self.fresh += 1
            lengths = np.array([one.lengths for one in group], np.int64)
            tables = counted(self.met(digests), lengths, self.order, self.bases if self.is_kept else None)
            found = self.shelf.put(key, pack(digests, lengths.T.tolist(), tables))
        return found

    def met(self, digests: Sequence[str]) -> Met:
        """All that was met in some documents, in order."""
        fresh = self.spool.met(digests, self.learnt)
        known = [digest if digest not in self.spool.readings else "" for digest in digests]
        if not any(known):
            return fresh
        both = joined_met([fresh, self.kept.met(known, len(self.fields))])
        order = np.lexsort((self.order[both.term], both.word, both.text))
        return Met(both.term[order], both.text[order], both.word[order])


def write_all(
    files: Files,
    groups: Sequence[Sequence[Placed]],
    segments: Sequence[Segment],
    fields: Mapping[str, float],
    counter: Counter,
    caches: tuple[Pack, State],
    lang: str,
    *,
    together: bool,
) -> Built:
    """Write the search of documents in their order."""
    ordered = [one.document for group in groups for one in group]
    stemmed = stemmed_languages([lang, *{document.lang for document in ordered}])
    sizes = [len(group) for group in groups]
    languages = [len(list(own)) for _, own in groupby(ordered, lambda one: one.lang)]
    lengths = [one.length for group in groups for one in group]
    manifest = Manifest(
        dict(fields), counter.totals, sizes, languages, lengths, [], Ranges(), {}, lang, stemmed
    )
    manifest.sample = sample_of(ordered)
    manifest.scoring = list(TOGETHER) if together else None
    packed, state = caches
    site = Site(files, packed, state, counter.shelf.folder / BACKWARD, manifest)
    terms = write_shards(site, segments, Terms(counter.numbers.names, counter.order, counter.bases))
    for group in groups:
        manifest.stored.append(write_stored(site, group))
    write_lists(site, ordered)
    data = dump(manifest.as_json())
    for name, content in kept_client(packed, data, base_language(lang), stemmed).items():
        files.write(f"client/{name}", content)
    files.write("FORMAT.md", FORMAT.read_bytes())
    files.write(MANIFEST, data)
    files.sweep()
    return Built(len(ordered), terms, counter.fresh, files.written)


def kept_client(packed: Pack, manifest: bytes, first: str, stemmed: Sequence[str]) -> dict[str, bytes]:
    """The client's files; all of them but the manifest are made only once."""
    key = packed.key("client", dump([code_mark(), first, stemmed])) if packed.path else b""
    made = json.loads(packed.made(key, lambda: dump(client_texts(first, stemmed))))
    return client_files(made, manifest)
