"""The review in the terminal, its lines scripted: every piece that waits can be completed, refused or passed over."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from dispatch.frontmatter import parse_dispatch
from dispatch.record import Dispatch
from legacy_import.capture import Ledger, Store
from legacy_import.doubts import Doubt, mark_seen, open_doubts, write_doubts
from legacy_import.report import Row
from newsroom import cli

TUG = (
    "The tug was late again on Monday evening, and the harbour master wrote it down in his book without a word to anybody.",
    "Nobody could say when the second key of the lower lock had been lost, because the harbour book has no entry about it.",
    "Two of the ships have coal for three days only, and the icebreaker is under repair in another port until the spring.",
)


def page(title: str = "Late tug", day: str = "") -> str:
    text = "".join(f"<p>{sentence}</p>" for sentence in TUG)
    heading = f"<h1>{title}</h1>" if title else ""
    return (
        "<!-- saved from url=(0030)http://wire.example/2004/tug.html -->\n"
        f"<html><head><title>{title}</title>{day}</head><body><article>{heading}<figure><img src='tug.png'><figcaption>The tug. Photo: Ada Brill"
        f"</figcaption></figure>{text}</article></body></html>"
    )


@pytest.fixture
def waiting(tmp_path: Path, content: Path) -> Path:
    """An archive in which a page without a date waits; its picture lay beside it and is gone since."""
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "tug.html").write_text(page(), encoding="utf-8")
    Image.new("RGB", (320, 200), "navy").save(folder / "tug.png")
    assert cli.main(["import", str(folder), "--content", str(content)]) == 3
    (folder / "tug.png").unlink()
    assert dispatches(content) == []
    return content


def dispatches(content: Path) -> list[Dispatch]:
    paths = sorted((content / "dispatches").rglob("*.md"))
    return [parse_dispatch(path.read_text(encoding="utf-8"), str(path)) for path in paths]


def review(monkeypatch: pytest.MonkeyPatch, content: Path, *lines: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
    return cli.main(["review", "--content", str(content)])


def test_a_date_completes_a_piece(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(monkeypatch, waiting, "date 2004-02-05", "a") in (0, 3)
    (piece,) = dispatches(waiting)
    assert (piece.title, str(piece.date)) == ("Late tug", "2004-02-05")
    assert TUG[0] in piece.body
    assert piece.image is not None
    assert piece.image.file is not None
    said = capsys.readouterr().out
    assert "Waits: no date was found" in said
    assert "THE PAGE" in said
    assert "│" in said
    assert Ledger(waiting).entries()[0].state == "dispatch"
    assert not list((waiting / "captures/review").glob("*.md"))


def test_what_was_said_is_heard_at_every_later_import(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, tmp_path: Path
) -> None:
    review(
        monkeypatch,
        waiting,
        "date 2004-02",
        "byline Nora Feld, Piet Orman",
        "place ALAT, Azerbaijan",
        "title A tug is late",
        "a",
        "a",
    )
    (piece,) = dispatches(waiting)
    assert (piece.title, str(piece.date), str(piece.dateline)) == (
        "A tug is late",
        "2004-02",
        "ALAT, Azerbaijan",
    )
    assert [byline.name for byline in piece.bylines] == ["Nora Feld", "Piet Orman"]
    before = {path: path.read_bytes() for path in waiting.rglob("*.md")}
    assert cli.main(["import", str(tmp_path / "saved"), "--content", str(waiting)]) == 0
    assert {path: path.read_bytes() for path in waiting.rglob("*.md")} == before


def test_edit_asks_for_field_and_value(monkeypatch: pytest.MonkeyPatch, waiting: Path) -> None:
    review(monkeypatch, waiting, "e", "date", "2004", "accept")
    assert [str(piece.date) for piece in dispatches(waiting)] == ["2004"]


def test_accepting_what_still_lacks_its_date_says_so_and_asks_again(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        review(monkeypatch, waiting, "a", "date yesterday", "datum 2004-02-05", "date 2004-02-30", "s") == 3
    )
    said = capsys.readouterr().out
    assert "It still waits: no date was found" in said
    assert said.count("write it as 2004-02-05") == 2
    assert "put a field right" in said
    assert dispatches(waiting) == []


@pytest.mark.parametrize("task", ["waiting", "doubtful"])
def test_a_language_or_a_place_that_is_none_is_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
    task: str,
) -> None:
    content = request.getfixturevalue(task)
    lines = ["lang klingon", "place , Azerbaijan", "date 2004-02-05", "lang TR", "place ALAT", "a", "a"]
    review(monkeypatch, content, *lines)
    said = capsys.readouterr().out
    assert "klingon is no language tag." in said
    assert "write en, az, ru, tr" in said
    assert "names no city" in said
    (piece,) = dispatches(content)
    assert (piece.lang, str(piece.dateline)) == ("tr", "ALAT")


def test_a_language_that_was_said_to_an_earlier_version_is_not_heard(waiting: Path, tmp_path: Path) -> None:
    sha256 = Ledger(waiting).entries()[0].sha256
    fields = {"lang": "klingon", "date": "2004-02-05"}
    (waiting / "captures/said.jsonl").write_text(
        json.dumps({"sha256": sha256, "fields": fields}) + "\n", "utf-8"
    )
    assert cli.main(["import", str(tmp_path / "saved"), "--content", str(waiting)]) == 0
    assert [(piece.lang, str(piece.date)) for piece in dispatches(waiting)] == [("en", "2004-02-05")]


def test_a_refused_piece_does_not_come_back(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, tmp_path: Path
) -> None:
    assert review(monkeypatch, waiting, "r") == 0
    assert cli.main(["import", str(tmp_path / "saved"), "--content", str(waiting)]) == 0
    assert dispatches(waiting) == []
    assert Ledger(waiting).entries()[0].state == "deleted"


@pytest.mark.parametrize("lines", [("s",), ("q",), ()])
def test_passing_over_leaves_it_waiting(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, lines: tuple[str, ...]
) -> None:
    assert review(monkeypatch, waiting, *lines) == 3
    assert Ledger(waiting).entries()[0].state == "waiting"


def test_more_shows_all_of_the_text(
    monkeypatch: pytest.MonkeyPatch, waiting: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    review(monkeypatch, waiting, "m", "q")
    assert "lines more" in capsys.readouterr().out.split("[q]uit")[0]


def test_only_the_list(waiting: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["review", "--list", "--content", str(waiting)]) == 3
    assert "no date was found" in capsys.readouterr().out


def test_a_picture_of_a_saved_page_is_a_capture(waiting: Path) -> None:
    rows = Store(waiting).rows()
    assert [(row["role"], row["url"]) for row in rows] == [
        ("page", "http://wire.example/2004/tug.html"), ("image", "http://wire.example/2004/tug.png"),
    ]  # fmt: skip


@pytest.fixture
def doubtful(content: Path, tmp_path: Path) -> Path:
    """An archive with a dispatch that the import is not sure of."""
    (tmp_path / "tug.html").write_text(
        page(day='<meta property="article:published_time" content="2004-02-05T10:00:00Z">'), encoding="utf-8"
    )
    assert cli.main(["import", str(tmp_path / "tug.html"), "--content", str(content)]) == 0
    (path,) = (content / "dispatches").rglob("*.md")
    name = path.relative_to(content).as_posix()
    entry = Ledger(content).entries()[0]
    write_doubts(
        content, [Row("tug", "written", name, sha256=entry.sha256, unsure=(("title", 0.5, "title element"),))]
    )
    return content


def test_a_doubtful_field_is_put_right_in_the_dispatch(
    monkeypatch: pytest.MonkeyPatch, doubtful: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert review(monkeypatch, doubtful, "title A tug is late", "byline Nora Feld", "a") == 0
    (piece,) = dispatches(doubtful)
    assert (piece.title, [byline.name for byline in piece.bylines]) == ("A tug is late", ["Nora Feld"])
    assert "Not sure of: title (0.50, title element)" in capsys.readouterr().out
    assert open_doubts(doubtful) == []


def test_a_dispatch_is_deleted_only_after_a_yes(monkeypatch: pytest.MonkeyPatch, doubtful: Path) -> None:
    assert review(monkeypatch, doubtful, "r", "no", "q") == 3
    assert len(dispatches(doubtful)) == 1
    assert review(monkeypatch, doubtful, "r", "yes") == 0
    assert dispatches(doubtful) == []
    assert Ledger(doubtful).entries()[0].state == "deleted"


def test_what_was_looked_at_comes_again_only_with_another_doubt(content: Path) -> None:
    (content / "a.md").write_text("x", encoding="utf-8")
    row = Row("a", "written", "a.md", sha256="0", unsure=(("title", 0.5, "h1"), ("date", 0.7, "a line")))
    write_doubts(content, [row])
    assert open_doubts(content) == [Doubt("a.md", "0", row.unsure)]
    assert open_doubts(content)[0].expected_wrong == pytest.approx(0.8)
    mark_seen(content, "a.md")
    write_doubts(content, [row])
    assert open_doubts(content) == []
    write_doubts(content, [Row("a", "updated", "a.md", sha256="1", unsure=(("date", 0.7, "a line"),))])
    assert len(open_doubts(content)) == 1
    write_doubts(content, [Row("a", "updated", "a.md", sha256="1")])
    assert open_doubts(content) == []


def test_the_piece_with_most_that_is_likely_wrong_comes_first(content: Path) -> None:
    (content / "dispatches").mkdir()
    for name in ("one.md", "three.md"):
        (content / "dispatches" / name).write_text("---\n---\n", encoding="utf-8")
    three = tuple((field, 0.7, "meta") for field in ("title", "byline", "date"))
    rows = [
        Row("one", "written", "dispatches/one.md", unsure=(("title", 0.5, "h2"),)),
        Row("three", "written", "dispatches/three.md", unsure=three),
    ]
    write_doubts(content, rows)
    assert [doubt.path for doubt in open_doubts(content)] == ["dispatches/three.md", "dispatches/one.md"]
