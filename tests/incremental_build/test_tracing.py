"""What a template reads is seen, however it reads it; and what may come out otherwise tomorrow is doubted."""

from __future__ import annotations

from typing import Any

import pytest
from jinja2 import DictLoader, Environment, Undefined
from jinja2.sandbox import SandboxedEnvironment

from incremental_build.templates import Library, heads_of
from incremental_build.tracing import Trace, can_trace, traced


class Thing:
    """Stands for an article."""

    def __init__(self, **said: Any) -> None:
        vars(self).update(said)

    def method(self) -> str:
        return "m"


def trace(template: str, more: dict[str, str] | None = None, **context: Any) -> tuple[str, Trace]:
    """The text and what was read for it."""
    environment = Environment(loader=DictLoader({"t": template, **(more or {})}))
    twin = traced(environment)
    twin.entities = {Thing}
    twin.known = frozenset({str, list, dict, tuple, int})
    twin.part_of = lambda thing, name: None if hasattr(type(thing), name) else name
    twin.trace = Trace()
    text = twin.get_template("t").render(context)
    assert text == environment.get_template("t").render(context)
    return text, twin.trace


ONE, TWO = Thing(title="One", slug="b"), Thing(title="Two", slug="a")


@pytest.mark.parametrize(
    "template",
    ["{{ x.title }}", "{{ x['title'] }}", "{{ [x]|map(attribute='title')|join }}", "{% for y in [x] if y.title %}{% endfor %}", "{{ [x]|sort(attribute='title')|length }}",
     "{% macro m(y) %}{{ y.title }}{% endmacro %}{{ m(x) }}", "{% set y = x %}{{ y.title }}", "{% with y = x %}{{ y.title }}{% endwith %}", "{{ [x]|selectattr('title')|list|length }}",
     "{% include 'inner' %}", "{% from 'lib' import m %}{{ m(x) }}", "{% import 'lib' as l with context %}{{ l.m(x) }}", "{% extends 'base' %}{% block b %}{{ x.title }}{% endblock %}",
     "{{ [x]|groupby('title')|length }}", "{{ ([x]|first).title }}", "{{ ns.x.title if false else x.title }}", "{% filter upper %}{{ x.title }}{% endfilter %}", "{{ [x]|unique(attribute='title')|list|length }}", "{{ [x]|rejectattr('title')|list|length }}"],
)  # fmt: skip
def test_each_way_to_an_attribute_is_seen(template: str) -> None:
    more = {
        "inner": "{{ x.title }}",
        "lib": "{% macro m(y) %}{{ y.title }}{% endmacro %}",
        "base": "{% block b %}{% endblock %}",
    }
    _, found = trace(template, more, x=ONE)
    assert (id(ONE), "title") in found.reads
    assert found.doubt is None


def test_what_is_not_read_is_not_seen() -> None:
    _, found = trace(
        "{{ x.title }}{% if false %}{{ y.title }}{% endif %}{{ x is defined }}{{ y is defined }}",
        x=ONE,
        y=TWO,
    )
    assert set(found.reads) == {(id(ONE), "title")}
    assert {"x", "y"} <= found.names


def test_names_and_templates_are_seen_also_where_there_are_none() -> None:
    _, found = trace(
        "{{ gone }}{% include ['no', 'inner'] %}{% include 'nope' ignore missing %}", {"inner": "{{ deep }}"}
    )
    assert found.names >= {"gone", "deep"}
    assert found.templates >= {"no", "inner", "nope"}


@pytest.mark.parametrize(
    "template",
    [
        "{{ x.method() }}",
        "{{ '{0.title}'.format(x) }}",
        "{{ '{0[a]}'.format({'a': x}) }}",
        "{{ l.append(1) }}",
        "{{ d.update({'a': 1}) }}",
        "{{ x.__class__ }}",
        "{{ other.a }}",
        "{{ other['a'] }}",
    ],
)
def test_what_looks_past_us_is_doubted(template: str) -> None:
    _, found = trace(template, x=ONE, l=[], d={}, other=type("Other", (), {"a": 1})())
    assert found.doubt is not None


@pytest.mark.parametrize("template", ["{{ 'feeds/{slug}.xml'.format(slug='a') }}", "{% for a in l %}{{ loop.index }}{% endfor %}", "{{ d.items()|list }}", "{{ 'a'.upper() }}",
                                      "{% set n = namespace(a=1) %}{{ n.a }}", "{{ cycler('a', 'b').next() }}"])  # fmt: skip
