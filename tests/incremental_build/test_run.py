"""Which pages are rendered anew: every way in which a template reads is seen, and what may change by itself is asked each time."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from pelican import signals
from strangers import Site, counts, days


def test_a_filter_of_somebody_elses_is_asked_each_time(site: Site) -> None:
    numbers = itertools.count()
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "page.html").write_text("{{ page.title|stamp }}", encoding="utf-8")
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    for _ in range(2):
        site.build(JINJA_FILTERS={"stamp": lambda text: f"{text} {next(numbers)}"})
    assert (site.quick / "pages/about.html").read_text(encoding="utf-8") == "About 1"
    assert site.last["doubtful"] == 1


@pytest.mark.parametrize(
    "template",
    ["{{ now() }}", "{% set f = now %}{{ f() }}", "{% macro m() %}{{ now() }}{% endmacro %}{{ m() }}", "{% import 'clock.html' as c %}{{ c.t }}{{ c.m() }}",
     "{% include 'clock.html' %}", "{{ [now()]|map('string')|join }}", "{{ MORE.clock() }}"],
)  # fmt: skip
def test_a_clock_in_a_template_ticks(site: Site, template: str) -> None:
    numbers = itertools.count()
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "page.html").write_text(template, encoding="utf-8")
    (templates / "clock.html").write_text(
        "{% set t = now() %}{% macro m() %}{{ now() }}{% endmacro %}{{ now() }}", encoding="utf-8"
    )
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    seen = []
    for _ in range(3):
        site.build(JINJA_GLOBALS={"now": lambda: next(numbers)}, MORE={"clock": lambda: next(numbers)})
        seen.append((site.quick / "pages/about.html").read_bytes())
    assert len(set(seen)) == 3


def test_a_table_among_the_globals_is_read_by_its_value(site: Site) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "page.html").write_text("{% from 'm.html' import m %}{{ m() }}", encoding="utf-8")
    (templates / "m.html").write_text(
        "{% set t = TABLE.a %}{% macro m() %}{{ t }}{% endmacro %}", encoding="utf-8"
    )
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    for value in ("one", "two", "two"):
        site.check(JINJA_GLOBALS={"TABLE": {"a": value}})
    assert site.last["made"] == 0


def test_a_module_that_was_made_for_another_page_counts_for_each(site: Site) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "article.html").write_text("{% from 'm.html' import m %}{{ m() }}", encoding="utf-8")
    (templates / "m.html").write_text(
        "{% set t = TABLE.a %}{% macro m() %}{{ t }}{% endmacro %}", encoding="utf-8"
    )
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    table = {"a": ""}

    def give(generator: Any) -> None:
        generator.env.globals["TABLE"] = dict(table)

    signals.generator_init.connect(give)
    try:
        for table["a"] in ("one", "two", "two"):
            site.check()
    finally:
        signals.generator_init.disconnect(give)
    assert site.last["made"] == 0


def test_a_new_article_leaves_pages_that_only_name_the_categories(site: Site) -> None:
    counts(site)
    site.article("new", "New.", Date=days(50), Category="Sea", Tags="other")
    assert counts(site)["kept"] >= 12
    site.article("newer", "New.", Date=days(51), Category="Another")
    # Its category stands in the menu of every page; only feeds are as they were.
    assert counts(site)["kept"] < 12


def test_a_changed_template_is_seen_however_it_is_reached(site: Site) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    site.check()
    sources = [
        (
            "article.html",
            '{% extends "base.html" %}{% block content %}{% include "part.html" ignore missing %}{% import "lib.html" as lib %}{{ lib.m() }}{% endblock %}',
        ),
        ("lib.html", "{% macro m() %}one{% endmacro %}"),
        ("lib.html", "{% macro m() %}two{% endmacro %}"),
        ("part.html", "part"),
        ("part.html", "another"),
        ("base.html", '{% extends "!simple/base.html" %}{% block footer %}foot{% endblock %}'),
        ("base.html", '{% extends "!simple/base.html" %}{% block footer %}feet{% endblock %}'),
    ]
    for name, text in sources:
        (templates / name).write_text(text, encoding="utf-8")
        site.check()
    for name in ("part.html", "base.html", "article.html"):
        (templates / name).unlink()
        site.check()
        assert site.last["made"] > 0


def test_another_locale_is_another_page(site: Site) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "page.html").write_text("{{ articles[0].date|strftime('%B') }}", encoding="utf-8")
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    site.check()
    assert counts(site)["made"] == 0
    assert counts(site, LOCALE=["C.UTF-8"])["kept"] == 0


@pytest.mark.parametrize(("setting", "value"), [("SITENAME", "Other"), ("SITEURL", "https://b.example"), ("RELATIVE_URLS", True), ("ARTICLE_URL", "{slug}/"), ("FEED_MAX_ITEMS", 2),
                                                ("SUMMARY_MAX_LENGTH", 1), ("DEFAULT_PAGINATION", 3), ("THEME", "notmyidea"), ("FEED_DOMAIN", "https://c.example"),
                                                ("MARKDOWN", {"extensions": ["toc", "nl2br"], "extension_configs": {}}), ("DEFAULT_LANG", "az")])  # fmt: skip
def test_a_changed_setting_is_seen(site: Site, setting: str, value: object) -> None:
    site.article("two-lines", "One\ntwo", Date=days(20))
    site.check()
    site.settings[setting] = value
    site.check()


@pytest.mark.parametrize("template", ["{{ '{0.title}'.format(page) }}", "{{ page|attr('title') }}", "{{ page['title'] }}", "{{ [page]|map(attribute='title')|first }}",
                                      "{{ [page]|sort(attribute='title')|map(attribute='title')|join }}", "{{ page.metadata.title }}", "{{ page.metadata['title'] }}",
                                      "{{ page.get_content('') }}{{ page.title }}", "{% for p in pages if p.title %}{{ p.title }}{% endfor %}",
                                      "{% for t, g in pages|groupby('title') %}{{ t }}{% endfor %}", "{{ pages|selectattr('title', 'equalto', 'Other')|list|length }}"])  # fmt: skip
def test_every_way_to_a_title_is_seen(site: Site, template: str) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "page.html").write_text(template, encoding="utf-8")
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    site.check()
    site.write("pages/about.md", "Title: Other\n\nUs.\n")
    site.check()


def test_a_template_that_changes_what_others_read_is_rendered_each_time(site: Site) -> None:
    templates = site.folder / "overrides"
    templates.mkdir()
    (templates / "adder.html").write_text("{{ LIST.append(1) }}{{ LIST|length }}", encoding="utf-8")
    (templates / "article.html").write_text("{{ LIST|length }}", encoding="utf-8")
    site.settings["THEME_TEMPLATES_OVERRIDES"] = [str(templates)]
    for number in range(0, 40, 2):
        site.article(f"reader-{number}", "Text.", Date=days(100 + number))
        site.article(f"adder-{number}", "Text.", Date=days(101 + number), Template="adder")
    for number in range(3):
        # The first page that is made adds one more: every reader after it reads another length.
        site.article(f"newest-{number}", "Text.", Date=days(300 + number), Template="adder")
        site.build(LIST=[])
        site.build_plain(LIST=[])
        site.compare()
