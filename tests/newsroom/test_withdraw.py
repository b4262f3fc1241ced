"""Withdraw: the address keeps a tombstone, the text goes."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import shlex
import subprocess
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


def test_what_the_review_keeps_of_it_goes_too(
    archive: ArchiveFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = "<meta property='article:published_time' content='2004-05-01'>"
    page = "<!-- saved from url=(0032)http://wire.example/2004/tug.html --><html><head><title>Late tug</title>{}</head>"
    text = "The zqtug was late again on Monday evening, and the harbour master wrote it down in his book. "
    other = "Two of the zqships have coal for three days only, and the icebreaker is under repair. "
    body = "<body><article><h1>Late tug</h1><p>{}</p><p>{}</p></article></body></html>"
    old = tmp_path / "old"
    old.mkdir()

    def bring(first: str, second: str, head: str = day) -> None:
        (old / "tug.html").write_text(
            page.format(head) + body.format(first * 2, second * 2), encoding="utf-8"
        )
        archive.run("import", str(old))

    bring(text, other)
    (path,) = (archive.content / "dispatches").rglob("*.md")
    path.write_text(path.read_text(encoding="utf-8").replace("Monday", "zqTuesday"), encoding="utf-8")
    bring(text.replace("Monday", "zqSunday"), other)
    bring(text, other.replace("three", "four"), head="")
    review = archive.content / "captures/review"
    assert list(review.glob("*.conflict.md"))
    assert archive.run("review", "--list").code == 3
    assert archive.run("withdraw", parse_dispatch(path.read_text(encoding="utf-8")).slug, "Why").code == 0
    said = archive.run("review", "--list")
    assert (said.code, said.out) == (0, "Nothing waits for a look.\n")
    for file in archive.content.rglob("*"):
        data = file.read_bytes() if file.is_file() else b""
        assert b"zq" not in (gzip.decompress(data) if file.suffix == ".gz" else data), file


def test_purging_names_the_ledger_and_what_the_files_were_called_before(archive: ArchiveFolder) -> None:
    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", str(archive.folder), *who, *words], check=True, capture_output=True)

    archive.picture("images/2014/other/a.png")
    archive.file("other", body="Word for word the same.")
    old = archive.file("first", "slug: piece", body="Word for word the same.")
    archive.put("captures/ledger.jsonl", "")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "a")
    new = old.with_name("2014-07-27-it's-last.md")
    git("mv", str(old), str(new))
    git("commit", "-qm", "b")
    out = archive.run("withdraw", "piece", "Why").out
    command = next(line for line in out.splitlines() if "git filter-repo --" in line)
    assert shlex.split(command)[3:] == [
        "--path", "content/dispatches/2014/2014-07-27-it's-last.md",
        "--path", "content/captures/ledger.jsonl",
        "--path", "content/dispatches/2014/2014-07-27-first.md",
    ]  # fmt: skip
    assert "copy both back, commit" in out


def test_where_nothing_was_imported_no_ledger_is_purged(archive: ArchiveFolder, piece: Path) -> None:
    out = archive.run("withdraw", "piece", "Why").out
    assert "ledger.jsonl" not in out
    assert "copy it back" in out
