"""Stringer's tasks on a bare Python: makes `.venv` from the locked requirements, then hands over to it.

    python3 tasks.py build        (Windows: py tasks.py build)
    python3 tasks.py --help       lists every task

Only the standard library is imported here, and nothing in this file needs syntax newer than Python 3.6,
so that an older Python reads far enough to print which one is needed. Inside `.venv` the same tasks run as `inv TASK`.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (the whole point: an older Python must be told so)
    sys.exit(
        "Stringer needs Python 3.11 or newer; this is Python {}.{}.\n"
        "    fix: install a newer Python from python.org or your system, and run tasks.py with it".format(
            *sys.version_info[:2]
        )
    )

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
# Tasks that also need what only tests, linters and benchmarks use.
DEV_TASKS = frozenset({"test", "lint", "bench"})
LOCKS = {"runtime": "requirements.lock", "dev": "requirements-dev.lock"}
UNFINISHED = "unfinished"


class SetupError(Exception):
    """The environment could not be made; the text says why and what to do."""


def python_of(venv: Path) -> Path:
    """The interpreter inside a virtual environment."""
    return venv / ("Scripts/python.exe" if WINDOWS else "bin/python")


def wanted_stamp(root: Path, kind: str) -> str:
    """What a finished environment of this kind must have been made from: lock, Python, system, folder."""
    lock = (root / LOCKS[kind]).read_bytes().replace(b"\r\n", b"\n")
    here = [
        platform.python_implementation(),
        platform.python_version(),
        sys.platform,
        platform.machine(),
        str(root),
    ]
    return hashlib.sha256(lock + "|".join(here).encode("utf-8", "surrogatepass")).hexdigest()


def read_stamps(venv: Path) -> dict[str, str]:
    """The stamps of an environment; none when it was never finished."""
    try:
        stamps = json.loads((venv / "stringer.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def write_stamps(venv: Path, stamps: dict[str, str]) -> None:
    """Record what was installed, in one step: a reader sees the old stamps or the new ones."""
    part = venv / "stringer.json.part"
    part.write_text(json.dumps(stamps), encoding="utf-8")
    part.replace(venv / "stringer.json")


def is_ready(root: Path, kinds: tuple[str, ...]) -> bool:
    """True if `.venv` was finished from exactly these locks by exactly this Python."""
    stamps = read_stamps(root / ".venv")
    return python_of(root / ".venv").exists() and all(
        stamps.get(kind) == wanted_stamp(root, kind) for kind in kinds
    )


def say(text: str) -> None:
    """One line of progress, at once."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def only_one(root: Path) -> Iterator[None]:
    """Let one process at a time make the environment; the system frees the lock when its holder dies."""
    with (root / ".venv.lock").open("a+b") as handle:
        waited = False
        while not try_lock(handle.fileno()):
            if not waited:
                say("Another tasks.py is preparing .venv; waiting for it …")
                waited = True
            time.sleep(0.3)
        yield


