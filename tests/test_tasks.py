"""The bootstrap on a bare Python: makes `.venv` once, remakes it when it must, never uses half of one."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import tasks

ROOT = Path(__file__).parents[1]
# Stands for a virtual environment's Python: notes each call, plays pip, and says which task reached it.
FAKE_PYTHON = """#!/bin/sh
printf '%s\\n' "$*" >> "{log}"
case "$*" in
  *"pip install"*) {pip} ;;
  *newsroom*) echo "task: $*"; echo "path: $PYTHONPATH"; echo "bytecode: $PYTHONDONTWRITEBYTECODE$PYTHONPYCACHEPREFIX" ;;
esac
"""
posix_only = pytest.mark.skipif(os.name == "nt", reason="the stand-in for .venv's Python is a shell script")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with tiny locks and no `.venv`, and no `.git`."""
    root = tmp_path / "checkout"
    (root / "plugins").mkdir(parents=True)
    shutil.copy(ROOT / "tasks.py", root)
    (root / "requirements.lock").write_text("one==1 \\\n    --hash=sha256:00\n", encoding="utf-8")
    (root / "requirements-dev.lock").write_text("one==1 \\\n    --hash=sha256:00\ntwo==2\n", encoding="utf-8")
    return root


def fake_venv(monkeypatch: pytest.MonkeyPatch, root: Path, pip: str = 'echo "Collecting one==1"') -> Path:
    """Let `python -m venv` make a folder whose Python is the stand-in; its log of calls."""
    log = root.parent / "calls.log"
    real_run = subprocess.run

    def run(command: list[str], **options: object) -> object:
        if command[1:3] != ["-m", "venv"]:
            return real_run(command, **options)  # type: ignore[call-overload]
        python = tasks.python_of(Path(command[3]))
        python.parent.mkdir(parents=True)
        python.write_text(FAKE_PYTHON.format(log=log, pip=pip), encoding="utf-8")
        python.chmod(0o755)
        log.open("a", encoding="utf-8").write("venv\n")
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(subprocess, "run", run)
    return log


def calls(log: Path) -> list[str]:
    """What the stand-in was asked to do, in short."""
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return ["venv" if line == "venv" else line.rpartition("/")[2] for line in lines]


