"""A folder of Pelican, Hugo or Jekyll Markdown: front matter in YAML, TOML or `Key: value`, the body as it renders."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.sources.folder import Listed, SourceFile, capture_file
from legacy_import.sources.kinds import MARKDOWN_SUFFIXES
from legacy_import.sources.made import Piece

__all__ = ["read_markdown", "read_markdown_folder"]

_FENCED = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_HEADER = re.compile(r"\A(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*)+\s*(?:\n|\Z)")
_DATED_NAME = re.compile(r"(?:^|/)(\d{4}-\d{2}-\d{2})-")
_DIRECTIVE = re.compile(r"\{%-?\s*(?:raw|endraw|comment|endcomment)\s*-?%\}|<!--\s*more\s*-->", re.IGNORECASE)


def read_markdown_folder(source: Path) -> Iterator[tuple[SourceFile, Capture | CaptureError, Piece | None]]:
    """Each Markdown file of a source with the piece it holds; None for a draft or a page without front matter."""
    paths = [source] if source.is_file() else sorted(
        path for path in source.rglob("*") if path.is_file() and path.name.lower().endswith(MARKDOWN_SUFFIXES)
    )  # fmt: skip
    if not paths:
        raise LegacyImportError(
            f"{source} holds no Markdown file.", fix="the files must end in .md or .markdown"
        )
    root = source if source.is_dir() else source.parent
    for path in paths:
        name = path.relative_to(root).as_posix()
        file = SourceFile(path, name, name.rsplit(".", 1)[0])
        try:
            capture = capture_file(file, Listed(None, "text/markdown; charset=utf-8"))
            yield file, capture, read_markdown(capture.payload.decode("utf-8-sig", "replace"), name)
        except CaptureError as error:
            yield file, error, None


def read_markdown(text: str, name: str) -> Piece | None:
    """One file as a piece; None where it is a draft or has no front matter; raises CaptureError for a broken one."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields, body = _split(text, name)
    if not fields or _is_draft(fields):
        return None
    dated = _DATED_NAME.search(name)
    date = _stamp(fields.get("date") or fields.get("published")) or (dated[1] if dated else None)
    sections = _names(fields.get("category") or fields.get("categories") or fields.get("section"))
    return Piece(
        title=_line(fields.get("title")),
        url=_url(fields),
        date=date,
        updated=_stamp(
            fields.get("modified")
            or fields.get("lastmod")
            or fields.get("updated")
            or fields.get("last_modified_at")
        ),
        authors=tuple(
            _names(fields.get("authors") or fields.get("author") or fields.get("byline"), apart=";")
        ),
        html=_rendered(body),
        section=sections[0] if sections else None,
        tags=tuple(_names(fields.get("tags") or fields.get("keywords"))),
        lang=_line(fields.get("lang") or fields.get("language")),
        summary=_line(fields.get("summary") or fields.get("description") or fields.get("excerpt")),
        name=name,
    )


def _split(text: str, name: str) -> tuple[Mapping[str, object], str]:
    fenced = _FENCED.match(text)
    if fenced:
        try:
            read = tomllib.loads(fenced[2]) if fenced[1] == "+++" else yaml.safe_load(fenced[2])
        except (tomllib.TOMLDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
            reason = str(error).splitlines()[0] if str(error) else "it is damaged"
            raise CaptureError(
                f"{name}: the front matter cannot be read: {reason}.", code="parse_error"
            ) from None
        fields = {str(key).lower(): value for key, value in read.items()} if isinstance(read, dict) else {}
        return fields, text[fenced.end() :]
    header = _HEADER.match(text)
    if header is None:
        return {}, text
    pairs: dict[str, object] = {}
    for line in re.sub(r"\n[ \t]+", " ", header[0]).splitlines():
        key, colon, value = line.partition(":")
        if colon:
            pairs.setdefault(key.strip().lower(), value.strip())
    return pairs, text[header.end() :]


def _is_draft(fields: Mapping[str, object]) -> bool:
    status = str(fields.get("status") or "").lower()
    return fields.get("draft") is True or status in ("draft", "hidden") or fields.get("published") is False


def _rendered(body: str) -> str:
    from markdown import Markdown

    return Markdown(extensions=["tables", "fenced_code", "footnotes", "sane_lists"]).convert(
        _DIRECTIVE.sub("", body)
    )


def _stamp(value: object) -> str | None:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    text = _line(value)
    found = re.match(
        r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?))?\s*([+-]\d{2}:?\d{2}|Z)?", text or ""
    )
    if not found:
        return text
    zone = found[3] or ""
    zone = f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 and ":" not in zone else zone
    return found[1] + (f"T{found[2]}{zone}" if found[2] else "")


def _line(value: object) -> str | None:
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return " ".join(str(value).split()) or None if isinstance(value, str | int | float) else None


def _names(value: object, apart: str = ",") -> list[str]:
    if isinstance(value, list):
        return [
            line for item in value if (line := _line(item.get("name") if isinstance(item, dict) else item))
        ]
    line = _line(value)
    return (
        [part.strip() for part in line.split(apart if apart in line else ",") if part.strip()] if line else []
    )


def _url(fields: Mapping[str, object]) -> str | None:
    for key in ("canonical_url", "canonical", "original_url", "source_url", "url", "link"):
        line = _line(fields.get(key))
        if line and line.startswith(("http://", "https://")):
            return line
    return None
