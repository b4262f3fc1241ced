"""The few settings of search, read once and checked."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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


def read_cache(value: Any, output: Any) -> Path | None:
    """The cache folder. Raises SearchError if it is no path, or lies where the site is written."""
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value):
        raise SearchError(f"{PREFIX}CACHE is {value!r}", fix='write a folder, for example ".cache/search"')
    folder = Path(value).absolute()
    if output and folder.is_relative_to(Path(output).absolute()):
        raise SearchError(f"{PREFIX}CACHE lies in the output", fix="choose a folder outside of it")
    return folder


def read_fields(value: Any) -> dict[str, float]:
    """Field names and boosts. Raises SearchError for an unknown field or a boost that is no positive number."""
    if not isinstance(value, Mapping) or not value:
        raise SearchError(
            f"{PREFIX}FIELDS is {value!r}", fix='write a table, for example {"title": 4, "body": 1}'
        )
    for name, boost in value.items():
        if name not in FIELDS:
            near = difflib.get_close_matches(str(name), FIELDS, 1, 0.0)[0]
            raise SearchError(
                f"{PREFIX}FIELDS names {name!r}, which no article has", fix=f"did you mean {near!r}?"
            )
        is_number = isinstance(boost, int | float) and not isinstance(boost, bool)
        if not is_number or not 0 < boost < math.inf:
            raise SearchError(
                f"{PREFIX}FIELDS gives {name!r} the boost {boost!r}", fix="write a number above 0"
            )
    return {name: float(boost) for name, boost in value.items()}
