"""Chosen blocks as plain HTML again: lists and quotations opened and closed as they stood."""

import html as entities
import re
from collections import Counter

from lxml import html

from legacy_import.extract.blocks import EMPHASIS, Block, Wrap
from legacy_import.extract.picture_source import picture_address
from legacy_import.extract.tree import clean_text

__all__ = ["blocks_html"]

_INLINE_KEPT = frozenset(
    ["a", "code", "kbd", "samp", "sub", "sup", "abbr", "q", "del", "s", "mark", "tt", "ins"]
)


def blocks_html(blocks: list[Block]) -> str:
    """Write blocks with their lists and quotations; an item of one paragraph stays a plain item."""
    held = Counter(_item_of(block) for block in blocks)
    parts: list[str] = []
    open_wraps: list[Wrap] = []
    for block in blocks:
        shared = 0
        for ours, theirs in zip(open_wraps, block.wraps, strict=False):
            if ours != theirs:
                break
            shared += 1
        parts += [f"</{wrap.tag}>" for wrap in reversed(open_wraps[shared:])]
        parts += [_opening(wrap) for wrap in block.wraps[shared:]]
        open_wraps = list(block.wraps)
        item = _item_of(block)
        parts.append(_block_html(block, is_plain=item is not None and held[item] == 1))
    parts += [f"</{wrap.tag}>" for wrap in reversed(open_wraps)]
    return "".join(parts)


def _item_of(block: Block) -> int | None:
    """The number of the list item or term in which a block stands directly."""
    last = block.wraps[-1] if block.wraps else None
    return last.number if last is not None and last.tag in ("li", "dt", "dd") else None


def _opening(wrap: Wrap) -> str:
    start = f' start="{wrap.start}"' if wrap.tag == "ol" and wrap.start and wrap.start.isdigit() else ""
    return f"<{wrap.tag}{start}>"


def _block_html(block: Block, *, is_plain: bool) -> str:
    if block.kind == "hr":
        return "<hr>"
    if block.kind == "pre":
        return f"<pre><code>{entities.escape(chr(10).join(block.lines), quote=False)}</code></pre>"
    if block.kind == "table":
        return str(html.tostring(block.element, encoding="unicode", with_tail=False))
    if block.kind == "figure":
        image = _image_html(block.images[0])
        caption = entities.escape(block.caption, quote=False)
        return f"<figure>{image}<figcaption>{caption}</figcaption></figure>" if caption else f"<p>{image}</p>"
    inner = "".join(_piece_html(node, marks) for node, marks in block.pieces).strip()
    inner = re.sub(r"^(?:\s|<br>)+|(?:\s|<br>)+$", "", inner)
    if block.kind == "h":
        return f"<h{max(2, block.level)}>{inner}</h{max(2, block.level)}>"
    return inner if is_plain else f"<p>{inner}</p>"


def _piece_html(node: str | html.HtmlElement, marks: tuple[str, ...]) -> str:
    inner = entities.escape(node, quote=False) if isinstance(node, str) else _inline_html(node)
    if not inner.strip() or inner == "<br>":
        return inner
    for mark in reversed(marks):
        inner = f"<{mark}>{inner}</{mark}>"
    return inner


def _inline_html(node: html.HtmlElement) -> str:
    if node.tag == "br":
        return "<br>"
    if node.tag in ("img", "amp-img"):
        return _image_html(node)
    inner = entities.escape(node.text or "", quote=False)
    for child in node:
        if isinstance(child.tag, str):
            inner += _inline_html(child)
        inner += entities.escape(child.tail or "", quote=False)
    tag = EMPHASIS.get(node.tag, node.tag)
    if tag == "a" and node.get("href"):
        title = f' title="{entities.escape(node.get("title"))}"' if node.get("title") else ""
        return f'<a href="{entities.escape(node.get("href"))}"{title}>{inner}</a>'
    if tag in ("strong", "em") or (tag in _INLINE_KEPT and tag != "a"):
        return f"<{tag}>{inner}</{tag}>" if inner.strip() else inner
    return inner


def _image_html(node: html.HtmlElement) -> str:
    source = picture_address({str(key): str(value) for key, value in node.attrib.items()}) or ""
    return f'<img src="{entities.escape(source)}" alt="{entities.escape(clean_text(node.get("alt") or ""))}">'
