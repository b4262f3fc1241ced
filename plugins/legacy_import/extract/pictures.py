"""The lead picture with its caption and credit: the figure above the text, told apart from what recurs on a site."""

import re
from collections.abc import Sequence
from urllib.parse import urljoin, urlsplit

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.evidence import Evidence
from legacy_import.extract.extraction import Found, Picture
from legacy_import.extract.tree import attribute_words, clean_text, tree_text

__all__ = ["choose_picture", "split_caption"]

_LABEL = re.compile(
    r"^(?:image(?:\s+credit)?|photos|bildrechte|symbolfoto|ảnh|copyright|credits?|picture(?:\s+credit)?|foto|fotos|bild|bildquelle|quelle|source|crédit(?:s)?(?:\s+photo)?|фото|şəkil|"
    r"fotoğraf|photo credit|kép|fotografie|©\s*foto|caption)\s*[:：-]\s*",
    re.IGNORECASE,
)
_PRINTED_CREDIT = (
    r"(?:photo(?:s|graph)?(?:\s+(?:by|credit|courtesy(?:\s+of)?))?\s*[:：]?\s+(?=(?-i:[^\W\d_a-z]))(?:[^.|]|\b\w\.){2,90}|photo(?:s|graph)?\s+courtesy\s+of\s+(?:[^.|]|\b\w\.){2,90}"
    r"|(?:credit|picture|image|drawing|illustration|graphic|map|foto|fotos|фото|рисунок|иллюстрация|графика|карта|rəsm|qrafika|xəritə|çizim|illüstrasyon|harita|bild|şəkil|fotoğraf|crédit|source|quelle|kuva|foto por|file photo by|courtesy(?:\s+of)?)(?:s)?\s*[:：]\s*[^|]{2,90}"
    r"|©\s*[^|]{2,90})"
)
_AT_END = re.compile(rf"(?:^|[\s.,;|)/—–-]\s*)(?P<credit>{_PRINTED_CREDIT})\s*$", re.IGNORECASE)
_BRACKETED = re.compile(
    r"\s*[(\[](?P<credit>(?:photo|image|credit|picture|foto|фото|bild|©|pic|file|source|courtesy)[^()\[\]]{1,90}|[^()\[\]]*(?:/|via |getty|reuters|\bap\b|\bafp\b|\bepa\b)[^()\[\]]{0,60})[)\]]\.?\s*$",
    re.IGNORECASE,
)
_AGENCY_TAIL = re.compile(
    r"(?:^|[.!?»”\"]\s+|\s[|–—-]\s+|\s{2,})(?P<credit>(?:(?-i:[^\W\d_a-z])[\w.'’-]*+\s?+){0,4}+[/／|]\s?(?-i:[^\W\d_a-z])[\w.&'’ -]{1,40}(?:\s?[/／]\s?[\w.&'’ -]{1,30})*|"
    r"(?:getty images|reuters|afp|ap|epa|shutterstock|istock|getty|ap photo)(?:\s*/\s*[\w .'-]{2,40})?)\s*$",
    re.IGNORECASE,
)
_CREDIT_CLASS = re.compile(
    r"credit|copyright|source|author|photographer|attribution|rights|agency|urheber|quelle|byline|owner|signature"
)
_OWN_CREDIT = re.compile(
    r"credit|copyright|photographer|attribution|bildautor|image-+author|photo-+author|figure-?source|media__?src|urheber"
)
_CAPTION_CLASS = re.compile(
    r"caption|legend|description|desc\b|bildunterschrift|figcaption|subtitle|cutline|text"
)
_CAPTION_HINT = re.compile(
    r"caption|\bcutline\b|\bfigcaption\b|bildunterschrift|doc_media|image-?(?:text|desc\w*)|photo-?(?:text|desc\w*)"
)
_CHROME = re.compile(
    r"logo|icon|avatar|banner|sprite|pixel|blank|spacer|button|author|profile|ad[-_]|advert|counter|rss|share"
)


def split_caption(text: str) -> tuple[str | None, str | None]:
    """Cut a line below a picture into what it shows and whose it is; the credit stays as printed, less a mere label."""
    line = clean_text(text)[:1000]
    for pattern in (_BRACKETED, _AT_END, _AGENCY_TAIL):
        match = pattern.search(line)
        if match and match["credit"]:
            start = match.start("credit") if pattern is not _BRACKETED else match.start()
            caption = line[:start].strip().rstrip("|/–—-").rstrip()
            caption = (
                caption[:-1]
                if caption.endswith(".") and pattern is not _BRACKETED and _ends_short(caption)
                else caption
            )
            return caption.strip() or None, _bare_credit(match["credit"])
    shown, bar, whose = line.rpartition(" | ")
    if bar and 2 < len(whose) < 70 and len(shown) > len(whose):
        return shown.strip(), _bare_credit(whose)
    return line or None, None


def _ends_short(caption: str) -> bool:
    return caption.count(".") == 1


def _bare_credit(text: str) -> str | None:
    credit = clean_text(_LABEL.sub("", text.strip())).strip(" |;,()")
    if credit.endswith(".") and not re.search(r"\b\w\.$|\b(?:nuotr|inc|ltd|co)\.$", credit, re.IGNORECASE):
        credit = credit[:-1]
    return credit or None


