"""Publish: refused where it must be, and whole at every moment."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from archives import ArchiveFolder, contents, in_process
from newsroom import build as building
from newsroom import publish as publishing
from newsroom.verify import verify

SAMPLE = "name: The dispatches of Leyla Sample\nsample: true\n"


@pytest.fixture
def standing(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with an old public site, and a new dispatch that is not in it yet."""
    archive.file("old")
    archive.publish()
    archive.file("new")
    return archive


def refused(archive: ArchiveFolder, words: str, task: str = "publish") -> None:
    """The task stops with these words, and the site that was there stays as it was."""
    before = contents(archive.output)
    said = archive.run(task)
    assert said.code == 1
    assert words in said.err
    assert contents(archive.output) == before


def is_whole(files: dict[str, bytes]) -> bool:
    """Whether every address that a page of the site links to is there."""
    for name, data in files.items():
        if name.endswith(".html") and name != "404.html":
            for link in re.findall(rb'(?:href|src)="(\.\.?/[^"#?]*)', data):
                target = Path("/", *Path(name).parent.parts, link.decode()).as_posix()
                path = Path(re.sub(r"/\./", "/", target))
                resolved = Path("/").joinpath(*_normal(path.parts[1:])).as_posix().lstrip("/")
                if resolved not in files and f"{resolved}/index.html".lstrip("/") not in files:
                    return False
    return "index.html" in files and "dispatches.json" in files


