"""The Pelican plugin: indexes the articles that a build publishes, and writes `search/` into the output.

Of an article it reads what a copy desk may have prepared (`bylines`, `byline`, `place`, `standfirst`, `section`), else
Pelican's own (`authors`, `summary`, `category`). Two attributes hold back: `search_excluded` leaves the article
out, `search_excluded_body` leaves out body, standfirst and tags. `search_date` is the date as it should be printed.
`search_hash` may be a hash of all of these, from whoever has one.
"""

from __future__ import annotations

import inspect
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pelican
from markupsafe import Markup
from pelican import signals
from pelican.generators import ArticlesGenerator, Generator

from lunr_search.current import is_current
from lunr_search.documents import Document
from lunr_search.errors import SearchError
from lunr_search.settings import Settings, read_settings
from lunr_search.store import FOLDER, write_whole

log = logging.getLogger(__name__)
# The standard index, below the folder of the search.
EXPORTED = "lunr.json"
# What a web server adds to a folder's address.
INDEX = re.compile(r"(?:^|(?<=/))index\.html\Z")
# Where a tag parts words: <br> and the blocks.
PARTING = re.compile(r"</?(?:p|br|hr|div|section|article|aside|header|footer|figure|figcaption|blockquote|pre|ul|ol|li|dl|dt|dd|table|caption|tr|th|td|h[1-6])\b", re.IGNORECASE)  # fmt: skip


class SearchGenerator(Generator):  # type: ignore[misc]  # Pelican is untyped
    """Writes the search of one build."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # None if they are wrong and somebody was told so.
        self.options: Settings | None = None
        with in_a_sentence():
            self.options = read_settings(self.settings)
        self.articles: list[Any] = []

    def generate_output(self, _writer: Any) -> None:
        """Index the articles and write the files. Raises SearchError if there is nothing to search."""
        if self.options is None or not self.options.enabled:
            return
        with in_a_sentence():
            if not self.articles:
                raise SearchError(
                    "there is not one published article to search",
                    fix="publish an article, or set LUNR_SEARCH_ENABLED = False",
                )
            write_articles(Path(self.output_path), self.articles, self.settings)


@contextmanager
def in_a_sentence() -> Iterator[None]:
    """Below the command `pelican` an error of ours is a sentence and ends it, where it would print a traceback; any other program gets the error."""
    try:
        yield
    except SearchError as error:
        # Pelican that watches runs again at once after any exception, with the settings that it has: a wrong one would stay
        # wrong for ever. If nothing is raised, it waits for the next change.
        if is_running(pelican.autoreload):
            log.critical("%s", error)
        elif is_running(pelican.main):
            log.critical("%s", error)
            raise SystemExit(1) from None
        else:
            raise


def is_running(function: Any) -> bool:
    """Whether a function has called, through others, what runs now."""
    frame = inspect.currentframe()
    while frame and frame.f_code is not function.__code__:
        frame = frame.f_back
    return frame is not None


def write_articles(output: Path, articles: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Index articles, or what has their attributes, and write the files below `output`; `settings` are Pelican's."""
    options = read_settings(settings)
    write_documents(output, [document_of(article, options) for article in articles], settings)


def write_documents(output: Path, documents: Sequence[Document], settings: Mapping[str, Any]) -> None:
    """Index what was made of articles by `document_of` with the same settings, and write the files below `output`."""
    options, lang = read_settings(settings), str(settings["DEFAULT_LANG"])
    documents = sorted(documents, key=lambda document: document.ref)
    if not is_current(output, documents, options.fields, options.cache, f"{lang} {options.together}"):
        # Whoever need not count need not load numpy.
        from lunr_search.build import write_search

        built = write_search(
            output,
            documents,
            options.fields,
            to_text=to_text,
            cache=options.cache,
            lang=lang,
            together=options.together,
        )
        log.info(
            "search: %d articles, %d terms, %d files written", built.documents, built.terms, built.written
        )
    write_export(output / FOLDER / EXPORTED, wanted=options.export)


