"""Pictures keep their place on the page, and have lighter copies where that is worth it."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from copydesk.pictures import Pictures, encode_copy


def photo(width: int, height: int, kind: str = "JPEG", **options: object) -> bytes:
    """A picture with something to see: blots of colour."""
    rough = random.Random(width).randbytes(3 * 16 * 12)
    image = Image.frombytes("RGB", (16, 12), rough).resize((width, height), Image.Resampling.BICUBIC)
    out = io.BytesIO()
    image.save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def sideways() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x013B] = "A. Maker"
    exif[0x0110] = "Camera 7"
    return exif


@pytest.fixture
def content(tmp_path: Path) -> Path:
    (tmp_path / "wide.jpg").write_bytes(photo(2000, 1000, quality=95))
    (tmp_path / "small.png").write_bytes(photo(300, 200, "PNG"))
    (tmp_path / "side.jpg").write_bytes(photo(1200, 800, quality=95, exif=sideways()))
    (tmp_path / "torn.jpg").write_bytes(b"\xff\xd8\xff nothing")
    (tmp_path / "odd name & <b>.png").write_bytes(photo(100, 50, "PNG"))
    return tmp_path


def test_a_wide_picture_has_copies_and_a_small_one_none(content: Path) -> None:
    pictures = Pictures(content)
    wide, small = pictures.picture("wide.jpg"), pictures.picture("small.png")
    assert ((wide.width, wide.height), (small.width, small.height)) == ((2000, 1000), (300, 200))
    assert [variant.width for variant in wide.variants] == [480, 960, 1600]
    assert small.variants == ()
    assert small.srcset(".") == ""
    for variant in wide.variants:
        with Image.open(io.BytesIO(pictures.copies[variant.url])) as copy:
            assert (copy.format, copy.size) == ("WEBP", (variant.width, variant.width // 2))
    sizes = [len(pictures.copies[variant.url]) for variant in wide.variants]
    assert sizes == sorted(sizes)
    assert sizes[-1] < (content / "wide.jpg").stat().st_size


def test_a_picture_that_lies_on_its_side_is_measured_and_copied_upright(content: Path) -> None:
    pictures = Pictures(content)
    side = pictures.picture("side.jpg")
    assert (side.width, side.height) == (800, 1200)
    with Image.open(io.BytesIO(pictures.copies[side.variants[0].url])) as copy:
        assert copy.size == (480, 720)
        exif = copy.getexif()
    assert (exif.get(0x013B), exif.get(0x0110), exif.get(0x0112)) == ("A. Maker", None, None)


def test_what_is_no_picture_has_neither_size_nor_copies(content: Path) -> None:
    torn = Pictures(content).picture("torn.jpg")
    assert (torn.width, torn.height, torn.variants) == (None, None, ())


def test_copies_are_the_same_bytes_with_the_cache_and_without(content: Path, tmp_path: Path) -> None:
    made, kept, again = (Pictures(content, cache) for cache in (None, tmp_path / "c", tmp_path / "c"))
    for pictures in (made, kept, again):
        pictures.picture("wide.jpg")
    assert made.copies == kept.copies == again.copies
    assert {path.name for path in (tmp_path / "c").iterdir()} >= {Path(url).name for url in made.copies}
    data = (content / "wide.jpg").read_bytes()
    assert encode_copy(data, 480) == encode_copy(data, 480)


def test_a_changed_picture_has_other_addresses(content: Path) -> None:
    before = {v.url for v in Pictures(content).picture("wide.jpg").variants}
    (content / "wide.jpg").write_bytes(photo(2001, 1000, quality=95))
    assert before.isdisjoint(v.url for v in Pictures(content).picture("wide.jpg").variants)


def test_a_drawing_keeps_its_transparency(tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (900, 600), (200, 30, 30, 90)).save(out, "PNG")
    with Image.open(io.BytesIO(encode_copy(out.getvalue(), 480))) as copy:
        assert copy.mode == "RGBA"


def test_pictures_in_a_body_say_their_size_and_load_late(content: Path) -> None:
    pictures = Pictures(content)
    html = (
        '<p><img src="../../wide.jpg" alt="A > B"></p><img alt="" src="../../odd%20name%20%26%20%3Cb%3E.png">'
    )
    dressed = pictures.in_html(html, "../..")
    assert 'width="2000" height="1000" loading="lazy"' in dressed
    assert 'srcset="../../pictures/' in dressed
    assert 'width="100" height="50"' in dressed
    for left in ('<img src="https://a.example/x.png" alt="">', '<img src="../../gone.png" alt="">', '<img src="../../wide.jpg" width="9">'):  # fmt: skip
        assert pictures.in_html(left, "../..") == left
