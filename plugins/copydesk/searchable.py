"""A dispatch as the search plugin wants an article to be, without Pelican's own object."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from copydesk.views import View
from dispatch.record import Status


@dataclass(frozen=True, slots=True)
class Searchable:
    """The attributes that are indexed and shown of an article; `search_hash` is one of all the others."""

    url: str
    lang: str
    date: dt.datetime
    search_date: str
    title: Markup
    content: str
    bylines: tuple[str, ...]
    place: str
    section: str
    standfirst: str
    tags: tuple[str, ...]
    search_excluded_body: bool
    metadata: dict[str, Any]
    search_hash: str


def searchable(view: View, html: str, known_as: str) -> Searchable:
    """What `CopyReader` and the copy desk's plugin tell the search of an article; `html` is its body, `known_as` a hash."""
    d = view.dispatch
    return Searchable(
        view.url, d.lang, d.date.start(view.edition.settings.zone), str(d.date)[:10], escape(d.headline), html,
        tuple(link.text for link in view.bylines), view.place_link.text if view.place_link else "",
        d.section or "", d.standfirst or "", d.tags, view.is_card or d.status is Status.WITHDRAWN, {}, known_as,
    )  # fmt: skip
