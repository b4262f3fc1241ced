"""One hash for one value, and doubt for what is not known."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from pathlib import PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from incremental_build.canonical import Canon, hashed
from incremental_build.errors import UncertainError

VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False),
        st.text(),
        st.binary(),
        st.datetimes(),
        st.dates(),
    ),
    lambda inner: st.one_of(st.lists(inner), st.lists(inner).map(tuple), st.dictionaries(st.text(), inner)),
    max_leaves=12,
)


def shape(value: Any) -> Any:
    """A value with the types it is made of: 1 is not True, and an order counts."""
    if isinstance(value, list | tuple):
        return type(value).__name__, [shape(item) for item in value]
    if isinstance(value, dict):
        return "dict", [(shape(k), shape(v)) for k, v in value.items()]
    return type(value).__name__, repr(value)


def digest(value: Any) -> bytes:
    return Canon({}, {}).digest(value)


@given(VALUES, VALUES)
def test_two_values_have_one_hash_if_they_are_the_same(one: Any, other: Any) -> None:
    assert (digest(one) == digest(other)) == (shape(one) == shape(other))


@given(VALUES)
def test_what_was_hashed_before_makes_no_difference(value: Any) -> None:
    canon = Canon({}, {})
    assert canon.digest([value, value]) == canon.digest([value, value]) == digest([value, value])


@pytest.mark.parametrize(
    "value",
    [object(), len, lambda: 1, {1, 2}, iter([]), type("T", (str,), {})("a"), [object()], {"a": [len]}],
)
def test_what_is_not_known_exactly_is_doubted(value: object) -> None:
    with pytest.raises(UncertainError):
        digest(value)


def test_a_value_that_holds_itself_is_doubted() -> None:
    value: list[Any] = [1, 2, 3, 4, 5]
    value.append(value)
    with pytest.raises(UncertainError):
        digest(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", Markup("a")), (1, True), (1, 1.0), ([1], (1,)), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ({"a": 1}, OrderedDict(a=1)), ("a", b"a"), (["ab"], ["a", "b"]),
     (dt.datetime.fromisoformat("2014-01-01"), dt.datetime.fromisoformat("2014-01-01T00:00Z")), (dt.datetime(2014, 1, 1, tzinfo=ZoneInfo("Asia/Baku")), dt.datetime(2014, 1, 1, tzinfo=ZoneInfo("Asia/Dubai"))),
     (PurePosixPath("a"), "a"), ([[], []], [[[]]]), ("\ud800", "\ud801")],
)  # fmt: skip
def test_what_prints_differently_hashes_differently(one: object, other: object) -> None:
    assert digest(one) != digest(other)


def test_an_entity_is_known_by_its_name_and_not_by_what_is_in_it() -> None:
    class Entity:
        def __init__(self, name: str, text: str) -> None:
            self.name, self.text = name, text

    canon = Canon({}, {Entity: lambda entity: entity.name.encode()})
    assert (
        canon.digest([Entity("a", "x")])
        == canon.digest([Entity("a", "y")])
        != canon.digest([Entity("b", "x")])
    )


def test_a_described_type_is_what_it_consists_of() -> None:
    class Pair:
        def __init__(self, one: object) -> None:
            self.one = one

    canon = Canon({Pair: lambda pair: (pair.one,)}, {})
    assert canon.digest(Pair(1)) == canon.digest(Pair(1)) != canon.digest(Pair(2))
    with pytest.raises(UncertainError):
        canon.digest(Pair(object()))


def test_forgetting_sees_a_changed_list() -> None:
    canon = Canon({}, {})
    value = [1, 2, 3, 4, 5, 6]
    before = canon.digest([value])
    value[0] = 0
    canon.forget()
    assert canon.digest([value]) != before


def test_parts_keep_their_borders() -> None:
    assert hashed(b"ab", b"c") != hashed(b"a", b"bc")
