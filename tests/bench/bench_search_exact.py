"""How many of the seeded queries our browser engine, our Python reader and lunr.js 2.3.9 answer differently: 0 is the claim.

Usage: python3 tasks.py bench search_exact   (STRINGER_BENCH_SIZE dispatches, 3,000 when not set; STRINGER_SEED;
STRINGER_BENCH_TEXTS: a folder of real texts to cut them from)
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parent))

import real_texts

from lunr_search.build import write_search
from lunr_search.reader import open_site
from lunr_search.settings import FIELDS
from support.witness import differences

QUERIES = 1010


def main() -> int:
    """Print one JSON line; exit code 1 for any difference."""
    size = int(os.environ.get("STRINGER_BENCH_SIZE", "3000"))
    seed = int(os.environ.get("STRINGER_SEED", str(int(time.time()) % 10**6)))
    with tempfile.TemporaryDirectory() as temporary:
        output = Path(temporary)
        write_search(output, real_texts.documents(size), FIELDS)
        queries = list(real_texts.queries(size, QUERIES, seed))
        found = differences(output, open_site(output), queries, is_large=True)
    row = {"subject": "search_exact", "size": size, "seed": seed, "peer": "lunr.js 2.3.9", **found}
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    return 1 if found["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
