"""What an import says at its end."""

from __future__ import annotations

import pytest

from legacy_import.report import Report, Row

UNSURE = (("date", 0.4, "meta"),)


@pytest.mark.parametrize(
    ("rows", "number"),
    [
        ([Row("a", "written", "a.md", unsure=UNSURE), Row("b", "written", "b.md")], 1),
        ([Row("a", "written", "a.md", unsure=UNSURE), Row("b", "waiting", reason="no date was found")], 2),
        ([Row("b", "written", "b.md")], 0),
    ],
)
def test_it_says_how_many_want_a_look_and_how(rows: list[Row], number: int) -> None:
    last = list(Report(rows).lines())[-1]
    assert last.endswith("python3 tasks.py review") == bool(number)
    assert not number or f": {number}." in last
