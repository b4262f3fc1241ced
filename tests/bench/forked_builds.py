"""Runs builds as forks of one process that has imported everything: usage `forked_builds.py`, by `bench sequences` only.

Each line read is a JSON object: `builds`, a list of the words of builds that run at once; `now`, their clock in seconds
since 1970; `kill_after`, seconds of the clock, or null; `imports`, names of modules that builds are known to need. Each
line written is an object of `codes`, the exit codes, null for a killed one, and `imports`, now that these have run.
A start of Python and all imports are two thirds of a small build, and the same each time.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import time
from contextlib import suppress

from newsroom.__main__ import main

PAUSE = 0.002


def start(words: list[str], now: int, names: int) -> int:
    """Fork one build and return its process; it writes the names of its modules to the file `names`."""
    process = os.fork()
    if process:
        return process
    code = 99
    try:
        silent = os.open(os.devnull, os.O_RDWR)
        for number in range(3):
            os.dup2(silent, number)
        os.environ["SOURCE_DATE_EPOCH"] = str(now)
        code = main(words)
        os.pwrite(names, " ".join(sorted(sys.modules)).encode(), 0)
    finally:
        os._exit(code)


def wait(process: int, deadline: float | None) -> int | None:
    """The exit code; None if the deadline of the clock had come and the process was killed."""
    while True:
        ended, status = os.waitpid(process, os.WNOHANG if deadline else 0)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if deadline and time.monotonic() > deadline:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return None
        time.sleep(PAUSE)


def load(modules: list[str]) -> None:
    """Import what is not here yet, as far as that works outside of a build."""
    for name in modules:
        if name not in sys.modules:
            with suppress(ImportError):
                importlib.import_module(name)


def serve() -> None:
    """Answer each line until there are no more."""
    names = os.memfd_create("names")
    for line in sys.stdin:
        told = json.loads(line)
        load(told["imports"])
        deadline = time.monotonic() + told["kill_after"] if told["kill_after"] else None
        started = [start(words, told["now"], names) for words in told["builds"]]
        codes = [wait(process, deadline) for process in started]
        imports = os.pread(names, 1_000_000, 0).decode().split()
        load(imports)
        sys.stdout.write(json.dumps({"codes": codes, "imports": imports or told["imports"]}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
