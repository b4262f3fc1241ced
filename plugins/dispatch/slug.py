"""Slugs: the part of an address that names a dispatch, a person, a place or a topic."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container

from dispatch.text import fold

MAX_BYTES = 80

# Windows device names (they cannot be folders there) and names that the site itself uses.
_DEVICES = ("con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10)))
_LISTS = ("feeds", "search", "places", "people", "topics", "sections", "series", "corrections", "years")
RESERVED = frozenset(
    (*_DEVICES, *_LISTS, "index", "archives", "theme", "images", "drafts", "page", "extra", "captures")
)
_VALID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_SPOKEN = {"c++": "c-plus-plus", "c#": "c-sharp", "f#": "f-sharp", ".net": "dot-net"}


def make_slug(text: str, *, fallback: str = "dispatch", max_bytes: int = MAX_BYTES) -> str:
    """A slug for `text`: a-z, 0-9 and hyphens, cut at a word, never empty, never reserved.

    A title of emoji alone gives `fallback`; C++ and C# stay apart. `is_slug` holds for the result.
    """
    spoken = _SPOKEN.get(text.strip().lower(), text)
    words = list(re.findall(r"[a-z0-9]+", fold(spoken.replace("’", "").replace("'", ""))))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:max_bytes]
        if len(longer) > max_bytes:
            break
        slug = longer
    slug = slug or fallback
    return f"{slug}-1" if slug in RESERVED else slug


def is_slug(text: str) -> bool:
    """Whether `text` can be an address part as it is."""
    return bool(_VALID.match(text)) and len(text.encode()) <= MAX_BYTES and text not in RESERVED


def slug_key(slug: str) -> str:
    """The form in which two slugs are the same on some file system: NFC and case-folded."""
    return unicodedata.normalize("NFC", slug).casefold()


def unique_slug(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or `wanted-2`, `wanted-3` … when `taken` (keys by `slug_key`) has it."""
    if slug_key(wanted) not in taken:
        return wanted
    number = 2
    while True:
        tail = f"-{number}"
        candidate = wanted[: MAX_BYTES - len(tail)].rstrip("-") + tail
        if slug_key(candidate) not in taken:
            return candidate
        number += 1
