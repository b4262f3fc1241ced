"""Where pages are read: here, in processes, or on a Dask cluster of other processes; the bytes are the same."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from legacy_import.commands import run_import
from support.imports import bring, dispatches

PLUGINS = Path(__file__).parents[2] / "plugins"


def written(content: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in dispatches(content)}


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[str]:
    """The address of a scheduler with two workers, three processes of their own."""
    import json

    file = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(PLUGINS)}
    dask = [sys.executable, "-m", "dask"]
    told = ["--scheduler-file", str(file)]
    commands = [
        [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *told],
        *(
            [*dask, "worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", *told,
             "--local-directory", str(tmp_path / f"worker-{number}")]
            for number in range(2)
        ),
    ]  # fmt: skip
    running: list[subprocess.Popen[bytes]] = []
    try:
        for command in commands:
            quiet = subprocess.DEVNULL
            running.append(
                subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=quiet, stderr=quiet)
            )
            deadline = time.monotonic() + 60
            while not file.exists() and time.monotonic() < deadline:
                time.sleep(0.1)
        yield json.loads(file.read_text(encoding="utf-8"))["address"]
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:  # a worker may wait for its scheduler for as long as it likes
                process.kill()
                process.wait(30)


def test_a_cluster_writes_the_same_bytes(
    old_folder: Path, content: Path, tmp_path: Path, cluster: str
) -> None:
    pytest.importorskip("distributed")
    bring(old_folder, content)
    other = tmp_path / "other"
    other.mkdir()
    (other / "outlets.yaml").write_bytes((content / "outlets.yaml").read_bytes())
    urls = old_folder.parent / "urls.tsv"
    assert run_import(str(old_folder), content=other, urls=urls, dask=cluster) == 0
    assert written(other) == written(content)


def test_processes_write_the_same_bytes(old_folder: Path, content: Path, tmp_path: Path) -> None:
    bring(old_folder, content)
    other = tmp_path / "other"
    other.mkdir()
    (other / "outlets.yaml").write_bytes((content / "outlets.yaml").read_bytes())
    urls = old_folder.parent / "urls.tsv"
    assert run_import(str(old_folder), content=other, urls=urls, workers=2) == 0
    assert written(other) == written(content)


def test_no_scheduler_is_said_in_words(
    old_folder: Path, content: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("legacy_import.workers._PATIENCE", "1s")
    assert run_import(str(old_folder), content=content, dask="tcp://127.0.0.1:9") == 1
    said = capsys.readouterr().err
    assert "No Dask scheduler answers at tcp://127.0.0.1:9" in said
    assert "Traceback" not in said
