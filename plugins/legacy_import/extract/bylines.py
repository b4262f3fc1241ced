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
_AGREED, _AGAINST, _META_SAYS = "structured data and byline", "byline against structured data", "meta"
_AT_THE_ENDS = "line at the story's ends"
_LONG_NAME = 80


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
        return Found(found[0], found[1], _sureness(*found, tree, near))
    lines, where = _from_lines(near, outlets)
    if lines:
        return Found(lines, where, 0.85 if where == _AT_THE_ENDS else 0.65)
    searched = _by_library(tree, outlets)
    if searched and (not told.institutions or all(looks_like_name(name) for name in searched)):
        return Found(searched, "search of the whole page", 0.45)
    named = told.institutions or seen.institutions
    return Found(unique_names(named)[:2], "the outlet's own name", 0.5) if named else None


def _weigh(
    told: tuple[str, ...], seen: tuple[str, ...], where: str, is_said: bool
) -> tuple[tuple[str, ...], str] | None:
    """Persons of structured data against persons of the visible byline: who they are, and where they were found."""
    if told and seen:
        seen = tuple(name for name in seen if name in told or read_authors(name).people == (name,)) or seen
        told_keys, seen_keys = {key_of(name) for name in told}, {key_of(name) for name in seen}
        if told_keys == seen_keys:
            return told, _AGREED
        if told_keys < seen_keys and len(seen) <= 4:
            return seen, _AGAINST
        if where == _META_SAYS and is_said and not told_keys & seen_keys:
            # A meta author is often the one who keeps the site; "By X" beside the headline is the writer.
            return seen, _AGAINST
        return told, where
    if told:
        return told, where
    return (seen, "byline") if seen else None


def _sureness(names: tuple[str, ...], where: str, tree: html.HtmlElement, near: Sequence[Block]) -> float:
    """How sure a byline is, as measured on annotated pages by who says it and what else the page shows.

    The page and its structured data: 97 of 100 are right; structured data of full names alone: 98; a visible name
    that is a link (to the author's page): 89, one that is none: 60; a meta element alone: 84 where the name stands
    beside the story, else 25; a visible name against another one that is told to machines: 43.
    """
    keys = [key_of(name) for name in names]
    if where == _AGREED:
        return 0.95 if all(map(_is_full, names)) else 0.85
    if where == _AGAINST:
        return 0.56
    if where == "byline":
        links = {key_of(text) for link in tree.iter("a") if len(text := link.text_content()) < _LONG_NAME}
        return 0.85 if links.issuperset(keys) else 0.62
    if where == _META_SAYS:
        beside = f" {key_of(' '.join(line for block in near for line in block.lines))} "
        return 0.8 if all(f" {key} " in beside for key in keys) else 0.56
    return 0.92 if all(" " in key for key in keys) else 0.65


def _is_full(name: str) -> bool:
    """Whether a name has a given name and a surname, neither of them an initial only."""
    return sum(len(word.strip(".")) > 1 for word in name.split()) >= 2


def _from_lines(near: Sequence[Block], outlets: set[str]) -> tuple[tuple[str, ...], str]:
    for block in near:
        for line in block.lines:
            names = read_by_line(line, outlets)
            if names:
                return unique_names(names), _AT_THE_ENDS
    beside = _beside_date([line for block in near for line in block.lines], outlets)
    if beside:
        return beside, "name beside the date"
    for block in near:
        nickname = next((name for line in block.lines if (name := read_nickname(line))), None)
        if nickname:
            return (nickname,), _AT_THE_ENDS
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
            yield _META_SAYS, _joined(read_authors(value, outlets) for value in values)


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
