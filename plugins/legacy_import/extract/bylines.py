"""Who wrote it: structured data, meta elements and the byline on the page; a person before an institution."""

import copy
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import html

from dispatch.printed import looks_like_name, split_names
from legacy_import.extract.authors import Authors, read_authors, read_by_line, read_nickname, unique_names
from legacy_import.extract.blocks import Block
from legacy_import.extract.evidence import Evidence, names_in
from legacy_import.extract.extraction import Found
from legacy_import.extract.phrases import STAMPS
from legacy_import.extract.seen_bylines import seen_authors
from legacy_import.extract.titles import key_of

__all__ = ["choose_bylines"]

_META = (
    "citation_author", "author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author",
    "byl", "article:author_name", "cxenseparse:author", "og:article:author", "articleauthor", "twitter:creator:name",
    "authors", "creator", "dc.contributor",
)  # fmt: skip
_MANY = 12


def choose_bylines(
    evidence: Evidence, tree: html.HtmlElement, host: str | None, near: Sequence[Block] = (), title: str = ""
) -> Found[tuple[str, ...]] | None:
    """Give the people a page names as its authors, in order; `near` are the blocks around the story's ends.

    A page that names nobody but an outlet or an agency gives that, with little confidence.
    """
    bare = (host or "").removeprefix("www.")
    outlets = {key_of(name) for name in (evidence.site_name, host, bare, bare.split(".")[0]) if name}
    told, where = _told(evidence, outlets)
    seen, is_said = seen_authors(tree, outlets, title)
    found = _weigh(told.people, seen.people, where, is_said)
    if found:
        return found
    lines, where = _from_lines(near, outlets)
    if lines:
        return Found(lines, where, 0.65)
    searched = _by_library(tree, outlets)
    if searched and (not told.institutions or all(looks_like_name(name) for name in searched)):
        return Found(searched, "search of the whole page", 0.45)
    named = told.institutions or seen.institutions
    return Found(unique_names(named)[:2], "the outlet's own name", 0.5) if named else None


def _weigh(
    told: tuple[str, ...], seen: tuple[str, ...], where: str, is_said: bool
) -> Found[tuple[str, ...]] | None:
    """Persons of structured data against persons of the visible byline."""
    if told and seen:
        seen = tuple(name for name in seen if name in told or read_authors(name).people == (name,)) or seen
        told_keys, seen_keys = {key_of(name) for name in told}, {key_of(name) for name in seen}
        if told_keys == seen_keys:
            return Found(told, "structured data and byline", 0.95 if all(map(_is_full, told)) else 0.85)
        if told_keys < seen_keys and len(seen) <= 4:
            return Found(seen, "byline", 0.7)
        if where == "meta" and is_said and not told_keys & seen_keys:
            # A meta author is often the one who keeps the site; "By X" beside the headline is the writer.
            return Found(seen, "byline", 0.7)
        return Found(told, where, 0.75)
    if told:
        return Found(told, where, 0.75)
    return Found(seen, "byline", 0.75 if is_said else 0.65) if seen else None


def _is_full(name: str) -> bool:
    """Whether a name has a given name and a surname, neither of them an initial only."""
    return sum(len(word.strip(".")) > 1 for word in name.split()) >= 2


def _from_lines(near: Sequence[Block], outlets: set[str]) -> tuple[tuple[str, ...], str]:
    for block in near:
        for line in block.lines:
            names = read_by_line(line, outlets)
            if names:
                return unique_names(names), "line at the story's ends"
    beside = _beside_date([line for block in near for line in block.lines], outlets)
    if beside:
        return beside, "name beside the date"
    for block in near:
        nickname = next((name for line in block.lines if (name := read_nickname(line))), None)
        if nickname:
            return (nickname,), "line at the story's ends"
    return (), ""


def _beside_date(lines: Sequence[str], outlets: set[str]) -> tuple[str, ...]:
    """A line that is a name and nothing else, right before or behind a line that is a date."""
    stamps = [len(line) < 60 and STAMPS.match(line) for line in lines]
    for at, line in enumerate(lines):
        if len(line) > 60 or not (any(stamps[max(0, at - 1) : at]) or any(stamps[at + 1 : at + 2])):
            continue
        names = split_names(line)
        if names and not read_authors(line, outlets).institutions:
            return unique_names(names)
    return ()


def _by_library(tree: html.HtmlElement, outlets: set[str]) -> tuple[str, ...]:
    from trafilatura.metadata import extract_metadata

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL + 1)
    try:
        author = extract_metadata(copy.deepcopy(tree)).author
    except (ValueError, TypeError, AttributeError, RecursionError, KeyError, IndexError):
        return ()
    names = [name for part in str(author or "").split("; ") for name in read_authors(part, outlets).people]
    return unique_names(names)


def _told(evidence: Evidence, outlets: set[str]) -> tuple[Authors, str]:
    """What structured data says: the first source that names persons, else the first that names an institution."""
    institutions: tuple[str, ...] = ()
    for where, authors in _sources(evidence, outlets):
        if authors.people:
            return Authors(unique_names(authors.people)), where
        institutions = institutions or authors.institutions
    return Authors(institutions=institutions), "structured data"


def _sources(evidence: Evidence, outlets: set[str]) -> Iterator[tuple[str, Authors]]:
    for author in evidence.article_values("author"):
        yield "structured data", _of_node(author, evidence, outlets)
    for key in _META:
        values = evidence.meta.get(key, [])
        if 0 < len(values) <= _MANY:
            yield "meta", _joined(read_authors(value, outlets) for value in values)


def _of_node(author: object, evidence: Evidence, outlets: set[str]) -> Authors:
    found: list[Authors] = []
    for item in author if isinstance(author, list) else [author]:
        node = _resolved(item, evidence)
        is_institution = isinstance(node, Mapping) and "Organization" in str(node.get("@type") or "")
        found += [read_authors(name, outlets, is_institution=is_institution) for name in names_in(node)]
    return _joined(found)


def _resolved(item: object, evidence: Evidence) -> object:
    """Follow `{"@id": …}` to the node of the page's graph that carries the name."""
    if not isinstance(item, Mapping) or item.get("name") or not item.get("@id"):
        return item
    for node in evidence.nodes:
        if node.get("@id") == item["@id"] and node.get("name"):
            return node
    return item


def _joined(parts: Iterable[Authors]) -> Authors:
    every = list(parts)
    return Authors(
        tuple(name for part in every for name in part.people),
        tuple(name for part in every for name in part.institutions),
    )
