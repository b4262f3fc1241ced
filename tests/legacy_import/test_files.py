"""Files that are whole or not there, whatever the disk says."""

import errno
import os
from pathlib import Path

import pytest

from legacy_import.errors import LegacyImportError
from legacy_import.files import append_durably, read_whole, write_atomic


def full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "deep" / "a"
    write_atomic(path, b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LegacyImportError, match="no space left") as refused:
        write_atomic(path, b"new")
    assert str(path) in str(refused.value)
    assert refused.value.fix
    assert [(name.name, name.read_bytes()) for name in path.parent.iterdir()] == [("a", b"old")]


def test_what_cannot_be_appended_whole_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "lines"
    assert append_durably(path, b"one\n") == 0
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LegacyImportError, match="no space left"):
        append_durably(path, b"two\n")
    assert path.read_bytes() == b"one\n"


def failing_reads(monkeypatch: pytest.MonkeyPatch, number: int, times: int) -> list[Path]:
    """Let the next reads fail with this error number; gives what was read."""
    read, asked = Path.read_bytes, list[Path]()

    def broken(path: Path) -> bytes:
        asked.append(path)
        if len(asked) <= times:
            raise OSError(number, os.strerror(number))
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", broken)
    return asked


def test_a_read_that_the_disk_failed_is_tried_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_text("text", encoding="utf-8")
    asked = failing_reads(monkeypatch, errno.EIO, 1)
    assert read_whole(path) == b"text"
    assert asked == [path, path]


@pytest.mark.parametrize(("number", "times"), [(errno.EIO, 2), (errno.EACCES, 1)])
def test_a_read_that_fails_for_good_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, times: int
) -> None:
    asked = failing_reads(monkeypatch, number, 9)
    with pytest.raises(OSError, match=os.strerror(number)):
        read_whole(tmp_path / "a")
    assert len(asked) == times
