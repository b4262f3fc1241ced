"""Start: one's own archive from the sample, and back again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from archives import ArchiveFolder, contents
from dispatch import read_archive, read_outlets, read_people
from newsroom import start as starting

FLAGS = (
    "--name",
    "My archive",
    "--correspondent",
    "Ann Əliyeva",
    "--languages",
    "en, az",
    "--time-zone",
    "Asia/Baku",
)


@pytest.fixture
def sample(archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> ArchiveFolder:
    """A sample archive in which somebody has already written one dispatch."""
    monkeypatch.setattr(starting, "UNDO", archive.folder / "undo")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    archive.put("archive.yaml", "# The sample.\nname: The dispatches of Leyla Sample\nsample: true\n")
    archive.put("people.yaml", "- name: Leyla Sample\n")
    archive.put(
        "places.yaml",
        "- {name: Baku, slug: baku, country: Azerbaijan, lat: 40.41, lon: 49.87, names: {az: Bakı}, aliases: [Bacou]}\n- name: Alat\n",
    )
    archive.put("outlets.yaml", "- name: Meridian\n  hosts: [meridian.example]\n")
    archive.put("pages/about.md", "---\ntitle: About\n---\n\nThe sample.\n")
    for name in ("sample", "mine", "inside"):
        archive.picture(f"images/2014/{name}.png")
    archive.file("sample", "x-sample: true\nimage: {file: images/2014/sample.png, alt: A, credit: B}")
    archive.file(
        "mine", "dateline: BAKU, Azerbaijan\nimage: {file: images/2014/mine.png, alt: A, credit: B}",
        body="Mine.\n\n![a](images/2014/inside.png)",
    )  # fmt: skip
    archive.put("captures/one.warc.gz", b"capture")
    return archive


def begin(archive: ArchiveFolder, *more: str) -> None:
    said = archive.run("start", *FLAGS, *more)
    assert said.code == 0, said.err


def test_a_dry_run_changes_nothing_and_says_what_it_would_do(sample: ArchiveFolder) -> None:
    before = contents(sample.folder)
    said = sample.run("start", *FLAGS, "--dry-run")
    assert said.code == 0
    assert "would remove dispatches/2014/2014-07-27-sample.md" in said.out
    assert "would write archive.yaml" in said.out
    assert "mine" not in said.out
    assert contents(sample.folder) == before


def test_samples_go_and_ones_own_dispatches_and_pictures_stay(sample: ArchiveFolder) -> None:
    before = contents(sample.content)
    begin(sample)
    after = contents(sample.content)
    for name in ("dispatches/2014/2014-07-27-mine.md", "images/2014/mine.png", "images/2014/inside.png"):
        assert after[name] == before[name]
    assert not [name for name in after if "sample" in name or name.endswith(".warc.gz")]


def test_the_archive_is_ones_own_and_builds_and_publishes(sample: ArchiveFolder) -> None:
    begin(
        sample,
        "--address",
        "https://ann.example/",
        "--rights",
        "meridian.example=permitted",
        "--rights",
        "Orbita Wire=unknown",
    )
    read = read_archive((sample.content / "archive.yaml").read_text(encoding="utf-8"))
    assert (read.name, read.correspondent, read.languages, read.time_zone) == (
        "My archive",
        "Ann Əliyeva",
        ("en", "az"),
        "Asia/Baku",
    )
    assert (read.address, read.sample) == ("https://ann.example", False)
    outlets = read_outlets((sample.content / "outlets.yaml").read_text(encoding="utf-8"))
    assert [(o.name, o.hosts, o.rights.value) for o in outlets] == [
        ("meridian.example", ("meridian.example",), "permitted"), ("Orbita Wire", (), "unknown"),
    ]  # fmt: skip
    assert [
        p.name for p in read_people((sample.content / "people.yaml").read_text(encoding="utf-8")).listed
    ] == ["Ann Əliyeva"]
    assert "Alat" not in (sample.content / "places.yaml").read_text(encoding="utf-8")
    assert sample.run("check").code == 0
    sample.publish()
    assert "My archive" in sample.page("index.html")
    assert "Leyla" not in sample.page("index.html")


def test_a_place_that_is_still_used_keeps_all_that_was_known_of_it(sample: ArchiveFolder) -> None:
    begin(sample)
    text = (sample.content / "places.yaml").read_text(encoding="utf-8")
    assert all(word in text for word in ("Baku", "40.41", "49.87", "Bakı", "Bacou", "Azerbaijan"))


def test_an_archive_without_own_dispatches_builds_after_the_first_new_one(sample: ArchiveFolder) -> None:
    (sample.content / "dispatches/2014/2014-07-27-mine.md").unlink()
    begin(sample)
    assert "the site would be empty" in sample.run("build").err
    assert sample.run("new", "My first dispatch").code == 0
    path = next(sample.content.rglob("*my-first-dispatch.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("status: draft\n", ""), encoding="utf-8")
    sample.build()
    assert "My first dispatch" in sample.page("index.html")


def test_undo_brings_everything_back_byte_for_byte(sample: ArchiveFolder) -> None:
    before = contents(sample.content)
    begin(sample)
    assert contents(sample.content) != before
    assert sample.run("start", "--undo").code == 0
    assert contents(sample.content) == before


def test_undo_leaves_what_was_written_since(sample: ArchiveFolder) -> None:
    begin(sample)
    later = sample.file("later")
    assert sample.run("start", "--undo").code == 0
    assert later.exists()


def test_a_second_start_is_refused_and_loses_no_undo(sample: ArchiveFolder) -> None:
    before = contents(sample.content)
    begin(sample)
    said = sample.run("start", *FLAGS)
    assert said.code == 1
    assert "this archive has begun already: My archive" in said.err
    sample.run("start", "--undo")
    assert contents(sample.content) == before


def test_undo_without_a_start_is_a_sentence(sample: ArchiveFolder) -> None:
    said = sample.run("start", "--undo")
    assert said.code == 1
    assert "there is no start to take back here" in said.err


def test_killed_in_the_middle_undo_mends_it(sample: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(sample.content)
    real = Path.unlink

    def unlink(self: Path, missing_ok: bool = False) -> None:
        if self.suffix == ".png" and "images" in self.parts:
            raise KeyboardInterrupt
        real(self, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", unlink)
        assert sample.run("start", *FLAGS).code == 130
    assert contents(sample.content) != before
    assert sample.run("start", "--undo").code == 0
    assert contents(sample.content) == before


@pytest.mark.parametrize(
    ("flags", "words", "fix"),
    [
        ((), "start needs to know: your name", "--correspondent"),
        (
            ("--correspondent", "A", "--time-zone", "Baku"),
            "there is no time zone 'Baku'",
            "--time-zone Asia/Baku",
        ),
        (("--correspondent", "A", "--languages", "english"), "is no language tag", "another value"),
        (("--correspondent", "A", "--address", "ann.example"), "is no web address", "another value"),
        (
            ("--correspondent", "A", "--rights", "meridian.example"),
            "does not say an outlet and its rights",
            "=permitted",
        ),
        (
            ("--correspondent", "A", "--rights", "meridian.example=mine"),
            "does not say an outlet and its rights",
            "=permitted",
        ),
    ],
)
def test_a_missing_or_wrong_answer_is_a_sentence_and_changes_nothing(
    sample: ArchiveFolder, flags: tuple[str, ...], words: str, fix: str
) -> None:
    before = contents(sample.folder)
    said = sample.run("start", *flags)
    assert said.code == 1
    assert words in said.err
    assert fix in said.err
    assert contents(sample.folder) == before


def test_it_asks_for_what_no_flag_says(sample: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(
        ["Ann", "", "ru", "Asia/Baku", "", "meridian.example", "own", "orbita.example", "", "", ""]
    )
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    assert sample.run("start").code == 0
    read = read_archive((sample.content / "archive.yaml").read_text(encoding="utf-8"))
    assert (read.name, read.languages, read.address) == ("The dispatches of Ann", ("ru",), None)
    outlets = read_outlets((sample.content / "outlets.yaml").read_text(encoding="utf-8"))
    assert [(o.name, o.rights.value) for o in outlets] == [
        ("meridian.example", "own"),
        ("orbita.example", "unknown"),
    ]


def test_it_asks_again_where_an_answer_cannot_be(
    sample: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong_and_right = (
        "|Ann||klingon|az, en|Baku|Asia/Baku|ann.example|https://ann.example|wire.example|mine|own||yes"
    )
    answers = iter(wrong_and_right.split("|"))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    said = sample.run("start")
    assert said.code == 0
    for words in (
        "this cannot be left empty",
        "'klingon'",
        "there is no time zone 'Baku': type Asia/Baku",
        "'ann.example' is no web address, as https://name.example",
        "'mine' says no rights: type own, permitted or unknown",
    ):
        assert words in said.out
    read = read_archive((sample.content / "archive.yaml").read_text(encoding="utf-8"))
    assert (read.languages, read.time_zone, read.address) == (
        ("az", "en"),
        "Asia/Baku",
        "https://ann.example",
    )


@pytest.mark.parametrize("last", ["no", EOFError])
def test_nothing_goes_before_the_last_yes(
    sample: ArchiveFolder, monkeypatch: pytest.MonkeyPatch, last: str | type[EOFError]
) -> None:
    before = contents(sample.folder)
    answers = iter(["Ann", "", "", "", "", ""])

    def answer(question: str) -> str:
        if question.startswith("Go on"):
            if isinstance(last, str):
                return last
            raise last
        return next(answers)

    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", answer)
    said = sample.run("start")
    assert (said.code, said.out.splitlines()[-1]) == (1, "Nothing was changed.")
    assert contents(sample.folder) == before
