"""Livereload shows good builds only, tells the browser of each, and survives a failing one."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from newsroom import livereload, serving


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A first good build."""
    folder = tmp_path / "a"
    folder.mkdir()
    (folder / "index.html").write_text("<body>first</body>", encoding="utf-8")
    return folder


def test_a_failed_build_leaves_the_last_good_site(
    site: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(livereload, "build_apart", lambda *_folders, with_drafts: False)
    with serving.open_server(0, site, "/") as server:
        assert not livereload.turn(server, site.parent, site.parent / "b")
        assert server.folder == site
    assert "the last good site stays up" in capsys.readouterr().err


def test_a_good_build_is_shown_from_its_own_folder(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livereload, "build_apart", lambda *_folders, with_drafts: with_drafts)
    with serving.open_server(0, site, "/") as server:
        assert livereload.turn(server, site.parent, site.parent / "b")
        assert server.folder == site.parent / "b"


def test_waiting_browser_hears_of_a_build() -> None:
    reloader = livereload.Reloader()
    events = reloader.events()
    assert next(events) == b": here\n\n"
    threading.Timer(0.05, reloader.announce).start()
    assert next(events) == b"event: built\ndata: 1\n\n"


def test_silence_is_broken_by_a_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livereload, "HEARTBEAT_S", 0.01)
    events = livereload.Reloader().events()
    next(events)
    assert next(events) == b": beat\n\n"


def test_a_changed_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livereload, "ROOT", tmp_path / "checkout")
    stop = threading.Event()
    found = livereload.changes(tmp_path, stop)
    threading.Timer(0.3, (tmp_path / "a.md").write_text, args=("new",), kwargs={"encoding": "utf-8"}).start()
    threading.Timer(10, stop.set).start()
    assert next(found) >= 1
    stop.set()


def test_the_content_that_is_edited_is_watched(tmp_path: Path) -> None:
    assert livereload.watched(tmp_path)[0] == tmp_path
