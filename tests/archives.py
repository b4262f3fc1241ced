"""Writes small archives for tests: a folder, its settings, and dispatches made in sight."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image

from newsroom import build as building
from newsroom import cli, guard, serving
from newsroom.checkout import ROOT

# 1 January 2026: the clock of every build in these tests.
NOW = "1767225600"
SETTINGS = "name: Dispatches of a Tester\ncorrespondent: A. Tester\nlanguages: [en, az, ru]\naddress: https://tester.example\n"


@dataclass(frozen=True, slots=True)
class Said:
    """What a task gave: its exit code and its words."""

    code: int
    out: str
    err: str


class ArchiveFolder:
    """An archive below `folder`: `content`, and the `output` that its builds go to."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str] | None = None) -> None:
        self.folder = folder
        self.content = folder / "content"
        self.output = folder / "site"
        self._capsys = capsys
        (self.content / "dispatches").mkdir(parents=True)
        self.put("archive.yaml", SETTINGS)

    def put(self, name: str, text: str | bytes) -> Path:
        """Write a file below content/, byte for byte."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def file(
        self, slug: str, header: str = "", body: str = "Text of the dispatch.", date: str = "2014-07-27"
    ) -> Path:
        """Write one dispatch; lines of `header` take the place of the usual ones with that key."""
        usual = {"title": f"title: Title of {slug}", "date": f"date: {date}", "slug": f"slug: {slug}"}
        given = {line.partition(":")[0] for line in header.splitlines()}
        lines = [line for key, line in usual.items() if key not in given] + ([header] if header else [])
        return self.put(
            f"dispatches/{date[:4]}/{date[:10]}-{slug}.md", "---\n" + "\n".join(lines) + f"\n---\n\n{body}\n"
        )

    def picture(self, name: str, size: tuple[int, int] = (8, 6)) -> Path:
        """Draw a small PNG below content/."""
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", size, (120, 90, 60)).save(path, "PNG")
        return path

    def run(self, task: str, *arguments: str) -> Said:
        """Run a task as the command line does, in this process."""
        places = ["--content", str(self.content)]
        if task in {"build", "rebuild", "publish"}:
            places += ["--output", str(self.output)]
        assert self._capsys is not None, "this archive was made without capsys"
        self._capsys.readouterr()
        code = cli.main([task, *arguments, *places])
        said = self._capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        assert "fault of Stringer" not in said.err, said.err
        return Said(code, said.out, said.err)

    def build(self, *arguments: str) -> Said:
        """`build` into the output; it must succeed."""
        said = self.run("build", *arguments)
        assert said.code == 0, said.err
        return said

    def publish(self) -> Said:
        """`publish` into the output; it must succeed."""
        said = self.run("publish")
        assert said.code == 0, said.err
        return said

    def page(self, name: str) -> str:
        """The text of one built file."""
        return (self.output / name).read_text(encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Every built file by its path."""
        return contents(self.output)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path with slashes."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def in_process(
    task: str,
    *arguments: str,
    environment: Mapping[str, str] | None = None,
    limit: Callable[[], None] | None = None,
) -> subprocess.Popen[str]:
    """Start a task in a process of its own; `limit` is called there first."""
    path = os.pathsep.join([str(ROOT / "plugins"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "newsroom", task, *arguments],
        env={**os.environ, "PYTHONPATH": path, **(environment or {})},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True, encoding="utf-8",
        preexec_fn=limit,  # noqa: PLW1509  (no thread runs here)
    )  # fmt: skip


def keep_house(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    """Give builds a cache of their own and a fixed clock; GitHub's variables are not there."""
    for module in (building, guard):
        monkeypatch.setattr(module, "CACHE", cache)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    for name in (
        "SITEURL",
        "REPOSITORY_VISIBILITY",
        "GITHUB_EVENT_PATH",
        "STRINGER_LIVERELOAD",
        "STRINGER_DEBUG",
    ):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def served(folder: Path, base: str = "/") -> Iterator[str]:
    """The address of a folder that is served meanwhile, with a slash at its end."""
    with serving.open_server(0, folder, base) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.address
        server.shutdown()
