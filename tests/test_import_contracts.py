"""Each import contract fails on a violation planted for it: a rule nobody has seen fail is no rule."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
NAMES = {contract["id"]: contract["name"] for contract in SETTINGS["contracts"]}
# Contract → a file of the planted tree and the line that breaks the rule.
PLANTS = {
    "newsroom-on-top": ("copydesk/listings.py", "import newsroom"),
    "plugins-independent": ("copydesk/listings.py", "import legacy_import"),
    "search-alone": ("lunr_search/index.py", "import dispatch"),
    "quick-build-alone": ("incremental_build/index.py", "import dispatch"),
    "core-below": ("dispatch/record.py", "import copydesk"),
    "core-pure": ("dispatch/record.py", "import httpx"),
    "pelican-at-the-door": ("incremental_build/index.py", "from pelican import signals"),
}


def plant(folder: Path, *, file: str | None = None, line: str = "") -> None:
    """A tree with the real packages' names and honest imports, and one dishonest line."""
    for package in SETTINGS["root_packages"]:
        home = folder / "plugins" / package
        home.mkdir(parents=True)
        for name in ("__init__", "plugin", "index", "listings", "record"):
            honest = (
                "import pelican\n"
                if name == "plugin"
                and package in {"copydesk", "legacy_import", "lunr_search", "incremental_build"}
                else ""
            )
            (home / f"{name}.py").write_text(f'"""Planted."""\n{honest}', encoding="utf-8")
    (folder / "plugins/newsroom/cli.py").write_text(
        "import copydesk, incremental_build, legacy_import, lunr_search\n", encoding="utf-8"
    )
    (folder / "plugins/copydesk/record.py").write_text("import dispatch\n", encoding="utf-8")
    shutil.copy(ROOT / "pyproject.toml", folder)
    if file is not None:
        with (folder / "plugins" / file).open("a", encoding="utf-8") as handle:
            handle.write(line + "\n")


def broken_contracts(folder: Path) -> set[str]:
    """The names of the contracts that import-linter calls broken."""
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program, "import-linter is installed with the tests"
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder / "plugins"), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    found = set(re.findall(r"^(.+?) BROKEN", done.stdout, re.MULTILINE))
    assert (done.returncode != 0) == bool(found), done.stdout + done.stderr
    return found


def test_every_contract_has_a_plant() -> None:
    assert PLANTS.keys() == NAMES.keys()


def test_honest_imports_break_nothing(tmp_path: Path) -> None:
    plant(tmp_path)
    assert broken_contracts(tmp_path) == set()


@pytest.mark.parametrize("contract", PLANTS)
def test_planted_violation_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    file, line = PLANTS[contract]
    plant(tmp_path, file=file, line=line)
    assert NAMES[contract] in broken_contracts(tmp_path)
