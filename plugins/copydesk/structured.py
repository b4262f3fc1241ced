"""A dispatch described to machines: schema.org's NewsArticle."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from copydesk.citations import outlet_of
from dispatch.places import Place

if TYPE_CHECKING:
    from copydesk.views import View


def news_article(view: View) -> str:
    """JSON-LD of one dispatch (schema.org/NewsArticle), safe inside a script element.

    Without an address of the site, addresses are left out: a wrong one is worse than none.
    """
    d = view.dispatch
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": d.title,
        "inLanguage": d.lang,
        "datePublished": view.iso_date,
        "dateModified": str(d.updated) if d.updated else None,
        "author": [_person(view, link) for link in view.bylines],
        "description": view.standfirst,
        "articleSection": view.section.text if view.section else None,
        "keywords": [link.text for link in view.topics] or None,
        "dateline": view.dateline_text,
        "locationCreated": _place(view.place) if view.place else None,
        "contentLocation": [_place(place) for place in view.about_places] or None,
        "url": view.absolute_url,
        "mainEntityOfPage": view.absolute_url,
        "image": view.image_absolute,
        "isBasedOn": d.source.url if d.source else None,
        "publisher": _publisher(view),
        "correction": [
            {"@type": "CorrectionComment", "text": c.text, "datePublished": str(c.date)}
            for c in view.corrections
        ]
        or None,
        "translationOfWork": view.original_absolute and {"@id": view.original_absolute},
        "isAccessibleForFree": True,
    }
    if view.is_card:
        data["isAccessibleForFree"] = data["correction"] = None
    text = json.dumps({k: v for k, v in data.items() if v not in (None, [])}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _person(view: View, link: Any) -> dict[str, Any]:
    person: dict[str, Any] = {"@type": "Person", "name": link.text}
    if view.edition.settings.address:
        person["url"] = f"{view.edition.settings.address}/{link.url}"
    return person


def _place(place: Place) -> dict[str, Any]:
    data: dict[str, Any] = {"@type": "Place", "name": place.name}
    if place.country:
        data["address"] = {"@type": "PostalAddress", "addressCountry": place.country}
    if place.lat is not None and place.lon is not None:
        data["geo"] = {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon}
    return data


def _publisher(view: View) -> dict[str, Any]:
    return {"@type": "Organization", "name": outlet_of(view)}
