"""The extractors that ours is measured beside: each reads a page's bytes and gives a row as the evaluator wants it."""

import importlib
import importlib.util
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Raw = tuple[str, str, str | None, bytes]
Row = dict[str, object]
# What a peer raises on a page counts as no answer.
_FAULTS = (ValueError, TypeError, AttributeError, LookupError, OSError, RecursionError, AssertionError)


@dataclass(frozen=True, slots=True)
class Peer:
    """An extractor: its name, the module it needs, and how it reads pages."""

    name: str
    module: str
    read: Callable[[Iterable[Raw]], Iterator[Row]]

    @property
    def is_installed(self) -> bool:
        """Whether its module is here; `requirements-bench.lock` holds what the project itself does not need."""
        return importlib.util.find_spec(self.module) is not None


def ours(pages: Iterable[Raw]) -> Iterator[Row]:
    """Rows of our own extractor: all pages at once, so that pages of a host teach each other."""
    from legacy_import.extract import Page, extract_pages

    for extraction in extract_pages([Page(name, payload, url, kind) for name, url, kind, payload in pages]):
        yield extraction.as_json()


def trafilatura(pages: Iterable[Raw]) -> Iterator[Row]:
    """Rows of trafilatura's own reading of body and fields."""
    import trafilatura as library

    for name, url, _kind, payload in pages:
        found = library.bare_extraction(payload, url=url, with_metadata=True, include_comments=False)
        told = found.as_dict() if found is not None else {}
        yield {
            "id": name,
            "title": told.get("title"),
            "bylines": [part for part in str(told.get("author") or "").split("; ") if part],
            "published": told.get("date"),
            "body_text": told.get("text"),
        }


def newspaper(pages: Iterable[Raw]) -> Iterator[Row]:
    """Rows of newspaper4k; pictures are not asked for."""
    library = importlib.import_module("newspaper")
    logging.getLogger("newspaper").setLevel(logging.CRITICAL + 1)
    for name, url, _kind, payload in pages:
        try:
            article = _newspaper_article(library, url, _decoded(payload))
        except (*_FAULTS, library.ArticleException):
            yield {"id": name}
            continue
        when = article.publish_date
        yield {
            "id": name,
            "title": article.title,
            "bylines": list(article.authors),
            "published": when.isoformat() if when else None,
            "body_text": article.text,
        }


def _newspaper_article(library: Any, url: str, text: str) -> Any:
    """An article read; where the add-on for its language is missing, read as English."""
    for language in (None, "en"):
        words = {"language": language, "use_meta_language": False} if language else {}
        article = library.Article(url or "http://unknown.invalid/", fetch_images=False, **words)
        article.download(input_html=text)
        try:
            article.parse()
        except ImportError:
            continue
        break
    return article


def readability(pages: Iterable[Raw]) -> Iterator[Row]:
    """Rows of readability-lxml: body and title."""
    from lxml import html

    library = importlib.import_module("readability")
    logging.getLogger("readability").setLevel(logging.CRITICAL + 1)
    for name, _url, _kind, payload in pages:
        try:
            document = library.Document(_decoded(payload))
            text = html.fromstring(document.summary()).text_content()
            yield {"id": name, "title": document.short_title(), "body_text": text}
        except _FAULTS:
            yield {"id": name}


def resiliparse(pages: Iterable[Raw]) -> Iterator[Row]:
    """Rows of resiliparse: the main content's text, and the title element, which is all it reads."""
    text_of = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    trees = importlib.import_module("resiliparse.parse.html").HTMLTree
    for name, _url, _kind, payload in pages:
        tree = trees.parse(_decoded(payload))
        text = text_of(tree, main_content=True, alt_texts=False, links=False, preserve_formatting=True)
        yield {"id": name, "title": tree.title, "body_text": text}


def _decoded(payload: bytes) -> str:
    """The text as our own decoder reads it: no peer loses for its want of one."""
    from legacy_import.extract.decode import decode_page

    return decode_page(payload, None).text


PEERS = (
    Peer("ours", "legacy_import", ours),
    Peer("trafilatura", "trafilatura", trafilatura),
    Peer("newspaper4k", "newspaper", newspaper),
    Peer("readability-lxml", "readability", readability),
    Peer("resiliparse", "resiliparse", resiliparse),
)
