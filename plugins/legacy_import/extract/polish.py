"""What does not belong to a story although it stands in it: captions, calls to read on, notices, repeated headlines."""

import re
from collections.abc import Sequence

from legacy_import.extract.blocks import Block
from legacy_import.extract.extraction import Notes
from legacy_import.extract.phrases import CALLS, NOTICES, STAMPS

__all__ = ["polish"]

_CAPTION_HINT = re.compile(
    r"caption|(?:image|photo|media|img|picture)[-_]+(?:credit|source|author|text|info|meta|copyright|desc)|credits?\b|"
    r"doc_media|wp-caption|photo-?credit|\bphoto\b|copyright|\blegende\b|bildunterschrift|article__media|slide-?show|gallery"
)
_CHROME_HINT = re.compile(
    r"line-clamp|read-?more|related|newsletter|paywall|access-wall|cta\b|-cta-|call-to-action|author-?bio|about-author|"
    r"breadcrumb|subscrib|promo\b|promobox|teaser|recirc|share-|social-|affiliate|disclaimer|disclosure|tags?-list|"
    r"post-meta|entry-meta|article-meta|meta-timestamp|dateline-wrapper|timestamp|byline|autorenzeile|infobox|factbox-more|also-read|"
    r"print-header|article-tags|topics?-list|comment|hidden-print|noprint|inline-?list|trending|sponsor|ontopic"
)


def polish(blocks: Sequence[Block], title: str | None, notes: Notes) -> list[Block]:
    """Give the blocks that stay; what goes is written into `notes` with the rule."""
    kept: list[Block] = []
    total = sum(len(block.text) for block in blocks) or 1
    heavy = _heavy_hints(blocks, total)
    for number, block in enumerate(blocks):
        rule = _rule_against(block, number, len(blocks), title, heavy)
        if rule is None:
            kept.append(block)
        else:
            notes.drop(block.text, rule)
    return _without_loose_headings(kept, notes)


def _heavy_hints(blocks: Sequence[Block], total: int) -> set[str]:
    """Hints that so much of the story carries that they say nothing against a block."""
    weights: dict[str, int] = {}
    for block in blocks:
        for hint in {found[0] for found in _CHROME_HINT.finditer(block.hints)} | {
            found[0] for found in _CAPTION_HINT.finditer(block.hints)
        }:
            weights[hint] = weights.get(hint, 0) + len(block.text)
    return {hint for hint, weight in weights.items() if weight * 3 > total}


def _rule_against(block: Block, number: int, count: int, title: str | None, heavy: set[str]) -> str | None:
    text = block.text
    if block.kind in ("figure", "image", "hr", "table", "pre"):
        return None
    if title and number < 12 and (_same(text, title) or (block.level == 1 and _holds(text, title))):
        return "headline repeated"
    if any(found[0] not in heavy for found in _CAPTION_HINT.finditer(block.hints)) and len(text) < 400:
        return "caption"
    if block.kind == "caption":
        return "caption"
    if len(text) < 500 and any(found[0] not in heavy for found in _CHROME_HINT.finditer(block.hints)):
        return "chrome by its class"
    if CALLS.match(text) and len(text) < 220:
        return "call to act"
    if NOTICES.search(text) and len(text) < 400:
        return "notice"
    if (number < 8 or count - number < 4) and STAMPS.match(text) and len(text) < 120:
        return "date line"
    return None


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
