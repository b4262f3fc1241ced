"""The copy desk in Pelican: reads dispatches, builds every list page, writes the site's files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from pelican import Pelican, signals
from pelican.contents import Author, Category, Tag
from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.readers import BaseReader, Readers
from pelican.utils import slugify
from pelican.writers import Writer

from copydesk.archive import EXTENSIONS, load_desk
from copydesk.edition import PageJob
from copydesk.errors import CopydeskError
from copydesk.markup import escape_path, root_links, run_in
from copydesk.pictures import Pictures
from copydesk.privacy import scrub
from copydesk.reader import CopyReader
from copydesk.settings import SITE, clock, read_settings
from copydesk.site import Site
from copydesk.stylesheet import join_stylesheet
from copydesk.tables import scrollable
from copydesk.typography import bind
from dispatch.record import Dispatch


class DispatchReader(BaseReader):  # type: ignore[misc]
    """Pelican's reader for `.md`: dispatches, and the pages of content/pages."""

    enabled = True
    # Pelican takes every subclass of BaseReader that was ever imported for the endings it names;
    # `add_reader` names them, so that an unregistered plugin reads nothing.
    file_extensions: ClassVar[list[str]] = []

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__(settings)
        self._copy: CopyReader | None = None

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """One file's HTML and metadata. Raises StringerError with the place of an error."""
        if self._copy is None:
            desk, findings = load_desk(Path(self.settings["PATH"]))
            for finding in findings:
                raise CopydeskError(finding.message, where=finding.where, fix=finding.fix)
            self._copy = CopyReader(read_settings(self.settings), desk, clock(), Path(self.settings["PATH"]))
        path = Path(source_path)
        parts = path.relative_to(Path(self.settings["PATH"]).resolve()).parts
        if parts[0] in self.settings["PAGE_PATHS"]:
            copy = self._copy.page(path)
            return copy.content, copy.metadata
        copy = self._copy.dispatch(path)
        data, settings = dict(copy.metadata), self.settings
        data["authors"] = [_named(Author, name, settings) for name in data.get("authors", [])]
        data["tags"] = [_named(Tag, name, settings) for name in data.get("tags", [])]
        if "category" in data:
            data["category"] = _named(Category, data["category"], settings)
        for key in ("authors", "tags"):
            if not data[key]:
                del data[key]
        return copy.content, data


