"""An environment that was hastened prints what it printed before, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import (
    DictLoader,
    Environment,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
    pass_context,
    pass_eval_context,
)
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


class _Thing:
    """Attributes of every sort: a plain one, one that is worked out, one that fails, and entries of the same names."""

    name = "<thing>"

    @property
    def worked(self) -> str:
        return f"{self.name}!"

    @property
    def failing(self) -> str:
        raise AttributeError("not now")

    def __getitem__(self, key: str) -> str:
        if key in {"failing", "entry"}:
            return f"[{key}]"
        raise KeyError(key)

    def __str__(self) -> str:
        return "a & b"


class _Told(dict[str, object]):
    def items(self) -> str:  # type: ignore[override]
        """An attribute goes before an entry of its name."""
        return "items"

    def __repr__(self) -> str:
        return "told"


_ATTRIBUTES = st.lists(
    st.sampled_from(
        [
            "{{ thing.name }}", "{{ thing.worked }}", "{{ thing.failing }}", "{{ thing.entry }}", "{{ thing.gone }}|",
            "{{ thing.gone or 'none' }}", "{{ thing }}", "{{ told.key }}", "{{ told.items() }}",
            "{{ told.inner.name }}", "{{ told.gone }}|", "{{ (told or thing).inner.worked|upper }}", "{{ thing.name.upper() }}",
            "{{ 'a'.upper() ~ thing.name }}", "{{ loop.index if loop is defined else 'out' }}",
            "{% for each in told.several %}{{ each.name }}{{ loop.last }}{% endfor %}",
            "{% for each in told.several if each.name %}{{ each.worked }}{% else %}none{% endfor %}",
            "{% for each in told.several recursive %}<{{ each.name }}>{{ loop(each.gone) if each.gone }}{% endfor %}",
            "{% macro m(of) %}{{ of.name }}{{ thing.name }}{% endmacro %}{{ m(thing) }}",
            "{% set x %}{{ thing.name }}{% endset %}{{ x }}", "{% set y = thing.worked %}{{ y }}",
            "{% autoescape false %}{{ thing.name }}{{ '<' }}{% endautoescape %}",
            "{% if thing.gone %}x{% elif told.key %}{{ told.key }}{% endif %}",
            "{% with z = told.inner %}{{ z.name }}{% endwith %}", "{{ thing.name if told.gone else thing.worked }}",
            "{{ [thing.name, told.key]|join(', ') }}", "{{ {'a': thing.name}.a }}", "{{ self.one() }}",
            "{% filter upper %}{{ thing.name }}{% endfilter %}", "{% call(v) each(thing) %}{{ v.name }}{% endcall %}",
        ]
    ),
    max_size=6,
).map("".join)  # fmt: skip


@given(_ATTRIBUTES, _ATTRIBUTES, _ATTRIBUTES, st.booleans(), st.booleans())
def test_pages_that_fill_the_blocks_of_others_print_the_same(
    first: str, second: str, third: str, is_extending: bool, is_super: bool
) -> None:
    each = "{% macro each(of) %}({{ caller(of) }}){% endmacro %}"
    before = '{% extends "base" %}' if is_extending else '{% if told.gone %}{% extends "base" %}{% endif %}'
    templates = {
        "base": f"{each}b{first}{{% block one %}}1{second}{{% block deep %}}d{{% endblock %}}{{% endblock %}}"
        f"{{% block two %}}{{% endblock %}}{third}e",
        "middle": f'{{% extends "base" %}}{each}{{% block deep %}}{first}{{% endblock %}}',
        "page": f"{before.replace('base', 'middle')}{each}lost{first}{{% block one %}}"
        f"{'{{ super() }}' if is_super and is_extending else ''}{second.replace('self.one()', 'thing.name')}{{% endblock %}}"
        f"{{% block two %}}{third.replace('self.one()', 'thing.name')}{{% endblock %}}",
    }
    templates["base"] = templates["base"].replace("{{ self.one() }}1", "1", 1)
    told = _Told(key="<k>", inner=_Thing(), several=[_Thing(), _Thing()], items="entry")
    found = []
    for hastened in (False, True):
        page = _environment(templates, hastened=hastened).get_template("page")
        try:
            found.append(page.render(thing=_Thing(), told=told))
        except (TemplateError, RecursionError) as error:
            found.append(type(error).__name__)
    assert found[0] == found[1]


@pytest.mark.parametrize(
    "page", ["{{ gone.name }}", "{{ thing.gone.name }}", "{% for x in gone.several %}{% endfor %}"]
)
def test_what_is_asked_of_nothing_is_the_same_error(page: str) -> None:
    said = []
    for hastened in (False, True):
        with pytest.raises(UndefinedError) as error:
            _environment({"page": page}, hastened=hastened).get_template("page").render(thing=_Thing())
        said.append(str(error.value))
    assert said[0] == said[1]


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
