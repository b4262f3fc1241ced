"""The folder in which a build finds what the last one counted: which it is, and whether it can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lunr_search.errors import SearchError

SETTING = "LUNR_SEARCH_CACHE"
# What a build keeps there, each in one file.
SHARDS, STATE, STOCK = "shards", "state", "stock"
EXAMPLE = 'write a folder, for example ".cache/search"'


def read_cache(value: Any, output: Any) -> Path | None:
    """The cache folder. Raises SearchError if it is none that a build can use, or lies where the site is written."""
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value):
        raise SearchError(f"{SETTING} is {value!r}", fix=EXAMPLE)
    folder = Path(value).absolute()
    if output and folder.is_relative_to(Path(output).absolute()):
        raise SearchError(f"{SETTING} lies in the output", fix="choose a folder outside of it")
    check_cache(folder)
    return folder


def check_cache(folder: Path) -> None:
    """Look whether a build can keep something in a folder, before it writes anything. Raises SearchError if it cannot."""
    if not folder.name:
        raise SearchError(f"the cache of the search is {str(folder)!r}, not a folder of its own", fix=EXAMPLE)
    try:
        nearest = standing(folder)
        wrong = [folder / name for name in (SHARDS, STATE, STOCK) if (folder / name).is_dir()]
    except (OSError, ValueError) as error:
        raise SearchError(f"{str(folder)!r} can be no cache of the search: {error}", fix=EXAMPLE) from error
    if not nearest.is_dir():
        raise SearchError(
            f"{nearest} is a file, where the search needs a folder for its cache", fix="choose another folder"
        )
    if wrong:
        raise SearchError(
            f"{wrong[0]} is a folder, where the search keeps a file",
            fix="remove it, or choose another folder for the cache",
        )


def standing(folder: Path) -> Path:
    """A folder, or the nearest around it that is there. Raises OSError or ValueError if it cannot have such a name."""
    for place in (folder, *folder.parents):
        try:
            place.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        return place
    return folder
