"""Prints a site past Pelican: which files there are, what each depends on, and how it is made.

Every file is the one that Pelican's own run of the same theme writes (the tests compare whole trees). It goes past
Pelican's generators because what they do for a dispatch grows with the archive; the theme's templates, the settings
and the environment of Jinja are Pelican's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import unquote

from jinja2 import Environment, Template

from copydesk.citations import FORMATS as CITE_FORMATS
from copydesk.edition import Head, Leaf, PageJob
from copydesk.essence import Essence, Key, fingerprint
from copydesk.lines import KeptLines, joined
from copydesk.listings import Listing
from copydesk.opendata import LINES, PACKAGE, TABLE, TABLE_HEAD, line, package, row
from copydesk.privacy import scrub
from copydesk.saved import Captures, has_pictures, saved_copy
from copydesk.site import Site, SitePage, Stage, saved_job
from copydesk.syndication import FeedPlan
from copydesk.views import View
from dispatch.record import Dispatch, Status

# The task that is new when any dispatch has another address, status or old address, or one comes or goes.
ADDRESSES = "addresses"
# What a dispatch's page says of others, as a fingerprint, and these.
Relation = tuple[bytes, tuple[Key, ...]]
# Paths and bytes; what is long comes in parts.
Files = Iterable[tuple[str, bytes | Iterable[bytes | memoryview]]]
# What the reader writes for a picture below content/, and Pelican resolves (`CopyReader._picture`).
_STATIC = re.compile(r'(?<= src="){static}/([^"]*)')


class Task(NamedTuple):
    """One or more files that are made together.

    `made`: a fingerprint of all they depend on but the dispatches' texts, None where it cannot have
    changed since the last build; `inner`: one of those texts. `paths` is None where only the making
    tells which files there are.
    """

    name: str
    paths: tuple[str, ...] | None
    made: bytes | None
    inner: bytes
    make: Callable[[], Files]


@dataclass(frozen=True, slots=True)
class Article:
    """What a dispatch's own page is told."""

    view: View
    content: str


class Printer:
    """Prints the theme's templates over one stage."""

    def __init__(self, stage: Stage, env: Environment, context: Mapping[str, Any]) -> None:
        """`context` is what every template is told."""
        self._stage = stage
        self._env = env
        self._context = {**env.globals, **context}
        self._templates: dict[str, Template] = {}

    def page(self, d: Dispatch, path: str) -> bytes:
        """A dispatch's own page, that `path` is the file of."""
        root = _root(path)
        article = Article(self._stage.view_of(d), self._stage.body(d, root))
        return self._rendered("article", path, {"SITEURL": root, "article": article})

    def list(self, job: PageJob) -> bytes:
        """Any other page."""
        root = {} if job.template == "404" else {"SITEURL": _root(job.save_as)}
        values = {**root, "url": job.url, "page_lang": job.lang, "page_url": job.url, **job.values}
        return self._rendered(job.template, job.save_as, values)

    def _rendered(self, name: str, path: str, values: Mapping[str, Any]) -> bytes:
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self._env.get_template(f"{name}.html")
        context = self._context.copy()
        context["output_file"] = path
        context.update(values)
        context["localsiteurl"] = context["SITEURL"]
        # The globals of the environment are in the context already, once for all pages.
        told = self._env.context_class(self._env, context, template.name, template.blocks)
        return "".join(template.root_render_func(told)).encode()


