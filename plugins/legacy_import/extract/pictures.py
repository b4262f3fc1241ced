"""The lead picture with its caption and credit: the figure above the text, told apart from what recurs on a site."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urljoin, urlsplit

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.captions import bare_credit, credit_of_line, split_caption, split_parts
from legacy_import.extract.evidence import Evidence, names_in, strings_in
from legacy_import.extract.extraction import Found, Picture
from legacy_import.extract.picture_source import picture_address
from legacy_import.extract.tree import attribute_words, clean_text

__all__ = ["choose_picture", "with_pictures"]

_OWN_CREDIT = re.compile(
    r"credit|copyright|photographer|attribution|bildautor|image-+author|photo-+author|figure-?source|media__?src|urheber"
)
_CAPTION_HINT = re.compile(
    r"caption|\bcutline\b|\bfigcaption\b|bildunterschrift|doc_media|image-?(?:text|desc\w*)|photo-?(?:text|desc\w*)"
)
_CHROME = re.compile(
    r"logo|icon|avatar|banner|sprite|pixel|blank|spacer|button|author|profile|ad[-_]|advert|counter|rss|share"
)


def choose_picture(
    blocks: Sequence[Block], body_start: int, body_end: int, evidence: Evidence, url: str | None
) -> tuple[Found[Picture] | None, Block | None]:
    """Give the lead picture and the block that held it; blocks are the whole page's, the numbers bound the story."""
    told = evidence.first("og:image", "og:image:url", "twitter:image", "image")
    first = _first_of_story(blocks, body_start)
    figures = [block for block in blocks if block.images and first <= block.index <= body_end]
    best, best_score = None, 0.0
    for block in figures:
        score = _worth(block, body_start, told)
        if score > best_score:
            best, best_score = block, score
    holder, where, sure = best, "figure above the text", 0.6
    if best is None or not (best.kind == "figure" and best.caption):
        named = _captioned(blocks, first, body_start)
        if named is not None:
            holder, where, sure = named, "caption above the text", 0.7
    caption, credit = _words_of(holder, blocks) if holder is not None else (None, None)
    shown = holder if holder is not None and holder.images else best
    address = _source_of(shown.images[0]) if shown is not None else None
    if (caption or credit) and sure < 0.7:
        sure = 0.85
    if not caption or not credit:
        caption, credit, sure = _less_sure(shown, caption, credit, sure, evidence, told)
    if holder is None and not told:
        return None, None
    where = where if holder is not None else "og:image"
    return Found(
        Picture(_absolute(address or told, url), caption, credit), where, sure if holder is not None else 0.4
    ), holder


def with_pictures(
    blocks: Sequence[Block], body: Sequence[Block], lead: str | None, url: str | None
) -> list[Block]:
    """The body with the pictures, and their captions, that stand between its blocks; `lead` is shown already."""
    if len(body) < 2:
        return list(body)
    first, last = body[0], body[-1]
    around = [one for one, other in zip(first.path, last.path, strict=False) if one is other]
    kept = {block.index for block in body}
    found = list(body)
    for block in blocks:
        if (
            not first.index < block.index < last.index
            or block.index in kept
            or block.kind not in ("figure", "image")
        ):
            continue
        address = _source_of(block.images[0]) if block.images else None
        is_inside = len(block.path) >= len(around) and all(
            one is other for one, other in zip(around, block.path, strict=False)
        )
        words = attribute_words(block.images[0]) + " " + urlsplit(address).path.lower() if address else ""
        is_lead = address is not None and lead is not None and _absolute(address, url) == lead
        beside = any(
            element.tag in ("aside", "nav", "footer", "form") for element in block.path[len(around) :]
        )
        if (
            address
            and is_inside
            and not (
                is_lead
                or beside
                or _CHROME.search(words)
                or _is_small(block.images[0])
                or block.link_share > 0.5
            )
        ):
            found.append(block)
    return sorted(found, key=lambda block: block.index)


def _first_of_story(blocks: Sequence[Block], body_start: int) -> int:
    """Where the head of a story begins: a little before its headline, else some blocks before its text."""
    heads = [
        block.index for block in blocks if block.kind == "h" and block.level == 1 and block.index < body_start
    ]
    return max(body_start - 45, min([body_start - 14, *(at - 6 for at in heads[-1:])]))


def _less_sure(
    block: Block | None,
    caption: str | None,
    credit: str | None,
    sure: float,
    evidence: Evidence,
    told: str | None,
) -> tuple[str | None, str | None, float]:
    """What the picture's own attributes and the structured data say, where the page prints nothing."""
    for text in _attribute_texts(block):
        shown, whose = split_caption(text)
        if whose and not credit:
            credit, sure = whose, min(sure, 0.7)
            caption = caption or shown
    address = _source_of(block.images[0]) if block is not None and block.images else None
    said_caption, said_credit = told_picture(evidence, address or told)
    if not credit and said_credit:
        credit, sure = said_credit, min(sure, 0.65)
    if not caption and said_caption:
        caption, sure = said_caption, min(sure, 0.6)
    return caption, credit, sure


