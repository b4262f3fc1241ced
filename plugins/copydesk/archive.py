"""An archive as files: its settings, its lists, its dispatches, each read once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from dispatch.archive import Archive, Outlet, read_archive, read_outlets
from dispatch.errors import DispatchError, Finding, Where
from dispatch.frontmatter import Reading, read_dispatch
from dispatch.people import People, read_people
from dispatch.places import Places, read_places

# Folders below content/ that hold no dispatches.
NOT_DISPATCHES = frozenset({"pages", "images", "captures", "extra"})
# Pelican reads Markdown under these names, and so do we.
EXTENSIONS = ("md", "markdown", "mkd", "mdown")
_ENDINGS = tuple(f".{extension}" for extension in EXTENSIONS)
PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "svg", "avif")
# Pictures; an editor's copies and locks; a system's notes on a folder.
_LEFT_BEHIND = re.compile(
    rf"\.({'|'.join(PICTURES)}|sw[a-z]|tmp|bak|orig|part)\Z|~\Z|\A~\$|\A#.*#\Z|\A(thumbs\.db|desktop\.ini|icon\r)\Z",
    re.IGNORECASE,
)
_Read = TypeVar("_Read")


@dataclass(frozen=True, slots=True)
class Desk:
    """What stands beside the dispatches: the archive's settings and its three lists."""

    archive: Archive
    people: People
    places: Places
    outlets: tuple[Outlet, ...]


@dataclass(frozen=True, slots=True)
class File:
    """One dispatch file: `name` is its path as printed in findings, `text` as read."""

    name: str
    text: str
    reading: Reading

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.name)

    def place(self, *keys: str) -> Where:
        """Where the first of these keys that its header has stands; the top of the file if it has none."""
        places = self.reading.places
        return next((places[key] for key in keys if key in places), Where(self.name, 1, 1))

    def find(self, words: str) -> Where:
        """Where words first stand in its body as it is written; the file alone if they do not."""
        return find_in(self.name, self.reading.body_line, words, self.text)


def find_in(name: str, first: int, words: str, text: str = "") -> Where:
    """Where words stand in a file from its line `first` on; the file alone if they do not. `text`: as it was read."""
    lines = (text or read_text(Path(name))).replace("\r\n", "\n").split("\n")
    line = next((n for n, said in enumerate(lines[first - 1 :], first) if words in said), None)
    return Where(name, line, lines[line - 1].index(words) + 1 if line else None)


def load_desk(content: Path) -> tuple[Desk, tuple[Finding, ...]]:
    """Read archive.yaml, people.yaml, places.yaml and outlets.yaml; a missing one is empty.

    What cannot be read is a finding and counts as empty.
    """
    findings: list[Finding] = []
    names = sorted(path.name for path in content.iterdir()) if content.is_dir() else []

    def load(name: str, read: Callable[[str, str], _Read], empty: _Read) -> _Read:
        path = content / name
        if name not in names:
            other = next(
                (one for one in names if one.casefold() in {name, name.replace(".yaml", ".yml")}), None
            )
            if other is not None:
                findings.append(Finding(Where(str(content / other)), f"bad-{path.stem}",
                                        f"{other} is not read: its name is not {name}", f"rename it to {name}"))  # fmt: skip
            return empty
        try:
            return read(read_text(path), str(path))
        except DispatchError as error:
            where = error.where or Where(str(path), 1, 1)
            fix = error.fix or "mend this line"
            findings.append(Finding(where, f"bad-{path.stem}", error.problem, fix))
            return empty

    desk = Desk(
        load("archive.yaml", read_archive, Archive()),
        load("people.yaml", read_people, People()),
        load("places.yaml", read_places, Places()),
        load("outlets.yaml", read_outlets, ()),
    )
    return desk, tuple(findings)


def read_text(path: Path) -> str:
    """A file's text. Raises DispatchError, with the place, where it cannot be read as UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise DispatchError(f"the file cannot be read: {reason}", where=Where(str(path)),
                            fix="check that it exists and that you may read it") from None  # fmt: skip
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].split(b"\n")
        where = Where(str(path), len(before), len(before[-1]) + 1)
        raise DispatchError("this is not UTF-8 text", where=where,
                            fix="save the file again with the encoding UTF-8") from None  # fmt: skip


def has_file(content: Path, path: str) -> bool:
    """Whether a path from content/ on is a file that lies below it, links followed."""
    try:
        target = (content / path).resolve()
        return target.is_file() and content.resolve() in target.parents
    except (OSError, ValueError):
        return False  # a name too long, or with a NUL: no file has it


def check_links(content: Path) -> None:
    """Raise DispatchError for a link in what is copied as it is (pictures, extra) that leads elsewhere than there.

    A draft, or a file of this computer, would be public under another name.
    """
    copied = [content / name for name in ("images", "extra")]
    inside = [folder.resolve() for folder in copied]
    for top in copied:
        for folder, folders, files in os.walk(top):
            for path in (Path(folder, name) for name in (*folders, *files)):
                if path.is_symlink() and not any(base in path.resolve().parents for base in inside):
                    raise DispatchError("this is a link to something outside of images and extra",
                                        where=Where(str(path)), fix="put the file itself there, or delete the link")  # fmt: skip


class Listing(NamedTuple):
    """The files where dispatches lie, as texts below content/ with slashes: what is read, and what is not."""

    names: list[str]
    unread: list[str]


def list_dispatches(content: Path) -> Listing:
    """The dispatches, drafts included, and what lies beside them that nothing reads, each folder by its names.

    Pictures, and what editors and systems leave behind, are not among the unread. A link to a folder is not gone into.
    Raises DispatchError for a folder that cannot be looked into: what lies there must not be left out without a word.
    """
    found = Listing([], [])

    def look(below: str) -> None:
        folder = os.path.join(content, below)
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=attrgetter("name"))
        except OSError as error:
            raise DispatchError(f"the folder cannot be read: {error.strerror or error}", where=Where(folder),
                                fix="check that it exists and that you may read it") from None  # fmt: skip
        for entry in entries:
            name = entry.name
            if name.startswith((".", "_")):
                continue
            if entry.is_dir(follow_symlinks=False):
                if below or name not in NOT_DISPATCHES:
                    look(f"{below}{name}/")
            elif name.endswith(_ENDINGS):
                # A link to nowhere is said, not left out.
                if entry.is_file() or entry.is_symlink():
                    found.names.append(f"{below}{name}")
            # Beside the folders of dispatches lie the archive's lists.
            elif below and not _LEFT_BEHIND.search(name):
                found.unread.append(f"{below}{name}")

    look("")
    return found


def dispatch_paths(content: Path) -> list[Path]:
    """The files that should be dispatches, in the order of their paths; drafts included. Raises DispatchError."""
    return paths_of(content, list_dispatches(content))


def paths_of(content: Path, listing: Listing) -> list[Path]:
    """The files of a listing, in the order of their paths."""
    return sorted(content / name for name in listing.names)


def read_files(paths: Iterable[Path], default_lang: str) -> Iterator[File]:
    """Every dispatch file, read; one that is not text is a Reading with that finding."""
    for path in paths:
        try:
            text = read_text(path)
        except DispatchError as error:
            where = error.where or Where(str(path))
            finding = Finding(where, "unreadable", error.problem, error.fix or "")
            yield File(str(path), "", Reading(None, (finding,), {}, "none", 1))
            continue
        yield File(str(path), text, read_dispatch(text, str(path), default_lang))
