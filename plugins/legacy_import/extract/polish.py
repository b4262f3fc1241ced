"""What does not belong to a story although it stands in it: captions, calls to read on, notices, repeated headlines."""

import re
from collections import Counter
from collections.abc import Sequence

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.extraction import Notes
from legacy_import.extract.phrases import CALLS, NOTICES, STAMPS
from legacy_import.extract.tree import attribute_words, tree_text

__all__ = ["polish"]

_CAPTION_HINT = re.compile(
    r"caption|(?:image|photo|media|img|picture)[-_]+(?:credit|source|author|text|info|meta|copyright|desc)|credits?\b|"
    r"doc_media|wp-caption|photo-?credit|\bphoto\b|copyright|\blegende\b|bildunterschrift|article__media|slide-?show|gallery"
)
_CHROME_HINT = re.compile(
    r"line-clamp|read-?more|related|newsletter|paywall|access-wall|cta\b|-cta-|call-to-action|author-?bio|about-author|"
    r"breadcrumb|subscrib|promo(?:\b|box|small|large|item|title|desc)|(?<![\w-])(?:[a-z-]+[_-]+)?cards?(?:_+[\w-]+)?(?![\w-])|teaser|recirc|share-|social-|affiliate|disclaimer|disclosure|tags?-list|"
    r"post-meta|entry-meta|article-meta|meta-timestamp|dateline-wrapper|timestamp|byline|autorenzeile|infobox|factbox-more|also-read|"
    r"print-header|article-tags|topics?-list|comment|hidden-print|noprint|inline-?list|trending|sponsor|ontopic"
)


def polish(blocks: Sequence[Block], title: str | None, notes: Notes) -> list[Block]:
    """Give the blocks that stay; what goes is written into `notes` with the rule."""
    kept: list[Block] = []
    total = sum(len(block.text) for block in blocks) or 1
    heavy = _heavy_hints(blocks, total)
    trusted = _story_boxes(blocks, total)
    captions = _below_pictures(blocks, total)
    lists = _lists_of_links(blocks)
    for number, block in enumerate(blocks):
        rule = (
            "caption"
            if number in captions
            else "list of links"
            if number in lists
            else _rule_against(block, _hints(block, trusted), number, len(blocks), title, heavy)
        )
        if rule is None:
            kept.append(block)
        else:
            notes.drop(block.text, rule)
    return _without_loose_headings(kept, notes)


def _lists_of_links(blocks: Sequence[Block]) -> set[int]:
    """The places of lists whose every item leads to another page, and of the headings right above them.

    A table of contents leads into its own page, and stays.
    """
    places: dict[int, list[int]] = {}
    for number, block in enumerate(blocks):
        lists = [wrap.number for wrap in block.wraps if wrap.tag in ("ul", "ol")]
        if lists:
            places.setdefault(lists[-1], []).append(number)
    found: set[int] = set()
    for numbers in places.values():
        items = [blocks[number] for number in numbers]
        length = sum(len(item.text) for item in items)
        is_of_links = sum(item.link_chars for item in items) > 0.66 * length and all(
            item.link_share > 0.4 and not _leads_inside(item) for item in items
        )
        if len(items) >= 3 and is_of_links:
            found.update(numbers)
            above = numbers[0] - 1
            if above >= 0 and blocks[above].kind == "h" and len(blocks[above].text) < 80:
                found.add(above)
    return found


def _leads_inside(item: Block) -> bool:
    links = [node for node, _marks in item.pieces if not isinstance(node, str) and node.tag == "a"]
    return any((link.get("href") or "").startswith("#") for link in links)


def _heavy_hints(blocks: Sequence[Block], total: int) -> set[str]:
    """Hints that so much of the story carries that they say nothing against a block."""
    weights: dict[str, int] = {}
    for block in blocks:
        for hint in {found[0] for found in _CHROME_HINT.finditer(block.hints)} | {
            found[0] for found in _CAPTION_HINT.finditer(block.hints)
        }:
            weights[hint] = weights.get(hint, 0) + len(block.text)
    return {hint for hint, weight in weights.items() if weight * 3 > total}


