"""The account of a page: every block that the story does not keep is listed with a rule, whichever step let it go."""

from collections.abc import Sequence

from legacy_import.extract.blocks import Block
from legacy_import.extract.extraction import Notes

__all__ = ["list_rest"]


def list_rest(blocks: Sequence[Block], body: Sequence[Block], notes: Notes) -> None:
    """List the lines of `blocks` that are neither in `body` nor listed yet.

    A line counts as listed with its block, by itself, or in two parts (a dateline and the text behind it).
    """
    kept = {block.index: block for block in body}
    listed = {line for drop in notes.dropped for line in (drop.text, *drop.text.split("\n"))}
    for block in blocks:
        if not block.text or block.text in listed:
            continue
        left = kept.get(block.index)
        if left is None:
            if not block.lines or any(line not in listed for line in block.lines):
                notes.drop(block.text, "outside the story")
            continue
        for line in block.lines:
            if line not in left.lines and line not in listed and not _is_parted(line, left, listed):
                notes.drop(line, "cut from its paragraph")


def _is_parted(line: str, left: Block, listed: set[str]) -> bool:
    return any(line.endswith(rest) and line[: -len(rest)].strip() in listed for rest in left.lines if rest)
