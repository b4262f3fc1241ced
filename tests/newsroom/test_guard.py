"""Nobody's documents are wiped by a wrong --output."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from archives import ArchiveFolder, contents
from newsroom import guard
from newsroom.checkout import ROOT
from newsroom.errors import NewsroomError


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def why_not(content: Path, output: Path, cache: Path | None = None) -> str:
    """What the guard says of an output folder; nothing for a good one."""
    try:
        guard.check_output(content, output, cache or content.parent / "cache")
    except NewsroomError as error:
        return error.problem if error.fix else "no fix"
    return ""


def test_a_new_and_an_empty_folder_are_good(content: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert why_not(content, tmp_path / "new" / "deep") == ""
    assert why_not(content, tmp_path / "empty") == ""


def test_a_home_is_refused_even_when_it_is_empty(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    assert "is no folder for a site" in why_not(content, home)
    assert "is no folder for a site" in why_not(content, Path("~"))
    assert "is no folder for a site" in why_not(content, home / "x" / "..")
    assert why_not(content, home / "site") == ""


@pytest.mark.parametrize("folder", [Path("/"), ROOT, ROOT.parent, ROOT / "plugins" / ".."])
def test_the_root_and_the_checkout_are_refused(content: Path, folder: Path) -> None:
    assert why_not(content, folder)


@pytest.mark.parametrize("name", ["plugins", "tests", "theme", "content"])
def test_folders_of_the_checkout_are_refused(content: Path, name: str) -> None:
    assert why_not(content, ROOT / name)


@pytest.mark.parametrize("output", ["content", "content/site", ".", "content/../content"])
def test_archive_and_output_never_contain_each_other(content: Path, tmp_path: Path, output: str) -> None:
    assert "contain each other" in why_not(content, tmp_path / output)


def test_a_link_into_the_archive_is_seen_through(content: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(content)
    assert "contain each other" in why_not(content, tmp_path / "link" / "site")


def test_a_file_is_refused(content: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "is a file, not a folder" in why_not(content, tmp_path / "file")


def test_a_git_root_is_refused(content: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    assert "is a git repository" in why_not(content, repository)


def test_a_folder_with_files_that_git_keeps_is_refused_even_with_our_mark(
    content: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "repository" / "docs"
    folder.mkdir(parents=True)
    (folder / "index.html").write_bytes(guard.MARK + b'">')
    run = ["git", "-C", str(tmp_path / "repository"), "-c", "user.email=a@a.example", "-c", "user.name=a"]
    subprocess.run([*run, "init", "-q"], check=True)
    assert why_not(content, folder) == ""
    subprocess.run([*run, "add", "docs/index.html"], check=True)
    assert "holds files that git keeps" in why_not(content, folder)


def test_somebodys_folder_is_refused(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    assert "is not empty, and no build of this archive filled it" in why_not(content, folder)


def test_our_mark_makes_a_folder_ours(content: Path, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "404.html").write_bytes(b"<head>" + guard.MARK + b'">')
    assert why_not(content, folder) == ""


def test_the_ledger_makes_a_folder_ours_until_another_one_stands_there(content: Path, tmp_path: Path) -> None:
    folder, cache = tmp_path / "site", tmp_path / "cache"
    folder.mkdir()
    guard.remember(folder, cache)
    (folder / "half-a-build").write_text("", encoding="utf-8")
    assert why_not(content, folder, cache) == ""
    folder.rename(tmp_path / "aside")
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    assert "is not empty" in why_not(content, folder, cache)


def test_a_folder_that_was_forgotten_is_somebodys_again(content: Path, tmp_path: Path) -> None:
    folder, cache = tmp_path / "site", tmp_path / "cache"
    folder.mkdir()
    guard.remember(folder, cache)
    guard.forget(folder, cache)
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    assert "is not empty" in why_not(content, folder, cache)


@pytest.mark.parametrize("ledger", ["", "[]", "{", "null", '{"a": 1}'])
def test_a_torn_ledger_only_forgets(content: Path, tmp_path: Path, ledger: str) -> None:
    folder, cache = tmp_path / "site", tmp_path / "cache"
    cache.mkdir()
    folder.mkdir()
    (cache / "outputs.json").write_text(ledger, encoding="utf-8")
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    assert "is not empty" in why_not(content, folder, cache)


@pytest.mark.parametrize("task", ["build", "publish", "rebuild"])
def test_the_tasks_ask_the_guard_and_nothing_is_lost(archive: ArchiveFolder, task: str) -> None:
    archive.file("piece")
    archive.output.mkdir()
    (archive.output / "letter.txt").write_text("mine", encoding="utf-8")
    said = archive.run(task)
    assert said.code == 1
    assert "fix: " in said.err
    assert contents(archive.output) == {"letter.txt": b"mine"}


def test_a_build_into_its_own_archive_is_refused(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.output = archive.content / "site"
    assert archive.run("build").code == 1
    assert not archive.output.exists()


def test_a_strange_file_in_a_built_site_survives_a_build(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.build()
    (archive.output / "CNAME").write_text("tester.example", encoding="utf-8")
    archive.build()
    assert archive.page("CNAME") == "tester.example"


def test_publish_leaves_nothing_of_an_earlier_build(archive: ArchiveFolder) -> None:
    archive.file("piece")
    archive.build()
    (archive.output / "stale.html").write_text("old", encoding="utf-8")
    archive.publish()
    assert "stale.html" not in archive.files()


def test_a_build_still_knows_its_folder_when_it_was_killed_before_the_first_page(
    archive: ArchiveFolder,
) -> None:
    archive.file("piece")
    archive.build()
    for path in archive.output.iterdir():
        if path.name.endswith(".html"):
            path.unlink()
    archive.build()
    assert "index.html" in archive.files()
    shutil.rmtree(archive.output)


def test_the_ledger_forgets_folders_that_are_gone(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
        guard.remember(tmp_path / name, cache)
    (tmp_path / "one").rmdir()
    (tmp_path / "three").rmdir()
    (tmp_path / "four").mkdir()
    guard.remember(tmp_path / "four", cache)
    assert guard.known_outputs(cache) == [tmp_path / "two", tmp_path / "four"]
