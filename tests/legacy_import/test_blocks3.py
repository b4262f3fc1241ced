"""Paragraphs of three versions: what a hand wrote is always there, and nothing of the page's is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from legacy_import.blocks3 import likeness, merge_blocks

WORDS = ["ferry", "harbour", "ice", "keeper", "lock", "night", "pilot", "salt", "tide", "winter"]
BLOCKS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
BODIES = st.lists(st.one_of(BLOCKS, st.sampled_from(["# ice", "- a\n- b", "    code"])), max_size=9)
TELLING = st.lists(
    st.tuples(st.integers(), BLOCKS).map(lambda pair: f"{pair[1]} {pair[0]}"), unique=True, max_size=9
)


def body(blocks: list[str]) -> str:
    """A body as the import writes it."""
    return "\n" + "\n\n".join(blocks) + "\n" if blocks else ""


def blocks_of(text: str) -> list[str]:
    return [part for part in text.strip("\n").split("\n\n") if part]


@st.composite
def edits(draw: st.DrawFn, blocks: list[str]) -> list[str]:
    """Some blocks reworded, taken out, put in."""
    out: list[str] = []
    for number, block in enumerate(blocks):
        match draw(st.sampled_from(["keep", "keep", "keep", "reword", "drop", "split", "before"])):
            case "keep":
                out.append(block)
            case "reword":
                out.append(f"{block} {draw(st.sampled_from(WORDS))}")
            case "split":
                out += [f"{block} first", f"{block} second"]
            case "before":
                out += [f"{draw(BLOCKS)} {number}.", block]
            case _:
                pass
    return out + [f"{block} the end." for block in draw(st.lists(BLOCKS, max_size=1))]


@st.composite
def versions(
    draw: st.DrawFn, bodies: st.SearchStrategy[list[str]] = BODIES
) -> tuple[list[str], list[str], list[str]]:
    base = draw(bodies)
    return base, draw(edits(base)), draw(edits(base))


@given(versions())
def test_every_block_of_a_hand_is_in_the_result(three: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, theirs = three
    merged, _conflicts = merge_blocks(body(base), body(mine), body(theirs))
    kept = blocks_of(merged)
    for block in mine:
        if block not in base:
            assert kept.count(block) >= mine.count(block) - base.count(block)


@given(versions())
def test_every_block_of_the_page_is_in_the_result_or_in_a_conflict(
    three: tuple[list[str], list[str], list[str]],
) -> None:
    base, mine, theirs = three
    merged, conflicts = merge_blocks(body(base), body(mine), body(theirs))
    seen = {*blocks_of(merged), *(block for conflict in conflicts for block in blocks_of(conflict.theirs))}
    assert {block for block in theirs if block not in base} <= seen


@given(versions())
def test_without_a_hand_it_is_the_page_and_without_a_change_it_is_the_hand(
    three: tuple[list[str], list[str], list[str]],
) -> None:
    base, mine, theirs = three
    merged, conflicts = merge_blocks(body(base), body(base), body(theirs))
    assert (blocks_of(merged), conflicts) == (theirs, [])
    assert merge_blocks(body(base), body(mine), body(base)) == (body(mine), [])
    assert merge_blocks(body(base), body(mine), body(mine)) == (body(mine), [])


@given(versions(TELLING))
def test_merging_again_changes_nothing(three: tuple[list[str], list[str], list[str]]) -> None:
    base, mine, theirs = three
    merged, _conflicts = merge_blocks(body(base), body(mine), body(theirs))
    assert merge_blocks(body(base), merged, body(theirs))[0] == merged
    assert merge_blocks(body(theirs), merged, body(theirs)) == (merged, [])


@given(versions(), st.sampled_from(["\n\n\n", "\n \n", "\n\t\n\n"]))
def test_the_blank_lines_of_a_hand_stay(three: tuple[list[str], list[str], list[str]], gap: str) -> None:
    base, mine, _theirs = three
    text = "\n" + gap.join(mine) + "\n\n"
    assert merge_blocks(body(base), text, body(base))[0] == text


ONE, TWO, THREE = (f"The {word} waited at the lower lock all night." for word in ("barge", "ferry", "pilot"))


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "merged"),
    [
        ([ONE, TWO], [ONE + " He said.", TWO], [ONE, TWO + " Late."], [ONE + " He said.", TWO + " Late."]),
        ([ONE, TWO], [ONE, TWO, "Note."], ["Lead.", ONE, TWO], ["Lead.", ONE, TWO, "Note."]),
        ([ONE, TWO, THREE], [ONE, THREE], [ONE, TWO, THREE + " Late."], [ONE, THREE + " Late."]),
        ([ONE, TWO, THREE], [ONE + " Ed.", TWO, THREE], [ONE, THREE], [ONE + " Ed.", THREE]),
        ([ONE], [ONE, "New."], [ONE, "New."], [ONE, "New."]),
        ([], ["Mine."], [], ["Mine."]),
        ([], [], ["Theirs."], ["Theirs."]),
    ],
)
def test_what_does_not_touch_comes_together(
    base: list[str], mine: list[str], theirs: list[str], merged: list[str]
) -> None:
    found, conflicts = merge_blocks(body(base), body(mine), body(theirs))
    assert blocks_of(found) == merged
    assert conflicts == []


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "lost"),
    [
        ([ONE], [ONE + " Mine."], [ONE + " Theirs."], ONE + " Theirs."),
        ([ONE, TWO], [TWO], [ONE + " Theirs.", TWO], ONE + " Theirs."),
        ([ONE], [ONE, "Mine."], [ONE, "Theirs."], "Theirs."),
        ([ONE], [ONE + " Mine."], ["The barge waited", "at the lower lock all night."], "The barge waited\n\nat the lower lock all night."),
    ],
)  # fmt: skip
def test_what_both_changed_stays_the_hands_and_is_said(
    base: list[str], mine: list[str], theirs: list[str], lost: str
) -> None:
    found, conflicts = merge_blocks(body(base), body(mine), body(theirs))
    assert blocks_of(found) == mine
    assert [conflict.theirs for conflict in conflicts] == [lost]


def test_versions_of_a_story_are_alike_and_two_stories_are_not() -> None:
    assert likeness(body([ONE, TWO, THREE]), body([ONE, TWO, "Late."])) > 0.6
    assert likeness(body([ONE]), body([TWO])) == 0
    assert likeness("", body([TWO])) == 0
