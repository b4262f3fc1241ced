"""Bad input: a sentence with its place and a mend, exit 1, nothing lost, no traceback."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from archives import ArchiveFolder, Said, contents, in_process
from incremental_build import files
from newsroom import atomic, guard

TASKS = ("build", "publish")


def refused(archive: ArchiveFolder, task: str = "build") -> Said:
    """Build a good site, let `archive` be as it is now, and see the task fail with the old site whole."""
    before = contents(archive.output) if archive.output.is_dir() else {}
    content = contents(archive.content)
    said = archive.run(task)
    assert said.code == 1
    assert said.out == ""
    assert "fix: " in said.err
    assert (contents(archive.output) if archive.output.is_dir() else {}) == before
    assert contents(archive.content) == content
    return said


@pytest.fixture
def standing(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive with one dispatch, and an old site of ours at its output."""
    archive.file("piece")
    for name in ("index.html", "2014/07/27/piece/index.html"):
        path = archive.output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(guard.MARK + b'"> the old site')
    return archive


@pytest.fixture
def built(archive: ArchiveFolder) -> ArchiveFolder:
    """An archive whose site was really built."""
    archive.file("piece")
    archive.build()
    return archive


BAD = {
    "empty file": (b"", "bad.md:1:1: there is no front matter", "begin the file with"),
    "no header": (b"Only a text.\n", "bad.md:1:1: there is no front matter", "begin the file with"),
    "not UTF-8": ("---\ntitle: Б\n---\n".encode("cp1251"), "bad.md:2:8: this is not UTF-8 text", "encoding UTF-8"),
    "UTF-16": ("---\ntitle: A\n---\n".encode("utf-16"), "bad.md:1:1: this is not UTF-8 text", "encoding UTF-8"),
    "unknown key": (b"---\ntitle: A\ndate: 2014\ndatline: BAKU\n---\n", 'bad.md:4:1: unknown key "datline"', 'write "dateline"'),
    "30 February": (b"---\ntitle: A\ndate: 2014-02-30\n---\n", "bad.md:3:7: date: '2014-02-30' is no day", "write date: 2014-07-27"),
    "date in dots": (b"---\ntitle: A\ndate: 27.07.2014\n---\n", "bad.md:3:7: date: '27.07.2014' is not a date", "write date: 2014-07-27"),
    "unquoted colon": (b"---\ntitle: Baku: a note\ndate: 2014\n---\n", "bad.md:2:12: this is not YAML: a colon inside a value", 'title: "Baku: a note"'),
    "tab": (b"---\ntitle: A\n\tdate: 2014\n---\n", "bad.md:3:1: this is not YAML", "with blanks, not with a tab"),
    "unclosed list": (b"---\ntitle: A\ndate: 2014\ntags: [a, b\n---\n", "bad.md:4:7: this is not YAML: a list in brackets", "close it with ]"),
    "unclosed quote": (b"---\ntitle: 'A\ndate: 2014\n---\n", "bad.md:2:8: this is not YAML: this ' is not closed", "end of the value"),
    "unclosed header": (b"---\ntitle: A\ndate: 2014\n", "bad.md:1:1: the front matter has no end", "put a line ---"),
    "one slug": (b"---\ntitle: A\ndate: 2014\nslug: piece\n---\n", "slug 'piece' is that of", "write slug: piece-2"),
    "missing image": (b"---\ntitle: A\ndate: 2014\nimage: {file: images/a.png, alt: A, credit: B}\n---\n", "bad.md:4:15: there is no picture images/a.png", "put the file at"),
    "image outside": (b"---\ntitle: A\ndate: 2014\nimage: {file: ../../etc/a.png, alt: A, credit: B}\n---\n", "bad.md:4:15: picture '../../etc/a.png' does not lie below", "images/2014"),
    "image outside in text": (b"---\ntitle: A\ndate: 2014\n---\n\n![a](../a.png)\n", "bad.md:6:6: picture '../a.png' does not lie below", "images/2014"),
    "nothing but a nul": (b"\x00", "bad.md:1:1: there is no front matter", "begin the file with"),
}  # fmt: skip


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_a_sentence_and_the_old_site_stays(
    standing: ArchiveFolder, name: str, task: str
) -> None:
    data, problem, fix = BAD[name]
    standing.put("dispatches/2014/bad.md", data)
    said = refused(standing, task)
    assert problem in said.err
    assert fix in said.err
    assert "1 error in" in said.err
    assert "nothing was written" in said.err


