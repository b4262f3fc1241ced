"""Lint and every test in one run, with the counts at the end."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

from newsroom import quality, setup_browser, setup_node
from newsroom.checkout import CACHE, ROOT

REPORT = CACHE / "test" / "pytest.xml"
# How often pytest ran nothing at all: not a success here.
NOTHING_COLLECTED = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tests passed, failed and were skipped."""

    passed: int
    failed: int
    skipped: int

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def run_tests(path: str | None, *, lint_first: bool, update_golden: bool) -> int:
    """Lint, the Python tests, the JavaScript tests; 0 only if all of them are content.

    With a `path`, only the Python tests below it run, one after the other.
    """
    started = time.monotonic()
    lint_code = quality.lint() if lint_first and path is None else 0
    browser = setup_browser.ensure_browser()
    code, counts = run_pytest(path, browser, update_golden=update_golden)
    lines = [f"Python {counts}"]
    if path is None:
        js_code, js_counts = run_node_tests()
        lines.append(f"JavaScript {js_counts}")
        lines.insert(0, "lint " + ("failed" if lint_code else "ok" if lint_first else "left out"))
        code = code or js_code or lint_code
    print(f"test: {'; '.join(lines)}; {time.monotonic() - started:.0f} s", flush=True)
    return 1 if code else 0


def run_pytest(path: str | None, browser: Path, *, update_golden: bool) -> tuple[int, Counts]:
    """Run the Python tests; on a machine with more cores, two at a time."""
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.unlink(missing_ok=True)
    where = str(Path(path).resolve()) if path else "tests"
    command = [sys.executable, "-X", "utf8", "-P", "-m", "pytest", "-q", f"--junitxml={REPORT}", where]
    if path is None and (os.cpu_count() or 1) > 1:
        command += ["-n", "2", "--dist", "loadfile"]
    if update_golden:
        command.append("--update-golden")
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "STRINGER_BROWSER": str(browser)}, check=False
    )
    return done.returncode, read_report(REPORT)


def read_report(path: Path) -> Counts:
    """The counts of a JUnit report; none if pytest did not get as far as writing one."""
    if not path.is_file():
        return Counts(0, 0, 0)
    suite = ET.parse(path).getroot().find("testsuite")  # noqa: S314 (written by our own pytest a moment ago)
    numbers = {
        name: int(suite.get(name, "0")) if suite is not None else 0
        for name in ("tests", "failures", "errors", "skipped")
    }
    failed = numbers["failures"] + numbers["errors"]
    return Counts(numbers["tests"] - failed - numbers["skipped"], failed, numbers["skipped"])


def run_node_tests() -> tuple[int, Counts]:
    """Run the JavaScript tests with Node's own runner."""
    node = setup_node.find_node()
    files = sorted(str(path) for path in setup_node.JS_FOLDER.glob("*.test.js"))
    if not files:
        print(
            "stringer: tests/js holds no *.test.js\n    fix: the client's tests belong there", file=sys.stderr
        )
        return NOTHING_COLLECTED, Counts(0, 0, 0)
    setup_node.install_js_tools()
    command = [str(node), "--test", "--test-reporter=tap", *files]
    done = subprocess.run(
        command,
        cwd=setup_node.JS_FOLDER,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        print(done.stdout + done.stderr)
    return done.returncode, read_tap(done.stdout)


def read_tap(text: str) -> Counts:
    """The counts at the end of Node's TAP report."""
    found = {
        name: int(number) for name, number in re.findall(r"^# (pass|fail|skipped) (\d+)$", text, re.MULTILINE)
    }
    return Counts(found.get("pass", 0), found.get("fail", 0), found.get("skipped", 0))
