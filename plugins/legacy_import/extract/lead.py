"""The lead that a paper sets apart from the text: printed between headline and text, it is the first paragraph."""

import re
from collections.abc import Sequence
from dataclasses import replace

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.tree import attribute_words, words_of

__all__ = ["find_lead"]

_LEAD = re.compile(
    r"stand-?first|lead-?text|article-*lead|(?<![\w-])_?lead(?![\w-])(?!\w*er)|_lead_|elementlead|perex|ingress|vorspann|bajada|chapo\b"
)
_REACH = 14


def find_lead(
    blocks: Sequence[Block], story: Sequence[Block], banned: set[html.HtmlElement], summary: str
) -> list[Block]:
    """Give the lead that stands between the headline and the story's first paragraph, or nothing.

    A heading of the story may be the lead too, and is then given as the paragraph that it is.

    A class says that a block is the lead; so does `summary`, what the page tells machines of its story, where the
    caller holds that such a summary is the lead. A dek only sells what the text tells again, and is no lead.
    """
    start = next((block.index for block in story if block.kind == "p" and len(block.text) > 60), 0)
    heads = [block.index for block in blocks[:start] if block.kind == "h" and block.level == 1]
    told = set(map(str.lower, words_of(summary)))
    if any(block.kind == "p" and _tells(block, told) for block in story[:4]):
        told = set()  # the text says it itself
    for block in blocks[max(heads[-1] + 1, start - _REACH) : start] if heads else ():
        if (
            block.kind not in ("p", "h")
            or not 50 <= len(block.text) <= 600
            or block.link_share >= 0.2
            or not banned.isdisjoint(block.path)
        ):
            continue
        own = " ".join(attribute_words(element) for element in block.path[-2:])
        if (block.kind == "p" and _LEAD.search(own)) or _tells(block, told):
            return [_as_paragraph(block)]
    return []


def _tells(block: Block, told: set[str]) -> bool:
    """Whether a block says what the summary says; the summary may be cut short."""
    own = set(map(str.lower, words_of(block.text)))
    shared = len(own & told)
    return len(told) >= 8 and (shared >= 0.6 * len(own | told) or shared >= 0.85 * len(told))


def _as_paragraph(block: Block) -> Block:
    """A lead in a heading element, or in a box that calls itself a teaser, is text all the same."""
    return replace(block, kind="p", level=0, hints="")
