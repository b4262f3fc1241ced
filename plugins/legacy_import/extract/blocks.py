"""A page as the run of its blocks: paragraphs, headings, list items, tables and pictures, in reading order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import html

from legacy_import.extract.tree import BLOCK_TAGS, attribute_words, clean_text, tree_text

__all__ = ["EMPHASIS", "Block", "Wrap", "linearise"]

EMPHASIS = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "cite": "em", "dfn": "em", "var": "em"}
_MAX_DEPTH = 180
_CONTAINERS = frozenset(["blockquote", "ul", "ol", "li", "dl", "dd", "dt"])


@dataclass(frozen=True, slots=True)
class Wrap:
    """A list, list item or quotation around a block: its tag, its element's number on the page, and its start."""

    tag: str
    number: int
    start: str | None = None


Piece = tuple["str | html.HtmlElement", tuple[str, ...]]


@dataclass(slots=True, eq=False)
class Block:
    """A leaf of the page: its kind, words and place in the tree."""

    kind: str
    element: html.HtmlElement
    path: tuple[html.HtmlElement, ...]
    pieces: list[Piece] = field(default_factory=list)
    wraps: tuple[Wrap, ...] = ()
    level: int = 0
    lines: list[str] = field(default_factory=list)
    link_chars: int = 0
    images: list[html.HtmlElement] = field(default_factory=list)
    caption: str = ""
    hints: str = ""
    text: str = ""
    index: int = 0

    @property
    def link_share(self) -> float:
        """The part of the words that stands in links, 0..1."""
        return min(1.0, self.link_chars / len(self.text)) if self.text else 0.0

    def cut(self, lines: list[str], pieces: list[Piece] | None = None) -> "Block":
        """The same block with fewer lines; its HTML is then the given pieces, else the lines."""
        kept: list[Piece] = pieces if pieces is not None else _plain_pieces(lines)
        copy = Block(self.kind, self.element, self.path, kept, self.wraps, self.level, lines)
        copy.link_chars, copy.images, copy.hints, copy.index = (
            self.link_chars,
            self.images,
            self.hints,
            self.index,
        )
        copy.text = " ".join(lines)
        return copy


def _plain_pieces(lines: list[str]) -> list[Piece]:
    pieces: list[Piece] = []
    for number, line in enumerate(lines):
        if number:
            pieces.append((html.fromstring("<br>"), ()))
        pieces.append((line, ()))
    return pieces


def linearise(root: html.HtmlElement) -> list[Block]:
    """Give the blocks of a tidied tree in reading order."""
    walker = _Walker(_holders_of_blocks(root))
    walker.walk(root, (root,), (), ())
    for number, block in enumerate(walker.blocks):
        block.index = number
    return walker.blocks


def _holders_of_blocks(root: html.HtmlElement) -> set[html.HtmlElement]:
    holders: set[html.HtmlElement] = set()
    for element in root.iter(*BLOCK_TAGS):
        parent = element.getparent()
        while parent is not None and parent not in holders:
            holders.add(parent)
            parent = parent.getparent()
    for first in root.iter("br"):
        second = first.getnext()
        if second is not None and second.tag == "br" and not (first.tail or "").strip():
            parent = first.getparent()
            while parent is not None and parent.tag not in BLOCK_TAGS and parent not in holders:
                holders.add(parent)
                parent = parent.getparent()
    return holders


