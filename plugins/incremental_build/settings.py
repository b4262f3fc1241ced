"""The few settings of the quick build, read once and checked."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from incremental_build.errors import BuildError

PREFIX = "INCREMENTAL_BUILD_"
FILE = "incremental_build.sqlite"
# Each setting with what it means and its default as README.md prints them.
MEANINGS = {
    "ENABLED": ("whether anything is kept from build to build", "`True`"),
    "CACHE": ("the folder in which it is kept, outside of the output", "Pelican's `CACHE_PATH`"),
    "TRUSTED_EXTENSIONS": (
        "Markdown extensions of others that make their HTML from the text alone, by the name written in `MARKDOWN`",
        "`[]`",
    ),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What a site may decide."""

    enabled: bool
    file: Path
    trusted_extensions: frozenset[str]


def read_settings(pelican: Mapping[str, Any]) -> Settings:
    """The settings in Pelican's. Raises BuildError for an unknown or wrong one."""
    known = [PREFIX + name for name in MEANINGS]
    for key in pelican:
        if key.startswith(PREFIX) and key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.0)[0]
            raise BuildError(f"there is no setting {key}", fix=f"did you mean {near}?")
    enabled = pelican.get(f"{PREFIX}ENABLED", True)
    if not isinstance(enabled, bool):
        raise BuildError(f"{PREFIX}ENABLED is {enabled!r}", fix="write True or False")
    trusted = pelican.get(f"{PREFIX}TRUSTED_EXTENSIONS", [])
    if not isinstance(trusted, list | tuple | set | frozenset) or not all(
        isinstance(n, str) for n in trusted
    ):
        raise BuildError(
            f"{PREFIX}TRUSTED_EXTENSIONS is {trusted!r}",
            fix='write a list of names, for example ["pymdownx.tilde"]',
        )
    return Settings(enabled, read_file(pelican), frozenset(trusted))


def read_file(pelican: Mapping[str, Any]) -> Path:
    """The file of the cache. Raises BuildError if its folder is no path, or lies where the site is written."""
    value = pelican.get(f"{PREFIX}CACHE") or pelican.get("CACHE_PATH") or "cache"
    if not isinstance(value, str | Path):
        raise BuildError(f"{PREFIX}CACHE is {value!r}", fix='write a folder, for example ".cache"')
    folder = Path(value).absolute()
    output = pelican.get("OUTPUT_PATH")
    if output and folder.is_relative_to(Path(output).absolute()):
        raise BuildError(f"{PREFIX}CACHE lies in the output", fix="choose a folder outside of it")
    return folder / FILE
