"""One hash for one value: what a template may read, by what it is and not by where it lies in memory."""

from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import pathlib
import zoneinfo
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from incremental_build.errors import UncertainError

DIGEST_BYTES = 16
_PLAIN = (int, float, bool, type(None), complex, decimal.Decimal, dt.timedelta, dt.date, dt.time, dt.timezone)
_LISTS = (list, tuple)
_TABLES = (dict, OrderedDict, defaultdict)
_PATHS = (pathlib.PosixPath, pathlib.WindowsPath, pathlib.PurePosixPath, pathlib.PureWindowsPath)
# Shorter lists are hashed sooner than looked up.
_KEPT_LENGTH = 4

Parts = list[bytes]


def hashed(*parts: bytes) -> bytes:
    """One hash of several, their borders kept."""
    total = hashlib.blake2b(digest_size=DIGEST_BYTES)
    for part in parts:
        total.update(b"%d:" % len(part))
        total.update(part)
    return total.digest()


class Canon:
    """Hashes values of exactly known types, and says so of every other.

    `described` gives, for further types, what a value of it consists of. `entity` gives the name of a thing that
    is known by its name and looked into by somebody else, or None. Long lists and tables are hashed once until
    `forget`: in between nobody may change them.
    """

    def __init__(
        self,
        described: Mapping[type, Callable[[Any], tuple[Any, ...]]],
        entities: Mapping[type, Callable[[Any], bytes]],
    ) -> None:
        self._described = dict(described)
        self._entities = dict(entities)
        self._kept: dict[int, tuple[Any, bytes]] = {}

    @property
    def known(self) -> frozenset[type]:
        """Every type whose values are hashed with all that can be reached from them."""
        return frozenset(
            {
                str,
                bytes,
                Markup,
                dt.datetime,
                zoneinfo.ZoneInfo,
                *_PLAIN,
                *_LISTS,
                *_TABLES,
                *_PATHS,
                *self._described,
            }
        )

    def forget(self) -> None:
        """Values may have changed."""
        self._kept.clear()

    def digest(self, value: Any) -> bytes:
        """The hash of a value. Raises UncertainError if something in it is of an unknown kind."""
        return self.digest_once([value])

    def digest_once(self, values: list[Any]) -> bytes:
        """The hash of a list that is made for this, and not kept. Raises UncertainError as `digest` does."""
        parts: Parts = []
        try:
            for value in values:
                self._add(value, parts)
        except RecursionError:
            raise UncertainError("a value that holds itself") from None
        return hashlib.blake2b(b"".join(parts), digest_size=DIGEST_BYTES).digest()

    def _add(self, value: Any, parts: Parts) -> None:
        kind = type(value)
        if kind is str or kind is Markup:
            data = value.encode("utf-8", "surrogatepass")
            parts.append(b"%s%d:" % (b"s" if kind is str else b"m", len(data)))
            parts.append(data)
        elif kind in self._entities:
            name = self._entities[kind](value)
            parts.append(b"e%d:" % len(name))
            parts.append(name)
        elif kind in _PLAIN:
            parts.append(f"{kind.__name__}{value!r};".encode())
        elif kind in _LISTS or kind in _TABLES or kind in self._described:
            self._add_compound(value, kind, parts)
        else:
            self._add_rare(value, kind, parts)

    def _add_rare(self, value: Any, kind: type, parts: Parts) -> None:
        if kind is bytes:
            parts.append(b"b%d:" % len(value))
            parts.append(value)
        elif kind is dt.datetime:
            parts.append(f"d{value.replace(tzinfo=None).isoformat()}/{value.fold};".encode())
            self._add(value.tzinfo, parts)
        elif kind is zoneinfo.ZoneInfo:
            parts.append(f"z{value.key};".encode())
        elif kind in _PATHS:
            parts.append(f"p{kind.__name__}{value};".encode("utf-8", "surrogateescape"))
        elif isinstance(value, dt.tzinfo) and kind.__module__.startswith("dateutil.tz"):
            parts.append(f"t{value!r};".encode())
        else:
            raise UncertainError(f"a value of type {kind.__module__}.{kind.__qualname__}")

    def _add_compound(self, value: Any, kind: type, parts: Parts) -> None:
        described = self._described.get(kind)
        if described is None and len(value) <= _KEPT_LENGTH:
            self._add_items(value, kind, parts)
            return
        kept = self._kept.get(id(value))
        if kept is None:
            inner: Parts = []
            if described is None:
                self._add_items(value, kind, inner)
            else:
                inner.append(f"o{kind.__module__}.{kind.__qualname__}(".encode())
                for item in described(value):
                    self._add(item, inner)
            digest = hashlib.blake2b(b"".join(inner), digest_size=DIGEST_BYTES).digest()
            # The value itself is kept too, so that its id stays its own.
            kept = self._kept[id(value)] = (value, digest)
        parts.append(kept[1])

    def _add_items(self, value: Any, kind: type, parts: Parts) -> None:
        parts.append(b"%s%d[" % (kind.__name__.encode(), len(value)))
        if kind in _LISTS:
            for item in value:
                self._add(item, parts)
        else:
            for key, item in value.items():
                self._add(key, parts)
                self._add(item, parts)
