"""The command line: reads the words, calls the handler, and turns every failure into a sentence."""

from __future__ import annotations

import argparse
import errno
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

from newsroom import handlers
from newsroom.checkout import CACHE
from newsroom.tasklist import GROUPS, TASKS, Task

INTERRUPTED = 130
_KEPT_LOGS = 20
# What a person can do about the system's commonest refusals.
SYSTEM_FIXES = {
    errno.ENOSPC: (
        "the disk is full",
        "free some space, then run the same command again; nothing is half used",
    ),
    errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC: (
        "the disk quota is used up",
        "free some space, then run the same command again",
    ),
    errno.EROFS: (
        "is on a read-only disk",
        "choose another folder with --output (or --content), or make the disk writable",
    ),
    errno.EACCES: (
        "may not be read or written by you",
        "give yourself the permission, or choose another folder",
    ),
    errno.EPERM: ("may not be changed by you", "give yourself the permission, or choose another folder"),
    errno.ENOENT: ("is not there", "check the spelling of the path"),
    errno.ENOTDIR: ("is a file where a folder is needed", "name a folder"),
    errno.EISDIR: ("is a folder where a file is needed", "name a file"),
    errno.EMFILE: ("too many files are open", "close other programs, or raise `ulimit -n`"),
}


class Parser(argparse.ArgumentParser):
    """Argparse, but a wrong word ends in one sentence and the way to help."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Print what is wrong with the command, and leave with 2 as argparse does."""
        print(f"{self.prog}: {message}\n    fix: see {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def overview() -> str:
    """The list of tasks in groups, as `--help` shows it."""
    lines = []
    for title, group in GROUPS:
        lines.append(f"{title}:")
        lines += [f"  {task.name:<12}{task.summary}" for task in group]
        lines.append("")
    return "\n".join([*lines, "tasks.py TASK --help explains one task, with an example."])


def add_task(subparsers: argparse._SubParsersAction[Parser], task: Task) -> None:
    """Tell argparse of one task."""
    parser = subparsers.add_parser(
        task.name,
        description=task.summary,
        epilog=f"example:\n  python3 tasks.py {task.example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for option in task.options:
        parser.add_argument(*option.flags, **option.settings)


def make_parser() -> Parser:
    """The whole command line as an argparse parser."""
    parser = Parser(
        prog="python3 tasks.py",
        usage="python3 tasks.py TASK [options]",
        description="Stringer: the archive of a correspondent.",
        epilog=overview(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    subparsers = parser.add_subparsers(
        dest="task",
        prog="python3 tasks.py",
        required=True,
        metavar="TASK",
        help=argparse.SUPPRESS,
        parser_class=Parser,
    )
    for task in TASKS:
        add_task(subparsers, task)
    return parser


def call(task: Task, values: dict[str, object]) -> int:
    """Run one task with values by name; its exit code."""
    handler: Callable[..., int] = getattr(handlers, task.handler_name)
    return run_safely(lambda: handler(**values))


def main(arguments: Sequence[str]) -> int:
    """Read the command line and run its task; the exit code."""
    prepare_streams()
    parser = make_parser()
    if not arguments:
        parser.print_help()
        return 2
    values = vars(parser.parse_args(arguments))
    name = values.pop("task")
    return call(next(task for task in TASKS if task.name == name), values)


def prepare_streams() -> None:
    """Let what is printed have any letter; where a stream was closed (`>&-`) it goes nowhere, and no file takes the stream's number."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 (until the end)
        else:
            stream.reconfigure(errors="backslashreplace")


def run_safely(work: Callable[[], int]) -> int:
    """Run `work`; a failure becomes a sentence on stderr and an exit code, never a traceback."""
    if os.environ.get("STRINGER_DEBUG") == "1":
        return work()
    try:
        return work()
    except KeyboardInterrupt:
        return complain("interrupted; run the same command again to go on", INTERRUPTED)
    except BrokenPipeError:
        # The reader of our output (a pager, `head`) has seen enough; say nothing more to it at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return complain(explain_system(error))
    except Exception as error:  # noqa: BLE001 (the edge of the program: no traceback reaches a person)
        return complain(str(error) if is_for_people(error) else explain_unexpected(error))


def is_for_people(error: Exception) -> bool:
    """True for the errors of our packages, whose text is place, problem and fix; search has its own base class."""
    return hasattr(error, "problem") and hasattr(error, "fix")


def complain(text: str, code: int = 1) -> int:
    """Print one sentence on stderr; the exit code to leave with."""
    sys.stdout.flush()
    print(f"stringer: {text}", file=sys.stderr)
    return code


def explain_system(error: OSError) -> str:
    """What the system refused, of which file, and what to do."""
    named = [str(name) for name in (error.filename, error.filename2) if name is not None]
    problem, fix = SYSTEM_FIXES.get(
        error.errno or 0, (error.strerror or str(error), "see the message, then run the same command again")
    )
    return f"{named[0]}: {problem}\n    fix: {fix}" if named else f"{problem}\n    fix: {fix}"


def explain_unexpected(error: Exception) -> str:
    """One sentence for a fault of the program itself, and where its traceback was kept."""
    text = "".join(traceback.format_exception(error))
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.log"
    summary = f"this is a fault of Stringer, not of yours: {type(error).__name__}: {str(error).splitlines()[0] if str(error) else 'no text'}"
    for folder in (CACHE / "log", Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
            for old in sorted(folder.glob("fault-*.log"))[:-_KEPT_LOGS]:
                old.unlink(missing_ok=True)
        except OSError:
            continue
        return f"{summary}\n    fix: please report it with the file {folder / name}"
    return f"{summary}\n    fix: run again with STRINGER_DEBUG=1 to see where"
