"""Files of one line a dispatch, made of those of the last build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.lines import joined, kept_lines
from dispatch.dates import PartialDate
from dispatch.record import Dispatch

LINES = st.text(st.characters(exclude_characters="\r\n", exclude_categories=["Cs"]), max_size=8)


def _dispatch(number: int) -> Dispatch:
    return Dispatch(title="Ferry", date=PartialDate(2014), slug=f"ferry-{number}", lang="en")


def _key(d: Dispatch) -> tuple[str, str]:
    return d.slug, d.lang


@st.composite
def _archives(draw: st.DrawFn) -> tuple[list[int], list[int], set[int]]:
    """The dispatches of the last build, those of this one, and which have changed."""
    old = draw(st.lists(st.integers(0, 12), unique=True, max_size=10))
    new = draw(st.permutations(draw(st.sampled_from([old, list(range(13)), old[1:], old[:-1]]))))
    if draw(st.booleans()):
        new = sorted(new, key=lambda n: old.index(n) if n in old else 99)
    return old, new, draw(st.sets(st.integers(0, 12), max_size=3))


@given(_archives(), st.data(), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_kept_and_new_lines_are_those_of_a_file_made_anew(
    archive: tuple[list[int], list[int], set[int]], data: st.DataObject, end: bytes, has_head: bool
) -> None:
    old, new, changed = archive
    before = [data.draw(LINES) for _ in old]
    head = "head" + end.decode() if has_head else ""
    after = {n: data.draw(LINES) if n in changed or n not in old else before[old.index(n)] for n in new}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "lines"
        path.write_bytes((head + "".join(line + end.decode() for line in before)).encode())
        order = [_key(_dispatch(n)) for n in old]
        kept = kept_lines(path, end, order, [_key(_dispatch(n)) for n in changed], has_head=has_head)
        made: list[int] = []

        def make(d: Dispatch) -> str:
            number = int(d.slug.rpartition("-")[2])
            made.append(number)
            return after[number] + end.decode()

        found = b"".join(joined([_dispatch(n) for n in new], kept, make))
    assert found == "".join(after[n] + end.decode() for n in new).encode()
    assert set(made) == {n for n in new if n in changed or n not in old}


@pytest.mark.parametrize("data", [b"one\ntwo\nthree\n", b"one\n", b"one\ntwo", b"\n\n\n"])
def test_a_file_of_other_lines_than_there_were_dispatches_tells_nothing(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "lines"
    path.write_bytes(data)
    order: Sequence[tuple[str, str]] = [("ferry-1", "en"), ("ferry-2", "en")]
    assert not kept_lines(path, b"\n", order, [], has_head=False).places
