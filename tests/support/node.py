"""Runs JavaScript for tests that compare it with Python."""

from __future__ import annotations

import subprocess
from pathlib import Path

from newsroom import setup_node


def run_module(code: str, *arguments: str, stdin: str = "") -> str:
    """What an ES module prints; it may import what tests/js/node_modules holds. Fails if it fails."""
    setup_node.install_js_tools()
    done = subprocess.run(
        [str(setup_node.find_node()), "--input-type=module", "-e", code, "--", *arguments],
        cwd=setup_node.JS_FOLDER,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def module_url(path: Path) -> str:
    """How a module imports this file."""
    return path.resolve().as_uri()
