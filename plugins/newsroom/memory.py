"""What one quick build tells: to the person who asked for it, and to the next build."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from copydesk.essence import Key
from newsroom.report import Census
from newsroom.theme import Asked


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: what it read, how many files the site has, how many were written and deleted.

    `names`: the files that were written; `unread`: what lies among the dispatches and was not read.
    """

    census: Census
    files: int
    changed: int
    deleted: int
    complaints: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the last build found, as far as the next one asks."""

    asked: Asked
    house: bytes
    code: bytes
    captures: bytes
    heads: bytes
    texts: dict[Key, bytes]
    span: tuple[float, float]
    paths: dict[str, tuple[str, ...]]
    pictures: dict[str, Any]
    census: Census
    is_search_due: bool


@contextmanager
def without_collector() -> Iterator[None]:
    """Thousands of rows live until the end, and none in a circle: to look for circles takes a third of the time.

    Afterwards all that was made counts as old, as if the collector had gone over it: else it did so at once, in vain.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.unfreeze()
            gc.enable()
