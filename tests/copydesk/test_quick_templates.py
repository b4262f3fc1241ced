"""An environment that was hastened prints what it printed before, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, TemplateSyntaxError, Undefined, pass_context, pass_eval_context
from markupsafe import Markup, escape

from copydesk.quick_templates import hasten, printed
from newsroom.texts import KeptCode


class _Own:
    def __html__(self) -> str:
        return "<b>own</b>"


class _Asking:
    """A callable whose class says that it wants the context."""

    @pass_context
    def __call__(self, context: object, word: str) -> str:
        return f"{context['name']} {word}"  # type: ignore[index]


class _Plain:
    def __call__(self, word: str, *, loud: bool = False) -> str:
        return word.upper() if loud else word


def _stops() -> None:
    raise StopIteration


def _environment(templates: dict[str, str], kept: Path | None = None, *, hastened: bool) -> Environment:
    env = Environment(
        loader=DictLoader(templates), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    if hastened:
        env.bytecode_cache = kept and KeptCode(kept)
        hasten(env)
    return env


def _both(templates: dict[str, str], **told: object) -> tuple[str, str]:
    stock, quick = (
        _environment(templates, hastened=hastened).get_template("page").render(**told)
        for hastened in (False, True)
    )
    return stock, quick


@given(
    st.one_of(
        st.text(),
        st.text().map(Markup),
        st.integers(),
        st.none(),
        st.booleans(),
        st.floats(),
        st.just(_Own()),
    )
)
def test_a_value_is_printed_as_markupsafe_escapes_it(value: object) -> None:
    assert str(printed(value)) == str(escape(value))


def test_what_is_undefined_is_printed_as_nothing() -> None:
    assert printed(Undefined(name="x")) == ""


@pytest.mark.parametrize(
    "page",
    [
        "{{ asking('hears') }}",
        "{{ plain('<a>', loud=true) }}{{ plain('b') }}",
        "{{ stops() }}|{{ method('&') }}|{{ evaluated('x') }}",
        "{% macro m(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call m('<') %}{{ asking('in') }}{% endcall %}",
        "{% for a in (1, 2) %}{{ asking(a ~ loop.index) }}{% endfor %}",
        "{% block b %}{{ asking('block') }}{% endblock %}{{ self.b() }}",
        "{% set x %}<i>{{ name }}</i>{% endset %}{{ x }}{{ '<' ~ name }}{{ name|upper }}",
    ],
)
def test_callables_are_given_what_they_ask_for(page: str) -> None:
    @pass_eval_context
    def evaluated(context: object, word: str) -> str:
        return f"{getattr(context, 'autoescape', None)} {word}"

    stock, quick = _both(
        {"page": page},
        name="<x>",
        asking=_Asking(),
        plain=_Plain(),
        stops=_stops,
        method="a".join,
        evaluated=evaluated,
    )
    assert quick == stock


_PIECES = st.lists(
    st.sampled_from(
        [
            "text", " ", "  ", "\n", "\n\n", "<p>", "{{ name }}", "{{ other }}", "{# aside #}", "{#- aside -#}",
            "{% if name %}x{% endif %}", "{%- if name %} x {% endif -%}", "{% if name %}\n  x\n{% endif %}\n",
            "{% for n in (1, 2) %}{{ n }}{{ loop.index }}{% endfor %}", "{% set other = 'set' %}", "{{- name -}}",
            "{% with other = 1 %}{{ other }}{% endwith %}", "{{ loop }}", "{% raw %}{{ name }}{% endraw %}",
            "{% macro m() %}m{% endmacro %}{{ m() }}", "{% filter upper %}a{{ name }}{% endfilter %}",
            '{% include "one" %}', '  {% include "one" %}\n', '{% include "two" %}', '\n{% include "two" %}\n\n',
            '{% for n in (3, 4) %}{% include "one" %}{% endfor %}', '{%- include "two" -%}',
        ]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(page=_PIECES, one=_PIECES, two=_PIECES)
def test_an_included_part_prints_the_same_in_its_place(page: str, one: str, two: str) -> None:
    templates = {
        "page": f"{{% block b %}}{page}{{% endblock %}}{page}",
        "one": one.replace('"one"', '"three"').replace('"two"', '"three"'),
        "two": two.replace('"two"', '"three"'),
        "three": "3 {{ n }} {{ other }}\n",
    }
    try:
        stock, quick = _both(templates, name="<n>", other="o")
    except TemplateSyntaxError:
        return
    assert quick == stock


@pytest.mark.parametrize("page", ['a{# {% include "one" %} #}b', """a{{ '{% include "one" %}' }}b"""])
def test_what_only_speaks_of_an_include_stays_as_it_is(page: str) -> None:
    stock, quick = _both({"page": page, "one": "part"})
    assert quick == stock


def test_a_part_that_includes_itself_is_left_to_jinja() -> None:
    part = '{% if n > 0 %}{{ n }}{% set n = n - 1 %}{% include "one" %}{% endif %}'
    stock, quick = _both({"page": '{% set n = 2 %}{% include "one" %}', "one": part})
    assert quick == stock


def test_code_is_kept_and_damaged_code_is_not_used(tmp_path: Path) -> None:
    templates = {"page": "{{ name }}!"}
    assert _environment(templates, tmp_path, hastened=True).get_template("page").render(name="<") == "&lt;!"
    (kept,) = tmp_path.iterdir()
    whole = kept.read_bytes()
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 1
        kept.write_bytes(damaged)
        assert (
            _environment(templates, tmp_path, hastened=True).get_template("page").render(name="<") == "&lt;!"
        )
    kept.write_bytes(whole[:40])
    assert _environment(templates, tmp_path, hastened=True).get_template("page").render(name="<") == "&lt;!"
    assert kept.read_bytes() == whole


def test_a_folder_that_cannot_be_written_keeps_nothing(tmp_path: Path) -> None:
    nowhere = tmp_path / "gone"
    assert _environment({"page": "a"}, nowhere, hastened=True).get_template("page").render() == "a"
    assert not list(tmp_path.iterdir())
