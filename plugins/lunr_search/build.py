"""Builds the search of a site: documents to an index, the index to shards, shards to files, the manifest last."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import numpy as np
from filelock import FileLock, Timeout

from lunr_search.cache_folder import SHARDS, STOCK, check_cache
from lunr_search.client_files import client_files, client_texts
from lunr_search.current import State, code_mark, facet_lines, question, sum_of
from lunr_search.documents import TOGETHER, Document, ToText, checked
from lunr_search.editing import Edited
from lunr_search.indexing import Cut, Whole
from lunr_search.making import Made
from lunr_search.manifest import TAG_LETTERS, Manifest, Ranges
from lunr_search.stemmers import base_language, stemmed_languages
from lunr_search.stock import Held, Spooled, held_columns, held_texts, read_stock, way_of, write_stock
from lunr_search.store import FOLDER, MANIFEST, Files, Pack
from lunr_search.writing import (
    Site,
    dump,
    layout_of,
    sample_of,
    write_lists,
    write_shards,
    write_stored,
)

FORMAT = Path(__file__).parent / "FORMAT.md"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did: how many documents and terms the index has, how many documents were read, how many files written."""

    documents: int
    terms: int
    read: int
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

    `lang` is that of queries that do not say theirs; with `together` fields are scored together. `cache` is a folder that may be kept from build to build: documents that it knows are then not read
    again, but all are held until it is told how many these are.
    Raises SearchError for two documents of one address, or a cache in which nothing can be kept.
    """
    with (
        without_collector(),
        owned(cache) as cache,
        TemporaryDirectory(prefix="lunr-search-") as folder,
        TemporaryFile() as file,
    ):
        index = index_of(documents, list(fields), to_text, cache, (Path(folder), file))
        site = Site(
            Files(output / FOLDER),
            Pack(cache and cache / SHARDS, code_mark()),
            State(cache),
            manifest_of(index, fields, lang),
        )
        site.manifest.scoring = list(TOGETHER) if together else None
        facets = facet_lines(index.documents)
        found, made = write_all(site, index, facets)
        site.pack.close()
        if cache:
            keep(cache, index, found, made)
            asked = question(facets, index.digests, fields, f"{lang} {together}")
            site.state.put("built", [asked, sum_of(site.files.names.items())])
        site.state.close()
        return Built(len(index.documents), len(found.names), index.read, site.files.written)


def index_of(
    documents: Iterable[Document],
    fields: Sequence[str],
    to_text: ToText,
    cache: Path | None,
    room: tuple[Path, IO[bytes]],
) -> Whole | Edited:
    """The index of documents in their order: that of an earlier build after an edit, or a new one; `room` is a folder and a file to work in."""
    folder, file = room
    stock = read_stock(cache / STOCK, way_of(fields)) if cache else None
    documents = checked(documents)
    if stock:
        documents = list(documents)
        edited = Edited(stock, fields, to_text, file)
        if edited.take(documents):
            return edited
        file.seek(0)
    whole = Whole(fields, to_text, folder, file, Spooled(folder) if cache else None)
    whole.take(documents)
    return whole


def keep(cache: Path, index: Whole | Edited, found: Cut, made: Sequence[Made]) -> None:
    """Keep an index for the next build, unless it is the one that was kept."""
    columns = index.columns()
    if not columns:
        return
    head = {
        "way": way_of(index.fields),
        "digests": [one.digest for one in index.order.placed],
        "languages": list(index.order.languages),
        "language_sizes": list(index.order.languages.values()),
    }
    columns |= {
        "lengths": held_columns(index.order.lengths),
        "forms": held_columns(found.forms),
        "shard_terms": held_columns(np.diff(found.edges)),
        "heads": sizes_of([one.head for one in made]),
        "term_bytes": sizes_of([len(one.terms) for one in made]),
        "place_bytes": sizes_of([len(one.places) for one in made]),
        "names": held_texts([found.forward]),
        "backward": held_texts([found.backward]),
        "terms": held_texts([one.terms for one in made]),
        "positions": held_texts([one.places for one in made]),
        "tags": held_texts(["".join(one.tag[:TAG_LETTERS] for one in made).encode()]),
    }
    write_stock(cache / STOCK, head, columns)


def sizes_of(sizes: Sequence[int]) -> Held:
    """Some sizes as a column."""
    return held_columns(np.array(sizes, np.int64))


@contextmanager
def owned(cache: Path | None) -> Iterator[Path | None]:
    """A cache that no other build has now; None if one has it: of two that write one cache, one would take what the other is writing.

    Raises SearchError for a cache in which nothing can be kept.
    """
    if cache is None:
        yield None
        return
    check_cache(cache)
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
            # All that was made counts as old: else the collector went over it at once, in vain.
            gc.freeze()
            gc.unfreeze()
            gc.enable()


def manifest_of(index: Whole | Edited, fields: Mapping[str, float], lang: str) -> Manifest:
    """The manifest of an index whose files are not yet written."""
    order = index.order
    stemmed = stemmed_languages([lang, *order.languages])
    lengths = [one.length for one in order.placed]
    languages = list(order.languages.values())
    found = Manifest(
        dict(fields), order.totals, order.segments, languages, lengths, [], Ranges(), {}, lang, stemmed
    )
    found.sample = sample_of(one.document for one in order.placed)
    return found


def write_all(site: Site, index: Whole | Edited, facets: Mapping[str, str]) -> tuple[Cut, Sequence[Made]]:
    """Write the search of an index; how it was cut, and its shards."""
    manifest, files, placed = site.manifest, site.files, index.order.placed
    layout = layout_of(index.order.lengths, manifest)
    found = index.cut(layout)
    made = write_shards(site, found)
    for group in index.order.groups:
        manifest.stored.append(write_stored(site, group))
    write_lists(site, [one.document for one in placed], facets)
    data = dump(manifest.as_json())
    for name, content in kept_client(site.pack, data, base_language(manifest.lang), manifest.stemmed).items():
        files.write(f"client/{name}", content)
    files.write("FORMAT.md", FORMAT.read_bytes())
    files.write(MANIFEST, data)
    files.sweep()
    return found, made


def kept_client(packed: Pack, manifest: bytes, first: str, stemmed: Sequence[str]) -> dict[str, bytes]:
    """The client's files; all of them but the manifest are made only once."""
    key = packed.key("client", dump([code_mark(), first, stemmed])) if packed.path else b""
    made = json.loads(packed.made(key, lambda: dump(client_texts(first, stemmed))))
    return client_files(made, manifest)
