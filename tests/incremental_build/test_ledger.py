"""A ledger gives back what was noted, quickly whatever else it holds, and nothing that was damaged."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incremental_build.ledger import DamagedLedgerError, Ledger
from incremental_build.notes import Notes, Output

_HASHES = st.binary(min_size=16, max_size=16)
_LOOKS = st.none() | st.binary(min_size=32, max_size=32).filter(any)


@given(made=st.binary(max_size=40), inner=st.binary(max_size=40), digest=_HASHES, look=_LOOKS)
def test_an_output_is_unpacked_as_it_was_packed(
    made: bytes, inner: bytes, digest: bytes, look: bytes | None
) -> None:
    output = Output(made, inner, digest, look)
    assert Output.of(output.packed()) == output
    assert look is None or output.packed().startswith(look)


def _output(number: int) -> Output:
    return Output(b"m", b"i", number.to_bytes(16, "big"), None)


@pytest.mark.parametrize("count", [5, 3000])
def test_notes_are_what_was_set_and_not_deleted_since(tmp_path: Path, count: int) -> None:
    file = tmp_path / "x.sqlite"
    ledger = Ledger(file)
    outputs = ledger.outputs()
    outputs.update({f"{number}.html": _output(number) for number in range(count)})
    ledger.write_outputs(outputs)
    assert not outputs.fresh
    del outputs["3.html"]
    outputs["4.html"] = _output(44)
    outputs["new.html"] = _output(5)
    assert len(outputs.fresh) == 3
    ledger.write_outputs(outputs)
    ledger.close()
    found = Ledger(file).outputs()
    assert dict(found) == dict(outputs)
    assert "3.html" not in found.names
    assert found["4.html"] == _output(44)
    assert len(found) == count


def test_kinds_of_notes_are_told_apart(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "x.sqlite")
    one = Notes(Output, {})
    one["a"] = _output(1)
    ledger.write_notes("one", one)
    assert ledger.notes("one") == {"a": _output(1).packed()}
    assert not ledger.notes("another")


def test_a_small_fact_is_found_without_reading_the_large_ones(tmp_path: Path) -> None:
    """In a table WITHOUT ROWID all values on the way are read: 400 MB instead of 60 at 50,000 dispatches."""
    file = tmp_path / "x.sqlite"
    ledger = Ledger(file)
    ledger.write_facts({name: bytes(2_000_000) for name in "abcdefgh"} | {"small": b"x"})
    ledger.close()
    with sqlite3.connect(file) as base:
        plan = base.execute("EXPLAIN QUERY PLAN SELECT value FROM facts WHERE name = 'small'").fetchall()
        kind = base.execute("SELECT sql FROM sqlite_master WHERE name = 'facts'").fetchone()[0]
    assert "USING INDEX" in plan[0][-1]
    assert "WITHOUT ROWID" not in kind
    assert Ledger(file).fact("small") == b"x"


def test_a_damaged_value_is_none(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite"
    ledger = Ledger(file)
    ledger.write_facts({"a": b"good"})
    ledger.close()
    with sqlite3.connect(file) as base:
        base.execute("UPDATE facts SET value = x'00'")
    with pytest.raises(DamagedLedgerError, match="damaged"):
        Ledger(file).fact("a")
