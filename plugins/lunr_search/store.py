"""The files of a search below `search/`: each named by its content, written whole, and removed when no longer named."""

from __future__ import annotations

import contextlib
import hashlib
import os
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

# Changes whenever a reader would read files wrong that another version wrote.
FORMAT_VERSION = 5
FOLDER = "search"
MANIFEST = "manifest.json"
# Folders below search/ that are ours alone; what lies in the first of them has names that never change their content.
NAMED = ("terms", "positions", "forward", "backward", "stored", "lists")
KINDS = (*NAMED, "client")
# Bytes, or some of those of a file.
Text = bytes | memoryview
# Of a packed thing: its key and its size.
HEAD = struct.Struct("<16sI")


class Files:
    """Writes into a folder what is not there yet, remembers every name, and sweeps the rest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Those written or left standing, with their sizes.
        self.names: dict[str, int] = {}
        self.written = 0
        self.sizes = {name: size for kind in NAMED for name, size in sizes_below(folder, kind)}

    def write(self, name: str, data: Text) -> None:
        """Write a file, unless it stands there already: by its name and size, or byte by byte if its name does not tell."""
        self.names[name] = len(data)
        if self.sizes.get(name) == len(data):
            return
        if name.partition("/")[0] not in NAMED:
            with contextlib.suppress(OSError):
                if (self.folder / name).read_bytes() == data:
                    return
        write_whole(f"{self.folder}/{name}", data)
        self.written += 1

    def write_block(self, folder: str, block: Sequence[bytes]) -> None:
        """Write the files 0.bin, 1.bin and so on of a folder, which is named by their content; at once where there is none yet."""
        names = [f"{folder}/{number}.bin" for number in range(len(block))]
        whole = self.folder / folder
        if whole.exists():
            for name, data in zip(names, block, strict=True):
                self.write(name, data)
            return
        part = whole.with_name(f".{whole.name}.{os.getpid()}.part")
        part.mkdir(parents=True, exist_ok=True)
        for number, data in enumerate(block):
            write_new(f"{part}/{number}.bin", data)
        part.rename(whole)
        self.names |= zip(names, map(len, block), strict=True)
        self.written += len(block)

    def keep(self, sizes: Mapping[str, int]) -> bool:
        """Leave files of these names and sizes as they stand; False if one of them does not."""
        if any(self.sizes.get(name) != size for name, size in sizes.items()):
            return False
        self.names.update(sizes)
        return True

    def sweep(self) -> None:
        """Remove from our folders what was not written; the folders too, if that leaves them empty."""
        known = [*self.sizes, *(name for name, _ in sizes_below(self.folder, "client"))]
        # What a killed build left of the manifest.
        known += [path.name for path in self.folder.glob(f".{MANIFEST}.*part")]
        gone = [name for name in known if name not in self.names]
        for name in gone:
            # What a killed build left may have been finished by this one.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(f"{self.folder}/{name}")  # noqa: PTH108 (there may be thousands)
        folders = {name.rpartition("/")[0] for name in gone}
        # Those in others first.
        for folder in sorted(folders | {name.partition("/")[0] for name in folders}, reverse=True):
            with contextlib.suppress(OSError):  # not empty
                os.rmdir(f"{self.folder}/{folder}")  # noqa: PTH106


def sizes_below(folder: Path, kind: str) -> list[tuple[str, int]]:
    """Every file of a kind, by its name below the folder, and its size."""
    found = []
    waiting = [kind]
    while waiting:
        name = waiting.pop()
        with contextlib.suppress(OSError), os.scandir(folder / name) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/{entry.name}")
                else:
                    found.append((f"{name}/{entry.name}", entry.stat(follow_symlinks=False).st_size))
    return found


class Pack:
    """Remembers from one build to the next what bytes became when they were packed; one file, or nothing at all."""

    def __init__(self, path: Path | None, mark: str) -> None:
        """`mark` is that of the code that packs: another's bytes might be others."""
        self.path, self.mark = path, mark
        self.known: dict[bytes, bytes] = {}
        self.used: dict[bytes, bytes] = {}
        if path is not None and path.exists():
            self.read(path.read_bytes())

    def read(self, data: bytes) -> None:
        """Take what an earlier build left; nothing if it is damaged."""
        if zlib.crc32(memoryview(data)[4:]).to_bytes(4, "big") != data[:4]:
            return
        at = 4
        while at < len(data):
            key, size = HEAD.unpack_from(data, at)
            at += HEAD.size
            self.known[key] = data[at : at + size]
            at += size

    def key(self, kind: str, raw: bytes) -> bytes:
        """By what bytes are known; nothing if nothing is kept."""
        return hashlib.sha256(f"{self.mark} {kind}\n".encode() + raw).digest()[:16] if self.path else b""

    def made(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """What `make` gives for the raw bytes of this key, made anew only if it was not made before."""
        if self.path is None:
            return make()
        data = self.used.get(key) or self.known.get(key)
        if data is None:
            data = make()
        self.used[key] = data
        return data

    def keep_all(self) -> None:
        """Keep all that an earlier build made: something of it stands unseen in files that are left as they are."""
        self.used = {**self.known, **self.used}

    def close(self) -> None:
        """Keep what this build used."""
        if self.path is None or self.used == self.known:
            return
        body = b"".join([HEAD.pack(key, len(data)) + data for key, data in self.used.items()])
        write_whole(self.path, zlib.crc32(body).to_bytes(4, "big") + body)


def write_whole(path: Path | str, data: Text) -> None:
    """Write a file in one step: a reader sees the old one or the new one, never half."""
    folder, name = os.path.split(path)
    part = f"{folder or '.'}/.{name}.{os.getpid()}.part"
    try:
        write_new(part, data)
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)
        write_new(part, data)
    os.replace(part, path)  # noqa: PTH105 (see below)


def write_new(path: str, data: Text) -> None:
    """Write a file that nobody reads yet."""
    # Ten thousand files a build: what makes objects of paths and of files takes as long as the system does.
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o666)
    try:
        view = memoryview(data)
        while view:
            view = view[os.write(file, view) :]
    finally:
        os.close(file)
