"""What the theme's files are to a reader's browser: one stylesheet, a file a layer, and the icon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

LAYERS = ("reset", "tokens", "base", "layout", "parts", "print")
# A larger icon is no part of a page (bytes).
MOST_ICON = 1_000


@dataclass(frozen=True, slots=True)
class Dress:
    """A theme's stylesheet, and its icon as an address that holds it; empty where it has none that is small."""

    css: str
    icon: str

    @classmethod
    def of(cls, theme: Path) -> Dress:
        """That of the theme in a folder."""
        static = theme / "static"
        return cls(join_stylesheet(static / "css"), icon_in_address(static / "public" / "favicon.svg"))


def icon_in_address(path: Path) -> str:
    """An SVG file as a `data:` address (RFC 2397); empty if it is not there or large."""
    if not path.is_file() or path.stat().st_size > MOST_ICON:
        return ""
    text = " ".join(path.read_text(encoding="utf-8").split())
    return "data:image/svg+xml," + quote(text, safe="/:=(),;")


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
    return re.sub(r": (?=[^{}]*[;}])", ":", css).replace(";}", "}")


def _without_comments(css: str) -> str:
    pattern = r"""("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|/\*.*?\*/"""
    return re.sub(pattern, lambda m: m[1] or "", css, flags=re.DOTALL)
