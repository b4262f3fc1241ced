"""Lint says everything that is wrong, tool by tool; each of its configurations finds a planted fault."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from newsroom import quality, setup_node
from newsroom.checkout import ROOT


def tool(name: str, target: Path) -> quality.Tool:
    """The named tool with its real configuration, turned on a file of the test's own."""
    modules = setup_node.install_js_tools()
    node = str(setup_node.find_node())
    configs = quality.CONFIGS
    commands = {
        "ruff": quality.module("ruff", "check", "--config", str(ROOT / "pyproject.toml"), str(target)),
        "mypy": quality.module("mypy", "--config-file", str(ROOT / "pyproject.toml"), "--cache-dir", str(target.parent), str(target)),
        "djlint": quality.module("djlint", "--lint", "--configuration", str(ROOT / "pyproject.toml"), str(target)),
        "zizmor": [quality.script("zizmor"), "--offline", "--quiet", str(target)],
        "biome": [
            node, str(modules / "@biomejs/biome/bin/biome"), "check", f"--config-path={configs / 'biome.config.json'}", str(target),
        ],
        "stylelint": [
            node, str(modules / "stylelint/bin/stylelint.mjs"), "--config", str(configs / "stylelint.config.js"),
            "--config-basedir", str(configs), str(target),
        ],
        "vnu": [
            str(setup_node.find_java()), "-Xss1m", "-jar", str(modules / "vnu-jar/build/dist/vnu.jar"), "--skip-non-html", str(target),
        ],
    }  # fmt: skip
    return quality.Tool(name, commands[name], environment={"COLUMNS": "200"})


PLANTS = {
    "ruff": ("bad.py", '"""Doc."""\n\nimport os\n', "F401"),
    "mypy": ("bad.py", '"""Doc."""\n\n\ndef bare(x):\n    return x\n', "no-untyped-def"),
    "djlint": ("bad.html", '<a href="/" href="/b">x</a>\n', "H037"),
    "zizmor": (
        "bad.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n",
        "unpinned",
    ),
    "biome": ("bad.js", "var a = 1;\n", "noUnusedVariables"),
    "stylelint": ("bad.css", ".a {\n  margin-left: 0;\n}\n", "use-logical"),
    "vnu": (
        "bad.html",
        "<!doctype html><html lang=en><title>a</title><p><div></p>",
        "No “p” element in scope",
    ),
}


@pytest.mark.parametrize("name", PLANTS)
def test_planted_fault_is_found(name: str, tmp_path: Path) -> None:
    file, text, words = PLANTS[name]
    target = tmp_path / file
    target.write_text(text, encoding="utf-8")
    verdict = quality.run(tool(name, target))
    assert not verdict.is_good
    assert words in verdict.text


def test_tsc_reads_the_types_in_comments(tmp_path: Path) -> None:
    setup_node.install_js_tools()
    bad = tmp_path / "bad.js"
    bad.write_text(
        "/** @param {number} a */\nexport function f(a) {\n  return a.length;\n}\n", encoding="utf-8"
    )
    compiler = quality.CONFIGS / "node_modules/typescript/bin/tsc"
    words = [
        "--allowJs",
        "--checkJs",
        "--strict",
        "--noEmit",
        "--target",
        "es2022",
        "--ignoreConfig",
        str(bad),
    ]
    verdict = quality.run(quality.Tool("tsc", [str(setup_node.find_node()), str(compiler), *words]))
    assert not verdict.is_good
    assert "'length'" in verdict.text


def test_what_should_be_checked_must_be_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "ROOT", tmp_path)
    verdict = quality.run(quality.Tool("djlint", [sys.executable, "-c", ""], (tmp_path / "theme",)))
    assert not verdict.is_good
    assert verdict.text == "theme is not there to be checked"


def test_every_failure_is_shown_and_lint_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fake(name: str, code: int) -> quality.Tool:
        return quality.Tool(name, [sys.executable, "-c", f"print('said {name}'); raise SystemExit({code})"])

    monkeypatch.setattr(quality, "python_tools", lambda: [fake("a", 1), fake("b", 0)])
    monkeypatch.setattr(quality, "theme_tools", lambda: [fake("c", 1)])
    monkeypatch.setattr(quality, "pages", lambda: [quality.Verdict("vnu", is_good=True, text="", took_s=0.0)])
    assert quality.lint() == 1
    out = capsys.readouterr().out
    assert "said a" in out
    assert "said c" in out
    assert "said b" not in out
    assert "lint: 2 of 4 checkers content" in out
