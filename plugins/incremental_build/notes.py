"""What is kept of each of many files, in few bytes: of those of a site, and of those that it is made from."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, MutableMapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple, Protocol, Self, TypeVar

from incremental_build.files import DIGEST_BYTES

# What the file system says of a file: bytes, when it and its entry changed (ns), its node; packed, for there is one a file.
Look = bytes
_LOOK = struct.Struct("<qqqQ")
LOOK_BYTES = _LOOK.size
# What stands for a look that nobody knows.
NO_LOOK = bytes(LOOK_BYTES)
_MADE_AT = LOOK_BYTES + DIGEST_BYTES


class Output(NamedTuple):
    """One file of the site: `made` and `inner` are fingerprints of what it depends on, `digest` that of its bytes.

    `look` is what the file system said of it when it was put in its place: a file of which it still says the
    same has not been touched.
    """

    made: bytes
    inner: bytes
    digest: bytes
    look: Look | None = None

    def packed(self) -> bytes:
        """All of it in one piece, which begins with `look`."""
        return b"".join((self.look or NO_LOOK, self.digest, bytes((len(self.made),)), self.made, self.inner))

    @classmethod
    def of(cls, packed: bytes) -> Output:
        """What was packed."""
        inner_at = _MADE_AT + 1 + packed[_MADE_AT]
        made, inner, digest = packed[_MADE_AT + 1 : inner_at], packed[inner_at:], packed[LOOK_BYTES:_MADE_AT]
        return cls(made, inner, digest, look_in(packed))


class _Note(Protocol):
    def packed(self) -> bytes: ...

    @classmethod
    def of(cls, packed: bytes) -> Self: ...


AnyNote = TypeVar("AnyNote", bound=_Note)


class Notes(MutableMapping[str, AnyNote]):
    """What is kept of each of many files, by their names.

    Packed, because hundreds of thousands of tuples take half a second to make. `fresh` has what was set since it was
    written (`Ledger.write_notes`), and no bytes for names that were deleted.
    """

    def __init__(self, kind: type[AnyNote], packed: dict[str, bytes]) -> None:
        self._of = kind.of
        self.packed = packed
        self.fresh: dict[str, bytes] = {}

    def __getitem__(self, name: str) -> AnyNote:
        return self._of(self.packed[name])

    def __setitem__(self, name: str, note: AnyNote) -> None:
        self.packed[name] = self.fresh[name] = note.packed()

    def __delitem__(self, name: str) -> None:
        del self.packed[name]
        self.fresh[name] = b""

    def __contains__(self, name: object) -> bool:
        return name in self.packed

    def __iter__(self) -> Iterator[str]:
        return iter(self.packed)

    def __len__(self) -> int:
        return len(self.packed)

    @property
    def names(self) -> AbstractSet[str]:
        """The names, quicker to compare than `keys` are."""
        return self.packed.keys()


Outputs = Notes[Output]


def look_in(packed: bytes) -> Look | None:
    """The look with which a packed note begins."""
    look = packed[:LOOK_BYTES]
    return None if look == NO_LOOK else look


def look_of(stat: os.stat_result) -> Look:
    """What `Output.look` keeps of what the file system says."""
    return _LOOK.pack(stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
