"""A captured page as inert HTML: its text and its pictures, nothing that acts, leads away or asks anybody for anything."""

from __future__ import annotations

import bisect
import gzip
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from urllib.parse import urljoin

from lxml import html

from legacy_import.extract.picture_source import picture_address
from legacy_import.extract.tree import BLOCK_TAGS, clean_text, parse_tree, tidy

__all__ = ["Blocks", "PictureKeeper", "fit", "inert_blocks"]

# Gives the address (as seen from the copy) and size in points of a picture that is at hand, else None.
PictureKeeper = Callable[[str], tuple[str, int, int] | None]

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_KEPT = {"li": "li", "blockquote": "blockquote", "pre": "pre"} | dict.fromkeys(_HEADINGS, "h2")
_MARKS = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "sup": "sup", "sub": "sub"}
_BREAKS = re.compile(r"(?:\s*<br>\s*){2,}")


@dataclass(frozen=True, slots=True)
class Blocks:
    """What is shown of a captured page, in its order, and whether there was more."""

    html: str
    is_cut: bool


def inert_blocks(text: str, base: str | None, keep: PictureKeeper) -> list[str]:
    """A page's HTML as paragraphs, headings, list entries and pictures, each a whole piece of HTML."""
    tree = parse_tree(text)
    if tree is None:
        return []
    writer = _Writer(base, keep)
    writer.walk(tidy(tree), "p")
    writer.end("p")
    return writer.blocks


class _Writer:
    """Walks a tree and gathers blocks; `line` is the HTML of the block that is being written."""

    def __init__(self, base: str | None, keep: PictureKeeper) -> None:
        self.base = base
        self.keep = keep
        self.blocks: list[str] = []
        self.line: list[str] = []

    def walk(self, element: html.HtmlElement, name: str) -> None:
        """Write an element and what is in it; `name` is the block its words belong to."""
        self.words(element.text, name)
        for child in element:
            if isinstance(child.tag, str):
                self.child(child, name)
            self.words(child.tail, name)

    def child(self, child: html.HtmlElement, name: str) -> None:
        """One element inside another."""
        if child.tag == "img":
            self.picture(child)
        elif child.tag == "br":
            self.line.append("\n" if name == "pre" else "<br>")
        elif child.tag in BLOCK_TAGS:
            inner = _KEPT.get(child.tag, name if name in {"blockquote", "li"} else "p")
            self.end(name)
            self.walk(child, inner)
            self.end(inner)
        elif child.tag in _MARKS and _is_plain(child):
            mark = _MARKS[child.tag]
            self.line.append(f"<{mark}>")
            self.walk(child, name)
            self.line.append(f"</{mark}>")
        else:
            self.walk(child, name)

    def words(self, text: str | None, name: str) -> None:
        """Words, harmless and without invisible marks; only `pre` keeps its lines."""
        if not text:
            return
        if name == "pre":
            lines = text.split("\n")
            self.line.append("\n".join(escape(_spaced(line), quote=False) for line in lines))
            return
        before = " " if text[0].isspace() else ""
        after = " " if text[-1].isspace() else ""
        self.line.append(f"{before}{escape(clean_text(text), quote=False)}{after}")

    def picture(self, element: html.HtmlElement) -> None:
        """A picture that is at hand; of another the words that stand for it."""
        address = picture_address({str(key): str(value) for key, value in element.attrib.items()})
        alt = clean_text(element.get("alt") or "")
        kept = self.keep(urljoin(self.base, address) if self.base else address) if address else None
        if kept is not None:
            source, width, height = kept
            self.line.append(
                f'<img src="{escape(source)}" alt="{escape(alt)}" width="{width}" height="{height}" loading="lazy">'
            )
        elif alt:
            self.line.append(f" [{escape(alt, quote=False)}] ")

    def end(self, name: str) -> None:
        """Close the block, if there is anything in it; an empty line in it parts two."""
        text, self.line = "".join(self.line), []
        if name == "pre":
            if text.strip():
                self.blocks.append(f"<pre>{text.strip(chr(10))}</pre>")
            return
        for part in _BREAKS.split(text) if name == "p" else [text]:
            inner = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", re.sub(r"\s+", " ", part))
            if re.sub(r"<(?!img)[^>]*>", "", inner).strip():
                self.blocks.append(_block(name, inner))


def _is_plain(element: html.HtmlElement) -> bool:
    """Whether a mark holds words that no block and no line break parts: only then it ends where it began."""
    inner = {e.tag for e in element.iterdescendants() if isinstance(e.tag, str)}
    return bool((element.text_content() or "").strip()) and not inner & (BLOCK_TAGS | _MARKS.keys() | {"br"})


def _block(name: str, inner: str) -> str:
    if name == "blockquote":
        return f"<blockquote><p>{inner}</p></blockquote>"
    return f"<ul><li>{inner}</li></ul>" if name == "li" else f"<{name}>{inner}</{name}>"


def _spaced(line: str) -> str:
    """A line of preformatted text: its blanks stay, invisible marks go."""
    return "".join(part if part.isspace() else clean_text(part) for part in re.split(r"([ \t]+)", line))


def fit(blocks: list[str], most_bytes: int) -> Blocks:
    """As many blocks from the start as fit, packed with gzip, into that many bytes."""
    whole = list(_joined(blocks))

    def is_too_long(number: int) -> bool:
        return len(gzip.compress("\n".join(whole[:number]).encode())) > most_bytes

    shown = bisect.bisect_left(range(len(whole) + 1), x=True, key=is_too_long) - 1
    return Blocks("\n".join(whole[:shown]), is_cut=shown < len(whole))


def _joined(blocks: list[str]) -> Iterator[str]:
    """Neighbouring entries of a list as one list."""
    entries: list[str] = []
    for block in blocks:
        if block.startswith("<ul>"):
            entries.append(block.removeprefix("<ul>").removesuffix("</ul>"))
            continue
        if entries:
            yield f"<ul>{''.join(entries)}</ul>"
            entries = []
        yield block
    if entries:
        yield f"<ul>{''.join(entries)}</ul>"
