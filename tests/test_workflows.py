"""What the workflows promise: pinned actions, least rights, a deploy that loses no address unseen."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def load(path: Path) -> Any:
    """A workflow as data; YAML reads the word `on` as true."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def steps(workflow: Any) -> list[dict[str, Any]]:
    """Every step of every job."""
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflow_keeps_the_rules(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert 0 < job["timeout-minutes"] <= 30
    for step in steps(workflow):
        assert re.fullmatch(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}", step.get("uses", "a/b@" + "0" * 40))
        assert "${{" not in step.get("run", "")
        if "checkout" in step.get("uses", ""):
            assert step["with"]["persist-credentials"] is False


def test_publish_has_its_three_triggers() -> None:
    workflow = load(ROOT / ".github/workflows/publish.yml")
    assert set(workflow[True]) == {"push", "schedule", "workflow_dispatch"}
    assert "accept" in workflow[True]["workflow_dispatch"]["inputs"]


def test_only_the_deploy_job_may_write_pages() -> None:
    jobs = load(ROOT / ".github/workflows/publish.yml")["jobs"]
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["deploy"]["permissions"] == {"pages": "write", "id-token": "write"}
    assert jobs["deploy"]["environment"]["name"] == "github-pages"


def test_a_content_push_runs_no_tests() -> None:
    workflow = load(ROOT / ".github/workflows/test.yml")
    assert workflow[True]["push"]["paths-ignore"] == ["content/**"]
    assert not any(
        "tasks.py test" in step.get("run", "") for step in steps(load(ROOT / ".github/workflows/publish.yml"))
    )


def test_ci_runs_what_a_person_runs() -> None:
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()[-1] == "exec python3 tasks.py test"
    assert any(step.get("run") == ".ci/run" for step in steps(load(ROOT / ".github/workflows/test.yml")))


def test_each_attempt_hands_over_its_own_site() -> None:
    """Two artifacts of one name in a run, of two attempts, stop the deploy."""
    jobs = load(ROOT / ".github/workflows/publish.yml")["jobs"]
    upload = next(step for step in jobs["build"]["steps"] if "upload-pages-artifact" in step.get("uses", ""))
    assert jobs["build"]["env"]["ARTIFACT"] == "github-pages-${{ github.run_attempt }}"
    assert upload["with"]["name"] == jobs["build"]["outputs"]["artifact"] == "${{ env.ARTIFACT }}"
    assert jobs["deploy"]["steps"][0]["with"]["artifact_name"] == "${{ needs.build.outputs.artifact }}"


@pytest.mark.parametrize(
    ("answer", "code", "list_bytes"),
    [("200 {}", 0, 2), ("404 gone", 0, 0), ("200 ", 1, None), ("500 oops", 1, None), ("", 1, None)],
)
def test_only_a_404_is_a_first_deploy(answer: str, code: int, list_bytes: int | None, tmp_path: Path) -> None:
    """The step's own script, with a curl that answers as the site does; one that finds no site answers nothing."""
    step = next(s for s in steps(load(ROOT / ".github/workflows/publish.yml")) if "curl" in s.get("run", ""))
    status, _, body = answer.partition(" ")
    curl = tmp_path / "curl"
    says = f"printf %s '{body}' > \"$RUNNER_TEMP/published.json\"; printf %s {status}" if status else "exit 7"
    curl.write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
    curl.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path), "SITEURL": "https://me.example",
    }  # fmt: skip
    run = subprocess.run(
        ["bash", "-e", "-c", step["run"]], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == code
    assert ("::error::" in run.stdout) == (code != 0)
    if list_bytes is not None:
        assert (tmp_path / "published.json").stat().st_size == list_bytes
