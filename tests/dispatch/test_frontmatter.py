"""A dispatch's file and its record say the same, both ways."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dispatch import (
    Byline,
    Correction,
    Dateline,
    Dispatch,
    DispatchError,
    LeadImage,
    PartialDate,
    Rights,
    Source,
    Status,
    Withdrawal,
    make_slug,
    parse_dispatch,
    read_dispatch,
    serialise,
)
from dispatch.text import one_line

# What people write, and what YAML stumbles over.
HARD = st.sampled_from(
    ["no", "2014", "2014-07-27", "~", "null", "- a", "a: b", "a #b", "#", "'", '"', "[x]", "{a}", "*x", "&x", "!t",
     "|", ">", "%", "@", "`", ": ", "---", "...", "Bakı", "Əliyev", "Алиев", "😀", "\u200b", "\u00ad", "1e3", "0x1F", ".inf",
     "y", "a, b", "\\", "key: 'v' # c", "=", "<<", "a:", "\ufeff", "\u2028", "1_000", "12:30", "\u0600", "\x7f"]
)  # fmt: skip
TEXTS = st.one_of(HARD, st.text(max_size=40), st.lists(HARD, max_size=4).map(" ".join))
LINES = TEXTS.map(one_line).filter(bool)
MAYBE = st.none() | LINES
WORDS = st.lists(LINES, max_size=4, unique=True).map(tuple)
# A dateline is a city and perhaps a region: commas part them.
CITIES = LINES.map(lambda text: one_line(text.replace(",", ""))).filter(bool)


@st.composite
def dates(draw: st.DrawFn, low: int = 1900, high: int = 2100) -> PartialDate:
    """A date as precise as somebody knew it."""
    day = draw(st.dates(dt.date(low, 1, 1), dt.date(high, 12, 31)))
    offsets = st.none() | st.integers(-720, 840).map(lambda m: dt.timezone(dt.timedelta(minutes=m)))
    time = draw(st.times(timezones=offsets)).replace(microsecond=0)
    full = PartialDate(day.year, day.month, day.day, time)
    cut = [
        PartialDate(day.year),
        PartialDate(day.year, day.month),
        PartialDate(day.year, day.month, day.day),
        full,
    ]
    return draw(st.sampled_from(cut))


def groups() -> dict[str, st.SearchStrategy[object]]:
    """The fields that hold more than one line."""
    image = st.builds(
        LeadImage, file=st.none() | st.just("images/2014/a/b c.png"), alt=MAYBE, caption=MAYBE, credit=MAYBE,
        rights=st.none() | st.sampled_from(Rights),
    )  # fmt: skip
    source = st.builds(
        Source, outlet=MAYBE, url=st.none() | st.just("https://agency.example/n?id=7&x=%C7"),
        captured=st.none() | dates(2101, 2110), capture=MAYBE, sha256=MAYBE, retrieved_text_sha256=MAYBE,
    )  # fmt: skip
    return {
        "image": st.none() | image.filter(lambda i: i != LeadImage()),
        "source": st.none() | source.filter(lambda s: s != Source()),
        "corrections": st.lists(st.builds(Correction, dates(), LINES), max_size=3).map(tuple),
        "dateline": st.none() | st.builds(Dateline, CITIES, st.none() | LINES),
        "bylines": st.lists(st.builds(Byline, LINES), max_size=3, unique=True).map(tuple),
        "extra": st.dictionaries(st.sampled_from(["x-desk", "x-no", "x-1"]), LINES).map(MappingProxyType),
    }


@st.composite
def dispatches(draw: st.DrawFn) -> Dispatch:
    """Any dispatch that a file can say."""
    status = draw(st.sampled_from(Status))
    gone = st.builds(Withdrawal, dates(), LINES)
    return draw(
        st.builds(
            Dispatch, title=LINES, date=dates(), slug=st.text(max_size=30).map(make_slug),
            lang=st.sampled_from(["en", "az", "ru", "tr", "sr-latn"]),
            body=st.lists(st.one_of(LINES, st.just("---"), st.just("Note: text"), st.just("")), max_size=5).map("\n".join).map(lambda b: b.strip("\n")),
            title_supplied=st.booleans(), updated=st.none() | dates(2101, 2110), about=WORDS, section=MAYBE, tags=WORDS,
            series=MAYBE, translation_of=st.none() | st.just("the-original-0"), standfirst=MAYBE, kicker=MAYBE,
            rights=st.none() | st.sampled_from(Rights), embargo=st.none() | dates(), status=st.just(status),
            withdrawn=gone if status is Status.WITHDRAWN else st.none() | gone, aliases=WORDS, **groups(),
        )
    )  # fmt: skip


@given(dispatches())
@example(Dispatch("no", PartialDate(2014), "no", tags=("yes", "~", "2014", "C#"), standfirst="a: b # c"))
def test_reads_back_what_it_wrote(dispatch: Dispatch) -> None:
    assert parse_dispatch(serialise(dispatch)) == dispatch


@given(dispatches())
def test_writing_again_gives_the_same_bytes(dispatch: Dispatch) -> None:
    text = serialise(dispatch)
    assert serialise(parse_dispatch(text)) == text


def test_an_empty_line_follows_the_header() -> None:
    assert "\n---\n\nText" in serialise(Dispatch("A", PartialDate(2014), "a", body="Text"))


PLAIN = """\
Title: Ferries wait out the wind: a note
Date: 2014-07-27 18:40
Modified: 2014-07-28
Category: Energy
Tags: ports, sea level
Authors: Sample, Leyla; Rauf Muster
Slug: ferries
Lang: en
Summary: The port was shut
    for two days.
