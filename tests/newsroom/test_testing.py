"""The counts at the end of `test` are the ones the runners reported."""

from __future__ import annotations

from pathlib import Path

from newsroom import testing


def test_counts_of_pytest(tmp_path: Path) -> None:
    report = tmp_path / "pytest.xml"
    report.write_text(
        '<testsuites><testsuite errors="1" failures="2" skipped="3" tests="10"/></testsuites>',
        encoding="utf-8",
    )
    assert str(testing.read_report(report)) == "4 passed, 3 failed, 3 skipped"


def test_no_report_is_no_success(tmp_path: Path) -> None:
    assert testing.read_report(tmp_path / "none.xml") == testing.Counts(0, 0, 0)


def test_counts_of_node() -> None:
    assert testing.read_tap("ok 1\n# tests 3\n# pass 2\n# fail 1\n# skipped 0\n") == testing.Counts(2, 1, 0)


def test_no_javascript_tests_is_a_failure(tmp_path: Path, monkeypatch: object) -> None:
    from newsroom import setup_node

    monkeypatch.setattr(setup_node, "JS_FOLDER", tmp_path)  # type: ignore[attr-defined]
    assert testing.run_node_tests()[0] != 0
