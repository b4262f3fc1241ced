"""Folders of a site: one made like another file by file, or two that swap places; never half a file."""

from __future__ import annotations

import ctypes
import filecmp
import os
import secrets
import shutil
import sys
from pathlib import Path

from legacy_import.files import TEMPORARY

_AT_FDCWD, _RENAME_EXCHANGE, _RENAME_SWAP = -100, 2, 2


def tree(folder: Path) -> dict[str, Path]:
    """Every file below a folder by its path with slashes."""
    return {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file() or path.is_symlink()
    }


def sync(fresh: Path, out: Path, ours: set[str] | None = None) -> tuple[int, int]:
    """Make `out` hold what `fresh` holds, file by file, each by a rename; returns (changed, deleted).

    Files that did not change are not touched. What is not in `fresh` is deleted when it is in
    `ours`, or always when `ours` is None. Pages come after what they ask for.
    """
    out.mkdir(parents=True, exist_ok=True)
    new, old = tree(fresh), tree(out)
    changed = 0
    for name in sorted(new, key=lambda n: (n.endswith(".html"), n == "index.html", n)):
        if name not in old or not filecmp.cmp(new[name], out / name, shallow=False):
            _put(new[name], out / name, out)
            changed += 1
    deleted = 0
    for name in sorted(old.keys() - new.keys()):
        path = out / name
        left_over = path.name.startswith(TEMPORARY)
        # A folder of that name is a new page's by now.
        still_there = path.is_symlink() or path.is_file()
        if (ours is None or name in ours or left_over) and still_there:
            path.unlink()
            deleted += 1
    _prune(out)
    return changed, deleted


def _put(source: Path, target: Path, out: Path) -> None:
    for parent in reversed([p for p in target.parents if p == out or out in p.parents]):
        if parent.is_file() or parent.is_symlink():
            parent.unlink()
        parent.mkdir(exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    temporary = target.with_name(f"{TEMPORARY}{secrets.token_hex(6)}")
    try:
        shutil.copyfile(source, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _prune(out: Path) -> None:
    for folder in sorted((p for p in out.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()


def swap(fresh: Path, out: Path) -> None:
    """Put the folder `fresh` in the place of `out`, and delete what `out` was.

    Both lie on one file system. Where the system can (Linux, macOS), the two change places in one
    step, so that a kill at any moment leaves one whole folder at `out`; elsewhere there are two
    renames, and `recover` mends what a kill between them leaves.
    """
    if not out.exists():
        fresh.rename(out)
        return
    if not _exchange(fresh, out):
        aside = out.with_name(f"{out.name}{TEMPORARY}old")
        if aside.exists():
            shutil.rmtree(aside)
        out.rename(aside)
        fresh.rename(out)
        fresh = aside
    shutil.rmtree(fresh, ignore_errors=True)


def recover(out: Path) -> None:
    """Bring the old folder back if a kill fell between the two renames of `swap`."""
    aside = out.with_name(f"{out.name}{TEMPORARY}old")
    if aside.exists() and not out.exists():
        aside.rename(out)


def _exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step; False where the system cannot."""
    paths = os.fsencode(one), os.fsencode(other)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            call = libc.renameat2
            done = call(_AT_FDCWD, paths[0], _AT_FDCWD, paths[1], ctypes.c_uint(_RENAME_EXCHANGE))
        elif sys.platform == "darwin":
            done = libc.renamex_np(paths[0], paths[1], ctypes.c_uint(_RENAME_SWAP))
        else:
            return False
    except (OSError, AttributeError):
        return False
    return bool(done == 0)
