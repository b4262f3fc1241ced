"""Articles, pages and files as templates see them: two hashes each, of what is said about them and of their text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from incremental_build.canonical import Canon, hashed
from incremental_build.errors import UncertainError

ABOUT, TEXT = "about", "text"
# What is theirs but says nothing of them: the site's settings, the shared context, and a note of who asked.
_NOT_ABOUT = frozenset({"settings", "_context", "_content", "_output_location_referenced", "metadata"})
# Properties that are worked out from what is hashed, and the settings.
_WORKED_OUT = frozenset({"url", "save_as", "status", "relative_dir"})
_TEXTS = frozenset({"content", "summary"})
_DATE = re.compile(r"\{date\b")
_ATTACH = re.compile(r"attach\s*[|}]")
DEFAULT_LINK = "[{|](?P<what>.*?)[|}]"


def part_of(entity: Any, attribute: str) -> str | None:
    """The part of it that an attribute belongs to; nothing for one that is no part of it; None where that is unknown."""
    if attribute in _TEXTS:
        return TEXT
    if attribute in _WORKED_OUT:
        return ABOUT
    if attribute == "get_siteurl":
        return ""
    if attribute == "metadata":
        return ABOUT
    if attribute in vars(entity):
        return None if attribute in _NOT_ABOUT else ABOUT
    return None if hasattr(type(entity), attribute) else ABOUT


class Sources:
    """The contents of one build, by name: `g` before the path of a written source, `s` before that of a file."""

    def __init__(self, context: Mapping[str, Any], settings: Mapping[str, Any]) -> None:
        self._maps: dict[str, Mapping[str, Any]] = {
            "g": context["generated_content"],
            "s": context["static_content"],
        }
        self._plain_links = settings["INTRASITE_LINK_REGEX"] == DEFAULT_LINK
        self._dated = any(
            isinstance(value, str) and _DATE.search(value)
            for key, value in settings.items()
            if key.endswith(("_URL", "_SAVE_AS"))
        )
        self._parts: dict[tuple[int, str], tuple[Any, bytes]] = {}
        self._links: bytes | None = None
        # Set once the hasher exists, which needs the names from here.
        self.canon: Canon

    def forget(self) -> None:
        """Anything may have changed."""
        self._parts.clear()
        self._links = None

    def name_of(self, entity: Any) -> str:
        """Its name. Raises UncertainError for one that no generator has put into the context."""
        path = getattr(entity, "relative_source_path", None)
        for sign, known in self._maps.items():
            if path is not None and known.get(path) is entity:
                return f"{sign}/{path}"
        raise UncertainError(f"{type(entity).__name__} {path} of nobody's")

    def identity(self, entity: Any) -> bytes:
        """Its class and its name, which is all that is said of it where it only stands in a list."""
        return f"{type(entity).__name__} {self.name_of(entity)}".encode("utf-8", "surrogateescape")

    def part(self, read: str) -> bytes:
        """The hash of a part, asked for as `part:name`."""
        part, _, name = read.partition(":")
        entity = self._maps[name[0]].get(name[2:])
        return b"gone" if entity is None else self.part_hash(entity, part)

    def part_hash(self, entity: Any, part: str) -> bytes:
        """The hash of a part of a content."""
        kept = self._parts.get((id(entity), part))
        if kept is None:
            digest = self._about(entity) if part == ABOUT else self._text(entity)
            kept = self._parts[id(entity), part] = (entity, digest)
        return kept[1]

    def _about(self, entity: Any) -> bytes:
        said = vars(entity)
        if self._dated and "date" not in said:
            raise UncertainError("an address with today's date")
        metadata = said.get("metadata", {})
        about: list[Any] = [type(entity).__name__]
        for key in sorted(said.keys() - _NOT_ABOUT):
            about += (key, said[key])
        about.append(len(about))
        for key, value in metadata.items():
            # Mostly the attribute itself.
            about += (key, None if said.get(key.lower()) is value else value)
        return self.canon.digest_once(about)

    def _text(self, entity: Any) -> bytes:
        text = entity._content  # noqa: SLF001  (what a content's `content` is made from; reading that would change it)
        parts = [self.part_hash(entity, ABOUT), self.canon.digest(text)]
        if not self._plain_links or (isinstance(text, str) and ("{" in text or "|" in text)):
            parts.append(self._link_targets())
        return hashed(*parts)

    def _link_targets(self) -> bytes:
        """Where every content lies: what an internal link in a text may become."""
        if self._links is None:
            found = [
                (path, None if entity is None else str(entity.url))
                for known in self._maps.values()
                for path, entity in sorted(known.items())
            ]
            self._links = self.canon.digest(found)
        return self._links

    def moves_files(self) -> bool:
        """Whether a text takes a file with it (`{attach}`): then the order of rendering decides where files go."""
        return any(
            isinstance(text, str) and "attach" in text and (not self._plain_links or _ATTACH.search(text))
            for known in self._maps.values()
            for entity in known.values()
            if entity is not None
            for text in (entity._content, *vars(entity).get("metadata", {}).values())  # noqa: SLF001
        )
