"""What a site says of itself: its settings as one hash, and the files that Pelican will copy."""

from __future__ import annotations

import os
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

from incremental_build.canonical import Canon, hashed
from incremental_build.errors import UncertainError

# Settings that hold code. What it does shows in the contents and lists that it orders, reads and filters.
_HOLDING_CODE = frozenset(
    ["JINJA_FILTERS", "JINJA_GLOBALS", "JINJA_TESTS", "JINJA_ENVIRONMENT", "READERS", "PLUGINS", "ARTICLE_ORDER_BY", "PAGE_ORDER_BY",
     "LOG_FILTER", "MARKDOWN"]
)  # fmt: skip


def hash_of_settings(settings: Mapping[str, Any], canon: Canon, pelicans: Container[str]) -> bytes:
    """One hash of every setting; `pelicans` are those that Pelican itself reads. Raises UncertainError where one that Pelican itself reads holds what cannot be hashed."""
    parts = []
    for key in sorted(key for key in settings if key.isupper()):
        try:
            digest = canon.digest(settings[key])
        except UncertainError as doubt:
            if key in pelicans and key not in _HOLDING_CODE:
                raise UncertainError(f"the setting {key} holds {doubt}") from None
            digest = canon.digest(_outside(settings[key]))
        parts.append(hashed(key.encode(), digest))
    return hashed(*parts)


def _outside(value: Any) -> Any:
    """A value with names in the place of code."""
    if isinstance(value, Mapping):
        return [(str(key), _outside(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [_outside(item) for item in value]
    if isinstance(value, str | int | float | bool | None):
        return value
    return (
        f"{type(value).__qualname__} {getattr(value, '__module__', '')}.{getattr(value, '__qualname__', '')}"
    )


def copied_names(context: Mapping[str, Any], settings: Mapping[str, Any]) -> Iterator[str]:
    """The names of the files that Pelican copies: static ones, the theme's, and sources."""
    for static in context.get("staticfiles", []):
        yield os.path.normpath(static.save_as).replace(os.sep, "/")
    for path in settings["THEME_STATIC_PATHS"]:
        source = Path(os.path.expanduser(os.path.join(settings["THEME"], path)))
        below = (
            [source]
            if source.is_file()
            else [
                Path(folder) / file
                for folder, _, files in os.walk(source, followlinks=True)
                for file in files
            ]
        )
        for file in below:
            relative = file.name if source.is_file() else file.relative_to(source).as_posix()
            yield os.path.normpath(f"{settings['THEME_STATIC_DIR']}/{relative}").replace(os.sep, "/")
    if settings["OUTPUT_SOURCES"]:
        for content in [*context.get("articles", []), *context.get("pages", [])]:
            for one in (content, *content.translations):
                yield os.path.normpath(
                    os.path.splitext(one.save_as)[0] + settings["OUTPUT_SOURCES_EXTENSION"]
                ).replace(os.sep, "/")


def foreign_members(kind: type) -> Iterator[str]:
    """The methods and properties of one of Pelican's classes that were put there by somebody else."""
    home = kind.__module__.partition(".")[0]
    for base in kind.__mro__:
        if not base.__module__.startswith(f"{home}."):
            continue
        for name, member in vars(base).items():
            code = getattr(member, "fget", None) or getattr(member, "func", None) or member
            where = getattr(getattr(code, "func", code), "__module__", None)
            if (
                callable(code)
                and isinstance(where, str)
                and where.partition(".")[0] not in {home, "builtins", "functools", "datetime"}
            ):
                yield name
