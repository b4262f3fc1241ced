"""Whether a search stands already as it would be built: told without numpy, because most builds of a site need no more."""

from __future__ import annotations

import hashlib
import json
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

from lunr_search.cache_folder import STATE
from lunr_search.documents import Document
from lunr_search.store import FOLDER, KINDS, MANIFEST, sizes_below, write_whole

HERE = Path(__file__).parent
# Beside the folders of the search.
SINGLE = ("FORMAT.md", MANIFEST)


@cache
def code_mark() -> str:
    """A hash of this package, of the stemmers' version and of Unicode's: others might write other files, and cut other words."""
    found = hashlib.sha256(f"{version('snowballstemmer')} {unicodedata.unidata_version}\n".encode())
    for path in sorted([*HERE.glob("*.py"), *HERE.glob("client/*.js"), HERE / "FORMAT.md"]):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:32]


def facet_lines(documents: Iterable[Document]) -> dict[str, str]:
    """By address all that lists are made of."""
    return {one.ref: one.facet_line() for one in documents}


def question(
    facets: Mapping[str, str], digests: Iterable[str], fields: Mapping[str, float], lang: str
) -> str:
    """A hash of all that a build hangs on: what lists are made of, by address, and the digests of the same documents."""
    rows = sorted(
        f"{ref}\0{digest}\0{line}" for (ref, line), digest in zip(facets.items(), digests, strict=True)
    )
    head = json.dumps([code_mark(), list(fields.items()), lang])
    return hashlib.sha256("\n".join([head, *rows]).encode("utf-8", "surrogatepass")).hexdigest()


def listing(output: Path) -> str:
    """A sum of the names and sizes of all files of the search below an output."""
    folder = output / FOLDER
    rows = [row for kind in KINDS for row in sizes_below(folder, kind)]
    single = [folder / name for name in SINGLE]
    rows += [(path.name, path.stat().st_size) for path in single if path.exists()]
    return sum_of(rows)


def sum_of(rows: Iterable[tuple[str, int]]) -> str:
    """A sum of names and sizes."""
    return f"{zlib.crc32(repr(sorted(rows)).encode()):08x}"


class State:
    """What the last build with a cache left: what it was asked, what then stood there, and how blocks of files were named."""

    def __init__(self, cache: Path | None) -> None:
        self.path = cache and cache / STATE
        self.found: dict[str, list[object]] = {}
        self.used: dict[str, list[object]] = {}
        if self.path is None:
            return
        try:
            mark, _, text = self.path.read_text(encoding="utf-8").partition("\n")
            if mark == mark_of(text):
                self.found = json.loads(text)
        except (OSError, ValueError):
            pass

    def get(self, key: str) -> list[object] | None:
        """What was kept by a key; it is kept on."""
        known = self.found.get(key)
        if known is not None:
            self.used[key] = known
        return known

    def put(self, key: str, value: Sequence[object]) -> None:
        """Keep something."""
        self.used[key] = list(value)

    def close(self) -> None:
        """Write what was used or put."""
        if self.path is None or self.used == self.found:
            return
        text = json.dumps(self.used, separators=(",", ":"))
        write_whole(self.path, f"{mark_of(text)}\n{text}".encode())


def mark_of(text: str) -> str:
    """A sum of what was kept, and the code that wrote the files that it names: another's might be others."""
    return f"{code_mark()} {zlib.crc32(text.encode()):08x}"


def is_current(
    output: Path, documents: Sequence[Document], fields: Mapping[str, float], cache: Path | None, lang: str
) -> bool:
    """Whether the files below an output are those that these documents give, as the last build with this cache left them."""
    known = State(cache).get("built") if cache else None
    if known is None:
        return False
    digests = [document.digest() for document in documents]
    return known == [question(facet_lines(documents), digests, fields, lang), listing(output)]
