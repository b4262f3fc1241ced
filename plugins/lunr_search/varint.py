"""Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit says that more follow."""

from __future__ import annotations

from collections.abc import Iterable


def encode(number: int) -> bytes:
    """One number."""
    return SMALL[number] if number < len(SMALL) else spelt(number)


def spelt(number: int) -> bytes:
    """One number, byte by byte."""
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


# Most numbers of an index are small: their bytes are looked up.
SMALL = [spelt(number) for number in range(1 << 14)]


def encode_all(numbers: Iterable[int]) -> bytes:
    """Many numbers, one after another."""
    known = numbers if isinstance(numbers, list) else list(numbers)
    try:
        return b"".join(map(SMALL.__getitem__, known))
    except IndexError:
        return b"".join(map(spelt, known))


class Cursor:
    """Reads numbers and pieces from bytes, from the front to the back."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def number(self) -> int:
        """The next number. Raises ValueError where the bytes end."""
        value = shift = 0
        while True:
            if self.at >= len(self.data):
                raise ValueError("a number is cut off")
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            if byte < 128:
                return value
            shift += 7

    def numbers(self, count: int) -> list[int]:
        """The next numbers."""
        return [self.number() for _ in range(count)]

    def take(self, size: int) -> bytes:
        """The next bytes. Raises ValueError if there are fewer."""
        piece = self.data[self.at : self.at + size]
        if len(piece) != size:
            raise ValueError("a piece is cut off")
        self.at += size
        return piece
