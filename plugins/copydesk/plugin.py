"""The copy desk in Pelican: reads dispatches, builds every list page, writes the site's files."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, ClassVar

from jinja2 import Environment
from markupsafe import Markup as SafeText
from pelican import Pelican, signals
from pelican.contents import Author, Category, Tag
from pelican.generators import Generator, PelicanTemplateNotFound
from pelican.readers import BaseReader, Readers
from pelican.utils import slugify
from pelican.writers import Writer

from copydesk.archive import EXTENSIONS, load_desk
from copydesk.citations import FORMATS
from copydesk.edition import PageJob, SiteWriter
from copydesk.errors import CopydeskError
from copydesk.interface import Interface
from copydesk.listings import Edition
from copydesk.machines import redirects_csv, sitemaps
from copydesk.markup import escape_path
from copydesk.opendata import data_files
from copydesk.pictures import Pictures
from copydesk.privacy import scrub
from copydesk.reader import CopyReader
from copydesk.robots import robots_txt
from copydesk.settings import clock, read_settings
from copydesk.stylesheet import join_stylesheet
from copydesk.syndication import Syndicate
from copydesk.views import View
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
        """Give each article its view, and the templates the edition and the interface."""
        site = read_settings(self.settings)
        desk, _ = load_desk(Path(self.path))
        interface = Interface(site.locale_dir)
        articles = _articles(self.context)
        urls = {(a.dispatch.slug, a.dispatch.lang): a.url for a in articles}
        self.edition = Edition((a.dispatch for a in articles), desk, site, urls)
        self.pictures = Pictures(Path(self.path), Path(site.picture_cache) if site.picture_cache else None)
        self.now = now = clock()
        self.views = {}
        for article in articles:
            d = article.dispatch
            words = interface.words(d.lang)
            view = View(d, self.edition, words, self.pictures.picture, now)
            article.view = self.views[d.slug, d.lang] = view
            if view.image:
                self.context["static_links"].add(view.image.path)
        self.words = interface.words
        css = join_stylesheet(Path(self.theme) / "static" / "css")
        self.stylesheet = css
        self.bodies = bodies = {(a.dispatch.slug, a.dispatch.lang): a for a in articles}
        self.context.update(
            opening_of=lambda d: first_paragraph(bodies[d.slug, d.lang].content),
            pictured=self.pictures.in_html, edition=self.edition, site=site, words=interface.words,
            view_of=lambda d: self.views[d.slug, d.lang],
            style_version=hashlib.sha256(css.encode()).hexdigest()[:8],
            site_pages=sorted(self.context.get("pages", []), key=lambda p: (p.order, p.title)),
            sitename=site.name,
        )  # fmt: skip

    def generate_output(self, writer: Writer) -> None:
        """Write the list pages, in a theme that is made for them, and the files for machines."""
        site_writer = SiteWriter(self.edition, self.views, self.words, self.now)
        out = Path(self.output_path)
        for name, text in self._machine_files(site_writer):
            _write_text(out / name, text)
        try:
            self.get_template("listing")
        except PelicanTemplateNotFound:
            return  # a stranger's theme has lists of its own; its index.html is not ours
        jobs = list(site_writer.jobs())
        for job in jobs:
            self._write(writer, self.get_template(job.template), job)
        _write_text(out / "theme" / "style.css", self.stylesheet)
        pages = [page.url for page in self.context.get("pages", [])]
        lists = [job.url for job in jobs if job.template not in {"404", "redirect", "search"}]
        for name, text in sitemaps(self.edition, [*lists, *pages]).items():
            _write_text(out / name, text)
        _write_text(out / "robots.txt", robots_txt(self.edition.settings))
        _write_text(out / "redirects.csv", redirects_csv(self.edition))
        for name, data in self.pictures.copies.items():
            _write_bytes(out / name, data)
        for name, text in Syndicate(
            self.edition, site_writer, self._view_of, self._body_of, self._opening_of
        ).files():
            _write_text(out / name, text)

    def _view_of(self, d: Dispatch) -> View:
        return self.views[d.slug, d.lang]

    def _body_of(self, d: Dispatch) -> str:
        """A body's HTML with whole addresses, for what is read away from the site."""
        base = self.edition.settings.address or ""
        return root_links(str(self.bodies[d.slug, d.lang].get_content(base)), base)

    def _opening_of(self, d: Dispatch) -> str:
        return first_paragraph(self._body_of(d))

    def _machine_files(self, site_writer: SiteWriter) -> Iterator[tuple[str, str]]:
        """The list of addresses, the open data, and each dispatch's citations."""
        yield "dispatches.json", json.dumps(site_writer.published(), ensure_ascii=False, indent=1) + "\n"

        shown = [self._view_of(d) for d in self.edition.shown]
        yield from data_files(shown, self.edition.settings.name, lambda v: self._body_of(v.dispatch))
        for view in shown:
            for name, make in FORMATS.items():
                yield f"{view.url}{name}", make(view)

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
    return [article for article in found if hasattr(article, "dispatch")]


def _named(kind: Any, name: str, settings: dict[str, Any]) -> Any:
    """Pelican's object for a name; a name without letters (an emoji) gets the slug that Pelican cannot make."""
    made = kind(name, settings)
    if not slugify(name, regex_subs=settings.get("SLUG_REGEX_SUBSTITUTIONS", [])):
        made.slug = f"{kind.__name__.lower()}-{name.encode().hex()[:24]}"
    return made


def _write_text(path: Path, text: str) -> None:
    _write_bytes(path, text.encode())


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


# Whole tags only: a text may speak of `href="/"` too.
_ROOT_LINK = re.compile(r'(<a(?: [\w:-]+="[^"]*")*? href=")/(?!/)')


def root_links(html: str, root: str) -> str:
    """A body's links from the root of the site (`/2014/…`), as seen from a page with that root."""
    return _ROOT_LINK.sub(lambda link: f"{link[1]}{root}/", html)


def first_paragraph(html: str) -> str:
    """The first paragraph of a body, for the front page; empty when it begins with something else."""
    end = html.find("</p>")
    return html[: end + 4] if html.startswith("<p>") and end > 0 and "footnote-ref" not in html[:end] else ""


def run_in(html: str, dateline: str) -> SafeText:
    """A body whose first paragraph begins with the dateline, as a newspaper prints it."""
    printed = f'<span class="dateline">{escape(dateline)}</span>'
    if html.startswith("<p>"):
        html = f'<p>{printed} <span class="dash">—</span> {html.removeprefix("<p>")}'
    else:
        html = f"<p>{printed}</p>\n{html}"
    return SafeText(html)  # noqa: S704  (a body that nh3 has cleaned)


def add_filters(generator: Generator) -> None:
    """Give the templates `rooted`, `path` and `run_in`."""
    generator.env.filters.update(rooted=root_links, path=escape_path, run_in=run_in)


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
