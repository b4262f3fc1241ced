"""The archive as open data: JSON Lines, CSV, and what every field means.

Only what the site itself shows: a card has its headline, byline, dateline, date, outlet and link.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from copydesk.jsontext import COMPACT
from copydesk.views import View

Value = str | float | bool | list[str] | list[dict[str, str]] | None
_FOLDER = "data"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its type as Frictionless' Table Schema names it, and its meaning in English.

    `in_csv` False: only JSON Lines has it.
    """

    name: str
    type: str
    meaning: str
    value: Callable[[View], Value]
    in_csv: bool = True


def _original(view: View) -> str | None:
    """The original's slug, if the site shows the original."""
    slug = view.dispatch.translation_of
    return slug if any(d.slug == slug for d in view.edition.translations(view.dispatch)) else None


FIELDS = (
    Field("slug", "string", "Short name, the last part of the address; with lang it is the key.", lambda v: v.dispatch.slug),
    Field("lang", "string", "Language of the text (BCP 47).", lambda v: v.lang),
    Field("url", "string", "Address in this archive.", lambda v: v.absolute_url or f"/{v.url}"),
    Field("title", "string", "Headline as it was printed, or as this archive supplied it.", lambda v: v.dispatch.title),
    Field("title_supplied", "boolean", "True where the original had no headline and this archive wrote one.", lambda v: v.dispatch.title_supplied),
    Field("date", "string", "When it was filed, ISO 8601, as precisely as is known: a year, a month, a day or an instant.", lambda v: v.iso_date),
    Field("updated", "string", "Last substantive change, ISO 8601.", lambda v: v.updated.iso if v.updated else None),
    Field("bylines", "array", "Who wrote it, in order, each by the one name this archive prints.", lambda v: [link.text for link in v.bylines]),
    Field("dateline", "string", "Where it was filed, as printed.", lambda v: str(v.dispatch.dateline) if v.dispatch.dateline else None),
    Field("place", "string", "Short name of the place it was filed from: /places/NAME/.", lambda v: v.place.slug if v.place else None),
    Field("latitude", "number", "Of that place, in degrees north.", lambda v: v.place.lat if v.place else None),
    Field("longitude", "number", "Of that place, in degrees east.", lambda v: v.place.lon if v.place else None),
    Field("about", "array", "Short names of the places it is about.", lambda v: [place.slug for place in v.about_places]),
    Field("section", "string", "The desk it was filed for.", lambda v: v.section.text if v.section else None),
    Field("tags", "array", "What it is about.", lambda v: [link.text for link in v.topics]),
    Field("series", "string", "The series it is part of.", lambda v: v.series.text if v.series else None),
    Field("kicker", "string", "Words above the headline.", lambda v: v.dispatch.kicker),
    Field("standfirst", "string", "Summary below the headline.", lambda v: v.standfirst),
    Field("translation_of", "string", "Slug of the dispatch it was translated from.", _original),
    Field("outlet", "string", "Who published it first, where that was not this archive.", lambda v: v.dispatch.source.outlet if v.dispatch.source else None),
    Field("original_url", "string", "Where it stood first.", lambda v: v.dispatch.source.url if v.dispatch.source else None),
    Field("sha256", "string", "SHA-256 of the captured page's bytes.", lambda v: v.dispatch.source.sha256 if v.dispatch.source else None),
    Field("saved_copy", "string", "Address of the saved copy of that page, where this archive shows one.", lambda v: v.archived_at or (f"/{v.saved_url}" if v.saved_url else None)),
    Field("rights", "string", "own, permitted or unknown; of an unknown piece only the catalogue entry is here.", lambda v: v.dispatch.effective_rights.value),
    Field("image", "string", "Address of the lead picture.", lambda v: (v.image_absolute or f"/{v.image.url}") if v.image else None),
    Field("image_alt", "string", "What the picture shows.", lambda v: v.dispatch.image.alt if v.image and v.dispatch.image else None),
    Field("image_credit", "string", "Who made the picture.", lambda v: v.dispatch.image.credit if v.image and v.dispatch.image else None),
    Field("corrections", "array", "Dated corrections, newest first.", lambda v: [{"date": str(c.date), "text": c.text} for c in v.corrections], in_csv=False),
)  # fmt: skip


BODY = Field("body_html", "string", "The text as HTML, with whole addresses.", lambda _: None, in_csv=False)


LINES, TABLE, PACKAGE = (
    f"{_FOLDER}/{name}" for name in ("dispatches.jsonl", "dispatches.csv", "datapackage.json")
)


def data_files(views: Sequence[View], name: str, body_of: Callable[[View], str]) -> Iterator[tuple[str, str]]:
    """Path and text of each file below /data/: the archive twice, and the description of both.

    `body_of` gives a body's HTML as the site shows it: a picture without rights is not in it.
    """
    yield LINES, "".join(line(view, body_of(view)) for view in views)
    yield TABLE, TABLE_HEAD + "".join(row(view) for view in views)
    yield PACKAGE, package(name)


def line(view: View, body: str) -> str:
    """A dispatch in JSON Lines."""
    values = {field.name: field.value(view) for field in FIELDS} | {"body_html": body or None}
    return COMPACT.encode(values) + "\n"


def row(view: View) -> str:
    """A dispatch in the table: CSV as RFC 4180 has it; a list's entries are parted by `; `."""
    return _comma_separated([_cell(field.value(view)) for field in _COLUMNS])


def _comma_separated(values: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(values)
    return out.getvalue()


_COLUMNS = tuple(field for field in FIELDS if field.in_csv)
TABLE_HEAD = _comma_separated([field.name for field in _COLUMNS])


def _cell(value: Value) -> str:
    if isinstance(value, list):
        return "; ".join(str(entry) for entry in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def package(name: str) -> str:
    """The data dictionary, as a Frictionless Data Package."""
    resources = [
        {
            "name": f"dispatches-{kind}",
            "path": f"dispatches.{kind}",
            "format": kind,
            "encoding": "utf-8",
            "profile": "tabular-data-resource" if kind == "csv" else "data-resource",
            "schema": {
                "fields": [
                    {
                        "name": field.name,
                        "type": "string" if kind == "csv" and field.type == "array" else field.type,
                        "description": field.meaning,
                    }
                    for field in (*FIELDS, BODY)
                    if field.in_csv or kind != "csv"
                ],
                "primaryKey": ["slug", "lang"],
            },
        }
        for kind in ("csv", "jsonl")
    ]
    package = {"profile": "data-package", "name": "dispatches", "title": name, "resources": resources}
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"
