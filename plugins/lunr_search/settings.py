"""The few settings of search, read once and checked."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lunr_search.cache_folder import read_cache
from lunr_search.errors import SearchError

PREFIX = "LUNR_SEARCH_"
# How much a match counts by where it stands. A short field weighs more by itself: boosting titles ranked worse (`bench relevance`).
FIELDS = {
    "title": 1.0,
    "standfirst": 1.0,
    "body": 1.0,
    "byline": 3.0,
    "place": 3.0,
    "section": 1.0,
    "tags": 2.0,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site may decide: LUNR_SEARCH_ENABLED, LUNR_SEARCH_FIELDS (field → boost), LUNR_SEARCH_CACHE, LUNR_SEARCH_EXPORT and LUNR_SEARCH_TOGETHER.

    The cache is a folder outside the output, in which a build finds what the last one counted; None: it counts anew.
    With `export` the standard Lunr index is written as well, in one file. With `together` a document's fields are scored
    together, which ranks better, and not as Lunr does it.
    """

    enabled: bool = True
    fields: Mapping[str, float] = field(default_factory=lambda: dict(FIELDS))
    cache: Path | None = None
    export: bool = False
    together: bool = False


def read_settings(pelican: Mapping[str, Any]) -> Settings:
    """The settings in Pelican's. Raises SearchError for an unknown or wrong one."""
    known = {f"{PREFIX}ENABLED", f"{PREFIX}FIELDS", f"{PREFIX}CACHE", f"{PREFIX}EXPORT", f"{PREFIX}TOGETHER"}
    for key in pelican:
        if key.startswith(PREFIX) and key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.0)[0]
            raise SearchError(f"there is no setting {key}", fix=f"did you mean {near}?")
    enabled, export = (
        read_truth(pelican, "ENABLED", default=True),
        read_truth(pelican, "EXPORT", default=False),
    )
    together = read_truth(pelican, "TOGETHER", default=False)
    cache = read_cache(pelican.get(f"{PREFIX}CACHE"), pelican.get("OUTPUT_PATH"))
    return Settings(enabled, read_fields(pelican.get(f"{PREFIX}FIELDS", FIELDS)), cache, export, together)


def read_truth(pelican: Mapping[str, Any], name: str, *, default: bool) -> bool:
    """A setting that is True or False. Raises SearchError if it is neither."""
    value = pelican.get(PREFIX + name, default)
    if not isinstance(value, bool):
        raise SearchError(f"{PREFIX}{name} is {value!r}", fix="write True or False")
    return value


def read_fields(value: Any) -> dict[str, float]:
    """Field names and boosts. Raises SearchError for an unknown field or a boost that is no positive number."""
    if not isinstance(value, Mapping) or not value:
        raise SearchError(
            f"{PREFIX}FIELDS is {value!r}", fix='write a table, for example {"title": 4, "body": 1}'
        )
    for name in value:
        if name not in FIELDS:
            near = difflib.get_close_matches(str(name), FIELDS, 1, 0.0)[0]
            raise SearchError(
                f"{PREFIX}FIELDS names {name!r}, which no article has", fix=f"did you mean {near!r}?"
            )
    return {name: read_boost(name, boost) for name, boost in value.items()}


def read_boost(name: str, boost: Any) -> float:
    """How much a field counts. Raises SearchError if that is no positive number."""
    fix = "write a number above 0"
    try:
        number = float(boost) if isinstance(boost, int | float) and not isinstance(boost, bool) else 0
    except OverflowError:
        # Python may refuse to print it.
        raise SearchError(f"{PREFIX}FIELDS gives {name!r} a boost without bounds", fix=fix) from None
    if not 0 < number < math.inf:
        raise SearchError(f"{PREFIX}FIELDS gives {name!r} the boost {boost!r}", fix=fix)
    return number
