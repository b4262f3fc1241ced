"""Finds a Chromium, Chrome or Edge for the browser tests, or installs one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from newsroom.setup_node import ToolError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MAC_PLACES = (
    "Chromium.app/Contents/MacOS/Chromium",
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
WINDOWS_PLACES = (
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)
FIX = "install Chromium, Chrome or Edge, or name one in STRINGER_BROWSER, then run again; browser tests are never skipped"


def candidates(environment: Mapping[str, str]) -> Iterator[Path]:
    """Everywhere a browser may lie, the most likely first."""
    for name in NAMES:
        if found := shutil.which(name, path=environment.get("PATH")):
            yield Path(found)
    for folder in (Path("/Applications"), Path.home() / "Applications"):
        yield from (folder / place for place in MAC_PLACES)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder_name := environment.get(variable):
            yield from (Path(folder_name) / place for place in WINDOWS_PLACES)
    yield from playwright_browsers(environment)


def playwright_browsers(environment: Mapping[str, str]) -> Iterator[Path]:
    """Browsers that Playwright has installed for this user, newest first."""
    homes = {"win32": "AppData/Local/ms-playwright", "darwin": "Library/Caches/ms-playwright"}
    home = Path(
        environment.get("PLAYWRIGHT_BROWSERS_PATH")
        or Path.home() / homes.get(sys.platform, ".cache/ms-playwright")
    )
    for pattern in (
        "chromium-*/chrome-*/chrome",
        "chromium-*/chrome-*/chrome.exe",
        "chromium-*/chrome-*/*.app/Contents/MacOS/*",
    ):
        yield from sorted(home.glob(pattern), reverse=True)


def find_browser(environment: Mapping[str, str] = os.environ) -> Path | None:
    """A browser that is here, or None; a wrong STRINGER_BROWSER is an error, not a reason to look elsewhere."""
    if named := environment.get("STRINGER_BROWSER"):
        if not Path(named).is_file():
            raise ToolError(
                f"STRINGER_BROWSER names {named}, which is no file",
                fix="name the browser's program file, or unset it",
            )
        return Path(named)
    return next((path for path in candidates(environment) if path.is_file()), None)


def attempt(command: list[str], timeout_s: float) -> bool:
    """Run one installer; True if it says it worked."""
    print(
        "trying: "
        + " ".join(Path(command[0]).name if index == 0 else word for index, word in enumerate(command)),
        flush=True,
    )
    try:
        return (
            subprocess.run(command, stdout=subprocess.DEVNULL, timeout=timeout_s, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def as_root() -> list[str] | None:
    """The prefix that makes a command run as root without asking: nothing, or `sudo -n`; None if there is no way."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") else None


def ensure_browser() -> Path:
    """A browser that is here, else Playwright's own, else the distribution's; else a clear error."""
    if found := find_browser():
        return found
    attempt([sys.executable, "-m", "playwright", "install", "chromium"], 600)
    if found := find_browser():
        return found
    root = as_root()
    if shutil.which("apt-get") and root is not None:
        attempt([*root, "apt-get", "update", "-q"], 300)
        attempt([*root, "apt-get", "install", "-y", "-q", "chromium"], 900)
    if found := find_browser():
        return found
    raise ToolError("no Chromium, Chrome or Edge was found, and none could be installed", fix=FIX)


def launch_options(browser: Path) -> dict[str, object]:
    """What Playwright needs to start this browser here; Chromium refuses its sandbox to root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return {"executable_path": str(browser), "args": ["--no-sandbox"] if is_root else []}
