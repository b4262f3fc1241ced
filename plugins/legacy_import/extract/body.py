"""Which blocks are the story: three readers look at a single page, and the reading nearest to the others wins."""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.lead import find_lead
from legacy_import.extract.phrases import CHROME_LINE, RELATED_HEADING
from legacy_import.extract.told import Told, heed_told
from legacy_import.extract.tree import words_of

__all__ = ["choose_blocks"]

_GOOD = re.compile(
    r"article|body|content|entry|main|story|post|text|blog|haber|news[-_]?detail|metn|newstext"
)
_BAD = re.compile(
    r"comment|combx|community|disqus|extra|foot|masthead|meta\b|outbrain|promo|related|remark|rss|shoutbox|sidebar|sponsor|"
    r"shopping|tags\b|tool|widget|popular|newsletter|subscri|share|social|breadcrumb|nav\b|navbar|navigation|cookie|consent|"
    r"taboola|advert|\bad[s-]|recommend|recirc|more-on|read-more|trending|most-read|teaser|caption|byline|author-bio|paywall|"
    r"donat|banner|popup|modal|pagination|pager|copyright|disclaimer|ontopic|gallery|menu|signup|login"
)
_NEVER = re.compile(
    r"(?<![\w-])(?:(?:right|left|site|page|widget)?-?sidebar(?:-(?:right|left|primary|secondary|inner|widget\w*))?|(?:site-|page-)?footer|"
    r"related(?:-\w+)*|navigation|breadcrumbs?|social-share|social-links|sharedaddy|newsletter(?:-\w+)*|cookie(?:-\w+)*|outbrain|"
    r"taboola|advertisement|ad-slot|recommended(?:-\w+)?|most-read|trending|screen-reader-text|visually-hidden|sr-only|respond|"
    r"jp-relatedposts|author-bio|pagination|ontopic|nrplus-cta|vjs-\w+(?:-\w+)*)(?![\w-])"
)
_READERS = re.compile(
    r"\b(?:comments?(?:[-_]?(?:list|content|body|section|wrapper|thread|area))?|disqus_thread|legends)\b"
)
_MOST_ELEMENTS = 30_000
_AGREED = 0.9
_SKIP_TAGS = frozenset(["nav", "footer", "aside", "form", "menu", "address"])


def choose_blocks(
    blocks: Sequence[Block], page: str | html.HtmlElement, url: str | None, told: Told
) -> tuple[list[Block], float]:
    """Choose the story's blocks of a page that stands alone, and say how sure the choice is (0..1).

    `told` is what the page tells machines of its text.
    """
    # The library compares neighbours over and over: a table of 50,000 rows would take it minutes.
    size = page.count("<") // 2 if isinstance(page, str) else sum(1 for _element in page.iter())
    text = _trafilatura_text(page, url) if size <= _MOST_ELEMENTS else ""
    return combine(blocks, text, told)


def combine(blocks: Sequence[Block], text: str, told: Told) -> tuple[list[Block], float]:
    """Weigh the readings of one page: `text` is the library's, `told` the structured data's, two are our own."""
    banned = _banned_boxes(blocks)
    box, run = _by_container(blocks, banned), _by_run(blocks, banned)
    library = _covered(blocks, text) if text else set()
    bare = {block.index for block in blocks if block.index in library and banned.isdisjoint(block.path)}
    if _mass(blocks, bare) * 2 < _mass(blocks, library):
        library = set()
    said = _covered(blocks, told.body) if len(words_of(told.body)) > 60 else set()
    chosen = _settle(blocks, library, box, run, said)
    sureness = _sureness(blocks, chosen, (library, box, run))
    chosen = heed_told(blocks, chosen - _cards(blocks, chosen), said, banned)
    chosen -= _labels_of_links(blocks, chosen)
    story = _trimmed(blocks, [block for block in blocks if block.index in chosen])
    whole = {block.index: block for block in (*story, *find_lead(blocks, story, banned, told.lead))}
    return [whole[index] for index in sorted(whole)], sureness


