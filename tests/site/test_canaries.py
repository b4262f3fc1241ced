"""Nothing of a draft, an embargoed or a future piece is anywhere in what publish writes."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator

import pytest

from archives import ArchiveFolder

# One made-up word for every field; a letter more for each piece, so that no two pieces share a word.
FIELDS = ("title", "body", "tag", "place", "byline", "section", "series", "caption", "alt", "credit", "kicker", "standfirst",
          "about", "alias", "correction", "outlet", "slug", "file", "own", "link", "foot")  # fmt: skip


def words(piece: str) -> dict[str, str]:
    """The canaries of one piece."""
    return {field: f"zq{field}{piece}" for field in FIELDS}


def plant(
    archive: ArchiveFolder, piece: str, header: str, date: str = "2014-07-27", lang: str = "en"
) -> dict[str, str]:
    """Write a dispatch that says every canary of `piece`."""
    w = words(piece)
    picture = f"images/2014/{w['file']}.png"
    # Wide enough for smaller copies to be made of it.
    archive.picture(picture, size=(1300 + len(piece), 400))
    archive.file(
        w["slug"],
        f"title: A {w['title']} headline\nlang: {lang}\ntags: [shared, {w['tag']}]\ndateline: {w['place'].upper()}, Nowhere\n"
        f"bylines: [Ann {w['byline']}]\nsection: {w['section']}\nseries: {w['series']}\nabout: [{w['about']}]\n"
        f"image: {{file: {picture}, alt: {w['alt']}, caption: {w['caption']}, credit: {w['credit']}, rights: own}}\n"
        f"source: {{outlet: {w['outlet']}}}\nrights: own\n"
        f"kicker: {w['kicker']}\nstandfirst: {w['standfirst']}\naliases: [/{w['alias']}/a.html]\n"
        f"corrections: [{{date: 2014-08-01, text: {w['correction']}}}]\nx-own: {w['own']}\n{header}",
        body=f"The {w['body']} text[^1] and [a link](https://{w['link']}.example/).\n\n![{w['alt']}]({picture})\n\n[^1]: {w['foot']}",
        date=date,
    )
    return w


def unpacked(data: bytes) -> Iterator[bytes]:
    """A file's bytes, and what is packed in them."""
    yield data
    for unpack in (gzip.decompress, zlib.decompress, lambda d: zlib.decompress(d, -15)):
        try:
            yield unpack(data)
        except (OSError, EOFError, zlib.error):
            continue


def found(archive: ArchiveFolder, canaries: list[str]) -> list[str]:
    """Where any of these words can be read, in names too, whatever the case."""
    hits = []
    for name, data in archive.files().items():
        for text in (name.encode(), *unpacked(data)):
            hits += [f"{name}: {word}" for word in canaries if word.encode() in text.lower()]
    return hits


@pytest.fixture
def planted(archive: ArchiveFolder) -> tuple[ArchiveFolder, dict[str, dict[str, str]]]:
    """Open pieces, and among them every kind of piece that may not be seen."""
    archive.put("people.yaml", "- name: A. Tester\n")
    archive.put("places.yaml", "- {name: Baku, country: Azerbaijan}\n")
    archive.picture("images/2014/open.png")
    for n in range(3):
        archive.file(
            f"open-{n}", "tags: [shared]\ndateline: BAKU, Azerbaijan\nbylines: [A. Tester]\nseries: Shared\nimage: {file: images/2014/open.png, alt: A, credit: B}",
            body=f"Open piece number {n}.", date=f"2014-07-2{6 + n}",
        )  # fmt: skip
    planted = {
        "draft": plant(archive, "draft", "status: draft"),
        "embargo": plant(archive, "embargo", "embargo: 2026-01-02T12:00Z"),
        "future": plant(archive, "future", "", date="2026-01-02"),
        "pair": plant(archive, "pair", "status: draft\ntranslation_of: open-0", lang="az"),
        "soon": plant(archive, "soon", "embargo: 2026-06-01\ntranslation_of: open-1", lang="ru"),
    }
    archive.file("child", f"lang: az\nstatus: draft\ntranslation_of: {planted['draft']['slug']}")
    return archive, planted


