"""`inv` offers the same tasks with the same flags."""

from __future__ import annotations

import inspect
from pathlib import Path

import invoke
import pytest

from newsroom import cli, invoke_tasks
from newsroom.tasklist import TASKS


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    """What reaches the handlers."""
    seen: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(cli, "call", lambda task, values: seen.append((task.name, values)) or 0)
    return seen


def run(*words: str) -> None:
    """`inv` with these words."""
    program = invoke.Program(namespace=invoke_tasks.collection())
    program.run(["inv", *words], exit=False)


def test_every_task_is_offered() -> None:
    assert set(invoke_tasks.collection().task_names) == {task.name for task in TASKS}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_signature_names_the_flags(task: object) -> None:
    made = invoke_tasks.make_task(task)  # type: ignore[arg-type]
    names = list(inspect.signature(made.body).parameters)[1:]
    assert names == [invoke_tasks.invoke_name(option) for option in task.options]  # type: ignore[attr-defined]


def test_numbers_paths_and_switches(called: list[tuple[str, dict[str, object]]]) -> None:
    run("serve", "--port", "8123", "--output", "elsewhere")
    assert called == [("serve", {"output": Path("elsewhere"), "port": 8123, "base": "/"})]


def test_two_values_are_one_string(called: list[tuple[str, dict[str, object]]]) -> None:
    run(
        "import",
        "pages",
        "--permitted",
        "a.example agreed by letter",
        "--allow",
        "127.0.0.1:80",
        "--dry-run",
        "--json",
    )
    values = called[0][1]
    assert values["permitted"] == [["a.example", "agreed by letter"]]
    assert (values["source"], values["allow"], values["dry_run"], values["as_json"]) == (
        "pages",
        ["127.0.0.1:80"],
        True,
        True,
    )


def test_positional_that_may_be_left_out_is_a_flag_here(called: list[tuple[str, dict[str, object]]]) -> None:
    run("bench")
    run("bench", "--subject", "import")
    assert [values["subject"] for _, values in called] == [None, "import"]


def test_search_takes_its_query_without_a_flag(called: list[tuple[str, dict[str, object]]]) -> None:
    run("search", "ferry +place:alat")
    run("search", "", "--queries", "many.txt")
    assert [values["query"] for _, values in called] == ["ferry +place:alat", None]
    assert called[1][1]["queries"] == Path("many.txt")
