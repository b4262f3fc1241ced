"""The same tasks for `inv`: an Invoke collection made from the table behind the command line."""

from __future__ import annotations

import inspect
import shlex
import sys
from typing import Any

import invoke.collection
import invoke.tasks

from newsroom import cli
from newsroom.tasklist import TASKS, Option, Task

# Invoke has no positional that may be left out. Of these the word matters most (beside --queries, write ""); others
# that argparse lets one leave out become flags: `inv bench --subject import`.
ALWAYS_ASKED = frozenset({"query"})


def collection() -> Any:
    """Every task as Invoke sees it: names, flags and help from the one table."""
    gathered = invoke.collection.Collection(auto_dash_names=False)
    for task in TASKS:
        gathered.add_task(make_task(task), name=task.name)
    return gathered


def make_task(task: Task) -> Any:
    """One Invoke task whose signature shows the table's options."""

    def body(_context: Any, **given: Any) -> None:
        code = cli.call(
            task, {option.name: value_of(option, given[invoke_name(option)]) for option in task.options}
        )
        if code:
            sys.exit(code)

    body.__name__ = task.name
    body.__doc__ = f"{task.summary}\n\nExample: inv {task.example}"
    context = inspect.Parameter("context", inspect.Parameter.POSITIONAL_OR_KEYWORD)
    body.__signature__ = inspect.Signature([context, *map(parameter, task.options)])  # type: ignore[attr-defined]
    return invoke.tasks.Task(
        body,
        name=task.name,
        positional=[invoke_name(option) for option in task.options if is_positional(option)],
        iterable=[
            invoke_name(option) for option in task.options if option.settings.get("action") == "append"
        ],
        help={invoke_name(option): option.settings["help"] for option in task.options},
        auto_shortflags=False,
    )


def is_positional(option: Option) -> bool:
    """True if Invoke takes it without a flag."""
    return option.is_positional and (option.settings.get("nargs") != "?" or option.name in ALWAYS_ASKED)


def invoke_name(option: Option) -> str:
    """The name under which Invoke offers an option: its flag, so that both command lines read the same."""
    return option.flags[0].lstrip("-").replace("-", "_")


def parameter(option: Option) -> inspect.Parameter:
    """An option as a parameter, its default telling Invoke what kind of value it takes."""
    default = option.settings.get("default", inspect.Parameter.empty)
    if option.settings.get("action") == "store_true":
        default = False
    elif option.settings.get("action") == "append":
        default = None
    elif option.settings.get("nargs") == "?":
        default = inspect.Parameter.empty if is_positional(option) else ""
    elif default is not None and default is not inspect.Parameter.empty:
        default = str(default)
    elif option.settings.get("required") or (option.is_positional and "default" not in option.settings):
        default = inspect.Parameter.empty
    return inspect.Parameter(invoke_name(option), inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def value_of(option: Option, given: Any) -> Any:
    """What the command line would have made of Invoke's text: numbers, paths, and pairs out of one string."""
    action, kind = option.settings.get("action"), option.settings.get("type", str)
    if action == "store_true" or given is None:
        return given
    if option.settings.get("nargs") == "?":
        return kind(given) if given else None
    if option.settings.get("nargs") == 2:
        return [split_pair(option, text) for text in given]
    if action == "append":
        return list(given)
    try:
        return kind(given)
    except ValueError:
        sys.exit(f"stringer: {option.flags[0]} takes a number, not {given!r}")


def split_pair(option: Option, text: str) -> list[str]:
    """`HOST reason in words` as the two values that the command line takes apart itself."""
    words = shlex.split(text)
    if len(words) < 2:
        sys.exit(f'stringer: {option.flags[0]} takes one string here: {option.flags[0]} "HOST reason"')
    return [words[0], " ".join(words[1:])]
