"""The house's own rules that no other tool holds: sizes, first lines, and what an `__init__` may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULE_LINES = 400
FUNCTION_LINES = 40


def modules() -> list[Path]:
    """Every Python file of ours."""
    return [
        *sorted((ROOT / "plugins").rglob("*.py")),
        *sorted(path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts),
        *sorted(ROOT.glob("*.py")),
    ]


def long_functions(source: str) -> Iterator[str]:
    """The functions that do not fit a screen, docstring and all."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{node.name} at line {node.lineno} has {length} lines"


def init_faults(source: str) -> list[str]:
    """What an `__init__` holds beside docstring, imports and `__all__`."""
    faults = []
    for node in ast.parse(source).body[1:]:
        is_all = (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__") or (
            isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "__all__"
        )
        if not (is_all or isinstance(node, ast.Import | ast.ImportFrom)):
            faults.append(ast.unparse(node).splitlines()[0])
    return faults


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_module_keeps_the_rules(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert len(source.splitlines()) <= MODULE_LINES
    assert ast.get_docstring(ast.parse(source)), "the first line says what the module gives"
    assert list(long_functions(source)) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "plugins").glob("**/__init__.py")), ids=lambda path: path.parent.name
)
def test_package_lists_names_and_nothing_else(path: Path) -> None:
    assert init_faults(path.read_text(encoding="utf-8")) == []


def test_a_long_function_is_seen() -> None:
    source = "def long() -> None:\n" + "    x = 1\n" * FUNCTION_LINES
    assert list(long_functions(source)) == [f"long at line 1 has {FUNCTION_LINES + 1} lines"]


def test_work_in_an_init_is_seen() -> None:
    assert init_faults('"""Doc."""\nimport os\n__all__ = ["a"]\nfor a in os.environ:\n    pass\n') == [
        "for a in os.environ:"
    ]
