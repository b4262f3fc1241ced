"""The Pelican plugin: takes part in a build through signals, readers and the writer, and can be left out by one line."""

from __future__ import annotations

import hashlib
import inspect
import io
import locale
import logging
import os
import platform
import time
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
from pelican import signals
from pelican.contents import Article, Author, Category, Page, Static, Tag
from pelican.generators import ArticlesGenerator, PagesGenerator, TemplatePagesGenerator
from pelican.paginator import Page as PaginatorPage
from pelican.paginator import PaginationRule, Paginator
from pelican.readers import HTMLReader, MarkdownReader, RstReader
from pelican.settings import DEFAULT_CONFIG
from pelican.utils import DateFormatter, SafeDatetime, pelican_open, sanitised_join
from pelican.writers import FileOverwriteFailedError, Writer

from incremental_build.canonical import Canon, hashed
from incremental_build.errors import UncertainError
from incremental_build.reading import Keeper, caching
from incremental_build.run import Kept, Run
from incremental_build.selfcontained import markdown_forgets, markdown_is_pure, rst_is_pure
from incremental_build.settings import read_settings
from incremental_build.site import copied_names, foreign_members, hash_of_settings

log = logging.getLogger(__name__)

# Where a run is found among the settings that Pelican hands around.
_RUN = "_incremental_build"
_ENTITIES = (Article, Page, Static)
_OWN_GENERATORS = (ArticlesGenerator, PagesGenerator, TemplatePagesGenerator)
# What the text of a reader depends on.
_READER_SETTINGS = (
    "MARKDOWN",
    "FORMATTED_FIELDS",
    "DOCUTILS_SETTINGS",
    "PYGMENTS_RST_OPTIONS",
    "DEFAULT_LANG",
)
# pelican/readers.py, of whose Markdown reader ours is a copy but for the engine that it keeps; another one is left alone.
_KNOWN_READERS = "66529a690924f3f5e3ba17bc93175c871fe464ed2c56d3b6432152c27d5dfb13"


def _wrapper_parts(wrapper: Any) -> tuple[Any, ...]:
    more = {
        k: v
        for k, v in vars(wrapper).items()
        if k not in {"settings", "_name", "_slug", "_slug_from_name", "name", "slug"}
    }
    return wrapper.name, wrapper.slug, sorted(more.items())


def _paginator_parts(paginator: Any) -> tuple[Any, ...]:
    return paginator.name, paginator.url, paginator.object_list, paginator.per_page, paginator.orphans


def _page_parts(page: Any) -> tuple[Any, ...]:
    return tuple(value for name, value in sorted(vars(page).items()) if name != "settings")


_DESCRIBED = {
    **dict.fromkeys((Author, Category, Tag), _wrapper_parts),
    Paginator: _paginator_parts,
    PaginatorPage: _page_parts,
    PaginationRule: tuple,
    SafeDatetime: lambda moment: (moment.replace(tzinfo=None).isoformat(), moment.fold, moment.tzinfo),
}


def is_plain_filter(name: str, used: Any) -> bool:
    """Whether a filter or test that is not Jinja's is Pelican's own."""
    return (name == "strftime" and type(used) is DateFormatter) or name == "plugin_enabled"


