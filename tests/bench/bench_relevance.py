"""How well the search ranks, on a collection that people have judged: nDCG@10 of ours beside lunr.py's own pipeline.

Usage: STRINGER_COLLECTION=FOLDER python3 tasks.py bench relevance
The folder holds the Cranfield collection as it is published: cran.all.1400, cran.qry, cranqrel.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

import lunr

from lunr_search.build import write_search
from lunr_search.documents import Document
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS

# How much a judgement is worth: 1 is a complete answer, 4 is of minimum interest.
GAINS = {1: 4, 2: 3, 3: 2, 4: 1, -1: 1}
TOP = 10

Search = Callable[[str], list[str]]


def records(path: Path) -> Iterator[dict[str, str]]:
    """The parts of each record, by letter."""
    for record in path.read_text(encoding="utf-8").split(".I ")[1:]:
        number, *parts = re.split(r"^\.([TABW])$", record, flags=re.MULTILINE)
        yield {
            "I": number.strip(),
            **{name: " ".join(text.split()) for name, text in zip(parts[::2], parts[1::2], strict=True)},
        }


def judgements(path: Path) -> dict[int, dict[str, int]]:
    """Of each query, in the order of the queries: document → what it is worth."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for line in path.read_text(encoding="utf-8").splitlines():
        query, document, code = map(int, line.split())
        found[query][str(document)] = GAINS.get(code, 0)
    return found


def ndcg(ranked: list[str], worth: dict[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten (Järvelin and Kekäläinen, 2002)."""
    gain = _discounted([worth.get(ref, 0) for ref in ranked[:TOP]])
    best = _discounted(sorted(worth.values(), reverse=True)[:TOP])
    return gain / best if best else 0.0


def _discounted(values: list[int]) -> float:
    return sum(value / math.log2(at + 2) for at, value in enumerate(values))


def steep(worth: dict[str, int]) -> dict[str, int]:
    """The same judgements, but a better answer is worth twice as much and one more (Burges and others, 2005)."""
    return {ref: (1 << value) - 1 for ref, value in worth.items()}


def plain_lunr(documents: list[dict[str, str]]) -> Search:
    """lunr.py as it comes: its own pipeline, title and text alike."""
    index: Any = lunr.lunr(ref="I", fields=("T", "W"), documents=documents)
    return lambda text: [found["ref"] for found in index.search(re.sub(r"[^\w\s]", " ", text))]


def ours(
    documents: list[dict[str, str]], folder: Path, boosts: dict[str, float], *, together: bool = False
) -> Search:
    """Our index, its fields weighed so."""
    write_search(
        folder,
        [
            Document(f"/{one['I']}/", {"title": one["T"], "body": one["W"]}, "en", "2000-01-01")
            for one in documents
        ],
        boosts,
        together=together,
    )
    site = open_site(folder)
    return lambda text: [result.ref.strip("/") for result in site.search(text, "en").results]


def main() -> int:
    """Print a JSON line an engine."""
    where = os.environ.get("STRINGER_COLLECTION")
    if not where:
        sys.stderr.write("Set STRINGER_COLLECTION to a folder with cran.all.1400, cran.qry and cranqrel.\n")
        return 1
    folder = Path(where)
    documents = list(records(folder / "cran.all.1400"))
    queries = [one["W"] for one in records(folder / "cran.qry")]
    judged = judgements(folder / "cranqrel")
    with tempfile.TemporaryDirectory() as temporary:
        boosts = {name: FIELDS[name] for name in ("title", "body")}
        engines = {
            "lunr.py": plain_lunr(documents),
            "ours": ours(documents, Path(temporary) / "ours", boosts),
            "ours, fields together": ours(documents, Path(temporary) / "together", boosts, together=True),
        }
        for name, search in engines.items():
            ranked = [(search(text), judged[at]) for at, text in enumerate(queries, 1)]
            row = {
                "subject": "relevance",
                "engine": name,
                "queries": len(ranked),
                "ndcg@10": round(mean(ndcg(found, worth) for found, worth in ranked), 4),
                "ndcg@10, steep": round(mean(ndcg(found, steep(worth)) for found, worth in ranked), 4),
            }
            sys.stdout.write(json.dumps(row) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
