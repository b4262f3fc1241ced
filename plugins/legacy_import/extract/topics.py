"""Section and tags: structured data and meta elements; what stands above the date on old pages."""

import re

from lxml import html

from legacy_import.extract.evidence import Evidence, strings_in
from legacy_import.extract.extraction import Found
from legacy_import.extract.titles import key_of
from legacy_import.extract.tree import tree_text

__all__ = ["choose_section", "choose_tags", "section_beside_date"]


def choose_section(evidence: Evidence) -> Found[str] | None:
    """The section a page says it stands in."""
    for value in evidence.article_values("articleSection"):
        texts = [text for text in strings_in(value) if 1 < len(text) <= 60]
        if texts:
            return Found(texts[0], "JSON-LD articleSection", 0.85)
    named = evidence.first(
        "article:section", "parsely-section", "sailthru.section", "section", "cxenseparse:section"
    )
    if named and len(named) <= 60:
        return Found(named, "meta section", 0.8)
    return None


def section_beside_date(line: str) -> str | None:
    """The section in a line like `Society | 11.05.2003 20:26`."""
    found = re.match(r"^\s*([^\W\d_][^\d|/•·»:]{1,40}?)\s*[|/•·»]+\s*\d", line)
    return found[1].strip(" -–—") if found else None


def choose_tags(evidence: Evidence, tree: html.HtmlElement) -> Found[tuple[str, ...]] | None:
    """The keywords of a page, each once."""
    raw: list[str] = list(evidence.meta.get("article:tag", ()))
    where = "meta article:tag"
    if not raw:
        raw = [text for value in evidence.article_values("keywords") for text in strings_in(value)]
        where = "JSON-LD keywords"
    if not raw:
        raw = [evidence.first("news_keywords", "keywords", "parsely-tags", "sailthru.tags") or ""]
        where = "meta keywords"
    if not "".join(raw).strip():
        raw = [
            tree_text(link)
            for link in tree.xpath(".//a[@rel='tag' or contains(@rel, ' tag') or starts-with(@rel, 'tag ')]")[
                :20
            ]
        ]
        where = "tag links"
    tags: dict[str, str] = {}
    for text in raw:
        for tag in re.split(r"\s*[,;]\s*", text) if len(raw) == 1 or "," in text else [text]:
            if 1 < len(tag) <= 60 and key_of(tag):
                tags.setdefault(key_of(tag), tag.strip(" #"))
    return Found(tuple(tags.values())[:30], where, 0.7) if tags else None