def write_export(path: Path, *, wanted: bool) -> None:
    """Write the standard Lunr index of the search that was just built; remove an earlier one that nobody wants."""
    if wanted:
        from lunr_search.export import lunr_index
        from lunr_search.reader import open_site
        from lunr_search.writing import dump

        write_whole(path, dump(lunr_index(open_site(path.parents[1]))))
    else:
        path.unlink(missing_ok=True)


def to_text(name: str, raw: str) -> str:
    """The text of a field; only a body is HTML still."""
    return plain(raw) if name == "body" else raw


def plain(html: object) -> str:
    """The text of a piece of HTML, words that tags part kept apart."""
    return str(Markup(PARTING.sub(r" \g<0>", str(html))).striptags())  # noqa: S704 (to take tags off, not to trust them)


def one_line(text: object) -> str:
    """A plain value on one line; nothing for None."""
    return " ".join(str(text).split()) if text is not None else ""


def parts(article: Any) -> dict[str, str]:
    """Each field of an article; the body is HTML, because most builds need not read most bodies again."""
    summary = article.metadata.get("summary")
    bare = getattr(article, "search_excluded_body", False)
    standfirst = getattr(article, "standfirst", None)
    opening = one_line(standfirst) if standfirst is not None else plain(summary or "")
    return {
        "title": plain(article.title),
        "standfirst": "" if bare else opening,
        "body": "" if bare else str(article.content),
        "byline": ", ".join(bylines_of(article)),
        "place": one_line(getattr(article, "place", "")),
        "section": one_line(getattr(article, "section", getattr(article, "category", ""))),
        "tags": ", ".join(tags_of(article)),
    }


def bylines_of(article: Any) -> tuple[str, ...]:
    """Who wrote it."""
    prepared = getattr(article, "bylines", None)
    names = [
        one_line(author) for author in (getattr(article, "authors", []) if prepared is None else prepared)
    ]
    return tuple(names) or tuple(filter(None, [one_line(getattr(article, "byline", ""))]))


def tags_of(article: Any) -> tuple[str, ...]:
    """Its tags; none of an article whose text is held back."""
    bare = getattr(article, "search_excluded_body", False)
    return () if bare else tuple(one_line(tag) for tag in getattr(article, "tags", []))


def ref_of(article: Any) -> str:
    """The article's address below the site: it begins with a slash."""
    return "/" + INDEX.sub("", str(article.url)).lstrip("/")


def document_of(article: Any, options: Settings) -> Document:
    """What is indexed and shown of an article."""
    fields = parts(article)
    date = str(getattr(article, "search_date", None) or article.date.strftime("%Y-%m-%dT%H:%M"))
    return Document(
        ref_of(article),
        {name: fields[name] for name in options.fields},
        str(article.lang),
        date,
        fields["title"],
        fields["place"],
        fields["standfirst"],
        {
            "section": (fields["section"],),
            "place": (fields["place"],),
            "byline": bylines_of(article),
            "tag": tags_of(article),
        },
        str(getattr(article, "search_hash", "")),
    )


def take_articles(generators: list[Any]) -> None:
    """Hand the published articles, translations too, to the search of the same build."""
    found = [
        article
        for generator in generators
        if isinstance(generator, ArticlesGenerator)
        for article in [*generator.articles, *generator.translations]
        if not getattr(article, "search_excluded", False)
    ]
    for generator in generators:
        if isinstance(generator, SearchGenerator):
            generator.articles = sorted(found, key=ref_of)


def add_generator(_pelican: object) -> type[Generator]:
    """The generator that Pelican should run as well."""
    return SearchGenerator


def register() -> None:
    """Tell Pelican of this plugin."""
    signals.get_generators.connect(add_generator)
    signals.all_generators_finalized.connect(take_articles)