def choose_picture(
    blocks: Sequence[Block], body_start: int, body_end: int, evidence: Evidence, url: str | None
) -> tuple[Found[Picture] | None, Block | None]:
    """Give the lead picture and the block that held it; blocks are the whole page's, the numbers bound the story."""
    told = evidence.first("og:image", "og:image:url", "twitter:image", "image")
    figures = [block for block in blocks if block.images and body_start - 14 <= block.index <= body_end]
    best, best_score = None, 0.0
    for block in figures:
        score = _worth(block, body_start, told)
        if score > best_score:
            best, best_score = block, score
    if best is None or not (best.kind == "figure" and best.caption):
        named = _captioned(blocks, body_start)
        if named is not None:
            caption, credit = _words_of(named, blocks)
            address = (
                _source_of(named.images[0])
                if named.images
                else (_source_of(best.images[0]) if best else None)
            )
            return Found(
                Picture(_absolute(address or told, url), caption, credit), "caption above the text", 0.7
            ), named
    if best is None:
        return (Found(Picture(_absolute(told, url)), "og:image", 0.4), None) if told else (None, None)
    caption, credit = _words_of(best, blocks)
    address = _source_of(best.images[0])
    picture = Picture(_absolute(address or told, url), caption, credit)
    return Found(picture, "figure above the text", 0.85 if caption or credit else 0.6), best


def _captioned(blocks: Sequence[Block], body_start: int) -> Block | None:
    """The first caption near the start of the story, whether its picture can be seen or not."""
    for block in blocks:
        if (
            not body_start - 14 <= block.index < body_start + 6
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
    for side in ("width", "height"):
        value = re.match(r"\d+", image.get(side) or "")
        if value and int(value[0]) < 80:
            return True
    return False


def _stem(address: str) -> str:
    name = urlsplit(address).path.rsplit("/", 1)[-1].lower()
    return re.sub(r"(?:[-_]\d{2,4}x\d{2,4})?\.\w+$", "", name)


def _source_of(image: html.HtmlElement) -> str | None:
    for key in ("data-src", "data-original", "data-lazy-src", "data-hi-res-src", "src"):
        value = (image.get(key) or "").strip()
        if value and not value.startswith("data:"):
            return value
    for key in ("srcset", "data-srcset"):
        first = (image.get(key) or "").strip().split(" ")[0].strip(",")
        if first and not first.startswith("data:"):
            return first
    return None


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
    if block.kind in ("figure", "caption") or _CAPTION_HINT.search(block.hints):
        caption, credit = _words_of_box(block)
        return caption, credit or _credit_beside(block, blocks)
    after = [other for other in blocks if block.index < other.index <= block.index + 3]
    for other in after:
        if re.search(r"caption|credit|copyright|legend|bildunter", other.hints) and len(other.text) < 400:
            return _words_of_box(other)
    if block.kind == "p" and block.text and len(block.text) < 300:
        return split_caption(block.text)
    return None, None


def _credit_beside(block: Block, blocks: Sequence[Block]) -> str | None:
    """A short block right behind a caption whose class says that it is the credit."""
    for other in blocks:
        if block.index < other.index <= block.index + 2 and other.kind in ("p", "caption"):
            own = attribute_words(other.element)
            if len(other.text) < 90 and _OWN_CREDIT.search(own):
                return _bare_credit(other.text.strip("()"))
    return None


def _words_of_box(block: Block) -> tuple[str | None, str | None]:
    box = next(
        (element for element in reversed(block.path[-4:]) if element.tag in ("figure", "figcaption")),
        block.element,
    )
    holder = block.element if block.kind == "figure" else box
    whole = block.caption or block.text
    caption, credit = split_caption(whole)
    parts = _labelled_parts(holder)
    if parts[1] and len(parts[1]) < 110:
        return _less(parts[0] or whole, parts[1]), _bare_credit(parts[1])
    if len(block.lines) == 2 and credit is None and len(block.lines[1]) < 60:
        return block.lines[0], _bare_credit(block.lines[1])
    return caption, credit


def _labelled_parts(figure: html.HtmlElement) -> tuple[str | None, str | None]:
    """Caption and credit where each has an element of its own."""
    credit = caption = None
    for element in figure.iter(
        "span", "p", "div", "small", "cite", "em", "i", "strong", "a", "li", "figcaption", "button"
    ):
        words, text = attribute_words(element), tree_text(element)
        if not text or len(text) > 500:
            continue
        holds = len(element.findall(".//*")) > 6
        if (
            credit is None
            and not holds
            and _CREDIT_CLASS.search(words)
            and "caption" not in words
            and len(text) < 120
        ):
            credit = text
        elif caption is None and _CAPTION_CLASS.search(words) and len(text) > 8:
            caption = text
    return caption, credit


def _less(caption: str, credit: str) -> str | None:
    text = (
        clean_text(caption.replace(credit, " "))
        if credit and caption != credit
        else ("" if caption == credit else caption)
    )
    text = re.sub(
        r"\s*[(\[|/–—-]*\s*(?:foto|photo|bild|image|credit|фото|source|quelle)?\s*[:：]?\s*[)\]|]*\s*$",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return text.strip() or None
