"""Pictures leave the house without the place they were taken at, with their maker's name, and unchanged to the eye."""

from __future__ import annotations

import io
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from copydesk.privacy import scrub

SECRET = b"SERIAL-4711"


def picture() -> Image.Image:
    """A picture in which every pixel tells."""
    image = Image.new("RGB", (24, 16))
    image.putdata([(x * 10, y * 15, (x * y) % 256) for y in range(16) for x in range(24)])
    return image


def exif() -> Image.Exif:
    """What a camera writes: where, with which body, and who."""
    made = Image.Exif()
    made[0x0112] = 6
    made[0x013B] = "Leyla Sample"
    made[0x8298] = "Orbita"
    made[0x010F] = "Camera"
    made[0x9286] = SECRET.decode()
    made.get_ifd(0x8825)[1] = "N"
    made.get_ifd(0x8825)[2] = (40.0, 24.0, 33.0)
    made.get_ifd(0x8769)[0xA431] = SECRET.decode()
    return made


def saved(kind: str, **more: object) -> bytes:
    """The picture as a file of that kind, with all its metadata."""
    file = io.BytesIO()
    picture().save(file, kind, exif=exif(), **more)
    return file.getvalue()


@pytest.mark.parametrize(("kind", "more"), [("JPEG", {}), ("PNG", {}), ("WEBP", {"lossless": True})])
def test_place_and_serial_number_go_and_the_maker_stays(kind: str, more: dict[str, object]) -> None:
    before = saved(kind, **more)
    assert SECRET in before
    after = scrub(before)
    assert SECRET not in after
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        new.load()
        assert old.convert("RGB").tobytes() == new.convert("RGB").tobytes()
        found = new.getexif()
        assert dict(found.get_ifd(0x8825)) == {}
        assert (found[0x0112], found[0x013B], found[0x8298]) == (6, "Leyla Sample", "Orbita")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("lost", [1, 2, 12, 40, 100])
def test_of_a_torn_picture_what_is_left_tells_nothing(kind: str, lost: int) -> None:
    before = saved(kind)[:-lost]
    assert SECRET in before
    assert SECRET not in scrub(before)


def test_xmp_comments_and_a_second_picture_go() -> None:
    before = saved("JPEG", comment=SECRET, xmp=b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    after = scrub(before + b"\xff\xd8" + SECRET)
    assert SECRET not in after
    assert after.endswith(b"\xff\xd9")


def test_the_byline_of_a_wire_picture_is_lifted_from_iptc() -> None:
    fields = [(80, b"Rauf Muster"), (90, b"Secret Town"), (116, b"Orbita Wire")]
    iim = b"".join(b"\x1c\x02" + bytes([n]) + struct.pack(">H", len(t)) + t for n, t in fields)
    block = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00" + struct.pack(">I", len(iim)) + iim
    file = io.BytesIO()
    picture().save(file, "JPEG")
    plain = file.getvalue()
    before = plain[:2] + b"\xff\xed" + struct.pack(">H", len(block) + 2) + block + plain[2:]
    after = scrub(before)
    assert b"Secret Town" not in after
    with Image.open(io.BytesIO(after)) as new:
        assert (new.getexif()[0x013B], new.getexif()[0x8298]) == ("Rauf Muster", "Orbita Wire")


def test_a_picture_without_metadata_stays_byte_for_byte() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF"):
        file = io.BytesIO()
        picture().save(file, kind)
        assert scrub(file.getvalue()) == file.getvalue(), kind


@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"RIFF\x50\x00\x00\x00WEBP"]),
)
def test_any_bytes_come_back_without_an_error_and_once_is_enough(data: bytes, head: bytes) -> None:
    once = scrub(head + data)
    assert scrub(once) == once
