"""What a page says of itself to machines: JSON-LD, meta elements, microdata; read before anything is tidied away."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from lxml import html

from legacy_import.extract.tree import clean_text, tree_text

__all__ = ["Evidence", "names_in", "read_evidence", "strings_in", "told_body"]

_ARTICLE = re.compile(
    r"article|posting|report|review|newsitem|liveblog|claimreview|story|advertisercontent", re.IGNORECASE
)
_MAX_NODES = 4000


@dataclass(slots=True)
class Evidence:
    """Machine-readable statements of one page."""

    meta: dict[str, list[str]] = field(default_factory=dict)
    articles: list[Mapping[str, object]] = field(default_factory=list)
    nodes: list[Mapping[str, object]] = field(default_factory=list)
    canonical: str | None = None
    title_tag: str | None = None
    html_lang: str | None = None
    headings: list[tuple[int, str, html.HtmlElement]] = field(default_factory=list)
    saved_from: str | None = None

    def first(self, *names: str) -> str | None:
        """The first non-empty content of the named meta elements, in the order of the names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None

    def article_values(self, key: str) -> Iterator[object]:
        """Every value of `key` in the page's articles."""
        for article in self.articles:
            if article.get(key):
                yield article[key]

    def article_values_said(self, key: str) -> Iterator[object]:
        """Every value of `key` in the page's articles, also one that says no."""
        return (article[key] for article in self.articles if key in article)

    @property
    def site_name(self) -> str | None:
        """The outlet as the page names it."""
        named = self.first("og:site_name", "application-name", "publisher", "dc.publisher")
        if named:
            return named
        for publisher in self.article_values("publisher"):
            names = names_in(publisher)
            if names:
                return names[0]
        return None


def read_evidence(tree: html.HtmlElement, text: str) -> Evidence:
    """Read all statements of an untouched tree; `text` is the page's source."""
    evidence = Evidence(html_lang=tree.get("lang") or tree.get("xml:lang"))
    for element in tree.iter("meta"):
        # Some systems write `value`, as for a form's field.
        content = clean_text(element.get("content") or element.get("value") or "")
        for key in ("property", "name", "itemprop", "http-equiv"):
            names = element.get(key)
            for name in (names or "").lower().split():
                if content:
                    evidence.meta.setdefault(name, []).append(content)
    for link in tree.iter("link"):
        if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
            evidence.canonical = evidence.canonical or link.get("href").strip()
    title = tree.find(".//title")
    evidence.title_tag = tree_text(title) or None if title is not None else None
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            _read_json(script.text or "", evidence)
    for level in (1, 2):
        for heading in tree.iter(f"h{level}"):
            words = tree_text(heading)
            if words:
                evidence.headings.append((level, words, heading))
    saved = re.search(r"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", text[:4000])
    evidence.saved_from = saved[1] if saved else None
    return evidence


def _read_json(source: str, evidence: Evidence) -> None:
    source = re.sub(
        r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$", "", source.strip()
    ).strip(" ;")
    try:
        data = json.loads(source, strict=False)
    except (ValueError, RecursionError):
        try:
            data = json.loads(
                re.sub(r"[\x00-\x1f]", " ", re.sub(r",\s*([}\]])", r"\1", source)), strict=False
            )
        except (ValueError, RecursionError):
            return
    for node in _nodes(data):
        evidence.nodes.append(node)
        kinds = node.get("@type")
        kind_words = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds or "")
        if _ARTICLE.search(kind_words) and (
            node.get("headline") or node.get("datePublished") or node.get("articleBody")
        ):
            evidence.articles.append(node)


def _nodes(data: object) -> Iterator[Mapping[str, object]]:
    queue, seen = [data], 0
    while queue and seen < _MAX_NODES:
        item = queue.pop(0)
        seen += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            keys = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement")
            queue.extend(item[key] for key in keys if isinstance(item.get(key), (list, dict)))


def strings_in(value: object) -> list[str]:
    """The plain strings of a JSON-LD value: itself, or those of a list."""
    if isinstance(value, str):
        return [clean_text(unescape(value))]
    if isinstance(value, list):
        return [text for item in value for text in strings_in(item)]
    return []


def names_in(value: object) -> list[str]:
    """The names of a JSON-LD person, organisation, or list of them."""
    if isinstance(value, str):
        return [clean_text(unescape(value))]
    if isinstance(value, list):
        return [name for item in value for name in names_in(item)]
    if isinstance(value, dict):
        return names_in(value.get("name")) if value.get("name") else []
    return []


def told_body(evidence: Evidence) -> str:
    """The article body that the structured data carries, as plain text; "" where there is none."""
    bodies = [text for value in evidence.article_values("articleBody") for text in strings_in(value)]
    body = max(bodies, key=len, default="")
    return clean_text(re.sub(r"<[^>]+>", " ", body))
