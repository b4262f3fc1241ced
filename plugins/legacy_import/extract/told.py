"""The article body that a page tells machines, as a judge of what was chosen from the page."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from lxml import html

from legacy_import.extract.blocks import Block

__all__ = ["Told", "heed_told"]

_CREDIBLE = 0.75


@dataclass(frozen=True, slots=True)
class Told:
    """What a page tells machines of its text: the article body, and the summary where that is the printed lead."""

    body: str = ""
    lead: str = ""


def heed_told(
    blocks: Sequence[Block], chosen: set[int], said: set[int], banned: set[html.HtmlElement]
) -> set[int]:
    """Correct `chosen` by the blocks that the told body holds, where the two are plainly the same story.

    What is told and was missed comes in. What is not told goes out if it stands behind the last told block, or
    between told blocks in a make that none of them has: machines are often told a body without its lead, subheads,
    quotes and lists, but never one without half of its paragraphs.
    """
    weight = {block.index: len(block.text) for block in blocks}
    shared = sum(weight[index] for index in chosen & said)
    if not shared or shared < _CREDIBLE * sum(weight[index] for index in said):
        return chosen
    if shared < 0.5 * sum(weight[index] for index in chosen):
        return chosen
    missed = {
        block.index
        for block in blocks
        if block.index in said - chosen
        and block.kind in ("p", "pre")
        and len(block.text) > 60
        and block.link_share < 0.6
        and banned.isdisjoint(block.path)
    }
    return (chosen | missed) - _foreign(blocks, chosen, said)


def _foreign(blocks: Sequence[Block], chosen: set[int], said: set[int]) -> set[int]:
    makes = Counter(_make(block) for block in blocks if block.index in said)
    start, end = min(said), max(said)
    return {
        block.index
        for block in blocks
        if block.index in chosen - said
        and block.kind in ("p", "h")
        and block.text
        and (
            block.index > end
            or (
                block.index > start
                and not makes[_make(block)]
                and block.kind == "p"
                and (not block.wraps or block.link_share > 0.5)
            )
        )
    }


def _make(block: Block) -> tuple[str, ...]:
    return tuple(f"{element.tag}.{element.get('class') or ''}" for element in block.path[-3:])
