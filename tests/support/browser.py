"""The browser of the browser tests: found, or a failure; never a reason to skip."""

from __future__ import annotations

from newsroom import setup_browser


def launch_options() -> dict[str, object]:
    """What Playwright needs to start the browser of this computer; fails if there is none."""
    found = setup_browser.find_browser()
    if found is None:
        raise AssertionError(f"no browser for the browser tests\n    fix: {setup_browser.FIX}")
    return setup_browser.launch_options(found)