def _hints(block: Block, trusted: set[html.HtmlElement]) -> str:
    """What the boxes around a block call themselves, less those that hold much of the story."""
    if not block.hints or trusted.isdisjoint(block.path[-4:]):
        return block.hints
    return " ".join(attribute_words(box) for box in block.path[-4:] if box not in trusted)


def _story_boxes(blocks: Sequence[Block], total: int) -> set[html.HtmlElement]:
    """Boxes with several of the story's own paragraphs: one that nobody closed has swallowed them."""
    prose = [
        block for block in blocks if block.kind == "p" and len(block.text) > 60 and block.link_share < 0.4
    ]
    steps = Counter(_step(block) for block in prose)
    main = max(steps, key=lambda step: steps[step], default="")
    held: dict[html.HtmlElement, list[int]] = {}
    for block in prose:
        if _step(block) == main:
            for box in block.path[-4:-1]:
                held.setdefault(box, []).append(len(block.text))
    return {box for box, sizes in held.items() if len(sizes) >= 3 and sum(sizes) > 0.12 * total}


def _step(block: Block) -> str:
    return f"{block.element.tag}.{block.element.get('class') or ''}"


def _rule_against(
    block: Block, hints: str, number: int, count: int, title: str | None, heavy: set[str]
) -> str | None:
    text = block.text
    if block.kind in ("figure", "image", "hr", "table", "pre"):
        return None
    if title and number < 12 and (_same(text, title) or (block.level == 1 and _holds(text, title))):
        return "headline repeated"
    if any(found[0] not in heavy for found in _CAPTION_HINT.finditer(hints)) and len(text) < 400:
        return "caption"
    if block.kind == "caption":
        return "caption"
    if len(text) < 500 and any(found[0] not in heavy for found in _CHROME_HINT.finditer(hints)):
        return "chrome by its class"
    if CALLS.match(text) and len(text) < 220:
        return "call to act"
    if block.link_share > 0.85 and block.kind == "p" and _is_in_capitals(text):
        return "link in capitals"
    if NOTICES.search(text) and len(text) < 400:
        return "notice"
    if (number < 8 or count - number < 4) and STAMPS.match(text) and len(text) < 120:
        return "date line"
    return None


def _below_pictures(blocks: Sequence[Block], total: int) -> set[int]:
    """The places of lines that share a box with a picture alone; where much of the text does, it is no caption."""
    found = {
        number
        for number, block in enumerate(blocks)
        if block.kind == "p" and not block.wraps and _is_below_picture(block)
    }
    return found if sum(len(blocks[number].text) for number in found) < 0.1 * total else set()


def _is_below_picture(block: Block) -> bool:
    """Whether a box holds nothing but a picture and this line."""
    if len(block.text) > 200 or block.link_share > 0.5:
        return False
    for box in block.path[-4:]:
        if box.tag in ("div", "section", "span", "a", "td") and box.find(".//img") is not None:
            return len(tree_text(box)) <= len(block.text) + 60
    return False


def _is_in_capitals(text: str) -> bool:
    """Whether a line of several words is set in capitals, as papers set the links that part their paragraphs."""
    return len(text.split()) >= 4 and text == text.upper() and text != text.lower()


def _same(one: str, other: str) -> bool:
    bare = re.sub(r"\W+", "", one).casefold()
    return bare == re.sub(r"\W+", "", other).casefold()


def _holds(heading: str, title: str) -> bool:
    """Whether a first-level heading is the headline with a kicker or a mark beside it."""
    bare, known = (re.sub(r"\W+", " ", text).casefold().strip() for text in (heading, title))
    return len(known) > 12 and known in bare and len(known) * 2 > len(bare)


def _without_loose_headings(blocks: list[Block], notes: Notes) -> list[Block]:
    """A heading with nothing of the story below it opens a list of other things."""
    while blocks and blocks[-1].kind in ("h", "hr"):
        notes.drop(blocks[-1].text, "heading without text")
        blocks = blocks[:-1]
    while blocks and blocks[0].kind == "hr":
        blocks = blocks[1:]
    return blocks
