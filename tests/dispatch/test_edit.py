"""A task changes one key of a hand-written file, and nothing else moves."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dispatch import DispatchError, edit, parse_dispatch
from dispatch.text import one_line

FILE = """\
---
# Filed by telephone.
title: 'Ferries wait'   # as wired
date: 2014-07-27

bylines:
  - Leyla Sample  # she
  - Rauf Muster
# the desk
section: "Society"
tags: [ports,   sea]
image:
  file: images/a.png  # big
  alt: >
    A quay
    at dawn
x-desk: 4
---


Body with   blanks.\x20\x20
\tAnd a tab: yes.
"""
LINES = st.text(max_size=40).map(one_line).filter(bool)


def test_only_the_line_of_the_key_changes() -> None:
    before, after = FILE.split("\n"), edit(FILE, {"section": "Energy"}).split("\n")
    changed = [(one, other) for one, other in zip(before, after, strict=True) if one != other]
    assert changed == [('section: "Society"', "section: Energy")]


def test_a_comment_behind_the_old_value_stays_behind_the_new_one() -> None:
    assert "title: Boats wait   # as wired\n" in edit(FILE, {"title": "Boats wait"})


def test_a_hash_in_the_old_value_is_no_comment() -> None:
    text = '---\ntitle: "A # b"  # c\ndate: 2014\n---\n'
    assert edit(text, {"title": "B"}) == "---\ntitle: B  # c\ndate: 2014\n---\n"


@pytest.mark.parametrize(
    ("old", "comment"),
    [("It's late  # c", "  # c"), ("A #1", " #1"), ("'It''s # b'   # c", "   # c"), ('["a # b", c] # d', " # d"), ("  # c", " # c"), ("A#b", ""),
     ("{a: 'x # y'}", ""), ("\\ # c", " # c")],
)  # fmt: skip
def test_comments_are_told_from_values(old: str, comment: str) -> None:
    assert (
        edit(f"---\ntitle: A\nkicker: {old}\n---\n", {"kicker": "K"})
        == f"---\ntitle: A\nkicker: K{comment}\n---\n"
    )


def test_pelicans_header_has_no_comments() -> None:
    assert edit("Title: A # b\nDate: 2014\n\nText\n", {"title": "B"}) == "Title: B\nDate: 2014\n\nText\n"


def test_a_new_key_goes_to_the_end_of_the_header() -> None:
    assert edit(FILE, {"status": "draft"}) == FILE.replace("x-desk: 4\n", "x-desk: 4\nstatus: draft\n")


def test_a_key_can_be_taken_away_with_all_its_lines() -> None:
    gone = edit(FILE, {"image": None})
    assert gone == FILE[: FILE.index("image:")] + FILE[FILE.index("x-desk") :]


def test_a_list_of_lines_becomes_a_new_list_and_the_next_comment_stays() -> None:
    assert "\nbylines: [A. Tester]\n# the desk\nsection" in edit(FILE, {"bylines": ["A. Tester"]})


def test_several_keys_change_at_once() -> None:
    d = parse_dispatch(
        edit(
            FILE,
            {"title": "B", "status": "withdrawn", "withdrawn": {"date": "2015-01-02", "reason": "Why: so"}},
        )
    )
    assert d.withdrawn is not None
    assert (d.title, d.status.value, d.withdrawn.reason) == ("B", "withdrawn", "Why: so")


def test_windows_line_ends_and_bom_stay() -> None:
    windows = "\ufeff" + FILE.replace("\n", "\r\n")
    assert edit(windows, {"section": "Energy"}) == windows.replace('"Society"', "Energy")


def test_pelicans_header_stays_a_header() -> None:
    text = "Title: A\nDate: 2014-07-27\nTags: a, b\n\nNote: body\n"
    after = edit(text, {"title": "B", "status": "draft", "tags": ["c", "d"]})
    d = parse_dispatch(after)
    assert (d.title, d.status.value, d.tags, d.body) == ("B", "draft", ("c", "d"), "Note: body")
    assert after.startswith("Title: B\nDate: 2014-07-27\n")


def test_pelicans_own_name_of_a_key_is_the_same_key() -> None:
    after = edit("Title: A\nDate: 2014-07-27\nSummary: old\n\nText\n", {"standfirst": "new"})
    assert parse_dispatch(after).standfirst == "new"
    assert "old" not in after


def test_the_second_of_a_repeated_key_does_not_bring_the_old_value_back() -> None:
    after = edit("---\ntitle: A\ndate: 2014\n---\n", {"title": "B", "tags": ["x"]})
    assert (parse_dispatch(after).title, parse_dispatch(after).tags) == ("B", ("x",))


def test_a_header_that_cannot_be_read_is_left_alone() -> None:
    with pytest.raises(DispatchError):
        edit("---\ntitle: [\n---\n", {"title": "B"})


@given(
    key=st.sampled_from(["title", "section", "standfirst", "kicker", "series"]),
    value=LINES,
    ends=st.sampled_from(["\n", "\r\n"]),
)
def test_the_changed_value_reads_back_and_the_rest_is_the_same(key: str, value: str, ends: str) -> None:
    text = FILE.replace("\n", ends)
    after = edit(text, {key: value})
    assert getattr(parse_dispatch(after), key) == value
    assert after.partition(f"{ends}---{ends}")[2] == text.partition(f"{ends}---{ends}")[2]
    assert ("\r" in after) == (ends == "\r\n")


@given(value=LINES)
def test_in_pelicans_header_the_changed_value_reads_back(value: str) -> None:
    assume(value.lower() not in {"~", "null"})
    after = edit("Title: A\nDate: 2014-07-27\n\nText\n", {"title": value})
    assert (parse_dispatch(after).title, parse_dispatch(after).body) == (value, "Text")


def test_one_key_of_a_group_changes_and_its_other_lines_stay() -> None:
    changed = edit(FILE, {"image.file": "images/b.png", "image.credit": "Ada"})
    assert changed == FILE.replace("file: images/a.png  # big", "file: images/b.png  # big").replace(
        "    at dawn\n", "    at dawn\n  credit: Ada\n"
    )
    assert edit(FILE, {"image.alt": None}) == FILE.replace("  alt: >\n    A quay\n    at dawn\n", "")


def test_a_key_of_a_group_that_is_not_there_yet_makes_the_group() -> None:
    assert edit(FILE, {"source.url": "https://a.example/"}).endswith(
        "x-desk: 4\nsource:\n  url: https://a.example/\n---\n\n\nBody with   blanks.  \n\tAnd a tab: yes.\n"
    )


def test_a_group_on_one_line_and_one_of_pelicans_header_are_written_as_a_whole() -> None:
    flow = "---\ntitle: A\nimage: {file: a.png, alt: A quay}\n---\n"
    assert edit(flow, {"image.alt": "Two quays"}) == (
        "---\ntitle: A\nimage:\n  file: a.png\n  alt: Two quays\n---\n"
    )
    header = "Title: A\nImage_file: a.png\nImage_alt: A quay\nDate: 2014\n"
    assert edit(header, {"image.alt": "Two quays"}) == (
        "Title: A\nImage_file: a.png\nImage_alt: Two quays\nDate: 2014\n"
    )