class EngineKeepingReader(MarkdownReader):  # type: ignore[misc]  # Pelican is untyped
    """Pelican's Markdown reader with one engine for all files: a new one costs a third of the reading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._md: Any = None
        self._meta: Any = None

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """As Pelican does, but for the engine."""
        self._source_path = source_path
        if self._md is None:
            from markdown import Markdown

            self._md = Markdown(**self.settings["MARKDOWN"])
            self._meta = self._md.preprocessors["meta"]
        elif "meta" not in self._md.preprocessors:
            self._md.preprocessors.register(self._meta, "meta", 27)
        self._md.reset()
        with pelican_open(source_path) as text:
            content = self._md.convert(text)
        metadata = self._parse_metadata(self._md.Meta) if hasattr(self._md, "Meta") else {}
        return content, metadata


class QuickWriter(Writer):  # type: ignore[misc]  # Pelican is untyped
    """Writes what changed, whole; leaves the rest alone."""

    def __init__(self, output_path: str, settings: Any = None) -> None:
        super().__init__(output_path, settings)
        self._run: Run = self.settings[_RUN]
        self._run.is_writing = True
        self._record: Any = None

    def write_file(self, name: Any, template: Any, context: Any, *args: Any, **kwargs: Any) -> None:
        """As Pelican does, but that the template may find that nothing changed."""
        super().write_file(name, _Asking(template, self), context, *args, **kwargs)

    def page(self, template: jinja2.Template, context: dict[str, Any]) -> str:
        """The text of a page, or `Kept`."""
        path = sanitised_join(self.output_path, context["output_file"])
        self._make_way(path)
        text, self._record = self._run.render(template, context, self._run.output.name(path))
        return text

    def write_feed(
        self, elements: Any, context: Any, path: Any = None, url: Any = None, feed_type: str = "atom",
        override_output: bool = False, feed_title: Any = None,
    ) -> Any:  # fmt: skip
        """As Pelican does; a feed of the same articles, of which nothing changed, is left alone, and then None is returned."""
        if path:
            complete = sanitised_join(self.output_path, path)
            self._make_way(complete)
            names = ("SITENAME", "SITESUBTITLE", "SITEURL", "FEED_DOMAIN", "localsiteurl")
            what = [
                str(path),
                url,
                feed_type,
                feed_title,
                *(context.get(name) for name in names),
                _surroundings(),
            ]
            chosen = list(elements[: self.settings["FEED_MAX_ITEMS"]])
            same, self._record = self._run.feed(self._run.output.name(complete), what, chosen)
            if same:
                with self._open_w(complete, "utf-8", override_output) as file:
                    file.write(Kept())
                return None
        return super().write_feed(elements, context, path, url, feed_type, override_output, feed_title)

    def _make_way(self, path: str) -> None:
        folder = os.path.dirname(path)
        if not os.path.isdir(folder) or os.path.isdir(path):
            self._run.output.clear_way(path)

    def _open_w(self, filename: str, encoding: str, override: bool = False) -> Any:
        """Pelican's rules of who may write a file twice; the file itself is put in its place once it is whole."""
        record, self._record = self._record, None
        if filename in self._overridden_files:
            if override:
                raise FileOverwriteFailedError(
                    f'Failed to overwrite "{filename}" a second time (was previously overwritten)'
                )
            log.info('Skipping "%s", not overwriting', filename)
            return io.StringIO()
        if filename in self._written_files:
            if not override:
                raise FileOverwriteFailedError(
                    f'Failed to overwrite "{filename}" as Pelican has already written to it previously (set `override=True` if intended)'
                )
            log.info('Overwriting "%s"', filename)
        if override:
            self._overridden_files.add(filename)
        self._written_files.add(filename)
        return _Whole(self._run, filename, encoding, record)


class _Asking:
    """A template that, asked to render, first asks whether it must."""

    def __init__(self, template: jinja2.Template, writer: QuickWriter) -> None:
        self._template = template
        self._writer = writer

    def render(self, context: dict[str, Any]) -> str:
        return self._writer.page(self._template, context)


class _Whole(io.StringIO):
    """A file that stands in its place when it is closed without error."""

    def __init__(self, run: Run, path: str, encoding: str, record: Any) -> None:
        super().__init__()
        self._run, self._path, self._encoding, self._record = run, path, encoding, record
        self._kept = False

    def write(self, text: str) -> int:
        self._kept |= type(text) is Kept
        return super().write(text)

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        if kind is None:
            if not self._kept:
                text = self.getvalue()
                data = (text if os.linesep == "\n" else text.replace("\n", os.linesep)).encode(self._encoding)
                self._run.output.write(self._path, data)
            self._run.done(self._path, self._record, kept=self._kept)
        super().__exit__(kind, *rest)  # type: ignore[arg-type]


def begin(pelican: Any) -> None:
    """Begin a run of Pelican: it asks for generators first."""
    pelican.settings.pop(_RUN, None)
    settings = read_settings(pelican.settings)
    if settings.enabled:
        pelican.settings[_RUN] = Run(settings, pelican.output_path, _DESCRIBED, _ENTITIES, is_plain_filter)


def take_readers(readers: Any) -> None:
    """Put ours in the place of Pelican's own readers; those of others stay as they are."""
    run: Run | None = readers.settings.get(_RUN)
    if run is None:
        return
    for extension, used in list(readers.reader_classes.items()):
        if used is MarkdownReader:
            forgets = _readers_hash() == _KNOWN_READERS and markdown_forgets(readers.settings["MARKDOWN"])
            base = EngineKeepingReader if forgets else MarkdownReader
            readers.reader_classes[extension] = _renamed(caching(base, _keeper(run, used)), used)
        elif used in {RstReader, HTMLReader}:
            readers.reader_classes[extension] = caching(used, _keeper(run, used))


