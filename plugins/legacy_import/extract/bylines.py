"""Who wrote it: structured data, meta elements and the byline on the page, cleaned of offices, handles and outlets."""

import copy
import logging
import re
from collections.abc import Iterator, Sequence

from lxml import html

from dispatch.printed import looks_like_name, parse_byline, split_names
from legacy_import.extract.blocks import Block
from legacy_import.extract.evidence import Evidence, names_in
from legacy_import.extract.extraction import Found
from legacy_import.extract.titles import key_of
from legacy_import.extract.tree import attribute_words, clean_text, tree_text

__all__ = ["choose_bylines"]

_BYLINE_CLASS = re.compile(
    r"\b(?:byline\w*|by-line|author(?:s|-?name|_name|__name)?|article-?author|post-?author|entry-?author|autor\w*|contributor-?name|"
    r"writer|journalist|reporter|muhabir|yazar|muellif|news-author)\b|byline|author[-_]*name|(?:article|story|post|entry)[-_]*author"
)
_CHROME = re.compile(
    r"comment|sidebar|footer|related|widget|recent|popular|trending|recommend|teaser|bio\b|avatar|follow|share|social"
)
_PREFIX = re.compile(
    r"^(?:(?:posted|written|published|reported|story|words|text|report|review|analysis|opinion)\s+by|by|von|par|por|di|da|door|av|af|"
    r"tekst|text|texte|autor(?:in|en)?|auteur|author|автор|текст|müəllif|yazan|yazar|oleh|od|przez|napisał[a]?)\s*[:\s]\s*",
    re.IGNORECASE,
)
_BY_LINE = re.compile(
    r"^(?:(?:posted|written|published|reported|story|words|text|article|interview)\s+)?(?:by|von|par|por|di|da|door|av|af|text|texte|autor(?:in)?|"
    r"автор|текст|müəllif|yazan|от)\s*:?\s+(?P<who>(?-i:[^\W\d_a-zа-яё]).+)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[|•·–—]|\s-\s|\bon\s+\w+\s+\d|\bpublished\b|\bupdated\b|\bposted\b|@\w|\(@|\d{1,2}[.:/]\d\d|\bis an?\b|\bfollow\b|"
    r"(?:,|\s)\s*(?:(?:senior|staff|chief|political|special|the|contributing|national|foreign|business|science|health|sports|digital|associate|deputy)\s+)*"
    r"(?:correspondent|reporter|writer|editor|columnist|contributor|fellow|producer|redakteur(?:in)?|journalist(?:in)?)\b|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d).*$",
    re.IGNORECASE | re.DOTALL,
)
_FALSE = re.compile(
    r"^(?:admin\w*|editor\w*|staff|redaktion\w*|redaksiya|редакция|unknown|anonymous|guest|author|by|none|null|web ?master|user\d*|"
    r"\(.*\)|.*\b(?:google scholar|link copied|twitter account|image:|getty images).*|.*\.(?:com|org|net|de|ru|az|tr|co\.uk)|https?:.*|.*@.*|\d+|.*\b(?:read more|see all|view all|share|comments?|subscribe)\b.*)$",
    re.IGNORECASE,
)


def choose_bylines(
    evidence: Evidence, tree: html.HtmlElement, host: str | None, near: Sequence[Block] = ()
) -> Found[tuple[str, ...]] | None:
    """Give the people a page names as its authors, in order; `near` are the blocks around the story's start."""
    outlets = {
        key_of(name)
        for name in (evidence.site_name, host, (host or "").removeprefix("www.").split(".")[0])
        if name
    }
    told = _structured(evidence, outlets)
    seen = _visible(tree, outlets)
    if told and seen:
        told_keys, seen_keys = {key_of(name) for name in told}, {key_of(name) for name in seen}
        if told_keys == seen_keys:
            return Found(tuple(told), "structured data and byline", 0.95)
        if told_keys < seen_keys and len(seen) <= 4:
            return Found(tuple(seen), "byline", 0.8)
        return Found(tuple(told), "structured data", 0.75)
    if told:
        return Found(tuple(told), "structured data", 0.75)
    if seen:
        return Found(tuple(seen), "byline", 0.7)
    lines = _from_lines(near, outlets)
    if lines:
        return Found(tuple(lines), "line above the text", 0.65)
    searched = _by_library(tree, outlets)
    return Found(tuple(searched), "search of the whole page", 0.45) if searched else None


