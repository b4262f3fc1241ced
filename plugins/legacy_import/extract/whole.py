"""Whether a page shows one whole story: not the start of one that is sold, not a list, not several, not half a file."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from lxml import html

from legacy_import.extract.blocks import Block
from legacy_import.extract.evidence import Evidence
from legacy_import.extract.tree import tree_text
from legacy_import.extract.visible_dates import find_moment

__all__ = ["why_not_whole"]

# A stub shows a paragraph or two; a whole story behind a counter shows all of it.
_STUB = 1200
_SHORT = 700
_SOLD = re.compile(
    r"subscri\w+ (?:now |today )?to (?:continue|keep|read|unlock)|(?:to|continue) read(?:ing)? (?:the |this )?(?:full |whole |entire |rest)[^.]{0,40}?(?:subscri|sign in|log in|register)|"
    r"(?:article|story|content|text) is (?:only |exclusively )?(?:available )?(?:for|to) (?:our |paying )*(?:subscribers|members)|(?:for )?subscribers only|"
    r"nur für abonnenten|jetzt weiterlesen|réservé aux abonnés|solo para suscriptores|"
    r"только (?:для подписчиков|по подписке)|доступ\w+ (?:только )?(?:по подписке|подписчикам)|оформите подписку, чтобы|yalnız abunəçilər|sadece aboneler|abonelere özel",
    re.IGNORECASE,
)
_DOCUMENT = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_TEASERS = 5
_STORIES = 3
_STORY = 250


def why_not_whole(
    evidence: Evidence,
    root: html.HtmlElement,
    source: str,
    page: Sequence[Block],
    story: Sequence[Block],
    url: str | None,
) -> str | None:
    """The reason why a page is not one whole story, as a sentence; None where nothing says so.

    `source` is the page's markup, `url` its address, `page` all its blocks, `story` those of the story that was found.
    """
    text = " ".join(block.text for block in story)
    if _breaks_off(source):
        return "the page breaks off: the end of its file is missing"
    if _is_sold(evidence, root, text):
        return "the page shows only the beginning of the story: the rest is for subscribers"
    count = 0 if _is_live(evidence) else _stories(root)
    if count >= _STORIES:
        return (
            f"the page holds {count} stories: save each by itself, or import the pages they have of their own"
        )
    if _is_list(page, story, url):
        return "the page is a list of other pages: import it with --kind section"
    return None


def _breaks_off(source: str) -> bool:
    """Whether a document ends within a sentence or a tag, and nothing closes it."""
    tail = source.rstrip("\0 \t\r\n")
    return not tail.endswith(">") and bool(_DOCUMENT.search(source[:2000])) and not _END.search(source)


def _is_sold(evidence: Evidence, root: html.HtmlElement, text: str) -> bool:
    is_closed = any(
        str(value).lower() == "false" for value in evidence.article_values_said("isAccessibleForFree")
    )
    if len(text) < _STUB and (is_closed or evidence.first("article:content_tier") == "locked"):
        return True
    return len(text) < _SHORT and _SOLD.search(tree_text(root)) is not None


def _is_live(evidence: Evidence) -> bool:
    """Whether a page is one story told in entries."""
    return any("LiveBlog" in str(node.get("@type")) for node in evidence.nodes)


def _stories(root: html.HtmlElement) -> int:
    """How many stories stand one below the other, each with a headline, a date and a text of its own."""
    families: dict[tuple[int, str, str], list[html.HtmlElement]] = defaultdict(list)
    for element in root.iter("article", "div", "section", "td"):
        parent = element.getparent()
        if parent is not None:
            families[id(parent), element.tag, element.get("class") or ""].append(element)
    best = 0
    for members in families.values():
        if len(members) >= _STORIES:
            best = max(best, sum(_is_story(member) for member in members))
    return best


def _is_story(element: html.HtmlElement) -> bool:
    if (
        next(element.iter("h1", "h2", "h3"), None) is None
        or sum(len(text) for text in _prose(element)) < _STORY
    ):
        return False
    dated = any(True for _time in element.iter("time"))
    return dated or any(
        find_moment(line, None)
        for line in map(tree_text, element.iter("p", "div", "span"))
        if 5 < len(line) < 60
    )


def _prose(element: html.HtmlElement) -> Iterator[str]:
    for paragraph in element.iter("p"):
        text = tree_text(paragraph)
        if len(text) > 60 and sum(len(tree_text(link)) for link in paragraph.iter("a")) * 2 < len(text):
            yield text


def _is_list(page: Sequence[Block], story: Sequence[Block], url: str | None) -> bool:
    """Whether the story found is teasers below headings that lead to other pages of the site, or nothing but links."""
    mass = sum(len(block.text) for block in story)
    told = {block.index for block in story}
    run = page[max(story[0].index - 1, 0) : story[-1].index + 1] if story else []
    heads = [block for block in run if _leads_on(block, url)]
    below = [page[block.index + 1] for block in heads if block.index + 1 < len(page)]
    teasers = [block for block in below if block.index in told and not _leads_on(block, url)]
    links = [block for block in heads if block.index in told]
    if not story:
        # Lists of links are no text: where nothing else stands, they are what the page is.
        every = [block for block in page if _leads_on(block, url)]
        shown = sum(len(block.text) for block in page)
        return len(every) >= 2 * _TEASERS and sum(len(block.text) for block in every) > 0.7 * shown
    of_teasers, of_links = (sum(len(block.text) for block in blocks) for blocks in (teasers, links))
    return (len(teasers) >= _TEASERS and of_teasers + of_links > 0.7 * mass) or (
        len(links) >= 2 * _TEASERS and of_links > 0.7 * mass
    )


def _leads_on(block: Block, url: str | None) -> bool:
    """Whether a block is a link to another page of the site."""
    if block.link_share <= 0.8 or len(block.text) <= 12:
        return False
    return any(_is_inner(link.get("href"), url) for link in block.element.iter("a"))


def _is_inner(href: str | None, url: str | None) -> bool:
    """Whether a link leads to another page of the same site; one to a place on this page does not."""
    try:
        target, here = urlsplit((href or "#").strip()), urlsplit(url or "")
    except ValueError:
        return False
    is_here = not target.netloc or target.hostname == here.hostname
    return is_here and bool(target.path) and (target.path, target.query) != (here.path, here.query)