def _renamed(made: type, like: type) -> type:
    # Pelican writes the class's name into the metadata.
    made.__name__ = like.__name__
    return made


def _keeper(run: Run, used: type) -> Any:
    def keeper_of(reader: Any) -> Keeper | None:
        settings = reader.settings
        try:
            chosen = Canon({}, {}).digest([settings.get(name) for name in _READER_SETTINGS])
        except UncertainError:
            return None
        if used is MarkdownReader and not markdown_is_pure(
            settings["MARKDOWN"], run.settings.trusted_extensions
        ):
            return None
        surroundings = hashed(_versions(), used.__name__.encode(), chosen)
        is_pure = (
            (lambda data: rst_is_pure(data.decode("utf-8", "replace")))
            if used is RstReader
            else (lambda _: True)
        )
        return Keeper(run.store, surroundings, is_pure, by_path=used is RstReader)

    return keeper_of


@cache
def _readers_hash() -> str:
    """The hash of the module that holds Pelican's readers."""
    return hashlib.sha256(Path(inspect.getfile(MarkdownReader)).read_bytes()).hexdigest()


def take_environment(generator: Any) -> None:
    """Note the template environments of Pelican's own generators."""
    run: Run | None = generator.settings.get(_RUN)
    if run is not None and type(generator) in _OWN_GENERATORS:
        run.own_environments.add(id(generator.env))


def prepare(generators: list[Any]) -> None:
    """Everything was read."""
    if generators and (run := generators[0].settings.get(_RUN)) is not None:
        settings = generators[0].settings
        try:
            base = hashed(_versions(), hash_of_settings(settings, Canon(_DESCRIBED, {}), DEFAULT_CONFIG))
        except UncertainError as doubt:
            log.info("quick build: %s, every page is rendered", doubt)
            return
        run.prepare(generators[0].context, settings, base, _surroundings)


def choose_writer(pelican: Any) -> type | None:
    """Our writer; if others listen while pages are written, it renders every page."""
    run: Run | None = pelican.settings.get(_RUN)
    if run is None or not hasattr(Writer, "_open_w"):
        return None
    for name in (
        "article_generator_write_article",
        "page_generator_write_page",
        "content_written",
        "feed_generated",
        "feed_written",
    ):
        if getattr(signals, name).receivers:
            run.render_all(f"a plugin listens to {name}")
    for kind in (*_ENTITIES, Author, Category, Tag, Paginator, PaginatorPage):
        for changed in foreign_members(kind):
            run.render_all(f"a plugin has changed {kind.__name__}.{changed}")
    if run.may_keep and not signals.article_writer_finalized.receivers:
        run.output.write_ahead()
    return QuickWriter


def make_way_for_files(generator: Any, **_: Any) -> None:
    """Pages are written. Pelican will copy its files: nothing of earlier builds may stand in their way."""
    run: Run | None = generator.settings.get(_RUN)
    if run is not None:
        run.output.write_at_once()
        for name in copied_names(generator.context, generator.settings):
            run.output.note(name)
            run.output.clear_way(run.output.path(name))


def finish(pelican: Any) -> None:
    """The build has succeeded."""
    run: Run | None = pelican.settings.pop(_RUN, None)
    if run is not None:
        run.finish()


def _surroundings() -> str:
    return f"{locale.setlocale(locale.LC_ALL)} {time.tzname}"


@cache
def _versions() -> bytes:
    """Every program whose code makes a page, ours among them."""
    names = [
        "pelican",
        "jinja2",
        "markupsafe",
        "feedgenerator",
        "markdown",
        "docutils",
        "pygments",
        "python-dateutil",
    ]
    found = [f"{name} {version(name)}" for name in names]
    ours = [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    theirs = [
        Path(inspect.getfile(kind)).read_bytes()
        for kind in (Article, Tag, Paginator, Writer, DateFormatter, MarkdownReader)
    ]
    return hashed("\n".join([*found, platform.python_version()]).encode(), *ours, *theirs)


def register() -> None:
    """Tell Pelican of this plugin."""
    signals.get_generators.connect(begin)
    signals.readers_init.connect(take_readers)
    signals.generator_init.connect(take_environment)
    signals.all_generators_finalized.connect(prepare)
    signals.get_writer.connect(choose_writer)
    signals.page_writer_finalized.connect(make_way_for_files)
    signals.finalized.connect(finish)