Image_file: images/2014/ferries/a.png
Image_alt: A quay

Note: this line is the body, not metadata.
"""


def test_pelicans_own_header_and_names_are_read() -> None:
    d = parse_dispatch(PLAIN)
    assert (d.title, d.section, d.tags) == (
        "Ferries wait out the wind: a note",
        "Energy",
        ("ports", "sea level"),
    )
    assert [b.name for b in d.bylines] == ["Sample, Leyla", "Rauf Muster"]
    assert (str(d.date), str(d.updated)) == ("2014-07-27T18:40", "2014-07-28")
    assert d.standfirst == "The port was shut for two days."
    assert d.image == LeadImage("images/2014/ferries/a.png", "A quay")
    assert d.body == "Note: this line is the body, not metadata."


def test_pelicans_names_are_read_in_yaml_too() -> None:
    d = parse_dispatch("---\ntitle: A\ndate: 2014\nauthor: B\ncategory: C\nsummary: D\nmodified: 2015\n---\n")
    assert (d.bylines, d.section, d.standfirst, d.updated) == ((Byline("B"),), "C", "D", PartialDate(2015))


def test_pelicans_translation_mark_is_kept() -> None:
    d = parse_dispatch("Title: A\nDate: 2014-07-27\nSlug: a\nLang: az\nTranslation: true\n\nText\n")
    assert (d.lang, d.extra) == ("az", {"translation": "true"})


def test_unknown_key_in_pelicans_header_is_a_warning_and_kept() -> None:
    reading = read_dispatch("Title: A\nDate: 2014-07-27\nCover_colour: red\n\nText\n", "a.md")
    assert [(f.code, f.severity) for f in reading.findings] == [("unknown-key", "warning")]
    assert reading.dispatch is not None
    assert reading.dispatch.extra["cover_colour"] == "red"


def test_the_first_of_a_repeated_key_counts_and_the_second_is_an_error() -> None:
    reading = read_dispatch("---\ntitle: A\ndate: 2014\nstatus: draft\nstatus: published\n---\n", "a.md")
    assert reading.dispatch is not None
    assert reading.dispatch.status is Status.DRAFT
    assert [(str(f.where), f.code) for f in reading.errors] == [("a.md:5:1", "repeated-key")]


@pytest.mark.parametrize(
    "title", ["A\nstatus: draft", "A\r\nstatus: draft", "A\x85status: draft", "A\u2028status: draft"]
)
def test_a_newline_in_a_title_cannot_inject_a_key(title: str) -> None:
    read = parse_dispatch(serialise(Dispatch(title, PartialDate(2014), "a")))
    assert read.status is Status.PUBLISHED
    assert read.title == "A status: draft"


def test_values_are_texts_whatever_yaml_would_take_them_for() -> None:
    d = parse_dispatch("---\ntitle: 2014\ndate: 2014-07-27\ntags: [no, 1e3, 12:30]\nsection: ON\n---\n")
    assert (d.title, d.tags, d.section) == ("2014", ("no", "1e3", "12:30"), "ON")


def test_bom_and_windows_line_ends_do_not_count() -> None:
    d = parse_dispatch("\ufeff---\r\ntitle: A\r\ndate: 2014\r\n---\r\n\r\nOne\r\nTwo\r\n")
    assert (d.title, d.body) == ("A", "One\nTwo")


@pytest.mark.parametrize(
    ("header", "place", "words", "fix"),
    [
        ("title: Baku: a note\ndate: 2014", "d.md:2:12", "colon inside a value", 'title: "Baku: a note"'),
        ("title: A\n\tdate: 2014", "d.md:3:1", "not YAML", "blanks, not with a tab"),
        ("title: A\ntags: [a, b\ndate: 2014", "d.md:3:7", "brackets that is not closed", "close it with ]"),
        ("title: A\ntags: [#oil]\ndate: 2014", "d.md:3:7", "brackets that is not closed", '["#oil"'),
        ('title: "A\ndate: 2014\nslug: a', "d.md:2:8", 'this " is not closed', "at the end of the value"),
        ("title: A\n date: 2014", "d.md:3:6", "a blank before a key", "delete the blanks before date"),
        ("title: @home\ndate: 2014", "d.md:2:8", "a sign of YAML's own", 'title: "@home"'),
        ("title: *home*\ndate: 2014", "d.md:2:", "a sign of YAML's own", 'title: "*home*"'),
        ("title:\u00a0A\ndate: 2014", "d.md:2:7", "no plain one", "type a blank"),
        ("title:\u00a0A\ndate:\u00a02014", "d.md:2:7", "no plain one", "type a blank"),
        ("title: A\ndate 2014", "d.md:3:1", "key without a colon", "key: value"),
        ("- title", "d.md:1:1", "not a list of keys", "key: value"),
        ("title: &a [*a]\ndate: 2014", "d.md:2", "", "alias"),
        ("title: A\x01\ndate: 2014", "d.md:2:", "U+0001", "delete it"),
    ],
)  # fmt: skip
def test_bad_yaml_is_a_sentence_with_its_place(header: str, place: str, words: str, fix: str) -> None:
    with pytest.raises(DispatchError) as caught:
        parse_dispatch(f"---\n{header}\n---\n", "d.md")
    text = str(caught.value)
    assert text.startswith(place), text
    assert words in text
    assert fix in text.partition("fix: ")[2] or fix in text


@pytest.mark.parametrize(
    ("line", "place", "fix"),
    [
        ("title: The #1 reason", "d.md:2:11", 'title: "The #1 reason"'),
        ('standfirst: He was no. #1 "of all"', "d.md:2:23", "standfirst: 'He was no. #1 \"of all\"'"),
        ('title: "The #1 reason"', "", ""),
        ("title: A#1", "", ""),
        ("title: A # as wired", "", ""),
        ("section: Sea # of the desk", "", ""),
    ],
)
def test_a_headline_that_a_comment_cuts_is_told_of(line: str, place: str, fix: str) -> None:
    more = "" if line.startswith("title") else "title: A\n"
    reading = read_dispatch(f"---\n{line}\n{more}date: 2014\n---\n", "d.md")
    said = [(str(f.where), f.fix, f.severity) for f in reading.findings]
    assert said == ([(place, f"put it in quotes: {fix}", "warning")] if fix else [])


@pytest.mark.parametrize(
    ("key", "meant"),
    [("subtitle", "standfirst"), ("headline", "title"), ("photo", "image"), ("place", "dateline")],
)
def test_a_key_by_another_name_is_proposed_by_its_own(key: str, meant: str) -> None:
    reading = read_dispatch(f"---\ntitle: A\ndate: 2014\n{key}: x\n---\n", "d.md")
    assert [(str(f.where), f.fix) for f in reading.findings] == [("d.md:4:1", f'write "{meant}"')]


@pytest.mark.parametrize("comment", ["", " # read by the library"])
def test_yamls_words_for_nothing_are_nothing(comment: str) -> None:
    header = (
        f'title: A{comment}\ndate: 2014\nsection: null\nkicker: ~\nembargo: Null\nseries: "null"\nstandfirst:'
    )
    read = parse_dispatch(f"---\n{header}\n---\n", "d.md")
    assert (read.section, read.kicker, read.embargo, read.standfirst) == (None, None, None, None)
    assert read.series == "null"


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "no front matter"), ("Only a body.\n", "no front matter"), ("---\ntitle: A\n", "has no end"), ("---\n---\nText\n", "no title")],
)  # fmt: skip
def test_a_file_without_a_header_says_so(text: str, words: str) -> None:
    with pytest.raises(DispatchError, match=words) as caught:
        parse_dispatch(text, "d.md")
    assert caught.value.fix
    assert caught.value.where is not None


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    reading = read_dispatch(text, "d.md")
    assert reading.dispatch is not None or reading.errors


@given(st.text(alphabet=st.sampled_from("a: -\n\t'\"[]{}#&*!|>%@`,?~0é"), max_size=60))
def test_no_yaml_makes_the_reader_raise(text: str) -> None:
    reading = read_dispatch(f"---\n{text}\n---\nBody\n", "d.md")
    assert reading.dispatch is not None or reading.errors