class _Walker:
    """Walks a tree once and collects its blocks."""

    def __init__(self, holders: set[html.HtmlElement]) -> None:
        self.blocks: list[Block] = []
        self._holders = holders
        self._numbers: dict[html.HtmlElement, int] = {}

    def walk(
        self,
        element: html.HtmlElement,
        path: tuple[html.HtmlElement, ...],
        wraps: tuple[Wrap, ...],
        marks: tuple[str, ...],
        run: list[Piece] | None = None,
    ) -> None:
        own = run is None
        run = [] if run is None else run
        if element.text:
            run.append((element.text, marks))
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, path, wraps, marks, run)
            if child.tail:
                run.append((child.tail, marks))
        if own:
            self._flush(element, path, wraps, run)

    def _child(
        self,
        child: html.HtmlElement,
        path: tuple[html.HtmlElement, ...],
        wraps: tuple[Wrap, ...],
        marks: tuple[str, ...],
        run: list[Piece],
    ) -> None:
        if len(path) > 40:
            child = _innermost(child)
        tag = child.tag
        if tag not in BLOCK_TAGS and (child not in self._holders or len(path) > _MAX_DEPTH):
            run.append((child, marks))
            return
        if tag not in BLOCK_TAGS and not any(True for _ in child.iter(*BLOCK_TAGS)):
            inner = (*marks, EMPHASIS[tag]) if tag in EMPHASIS else marks
            self.walk(child, path, wraps, inner, run)
            return
        self._flush(path[-1], path, wraps, run)
        if len(path) > _MAX_DEPTH:
            run.append((tree_text(child), marks))
            return
        self._block(child, (*path, child), wraps, marks)

    def _block(
        self,
        child: html.HtmlElement,
        path: tuple[html.HtmlElement, ...],
        wraps: tuple[Wrap, ...],
        marks: tuple[str, ...],
    ) -> None:
        tag = child.tag
        if tag == "hr":
            self._add(Block("hr", child, path, wraps=wraps))
        elif tag == "pre":
            block = Block("pre", child, path, wraps=wraps)
            block.lines = (child.text_content() or "").strip("\n").split("\n")
            block.text = clean_text(child.text_content() or "")
            self._add(block)
        elif tag == "figure" or _is_picture_box(child):
            self._figure(child, path, wraps, marks)
        elif tag == "table" and _is_data_table(child):
            block = Block("table", child, path, wraps=wraps)
            block.text = clean_text(" ".join(child.itertext()))
            block.lines = [clean_text(" ".join(row.itertext())) for row in child.iter("tr")]
            block.link_chars = sum(len(tree_text(link)) for link in child.iter("a"))
            self._add(block)
        else:
            if tag in _CONTAINERS:
                number = self._numbers.setdefault(child, len(self._numbers))
                wraps = (*wraps, Wrap(tag, number, child.get("start")))
            self.walk(child, path, wraps, marks)

    def _figure(
        self,
        child: html.HtmlElement,
        path: tuple[html.HtmlElement, ...],
        wraps: tuple[Wrap, ...],
        marks: tuple[str, ...],
    ) -> None:
        images = list(child.iter("img", "amp-img"))
        if not images or (len(tree_text(child)) > 1200 and child.tag != "figure"):
            self.walk(child, path, wraps, marks)
            return
        block = Block("figure", child, path, wraps=wraps, images=images)
        block.lines = [line for line in _caption_lines(child) if line]
        block.text = block.caption = " ".join(block.lines)
        self._add(block)

    def _flush(
        self,
        element: html.HtmlElement,
        path: tuple[html.HtmlElement, ...],
        wraps: tuple[Wrap, ...],
        run: list[Piece],
    ) -> None:
        for pieces in _paragraphs(run):
            block = Block("p", element, path, pieces, wraps)
            _read_pieces(block)
            if not block.text and not block.images:
                continue
            if not block.text:
                block.kind = "image"
            elif re.fullmatch(r"h[1-6]", element.tag or ""):
                block.kind, block.level = "h", int(element.tag[1])
            elif element.tag == "figcaption":
                block.kind = "caption"
            self._add(block)
        run.clear()

    def _add(self, block: Block) -> None:
        block.hints = " ".join(attribute_words(element) for element in block.path[-4:])
        self.blocks.append(block)


def _paragraphs(run: list[Piece]) -> Iterator[list[Piece]]:
    """Cut a run of inline pieces at two or more line breaks."""
    current: list[Piece] = []
    breaks = 0
    for piece in run:
        node = piece[0]
        if not isinstance(node, str) and node.tag == "br":
            breaks += 1
            current.append(piece)
            continue
        if isinstance(node, str) and not node.strip():
            current.append(piece)
            continue
        if breaks >= 2:
            yield current
            current = []
        breaks = 0
        current.append(piece)
    yield current