@pytest.mark.parametrize("task", ["build", "publish"])
def test_no_word_and_no_picture_of_a_withheld_piece_comes_out(
    planted: tuple[ArchiveFolder, dict[str, dict[str, str]]], task: str
) -> None:
    archive, pieces = planted
    assert archive.run(task).code == 0
    assert found(archive, [word for piece in pieces.values() for word in piece.values()]) == []
    shown = [n for n in archive.files() if n.startswith("images/")]
    assert shown == ["images/2014/open.png"]
    assert not [n for n in archive.files() if n.startswith("pictures/")]
    assert [row["slug"] for row in json.loads(archive.page("dispatches.json"))["dispatches"]] == [
        "open-0",
        "open-1",
        "open-2",
    ]


def test_the_canaries_would_be_found(planted: tuple[ArchiveFolder, dict[str, dict[str, str]]]) -> None:
    archive, pieces = planted
    path = next(archive.content.rglob("*zqslugdraft.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft\n", ""), encoding="utf-8")
    archive.build()
    assert [n for n in archive.files() if n.startswith("pictures/")]
    hits = {hit.partition(": ")[2] for hit in found(archive, list(pieces["draft"].values()))}
    # The correspondent's own keys are nobody's business.
    assert hits == set(pieces["draft"].values()) - {"zqowndraft"}


def test_an_embargo_lifts_when_its_moment_has_come(
    planted: tuple[ArchiveFolder, dict[str, dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, pieces = planted
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767355199")  # one second before noon on 2 January 2026
    archive.publish()
    assert found(archive, list(pieces["embargo"].values())) == []
    assert found(archive, ["zqbodyfuture"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767355200")
    archive.publish()
    assert found(archive, ["zqbodyembargo"])
    assert "images/2014/zqfileembargo.png" in archive.files()


def test_a_piece_that_goes_back_to_draft_is_gone_from_an_older_build(
    planted: tuple[ArchiveFolder, dict[str, dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, pieces = planted
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    archive.build()
    assert found(archive, ["zqbodyembargo"])
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    archive.build()
    assert found(archive, [word for piece in pieces.values() for word in piece.values()]) == []


def test_a_hidden_piece_has_a_page_and_nothing_leads_to_it(archive: ArchiveFolder) -> None:
    archive.file("open", "tags: [shared]")
    w = plant(archive, "hidden", "status: hidden")
    archive.publish()
    page = f"2014/07/27/{w['slug']}/index.html"
    assert '<meta name="robots" content="noindex">' in archive.page(page)
    elsewhere = [
        hit
        for hit in found(archive, list(w.values()))
        if not hit.startswith((page, f"images/2014/{w['file']}.png"))
    ]
    assert elsewhere == []


def test_a_withdrawn_piece_leaves_a_tombstone_and_nothing_else(archive: ArchiveFolder) -> None:
    archive.file("open", "tags: [shared]\ntranslation_of: zqslugwithdrawn\nlang: az")
    w = plant(
        archive,
        "withdrawn",
        "status: withdrawn\nwithdrawn: {date: 2015-02-03, reason: The figures were invented.}",
    )
    archive.publish()
    page = f"2014/07/27/{w['slug']}/index.html"
    text = archive.page(page)
    assert "The figures were invented." in text
    assert '<meta name="robots" content="noindex">' in text
    kept = {hit for hit in found(archive, list(w.values())) if not hit.startswith("dispatches.json")}
    # Older addresses still lead to the notice, and say no more than where it is.
    older = "zqaliaswithdrawn/a.html"
    assert kept <= {f"{page}: {w['slug']}", f"{older}: {w['slug']}", f"{older}: zqaliaswithdrawn"}
    assert not [n for n in archive.files() if n.startswith(("images/", "pictures/"))]
    rows = json.loads(archive.page("dispatches.json"))["dispatches"]
    assert [row["status"] for row in rows if row["slug"] == w["slug"]] == ["withdrawn"]
