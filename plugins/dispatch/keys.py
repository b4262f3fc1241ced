"""The keys of front matter: DESIGN's own, and the names plain Pelican uses for the same things."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

KEYS: Final = (
    "title", "title_supplied", "date", "updated", "bylines", "dateline", "about", "section", "tags",
    "series", "lang", "translation_of", "standfirst", "kicker", "image", "source", "rights",
    "corrections", "embargo", "status", "withdrawn", "slug", "aliases",
)  # fmt: skip

IMAGE_KEYS: Final = ("file", "alt", "caption", "credit", "rights")
SOURCE_KEYS: Final = (
    "outlet", "url", "captured", "capture", "sha256", "retrieved_text_sha256",
)  # fmt: skip
CORRECTION_KEYS: Final = ("date", "text")
WITHDRAWN_KEYS: Final = ("date", "reason")

# Pelican's documented metadata (docs, "File metadata") → ours. `translation` and `template`
# have no counterpart: they stay Pelican's own.
PELICAN_NAMES: Final = {
    "modified": "updated",
    "category": "section",
    "author": "bylines",
    "authors": "bylines",
    "summary": "standfirst",
}
# What people call a thing before they have read how it is called here; only ever proposed.
SAID_FOR: Final = {
    "blurb": "standfirst", "dek": "standfirst", "description": "standfirst", "excerpt": "standfirst", "lead": "standfirst",
    "lede": "standfirst", "subhead": "standfirst", "subtitle": "standfirst", "teaser": "standfirst", "abstract": "standfirst",
    "head": "title", "heading": "title", "headline": "title", "titel": "title", "name": "title",
    "city": "dateline", "location": "dateline", "place": "dateline", "where": "dateline",
    "photo": "image", "picture": "image", "illustration": "image", "cover": "image", "thumbnail": "image",
    "by": "bylines", "byline": "bylines", "reporter": "bylines", "writer": "bylines", "journalist": "bylines",
    "language": "lang", "locale": "lang", "topics": "tags", "subjects": "tags", "labels": "tags",
    "categories": "section", "rubric": "section", "desk": "section", "published": "date", "filed": "date", "created": "date",
    "draft": "status", "permalink": "slug", "overline": "kicker", "correction": "corrections", "licence": "rights",
    "license": "rights", "copyright": "rights",
}  # fmt: skip
PELICAN_OWN: Final = ("translation", "template", "save_as", "url", "keywords")
KNOWN: Final = frozenset((*KEYS, *PELICAN_OWN))

GROUPS: Final = {
    "image": IMAGE_KEYS,
    "source": SOURCE_KEYS,
    "withdrawn": WITHDRAWN_KEYS,
    "corrections": CORRECTION_KEYS,
}
OWN_PREFIX: Final = "x-"


@lru_cache
def canonical(key: str) -> str:
    """Our name for a key: case, blanks and Pelican's names aside."""
    key = key.strip().lower().replace(" ", "_")
    if not key.startswith(OWN_PREFIX):
        key = key.replace("-", "_")
    return PELICAN_NAMES.get(key, key)
