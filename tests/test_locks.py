"""The locks are whole: every requirement, every version with hashes, and no address of any registry."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = PROJECT["project"]["dependencies"]
BENCH = PROJECT["dependency-groups"]["bench"]
DEV = [*PROJECT["dependency-groups"]["dev"], *PROJECT["project"]["optional-dependencies"]["dask"]]


def name_of(requirement: str) -> str:
    """The normal form of a requirement's name."""
    found = re.match(r"[\w.-]+", requirement)
    assert found
    return re.sub(r"[-_.]+", "-", found[0]).lower()


def pins(lock: str) -> dict[str, str]:
    """Name → exact version of everything in a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", RUNTIME),
        ("requirements-dev.lock", [*RUNTIME, *DEV]),
        ("requirements-bench.lock", BENCH),
    ],
)
def test_every_requirement_is_locked(lock: str, wanted: list[str]) -> None:
    assert {name_of(requirement) for requirement in wanted} <= pins(lock).keys()


def test_tests_run_with_the_versions_that_build() -> None:
    runtime, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in runtime} == runtime


def test_peers_are_measured_with_the_versions_that_build() -> None:
    runtime, bench = pins("requirements.lock"), pins("requirements-bench.lock")
    shared = runtime.keys() & bench.keys() - {"soupsieve"}  # two versions, by Python's
    assert {name: bench[name] for name in shared} == {name: runtime[name] for name in shared}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-bench.lock"])
def test_lock_has_hashes_and_no_addresses(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[a-z0-9-]+==)", text, flags=re.MULTILINE)[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|^-e|@ file", text, re.MULTILINE)


@pytest.mark.parametrize("folder", ["tests/js", "tests/bench/lighthouse"])
def test_npm_lock_has_hashes_and_no_addresses(folder: str) -> None:
    packages = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    wanted = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    assert {f"node_modules/{name}" for name in wanted} <= packages.keys()
    for path, package in packages.items():
        assert "resolved" not in package
        assert not path or package["integrity"].startswith("sha512-")
