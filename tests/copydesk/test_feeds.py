"""Feeds are well-formed whatever the text, and say the same in all three formats."""

from __future__ import annotations

import datetime as dt
import json
from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from copydesk.feeds import Entry, Feed, atom, json_feed, rss
from copydesk.robots import TRAINING_CRAWLERS, robots_txt
from copydesk.settings import Settings
from dispatch.text import clean

DAY = dt.datetime(2014, 7, 27, 18, 40, tzinfo=dt.timezone(dt.timedelta(hours=4)))
LATER = DAY + dt.timedelta(days=3)
ATOM = {"a": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}
ANY = st.text(st.characters())


def feed(*entries: Entry, title: str = "The Archive") -> Feed:
    return Feed(
        title, "feeds/places/baku", "places/baku/", "https://a.example/x", "en", "The Archive", entries
    )


def entry(title: str = "Ferries wait", **values: object) -> Entry:
    return Entry("https://a.example/x/1/", title, "az", DAY, LATER, **values)  # type: ignore[arg-type]


@given(title=ANY, summary=ANY, html=ANY, name=ANY, address=ANY)
def test_every_text_makes_a_feed_that_can_be_read(
    title: str, summary: str, html: str, name: str, address: str
) -> None:
    made = feed(
        entry(title, summary=summary, html=html, authors=(name,), topics=(name,), original=address),
        title=title,
    )
    one = etree.fromstring(atom(made).encode()).find("a:entry", ATOM)
    item = etree.fromstring(rss(made).encode()).find("channel/item")
    assert one is not None
    assert item is not None
    assert one.findtext("a:title", "", ATOM) == clean(title)
    assert one.findtext("a:content", "", ATOM) == clean(html)
    assert one.findtext("a:author/a:name", "", ATOM) == clean(name)
    assert item.findtext("title", "") == clean(title)
    json.loads(json_feed(made))


def test_atom_names_the_language_and_both_moments() -> None:
    made = etree.fromstring(atom(feed(entry(original="https://old.example/?a=1&b=2"))).encode())
    one = made.find("a:entry", ATOM)
    assert one is not None
    assert one.get("{http://www.w3.org/XML/1998/namespace}lang") == "az"
    assert one.findtext("a:published", "", ATOM) == "2014-07-27T18:40:00+04:00"
    assert made.findtext("a:updated", "", ATOM) == "2014-07-30T18:40:00+04:00"
    assert one.xpath("a:link[@rel='via']/@href", namespaces=ATOM) == ["https://old.example/?a=1&b=2"]
    assert made.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == ["https://a.example/x/feeds/places/baku.atom.xml"]  # fmt: skip


def test_rss_dates_are_those_of_mail() -> None:
    channel = etree.fromstring(rss(feed(entry(authors=("Cher",)))).encode()).find("channel")
    assert channel is not None
    assert parsedate_to_datetime(channel.findtext("item/pubDate", "")) == DAY
    assert channel.findtext("item/dc:creator", "", ATOM) == "Cher"
    assert channel.findtext("description")


def test_json_feed_has_a_text_even_where_there_is_none() -> None:
    made = json.loads(json_feed(feed(entry())))
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["items"][0]["content_text"] == ""
    assert made["items"][0]["date_modified"] == LATER.isoformat()


def test_a_feed_of_nothing_is_one_all_the_same() -> None:
    assert etree.fromstring(atom(feed()).encode()).findtext("a:updated", "", ATOM).startswith("1970")
    assert json.loads(json_feed(feed()))["items"] == []


def blocked(text: str, agent: str) -> bool:
    from protego import Protego

    return not Protego.parse(text).can_fetch("https://a.example/2014/", agent)


@pytest.mark.parametrize(("preset", "search", "training"), [("open", False, False), ("no-ai-training", False, True), ("closed", True, True)])  # fmt: skip
def test_robots_presets(preset: str, search: bool, training: bool) -> None:
    text = robots_txt(Settings(address="https://a.example", robots=preset))
    assert blocked(text, "Googlebot") is search
    assert {blocked(text, agent) for agent in TRAINING_CRAWLERS} == {training}
    assert ("Sitemap: https://a.example/sitemap.xml" in text) is not search
