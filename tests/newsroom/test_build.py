"""Build: what it says, what it writes, what it leaves alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from archives import ArchiveFolder, contents, in_process
from newsroom import build as building
from newsroom import quick, sources


def test_it_ends_with_what_it_read_and_wrote_and_how_to_look_at_it(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.file("two", "lang: az")
    archive.file("three", "status: draft")
    archive.file("four", "embargo: 2027")
    archive.put("pages/about.md", "---\ntitle: About\n---\n\nText\n")
    lines = archive.build().out.splitlines()
    number = len(archive.files())
    assert lines[-4:-2] == [
        f"Read     4 dispatches (3 en and 1 az) and 1 page from {archive.content}/; not shown: 1 draft and 1 embargoed",
        f"Wrote    {number} files to {archive.output}/ ({number} changed)",
    ]
    assert lines[-2].startswith("Waiting  no capture")
    assert f"serve --output {archive.output}" in lines[-1]


def test_a_second_build_changes_nothing(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    assert "(0 changed)" in archive.build().out


def test_plain_and_usual_build_are_the_same_bytes(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    first = archive.files()
    archive.output = archive.folder / "plain"
    archive.build("--plain")
    assert archive.files() == first


def test_without_search_there_is_no_index(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build("--no-search")
    assert not [
        name for name in archive.files() if name.startswith("search/") and name != "search/index.html"
    ]


def test_a_page_whose_source_is_gone_is_deleted(archive: ArchiveFolder) -> None:
    archive.file("one")
    path = archive.file("two")
    archive.build()
    path.unlink()
    said = archive.build()
    assert "deleted" in said.out
    assert not [name for name in archive.files() if "two" in name]


@pytest.mark.parametrize(
    ("module", "name", "flags"),
    [(building, "sync", ("--plain",)), (quick, "install", ())],
    ids=["plain", "quick"],
)
def test_what_a_killed_build_wrote_goes_when_its_source_has_gone(
    archive: ArchiveFolder,
    monkeypatch: pytest.MonkeyPatch,
    module: ModuleType,
    name: str,
    flags: tuple[str, ...],
) -> None:
    archive.file("one")
    archive.build()
    path = archive.file("two")

    whole = getattr(module, name)

    def killed(*values: object) -> None:
        whole(*values)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        assert archive.run("build", *flags).code == 130
    assert [name for name in archive.files() if "two" in name]
    path.unlink()
    archive.build()
    assert not [name for name in archive.files() if "two" in name]


def test_an_old_file_may_become_a_folder_and_back(archive: ArchiveFolder) -> None:
    archive.file("one", "aliases: [/old/page.html]")
    archive.build()
    archive.file("one", "aliases: [/old/page.html/more]")
    archive.build()
    assert "old/page.html/more/index.html" in archive.files()
    archive.file("one", "aliases: [/old/page.html]")
    archive.build()
    assert "old/page.html" in archive.files()


def test_warnings_are_counted_and_do_not_stop(archive: ArchiveFolder) -> None:
    archive.file("one", "tags: [a, a]")
    assert "1 warning; to read them: python3 tasks.py check" in archive.build().out


def test_every_error_is_said_not_only_the_first(archive: ArchiveFolder) -> None:
    archive.file("one", "status: x\nrights: y")
    archive.file("two", "lang: z")
    said = archive.run("build")
    assert "3 errors in" in said.err
    assert said.err.count("    fix: ") == 3


@pytest.mark.parametrize("is_first", [True, False])
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_lost(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch, *, is_first: bool
) -> None:
    archive.file("one")
    if not is_first:
        archive.build()
    before = contents(archive.output) if archive.output.is_dir() else {}
    path = archive.file("two")

    def refusing(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def asked(name: Any) -> Any:
            if str(name) == str(path):
                raise PermissionError(13, "Permission denied", str(path))
            return read(name)

        return asked

    with monkeypatch.context() as patch:
        # A test may run as one who may read everything.
        patch.setattr(sources, "read_bytes", refusing(sources.read_bytes))
        patch.setattr(Path, "read_bytes", refusing(Path.read_bytes))
        said = archive.run("build")
    assert said.code == 1
    assert f"{path}" in said.err
    assert "fix: " in said.err
    assert (contents(archive.output) if archive.output.is_dir() else {}) == before
    archive.build()
    assert [name for name in archive.files() if "two" in name]


def test_no_temporary_folder_is_left(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    assert list((archive.folder / "cache" / "fresh").iterdir()) == []


def test_what_a_kill_left_in_the_cache_is_cleared(archive: ArchiveFolder) -> None:
    archive.file("one")
    left = archive.folder / "cache" / "fresh" / f"site-{building._key(archive.output)}-0123abcd"
    other = archive.folder / "cache" / "fresh" / "site-0123456789abcdef-0123abcd"
    for folder in (left, other):
        folder.mkdir(parents=True)
    archive.build()
    assert (left.exists(), other.exists()) == (False, True)


def test_two_builds_into_one_folder_wait_for_each_other(archive: ArchiveFolder) -> None:
    archive.file("one")
    arguments = ("--content", str(archive.content), "--output", str(archive.output))
    both = [in_process("build", *arguments) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    archive.build()
    assert "index.html" in archive.files()


def test_clean_deletes_what_was_built_and_refuses_anything_else(
    archive: ArchiveFolder, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.file("one")
    archive.build()
    building.clean(archive.output)
    assert not archive.output.exists()
    building.clean(archive.output)
    assert "There is nothing at" in capsys.readouterr().out
    archive.output.mkdir()
    (archive.output / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(building.NewsroomError, match="was not filled by a build"):
        building.clean(archive.output)
    assert contents(archive.output) == {"letter.txt": b"mine"}


def test_a_relative_path_and_a_path_with_blanks_will_do(
    archive: ArchiveFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.file("one")
    spaced = archive.folder / "my archive, ə"
    shutil.move(archive.content, spaced)
    monkeypatch.chdir(archive.folder)
    archive.content, archive.output = Path("my archive, ə"), Path("my site")
    archive.build()
    assert "2014/07/27/one/index.html" in archive.files()


def test_plain_pelican_files_build_unchanged(archive: ArchiveFolder) -> None:
    archive.put(
        "plain.md",
        "Title: Plain\nDate: 2014-07-27 10:00\nCategory: News\nTags: a, b\nAuthors: One, Two\nSummary: In short\n\n*Text*\n",
    )
    archive.put(
        "news/other.md", "Title: Other\nDate: 2014-07-28\nSlug: plain\nLang: az\nTranslation: true\n\nMətn\n"
    )
    archive.build()
    assert "<em>Text</em>" in archive.page("2014/07/27/plain/index.html")
    assert 'hreflang="az"' in archive.page("2014/07/27/plain/index.html")
    assert "az/2014/07/28/plain/index.html" in archive.files()


def test_a_build_leaves_alone_what_the_first_build_of_another_folder_keeps(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    cache = archive.folder / "cache"
    theirs = [cache / "quick" / "0123456789abcdef.sqlite", cache / "locks" / "0123456789abcdef.busy"]
    for path in theirs:
        path.write_bytes(b"")
    archive.build()
    assert theirs[0].exists()
    theirs[1].unlink()
    archive.build()
    assert not theirs[0].exists()


def test_an_unfinished_file_of_a_killed_build_goes(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    # As a killed process leaves them: a file that was not moved yet, and the mark of a build under way.
    left = archive.output / "2014" / ".tmp-stringer-1"
    left.write_text("half a", encoding="utf-8")
    archive.build()
    assert left.exists()
    key = next((archive.folder / "cache" / "quick").glob("*.sqlite")).stem
    (archive.folder / "cache" / "locks" / f"{key}.busy").touch()
    archive.build()
    assert not left.exists()


@pytest.mark.parametrize("change", ["nothing", "text", "title", "new", "gone"])
def test_where_the_list_of_our_files_is_lost_whatever_does_not_belong_there_goes(
    archive: ArchiveFolder, change: str
) -> None:
    path = archive.file("one")
    archive.file("two")
    archive.file("three")
    archive.build()
    for kept in (archive.folder / "cache" / "files").glob("*.json"):
        kept.unlink()
    stray = archive.output / "2001" / "old.html"
    stray.parent.mkdir()
    stray.write_text("of an earlier build", encoding="utf-8")
    if change == "text":
        path.write_text(path.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    elif change == "title":
        path.write_text(path.read_text(encoding="utf-8").replace("title: ", "title: New "), encoding="utf-8")
    elif change == "new":
        archive.file("four")
    elif change == "gone":
        path.unlink()
    archive.build()
    assert not stray.exists()
    first = archive.files()
    archive.output = archive.folder / "plain"
    archive.build("--plain")
    assert archive.files() == first


def test_the_cache_forgets_the_folders_of_sites_that_are_gone(archive: ArchiveFolder) -> None:
    archive.file("one")
    archive.build()
    files = archive.folder / "cache" / "files"
    gone = files / "0123456789abcdef.json"
    gone.write_text("[]", encoding="utf-8")
    archive.build()
    assert [path.stem for path in files.iterdir()] == [building._key(archive.output)]


@pytest.mark.parametrize("plain", [False, True])
def test_a_build_names_the_files_that_nothing_reads(archive: ArchiveFolder, *, plain: bool) -> None:
    archive.file("piece")
    words = ["--plain"] if plain else []
    assert "nothing reads" not in archive.build(*words).out
    for number in range(7):
        archive.put(f"dispatches/{number}.docx", "Text")
    for _ in range(2):
        out = archive.build(*words).out
        assert "dispatches/0.docx: warning: this file is no dispatch (.docx), and nothing reads it" in out
        assert out.count("save it as plain text") == 5
        assert "… and 2 files more that nothing reads" in out
    archive.file("piece", body="Another text.")
    assert "0.docx" in archive.build(*words).out
    for path in (archive.content / "dispatches").glob("*.docx"):
        path.unlink()
    assert "nothing reads" not in archive.build(*words).out
