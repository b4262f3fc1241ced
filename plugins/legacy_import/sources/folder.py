"""HTML files, packed or not, one or a folder of them, with the addresses that a list gives them."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from legacy_import.capture.records import inflate
from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.files import read_whole
from legacy_import.sources.saved import Saved, is_part_of_a_page, read_saved

__all__ = [
    "Listed",
    "SourceFile",
    "capture_bytes",
    "capture_file",
    "find_pages",
    "page_id",
    "read_files",
    "read_list",
]

_SUFFIXES = (
    ".html",
    ".htm",
    ".xhtml",
    ".shtml",
    ".php",
    ".asp",
    ".aspx",
    ".mht",
    ".mhtml",
    ".html.gz",
    ".htm.gz",
)
_NAMESPACE = uuid.UUID("5f0d8a2e-4f5c-4b0e-9d3a-6a1c7b9f2e10")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a file: its address and its HTTP Content-Type."""

    url: str | None = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read: its path, its name inside the source, and its id."""

    path: Path
    name: str
    id: str


def page_id(name: str) -> str:
    """The id of a page: its file name without `.html` and `.gz`."""
    base = name.rsplit("/", 1)[-1]
    for suffix in (".gz", ".html", ".htm", ".xhtml", ".shtml", ".mhtml", ".mht"):
        base = base.removesuffix(suffix)
    return base


def read_list(path: Path | None) -> Mapping[str, Listed]:
    """Read lines `id<TAB>url<TAB>Content-Type`; a field may be empty or left out."""
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LegacyImportError(f"The list {path} cannot be read: {error}.") from None
    listed: dict[str, Listed] = {}
    for line in text.splitlines():
        fields = [field.strip() or None for field in line.split("\t")]
        if fields[0]:
            fields += [None, None]
            listed[fields[0]] = Listed(fields[1], fields[2])
    return listed


def find_pages(source: Path) -> list[SourceFile]:
    """The HTML files of a source, in the order of their names; raises LegacyImportError where there is none."""
    if source.is_file():
        return [SourceFile(source, source.name, page_id(source.name))]
    try:
        paths = sorted(
            path
            for path in source.rglob("*")
            if path.is_file()
            and path.name.lower().endswith(_SUFFIXES)
            and not is_part_of_a_page(path, source)
        )
    except OSError as error:
        raise LegacyImportError(f"{source} cannot be read: {error.strerror}.") from None
    if not paths:
        raise LegacyImportError(
            f"{source} holds no HTML file.",
            fix=f"the files must end in {', '.join(_SUFFIXES[:4])} or .html.gz",
        )
    names = [path.relative_to(source).as_posix() for path in paths]
    ids = [page_id(name) for name in names]
    unique = len(set(ids)) == len(ids)
    return [
        SourceFile(path, name, id_ if unique else name.removesuffix(".gz").removesuffix(".html"))
        for path, name, id_ in zip(paths, names, ids, strict=True)
    ]


def capture_file(file: SourceFile, listed: Listed) -> Capture:
    """Read one file as a capture, dated by its own time; raises CaptureError with the reason."""
    try:
        data = read_whole(file.path)
        changed = dt.datetime.fromtimestamp(int(file.path.stat().st_mtime), dt.UTC)
    except OSError as error:
        raise CaptureError(f"{file.path} cannot be read: {(error.strerror or 'an error').lower()}.") from None
    if data[:2] == b"\x1f\x8b":
        try:
            data = inflate(data, "gzip")
        except CaptureError as error:
            raise CaptureError(f"{file.path}: {error.problem}", fix=error.fix) from None
    saved = read_saved(data) if (listed.content_type or "text/html").startswith("text/html") else Saved()
    data = saved.payload if saved.payload is not None else data
    sha256 = hashlib.sha256(data).hexdigest()
    return Capture(
        id=f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{file.name}:{sha256}')}>",
        url=listed.url or saved.url,
        captured=saved.when or changed,
        sha256=sha256,
        payload=data,
        content_type=listed.content_type or saved.content_type or "text/html",
        name=file.name,
    )


def capture_bytes(path: Path, data: bytes) -> Capture:
    """A file that names or holds pages (a list, a feed, an export) as a capture."""
    sha256 = hashlib.sha256(data).hexdigest()
    return Capture(
        id=f"<urn:uuid:{uuid.uuid5(_NAMESPACE, f'{path.name}:{sha256}')}>",
        url=None,
        captured=dt.datetime.fromtimestamp(int(path.stat().st_mtime), dt.UTC),
        sha256=sha256,
        payload=data,
        content_type="application/octet-stream",
        role="source",
        name=path.name,
    )


def read_files(
    source: Path, listed: Mapping[str, Listed]
) -> Iterator[tuple[SourceFile, Capture | CaptureError]]:
    """Read every file of a source; one that cannot be read is given with its reason."""
    for file in find_pages(source):
        try:
            yield file, capture_file(file, listed.get(file.id, Listed()))
        except CaptureError as error:
            yield file, error
