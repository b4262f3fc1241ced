"""Pictures through the command: found wherever a page keeps them, written anew, with their maker's name and nothing else."""

import base64
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from PIL.IptcImagePlugin import getiptcinfo

from dispatch.frontmatter import parse_dispatch
from dispatch.record import Dispatch
from legacy_import.errors import LegacyImportError
from legacy_import.images import local_pictures, reencode
from legacy_import.picture_words import PictureWords, as_exif, as_iptc, as_xmp, read_words
from newsroom import cli

WORDS = "The pilots closed the northern channel at noon when the ice reached forty centimetres, and eight ships lie in the roads. "
WHOSE = PictureWords("Ada Brill", "Harbour Wire", "© 2004 Ada Brill", "Ice in the roads")


def photo(words: PictureWords = WHOSE, size: tuple[int, int] = (640, 400)) -> bytes:
    """A JPEG as a camera and an agency leave it: place, serial number, and all the words."""
    exif = as_exif(words)
    exif[0x0110] = "Camera 5"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (40.0, 22.0, 0.0)
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-4711"
    out = io.BytesIO()
    picture = Image.effect_noise(size, 60).convert("RGB")
    picture.save(out, "JPEG", exif=exif, xmp=as_xmp(words), extra=as_iptc(words))
    assert b"SERIAL-4711" in out.getvalue()
    return out.getvalue()


def page(figure: str) -> str:
    return (
        "<!-- saved from url=(0030)http://wire.example/2004/ice.html -->\n<html><head><title>Ice closes the channel</title>"
        '<meta property="article:published_time" content="2004-02-05T10:00:00Z"></head><body><article><h1>Ice closes the channel</h1>'
        f"{figure}<p>{WORDS}</p><p>The tug was late again. {WORDS}</p><p>Nobody could say why. {WORDS}</p></article></body></html>"
    )


def imported(source: Path, content: Path) -> Dispatch:
    assert cli.main(["import", str(source), "--content", str(content)]) in (0, 3)
    (path,) = (content / "dispatches").rglob("*.md")
    return parse_dispatch(path.read_text(encoding="utf-8"), str(path))


def stored(content: Path, dispatch: Dispatch) -> Image.Image:
    assert dispatch.image is not None
    assert dispatch.image.file is not None
    return Image.open(content / dispatch.image.file)


def test_a_saved_page_gives_its_picture_without_place_and_serial_number(
    tmp_path: Path, content: Path
) -> None:
    saved = tmp_path / "saved"
    for folder, name in (("Ice_files", "Ice"),):
        (saved / folder).mkdir(parents=True)
        (saved / folder / "photo.jpg").write_bytes(photo())
        (saved / f"{name}.html").write_text(
            page(f'<figure><img src="./{folder}/photo.jpg"></figure>'), encoding="utf-8"
        )
    dispatch = imported(saved, content)
    picture = stored(content, dispatch)
    assert picture.size == (640, 400)
    assert dict(picture.getexif().get_ifd(0x8825)) == {}
    assert dict(picture.getexif().get_ifd(0x8769)) == {}
    assert 0x0110 not in picture.getexif()
    assert dispatch.image is not None
    assert b"SERIAL-4711" not in (content / str(dispatch.image.file)).read_bytes()


