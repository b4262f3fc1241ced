"""Whole dispatches of three versions: fields key by key, comments and order kept, the body paragraph by paragraph."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.dates import PartialDate
from dispatch.frontmatter import parse_dispatch, serialise
from dispatch.record import Byline, Dispatch, LeadImage, Source
from legacy_import.merge import merge

LINES = st.sampled_from(["Ferry", "Ice: a note", "no", "2004", "Bakı", "a #b", "“Tide”"])
TAGS = st.lists(LINES, max_size=3, unique=True).map(tuple)


@st.composite
def dispatches(draw: st.DrawFn) -> Dispatch:
    """What an import may write, with a few values, so that two are often alike in part."""
    return Dispatch(
        title=draw(LINES), date=PartialDate(2004, 2, draw(st.integers(1, 3))), slug="ferry",
        bylines=tuple(map(Byline, draw(TAGS))), section=draw(st.none() | LINES), tags=draw(TAGS),
        image=draw(st.none() | st.builds(LeadImage, caption=LINES, credit=st.none() | LINES)),
        source=Source(url="http://wire.example/1", capture=draw(LINES), sha256=draw(LINES)),
        aliases=draw(TAGS), title_supplied=draw(st.booleans()),
        body="\n\n".join(sorted(draw(st.sets(LINES, max_size=4)))),
    )  # fmt: skip


@given(dispatches(), dispatches())
def test_without_a_hand_the_merge_is_what_the_import_writes(base: Dispatch, theirs: Dispatch) -> None:
    text = serialise(base)
    merged = merge(text, text, serialise(theirs))
    assert merged.conflicts == ()
    found = parse_dispatch(merged.text)
    assert replace(found, tags=(), aliases=()) == replace(theirs, tags=(), aliases=())
    assert (set(found.tags), set(found.aliases)) == (set(theirs.tags), set(theirs.aliases))


@given(dispatches(), dispatches())
def test_without_a_change_of_the_page_not_a_byte_moves(base: Dispatch, mine: Dispatch) -> None:
    theirs = replace(base, source=replace(base.source or Source(), capture="later"))
    assert merge(serialise(base), serialise(mine), serialise(base)).text == serialise(mine)
    found = parse_dispatch(merge(serialise(base), serialise(mine), serialise(theirs)).text)
    assert replace(found, source=None) == replace(mine, source=None)


@given(dispatches(), dispatches(), dispatches())
def test_every_field_that_a_hand_edited_stays_and_a_second_merge_changes_nothing(
    base: Dispatch, mine: Dispatch, theirs: Dispatch
) -> None:
    texts = serialise(base), serialise(mine), serialise(theirs)
    merged = merge(*texts)
    found = parse_dispatch(merged.text)
    for name in ("title", "date", "bylines", "section", "title_supplied"):
        if getattr(mine, name) != getattr(base, name):
            assert getattr(found, name) == getattr(mine, name)
        elif not merged.conflicts:
            assert getattr(found, name) == getattr(theirs, name)
    assert merge(texts[0], merged.text, texts[2]).text == merged.text


BASE = """\
---
title: Salt barge waits
date: 2004-02-03
section: Ports
image:
  caption: The lock
  credit: A. Brill
source:
  url: http://wire.example/1
  capture: one
  sha256: aa
rights: permitted
slug: salt-barge
aliases: [/old/1]
---

The barge waited.
"""


def test_comments_order_and_a_hands_own_keys_stay() -> None:
    mine = BASE.replace("section: Ports", "# ours\nx-desk: north\nsection: Locks  # was Ports").replace(
        "  credit: A. Brill", "  # she was there\n  credit: Ada Brill"
    )
    theirs = (
        BASE.replace("Salt barge", "The salt barge")
        .replace("The lock", "The lower lock")
        .replace("one", "two")
    )
    merged = merge(BASE, mine, theirs)
    assert merged.conflicts == ()
    assert merged.text == mine.replace("Salt barge", "The salt barge").replace(
        "The lock", "The lower lock"
    ).replace("one", "two")


def test_a_field_that_both_changed_stays_the_hands_and_is_said() -> None:
    mine, theirs = BASE.replace("Ports", "Locks"), BASE.replace("Ports", "Trade")
    merged = merge(BASE, mine, theirs)
    assert merged.text == mine
    conflict = merged.conflicts[0]
    assert (conflict.part, conflict.base, conflict.yours, conflict.theirs) == (
        "section",
        "Ports",
        "Locks",
        "Trade",
    )


def test_a_field_that_a_hand_took_out_stays_out() -> None:
    mine = BASE.replace("section: Ports\n", "")
    assert merge(BASE, mine, BASE.replace("Salt", "Old salt")).text == mine.replace("Salt", "Old salt")


@pytest.mark.parametrize("written", ["tags: [a, c]", "tags:\n  - a\n  - c", "Tags: [a, c]"])
def test_lists_lose_and_win_what_either_side_took_out_and_put_in(written: str) -> None:
    base = BASE.replace("slug:", "tags: [a, b]\nslug:")
    mine = BASE.replace("slug:", f"{written}\nslug:")
    merged = merge(base, mine, base.replace("[a, b]", "[a, b, d]"))
    assert parse_dispatch(merged.text).tags == ("a", "c", "d")


def test_line_ends_and_byte_order_mark_of_another_editor_stay() -> None:
    mine = "\ufeff" + BASE.replace("Ports", "Locks").replace("\n", "\r\n")
    merged = merge(BASE, mine, BASE.replace("waited.", "waited on."))
    assert merged.text == mine.replace("waited.", "waited on.")


def test_groups_on_one_line_and_pelicans_header_are_merged_too() -> None:
    flow = BASE.replace(
        "image:\n  caption: The lock\n  credit: A. Brill", "image: {caption: The lock, credit: Ada Brill}"
    )
    merged = merge(BASE, flow, BASE.replace("The lock", "The lower lock"))
    image = parse_dispatch(merged.text).image
    assert image is not None
    assert (image.caption, image.credit) == ("The lower lock", "Ada Brill")
    header = (
        "Title: Salt barge waits\nDate: 2004-02-03\nSection: Locks\nImage_caption: The lock\nImage_credit: A. Brill\n"
        "Source_url: http://wire.example/1\nSource_capture: one\nSource_sha256: aa\nRights: permitted\nSlug: salt-barge\n"
        "Aliases: /old/1\n\nThe barge waited.\n"
    )
    merged = merge(BASE, header, BASE.replace("The lock", "The lower lock").replace("aa", "bb"))
    found = parse_dispatch(merged.text)
    assert found.image is not None
    assert found.source is not None
    assert (found.section, found.image.caption, found.source.sha256) == ("Locks", "The lower lock", "bb")