def _from_lines(near: Sequence[Block], outlets: set[str]) -> list[str]:
    for block in near:
        for line in block.lines:
            found = _BY_LINE.match(line)
            if not found or len(line) > 140:
                continue
            names = [name for name in _clean_all(found["who"], outlets) if looks_like_name(name)]
            if names:
                return _unique(names)
    return []


def _by_library(tree: html.HtmlElement, outlets: set[str]) -> list[str]:
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    try:
        author = extract_metadata(copy.deepcopy(tree)).author
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        return []
    names = [name for part in str(author or "").split("; ") for name in _clean_all(part, outlets)]
    return _unique(names)


def _structured(evidence: Evidence, outlets: set[str]) -> list[str]:
    names: list[str] = []
    for author in evidence.article_values("author"):
        names += _people_of(author, outlets)
        if names:
            break
    if not names:
        for key in (
            "author",
            "article:author",
            "dc.creator",
            "dcterms.creator",
            "parsely-author",
            "sailthru.author",
            "byl",
            "citation_author",
            "article:author_name",
            "cxenseparse:author",
            "twitter:creator:name",
            "authors",
            "creator",
            "dc.contributor",
        ):
            values = evidence.meta.get(key, [])
            for value in values:
                names += _clean_all(value, outlets)
            if names:
                break
    return _unique(names)


def _people_of(author: object, outlets: set[str]) -> list[str]:
    names: list[str] = []
    for item in author if isinstance(author, list) else [author]:
        kind = str(item.get("@type") or "") if isinstance(item, dict) else ""
        for name in names_in(item):
            if "Organization" in kind and key_of(name) in outlets:
                continue
            names += _clean_all(name, outlets)
    return names


def _clean_all(text: str, outlets: set[str]) -> list[str]:
    text = clean_text(text)
    if not text or len(text) > 200:
        return []
    text = _PREFIX.sub("", text)
    several = split_names(text)
    if several:
        return [name for name in several if _is_fit(name, outlets)]
    text = _TAIL.sub("", text).strip(" ,;:.-–—|/")
    parts = re.split(
        r"\s*(?:;|\s/\s|\||\s&\s|\s(?:and|und|et|y|e|ve|və|и|og|och|en)\s)\s*|,\s+(?=[^\W\d_]+\s)", text
    )
    names = [part.strip(" ,;:") for part in parts if part and part.strip(" ,;:")]
    return [name for name in names if _is_fit(name, outlets)]


def _is_fit(name: str, outlets: set[str]) -> bool:
    words = name.split()
    return (
        bool(key_of(name))
        and len(words) <= 6
        and len(name) <= 60
        and not _FALSE.match(name)
        and key_of(name) not in outlets
    )


def _unique(names: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(key_of(name), _cased(name))
    return list(seen.values())[:8]


def _cased(name: str) -> str:
    return name


def _visible(tree: html.HtmlElement, outlets: set[str]) -> list[str]:
    for elements in (_marked(tree), _classed(tree)):
        for element, sure in elements:
            if any(_CHROME.search(attribute_words(box)) for box in list(element.iterancestors())[:4]):
                continue
            names = _names_of_element(element, outlets, sure)
            if names:
                return _unique(names)
    return []


def _marked(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    for element in tree.xpath(
        ".//*[@itemprop='author'][not(self::meta)] | .//a[@rel='author'] | .//*[@rel='author']"
    )[:6]:
        yield element, True


def _classed(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    count = 0
    for element in tree.iter(
        "a", "span", "p", "div", "li", "address", "cite", "strong", "b", "em", "h3", "h4", "h5", "td"
    ):
        words = attribute_words(element)
        if not _BYLINE_CLASS.search(words) or _CHROME.search(words):
            continue
        count += 1
        yield element, False
        if count > 12:
            return


def _names_of_element(element: html.HtmlElement, outlets: set[str], sure: bool) -> list[str]:
    named = element.xpath(".//*[@itemprop='name']")
    if named:
        return [name for part in named[:6] for name in _clean_all(tree_text(part), outlets)]
    text = tree_text(element)
    if not 3 <= len(text) <= 160:
        return []
    links = [tree_text(link) for link in element.iter("a") if tree_text(link)]
    fitting = [name for link in links for name in _clean_all(link, outlets) if looks_like_name(name)]
    if fitting:
        return fitting
    signature = parse_byline(text)
    if signature and signature.bylines:
        return [name for name in signature.bylines if _is_fit(name, outlets)]
    names = _clean_all(text, outlets)
    return [name for name in names if sure or looks_like_name(name)]