@posix_only
def test_build_installs_the_runtime_lock_only(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    assert calls(log) == ["venv", "requirements.lock"]
    assert "--no-deps --require-hashes" in log.read_text(encoding="utf-8")


@posix_only
def test_second_time_nothing_is_made(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    tasks.prepare(checkout, ("runtime",))
    assert len(calls(log)) == 2


@posix_only
def test_tests_put_the_dev_lock_on_top(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    tasks.prepare(checkout, ("runtime", "dev"))
    tasks.prepare(checkout, ("runtime",))
    assert calls(log) == ["venv", "requirements.lock", "requirements-dev.lock"]


@posix_only
@pytest.mark.parametrize(
    ("lock", "kinds"), [("requirements.lock", ("runtime",)), ("requirements-dev.lock", ("runtime", "dev"))]
)
def test_changed_lock_remakes(
    lock: str, kinds: tuple[str, ...], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, kinds)
    with (checkout / lock).open("a", encoding="utf-8") as handle:
        handle.write("three==3\n")
    tasks.prepare(checkout, kinds)
    assert calls(log).count("venv") == 2


@posix_only
def test_windows_line_ends_are_the_same_lock(checkout: Path) -> None:
    before = tasks.wanted_stamp(checkout, "runtime")
    lock = checkout / "requirements.lock"
    lock.write_bytes(lock.read_bytes().replace(b"\n", b"\r\n"))
    assert tasks.wanted_stamp(checkout, "runtime") == before


@posix_only
def test_another_python_remakes(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    monkeypatch.setattr(tasks.platform, "python_version", lambda: "3.99.0")
    tasks.prepare(checkout, ("runtime",))
    assert calls(log).count("venv") == 2


@posix_only
@pytest.mark.parametrize("kinds", [("runtime",), ("runtime", "dev")])
def test_interrupted_install_is_never_used(
    kinds: tuple[str, ...], checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake_venv(monkeypatch, checkout)
    real_install = tasks.install

    def interrupted(root: Path, kind: str) -> None:
        real_install(root, kind)
        if kind == kinds[-1]:
            raise KeyboardInterrupt

    monkeypatch.setattr(tasks, "install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        tasks.prepare(checkout, kinds)
    assert not tasks.is_ready(checkout, kinds)
    monkeypatch.setattr(tasks, "install", real_install)
    tasks.prepare(checkout, kinds)
    assert tasks.is_ready(checkout, kinds)
    assert calls(log).count("venv") == 2


@posix_only
def test_interrupted_dev_install_does_not_hurt_a_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    tasks.write_stamps(checkout / ".venv", {**tasks.read_stamps(checkout / ".venv"), "dev": tasks.UNFINISHED})
    tasks.prepare(checkout, ("runtime",))
    assert calls(log).count("venv") == 1


@posix_only
def test_foreign_venv_is_remade(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout)
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "bin" / "python").touch()
    tasks.prepare(checkout, ("runtime",))
    assert calls(log) == ["venv", "requirements.lock"]


@posix_only
def test_two_at_once_make_one(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = fake_venv(monkeypatch, checkout, pip="sleep 0.4")
    threads = [threading.Thread(target=tasks.prepare, args=(checkout, ("runtime",))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls(log) == ["venv", "requirements.lock"]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            ["ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."],
            "trust neither network",
        ),
        (
            ["ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device"],
            "the disk is full",
        ),
        (
            ["WARNING: Retrying: connection broken", "ERROR: No matching distribution found for one==1"],
            "network connection",
        ),
        (["ERROR: No matching distribution found for one==1"], "64-bit"),
        ([], "network connection"),
    ],
)
def test_pip_failure_says_what_to_do(lines: list[str], words: str) -> None:
    assert words in tasks.explain_pip(lines, "requirements.lock")


@posix_only
def test_failed_install_ends_in_a_sentence(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_venv(monkeypatch, checkout, pip='echo "ERROR: no route"; exit 1')
    monkeypatch.setattr(tasks, "ROOT", checkout)
    assert tasks.main(["build"]) == 1
    assert "    fix: " in capsys.readouterr().err
    assert not tasks.is_ready(checkout, ("runtime",))


def test_missing_ensurepip_names_the_package(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, "The virtual environment was not created successfully", "")
    monkeypatch.setattr(subprocess, "run", lambda *_words, **_options: failed)
    with pytest.raises(tasks.SetupError, match="apt install python3-venv"):
        tasks.make_venv(checkout)


@posix_only
def test_hands_over_every_word_with_the_plugins_on_the_path(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    # The lock's hash holds the folder, so the copy finds its own environment finished.
    done = subprocess.run(
        [sys.executable, str(checkout / "tasks.py"), "new", "Two words", "--lang", "az"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith(
        f"task: -X utf8 -P -m newsroom new Two words --lang az\npath: {checkout / 'plugins'}\n"
    ), done.stderr


@posix_only
@pytest.mark.parametrize(("asked", "kept"), [({}, ""), ({"PYTHONDONTWRITEBYTECODE": "1"}, ".cache/bytecode")])
def test_bytecode_is_kept_and_not_beside_the_sources_of_who_wants_none_there(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, asked: dict[str, str], kept: str
) -> None:
    fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    environment = {
        k: v for k, v in os.environ.items() if k not in {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"}
    }
    done = subprocess.run(
        [sys.executable, str(checkout / "tasks.py"), "build"],
        env={**environment, **asked}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.endswith(f"bytecode: {checkout / kept if kept else ''}\n"), done.stderr


@posix_only
def test_overhead_is_small(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_venv(monkeypatch, checkout)
    tasks.prepare(checkout, ("runtime",))
    shutil.copy(ROOT / "requirements.lock", checkout)
    stamps = {"runtime": tasks.wanted_stamp(checkout, "runtime")}
    tasks.write_stamps(checkout / ".venv", stamps)
    started = time.monotonic()
    subprocess.run([sys.executable, str(checkout / "tasks.py"), "build"], capture_output=True, check=True)
    # Far from the tenth of a second that it takes: this asserts that nothing is made, not how fast the machine is.
    assert time.monotonic() - started < 5
    assert json.loads((checkout / ".venv" / "stringer.json").read_text(encoding="utf-8")) == stamps


def test_old_pythons_can_read_the_file() -> None:
    source = (ROOT / "tasks.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__" not in source, "Python 3.6 stops at `from __future__ import annotations`"


def test_old_python_is_told_what_it_needs() -> None:
    source = (ROOT / "tasks.py").read_text(encoding="utf-8")
    head = source[: source.index("import contextlib")].replace(
        "import sys\n", "import sys\nsys.version_info = (3, 8, 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", head], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Stringer needs Python 3.11 or newer; this is Python 3.8.\n    fix: ")


def test_only_the_standard_library_is_imported_on_a_bare_python() -> None:
    tree = ast.parse((ROOT / "tasks.py").read_text(encoding="utf-8"))
    ends = next(
        node.lineno for node in tree.body if isinstance(node, ast.If) and "__main__" in ast.unparse(node.test)
    )
    names = [
        name.split(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom) and node.lineno < ends
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        )
    ]
    assert set(names) <= sys.stdlib_module_names
