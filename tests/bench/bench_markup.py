"""Bodies of plain Markdown without the engine, beside the engine: how many, how fast, and that the bytes are the same.

Usage: python3 tasks.py bench markup      (STRINGER_BENCH_BODIES bodies, 2,000 when not set)
One JSON line a set of bodies: the generator's, the same with marks set among the words, and the archive's own.
Exit 1 if one body came out different.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "plugins"), str(ROOT / "tests" / "bench")]

from corpus import write_archive  # noqa: E402

from copydesk.markup import Markup  # noqa: E402
from copydesk.plain_markup import render_plain  # noqa: E402
from dispatch.frontmatter import read_dispatch  # noqa: E402

_ROUNDS = 3


def generated(number: int) -> list[str]:
    """The bodies of a generated archive."""
    with tempfile.TemporaryDirectory() as folder:
        write_archive(Path(folder), number)
        return bodies(Path(folder))


def bodies(folder: Path) -> list[str]:
    """The bodies of the dispatches below a folder."""
    paths = sorted(folder.glob("dispatches/**/*.md"))
    return [read_dispatch(path.read_text(encoding="utf-8"), str(path)).dispatch.body for path in paths]


def marked(texts: list[str], seed: int = 1) -> list[str]:
    """The same bodies with six marks each, as a writer sets them."""
    rng = random.Random(seed)
    forms = [
        "*{}*",
        "**{}**",
        "_{}_",
        "[{}](https://a.example/x_y?z=1)",
        "[{}](/2004/05/06/a-slug/)",
        "“{}” —",
    ]
    found = []
    for text in texts:
        words = text.split(" ")
        for form in forms:
            at = rng.randrange(1, len(words) - 1)
            if words[at].isalpha():
                words[at] = form.format(words[at])
        found.append(" ".join(words))
    return found


def measure(subject: str, texts: list[str]) -> dict[str, object]:
    """One line: ours and the engine in turn, the median of the pairwise ratios."""
    engine = Markup()
    plain = [text for text in texts if render_plain(text) is not None]
    different = sum(render_plain(text) != engine.render(text) for text in plain)
    times: list[tuple[float, float]] = []
    for _ in range(_ROUNDS):
        began = time.process_time()
        for text in plain:
            render_plain(text)
        middle = time.process_time()
        for text in plain:
            engine.render(text)
        times.append((middle - began, time.process_time() - middle))
    return {
        "subject": f"markup {subject}",
        "size": len(texts),
        "plain_share": round(len(plain) / len(texts), 3),
        "different": different,
        "ours_ms_a_body": round(1000 * statistics.median(ours for ours, _ in times) / max(1, len(plain)), 4),
        "peer": "Markup.render",
        "ratio": round(statistics.median(ours / theirs for ours, theirs in times), 4) if plain else None,
    }


def main() -> int:
    """Print a line a set; 1 if something came out different."""
    texts = generated(int(os.environ.get("STRINGER_BENCH_BODIES", "2000")))
    bad = False
    for subject, some in (
        ("generated", texts),
        ("marked", marked(texts)),
        ("archive", bodies(ROOT / "content")),
    ):
        row = measure(subject, some)
        bad |= bool(row["different"])
        sys.stdout.write(json.dumps(row) + "\n")
    return int(bad)


if __name__ == "__main__":
    sys.exit(main())