def test_what_is_plain_is_not_doubted(template: str) -> None:
    assert trace(template, l=[1, 2], d={"a": 1})[1].doubt is None


def library(template: str, **filters: Any) -> Library:
    environment = Environment(loader=DictLoader({"t": template}))
    environment.filters.update(filters)
    environment.globals["clock"] = lambda: 1
    return Library(environment, lambda name, _: name == "fine")


@pytest.mark.parametrize(
    "template",
    ["{{ 1|mine }}", "{{ [1]|map('mine') }}", "{{ [1]|map(name) }}", "{% filter mine %}a{% endfilter %}", "{{ [1]|random }}", "{{ [1]|map('random') }}", "{{ x|attr('a') }}", "{{ lipsum() }}",
     "{{ x|pprint }}", "{% if 1 is gone %}{% endif %}", "{{ [1]|select(name)|list }}", "{% if %}"],
)  # fmt: skip
def test_a_template_that_may_say_something_else_is_doubted(template: str) -> None:
    assert library(template, mine=str).facts("t").doubt is not None


@pytest.mark.parametrize(
    "template",
    [
        "{{ 1|fine }}",
        "{{ [1]|map('upper')|select('string')|map(attribute='a')|list }}",
        "{{ clock }}",
        "{% if a is defined %}{% endif %}",
        "{{ a|tojson|safe }}",
    ],
)
def test_a_template_of_jinjas_own_is_not(template: str) -> None:
    assert library(template, fine=str).facts("t").doubt is None


def test_names_of_globals_that_are_not_jinjas_are_told() -> None:
    assert library("{{ clock() }}{{ range(3) }}{{ x }}").facts("t").globals == {"clock"}


def test_another_source_is_another_hash_and_none_is_one_too() -> None:
    assert library("a").facts("t").digest != library("b").facts("t").digest
    assert library("a").facts("none") == library("b").facts("none")


@pytest.mark.parametrize(
    ("template", "only_heads"),
    [("{% for a, b in pairs %}{{ a }}{% endfor %}", True), ("{% for a, b in pairs %}{{ a }}{{ loop.index }}{% endfor %}", True), ("{% for a, b in pairs %}{{ b }}{% endfor %}", False),
     ("{% for a, b in pairs %}{% include 'i' %}{% endfor %}{{ b }}", False), ("{% for a, b in pairs %}{% endfor %}{{ pairs|length }}", False), ("{% for p in pairs %}{{ p[0] }}{% endfor %}", False),
     ("{% for a, b in pairs %}{{ loop.previtem }}{% endfor %}", False), ("{% for a, b in pairs %}{{ loop.changed(a) }}{% endfor %}", False), ("{% for a, b in pairs %}{{ m(loop) }}{% endfor %}", False),
     ("{% for a, b in pairs if b %}{{ a }}{% endfor %}", False), ("{% for a, b in pairs recursive %}{{ a }}{% endfor %}", False), ("{% for a, (b, c) in pairs %}{{ a }}{% endfor %}", False),
     ("{% for a, b in pairs %}{% for c, d in pairs %}{{ a }}{{ c }}{% endfor %}{% endfor %}", True), ("{% for a, b in pairs|list %}{{ a }}{% endfor %}", False), ("{{ x }}", False)],
)  # fmt: skip
def test_of_pairs_only_the_first_may_be_read(template: str, *, only_heads: bool) -> None:
    assert (heads_of([library(template).facts("t")], {"pairs"}) == {"pairs"}) == only_heads


def test_a_tail_that_an_included_template_reads_counts() -> None:
    outer, inner = (
        library("{% for a, b in pairs %}{% include 'i' %}{% endfor %}").facts("t"),
        library("{{ b }}").facts("t"),
    )
    assert heads_of([outer], {"pairs"}) == {"pairs"}
    assert heads_of([outer, inner], {"pairs"}) == frozenset()


def test_only_jinjas_own_environment_is_watched() -> None:
    class Strict(Undefined):
        pass

    assert can_trace(Environment())
    assert can_trace(Environment(extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"], trim_blocks=True))
    assert not can_trace(SandboxedEnvironment())
    assert not can_trace(Environment(extensions=["jinja2.ext.debug"]))
    assert not can_trace(Environment(finalize=lambda value: value))
    assert not can_trace(Environment(undefined=Strict))
