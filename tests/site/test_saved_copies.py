"""Saved copies: only where the archive asked for them and the rights are known; of a withheld piece nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import shutil

import pytest

from archives import ArchiveFolder
from legacy_import.capture import Capture, Store

WORD = "zinnwaldite"
URL = "http://old.example/2014/barge.html"
PAGE = f'<html><body><h1>Barge</h1><p>The {WORD} barge.</p><img src="/a.png" alt="A barge"><script>1</script></body></html>'.encode()
ID = "<urn:uuid:00000000-0000-0000-0000-000000000001>"
SETTING = "name: A\naddress: https://tester.example\nsaved_copies: true\n"


def header(rights: str = "permitted", more: str = "", page: bytes = PAGE) -> str:
    sha = hashlib.sha256(page).hexdigest()
    source = (
        f'source: {{outlet: The Wire, url: "{URL}", captured: 2026-01-01, capture: "{ID}", sha256: {sha}}}'
    )
    return f"{source}\nrights: {rights}{more}"


@pytest.fixture
def saved(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with one imported piece, its capture, and one of its own; the setting is on."""
    from PIL import Image

    archive.put("archive.yaml", SETTING)
    archive.file("own")
    archive.file("barge", header())
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    store = Store(archive.content)
    store.add(Capture(ID, URL, moment, hashlib.sha256(PAGE).hexdigest(), PAGE, "text/html"))
    picture = archive.folder / "a.png"
    Image.new("RGB", (8, 6), (1, 2, 3)).save(picture)
    data = picture.read_bytes()
    store.add(Capture(ID.replace("1>", "2>"), "http://old.example/a.png", moment, hashlib.sha256(data).hexdigest(), data, "image/png", role="image"))  # fmt: skip
    return archive


COPY = "2014/07/27/barge/saved/index.html"


def test_the_copy_is_a_page_that_search_engines_leave_out(saved: ArchiveFolder) -> None:
    saved.publish()
    page = saved.page(COPY)
    assert f"<p>The {WORD} barge.</p>" in page
    assert '<meta name="robots" content="noindex, nofollow, noarchive">' in page
    assert "<script" not in page
    assert 'rel="canonical"' not in page
    body = page.partition('class="body saved"')[2].partition("</main>")[0]
    assert "<a " not in body
    others = {name: data for name, data in saved.files().items() if not name.startswith(COPY[:-10])}
    assert [name for name, data in others.items() if WORD.encode() in data] == []
    assert "saved/" not in saved.page("sitemap.xml")


def test_the_dispatch_leads_to_it_and_says_so_to_machines(saved: ArchiveFolder) -> None:
    saved.publish()
    page = saved.page("2014/07/27/barge/index.html")
    assert "First published by The Wire on 27 July 2014." in page
    assert "Saved copy captured on 1 January 2026." in page
    assert re.search(r'<a href="[./]*2014/07/27/barge/saved/" rel="nofollow">Read the saved copy</a>', page)
    found = json.loads(page.partition('ld+json">')[2].partition("</script>")[0])
    assert found["archivedAt"] == "https://tester.example/2014/07/27/barge/saved/"
    rows = [json.loads(line) for line in saved.page("data/dispatches.jsonl").splitlines()]
    assert {row["slug"]: row["saved_copy"] for row in rows} == {"barge": found["archivedAt"], "own": None}


def test_a_captured_picture_is_shown_where_its_rights_are_known(saved: ArchiveFolder) -> None:
    saved.publish()
    assert "[A barge]" in saved.page(COPY)
    assert not (saved.output / COPY).with_name("1.png").exists()
    saved.file("barge", header(more="\nimage: {credit: Ann, rights: permitted}"))
    saved.publish()
    assert '<img src="1.png" alt="A barge" width="8" height="6" loading="lazy">' in saved.page(COPY)
    assert (saved.output / COPY).with_name("1.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "change", ["setting off", "unknown rights", "draft", "embargo", "withdrawn", "future date"]
)
def test_nothing_of_a_copy_that_may_not_be_shown(saved: ArchiveFolder, change: str) -> None:
    saved.publish()
    assert WORD in saved.page(COPY)
    reason = "\nstatus: withdrawn\nwithdrawn: {date: 2026-01-01, reason: Asked}"
    headers = {
        "unknown rights": header("unknown"),
        "draft": header(more="\nstatus: draft"),
        "embargo": header(more="\nembargo: 2030-01-01T00:00+00:00"),
        "withdrawn": header(more=reason),
    }
    if change == "setting off":
        saved.put("archive.yaml", SETTING.replace("true", "false"))
    elif change == "future date":
        (saved.content / "dispatches/2014/2014-07-27-barge.md").unlink()
        saved.file("barge", header(), date="2030-07-27")
    else:
        saved.file("barge", headers[change])
    for task in ("build", "publish"):
        said = saved.run(task)
        assert said.code == 0, said.err
        files = saved.files()
        assert [name for name in files if "/saved/" in name] == []
        assert [name for name, data in files.items() if WORD.encode() in data] == []
        assert [name for name, data in files.items() if b"archivedAt" in data] == []


def test_without_the_capture_the_page_is_poorer_and_a_warning_says_so(saved: ArchiveFolder) -> None:
    shutil.rmtree(saved.content / "captures")
    said = saved.publish()
    assert "1 saved copies are left out: their captures are not in content/captures" in said.out + said.err
    page = saved.page("2014/07/27/barge/index.html")
    assert "archivedAt" not in page
    assert "Read the saved copy" not in page
    assert "Saved copy captured on 1 January 2026." in page


def test_a_capture_that_has_changed_stops_the_build(archive: ArchiveFolder) -> None:
    # A page of its own: of one that an earlier build has read, the cache still knows what it was.
    page = PAGE + str(archive.folder).encode()
    archive.put("archive.yaml", SETTING)
    archive.file("barge", header(page=page))
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    Store(archive.content).add(Capture(ID, URL, moment, hashlib.sha256(page).hexdigest(), page, "text/html"))
    (path,) = (archive.content / "captures").glob("*.warc.gz")
    data = bytearray(path.read_bytes())
    data[60:70] = b"0123456789"
    path.write_bytes(bytes(data))
    said = archive.run("publish")
    assert said.code == 1
    assert "does not hold at byte 0 the page that was captured" in said.err
    assert not archive.output.exists()
