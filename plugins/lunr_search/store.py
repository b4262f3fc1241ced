"""The files of a search below `search/`: each named by its content, written whole, and removed when no longer named."""

from __future__ import annotations

import contextlib
import hashlib
import struct
from collections.abc import Callable
from pathlib import Path

from lunr_search.segments import FORMAT_VERSION, write_whole

FOLDER = "search"
MANIFEST = "manifest.json"
# One key serves two that are made together: its last byte tells them apart.
PAIR = (b"t", b"p")
# Folders below search/ that are ours alone.
KINDS = ("terms", "positions", "forward", "backward", "stored", "lists", "client")


class Files:
    """Writes into a folder what is not there yet, remembers every name, and sweeps the rest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """Write a file, unless it stands there already, byte by byte."""
        self.names.add(name)
        path = self.folder / name
        try:
            if path.read_bytes() == data:
                return
        except OSError:
            pass
        write_whole(path, data)

    def sweep(self) -> None:
        """Remove from our folders what was not written; the folders too, if that leaves them empty."""
        for kind in KINDS:
            for path in sorted((self.folder / kind).rglob("*"), reverse=True):
                if path.is_dir():
                    with contextlib.suppress(OSError):  # not empty
                        path.rmdir()
                elif path.relative_to(self.folder).as_posix() not in self.names:
                    path.unlink()


class Pack:
    """Remembers from one build to the next what bytes became when they were packed; one file, or nothing at all."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.known: dict[bytes, bytes] = {}
        self.used: dict[bytes, bytes] = {}
        if path is not None and path.exists():
            self.read(path.read_bytes())

    def read(self, data: bytes) -> None:
        """Take what an earlier build left; nothing if it is damaged."""
        if hashlib.sha256(memoryview(data)[32:]).digest() != data[:32]:
            return
        at = 32
        while at < len(data):
            (size,) = struct.unpack_from("<I", data, at + 32)
            self.known[data[at : at + 32]] = data[at + 36 : at + 36 + size]
            at += 36 + size

    def key(self, kind: str, raw: bytes) -> bytes:
        """By what bytes are known; nothing if nothing is kept."""
        return hashlib.sha256(f"{FORMAT_VERSION} {kind}\n".encode() + raw).digest() if self.path else b""

    def made(self, key: bytes, make: Callable[[], bytes]) -> bytes:
        """What `make` gives for the raw bytes of this key, made anew only if it was not made before."""
        if self.path is None:
            return make()
        data = self.used.get(key) or self.known.get(key)
        if data is None:
            data = make()
        self.used[key] = data
        return data

    def has(self, key: bytes) -> bool:
        """Whether the pair of this key was made before."""
        return self.path is not None and all(key[:-1] + mark in self.known for mark in PAIR)

    def pair(self, key: bytes, make: Callable[[], tuple[bytes, bytes]]) -> tuple[bytes, bytes]:
        """Two that are made together."""
        if self.path is None:
            return make()
        one, other = (key[:-1] + mark for mark in PAIR)
        if not self.has(key):
            self.used[one], self.used[other] = make()
        else:
            self.used[one], self.used[other] = self.known[one], self.known[other]
        return self.used[one], self.used[other]

    def close(self) -> None:
        """Keep what this build used."""
        if self.path is None or self.used.keys() == self.known.keys():
            return
        rows = [key + struct.pack("<I", len(data)) + data for key, data in self.used.items()]
        body = b"".join(rows)
        write_whole(self.path, hashlib.sha256(body).digest() + body)