def _sureness(blocks: Sequence[Block], chosen: set[int], readings: Sequence[set[int]]) -> float:
    """How sure a choice is by how far the readings agree with it.

    Measured on annotated pages: where two of three share nine tenths of it, 98 of 100 texts are right.
    """
    shares = sorted(_agreement(blocks, chosen, reading) for reading in readings)
    if shares[1] >= _AGREED:
        return 0.95 if shares[0] >= _AGREED else 0.92
    return 0.8 if shares[1] >= 0.7 else 0.7


def _labels_of_links(blocks: Sequence[Block], chosen: set[int]) -> set[int]:
    """Headings right above links that were not chosen: they name the links, not what follows them."""
    return {
        block.index
        for block, below in pairwise(blocks)
        if block.kind == "h"
        and block.index in chosen
        and below.index not in chosen
        and below.wraps
        and below.link_share > 0.66
        and len(block.text) < 80
    }


def _cards(blocks: Sequence[Block], chosen: set[int]) -> set[int]:
    """Teasers that are one link each, where the story has text besides."""
    cards = {
        block.index
        for block in blocks
        if block.index in chosen
        and block.link_share == 1.0
        and any(box.tag == "a" and box.get("href") for box in block.path)
    }
    return cards if _mass(blocks, chosen - cards) > 300 else set()


def _trimmed(blocks: Sequence[Block], chosen: list[Block]) -> list[Block]:
    """End a story at the first line of chrome behind most of its prose; begin it at its own box."""
    prose = [block for block in chosen if len(block.text) > 60 and block.link_share < 0.4]
    total = sum(len(block.text) for block in prose)
    if len(prose) < 2 or total < 300:
        return chosen
    ahead, end = 0, chosen[-1].index + 1
    for block in blocks[prose[0].index :]:
        if ahead * 4 >= total * 3 and (CHROME_LINE.match(block.text) or RELATED_HEADING.match(block.text)):
            end = block.index
            break
        ahead += len(block.text) if block in prose else 0
    kept = [block for block in chosen if block.index < end]
    homes = {element for block in prose for element in block.path[-2:]} | {block.element for block in prose}
    while kept and _is_stray(kept[0], homes):
        kept = kept[1:]
    while kept and _is_stray(kept[-1], homes):
        kept = kept[:-1]
    return kept


def _is_stray(block: Block, homes: set[html.HtmlElement]) -> bool:
    """Short or linked words in a cell of another make than the prose."""
    if block.kind in ("h", "figure", "image", "table", "pre") or block.wraps:
        return False
    return (
        block.element not in homes
        and (block.link_share > 0.5 or len(block.text) < 60)
        and block.element.tag in ("td", "th", "div", "center")
    )


def _settle(
    blocks: Sequence[Block], library: set[int], box: set[int], run: set[int], said: set[int]
) -> set[int]:
    """Trust the library unless the other readings agree against it; add what it lost between its own blocks."""
    base = library
    rivals = [reading for reading in (box, run, said) if reading]
    if not base or (
        len(rivals) > 1
        and max(_agreement(blocks, base, rival) for rival in rivals) < 0.6
        and _agreement(blocks, rivals[0], rivals[1]) > 0.8
    ):
        base = max(
            rivals, key=lambda one: sum(_agreement(blocks, one, other) for other in rivals), default=set()
        )
    if said and base and _agreement(blocks, base, said) < 0.5 and _mass(blocks, said) > _mass(blocks, base):
        base = said
    if not base:
        return set()
    homes = Counter(block.path[-2 if len(block.path) > 1 else -1] for block in blocks if block.index in base)
    steps = Counter(_step(block) for block in blocks if block.index in base and block.kind == "p")
    votes = Counter(index for reading in (box, run, said) for index in reading)
    lost = {
        block.index
        for block in blocks
        if min(base) < block.index < max(base)
        and block.index not in base
        and votes[block.index] >= (1 if len(block.text) > 160 and steps[_step(block)] > 2 else 2)
        and (len(block.text) > 160 or homes[block.path[-2 if len(block.path) > 1 else -1]] > 1)
        and block.link_share < (0.5 if len(block.text) > 160 else 0.3)
        and block.kind in ("p", "h", "pre", "table")
    }
    return base | lost | _kin(blocks, base, box | run)


