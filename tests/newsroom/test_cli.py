"""The command line: every task has help and an example, and every failure is a sentence."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dispatch.errors import StringerError, Where
from lunr_search import Document, write_search
from newsroom import cli, handlers
from newsroom.tasklist import TASKS, Task

NAMES = [
    "start",
    "build",
    "rebuild",
    "clean",
    "serve",
    "livereload",
    "publish",
    "new",
    "import",
    "extract",
    "review",
    "check",
    "withdraw",
    "export",
    "correct",
    "search",
    "test",
    "lint",
    "bench",
    "doctor",
    "regenerate",
    "reserve",
    "preview",
    "gh_pages",
]


def raiser(error: BaseException) -> Callable[[], int]:
    """Work that fails in this way."""

    def work() -> int:
        raise error

    return work


def test_all_tasks_are_there() -> None:
    assert {task.name for task in TASKS} == set(NAMES)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_help_shows_an_example_that_parses(task: Task, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        cli.make_parser().parse_args([task.name, "--help"])
    assert f"python3 tasks.py {task.example}" in capsys.readouterr().out
    assert cli.make_parser().parse_args(shlex.split(task.example)).task == task.name


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_handler_takes_what_the_options_give(task: Task) -> None:
    handler = getattr(handlers, task.handler_name)
    code = handler.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    assert set(names) == {option.name for option in task.options}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_at_most_one_positional_but_for_words_about_a_slug(task: Task) -> None:
    positional = [option.name for option in task.options if option.is_positional]
    assert len(positional) <= 1 or positional[0] == "slug"


def test_values_reach_the_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    monkeypatch.setattr(handlers, "do_import", lambda **values: seen.update(values) or 0)
    words = 'import saved --permitted a.example "by letter" --permitted b.example phone --allow 127.0.0.1:80 --workers 2 --json'
    assert cli.main(shlex.split(words)) == 0
    assert seen["permitted"] == [["a.example", "by letter"], ["b.example", "phone"]]
    assert (seen["source"], seen["allow"], seen["workers"], seen["as_json"]) == (
        "saved",
        ["127.0.0.1:80"],
        2,
        True,
    )


def test_wrong_word_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["biuld"])
    error = capsys.readouterr().err
    assert "biuld" in error
    assert len(error.splitlines()) == 2


def test_error_for_people_is_printed_as_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    error = StringerError("bad date", where=Where("a.md", 3, 7), fix="write 2014-03-02")
    assert cli.run_safely(raiser(error)) == 1
    assert capsys.readouterr().err == "stringer: a.md:3:7: bad date\n    fix: write 2014-03-02\n"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permission"),
        (errno.ENOENT, "is not there"),
    ],
)
def test_what_the_system_refuses_is_a_sentence(
    number: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run_safely(raiser(OSError(number, os.strerror(number), "output/index.html"))) == 1
    error = capsys.readouterr().err
    assert error.startswith("stringer: output/index.html: ")
    assert words in error
    assert "    fix: " in error


def test_interruption_is_said_and_leaves_130(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.run_safely(raiser(KeyboardInterrupt())) == 130
    assert "interrupted" in capsys.readouterr().err


def test_fault_of_ours_keeps_its_traceback_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cli, "CACHE", tmp_path)
    assert cli.run_safely(raiser(ZeroDivisionError("division by zero"))) == 1
    error = capsys.readouterr().err
    assert "Traceback" not in error
    log = Path(error.strip().rpartition("with the file ")[2])
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRINGER_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        cli.run_safely(raiser(ZeroDivisionError()))


def test_letters_of_every_alphabet_survive_a_narrow_terminal() -> None:
    code = "import sys; from newsroom import cli; sys.exit(cli.run_safely(lambda: cli.complain('Əliyev — Алиев')))"
    done = subprocess.run([sys.executable, "-c", f"from newsroom import cli; cli.main(['bench']); {code}"],
                          env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_no_task_shows_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert all(name in capsys.readouterr().out for name in ["build"])


@pytest.mark.skipif(os.name == "nt", reason="there is no sh")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_fault(closed: str, tmp_path: Path) -> None:
    write_search(tmp_path, [Document("/", {"title": "ferry"})], {"title": 1.0})
    for output, expected in ((tmp_path, 0), (tmp_path / "none", 1)):
        done = subprocess.run(
            ["sh", "-c", f'"$@" {closed}; echo $?', "sh", sys.executable, "-m", "newsroom", "search", "ferry", "--output", str(output)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout.splitlines()[-1] == str(expected), done.stderr
        assert "Traceback" not in done.stderr
        assert "fault" not in done.stderr
        assert ("fix:" in done.stderr) == (expected == 1 and "2>" not in closed)
