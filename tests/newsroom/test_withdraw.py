"""Withdraw: the address keeps a tombstone, the text goes."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from pathlib import Path

import pytest

from archives import ArchiveFolder, contents
from dispatch import Status, parse_dispatch
from legacy_import.capture import Capture, Store

HEADER = """\
# Filed by telephone.
standfirst: zqstandfirst
image: {file: images/2014/piece/lead.png, alt: A, credit: B}"""


@pytest.fixture
def piece(archive: ArchiveFolder) -> Path:
    """A dispatch with pictures of its own and one that another piece shows too."""
    for name in ("2014/piece/lead.png", "2014/piece/inside.png", "2014/shared.png"):
        archive.picture(f"images/{name}")
    archive.file("other", body="![a](images/2014/shared.png)")
    return archive.file(
        "piece",
        HEADER,
        body="The zqbody.\n\n![a](images/2014/piece/inside.png)\n\n![a](images/2014/shared.png)",
    )


def test_text_and_pictures_go_and_the_header_stays(archive: ArchiveFolder, piece: Path) -> None:
    said = archive.run("withdraw", "piece", "The figures: invented.")
    assert said.code == 0
    text = piece.read_text(encoding="utf-8")
    d = parse_dispatch(text)
    assert d.status is Status.WITHDRAWN
    assert d.withdrawn is not None
    assert (str(d.withdrawn.date), d.withdrawn.reason, d.title) == (
        "2026-01-01",
        "The figures: invented.",
        "Title of piece",
    )
    assert "zq" not in text
    assert "# Filed by telephone." in text
    assert [name for name in contents(archive.content) if name.endswith(".png")] == ["images/2014/shared.png"]


def test_it_says_plainly_what_stays_and_how_to_purge_it(archive: ArchiveFolder, piece: Path) -> None:
    out = archive.run("withdraw", "piece", "Why").out
    for words in (
        "git history",
        "git filter-repo",
        "content/dispatches/2014/2014-07-27-piece.md",
        "forks",
        "content/images/2014/piece/lead.png",
        "copies",
    ):
        assert words in out


def test_the_archive_checks_and_the_site_shows_a_tombstone(archive: ArchiveFolder, piece: Path) -> None:
    archive.run("withdraw", "piece", "The figures were invented.")
    assert archive.run("check").code == 0
    archive.publish()
    assert "The figures were invented." in archive.page("2014/07/27/piece/index.html")
    assert not [
        name for name, data in archive.files().items() if b"zqbody" in data or b"zqstandfirst" in data
    ]


@pytest.mark.parametrize("name", ["PIECE", "/2014/07/27/piece/", "2014-07-27-piece.md", "2014-07-27-piece"])
def test_an_address_or_a_file_name_will_do_for_the_slug(
    archive: ArchiveFolder, piece: Path, name: str
) -> None:
    assert archive.run("withdraw", name, "Why").code == 0


@pytest.mark.parametrize(
    ("slug", "reason", "words"),
    [("peice", "Why", "no dispatch with the slug 'peice'"), ("piece", " ", "needs a reason")],
)
def test_a_wrong_slug_or_no_reason_changes_nothing(
    archive: ArchiveFolder, piece: Path, slug: str, reason: str, words: str
) -> None:
    before = contents(archive.content)
    said = archive.run("withdraw", slug, reason)
    assert said.code == 1
    assert words in said.err
    assert ("write piece" in said.err) == (slug == "peice")
    assert contents(archive.content) == before


def test_a_second_time_is_refused(archive: ArchiveFolder, piece: Path) -> None:
    archive.run("withdraw", "piece", "Why")
    before = contents(archive.content)
    assert "is withdrawn already" in archive.run("withdraw", "piece", "Why else").err
    assert contents(archive.content) == before


def test_a_file_with_windows_line_ends_is_cut_at_the_same_place(archive: ArchiveFolder, piece: Path) -> None:
    piece.write_bytes(piece.read_bytes().replace(b"\n", b"\r\n"))
    archive.run("withdraw", "piece", "Why")
    data = piece.read_bytes()
    assert b"zq" not in data
    assert data.count(b"\n") == data.count(b"\r\n")
    assert parse_dispatch(data.decode()).body == ""


@pytest.mark.parametrize(
    "header",
    [
        "Title: A\nDate: 2014-07-27\nSlug: plain\n\nThe zqbody.\n",
        "---\ntitle: A\ndate: 2014\nslug: plain\n---\nThe zqbody.\n",
    ],
)
def test_other_kinds_of_header(archive: ArchiveFolder, header: str) -> None:
    path = archive.put("dispatches/plain.md", header)
    assert archive.run("withdraw", "plain", "Why").code == 0
    assert parse_dispatch(path.read_text(encoding="utf-8")).status is Status.WITHDRAWN
    assert "zq" not in path.read_text(encoding="utf-8")
    assert archive.run("check").code == 0


def test_the_capture_goes_too_and_its_hash_stays(archive: ArchiveFolder) -> None:
    when = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    store = Store(archive.content)
    bodies = [f"<p>The zqpage of {n}.</p>".encode() for n in range(2)]
    pages = [
        Capture(
            f"<urn:uuid:00000000-0000-4000-8000-00000000000{n}>", f"https://agency.example/{n}", when,
            hashlib.sha256(body).hexdigest(), body, "text/html",
        )
        for n, body in enumerate(bodies)
    ]  # fmt: skip
    for page in pages:
        store.add(page)
    gone, kept = pages
    archive.file(
        "piece", f'rights: own\nsource: {{outlet: Agency, capture: "{gone.id}", sha256: {gone.sha256}}}'
    )
    said = archive.run("withdraw", "piece", "Why")
    assert said.code == 0
    assert f"its SHA-256 {gone.sha256} stays in the ledger" in said.out
    assert [row["id"] for row in Store(archive.content).rows()] == [kept.id]
    packed = b"".join(gzip.decompress(p.read_bytes()) for p in archive.content.rglob("*.warc.gz"))
    assert b"zqpage of 1" in packed
    assert b"zqpage of 0" not in packed
    ledger = (archive.content / "captures" / "ledger.jsonl").read_text(encoding="utf-8")
    assert gone.sha256 in ledger
    assert archive.run("check", "--fixity").code == 0
