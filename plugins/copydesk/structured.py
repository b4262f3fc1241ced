"""A dispatch described to machines: schema.org's NewsArticle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from copydesk.citations import outlet_of
from copydesk.jsontext import SPACED
from dispatch.places import Place

if TYPE_CHECKING:
    from copydesk.views import View


def news_article(view: View) -> str:
    """JSON-LD of one dispatch (schema.org/NewsArticle), safe inside a script element.

    Without an address of the site, addresses are left out: a wrong one is worse than none.
    """
    data = {**_said(view), **_placed(view), **_joined(view)}
    text = SPACED.encode({k: v for k, v in data.items() if v not in (None, [])})
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _said(view: View) -> dict[str, Any]:
    """What it is, who wrote it and when; a card says nothing of its text."""
    d = view.dispatch
    corrections = [
        {"@type": "CorrectionComment", "text": c.text, "datePublished": str(c.date)} for c in view.corrections
    ]
    return {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": view.absolute_url,
        "headline": d.title,
        "inLanguage": d.lang,
        "datePublished": view.iso_date,
        "dateModified": str(d.updated) if d.updated else None,
        "author": [_person(view, link) for link in view.bylines],
        "description": view.standfirst,
        "wordCount": view.word_count or None,
        "image": _image(view),
        "correction": None if view.is_card else corrections,
        "isAccessibleForFree": None if view.is_card else True,
    }


def _placed(view: View) -> dict[str, Any]:
    """Where it was filed, what it is about, where it stands."""
    d = view.dispatch
    return {
        "articleSection": view.section.text if view.section else None,
        "keywords": [link.text for link in view.topics],
        "dateline": view.dateline_text,
        "locationCreated": _place(view.place) if view.place else None,
        "contentLocation": [_place(place) for place in view.about_places],
        "url": view.absolute_url,
        "mainEntityOfPage": view.absolute_url,
        "isBasedOn": d.source.url if d.source else None,
        "archivedAt": view.archived_at,
        "publisher": _publisher(view),
    }


def _joined(view: View) -> dict[str, Any]:
    """The archive and the series it is part of, its original and its translations."""
    settings = view.edition.settings
    wholes: list[dict[str, Any]] = [{"@type": "Collection", "name": settings.name}]
    if settings.address:
        wholes[0]["url"] = f"{settings.address}/"
    if view.series:
        series = {"@type": "CreativeWorkSeries", "name": view.series.text}
        wholes.append(series | ({"url": f"{settings.address}/{view.series.url}"} if settings.address else {}))
    original = view.original_absolute
    others = [f"{settings.address}/{link.url}" for link in view.translations] if settings.address else []
    return {
        "isPartOf": wholes,
        "translationOfWork": {"@id": original} if original else None,
        "workTranslation": [{"@id": url} for url in others] if not view.dispatch.translation_of else None,
    }


def _image(view: View) -> dict[str, Any] | None:
    picture, told = view.image, view.dispatch.image
    if picture is None or told is None or view.image_absolute is None:
        return None
    data = {
        "@type": "ImageObject",
        "url": view.image_absolute,
        "width": _pixels(picture.width),
        "height": _pixels(picture.height),
        "caption": told.caption,
        "creditText": told.credit,
        "description": told.alt,
    }
    return {key: value for key, value in data.items() if value}


def _pixels(size: int | None) -> dict[str, Any] | None:
    return {"@type": "QuantitativeValue", "value": size, "unitText": "px"} if size else None


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
