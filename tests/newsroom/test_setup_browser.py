"""A browser is found, installed, or its lack is said; never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from dispatch.errors import StringerError
from newsroom import setup_browser


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A computer without any browser."""
    monkeypatch.setattr(setup_browser, "MAC_PLACES", ())
    return {"PATH": str(tmp_path), "PLAYWRIGHT_BROWSERS_PATH": str(tmp_path / "none")}


def test_named_browser_comes_first(tmp_path: Path, nowhere: dict[str, str]) -> None:
    browser = tmp_path / "my-browser"
    browser.touch()
    assert setup_browser.find_browser({**nowhere, "STRINGER_BROWSER": str(browser)}) == browser


def test_wrong_name_is_an_error_not_a_reason_to_look_elsewhere(nowhere: dict[str, str]) -> None:
    with pytest.raises(StringerError, match="STRINGER_BROWSER names"):
        setup_browser.find_browser({**nowhere, "STRINGER_BROWSER": "/no/such/browser"})


def test_windows_places_are_looked_at(tmp_path: Path, nowhere: dict[str, str]) -> None:
    edge = tmp_path / "Microsoft/Edge/Application/msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    assert setup_browser.find_browser({**nowhere, "PROGRAMFILES": str(tmp_path)}) == edge


def test_playwrights_own_is_found(tmp_path: Path, nowhere: dict[str, str]) -> None:
    own = tmp_path / "none/chromium-1200/chrome-linux/chrome"
    own.parent.mkdir(parents=True)
    own.touch()
    assert setup_browser.find_browser(nowhere) == own


def test_each_way_to_install_is_tried_then_the_lack_is_said(
    nowhere: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[list[str]] = []
    monkeypatch.setattr(setup_browser, "find_browser", lambda: None)
    monkeypatch.setattr(setup_browser, "attempt", lambda command, _timeout_s: bool(tried.append(command)))
    monkeypatch.setattr(setup_browser, "as_root", lambda: ["sudo", "-n"])
    monkeypatch.setattr(setup_browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(StringerError, match="none could be installed"):
        setup_browser.ensure_browser()
    assert [command[-1] for command in tried] == ["chromium", "-q", "chromium"]
    assert tried[1][:4] == ["sudo", "-n", "apt-get", "update"]


def test_root_runs_without_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup_browser.os, "geteuid", lambda: 0, raising=False)
    assert setup_browser.launch_options(Path("chrome"))["args"] == ["--no-sandbox"]
    monkeypatch.setattr(setup_browser.os, "geteuid", lambda: 1000, raising=False)
    assert setup_browser.launch_options(Path("chrome"))["args"] == []
