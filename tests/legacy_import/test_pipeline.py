"""Import as a whole: complete front matter, the same bytes again, nothing of a hand's work lost."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from PIL import Image

from dispatch.record import Rights
from legacy_import.capture import Ledger, waiting_captures
from legacy_import.commands import run_import
from legacy_import.files import alone
from support.imports import bring, dispatches, prints, read


def test_a_folder_becomes_dispatches_with_their_provenance(old_folder: Path, content: Path) -> None:
    assert bring(old_folder, content) == 0
    assert len(dispatches(content)) == 5
    found = read(content / "dispatches/2004/2004-02-03-salt-barge-waits-for-the-lock.md")
    assert [byline.name for byline in found.bylines] == ["Nora Feld"]
    assert str(found.dateline) == "Tallinn"
    assert found.image is not None
    assert (found.image.file, found.image.credit) == (None, "Photo: Ada Brill")
    assert found.source is not None
    assert (found.source.outlet, found.source.url, found.rights) == (
        "The Harbour Wire",
        "http://wire.example/n.php?id=0",
        Rights.PERMITTED,
    )
    assert found.source.sha256 == hashlib.sha256((old_folder / "n0.html").read_bytes()).hexdigest()
    assert found.aliases == ("http://wire.example/n.php?id=0",)
    assert "Photo" not in found.body
    assert "Leave a comment" not in found.body


def test_a_second_run_changes_nothing(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    before = prints(content)
    assert bring(old_folder, content) == 0
    assert prints(content) == before


def test_a_dry_run_writes_nothing(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = prints(content)
    assert bring(old_folder, content, dry_run=True) == 0
    assert prints(content) == before
    assert "Would import 5 pages" in capsys.readouterr().out


def test_a_page_without_a_date_waits(
    tmp_path: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_text(
        "<html><head><title>Undated</title></head><body><h1>Undated</h1>"
        + "<p>Words about a thing that happened once.</p>" * 8
        + "</body></html>",
        encoding="utf-8",
    )
    assert run_import(str(folder), content=content, as_json=True) == 3
    row = json.loads(capsys.readouterr().out)["pages"][0]
    assert (row["outcome"], row["reason"]) == ("waiting", "no date was found")
    assert dispatches(content) == []
    assert "Words about a thing" in (content / row["path"]).read_text(encoding="utf-8")
    assert waiting_captures(content) == 1


def test_what_is_no_page_is_refused_and_the_rest_goes_on(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (old_folder / "empty.html").write_bytes(b"")
    (old_folder / "torn.html.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    (old_folder / "binary.html").write_bytes(b"\x00\x01\x02\x03" * 300)
    assert bring(old_folder, content) == 3
    assert len(dispatches(content)) == 5
    out = capsys.readouterr().out
    assert "empty: refused" in out
    assert "binary: refused" in out
    assert "torn: refused" in out


def test_a_killed_run_goes_on_where_it_stopped(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    whole = prints(content / "dispatches")
    ledger = content / "captures/ledger.jsonl"
    lines = ledger.read_bytes().split(b"\n")
    ledger.write_bytes(b"\n".join(lines[:2]) + b"\n" + lines[2][:30])
    max((content / "dispatches").rglob("*.md")).unlink()
    assert bring(old_folder, content) == 0
    assert prints(content / "dispatches") == whole
    assert len(Ledger(content).entries()) == 5


def test_a_picture_beside_the_page_is_taken_without_its_secrets(tmp_path: Path, content: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    exif = Image.Exif()
    exif[0x013B] = "Ada Brill"
    exif[0xA431] = "SERIAL-4711"
    exif.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "navy").save(out, "JPEG", exif=exif)
    (folder / "port.jpg").write_bytes(out.getvalue())
    text = (
        "<p>The harbour office said that nobody expects the ferry before Friday, and that the ice is thick.</p>"
        * 4
    )
    (folder / "a.html").write_text(
        '<html><head><title>Ferry stays</title><meta property="article:published_time" content="2004-02-05T10:00:00+02:00"></head><body><h1>Ferry stays</h1>'
        f'<article><figure><img src="port.jpg" width="300"><figcaption>The port. Photo: Ada Brill</figcaption></figure>{text}</article></body></html>',
        encoding="utf-8",
    )
    assert run_import(str(folder / "a.html"), content=content) == 0
    found = read(dispatches(content)[0])
    assert found.image is not None
    assert (found.image.file, found.image.caption, found.image.credit) == (
        "images/2004/ferry-stays/port.jpg",
        "The port",
        "Photo: Ada Brill",
    )
    with Image.open(content / found.image.file) as kept:
        assert kept.getexif().get(0x013B) == "Ada Brill"
        assert not kept.getexif().get_ifd(0x8825)
    assert b"SERIAL-4711" not in (content / found.image.file).read_bytes()


def test_a_warc_is_a_source(old_folder: Path, content: Path, tmp_path: Path) -> None:
    bring(old_folder, content)
    other = tmp_path / "other"
    other.mkdir()
    warc = next((content / "captures").glob("*.warc.gz"))
    assert run_import(str(warc), content=other) == 0
    assert [path.name for path in dispatches(other)] == [path.name for path in dispatches(content)]


def test_a_recipe_file_is_read(old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (content / "recipes.yaml").write_text("- hosts: [wire.example]\n  headline: b\n", encoding="utf-8")
    assert bring(old_folder, content) == 1
    assert "no key 'headline'" in capsys.readouterr().err


def test_two_imports_at_once_are_one(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(content / "captures" / "import.lock"):
        assert bring(old_folder, content) == 1
    assert "Another import is at work" in capsys.readouterr().err
    assert bring(old_folder, content) == 0


def test_what_a_kill_left_half_written_goes(old_folder: Path, content: Path) -> None:
    left = content / "dispatches" / "2004" / ".tmp-stringer-x1"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"half")
    bring(old_folder, content)
    assert not left.exists()


def test_the_sites_own_name_and_a_footers_year_are_no_headline_and_no_date(content: Path) -> None:
    page = """<html><head><title>Orbita Wire</title></head><body>
    <table><tr><td><b>ORBITA</b> Orbita Wire</td></tr></table>
    <p>The pilot boat went out at six and came back at nine with nobody aboard, since nobody had asked.</p>
    <p>It is the third such morning this week, and the harbour office keeps a list of them by date.</p>
    <p>The list has no heading. Nobody has yet needed one, the office says, and it hangs by the door.</p>
    <div>© Orbita Wire, 1998-2003. All rights reserved.</div></body></html>"""
    folder = content.parent / "lone"
    folder.mkdir()
    (folder / "lone.html").write_text(page, encoding="utf-8")
    (content.parent / "urls.tsv").write_text("", encoding="utf-8")
    assert bring(folder, content) == 3
    assert not list((content / "dispatches").rglob("*.md"))
