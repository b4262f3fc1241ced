"""Livereload shows good builds only, tells the browser what each changed, and says on the page why one failed."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from archives import ArchiveFolder
from newsroom import livereload
from newsroom.livereload import Builder, Built, Reloader


class FakeBuilder(Builder):
    """A builder whose builds are told beforehand."""

    def __init__(self, *results: Built) -> None:
        self.results = list(results)
        self.asked: list[bool] = []

    def build(self, *, with_search: bool = True) -> Built:
        self.asked.append(with_search)
        return self.results.pop(0)


def heard(reloader: Reloader) -> tuple[str, object]:
    """What a browser that comes now is told next."""
    event, data = reloader._said().decode().strip().split("\n")
    return event.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_failed_build_is_said_on_the_page_and_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    reloader = Reloader()
    assert not livereload.turn({Path("a.md")}, FakeBuilder(Built(error="a.md:2:1: no date")), reloader)
    assert heard(reloader) == ("failed", "a.md:2:1: no date")
    assert "The last good site stays up." in capsys.readouterr().err
    events = reloader.events()
    next(events)
    # Who opens the page after the failure hears of it as well.
    assert b"no date" in next(events)


def test_a_good_build_names_the_pages_and_makes_up_for_the_index_when_all_is_quiet(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reloader, builder = Reloader(), FakeBuilder(Built(("a/index.html",)), Built(("b/index.html",)), Built())
    # Two edits one after the other, then quiet for a while, and for another while.
    batches = [{Path("a.md")}, {Path("b.md")}, set(), set()]
    monkeypatch.setattr(livereload, "changes", lambda _content: iter(batches))
    livereload.follow(Path("content"), builder, reloader)
    assert heard(reloader) == ("built", ["b/index.html"])
    assert builder.asked == [False, False, True]


def test_a_stylesheet_alone_is_exchanged_without_reloading() -> None:
    reloader = Reloader()
    livereload.turn({Path("parts.css")}, FakeBuilder(Built(("theme/style.css",)), Built()), reloader)
    assert heard(reloader)[0] == "styled"


def test_very_many_pages_are_not_told_by_name() -> None:
    reloader = Reloader()
    reloader.announce(map(str, range(livereload.MOST_NAMES + 1)))
    assert heard(reloader) == ("built", None)


def test_waiting_browser_hears_of_a_build() -> None:
    reloader = Reloader()
    events = reloader.events()
    assert next(events) == b": here\n\n"
    threading.Timer(0.05, reloader.announce).start()
    assert next(events) == b"event: built\ndata: null\n\n"


def test_silence_is_broken_by_a_beat(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livereload, "HEARTBEAT_S", 0.01)
    events = Reloader().events()
    next(events)
    assert next(events) == b": beat\n\n"


def test_a_changed_file_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(livereload, "ROOT", tmp_path / "checkout")
    stop = threading.Event()
    found = livereload.changes(tmp_path, stop)
    threading.Timer(0.3, (tmp_path / "a.md").write_text, args=("new",), kwargs={"encoding": "utf-8"}).start()
    threading.Timer(10, stop.set).start()
    assert {path.name for path in next(found)} == {"a.md"}
    stop.set()


def test_the_content_that_is_edited_is_watched(tmp_path: Path) -> None:
    assert livereload.watched(tmp_path)[0] == tmp_path


def test_only_python_needs_a_new_process() -> None:
    assert livereload.is_code({Path("plugins/copydesk/views.py")})
    assert not livereload.is_code({Path("content/a.md"), Path("theme/static/css/parts.css")})


def test_one_process_builds_edits_errors_and_edits_again(archive: ArchiveFolder) -> None:
    archive.file("piece", body="First text.")
    archive.file("note", "status: draft")
    builder = Builder(archive.content, archive.output, preview=True)
    try:
        assert not builder.build().error
        process = builder._process
        # Drafts are shown; this is for the eyes of who writes.
        assert "2014/07/27/note/index.html" in archive.files()
        archive.file("piece", body="Second text.")
        done = builder.build(with_search=False)
        assert "2014/07/27/piece/index.html" in done.names
        assert not [name for name in done.names if name.startswith("search/")]
        assert [name for name in builder.build().names if name.startswith("search/")]
        before = archive.files()
        path = archive.file("piece", "date: 30 February")
        failed = builder.build()
        assert f"{path}:4:7: " in failed.error
        assert "fix: " in failed.error
        assert archive.files() == before
        archive.file("piece", body="Third text.")
        assert "2014/07/27/piece/index.html" in builder.build().names
        assert builder._process is process
    finally:
        builder.stop()