def try_lock(descriptor: int) -> bool:
    """Take the lock on an open file if nobody holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove(folder: Path) -> None:
    """Remove a folder; an installer whose task was killed may write into it for a moment yet."""
    for pause_s in (0.5, 1, 2):
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
            return
        time.sleep(pause_s)
    shutil.rmtree(folder)


def make_venv(root: Path) -> None:
    """An empty environment in the place of whatever stood there."""
    venv = root / ".venv"
    say(f"Step 1: making .venv with Python {platform.python_version()}")
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    elif venv.exists():
        # The stamp goes first, so that a removal cut short is never taken for a finished environment.
        (venv / "stringer.json").unlink(missing_ok=True)
        remove(venv)
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", str(venv)], capture_output=True, text=True, check=False)
    if made.returncode or not python_of(venv).exists():
        detail = (made.stdout + made.stderr).strip().splitlines()
        raise SetupError(
            "this Python cannot make a virtual environment ({})\n"
            "    fix: install its venv and ensurepip parts (Debian, Ubuntu: apt install python3-venv), then run again".format(
                detail[-1].strip() if detail else "no reason given"
            )
        )


def install(root: Path, kind: str) -> None:
    """Install a whole lock, each file checked against its hash, nothing resolved and nothing built."""
    lock = root / LOCKS[kind]
    total = sum(1 for line in lock.read_text(encoding="utf-8").splitlines() if line and line[0].isalnum())
    say(f"Step {2 if kind == 'runtime' else 3}: installing {total} packages from {lock.name}")
    command = [str(python_of(root / ".venv")), "-m", "pip", "install", "--no-deps", "--require-hashes"]
    command += [
        "--only-binary",
        ":all:",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
    ]
    process = subprocess.Popen(
        [*command, "-r", str(lock)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
    try:
        lines = follow_pip(process.stdout or (), total)
        failed = process.wait() != 0
    except BaseException:
        process.kill()
        process.wait()
        raise
    if failed:
        raise SetupError(explain_pip(lines, lock.name))


def follow_pip(output: Iterable[str], total: int) -> list[str]:
    """Show how far pip has come; everything it printed."""
    lines = []
    done = 0
    for line in output:
        lines.append(line.rstrip())
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            done += 1
            if done % 10 == 0:
                say(f"    {done} of {total}")
        elif line.startswith("Installing collected"):
            say("    unpacking")
    return lines


def explain_pip(lines: list[str], lock: str) -> str:
    """What pip's failure means for the person who started the task."""
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:] or ["pip said nothing"]
    text = "\n".join(lines)
    if "HASHES" in text or "hash" in errors[0].lower():
        fix = f"a download does not match {lock}; try again, and if it stays so, trust neither network nor mirror"
    elif "No space left" in text or "Errno 28" in text:
        fix = "the disk is full: free about 1 GB and run again"
    else:
        fix = (
            "check the network connection (and proxy or mirror settings of pip), then run again; nothing is half used."
            " Packages are ready-made for usual 64-bit systems and CPython 3.11 or newer"
        )
    return "the packages of {} could not be installed: {}\n    fix: {}".format(
        lock, errors[0].removeprefix("ERROR: "), fix
    )


def prepare(root: Path, kinds: tuple[str, ...]) -> None:
    """Bring `.venv` to the state the locks describe; what is already right stays."""
    if is_ready(root, kinds):
        return
    with only_one(root):
        if is_ready(root, kinds):
            return
        venv, started = root / ".venv", time.monotonic()
        stamps = read_stamps(venv)
        if not is_ready(root, ("runtime",)) or ("dev" in kinds and "dev" in stamps):
            make_venv(root)
            stamps = {}
            install(root, "runtime")
            stamps["runtime"] = wanted_stamp(root, "runtime")
            write_stamps(venv, stamps)
        if "dev" in kinds:
            write_stamps(venv, {**stamps, "dev": UNFINISHED})
            install(root, "dev")
            write_stamps(venv, {**stamps, "dev": wanted_stamp(root, "dev")})
        say(f".venv is ready after {time.monotonic() - started:.0f} s")


def hand_over(root: Path, arguments: list[str]) -> int:
    """Run the task inside `.venv`; on POSIX this process becomes it."""
    python = str(python_of(root / ".venv"))
    command = [python, "-X", "utf8", "-P", "-m", "newsroom", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(root / "plugins")}
    environment.pop("PYTHONHOME", None)
    if environment.pop("PYTHONDONTWRITEBYTECODE", ""):
        # Who wants no bytecode beside the sources has none there; without any, each task would compile all of them again.
        environment.setdefault("PYTHONPYCACHEPREFIX", str(root / ".cache" / "bytecode"))
    if not WINDOWS:
        os.execve(python, command, environment)  # noqa: S606 (the interpreter just checked, no shell)
    process = subprocess.Popen(command, env=environment)
    while True:
        with contextlib.suppress(KeyboardInterrupt):  # the task hears Ctrl-C itself and ends in its own way
            return process.wait()


def main(arguments: list[str]) -> int:
    """Prepare the environment that the named task needs, then run it there."""
    task = next((word for word in arguments if not word.startswith("-")), "")
    kinds = ("runtime", "dev") if task in DEV_TASKS else ("runtime",)
    try:
        prepare(ROOT, kinds)
        return hand_over(ROOT, arguments)
    except SetupError as error:
        say(f"Stringer could not be set up: {error}")
    except OSError as error:
        say(
            "Stringer could not be set up: {}: {}".format(error.filename or "system", error.strerror or error)
        )
        say(f"    fix: make sure that the folder {ROOT} can be written to and has room, then run again")
    except KeyboardInterrupt:
        say("Interrupted; run the same command again to go on.")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

if str(ROOT / "plugins") not in sys.path:
    sys.path.insert(0, str(ROOT / "plugins"))
from newsroom.invoke_tasks import collection  # noqa: E402 (after the path that holds it)

namespace = collection()
