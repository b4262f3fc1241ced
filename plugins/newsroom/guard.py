"""Which folders a task may write into: nobody's documents are wiped by a wrong `--output`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from legacy_import.files import write_atomic
from newsroom.checkout import CACHE, ROOT
from newsroom.errors import NewsroomError

MARK = b'<meta name="generator" content="Stringer'
_KNOWN = "outputs.json"


def check_content(content: Path) -> Path:
    """The archive's folder as an absolute path. Raises NewsroomError when there is none."""
    if not content.is_dir():
        raise NewsroomError(f"there is no archive at {content}",
                            fix="write --content and the folder that holds dispatches/")  # fmt: skip
    return content.resolve()


def check_output(content: Path, output: Path, cache: Path | None = None) -> Path:
    """The output folder as an absolute path, if it may be written to.

    Refused: a home, a git root or a folder with tracked files, one that contains the archive or
    lies in it, and a folder with files that no build of ours put there. Raises NewsroomError.
    """
    out = output.expanduser().resolve()
    source = content.resolve()
    elsewhere = "write --output and a new or empty folder, as --output ../site"
    if out == source or out in source.parents or source in out.parents:
        raise NewsroomError(f"the output folder {out} and the archive {source} contain each other",
                            fix=elsewhere)  # fmt: skip
    if out in {Path.home().resolve(), Path(out.anchor)} or out == ROOT or out in ROOT.parents:
        raise NewsroomError(f"{out} is no folder for a site", fix=elsewhere)
    if out.exists() and not out.is_dir():
        raise NewsroomError(f"{out} is a file, not a folder", fix=elsewhere)
    if (out / ".git").exists():
        raise NewsroomError(f"{out} is a git repository", fix=elsewhere)
    if not out.exists() or not any(out.iterdir()):
        return out
    if _tracked(out):
        raise NewsroomError(f"{out} holds files that git keeps", fix=elsewhere)
    if not is_ours(out, cache):
        raise NewsroomError(f"{out} is not empty, and no build of this archive filled it",
                            fix=elsewhere)  # fmt: skip
    return out


def is_ours(out: Path, cache: Path | None = None) -> bool:
    """Whether a folder carries our generator mark, or the ledger knows it."""
    for page in (out / "index.html", out / "404.html"):
        try:
            if MARK in page.read_bytes()[:4096]:
                return True
        except OSError:
            continue
    known = _ledger(cache or CACHE).get(str(out))
    return known is not None and known == _identity(out)


def remember(out: Path, cache: Path | None = None) -> None:
    """Note in the ledger that this folder is ours, before the first file is written to it; folders that are gone go."""
    cache = cache or CACHE
    ledger = {name: identity for name, identity in _ledger(cache).items() if Path(name).is_dir()}
    identity = _identity(out)
    if ledger.get(str(out)) != identity:
        ledger[str(out)] = identity
        write_atomic(cache / _KNOWN, json.dumps(ledger, indent=1).encode())


def known_outputs(cache: Path | None = None) -> list[Path]:
    """The folders of the ledger."""
    return [Path(name) for name in _ledger(cache or CACHE)]


def forget(out: Path, cache: Path | None = None) -> None:
    """Strike a folder from the ledger."""
    cache = cache or CACHE
    ledger = _ledger(cache)
    if ledger.pop(str(out), None) is not None:
        write_atomic(cache / _KNOWN, json.dumps(ledger, indent=1).encode())


def _identity(out: Path) -> list[int]:
    """Which folder this is: one made anew under the same name is another one."""
    stat = out.stat()
    return [stat.st_dev, stat.st_ino]


def _ledger(cache: Path) -> dict[str, list[int]]:
    try:
        read = json.loads((cache / _KNOWN).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _tracked(out: Path) -> bool:
    """Whether git keeps any file below `out`; no git, no tracked files."""
    git = shutil.which("git")
    if git is None:
        return False
    try:
        found = subprocess.run(
            [git, "-C", str(out), "ls-files", "-z"], capture_output=True, check=False, timeout=30
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return found.returncode == 0 and bool(found.stdout)