def test_the_words_of_a_file_are_kept_and_give_the_credit(tmp_path: Path, content: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    (tmp_path / "ice.html").write_text(page('<figure><img src="photo.jpg"></figure>'), encoding="utf-8")
    dispatch = imported(tmp_path / "ice.html", content)
    assert dispatch.image is not None
    assert (dispatch.image.credit, dispatch.image.caption) == ("Ada Brill/Harbour Wire", "Ice in the roads")
    picture = stored(content, dispatch)
    iptc = getiptcinfo(picture)
    assert iptc is not None
    assert (iptc[2, 80], iptc[2, 110], iptc[2, 116]) == (
        b"Ada Brill",
        b"Harbour Wire",
        "© 2004 Ada Brill".encode(),
    )
    assert b"Harbour Wire" in picture.info["xmp"]
    assert picture.getexif()[0x013B] == "Ada Brill"
    assert read_words(picture) == WHOSE


def test_a_printed_credit_stands_above_that_of_the_file(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(photo())
    figure = '<figure><img src="photo.jpg"><figcaption>Ships wait. Photo: Piet Orman</figcaption></figure>'
    (tmp_path / "ice.html").write_text(page(figure), encoding="utf-8")
    dispatch = imported(tmp_path / "ice.html", content)
    assert dispatch.image is not None
    assert str(dispatch.image.credit).endswith("Piet Orman")
    assert str(dispatch.image.caption).startswith("Ships wait")
    assert "names Ada Brill as its maker" in capsys.readouterr().out + (
        content / "captures/report.html"
    ).read_text(encoding="utf-8")


def test_pictures_inside_a_single_file_page(tmp_path: Path, content: Path) -> None:
    lead, second = (base64.b64encode(photo(size=size)).decode() for size in ((640, 400), (500, 300)))
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    figures = (
        f'<figure><img src="data:image/jpeg;base64,{lead}"><figcaption>Ships wait. Photo: Piet Orman</figcaption></figure><p>{WORDS * 2}</p>'
        f'<p>It froze on. {WORDS}</p><figure><img alt="Ice" src="data:image/jpeg;base64,{second}"><figcaption>Closer.</figcaption></figure><img src="{dot}">'
    )
    (tmp_path / "ice.html").write_text(page(figures), encoding="utf-8")
    dispatch = imported(tmp_path / "ice.html", content)
    assert stored(content, dispatch).size == (640, 400)
    assert "embedded" not in dispatch.body
    (shown,) = [line for line in dispatch.body.splitlines() if line.startswith("![")]
    assert shown.startswith("![Ice](images/2004/ice-closes-the-channel/")
    assert len(list((content / "images").rglob("*.jpg"))) == 2


def test_pictures_inside_an_mhtml_file(tmp_path: Path, content: Path) -> None:
    def part(kind: str, where: str, data: bytes) -> bytes:
        head = (
            f"----B\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{where}\r\n\r\n".encode()
        )
        return head + base64.encodebytes(data).replace(b"\n", b"\r\n") + b"\r\n"

    figures = (
        '<figure><img src="http://wire.example/photo.jpg"></figure>'
        f'<p>{WORDS * 2}</p><p>Then <img src="cid:two@wire" alt="Ice"> nobody could say when the second key of the lower lock had been lost, because the book is silent.</p>'
    )
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://wire.example/2004/ice.html\r\nDate: Thu, 7 Mar 2024 06:11:12 -0000\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--B"\r\n\r\n'
    )
    parts = [
        part(
            "text/html; charset=utf-8",
            "Content-Location: http://wire.example/2004/ice.html",
            page(figures).encode(),
        ),
        part("image/jpeg", "Content-Location: http://wire.example/photo.jpg", photo()),
        part("image/jpeg", "Content-ID: <two@wire>", photo(size=(300, 200))),
    ]
    (tmp_path / "ice.mhtml").write_bytes(head.encode() + b"".join(parts) + b"----B--\r\n")
    dispatch = imported(tmp_path / "ice.mhtml", content)
    assert stored(content, dispatch).size == (640, 400)
    assert "![Ice](images/2004/ice-closes-the-channel/" in dispatch.body


@pytest.mark.parametrize(
    "image",
    [
        '<img src="blank.gif" data-src="large.jpg">',
        '<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" data-srcset="small.jpg 300w, large.jpg 1600w">',
        '<img src="small.jpg" srcset="small.jpg 300w, large.jpg 1600w, huge.jpg 6000w">',
        '<img src="small.jpg" srcset="small.jpg, large.jpg 2x">',
        '<picture><source srcset="large.jpg 1600w" type="image/jpeg"><img alt="Ice"></picture>',
        '<img src="blank.gif"><noscript><img src="large.jpg"></noscript>',
    ],
)  # fmt: skip
def test_the_best_picture_of_a_lazy_page(tmp_path: Path, content: Path, image: str) -> None:
    for name, size in (("small.jpg", (300, 200)), ("large.jpg", (1600, 1000)), ("blank.gif", (1, 1))):
        Image.effect_noise(size, 20).convert("RGB").save(tmp_path / name)
    figure = f"<figure>{image}<figcaption>Ships wait. Photo: Piet Orman</figcaption></figure>"
    (tmp_path / "ice.html").write_text(page(figure), encoding="utf-8")
    assert stored(content, imported(tmp_path / "ice.html", content)).size == (1600, 1000)


def bomb(side: int) -> bytes:
    """A PNG whose head promises more points than any memory holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 90_000))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (bomb(50_000), "far too many points"),
        (bomb(9_000), "too large"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>x</script></svg>', "no picture of a kind"),
        (photo()[:4000], "cannot be read"),
        (b"<html>gone</html>", "no picture of a kind"),
        (b"", "no picture of a kind"),
    ],
    ids=["bomb", "too large", "svg", "cut off", "a page", "empty"],
)
def test_what_is_no_picture_is_refused_and_the_piece_comes_in(
    tmp_path: Path, content: Path, data: bytes, why: str
) -> None:
    with pytest.raises(LegacyImportError, match=why):
        reencode(data)
    (tmp_path / "photo.png").write_bytes(data)
    figure = '<figure><img src="photo.png"><figcaption>Ships wait. Photo: Piet Orman</figcaption></figure>'
    (tmp_path / "ice.html").write_text(page(figure), encoding="utf-8")
    dispatch = imported(tmp_path / "ice.html", content)
    assert dispatch.image is not None
    assert dispatch.image.file is None
    assert str(dispatch.image.credit).endswith("Piet Orman")
    assert not (content / "images").exists()
    assert why in (content / "captures/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "BMP", "TIFF"])
def test_every_kind_of_picture_is_written_anew_and_twice_the_same(kind: str) -> None:
    out = io.BytesIO()
    Image.effect_noise((120, 80), 30).convert("P" if kind == "GIF" else "RGB").save(out, kind)
    one, other = reencode(out.getvalue()), reencode(out.getvalue())
    assert one == other
    assert Image.open(io.BytesIO(one.data)).size == (120, 80)


def test_the_words_of_a_png_come_through() -> None:
    from legacy_import.picture_words import as_png_text

    out = io.BytesIO()
    Image.new("RGB", (60, 40)).save(out, "PNG", pnginfo=as_png_text(WHOSE))
    taken = reencode(out.getvalue())
    assert taken.words == WHOSE
    assert read_words(Image.open(io.BytesIO(taken.data))) == WHOSE


def test_only_the_gap_of_a_missing_picture_is_closed() -> None:
    code = "```\na\n\n\n[ ](b)\n```"
    text, missing = local_pictures(
        f"one\n\n![a](http://x.example/a.png)\n\n{code}\n\n> ![b](b.png)\n>\n> said\n\n[![c](c.png)](http://x.example/)",
        None, lambda _address: None, lambda _data, _address: None,
    )  # fmt: skip
    assert missing == ["http://x.example/a.png", "b.png", "c.png"]
    assert text == f"one\n\n{code}\n\n> said"
