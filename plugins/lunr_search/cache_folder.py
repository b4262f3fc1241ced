"""The folder in which a build finds what the last one counted: which it is, and whether it can be used."""

from __future__ import annotations

import sys
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
    try:
        folder = (folder_of_settings(value) / Path(value).expanduser()).resolve()
        is_inside = bool(output) and folder.is_relative_to(Path(output).resolve())
    except (OSError, ValueError, RuntimeError) as error:
        # RuntimeError: nobody has the home that a ~ means, or links lead round in a circle.
        raise SearchError(f"{SETTING} is {str(value)!r}: {error}", fix=EXAMPLE) from error
    if is_inside:
        raise SearchError(f"{SETTING} lies in the output", fix="choose a folder outside of it")
    check_cache(folder)
    return folder


def folder_of_settings(value: Any) -> Path:
    """The folder of the settings file that names this cache, as Pelican takes PATH from there; the working folder if there is none.

    Pelican tells a plugin only what the settings are, but leaves their file among Python's modules. Where two files name
    the cache, one that imports the other, from another folder, it is the working folder as well.
    """
    modules = [getattr(module, "__dict__", {}) for module in list(sys.modules.values())]
    files = [
        Path(str(found["__file__"]))
        for found in modules
        if found.get("__file__") and SETTING in found and found[SETTING] == value
    ]
    folders = {file.parent for file in files}
    return folders.pop() if len(folders) == 1 else Path()


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
