"""Three-way merge of Markdown, paragraph by paragraph: a block that a hand wrote or changed is always in the result."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Conflict", "likeness", "merge_blocks"]

_BLOCK = re.compile(r"[^\n]*[^\s][^\n]*(?:\n[^\n]*[^\s][^\n]*)*")
# Two versions of a paragraph share at least so much of their words.
_ALIKE = 0.4
_MAX_RUN = 80


@dataclass(frozen=True, slots=True)
class Conflict:
    """What both sides changed: `part` is a front-matter key or `text`; an empty version is one without it."""

    part: str
    base: str
    yours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines without a blank one, and the blank lines before them."""

    lead: str
    text: str


@dataclass(slots=True)
class _Side:
    """A version against the base: what became of each base block (None: gone), what came in before each and at the end."""

    now: list[_Block | None]
    added: list[list[_Block]]


def merge_blocks(base: str, mine: str, theirs: str) -> tuple[str, list[Conflict]]:
    """Bring the paragraphs that changed from `base` to `theirs` into `mine`; LF line ends."""
    was = [block.text for block in _blocks(base)[0]]
    ours, tail = _blocks(mine)
    own, other = _align(was, ours), _align(was, _blocks(theirs)[0])
    # What a merge that was interrupted has brought in already, it does not bring in twice.
    here = {block.text for block in ours} - set(was)
    other.added = [[] if {block.text for block in added} <= here else added for added in other.added]
    conflicts = []
    for hunk in _hunks(was, other):
        if _clashes(hunk, was, own, other):
            conflicts.append(_conflict(hunk, was, own, other))
        else:
            _apply(hunk, was, own, other)
    merged = _in_order(own)
    if [block.text for block in merged] == [block.text for block in ours]:
        return mine, conflicts
    return _joined(merged, ours[0].lead if ours else "\n", tail or "\n"), conflicts


def likeness(one: str, other: str) -> float:
    """How much of the shorter of two texts stands in the other too, paragraph by paragraph: 0 to 1."""
    sides = [{block.text for block in _blocks(text)[0]} for text in (one, other)]
    shorter = min(sum(map(len, side)) for side in sides)
    return sum(map(len, sides[0] & sides[1])) / shorter if shorter else 0.0


def _blocks(body: str) -> tuple[list[_Block], str]:
    """The blocks of a body, and the blank lines after the last."""
    blocks, end = [], 0
    for found in _BLOCK.finditer(body):
        blocks.append(_Block(body[end : found.start()], found[0]))
        end = found.end()
    return blocks, body[end:]


def _align(was: Sequence[str], blocks: Sequence[_Block]) -> _Side:
    """Say for each base block what it is in the other version."""
    side = _Side([None] * len(was), [[] for _ in range(len(was) + 1)])
    texts = [block.text for block in blocks]
    for _tag, i1, i2, j1, j2 in SequenceMatcher(None, was, texts, autojunk=False).get_opcodes():
        pairs = dict(_paired(was[i1:i2], texts[j1:j2]))
        gap, taken = i1, {j: i for i, j in pairs.items()}
        for j in range(j2 - j1):
            if j in taken:
                side.now[i1 + taken[j]] = blocks[j1 + j]
                gap = i1 + taken[j] + 1
            else:
                side.added[gap].append(blocks[j1 + j])
    return side


def _paired(was: Sequence[str], texts: Sequence[str]) -> list[tuple[int, int]]:
    """Which paragraph is which, in order: the pairs with the most words in common."""
    if not was or not texts or len(was) * len(texts) > _MAX_RUN**2:
        return []
    words = [[Counter(text.split()) for text in side] for side in (was, texts)]
    best = [[0.0] * (len(texts) + 1) for _ in range(len(was) + 1)]
    alike = [[_likeness(one, other) for other in words[1]] for one in words[0]]
    for i in range(len(was) - 1, -1, -1):
        for j in range(len(texts) - 1, -1, -1):
            both = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], both)
    pairs: list[tuple[int, int]] = []
    i = j = 0
    while i < len(was) and j < len(texts):
        if alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return pairs


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    """Twice the words in common, over all words."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


def _hunks(was: Sequence[str], side: _Side) -> list[tuple[list[int], list[int]]]:
    """What the side changed, as (blocks, gaps) that belong together.

    Paragraphs that were only reworded, or only taken out, are each alone; where a change also
    splits, joins or moves, its whole neighbourhood is one.
    """
    runs: list[tuple[list[int], list[int]]] = []
    blocks: list[int] = []
    gaps: list[int] = []
    for number in range(len(was) + 1):
        if side.added[number]:
            gaps.append(number)
        if number < len(was) and not _is_kept(was, side, number):
            blocks.append(number)
            continue
        if blocks or gaps:
            runs.append((blocks, gaps))
        blocks, gaps = [], []
    hunks: list[tuple[list[int], list[int]]] = []
    for blocks, gaps in runs:
        gone = sum(side.now[number] is None for number in blocks)
        if gaps or 0 < gone < len(blocks):
            hunks.append((blocks, gaps))
        else:
            hunks += [([number], []) for number in blocks]
    return hunks


def _is_kept(was: Sequence[str], side: _Side, number: int) -> bool:
    now = side.now[number]
    return now is not None and now.text == was[number]


def _texts(blocks: Sequence[_Block]) -> list[str]:
    return [block.text for block in blocks]


def _clashes(hunk: tuple[list[int], list[int]], was: Sequence[str], own: _Side, other: _Side) -> bool:
    """Whether a hand has changed the same thing in another way."""
    blocks, gaps = hunk
    for number in blocks:
        mine, theirs = own.now[number], other.now[number]
        if not _is_kept(was, own, number) and (mine and mine.text) != (theirs and theirs.text):
            return True
    return any(
        own.added[gap] and not set(_texts(other.added[gap])) <= set(_texts(own.added[gap])) for gap in gaps
    )


def _apply(hunk: tuple[list[int], list[int]], was: Sequence[str], own: _Side, other: _Side) -> None:
    blocks, gaps = hunk
    for number in blocks:
        if _is_kept(was, own, number):
            theirs, mine = other.now[number], own.now[number]
            own.now[number] = theirs and _Block(mine.lead if mine else "\n\n", theirs.text)
    for gap in gaps:
        own.added[gap] = own.added[gap] or [_Block("\n\n", text) for text in _texts(other.added[gap])]


def _conflict(hunk: tuple[list[int], list[int]], was: Sequence[str], own: _Side, other: _Side) -> Conflict:
    blocks, gaps = hunk

    def version(side: _Side) -> str:
        found: list[str] = []
        for number in range(min((*blocks, *gaps)), max((*blocks, *gaps)) + 1):
            if number in gaps:
                found += _texts(side.added[number])
            now = side.now[number] if number in blocks else None
            if now is not None:
                found.append(now.text)
        return "\n\n".join(found)

    return Conflict("text", "\n\n".join(was[number] for number in blocks), version(own), version(other))


def _in_order(side: _Side) -> list[_Block]:
    merged: list[_Block] = []
    for number, added in enumerate(side.added):
        merged += added
        now = side.now[number] if number < len(side.now) else None
        if now is not None:
            merged.append(now)
    return merged


def _joined(blocks: Sequence[_Block], first_lead: str, tail: str) -> str:
    """The body; each block keeps its blank lines, the first and a newcomer get those of its place."""
    parts = [
        (first_lead if number == 0 else block.lead if block.lead.count("\n") > 1 else "\n\n") + block.text
        for number, block in enumerate(blocks)
    ]
    return "".join(parts) + (tail if parts else "")
