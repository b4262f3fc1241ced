"""What it takes to bring a search up to date after one edit, beside a full build: CPU seconds of a process of its own each.

Usage: python3 tasks.py bench search_edits   (STRINGER_BENCH_SIZE dispatches, 10,000 when not set)
Every kind of edit is made three times, each of another dispatch; at the end the files are compared with those of a clean build.
"""

from __future__ import annotations

import json
import os
import pickle
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import search_corpus

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.settings import FIELDS

ROUNDS, SEED = 3, 5


def with_body(document: Document, words: list[str]) -> Document:
    """A document with another text; its hash is made beforehand, as the build of a site does."""
    raw = {**document.raw, "body": " ".join(words)}
    return hashed(replace(document, raw=raw, known_as=""))


def hashed(document: Document) -> Document:
    """A document that knows its hash."""
    return replace(document, known_as=document.digest())


def nothing(documents: list[Document], _: random.Random) -> list[Document]:
    """Asked for anyway."""
    return documents


def one_word(documents: list[Document], dice: random.Random) -> list[Document]:
    """One word of a text for another that the archive has."""
    at, other = dice.randrange(len(documents)), dice.choice(documents)
    words = documents[at].raw["body"].split()
    words[dice.randrange(len(words))] = dice.choice(other.raw["body"].split())
    return [*documents[:at], with_body(documents[at], words), *documents[at + 1 :]]


def four_words(documents: list[Document], dice: random.Random) -> list[Document]:
    """Four words more at the end of a text."""
    at, other = dice.randrange(len(documents)), dice.choice(documents)
    words = [*documents[at].raw["body"].split(), *other.raw["body"].split()[:4]]
    return [*documents[:at], with_body(documents[at], words), *documents[at + 1 :]]


def new(documents: list[Document], dice: random.Random) -> list[Document]:
    """A new dispatch, of the length of one that is there, with words of the archive's."""
    like = dice.choice(documents)
    count = len(like.raw["body"].split())
    known = search_corpus.languages()[like.lang]
    piece = replace(like, ref=f"/2026/01/01/new-{dice.randrange(10**6)}/", filed="2026-01-01")
    return [*documents, with_body(piece, known.text(dice, count))]


EDITS: dict[str, Callable[[list[Document], random.Random], list[Document]]] = {
    "nothing": nothing,
    "one word": one_word,
    "four words": four_words,
    "new": new,
}


def build(folder: Path, documents: list[Document], output: str, cache: str | None) -> dict[str, Any]:
    """Build in a process of its own; what it took, and what it did."""
    held = folder / "documents"
    held.write_bytes(pickle.dumps(documents))
    command = [sys.executable, "-P", __file__, str(held), str(folder / output)]
    command += [str(folder / cache)] if cache else []
    found: dict[str, Any] = json.loads(
        subprocess.run(command, check=True, capture_output=True, text=True).stdout
    )
    return found


def build_alone(held: Path, output: Path, cache: Path | None) -> None:
    """Build, and print what it took."""
    documents = pickle.loads(held.read_bytes())  # noqa: S301 (our own)
    started = time.process_time()
    built = write_search(output, documents, FIELDS, cache=cache)
    cpu = time.process_time() - started
    sys.stdout.write(json.dumps({"cpu_s": cpu, "written": built.written, "read": built.read}))


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a search."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def say(row: dict[str, Any]) -> None:
    """One JSON line."""
    sys.stdout.write(json.dumps(row) + "\n")
    sys.stdout.flush()


def main() -> int:
    """Print JSON lines: the full build, each kind of edit beside it, and whether the bytes are the same."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "10000"))
    dice = random.Random(SEED)
    documents = list(map(hashed, search_corpus.documents(size)))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        full = build(folder, documents, "clean", None)["cpu_s"]
        first = build(folder, documents, "site", "cache")["cpu_s"]
        say({"subject": "search_edits", "size": size, "full_cpu_s": round(full, 2), "with_cache_cpu_s": round(first, 2)})  # fmt: skip
        for kind, edit in EDITS.items():
            rows = []
            for _ in range(ROUNDS):
                documents = edit(documents, dice)
                rows.append(build(folder, documents, "site", "cache"))
            cpu = [row["cpu_s"] for row in rows]
            middle = statistics.median(cpu)
            say({
                "subject": "search_edits",
                "size": size,
                "edit": kind,
                "cpu_s": [round(one, 2) for one in cpu],
                "of_full": round(middle / full, 3),
                "written": [row["written"] for row in rows],
                "read": [row["read"] for row in rows],
            })  # fmt: skip
        shutil.rmtree(folder / "clean")
        full_again = build(folder, documents, "clean", None)["cpu_s"]
        is_same = contents(folder / "clean") == contents(folder / "site")
        say(
            {
                "subject": "search_edits",
                "size": size,
                "full_cpu_s": round(full_again, 2),
                "same_bytes": is_same,
            }
        )
    return 0 if is_same else 1


if __name__ == "__main__":
    if len(sys.argv) > 2:
        build_alone(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)
    else:
        sys.exit(main())
