"""Pictures that are none, or that tell more than they should: each with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from archives import ArchiveFolder
from copydesk import check_archive
from dispatch import Finding


@pytest.fixture
def archive(tmp_path: Path) -> ArchiveFolder:
    """An archive without a list of places, and with no picture."""
    return ArchiveFolder(tmp_path)


def findings(archive: ArchiveFolder) -> list[Finding]:
    return list(check_archive(archive.content).findings)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n", "is a pointer of Git LFS"),
        (b"<html>404</html>", "holds no picture"),
        (b"", "holds no picture"),
    ],
)
def test_a_small_file_that_is_no_picture_is_told(archive: ArchiveFolder, data: bytes, said: str) -> None:
    archive.put("images/a.png", data)
    path = archive.file("piece", "image: {file: images/a.png, alt: A, credit: B}")
    (found,) = findings(archive)
    assert (str(found.where), found.code, found.severity) == (f"{path}:5:15", "image-kind", "error")
    assert said in found.message


def test_an_avif_that_may_tell_where_it_was_taken_is_refused(archive: ArchiveFolder) -> None:
    header = "image: {file: images/a.avif, alt: A, credit: B}"
    plain = b"\x00\x00\x00\x1cftypavif" + bytes(2_000)
    archive.file("piece", header)
    archive.put("images/a.avif", plain)
    assert findings(archive) == []
    archive.put("images/a.avif", plain + b"Exif\x00\x00II*\x00")
    (found,) = findings(archive)
    assert (found.code, found.severity) == ("image-private", "error")
