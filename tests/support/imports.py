"""What the tests of the import share: a run, and a look at what it left."""

import hashlib
from pathlib import Path

from dispatch.frontmatter import read_dispatch
from dispatch.record import Dispatch
from legacy_import.commands import run_import

__all__ = ["BARGE", "bring", "dispatches", "prints", "read", "rewrite"]


def bring(folder: Path, content: Path, **more: object) -> int:
    return run_import(str(folder), content=content, urls=folder.parent / "urls.tsv", workers=1, **more)  # type: ignore[arg-type]


def dispatches(content: Path) -> list[Path]:
    return sorted((content / "dispatches").rglob("*.md"))


def read(path: Path) -> Dispatch:
    reading = read_dispatch(path.read_text(encoding="utf-8"), str(path))
    assert reading.errors == ()
    assert reading.dispatch is not None
    return reading.dispatch


def prints(content: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(content.rglob("*"))
        if path.is_file()
    }


BARGE = "dispatches/2004/2004-02-03-salt-barge-waits-for-the-lock.md"


def rewrite(path: Path, old: str, new: str) -> None:
    """Change a file as a person, or a web site, would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