def _normal(parts: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for part in parts:
        if part == "..":
            out.pop()
        elif part != ".":
            out.append(part)
    return out


@pytest.mark.slow
def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(standing: ArchiveFolder) -> None:
    old = contents(standing.output)
    aside = standing.output
    standing.output = standing.folder / "reference"
    standing.publish()
    new = contents(standing.output)
    standing.output = aside
    assert is_whole(old)
    assert is_whole(new)
    arguments = ("--content", str(standing.content), "--output", str(standing.output))
    started = time.monotonic()
    process = in_process("publish", *arguments)
    assert process.wait(60) == 0
    lasts = time.monotonic() - started
    assert contents(standing.output) == new
    outcomes = set()
    for number in range(8):
        # The interesting moments lie near the end, where folders change places.
        moment = lasts * (0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)[number]
        standing.file("new", body=f"Version {number}.")
        before = contents(standing.output)
        process = in_process("publish", *arguments)
        time.sleep(moment)
        process.kill()
        process.communicate()
        after = contents(standing.output)
        is_new = f"Version {number}.".encode() in after["2014/07/27/new/index.html"]
        assert is_whole(after)
        assert is_new or after == before
        outcomes.add(is_new)
    assert False in outcomes, "no run was killed in time"
    standing.publish()
    assert is_whole(contents(standing.output))
    assert [path.name for path in standing.folder.iterdir() if path.name.startswith(".site")] == []


def test_what_a_kill_left_beside_the_site_is_cleared_by_the_next_publish(standing: ArchiveFolder) -> None:
    left = standing.folder / ".site-new-0123abcd"
    left.mkdir()
    (left / "index.html").write_text("half", encoding="utf-8")
    standing.publish()
    assert not left.exists()


@pytest.mark.parametrize("step", ["make_site", "leaks", "replace_site"])
def test_failing_at_any_step_leaves_the_old_site(
    standing: ArchiveFolder, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = contents(standing.output)

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device", "disk")

    monkeypatch.setattr(publishing, step, fail)
    said = standing.run("publish")
    assert said.code == 1
    assert "the disk is full" in said.err
    assert contents(standing.output) == before
    assert sorted(path.name for path in standing.folder.iterdir() if path.name.startswith(".site")) == []


def test_a_page_too_few_is_a_failure_that_names_it(
    standing: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(site: Path, *arguments: object, **options: object) -> None:
        (site / "2014/07/27/new/index.html").unlink()
        verify(site, *arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "verify", lose)
    refused(standing, "2014/07/27/new/index.html: 'Title of new' was read and has no page")


def test_a_wrong_list_to_compare_with_is_said_before_anything_is_built(
    standing: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(standing.output)
    monkeypatch.setattr(publishing, "make_site", lambda *_arguments, **_options: pytest.fail("it was built"))
    said = standing.run("publish", "--compare", str(standing.folder / "wrong.json"))
    assert said.code == 1
    assert "wrong.json: the list of what is public cannot be read" in said.err
    assert contents(standing.output) == before


def test_a_site_that_names_a_draft_is_not_published(standing: ArchiveFolder) -> None:
    standing.file("secret", "title: A headline that nobody may know yet\nstatus: draft")
    standing.file("loose", body="Soon here: A headline that nobody may know yet.")
    refused(standing, "names secret, a draft or embargoed")


@pytest.mark.parametrize("name", ["extra/notes/copy.md", "extra/copy.txt"])
def test_a_drafts_text_under_another_name_is_not_published(standing: ArchiveFolder, name: str) -> None:
    line = "Nobody may read yet that the ferry has been sold to its own captain."
    standing.file("secret", "status: draft", f"Short.\n\n{line}\n")
    standing.put(name, f"An old copy.\n\n{line}\n")
    refused(standing, f"{name.partition('/')[2]}: names secret, a draft or embargoed")


@pytest.mark.parametrize(
    ("name", "target"), [("extra/d", "../dispatches"), ("images/a.png", "../archive.yaml")]
)
def test_a_link_to_what_is_not_meant_for_readers_is_not_followed(
    standing: ArchiveFolder, name: str, target: str
) -> None:
    link = standing.content / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(target)
    for task in ("publish", "export"):
        refused(standing, f"{link}: this is a link to something outside of images and extra", task)


@pytest.mark.parametrize("settings", [None, "", "# name: later\n"])
def test_an_archive_without_its_settings_is_not_published(
    standing: ArchiveFolder, settings: str | None
) -> None:
    """Its time zone says when an embargo ends, and `robots` who may read it."""
    path = standing.content / "archive.yaml"
    path.unlink() if settings is None else path.write_text(settings, encoding="utf-8")
    refused(standing, "there is no archive.yaml, or it says nothing")


def test_an_embargo_that_ends_while_the_site_is_built_is_over_in_the_next(
    standing: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    end = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    standing.file("due", f"embargo: {end.isoformat(timespec='seconds')}")
    make = publishing.make_site

    def slowly(*arguments: Any, **options: Any) -> list[str]:
        found = make(*arguments, **options)
        time.sleep(max(0.0, (end - dt.datetime.now(dt.UTC)).total_seconds()) + 1)
        return found

    monkeypatch.setattr(publishing, "make_site", slowly)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    said = standing.publish()
    assert "1 embargoed" in said.out
    assert "2014/07/27/due/index.html" not in standing.files()


def test_a_withdrawn_piece_keeps_its_older_addresses(archive: ArchiveFolder) -> None:
    archive.file("kept")
    archive.file(
        "gone",
        "aliases: [/old/gone.html]\nstatus: withdrawn\nwithdrawn: {date: 2015-02-03, reason: The source asked.}",
    )
    archive.publish()
    page = archive.page("old/gone.html")
    assert "2014/07/27/gone/" in page
    assert "Title of gone" not in page


def test_a_draft_that_shares_its_words_with_the_public_site_stops_nothing(archive: ArchiveFolder) -> None:
    same, part = "Fishermen wait for the first ferry", "Fishermen wait for the first"
    archive.file("piece", f"title: {same}\ndateline: BAKU, Azerbaijan\ntags: [Caspian Sea]\nsection: Trade")
    for slug in ("baku", "caspian-sea", "trade", "data"):
        archive.file(slug, "status: draft")
    archive.file("again", f"title: {same}\nlang: az\nstatus: draft\ntranslation_of: piece")
    archive.file("begun", f"title: {part}\nembargo: 2026-06-01")
    archive.publish()
    assert "places/baku/index.html" in archive.files()


def test_a_public_site_has_its_address_and_a_local_one_the_same_bytes_twice(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.publish()
    first = archive.files()
    archive.publish()
    assert archive.files() == first
    assert (
        b'<link rel="canonical" href="https://tester.example/2014/07/27/piece/">'
        in first["2014/07/27/piece/index.html"]
    )


def test_the_workflow_says_where_the_site_will_stand(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SITEURL", "https://somebody.github.io/repo")
    archive.file("piece")
    archive.publish()
    assert 'href="https://somebody.github.io/repo/2014/07/27/piece/"' in archive.page(
        "2014/07/27/piece/index.html"
    )
    assert 'href="/repo/theme/style.css' in archive.page("404.html")


# -- samples -----------------------------------------------------------------------------------


def test_samples_are_published_under_the_samples_own_name_and_every_page_says_so(
    archive: ArchiveFolder,
) -> None:
    archive.put("archive.yaml", SAMPLE)
    archive.file("piece", "x-sample: true")
    archive.publish()
    for name, data in archive.files().items():
        if name.endswith(".html"):
            assert b'<meta name="robots" content="noindex">' in data, name
            assert b"Sample archive: the reporters are invented" in data, name


@pytest.mark.parametrize(
    ("settings", "header", "words"),
    [
        (
            "name: My own\nsample: true\n",
            "x-sample: true",
            "1 sample dispatches would be published as 'My own'",
        ),
        ("name: My own\n", "x-sample: true", "1 sample dispatches would be published as 'My own'"),
        ("name: The dispatches of Leyla Sample\n", "x-sample: true", "sample dispatches would be published"),
        ("name: My own\nsample: true\n", "section: A", "archive.yaml calls 'My own' a sample"),
    ],
)
def test_samples_under_another_name_are_refused(
    archive: ArchiveFolder, settings: str, header: str, words: str
) -> None:
    archive.put("archive.yaml", settings)
    archive.file("piece", header)
    said = archive.run("publish")
    assert said.code == 1
    assert words in said.err
    assert "fix: " in said.err
    assert not archive.output.exists()


# -- public repositories -------------------------------------------------------------------------


def make_repository(archive: ArchiveFolder, *names: str) -> None:
    """Let git keep these files of the archive."""
    for words in (["init", "-q"], ["add", *names]):
        subprocess.run(["git", "-C", str(archive.content), *words], check=True)


@pytest.fixture
def public(archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> ArchiveFolder:
    """An archive in a public repository, with a draft and a piece of unknown rights."""
    monkeypatch.setenv("REPOSITORY_VISIBILITY", "public")
    archive.file("piece")
    archive.file("unready", "status: draft")
    archive.file("foreign", "source: {outlet: Orbita}")
    return archive


def test_a_public_repository_is_refused_and_names_what_can_be_read(public: ArchiveFolder) -> None:
    make_repository(public, "dispatches")
    said = public.run("publish")
    assert said.code == 1
    assert "2014-07-27-unready.md: a draft or embargoed" in said.err
    assert "2014-07-27-foreign.md: a text whose rights are unknown" in said.err
    assert "piece.md" not in said.err
    assert "public_source: true" in said.err
    assert not public.output.exists()


def test_what_git_does_not_keep_cannot_be_read_there(public: ArchiveFolder) -> None:
    make_repository(public, "dispatches/2014/2014-07-27-piece.md")
    public.publish()


def test_a_setting_says_that_it_is_meant(public: ArchiveFolder) -> None:
    make_repository(public, "dispatches")
    public.put("archive.yaml", "name: A\npublic_source: true\n")
    public.publish()


def test_a_private_repository_is_fine(public: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPOSITORY_VISIBILITY", "private")
    public.publish()


@pytest.mark.parametrize(
    ("event", "is_public"),
    [({"repository": {"private": False}}, True), ({"repository": {"private": True}}, False), ([], False)],
)
def test_githubs_event_says_whether_a_repository_is_public(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, event: object, is_public: bool
) -> None:
    (tmp_path / "event.json").write_text(json.dumps(event), encoding="utf-8")
    monkeypatch.delenv("REPOSITORY_VISIBILITY", raising=False)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(tmp_path / "event.json"))
    assert publishing.repository_is_public() is is_public