def _attribute_texts(block: Block | None) -> list[str]:
    if block is None or not block.images:
        return []
    return [text for key in ("title", "alt") if len(text := block.images[0].get(key) or "") > 8]


def _captioned(blocks: Sequence[Block], first: int, body_start: int) -> Block | None:
    """The first caption near the start of the story, whether its picture can be seen or not."""
    for block in blocks:
        if (
            not first <= block.index < body_start + 6
            or not 3 < len(block.text) < 500
            or block.link_share > 0.6
        ):
            continue
        if block.kind in ("caption", "figure") or _CAPTION_HINT.search(block.hints):
            return block
    return None


def _worth(block: Block, body_start: int, told: str | None) -> float:
    image = block.images[0]
    address = _source_of(image) or ""
    words = attribute_words(image) + " " + urlsplit(address).path.lower()
    if _CHROME.search(words) or _is_small(image):
        return 0.0
    score = 1.0 if block.index <= body_start + 2 else 0.5
    if block.kind == "figure" and block.caption:
        score += 0.8
    if told and _stem(told) and _stem(told) == _stem(address):
        score += 1.2
    distance = abs(block.index - body_start)
    return score - min(distance, 30) * 0.03


def _is_small(image: html.HtmlElement) -> bool:
    sides = [
        int(found[0]) for side in ("width", "height") if (found := re.match(r"\d+", image.get(side) or ""))
    ]
    if not sides or sides in ([16, 9], [4, 3], [3, 2], [1, 1], [0, 0]):
        return False  # 16 by 9 is a shape, not a size
    return min(sides) < 80


def _stem(address: str) -> str:
    name = urlsplit(address).path.rsplit("/", 1)[-1].lower()
    return re.sub(r"(?:[-_]\d{2,4}x\d{2,4})?\.\w+$", "", name)


def _source_of(image: html.HtmlElement) -> str | None:
    return picture_address({str(key): str(value) for key, value in image.attrib.items()})


def _absolute(address: str | None, url: str | None) -> str | None:
    if not address:
        return None
    try:
        return (
            urljoin(url, address)
            if url and not address.startswith("/")
            else (urljoin(url, address) if url else address)
        )
    except ValueError:
        return address


def _words_of(block: Block, blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    caption, credit = _words_at(block, blocks)
    return caption, credit or _credit_beside(block, blocks)


def _words_at(block: Block, blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    if block.text and (block.kind in ("figure", "caption") or _CAPTION_HINT.search(block.hints)):
        return _words_of_box(block)
    told = {clean_text(image.get(key) or "") for image in block.images for key in ("alt", "title")} - {""}
    for other in blocks:
        if not block.index < other.index <= block.index + 3 or not other.text or len(other.text) > 400:
            continue
        if re.search(r"caption|credit|copyright|legend|bildunter", other.hints):
            return _words_of_box(other)
        if any(other.text.startswith(text) for text in told if len(text) > 7):
            return _words_of_box(other)
    if block.kind == "p" and block.text and len(block.text) < 300:
        return split_caption(block.text)
    return None, None


def _credit_beside(block: Block, blocks: Sequence[Block]) -> str | None:
    """A short block beside a picture or its caption that says, by its class or its first word, that it is the credit."""
    for other in blocks:
        if (
            not block.index - 1 <= other.index <= block.index + 3
            or other is block
            or other.kind not in ("p", "caption")
        ):
            continue
        said = credit_of_line(other.text)
        if said:
            return said
        if (
            other.index > block.index
            and len(other.text) < 90
            and _OWN_CREDIT.search(attribute_words(other.element))
        ):
            return bare_credit(other.text.strip("()"))
    return None


def _words_of_box(block: Block) -> tuple[str | None, str | None]:
    box = next(
        (element for element in reversed(block.path[-4:]) if element.tag in ("figure", "figcaption")),
        block.element,
    )
    holder = block.element if block.kind == "figure" else box
    whole = block.caption or block.text
    caption, credit = split_parts(holder, whole)
    if credit is None and len(block.lines) == 2 and len(block.lines[1]) < 60:
        return block.lines[0], bare_credit(block.lines[1])
    return caption, credit


def told_picture(evidence: Evidence, address: str | None) -> tuple[str | None, str | None]:
    """Caption and credit that the structured data gives of the picture at `address`, or of the story's first one."""
    pictures = [
        item
        for value in [*evidence.article_values("image"), *evidence.nodes]
        for item in (value if isinstance(value, list) else [value])
        if isinstance(item, Mapping) and ("Image" in str(item.get("@type")) or item.get("creditText"))
    ]
    stem = _stem(address or "")
    same = [
        item
        for item in pictures
        if stem and stem == _stem(str(item.get("url") or item.get("contentUrl") or ""))
    ]
    for item in [*same, *([] if same else pictures[:1])]:
        caption, credit = split_caption(next(iter(strings_in(item.get("caption"))), ""))
        for key in ("creditText", "copyrightNotice", "copyrightHolder", "author", "creator"):
            named = [name for name in names_in(item.get(key)) if 2 < len(name) < 110]
            if named:
                return caption, bare_credit(named[0])
        if caption or credit:
            return caption, credit
    return None, None
