"""Importing again: nothing of a hand's work is lost, one story is one dispatch, what was taken away stays away."""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from legacy_import.capture import Store
from legacy_import.commands import run_import
from legacy_import.reviewpage import run_review
from legacy_import.sources.folder import Listed, capture_file, find_pages
from support.imports import BARGE, bring, dispatches, prints, read, rewrite


def test_an_edit_by_hand_and_a_change_of_the_page_come_together(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    path = content / BARGE
    rewrite(path, "only key", "only key, or so he said")
    rewrite(path, "section: Ports", "section: Locks # our own name for it")
    edited = path.read_text(encoding="utf-8")
    assert bring(old_folder, content) == 0
    assert path.read_text(encoding="utf-8") == edited
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    assert bring(old_folder, content) == 0
    merged = path.read_text(encoding="utf-8")
    assert "only key, or so he said" in merged
    assert "section: Locks # our own name for it" in merged
    assert "left at noon" in merged
    found = read(path)
    assert found.source is not None
    assert found.source.sha256 == hashlib.sha256((old_folder / "n0.html").read_bytes()).hexdigest()
    before = prints(content)
    assert bring(old_folder, content) == 0
    assert prints(content) == before
    assert not list((content / "captures").glob("review/*.md"))
    assert not list((content / "captures").glob("review/*.diff"))


def test_what_both_have_changed_stays_as_the_hand_wrote_it_and_both_are_in_the_review(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bring(old_folder, content)
    path = content / BARGE
    rewrite(path, "left at dawn", "left before dawn")
    edited = path.read_bytes()
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    assert bring(old_folder, content) == 3
    assert path.read_bytes() == edited
    note = next((content / "captures/review").glob("*.conflict.md"))
    assert "left at noon" in note.read_text(encoding="utf-8")
    assert "left before dawn" in note.read_text(encoding="utf-8")
    before = prints(content)
    assert bring(old_folder, content) == 3
    assert prints(content) == before
    capsys.readouterr()
    assert run_review(content) == 3
    assert note.name in capsys.readouterr().out
    note.unlink()
    assert bring(old_folder, content) == 0
    rewrite(old_folder / "n0.html", "The skipper slept", "The old skipper slept")
    assert bring(old_folder, content) == 3
    assert path.read_bytes() == edited
    assert len(list((content / "captures/review").glob("*.conflict.md"))) == 1


def test_a_dispatch_whose_base_is_lost_is_never_overwritten(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    path = content / BARGE
    rewrite(path, "only key", "only key, or so he said")
    edited = path.read_bytes()
    (content / "captures/ledger.jsonl").unlink()
    assert bring(old_folder, content) == 3
    assert path.read_bytes() == edited
    offered = (content / "captures/review" / f"{path.stem}.diff").read_text(encoding="utf-8")
    assert "or so he said" in offered
    assert len(dispatches(content)) == 5


def test_a_piece_of_ones_own_that_names_the_capture_is_left_alone(old_folder: Path, content: Path) -> None:
    """A page waited; its author wrote the dispatch himself, with the capture's id."""
    bring(old_folder, content)
    path = content / BARGE
    mine = path.read_text(encoding="utf-8").replace("The skipper slept on deck", "I slept on deck")
    path.write_text(mine, encoding="utf-8")
    ledger = content / "captures/ledger.jsonl"
    rows = [json.loads(line) for line in ledger.read_text(encoding="utf-8").splitlines()]
    rows[0] = {"sha256": rows[0]["sha256"], "state": "waiting"}
    ledger.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert bring(old_folder, content) == 3
    assert path.read_text(encoding="utf-8") == mine


def test_an_alias_of_a_second_address_reaches_a_dispatch_that_was_edited(
    old_folder: Path, content: Path
) -> None:
    bring(old_folder, content)
    rewrite(content / BARGE, "only key", "only key, or so he said")
    page = (old_folder / "n0.html").read_text(encoding="utf-8").replace("logo.gif", "logo2.gif")
    (old_folder / "z.html").write_text(page, encoding="utf-8")
    rewrite(old_folder.parent / "urls.tsv", "n0\t", "z\thttp://wire.example/print/n0.html\t\nn0\t")
    assert bring(old_folder, content) == 0
    assert read(content / BARGE).aliases == ("http://wire.example/n.php?id=0", "/print/n0.html")
    assert "or so he said" in (content / BARGE).read_text(encoding="utf-8")
    rewrite(content / BARGE, ', "/print/n0.html"', "")
    before = prints(content)
    assert bring(old_folder, content) == 0
    assert prints(content) == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_versions_in_a_warc_make_one_dispatch_with_the_newest_text(
    order: tuple[int, int], old_folder: Path, content: Path, tmp_path: Path
) -> None:
    capture = capture_file(find_pages(old_folder / "n0.html")[0], Listed("http://wire.example/n.php?id=0"))
    other = tmp_path / "web"
    store = Store(other)
    versions = []
    for number, word in enumerate(("dawn", "noon")):
        data = capture.payload.replace(b"left at dawn", b"left at " + word.encode())
        versions.append(
            replace(
                capture, id=f"<urn:uuid:00000000-0000-0000-0000-00000000000{number}>", payload=data,
                sha256=hashlib.sha256(data).hexdigest(), captured=dt.datetime(2004 + number, 5, 1, tzinfo=dt.UTC),
            )
        )  # fmt: skip
    for number in order:
        store.add(versions[number])
    warc = next((other / "captures").glob("*.warc.gz"))
    bring(old_folder, content)
    assert run_import(str(warc), content=content) == 0
    assert len(dispatches(content)) == 5
    before = prints(content)
    assert "left at dawn" in read(content / BARGE).body
    assert run_import(str(warc), content=content) == 0
    assert prints(content) == before
    fresh = tmp_path / "fresh"
    assert run_import(str(warc), content=fresh) == 0
    assert len(dispatches(fresh)) == 1
    assert "left at noon" in dispatches(fresh)[0].read_text(encoding="utf-8")


def test_a_later_version_of_a_page_without_an_address_finds_its_dispatch(
    old_folder: Path, content: Path
) -> None:
    (old_folder.parent / "urls.tsv").write_text("", encoding="utf-8")
    bring(old_folder, content)
    count = len(dispatches(content))
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    bring(old_folder, content)
    assert len(dispatches(content)) == count


def test_a_picture_that_was_changed_by_hand_stays(tmp_path: Path, content: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    Image.new("RGB", (300, 200), "navy").save(folder / "port.png")
    text = "<p>The harbour office said that nobody expects the ferry before Friday, and that the ice is thick.</p>"
    (folder / "a.html").write_text(
        '<html><head><title>Ferry stays</title><meta property="article:published_time" content="2004-02-05T10:00:00+02:00"></head>'
        f'<body><h1>Ferry stays</h1><article><figure><img src="port.png" width="300"></figure>{text * 4}</article></body></html>',
        encoding="utf-8",
    )
    run_import(str(folder / "a.html"), content=content)
    picture = next((content / "images").rglob("*.png"))
    Image.new("RGB", (30, 20), "red").save(picture)
    mine = picture.read_bytes()
    run_import(str(folder / "a.html"), content=content)
    assert picture.read_bytes() == mine


def test_a_later_version_of_an_untouched_piece_takes_its_place(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    page = old_folder / "n0.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("left at dawn", "left at noon"), encoding="utf-8"
    )
    assert bring(old_folder, content) == 0
    assert len(dispatches(content)) == 5
    assert (
        "left at noon" in read(content / "dispatches/2004/2004-02-03-salt-barge-waits-for-the-lock.md").body
    )


def test_a_deleted_dispatch_does_not_come_back(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    (content / BARGE).unlink()
    bring(old_folder, content)
    bring(old_folder, content)
    assert len(dispatches(content)) == 4
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    bring(old_folder, content)
    assert len(dispatches(content)) == 4


def test_a_deleted_dispatch_does_not_come_back_in_a_later_version_or_under_another_address(
    old_folder: Path, content: Path
) -> None:
    bring(old_folder, content)
    (content / BARGE).unlink()
    page = (old_folder / "n0.html").read_text(encoding="utf-8").replace("logo.gif", "logo2.gif")
    (old_folder / "z.html").write_text(page, encoding="utf-8")
    rewrite(old_folder.parent / "urls.tsv", "n0\t", "z\thttp://wire.example/print/n0.html\t\nn0\t")
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    for _run in range(2):
        assert bring(old_folder, content) == 0
        assert len(dispatches(content)) == 4


def test_a_tombstone_takes_no_text_back(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    path = content / BARGE
    header = path.read_text(encoding="utf-8").split("\n---\n")[0]
    note = "status: withdrawn\nwithdrawn:\n  date: 2015-01-01\n  reason: A mistake\n---\n"
    path.write_text(f"{header}\n{note}", encoding="utf-8")
    mine = path.read_bytes()
    rewrite(old_folder / "n0.html", "left at dawn", "left at noon")
    for _run in range(2):
        assert bring(old_folder, content) == 0
        assert path.read_bytes() == mine
    assert len(dispatches(content)) == 5


def test_a_moved_dispatch_stays_where_it_is(old_folder: Path, content: Path) -> None:
    bring(old_folder, content)
    path = content / "dispatches/2004/2004-02-03-salt-barge-waits-for-the-lock.md"
    path.rename(content / "dispatches/barge.md")
    assert bring(old_folder, content) == 0
    assert len(dispatches(content)) == 5


def test_one_story_under_two_addresses_is_one_dispatch(old_folder: Path, content: Path) -> None:
    (old_folder / "z.html").write_text(
        (old_folder / "n0.html").read_text(encoding="utf-8").replace("logo.gif", "logo2.gif"),
        encoding="utf-8",
    )
    urls = old_folder.parent / "urls.tsv"
    urls.write_text(
        urls.read_text(encoding="utf-8") + "\nz\thttp://wire.example/print/n0.html\t", encoding="utf-8"
    )
    assert bring(old_folder, content) == 0
    assert len(dispatches(content)) == 5
    found = read(content / "dispatches/2004/2004-02-03-salt-barge-waits-for-the-lock.md")
    assert found.aliases == ("http://wire.example/n.php?id=0", "/print/n0.html")
    before = prints(content)
    assert bring(old_folder, content) == 0
    assert prints(content) == before


def test_a_page_that_has_lost_most_of_its_text_takes_nothing_away(old_folder: Path, content: Path) -> None:
    """The address may be behind a paywall by now, or show a stub."""
    bring(old_folder, content)
    before = (content / BARGE).read_bytes()
    text = (old_folder / "n0.html").read_text(encoding="utf-8")
    start, end = text.index("Nobody could say"), text.index("<B>Nora Feld")
    (old_folder / "n0.html").write_text(text[:start] + text[end:], encoding="utf-8")
    for _run in range(2):
        assert bring(old_folder, content) == 3
        assert (content / BARGE).read_bytes() == before
    offered = next((content / "captures/review").glob("*.diff")).read_text(encoding="utf-8")
    assert "-Nobody could say" in offered


def test_a_copy_of_a_page_without_an_address_is_no_later_version(old_folder: Path, content: Path) -> None:
    (old_folder.parent / "urls.tsv").write_text("", encoding="utf-8")
    bring(old_folder, content)
    before = {path: path.read_bytes() for path in dispatches(content)}
    text = (old_folder / "n0.html").read_text(encoding="utf-8").replace("left at dawn", "left at noon")
    (old_folder / "copy.html").write_text(text, encoding="utf-8")
    bring(old_folder, content)
    assert {path: path.read_bytes() for path in dispatches(content)} == before


def test_an_address_that_shows_another_story_now_makes_another_dispatch(
    old_folder: Path, content: Path
) -> None:
    """The address of a front page or a column: each week's text is a piece of its own."""
    bring(old_folder, content)
    kept = content / "dispatches/2004/2004-02-05-ice-closes-the-northern-channel.md"
    before = kept.read_bytes()
    page = (old_folder / "n1.html").read_text(encoding="utf-8")
    for old, new in (
        ("Ice closes the northern channel", "Fog on the southern pier"),
        ("05.02.2004", "19.03.2004"),
        ("The pilots closed the northern channel at noon when the ice reached forty centimetres.",
         "Fog came over the southern pier at nine and stayed until the ferry had gone without anybody."),
        ("Eight ships lie in the roads, and two of them have coal for three days.",
         "The bell on the pier has had no rope since the winter, and nobody rang it."),
        ("The icebreaker is under repair in another port until the end of the month.",
         "The town has ordered a rope from the works that made the first one."),
    ):  # fmt: skip
        assert old in page
        page = page.replace(old, new)
    (old_folder / "n1.html").write_text(page, encoding="utf-8")
    for number in (0, 2, 3, 4):
        rewrite(old_folder / f"n{number}.html", "Ice closes the northern channel", "Fog on the southern pier")
    assert bring(old_folder, content) == 0
    assert kept.read_bytes() == before
    assert (content / "dispatches/2004/2004-03-19-fog-on-the-southern-pier.md").exists()
    assert len(dispatches(content)) == 6
    assert bring(old_folder, content) == 0
    assert len(dispatches(content)) == 6