class Press:
    """Makes the files of one site. `base` is a fingerprint of the house."""

    def __init__(
        self,
        site: Site,
        essence: Essence,
        env: Environment,
        context: Mapping[str, Any],
        base: bytes,
        css: str,
        pages: Sequence[SitePage],
        kept: Callable[[str, bytes], KeptLines],
    ) -> None:
        """`kept` gives the lines that a file of the last build has of dispatches that have not changed since."""
        self._kept = kept
        self._site = site
        self._essence = essence
        self._base = base
        self._css = css
        self._pages = pages
        # What `plan` has found.
        self.planned_feeds: list[FeedPlan] = []
        self.planned_front: PageJob | None = None
        self._printer = Printer(site, env, {**context, **site.context(env, css, pages, remember=True)})

    # -- what there is -----------------------------------------------------------------------------

    def plan(
        self,
        relations: Mapping[Key, Relation],
        is_settled: Callable[[Key, Sequence[str]], bool],
        is_settled_day: Callable[[Listing], bool],
    ) -> Iterator[Task]:
        """Every file of the site that is made of dispatches; `relations` as `copydesk.kin` finds them.

        `is_settled` says of a dispatch's own files whether they are already what they have to be, `is_settled_day`
        of a day's page.
        """
        site, essence = self._site, self._essence
        edition = site.edition
        for d in edition.dispatches:
            key, url = (d.slug, d.lang), edition.url(d)
            cited = tuple([url + name for name in CITE_FORMATS]) if key in edition.shown_set else ()
            if is_settled(key, (f"{url}index.html", *cited)):
                continue
            said, others = relations.get(key, (b"", ()))
            shown = b"".join([essence.card_of(key) for key in others])
            yield self._page(d, fingerprint("page", self._base, essence.card(d), said, shown))
            if cited:
                made = fingerprint("cite", self._base, essence.card(d))
                yield Task(f"cite {url}", cited, made, b"", self._citing(d))
        jobs = list(site.writer.jobs(is_settled_day))
        self.planned_front = next(job for job in jobs if job.template == "index")
        for job in jobs:
            if not job.is_settled:
                yield self._list(job, self._made_of_list(job))
        yield from self._saved()
        yield from self._machines(jobs)
        self.planned_feeds = list(site.syndicate.plans())
        for plan in self.planned_feeds:
            yield self._feed(plan, fingerprint("feed", self._base, plan.path, plan.title, plan.home, plan.lang,
                                               plan.about, essence.cards(plan.items)))  # fmt: skip

    def plan_texts(self, changed: Iterable[Dispatch]) -> Iterator[Task]:
        """The files that some dispatches' texts alone can have changed; nothing else of the archive has."""
        some = list(changed)
        keys = {(d.slug, d.lang) for d in some}
        for d in some:
            yield self._page(d, None)
        front = self._site.edition.front()
        if front and (front[0].slug, front[0].lang) in keys:
            job = next(job for job in self._site.writer.jobs() if job.template == "index")
            yield self._list(job, None)
        yield self._lines(None)
        for plan in self._site.syndicate.plans():
            if any((d.slug, d.lang) in keys for d in plan.items):
                yield self._feed(plan, None)

    def _page(self, d: Dispatch, made: bytes | None) -> Task:
        # Pelican's own `save_as` is not ours: such an archive does not come here.
        path = f"{self._site.edition.url(d)}index.html"
        return Task(path, (path,), made, self._essence.body(d), lambda: [(path, self._printer.page(d, path))])

    def _made_of_list(self, job: PageJob) -> bytes:
        """A list's page in short; most of a large archive's pages are of a day with one dispatch."""
        essence, values = self._essence, job.values
        leaf, head = values.get("leaf"), values.get("listing")
        if not isinstance(leaf, Leaf) or not isinstance(head, Head):
            return fingerprint("list", self._base, job.template, job.url, job.lang, essence.of(values))
        of = essence.of
        rest = tuple([(name, of(values[name])) for name in sorted(values) if name not in {"leaf", "listing"}])
        return fingerprint(
            "leaf", self._base, job.template, job.url, job.lang, head.kind, head.title, head.url,
            essence.of(head.subject), head.lang, head.count, leaf.number, leaf.url, leaf.older, leaf.newer,
            essence.cards(leaf.items), essence.cards(leaf.about), rest,
        )  # fmt: skip

    def _list(self, job: PageJob, made: bytes | None) -> Task:
        inner = b""
        if job.template == "index" and job.values["latest"]:
            inner = self._essence.body(job.values["latest"][0])
        return Task(
            job.save_as, (job.save_as,), made, inner, lambda: [(job.save_as, self._printer.list(job))]
        )

    def _feed(self, plan: FeedPlan, made: bytes | None) -> Task:
        inner = fingerprint(self._essence.bodies(plan.items)) if plan.has_texts else b""
        return Task(plan.path, plan.paths, made, inner, lambda: feed_files(plan))

    def _citing(self, d: Dispatch) -> Callable[[], Files]:
        return lambda: _encoded(self._site.citations(d))

    def _saved(self) -> Iterator[Task]:
        """The pages of saved copies, each with its pictures."""
        site, captures = self._site, self._site.captures
        for d in site.edition.dispatches if captures else ():
            view = site.view_of(d)
            if captures is not None and d.source is not None and view.saved_url:
                pictures = captures.pictures_at_hand if has_pictures(view) else ""
                made = fingerprint("saved", self._base, self._essence.card(d), pictures)
                yield Task(view.saved_url, None, made, b"", self._saving(view, captures))

    def _saving(self, view: View, captures: Captures) -> Callable[[], Files]:
        def make() -> Files:
            html, copy = saved_copy(view, captures)
            job = saved_job(view, html, is_cut=copy.is_cut)
            yield job.save_as, self._printer.list(job)
            for name, data in copy.pictures:
                yield f"{view.saved_url}{name}", scrub(data) if self._site.settings.scrub_pictures else data

        return make

    def _machines(self, jobs: Sequence[PageJob]) -> Iterator[Task]:
        essence, edition = self._essence, self._site.edition
        all_cards = fingerprint("all", self._base, essence.cards(edition.dispatches))
        urls = [page.url for page in self._pages]
        rows = [
            (
                d.slug,
                d.lang,
                edition.url(d),
                d.aliases,
                None if d.status is Status.PUBLISHED else d.status.value,
            )
            for d in edition.dispatches
        ]
        made = fingerprint("addresses", self._base, tuple(rows))
        yield Task(ADDRESSES, ("dispatches.json",), made, b"", lambda: _encoded(self._site.addresses()))
        yield self._lines(fingerprint("data", all_cards))
        yield Task(TABLE, (TABLE,), fingerprint("table", all_cards), b"", self._table)
        name = self._site.settings.name
        yield Task(PACKAGE, (PACKAGE,), fingerprint("package", self._base), b"",
                   lambda: [(PACKAGE, package(name).encode())])  # fmt: skip
        made = fingerprint("directions", all_cards, tuple(job.url for job in jobs), tuple(urls))
        yield Task("directions", None, made, b"", lambda: _encoded(self._site.directions(jobs, urls)))
        css = self._css.encode()
        yield Task("theme/style.css", ("theme/style.css",), fingerprint("css", css), b"",
                   lambda: [("theme/style.css", css)])  # fmt: skip

    def _lines(self, made: bytes | None) -> Task:
        inner = all_texts(self._essence.texts)
        return Task(LINES, (LINES,), made, inner, self._whole_archive)

    def _whole_archive(self) -> Files:
        site = self._site
        kept = self._kept(LINES, b"\n")
        yield LINES, joined(site.edition.shown, kept, lambda d: line(site.view_of(d), site.whole_body(d)))

    def _table(self) -> Files:
        kept = self._kept(TABLE, b"\r\n")
        rows = joined(self._site.edition.shown, kept, lambda d: row(self._site.view_of(d)))
        yield TABLE, chain([TABLE_HEAD.encode()], rows)

    # -- how it is made ----------------------------------------------------------------------------


def resolved(html: str, root: str) -> str:
    """A body whose pictures have their address as seen from a page with that root, as Pelican resolves them."""
    return _STATIC.sub(lambda found: f"{root}/{unquote(found[1])}", html) if "{static}" in html else html


def _root(path: str) -> str:
    """The way from a file to the site's root, as Pelican writes it."""
    return "/".join([".."] * path.count("/")) or "."


def feed_files(plan: FeedPlan) -> Files:
    """A feed in every format."""
    return _encoded(plan.files())


def all_texts(texts: Mapping[Key, bytes]) -> bytes:
    """One fingerprint of the texts of all dispatches, in their order."""
    return fingerprint(b"".join(texts.values()))


def _encoded(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    return ((name, text.encode()) for name, text in files)
