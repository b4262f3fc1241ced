"""Every checker of the house, run together: one line per tool, everything that is wrong, one verdict."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from newsroom import setup_node
from newsroom.checkout import CACHE, CONTENT, ROOT

CLIENT = ROOT / "plugins" / "lunr_search" / "client"
CONFIGS = setup_node.JS_FOLDER
SITE = CACHE / "lint" / "site"
# A file's address has no origin, so that the page checker takes 'self' for nobody; the site's browser tests look at
# the policy. Aligned table cells are written as attributes because the policy forbids inline styles.
NOT_FAULTS = ".*(violates Content Security Policy|“align” attribute on the “t[dh]” element).*"


@dataclass(frozen=True, slots=True)
class Tool:
    """One checker: its name, its command, and what it reads; `wants` must exist or the tool counts as failed."""

    name: str
    command: list[str]
    wants: tuple[Path, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a checker said, and whether that was nothing bad."""

    name: str
    is_good: bool
    text: str
    took_s: float


def module(name: str, *arguments: str) -> list[str]:
    """A Python tool as `python -m name`."""
    return [sys.executable, "-P", "-m", name, *arguments]


def script(name: str) -> str:
    """A program that a Python package installed beside this interpreter."""
    return shutil.which(name, path=str(Path(sys.executable).parent)) or name


def python_tools() -> list[Tool]:
    """The checkers of Python code, its types, imports and requirements, and of the workflows."""
    workflows = ROOT / ".github" / "workflows"
    plugins = {"PYTHONPATH": str(ROOT / "plugins")}
    return [
        Tool("ruff check", module("ruff", "check", "--output-format", "concise", ".")),
        Tool("ruff format", module("ruff", "format", "--check", "--output-format", "concise", ".")),
        Tool("mypy", module("mypy")),
        Tool("import-linter", [script("lint-imports"), "--no-cache"], environment=plugins),
        Tool("deptry", module("deptry", ".")),
        Tool(
            "zizmor",
            [script("zizmor"), "--offline", "--quiet", "--no-progress", str(workflows)],
            (workflows,),
        ),
    ]


def theme_tools() -> list[Tool]:
    """The checkers of templates, their messages in every language, styles and the reader's JavaScript."""
    modules = setup_node.install_js_tools()
    node = setup_node.find_node()
    on_path = setup_node.with_node_on_path(node)
    templates, styles = ROOT / "theme" / "templates", ROOT / "theme" / "static" / "css"
    biome = [str(node), str(modules / "@biomejs" / "biome" / "bin" / "biome")]
    stylelint = [str(node), str(modules / "stylelint" / "bin" / "stylelint.mjs")]
    tsc = [str(node), str(modules / "typescript" / "bin" / "tsc")]
    scripts = [str(CLIENT), str(CONFIGS)]
    return [
        Tool("translations", module("pytest", "-q", "--no-header", "tests/copydesk/test_catalogues.py")),
        Tool("djlint", module("djlint", "--lint", "--quiet", str(templates)), (templates,)),
        Tool(
            "biome",
            [*biome, "check", f"--config-path={CONFIGS / 'biome.config.json'}", *scripts],
            (CLIENT,),
            on_path,
        ),
        Tool("tsc", [*tsc, "--project", str(CONFIGS / "tsconfig.json")], (CLIENT,), on_path),
        Tool(
            "stylelint",
            [
                *stylelint,
                "--config",
                str(CONFIGS / "stylelint.config.js"),
                "--config-basedir",
                str(CONFIGS),
                "theme/static/css/**/*.css",
            ],
            (styles,),
            on_path,
        ),
    ]


def page_tool() -> Tool:
    """The HTML checker over a site built for this purpose."""
    java = setup_node.find_java()
    jar = setup_node.install_js_tools() / "vnu-jar" / "build" / "dist" / "vnu.jar"
    words = [
        "-Xss1m",
        "-jar",
        str(jar),
        "--skip-non-html",
        "--also-check-svg",
        "--filterpattern",
        NOT_FAULTS,
        str(SITE),
    ]
    return Tool("vnu", [str(java), *words], (SITE, jar))


def build_site() -> Verdict:
    """Build the archive into a folder of lint's own, for the page checker to read."""
    command = [
        sys.executable,
        "-X",
        "utf8",
        "-P",
        "-m",
        "newsroom",
        "build",
        "--content",
        str(CONTENT),
        "--output",
        str(SITE),
    ]
    return run(Tool("site build", command))


def run(tool: Tool) -> Verdict:
    """Run one checker to its end."""
    started = time.monotonic()
    missing = [path for path in tool.wants if not path.exists()]
    if missing:
        return Verdict(
            tool.name,
            is_good=False,
            text=f"{missing[0].relative_to(ROOT)} is not there to be checked",
            took_s=0.0,
        )
    try:
        done = subprocess.run(
            tool.command,
            cwd=ROOT,
            env={**os.environ, **tool.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        return Verdict(tool.name, is_good=False, text=f"could not be started: {error}", took_s=0.0)
    return Verdict(tool.name, done.returncode == 0, done.stdout.strip(), time.monotonic() - started)


def pages() -> list[Verdict]:
    """Build the site, then check its pages."""
    built = build_site()
    return [built, run(page_tool())] if built.is_good else [built]


def show(verdict: Verdict) -> None:
    """One line for a good verdict; for a bad one also everything the tool said."""
    mark = "ok  " if verdict.is_good else "FAIL"
    print(f"{mark} {verdict.name:<14} {verdict.took_s:5.1f} s", flush=True)
    if not verdict.is_good:
        print("\n".join(f"     {line}" for line in verdict.text.splitlines()), flush=True)


def lint() -> int:
    """Run every checker, two at a time; 0 if all are content."""
    started = time.monotonic()
    tools = [*python_tools(), *theme_tools()]
    bad = total = 0
    with ThreadPoolExecutor(max_workers=2) as pool:
        late = pool.submit(pages)
        for verdict in pool.map(run, tools):
            show(verdict)
            total, bad = total + 1, bad + (not verdict.is_good)
        for verdict in late.result():
            show(verdict)
            total, bad = total + 1, bad + (not verdict.is_good)
    print(f"lint: {total - bad} of {total} checkers content, {time.monotonic() - started:.0f} s", flush=True)
    return 1 if bad else 0