def test_a_file_that_cannot_be_read(standing: ArchiveFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    path = standing.put("dispatches/2014/bad.md", "---\ntitle: A\n---\n")
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self == path:
            raise PermissionError(errno.EACCES, "Permission denied", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    said = standing.run("build")
    assert said.code == 1
    assert "bad.md: the file cannot be read: Permission denied\n    fix: check that it exists" in said.err


def test_a_link_to_nowhere_is_not_silently_left_out(standing: ArchiveFolder) -> None:
    (standing.content / "dispatches/2014/bad.md").symlink_to(standing.folder / "nowhere.md")
    said = standing.run("build")
    assert said.code == 1
    assert "bad.md: the file cannot be read" in said.err


def test_a_picture_that_is_a_link_out_of_the_archive_is_refused(standing: ArchiveFolder) -> None:
    secret = standing.folder / "secret.png"
    secret.write_bytes(b"secret")
    (standing.content / "images").mkdir()
    (standing.content / "images/a.png").symlink_to(secret)
    standing.file("bad", "image: {file: images/a.png, alt: A, credit: B}")
    assert "there is no picture images/a.png" in refused(standing).err


def test_no_dispatch_at_all(archive: ArchiveFolder) -> None:
    for task in TASKS:
        assert (
            f"there is no dispatch in {archive.content}: the site would be empty\n    fix: write one"
            in refused(archive, task).err
        )


@pytest.mark.parametrize("held", ["status: draft", "embargo: 2027", "date: 2027-01-01"])
@pytest.mark.parametrize("task", TASKS)
def test_only_drafts(archive: ArchiveFolder, held: str, task: str) -> None:
    archive.file("piece", held)
    said = refused(archive, task).err
    assert (
        "all 1 dispatches are drafts or embargoed: the site would be empty\n    fix: take the line status: draft"
        in said
    )


def test_no_archive_there(archive: ArchiveFolder) -> None:
    shutil.rmtree(archive.content)
    said = archive.run("build")
    assert said.code == 1
    assert f"there is no archive at {archive.content}\n    fix: write --content" in said.err


@pytest.mark.parametrize("task", TASKS)
def test_an_output_folder_below_a_file(archive: ArchiveFolder, task: str) -> None:
    archive.file("piece")
    (archive.folder / "file").write_text("mine", encoding="utf-8")
    archive.output = archive.folder / "file" / "site"
    said = archive.run(task)
    assert said.code == 1
    assert "fix: " in said.err
    assert (archive.folder / "file").read_text(encoding="utf-8") == "mine"


def _lay_mines(monkeypatch: pytest.MonkeyPatch, number: int, after: int) -> None:
    """Let the system refuse to copy, and to put a file in its place, after some files."""
    real: Callable[..., object] = shutil.copyfile
    rename: Callable[..., object] = os.replace
    seen = 0

    def refuse(source: Path, target: Path, **options: object) -> object:
        nonlocal seen
        seen += 1
        if seen > after:
            Path(target).write_bytes(Path(source).read_bytes()[:3])
            raise OSError(number, os.strerror(number), str(target))
        return real(source, target, **options)

    def stay(source: str, target: str) -> object:
        nonlocal seen
        seen += 1
        if seen > after:
            raise OSError(number, os.strerror(number), str(target))
        return rename(source, target)

    monkeypatch.setattr(atomic.shutil, "copyfile", refuse)
    monkeypatch.setattr(files.os, "replace", stay)


@pytest.mark.parametrize("flags", [(), ("--plain",)], ids=["quick", "plain"])
@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.EROFS, "is on a read-only disk"),
        (errno.ENOSPC, "the disk is full"),
        (errno.EACCES, "may not be read or written by you"),
    ],
)
def test_a_disk_that_refuses_leaves_no_half_file(
    built: ArchiveFolder, monkeypatch: pytest.MonkeyPatch, number: int, words: str, flags: tuple[str, ...]
) -> None:
    before = contents(built.output)
    built.file("other")
    with monkeypatch.context() as patch:
        _lay_mines(patch, number, 5)
        said = built.run("build", *flags)
    assert said.code == 1
    assert words in said.err
    assert "fix: " in said.err
    after = contents(built.output)
    assert not [name for name in after if ".tmp-stringer-" in name]
    assert before.keys() <= after.keys()
    built.build()
    whole = contents(built.output)
    assert all(data in (before.get(name), whole.get(name)) for name, data in after.items())


@pytest.mark.skipif(not hasattr(os, "geteuid") or not Path("/dev/full").exists(), reason="needs a Unix")
@pytest.mark.parametrize("task", TASKS)
def test_a_full_disk_says_so_and_the_old_site_stays(built: ArchiveFolder, task: str) -> None:
    """A limit on the size of files stands for the disk: the kernel refuses the write in the middle."""
    import resource

    before = contents(built.output)
    built.file("other", body="word " * 40_000)
    process = in_process(
        task, "--content", str(built.content), "--output", str(built.output), environment={"PYTHONDONTWRITEBYTECODE": "1"},
        limit=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )  # fmt: skip
    out, err = process.communicate(timeout=60)
    assert process.returncode == 1, out
    assert "fix: " in err
    assert "Traceback" not in err
    assert contents(built.output) == before
