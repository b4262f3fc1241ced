"""A seeded archive of any size: words by rank, three languages, four bylines, forty places."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

LETTERS = "abcdefghijklmnopqrstuvwxyz"
FIRST_DAY = dt.date(1995, 1, 1)


def vocabulary(rng: random.Random, size: int) -> list[str]:
    """Made-up words of three to ten letters."""
    return ["".join(rng.choices(LETTERS, k=rng.randint(3, 10))) for _ in range(size)]


def write_archive(folder: Path, size: int, *, seed: int = 1, yaml: bool = True) -> None:
    """Write `size` dispatches of about 520 words below `folder`; the same for the same seed.

    `yaml` False writes Pelican's own `Key: value` headers, for a stock Pelican to read.
    """
    rng = random.Random(seed)
    words = vocabulary(rng, 12_000)
    weights = [1 / (rank + 3) for rank in range(len(words))]
    for number in range(size):
        day = FIRST_DAY + dt.timedelta(days=number * 10_000 // size)
        text = rng.choices(words, weights, k=520)
        body = "\n\n".join(" ".join(text[n : n + 65]).capitalize() + "." for n in range(0, 520, 65))
        tags = sorted(set(rng.choices(words[:100], k=3)))
        values = {
            "title": f"{' '.join(rng.choices(words, k=5))} {number}",
            "date": day.isoformat(),
            "slug": f"piece-{number}",
            "tags": f"[{', '.join(tags)}]" if yaml else ", ".join(tags),
        }
        if yaml:
            values |= {
                "bylines": f"[Writer {rng.randint(1, 4)}]",
                "dateline": f"CITY{rng.randint(1, 40)}",
                "section": f"Desk {rng.randint(1, 5)}",
                "lang": rng.choice(["en", "en", "az", "ru"]),
                "standfirst": " ".join(rng.choices(words, k=15)),
            }
        path = folder / "dispatches" / f"{day.year}" / f"{day}-piece-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = "".join(f"{key}: {value}\n" for key, value in values.items())
        header = f"---\n{lines}---\n" if yaml else lines
        path.write_text(f"{header}\n{body}\n", encoding="utf-8")
    if yaml:
        text = "name: Bench\nlanguages: [en, az, ru]\ntime_zone: Asia/Baku\n"
        (folder / "archive.yaml").write_text(text, encoding="utf-8")