def _kin(blocks: Sequence[Block], base: set[int], seconded: set[int]) -> set[int]:
    """Long paragraphs beside chosen ones, in boxes of the same make, that another reading saw too."""
    makes: Counter[tuple[str, ...]] = Counter()
    for block in blocks:
        if block.index in base and block.kind == "p" and len(block.text) > 100:
            makes[_make(block)] += 1
    return {
        block.index
        for block in blocks
        if block.index in seconded - base
        and block.kind in ("p", "h")
        and (len(block.text) > 100 or block.kind == "h")
        and block.link_share < 0.4
        and makes[_make(block)] >= 2
        and not _BAD.search(" ".join(_names(element) for element in block.path[-2:]))
    }


def _step(block: Block) -> str:
    return f"{block.element.tag}.{block.element.get('class') or ''}"


def _make(block: Block) -> tuple[str, ...]:
    return tuple(f"{element.tag}.{element.get('class') or ''}" for element in block.path[-5:-1])


def _mass(blocks: Sequence[Block], reading: set[int]) -> int:
    return sum(len(block.text) for block in blocks if block.index in reading)


def _agreement(blocks: Sequence[Block], one: set[int], other: set[int]) -> float:
    weight = {block.index: len(block.text) + 1 for block in blocks}
    shared = sum(weight[index] for index in one & other)
    total = sum(weight[index] for index in one) + sum(weight[index] for index in other)
    return 2 * shared / total if total else 0.0


def _trafilatura_text(page: str | html.HtmlElement, url: str | None) -> str:
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    try:
        return (
            trafilatura.extract(
                page, url=url, include_comments=False, include_tables=True, with_metadata=False
            )
            or ""
        )
    except (ValueError, TypeError, AttributeError, RecursionError, IndexError, KeyError):
        return ""


def _covered(blocks: Sequence[Block], text: str) -> set[int]:
    """Give the blocks whose words stand, in order, in `text`."""
    tokens = words_of(text)
    grams = {tuple(tokens[at : at + 4]) for at in range(len(tokens))}
    joined = " " + " ".join(tokens) + " "
    lines = {" ".join(words_of(line)) for line in text.split("\n")}
    chosen: set[int] = set()
    for block in blocks:
        words = words_of(block.text)
        if not words:
            continue
        if len(words) < 6:
            phrase = " ".join(words)
            if phrase in lines or (len(words) > 3 and f" {phrase} " in joined):
                chosen.add(block.index)
            continue
        own = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
        if sum(gram in grams for gram in own) >= 0.6 * len(own):
            chosen.add(block.index)
    return chosen


def _weight(element: html.HtmlElement) -> float:
    words = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    weight = 0.0
    if _BAD.search(words):
        weight -= 25
    if _GOOD.search(words):
        weight += 25
    return weight + {"article": 25, "main": 10, "aside": -30, "footer": -30, "nav": -30, "form": -10}.get(
        element.tag, 0
    )


def _banned_boxes(blocks: Sequence[Block]) -> set[html.HtmlElement]:
    """Boxes that call themselves chrome, unless they hold much of the page's prose."""
    prose: dict[html.HtmlElement, float] = defaultdict(float)
    whole = 1.0
    for block in blocks:
        if len(block.text) > 80:
            worth = len(block.text) * (1 - block.link_share)
            whole += worth
            for element in block.path:
                prose[element] += worth
    boxes = {element for block in blocks for element in block.path}
    return {
        box
        for box in boxes
        if (prose[box] < whole * 0.35 and (box.tag in _SKIP_TAGS or _is_never(box)))
        or (
            prose[box] < whole * 0.85
            and box.tag not in ("body", "html", "article", "main")
            and _READERS.search(_names(box))
        )
    }


