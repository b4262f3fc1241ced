"""Where things lie in the checkout: the folders that tasks read and write when nothing else is said."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
OUTPUT = ROOT / "output"
EXPORT = ROOT / "export"
# Ignored by git; everything in it can be deleted and is made again.
CACHE = ROOT / ".cache"
