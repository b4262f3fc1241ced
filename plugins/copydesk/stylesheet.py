"""One stylesheet from the theme's files, a file a layer."""

from __future__ import annotations

import re
from pathlib import Path

LAYERS = ("reset", "tokens", "base", "layout", "parts", "print")


def join_stylesheet(folder: Path) -> str:
    """The files of `folder`, in the order of the layers, without comments and indentation.

    Other files follow in the order of their names. The first line states the layers' order.
    """
    rank = {f"{layer}.css": n for n, layer in enumerate(LAYERS)}
    paths = sorted(folder.glob("*.css"), key=lambda p: (rank.get(p.name, 99), p.name))
    css = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    return f"@layer {', '.join(LAYERS)};\n{squeeze(css)}\n"


def squeeze(css: str) -> str:
    """CSS without comments, blank lines and indentation; quoted texts stay as they are."""
    parts = re.split(r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')""", _without_comments(css))
    # Every second part is a quoted text.
    return "".join(part if n % 2 else _squeeze_code(part) for n, part in enumerate(parts)).strip()


def _squeeze_code(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<![\w.-])0\.(?=\d)", ".", css)
    return re.sub(r": (?=[^{}]*[;}])", ":", css).replace(";}", "}")


def _without_comments(css: str) -> str:
    pattern = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/"""
    return re.sub(pattern, lambda m: m[1] or "", css, flags=re.DOTALL)