class ArchiveGenerator(Generator):  # type: ignore[misc]
    """Builds what stands beside the dispatches' own pages, and their views for the templates."""

    env: Environment

    def generate_context(self) -> None:
        """Give each article its view, and the templates the site."""
        # A quick build makes the site itself and lets Pelican write the rest: pages, theme, pictures.
        self.given = self.settings.get(SITE)
        if self.given is not None:
            self.context["static_links"].update(self.given.static_files())
            self.stylesheet = join_stylesheet(Path(self.theme) / "static" / "css")
            self.context.update(self.given.context(self.env, self.stylesheet, self.context.get("pages", [])))
            return
        options = read_settings(self.settings)
        desk, _ = load_desk(Path(self.path))
        articles = _articles(self.context)
        self.bodies = {(a.dispatch.slug, a.dispatch.lang): a for a in articles}
        urls = {key: article.url for key, article in self.bodies.items()}
        pictures = Pictures(Path(self.path), Path(options.picture_cache) if options.picture_cache else None)
        dispatches = (a.dispatch for a in articles)
        self.site = Site(
            dispatches,
            desk,
            options,
            clock(),
            pictures,
            self._body_of,
            urls,
            self.context.get("captured_pages"),
        )
        for article in articles:
            article.view = view = self.site.view_of(article.dispatch)
            # The search prints names as the pages do.
            article.bylines = tuple(link.text for link in view.bylines)
            article.place = view.place_link.text if view.place_link else ""
            if article.view.image:
                self.context["static_links"].add(article.view.image.path)
        self.stylesheet = join_stylesheet(Path(self.theme) / "static" / "css")
        self.context.update(self.site.context(self.env, self.stylesheet, self.context.get("pages", [])))

    def generate_output(self, writer: Writer) -> None:
        """Write the list pages, in a theme that is made for them, and the files for machines."""
        if self.given is not None:
            self.given.pictures.load()
            for name, data in self.given.pictures.copies.items():
                _write_bytes(Path(self.output_path) / name, data)
            return
        self._write_all([*self.site.addresses(), *self.site.data()])
        for d in self.site.edition.shown:
            self._write_all(self.site.citations(d))
        try:
            self.get_template("listing")
        except PelicanTemplateNotFound:
            return  # a stranger's theme has lists of its own; its index.html is not ours
        jobs = self.site.jobs()
        for job in jobs:
            self._write(writer, self.get_template(job.template), job)
        pages = [page.url for page in self.context["site_pages"]]
        self._write_all([("theme/style.css", self.stylesheet), *self.site.directions(jobs, pages)])
        self._write_all(self.site.syndicate.files())
        for name, data in self.site.pictures.copies.items():
            _write_bytes(Path(self.output_path) / name, data)

    def _body_of(self, d: Dispatch, root: str) -> str:
        return str(self.bodies[d.slug, d.lang].get_content(root))

    def _write_all(self, files: Iterable[tuple[str, str]]) -> None:
        for name, text in files:
            _write_bytes(Path(self.output_path) / name, text.encode())

    def _write(self, writer: Writer, template: Any, job: PageJob) -> None:
        writer.write_file(
            job.save_as,
            template,
            self.context,
            relative_urls=self.settings["RELATIVE_URLS"] and job.template != "404",
            override_output=False,
            url=job.url,
            page_lang=job.lang,
            page_url=job.url,
            **job.values,
        )


def _articles(context: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for article in (*context.get("articles", []), *context.get("hidden_articles", [])):
        found += [article, *article.translations]
    # Pelican calls both versions originals, each the other's translation, where neither is in its first language.
    return list({id(article): article for article in found if hasattr(article, "dispatch")}.values())


def _named(kind: Any, name: str, settings: dict[str, Any]) -> Any:
    """Pelican's object for a name; a name without letters (an emoji) gets the slug that Pelican cannot make."""
    made = kind(name, settings)
    if not slugify(name, regex_subs=settings.get("SLUG_REGEX_SUBSTITUTIONS", [])):
        made.slug = f"{kind.__name__.lower()}-{name.encode().hex()[:24]}"
    return made


def _write_bytes(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def add_reader(readers: Readers) -> None:
    """Put the dispatch reader in the place of Pelican's Markdown reader."""
    for extension in EXTENSIONS:
        readers.reader_classes[extension] = DispatchReader


def add_generators(_pelican: Pelican) -> type[Generator]:
    """Pelican asks which generators there are."""
    return ArchiveGenerator


def add_filters(generator: Generator) -> None:
    """Give the templates `rooted`, `path`, `bound`, `scrollable` and `run_in`."""
    generator.env.filters.update(
        rooted=root_links, path=escape_path, run_in=run_in, bound=bind, scrollable=scrollable
    )


def scrub_pictures(pelican: Pelican) -> None:
    """Take place and camera out of every picture that was written; the archive's own file keeps them."""
    if not read_settings(pelican.settings).scrub_pictures:
        return
    for path in sorted(Path(pelican.output_path).rglob("*")):
        if path.suffix.lower() in {".jpg", ".jpeg", ".png", ".webp"} and path.is_file():
            data = path.read_bytes()
            clean = scrub(data)
            if clean != data:
                path.write_bytes(clean)


def register() -> None:
    """Connect to Pelican's signals."""
    signals.readers_init.connect(add_reader)
    signals.get_generators.connect(add_generators)
    signals.generator_init.connect(add_filters)
    signals.finalized.connect(scrub_pictures)
