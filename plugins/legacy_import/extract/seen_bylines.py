"""The byline that readers see: marked or classed elements, weighed by what they say and how near the headline they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import html

from dispatch.printed import looks_like_name, parse_byline
from legacy_import.extract.authors import BY_WORDS, Authors, read_authors, unique_names
from legacy_import.extract.titles import key_of
from legacy_import.extract.tree import attribute_words, clean_text, tree_text

__all__ = ["seen_authors"]

_BYLINE_CLASS = re.compile(
    r"byline|by-line|wrote_?by|written-?by|posted-?by|autorenzeile|verfasser|creditos-nota|"
    r"\b(?:authors?|author-?\d|autor\w*|contributor-?names?|writer|journalist|reporter|muhabir|yazar|muellif|news-author|contributers|redactor|firma)\b|"
    r"authors?[-_]*names?|(?:article|story|post|entry|news|page|meta)[-_]*authors?|author[-_]*(?:link|title|info|line|url)|--author\b"
)
_CHROME = re.compile(
    r"comment|sidebar|footer|related|widget|recent|popular|trending|recommend|teaser|bio\b|biography|avatar|follow|share|social|newsletter|promo"
)
_SAID = re.compile(
    rf"^(?:(?:posted|written|published|erstellt|publicado|publié|words|story|text)\s+)?(?:{BY_WORDS}|autor(?:in)?|author|текст|автор)(?=\s|:)",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"translat|photograph|photos?\s+by|illustrat|edited|fact.?check|reviewed|video\s+by|übersetz|redigiert|foto\s*:|перевод",
    re.IGNORECASE,
)
_TAGS = (
    "a", "span", "p", "div", "li", "ul", "address", "cite", "strong", "b", "em", "h2", "h3", "h4", "h5", "h6", "td",
    "small", "section", "header", "time", "dd", "figcaption",
)  # fmt: skip
_MOST = 16
_NEAR = 160


@dataclass(slots=True)
class _Candidate:
    element: html.HtmlElement
    authors: Authors
    score: float
    is_said: bool


def seen_authors(tree: html.HtmlElement, outlets: set[str], title: str) -> tuple[Authors, bool]:
    """Give the visible authors, and whether the page says of them in words that they wrote it."""
    order = {element: number for number, element in enumerate(tree.iter())}
    head = _headline_at(tree, order, title)
    candidates = [
        candidate
        for element, is_marked in _elements(tree)
        if (candidate := _weighed(element, is_marked, outlets, order[element], head)) is not None
    ]
    if not candidates:
        return Authors(), False
    best = max(candidates, key=lambda one: one.score)
    people = list(best.authors.people)
    for other in candidates:
        if other is not best and _are_neighbours(best.element, other.element):
            people += other.authors.people
    return Authors(_without_parts(people), best.authors.institutions), best.is_said


def _without_parts(people: list[str]) -> tuple[str, ...]:
    """Names less those that are only a piece of another one."""
    names = unique_names(people)
    keys = [set(key_of(name).split()) for name in names]
    return tuple(
        name for name, key in zip(names, keys, strict=True) if not any(key < other for other in keys)
    )


def _headline_at(tree: html.HtmlElement, order: dict[html.HtmlElement, int], title: str) -> int | None:
    wanted = key_of(title)
    first: int | None = None
    for heading in tree.iter("h1", "h2"):
        key = key_of(tree_text(heading))
        if wanted and key and (wanted in key or (len(key) > 15 and key in wanted)):
            return order[heading]
        if heading.tag == "h1" and first is None:
            first = order[heading]
    return first


def _elements(tree: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, bool]]:
    marked = tree.xpath(".//*[@itemprop='author'][not(self::meta)] | .//*[@rel='author']")[:10]
    seen = set(marked)
    for element in marked:
        yield element, True
    count = 0
    for element in tree.iter(*_TAGS):
        words = attribute_words(element)
        if element in seen or not _BYLINE_CLASS.search(words) or _CHROME.search(words):
            continue
        count += 1
        yield element, False
        if count > _MOST:
            return


def _weighed(
    element: html.HtmlElement, is_marked: bool, outlets: set[str], at: int, head: int | None
) -> _Candidate | None:
    if any(_CHROME.search(attribute_words(box)) for box in list(element.iterancestors())[:4]):
        return None
    text = _spaced(element)
    if _OTHERS.search(text[:24]):
        return None
    authors = _authors_of(element, text, outlets, is_marked)
    if not authors.people and not authors.institutions:
        return None
    before = element.getprevious()
    lead = (element.getparent().text or "") if before is None and element.getparent() is not None else ""
    is_said = bool(_SAID.match(text) or re.search(rf"(?:^|\s)(?:{BY_WORDS})\s*:?\s*$", lead, re.IGNORECASE))
    score = (1.0 if is_marked else 0.6) + (0.7 if is_said else 0.0)
    if head is not None:
        gap = at - head
        score += 0.7 if 0 < gap <= _NEAR else (0.3 if -40 <= gap <= 0 else 0.0)
    score += 0.2 if authors.people and all(looks_like_name(name) for name in authors.people) else 0.0
    score -= 0.8 if not authors.people else 0.0
    return _Candidate(element, authors, score - at * 1e-6, is_said)


def _authors_of(element: html.HtmlElement, text: str, outlets: set[str], is_marked: bool) -> Authors:
    named = element.xpath(".//*[@itemprop='name']")
    if named:
        parts = [read_authors(_spaced(part), outlets) for part in named[:6]]
        return Authors(
            tuple(name for part in parts for name in part.people),
            tuple(name for part in parts for name in part.institutions),
        )
    if not 2 <= len(text) <= 200:
        return Authors()
    links = [_spaced(link) for link in element.iter("a") if link is not element]
    fitting = [
        name for link in links if link for name in read_authors(link, outlets).people if looks_like_name(name)
    ]
    signature = parse_byline(text)
    if signature and signature.bylines and len(signature.bylines) >= len(fitting):
        return Authors(tuple(signature.bylines))
    authors = read_authors(text, outlets)
    if fitting and not (len(authors.people) > len(fitting) and all(map(looks_like_name, authors.people))):
        return Authors(tuple(fitting))
    if is_marked or _SAID.match(text):
        return authors
    return Authors(tuple(name for name in authors.people if looks_like_name(name)), authors.institutions)


def _spaced(element: html.HtmlElement) -> str:
    """The words of an element; what stands in separate elements without a space is parted by a bar."""
    parts = [part for part in element.itertext() if part.strip()]
    text = ""
    for part in parts:
        glued = text[-1:].isalnum() and part[:1].isalnum() and not text[-2:-1].isspace() and len(text) > 1
        text += (" | " if glued and len(text.rsplit(maxsplit=1)[-1]) > 1 else "") + part
    return re.sub(rf"^((?:{BY_WORDS}))\s\|\s", r"\1 ", clean_text(text), flags=re.IGNORECASE)


def _are_neighbours(one: html.HtmlElement, other: html.HtmlElement) -> bool:
    """Whether two elements stand in one small box: several authors of one story."""
    if one.tag != other.tag or attribute_words(one) != attribute_words(other):
        return False
    ours = list(one.iterancestors())[:3]
    for box in list(other.iterancestors())[:3]:
        if box in ours:
            return len(tree_text(box)) < 260
    return False
