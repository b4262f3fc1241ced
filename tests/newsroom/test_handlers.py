"""What a task does when it is more than one call."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from newsroom import build, handlers, publish, published


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A publish that builds one dispatch and asks before it takes the old site's place."""

    def fake(_content: Path, output: Path, approve: Callable[[Path, None], int]) -> int:
        output.mkdir(exist_ok=True)
        row = {"slug": "alat", "path": "/2014/03/02/alat/", "aliases": []}
        (output / "dispatches.json").write_text(
            json.dumps({"version": 1, "dispatches": [row]}), encoding="utf-8"
        )
        return approve(output, None)

    monkeypatch.setattr(publish, "publish", fake)
    monkeypatch.setattr(published, "held_back", lambda _checked: published.NOTHING)
    return tmp_path / "output"


def deployed(tmp_path: Path) -> Path:
    """What is public: a dispatch that is gone now."""
    path = tmp_path / "deployed.json"
    row = {"slug": "sheki", "path": "/2015/01/01/sheki/"}
    path.write_text(json.dumps({"version": 1, "dispatches": [row]}), encoding="utf-8")
    return path


def test_publish_stops_for_a_vanished_address(tmp_path: Path, output: Path) -> None:
    assert handlers.do_publish(tmp_path, output, None, "") == 0
    assert handlers.do_publish(tmp_path, output, deployed(tmp_path), "") == 1
    assert handlers.do_publish(tmp_path, output, deployed(tmp_path), "/a/ /2015/01/01/sheki/") == 0


def test_gh_pages_says_who_deploys(tmp_path: Path, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert handlers.do_gh_pages(tmp_path, output, None, "") == 0
    assert "Source: GitHub Actions" in capsys.readouterr().out


def test_rebuild_and_reserve_stop_at_the_first_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    monkeypatch.setattr(build, "clean", lambda _output: done.append("clean"))
    monkeypatch.setattr(build, "build", lambda *_folders, **_options: done.append("build") or 1)
    assert handlers.do_rebuild(tmp_path, tmp_path, plain=False, no_search=False) == 1
    assert handlers.do_reserve(tmp_path, tmp_path, 8000, "/") == 1
    assert done == ["clean", "build", "build"]


def test_bench_lists_its_subjects(capsys: pytest.CaptureFixture[str]) -> None:
    assert handlers.do_bench(None) == 0
    assert capsys.readouterr().out.startswith("subjects: ")
    assert handlers.do_bench("no-such-subject") == 1