def _read_pieces(block: Block) -> None:
    text: list[str] = []
    for node, _marks in block.pieces:
        if isinstance(node, str):
            text.append(re.sub(r"\s+", " ", node))
        elif node.tag == "br":
            text.append("\n")
        else:
            text.append(_inline_text(node))
            links = [node] if node.tag == "a" else list(node.iter("a"))
            block.link_chars += sum(len(tree_text(link)) for link in links if link.get("href"))
            block.images += [node] if node.tag == "img" else list(node.iter("img"))
    lines = [clean_text(line) for line in "".join(text).split("\n")]
    block.lines = [line for line in lines if line]
    block.text = " ".join(block.lines)
    if _is_inside_link(block.path):
        block.link_chars = len(block.text)


def _is_inside_link(path: tuple[html.HtmlElement, ...]) -> bool:
    """Whether a card that is one link holds the block; a link that nobody closed swallows more than a card."""
    return any(
        box.tag == "a" and box.get("href") and len(tree_text(box)) < (2000 if above.tag == "li" else 700)
        for above, box in pairwise(path[-9:])
    )


def _inline_text(node: html.HtmlElement) -> str:
    parts = [re.sub(r"\s+", " ", node.text or "")]
    for child in node:
        if child.tag == "br":
            parts.append("\n")
        elif isinstance(child.tag, str):
            parts.append(_inline_text(child))
        parts.append(re.sub(r"\s+", " ", child.tail or ""))
    return "".join(parts)


def _innermost(element: html.HtmlElement) -> html.HtmlElement:
    """The first element inside a chain of boxes that hold nothing but the next box."""
    while (
        len(element) == 1
        and element.tag in ("div", "span", "center", "section", "font")
        and isinstance(element[0].tag, str)
        and not (element.text or "").strip()
        and not (element[0].tail or "").strip()
    ):
        element = element[0]
    return element


_BOX_CLASS = re.compile(
    r"\b(?:foto|photo|image|img|pic|picture|figure|illustration|wp-caption|im)(?:[-_]?\w*)\b"
)


def _is_picture_box(element: html.HtmlElement) -> bool:
    """A small div or table that holds one picture and at most its caption."""
    if element.tag not in ("div", "table", "dl", "center"):
        return False
    images = element.findall(".//img")
    if len(images) != 1 or element.find(".//h1") is not None or element.find(".//h2") is not None:
        return False
    text = tree_text(element)
    if len(text) > 600 or len(element.findall(".//p")) > 3:
        return False
    links = sum(len(tree_text(link)) for link in element.iter("a"))
    if links * 2 > len(text) + 1:
        return False
    if element.tag == "table":
        cells, breaks = len(element.findall(".//td")), len(element.findall(".//br"))
        return 0 < len(text) <= 350 and cells <= 3 and links == 0 and breaks <= 3
    return bool(text) and bool(_BOX_CLASS.search(attribute_words(element)))


def _caption_lines(element: html.HtmlElement) -> list[str]:
    captions = element.findall(".//figcaption")
    sources = captions or [element]
    lines: list[str] = []
    for source in sources:
        raw = _inline_with_breaks(source)
        lines += [clean_text(line) for line in raw.split("\n")]
    seen: list[str] = []
    for line in lines:
        if line and line not in seen:
            seen.append(line)
    return seen


def _inline_with_breaks(node: html.HtmlElement) -> str:
    parts = [node.text or ""]
    for child in node:
        if not isinstance(child.tag, str):
            continue
        edge = "\n" if child.tag in BLOCK_TAGS or child.tag == "br" else ""
        parts += [edge, _inline_with_breaks(child), edge, child.tail or ""]
    return "".join(parts)


def _is_data_table(table: html.HtmlElement) -> bool:
    if table.find(".//table") is not None or (table.get("role") or "") == "presentation":
        return False
    rows = list(table.iter("tr"))
    widths = [sum(cell.tag in ("td", "th") for cell in row) for row in rows]
    if len(rows) < 2 or max(widths, default=0) < 2 or sum(width >= 2 for width in widths) * 2 < len(rows):
        return False
    cells = [tree_text(cell) for row in rows for cell in row if cell.tag in ("td", "th")]
    if any(table.find(f".//{tag}") is not None for tag in ("h1", "h2", "ul", "form")):
        return False
    filled = [cell for cell in cells if cell]
    if len(filled) * 2 < len(cells) or max(map(len, filled), default=0) > 400:
        return False
    links = sum(len(tree_text(link)) for link in table.iter("a"))
    return links * 2 < sum(map(len, filled)) and sum(map(len, filled)) < 120 * len(filled)
