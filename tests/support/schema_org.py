"""The part of schema.org's vocabulary that this project uses: property → what it may hold.

Written from the vocabulary's own pages; a type has what it inherits too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

_THING = {"name": "Text", "url": "URL", "description": "Text", "mainEntityOfPage": "URL|CreativeWork"}
_WORK = _THING | {
    "headline": "Text", "inLanguage": "Text|Language", "datePublished": "Date|DateTime", "dateModified": "Date|DateTime",
    "author": "Person|Organization", "publisher": "Person|Organization", "keywords": "Text|URL|DefinedTerm", "text": "Text",
    "locationCreated": "Place", "contentLocation": "Place", "image": "URL|ImageObject", "isBasedOn": "URL|CreativeWork|Product",
    "correction": "Text|URL|CorrectionComment", "isPartOf": "URL|CreativeWork", "translationOfWork": "CreativeWork",
    "workTranslation": "CreativeWork", "isAccessibleForFree": "Boolean", "archivedAt": "URL|WebPage", "creditText": "Text",
}  # fmt: skip
TYPES: dict[str, dict[str, str]] = {
    "NewsArticle": _WORK | {"articleSection": "Text", "dateline": "Text", "wordCount": "Integer"},
    "CorrectionComment": _WORK,
    "Collection": _WORK,
    "CreativeWorkSeries": _WORK,
    "ImageObject": _WORK | {"width": "Distance|QuantitativeValue", "height": "Distance|QuantitativeValue", "caption": "Text|MediaObject"},
    "Person": _THING,
    "Organization": _THING,
    "Place": _THING | {"address": "Text|PostalAddress", "geo": "GeoCoordinates|GeoShape"},
    "QuantitativeValue": _THING | {"value": "Boolean|Number|Text|StructuredValue", "unitText": "Text", "unitCode": "Text|URL"},
    "PostalAddress": _THING | {"addressCountry": "Text|Country"},
    "GeoCoordinates": _THING | {"latitude": "Number|Text", "longitude": "Number|Text"},
}  # fmt: skip
PARENTS = {"NewsArticle": "CreativeWork", "Collection": "CreativeWork", "CreativeWorkSeries": "CreativeWork"}
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d|Z)?)?)?)?")


def faults(data: Any, path: str = "$") -> Iterator[str]:
    """What schema.org does not know, or not like this."""
    kind = data.get("@type")
    if kind not in TYPES:
        yield f"{path}: no type {kind!r}"
        return
    for name, value in data.items():
        if name.startswith("@"):
            continue
        expected = TYPES[kind].get(name)
        if expected is None:
            yield f"{path}: {kind} has no property {name}"
            continue
        for n, one in enumerate(value if isinstance(value, list) else [value]):
            here = f"{path}.{name}[{n}]"
            if isinstance(one, dict) and one.keys() == {"@id"}:
                continue  # a reference to what is described elsewhere
            if not any(_is(one, wanted) for wanted in expected.split("|")):
                yield f"{here}: {one!r} is no {expected}"
            if isinstance(one, dict):
                yield from faults(one, here)


def _is(value: Any, wanted: str) -> bool:
    if isinstance(value, dict):
        kind = value.get("@type", "")
        return wanted in {kind, PARENTS.get(kind)}
    if isinstance(value, bool):
        return wanted == "Boolean"
    if isinstance(value, int | float):
        return wanted == "Number" or (wanted == "Integer" and isinstance(value, int))
    if wanted == "URL":
        return re.match(r"https?://[^\s/]+/", value) is not None
    if wanted in {"Date", "DateTime"}:
        return _DATE.fullmatch(value) is not None
    return wanted == "Text" and bool(value.strip())