def _is_never(element: html.HtmlElement) -> bool:
    return element.tag not in ("body", "html", "article", "main") and bool(_NEVER.search(_names(element)))


def _by_container(blocks: Sequence[Block], banned: set[html.HtmlElement]) -> set[int]:
    """Score the boxes around long, link-poor blocks, and read the best box."""
    scores: dict[html.HtmlElement, float] = defaultdict(float)
    for block in blocks:
        if block.kind not in ("p", "pre") or len(block.text) < 25 or not banned.isdisjoint(block.path):
            continue
        worth = (1 + block.text.count(",") + min(len(block.text) / 100, 3)) * (1 - block.link_share) ** 2
        boxes = [
            element
            for element in block.path
            if element.tag not in ("p", "li", "ul", "ol", "blockquote", "font")
        ]
        for distance, box in enumerate(reversed(boxes[-6:])):
            scores[box] += worth / (1, 1.2, 3, 6, 9, 12)[distance]
    if not scores:
        return set()
    best = max(scores, key=lambda box: scores[box] * (1 + _weight(box) / 100))
    best = _widened(best, scores)
    return {block.index for block in blocks if best in block.path and _belongs(block, best, banned)}


def _widened(box: html.HtmlElement, scores: dict[html.HtmlElement, float]) -> html.HtmlElement:
    """Take the parent where several boxes beside the best one hold prose too."""
    parent = box.getparent()
    while parent is not None and parent.tag not in ("body", "html"):
        others = [
            scores.get(child, 0.0) for child in parent if child is not box and not _BAD.search(_names(child))
        ]
        if sum(score > scores[box] * 0.2 for score in others) < 1:
            break
        box, parent = parent, parent.getparent()
        scores.setdefault(box, 1.0)
    return box


def _names(element: html.HtmlElement) -> str:
    return (
        f"{element.get('class') or ''} {element.get('id') or ''}".lower()
        if isinstance(element.tag, str)
        else ""
    )


def _belongs(block: Block, box: html.HtmlElement, banned: set[html.HtmlElement]) -> bool:
    inside = block.path[block.path.index(box) + 1 :]
    for element in inside:
        if element in banned:
            return False
        if _BAD.search(_names(element)) and not _GOOD.search(_names(element)) and len(block.text) < 200:
            return False
    if block.kind == "h":
        return block.link_share < 0.5
    return block.link_share < 0.5 or (len(block.text) > 140 and block.link_share < 0.8)


def _by_run(blocks: Sequence[Block], banned: set[html.HtmlElement]) -> set[int]:
    """Find the stretch of the page with the most prose for its chrome."""
    best_sum = total = 0.0
    worth = [_prose(block, not banned.isdisjoint(block.path)) for block in blocks]
    start = best_start = best_end = 0
    for at, _block in enumerate(blocks):
        if total <= 0:
            total, start = 0.0, at
        total += worth[at]
        if total > best_sum:
            best_sum, best_start, best_end = total, start, at + 1
    return {
        block.index
        for at, block in enumerate(blocks[best_start:best_end], best_start)
        if worth[at] > -3 and banned.isdisjoint(block.path)
    }


def _prose(block: Block, is_banned: bool) -> float:
    if block.kind in ("image", "hr", "figure"):
        return -0.5
    words = len(words_of(block.text))
    if is_banned:
        return -min(words, 30) / 2 - 2
    if block.link_share > 0.5:
        return -3.0 - words / 4
    if block.kind == "h":
        return -1.5
    if words < 8:
        return -2.5
    return words * (1 - 2 * block.link_share) - 6
