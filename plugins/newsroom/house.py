"""What a build depends on beside the dispatches: code, settings, theme, lists, pages; each as a fingerprint."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from copydesk.essence import fingerprint
from incremental_build.files import tree_digest
from newsroom.checkout import ROOT
from newsroom.pelican_run import settings_file

# The archive's files that are no dispatches, and change every page.
_DESK = ("archive.yaml", "people.yaml", "places.yaml", "outlets.yaml")
_PLUGINS = ["copydesk.plugin", "legacy_import.plugin", "lunr_search.plugin"]
# Environment variables that Python, Pelican or Babel read.
_VARIABLES = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_TIME", "TZ", "SITEURL", "PYTHONHASHSEED")
# Settings that a site may say otherwise without a page of a dispatch being made in another way; those of plugins too.
_FREE = frozenset(
    [
        "AUTHOR",
        "CACHE_PATH",
        "DEFAULT_LANG",
        "FEED_DOMAIN",
        "LOCALE",
        "OUTPUT_PATH",
        "PATH",
        "SITENAME",
        "SITESUBTITLE",
        "SITEURL",
        "THEME",
        "TIMEZONE",
        "EXTRA_PATH_METADATA",
        "STATIC_PATHS",
        "STATIC_EXCLUDES",
        "PAGE_PATHS",
        "THEME_TEMPLATES_OVERRIDES",
        "JINJA_FILTERS",
        "JINJA_GLOBALS",
        "JINJA_TESTS",
        "PLUGINS",
        "PLUGIN_PATHS",
    ]
)
_FREE_PREFIXES = ("COPYDESK_", "LUNR_SEARCH_", "LEGACY_IMPORT_")


@dataclass(frozen=True, slots=True)
class House:
    """The fingerprints of one moment.

    `code`: plugins, Python and packages, what readers of dispatches are told; `rest`: settings,
    theme, desk, pages and static files of the archive; `captures`: what there is of captured pages.
    """

    code: bytes
    rest: bytes
    captures: bytes
    settings: Mapping[str, Any]

    @property
    def base(self) -> bytes:
        """Everything in one."""
        return fingerprint(self.code, self.rest)


def look(config: str, content: Path, output: Path, override: Mapping[str, Any]) -> House:
    """Take the fingerprints. Raises what the settings file raises."""
    settings = {**settings_file(config, content, output), **override}
    code = fingerprint(
        tree_digest([ROOT / "plugins"], skip=("__pycache__",)),
        sys.version, _packages(), str(content), tuple(settings.get("COPYDESK_LANGUAGES") or ()),
        str(settings.get("TIMEZONE")), bool(settings.get("COPYDESK_PUBLICATION")),
    )  # fmt: skip
    theme = [Path(settings["THEME"]), *map(Path, settings.get("THEME_TEMPLATES_OVERRIDES", ()))]
    own = [
        content / name
        for name in (*_DESK, *settings.get("PAGE_PATHS", ()), *settings.get("STATIC_PATHS", ()))
    ]
    rest = fingerprint(
        tree_digest([ROOT / config, ROOT / "pelicanconf.py", *theme, *own], skip=("__pycache__",)),
        tuple(sorted((name, repr(value)) for name, value in settings.items() if name != "OUTPUT_PATH")),
        tuple(os.environ.get(name) for name in _VARIABLES),
    )  # fmt: skip
    return House(code, rest, _captures(content, settings), settings)


def _captures(content: Path, settings: Mapping[str, Any]) -> bytes:
    """What saved copies can be made of: which captures are at hand."""
    if not settings.get("COPYDESK_SAVED_COPIES"):
        return b""
    folder = content / "captures"
    files = tuple(sorted(path.name for path in folder.glob("*.warc*")))
    return fingerprint(files, tree_digest([folder / "index.cdxj"]))


def _packages() -> tuple[str, ...]:
    """The installed packages with their versions, as the names of their folders say them."""
    found: set[str] = set()
    for folder in map(Path, sys.path):
        if folder.name in {"site-packages", "dist-packages"} and folder.is_dir():
            names = (entry.name for entry in folder.iterdir())
            found.update(name for name in names if name.endswith((".dist-info", ".egg-info")))
    return tuple(sorted(found)) or tuple(sorted(str(d.name) for d in importlib.metadata.distributions()))


def is_stock(settings: Mapping[str, Any], templates: Iterable[str]) -> str | None:
    """Why a site is not printed past Pelican: a setting, plugin or template variable that only Pelican knows; else None.

    `settings` as the settings file says them, `templates` the variables that the theme's templates name.
    """
    if list(settings.get("PLUGINS", ())) != _PLUGINS:
        return f"PLUGINS is {settings.get('PLUGINS')}"
    for name, value in settings.items():
        known = _STOCK.get(name)
        free = name in _FREE or name.startswith(_FREE_PREFIXES)
        if not free and name in _pelican_settings() and (name not in _STOCK or known != value):
            return f"{name} is {value!r}"
    for name in _STOCK:
        if name not in settings:
            return f"{name} is not set"
    asked = _PELICANS.intersection(templates)
    return f"a template asks for {min(asked)}" if asked else None


def _pelican_settings() -> frozenset[str]:
    from pelican.settings import DEFAULT_CONFIG

    return frozenset(DEFAULT_CONFIG)


# What only Pelican's own generators and writer tell a template.
_PELICANS = frozenset(
    [
        "articles",
        "drafts",
        "hidden_articles",
        "dates",
        "tags",
        "tag",
        "categories",
        "category",
        "authors",
        "author",
        "related_posts",
        "blog",
        "pages",
        "hidden_pages",
        "draft_pages",
        "period",
        "period_num",
        "generated_content",
        "static_content",
        "static_links",
        "filenames",
        "articles_page",
        "articles_paginator",
        "articles_previous_page",
        "articles_next_page",
        "dates_page",
        "dates_paginator",
        "page_name",
        "last_updated",
    ]
)
# The settings under which a dispatch's page is what `copydesk.press` makes of it.
_STOCK: dict[str, Any] = {
    "ARTICLE_PATHS": [""],
    "ARTICLE_EXCLUDES": ["pages", "images", "captures", "extra"],
    "IGNORE_FILES": [".*", "_*"],
    "READERS": {"html": None, "htm": None, "rst": None},
    "ARTICLE_TRANSLATION_ID": "translation_group",
    "USE_FOLDER_AS_CATEGORY": False,
    "DEFAULT_CATEGORY": "",
    "WITH_FUTURE_DATES": True,
    "FORMATTED_FIELDS": [],
    "TYPOGRIFY": False,
    "RELATIVE_URLS": True,
    "ARTICLE_URL": "{date:%Y}/{date:%m}/{date:%d}/{slug}/",
    "ARTICLE_SAVE_AS": "{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html",
    "ARTICLE_LANG_URL": "{lang}/{date:%Y}/{date:%m}/{date:%d}/{slug}/",
    "ARTICLE_LANG_SAVE_AS": "{lang}/{date:%Y}/{date:%m}/{date:%d}/{slug}/index.html",
    "PAGE_URL": "{slug}/",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "PAGE_LANG_URL": "{lang}/{slug}/",
    "PAGE_LANG_SAVE_AS": "{lang}/{slug}/index.html",
    "DIRECT_TEMPLATES": [],
    **{
        f"{name}_SAVE_AS": ""
        for name in (
            "ARCHIVES", "AUTHOR", "AUTHORS", "CATEGORY", "CATEGORIES", "TAG", "TAGS", "DRAFT", "DRAFT_LANG",
            "DRAFT_PAGE", "DRAFT_PAGE_LANG",
        )
    },
    **dict.fromkeys(
        (
            "FEED_ALL_ATOM", "FEED_ALL_RSS", "FEED_ATOM", "FEED_RSS", "CATEGORY_FEED_ATOM", "AUTHOR_FEED_ATOM",
            "AUTHOR_FEED_RSS", "TRANSLATION_FEED_ATOM",
        )
    ),
    "JINJA_ENVIRONMENT": {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, "auto_reload": False},
    "THEME_STATIC_DIR": "theme",
    "THEME_STATIC_PATHS": ["static/public"],
    "DEFAULT_PAGINATION": False,
    "GENERATE_FEED_STYLESHEET": False,
    "DELETE_OUTPUT_DIRECTORY": False,
}  # fmt: skip


def span(moments: Iterable[dt.datetime], now: dt.datetime, zone: dt.tzinfo) -> tuple[float, float]:
    """From when until when (seconds since 1970) the site is what it is at `now`: a day turns, or an embargo lifts."""
    here = now.astimezone(zone)
    day = here.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    turns = [day, day + dt.timedelta(days=1), *moments]
    past = [moment.timestamp() for moment in turns if moment <= now]
    future = [moment.timestamp() for moment in turns if moment > now]
    return max(past), min(future)
