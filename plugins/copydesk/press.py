"""Prints a site past Pelican: which files there are, what each depends on, and how it is made.

Every file is the one that Pelican's own run of the same theme writes (the tests compare whole trees). It goes past
Pelican's generators because what they do for a dispatch grows with the archive; the theme's templates, the settings
and the environment of Jinja are Pelican's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from jinja2 import Environment, Template

from copydesk.citations import FORMATS as CITE_FORMATS
from copydesk.edition import PageJob
from copydesk.essence import Essence, fingerprint
from copydesk.feeds import FORMATS as FEED_FORMATS
from copydesk.site import Site, SitePage
from copydesk.syndication import FeedPlan
from copydesk.views import View
from dispatch.record import Dispatch

Files = Iterable[tuple[str, bytes]]
# What the reader writes for a picture below content/, and Pelican resolves (`CopyReader._picture`).
_STATIC = re.compile(r'(?<= src="){static}/([^"]*)')


@dataclass(frozen=True, slots=True)
class Task:
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


class Press:
    """Makes the files of one site. `text_of` gives a dispatch's HTML as it was read, `base` a fingerprint of the house."""

    def __init__(
        self,
        site: Site,
        essence: Essence,
        env: Environment,
        context: Mapping[str, Any],
        base: bytes,
        css: str,
        pages: Sequence[SitePage],
    ) -> None:
        self._site = site
        self._essence = essence
        self._env = env
        self._base = base
        self._css = css
        self._pages = pages
        self._context = {**env.globals, **context, **site.context(env, css, pages, remember=True)}
        self._templates: dict[str, Template] = {}

    # -- what there is -----------------------------------------------------------------------------

    def plan(self) -> Iterator[Task]:
        """Every file of the site that is made of dispatches."""
        site, essence = self._site, self._essence
        edition = site.edition
        for d in edition.dispatches:
            yield self._page(d, fingerprint("page", self._base, essence.card(d), essence.relations(d)))
        for d in edition.shown:
            url = edition.url(d)
            yield Task(f"cite {url}", tuple(f"{url}{name}" for name in CITE_FORMATS),
                       fingerprint("cite", self._base, essence.card(d)), b"", self._citing(d))  # fmt: skip
        jobs = site.jobs()
        for job in jobs:
            made = fingerprint("list", self._base, job.template, job.url, job.lang, essence.of(job.values))
            yield self._list(job, made)
        yield from self._machines(jobs)
        for plan in site.syndicate.plans():
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
            job = next(job for job in self._site.jobs() if job.template == "index")
            yield self._list(job, None)
        yield self._data(None)
        for plan in self._site.syndicate.plans():
            if any((d.slug, d.lang) in keys for d in plan.items):
                yield self._feed(plan, None)

    def state(self) -> bytes:
        """A fingerprint of everything but the texts: while it is the same, `plan_texts` is all there is to do."""
        day = self._site.now.astimezone(self._site.settings.zone).date().isoformat()
        return fingerprint("state", self._base, day, self._essence.cards(self._site.edition.dispatches))

    def _page(self, d: Dispatch, made: bytes | None) -> Task:
        # Pelican's own `save_as` is not ours: such an archive does not come here.
        path = f"{self._site.edition.url(d)}index.html"
        return Task(path, (path,), made, self._essence.body(d), lambda: [(path, self._printed_page(d, path))])

    def _list(self, job: PageJob, made: bytes | None) -> Task:
        inner = b""
        if job.template == "index" and job.values["latest"]:
            inner = self._essence.body(job.values["latest"][0])
        return Task(
            job.save_as, (job.save_as,), made, inner, lambda: [(job.save_as, self._printed_list(job))]
        )

    def _feed(self, plan: FeedPlan, made: bytes | None) -> Task:
        inner = fingerprint(self._essence.bodies(plan.items)) if plan.has_texts else b""
        paths = tuple(f"{plan.path}{ending}" for ending in FEED_FORMATS)
        return Task(plan.path, paths, made, inner, lambda: _encoded(plan.files()))

    def _citing(self, d: Dispatch) -> Callable[[], Files]:
        return lambda: _encoded(self._site.citations(d))

    def _machines(self, jobs: Sequence[PageJob]) -> Iterator[Task]:
        essence, edition = self._essence, self._site.edition
        all_cards = fingerprint("all", self._base, essence.cards(edition.dispatches))
        urls = [page.url for page in self._pages]
        yield Task(
            "addresses", ("dispatches.json",), all_cards, b"", lambda: _encoded(self._site.addresses())
        )
        yield self._data(fingerprint("data", all_cards))
        made = fingerprint("directions", all_cards, tuple(job.url for job in jobs), tuple(urls))
        yield Task("directions", None, made, b"", lambda: _encoded(self._site.directions(jobs, urls)))
        css = self._css.encode()
        yield Task("theme/style.css", ("theme/style.css",), fingerprint("css", css), b"",
                   lambda: [("theme/style.css", css)])  # fmt: skip

    def _data(self, made: bytes | None) -> Task:
        inner = fingerprint(self._essence.bodies(self._site.edition.shown))
        return Task("data", None, made, inner, lambda: _encoded(self._site.data()))

    # -- how it is made ----------------------------------------------------------------------------

    def _printed_page(self, d: Dispatch, path: str) -> bytes:
        root = _root(path)
        article = Article(self._site.view_of(d), self._site.body(d, root))
        return self._rendered("article", path, {"SITEURL": root, "article": article})

    def _printed_list(self, job: PageJob) -> bytes:
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
        # `shared`: the globals of the environment are in the context already, once for all pages.
        return "".join(template.root_render_func(template.new_context(context, shared=True))).encode()


def resolved(html: str, root: str) -> str:
    """A body whose pictures have their address as seen from a page with that root, as Pelican resolves them."""
    return _STATIC.sub(lambda found: f"{root}/{unquote(found[1])}", html) if "{static}" in html else html


def _root(path: str) -> str:
    """The way from a file to the site's root, as Pelican writes it."""
    return "/".join([".."] * path.count("/")) or "."


def _encoded(files: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    return ((name, text.encode()) for name, text in files)
