"""What every test has: no network, a browser that is really there, and golden files that only rewrite on request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

from support import browser, offline

hypothesis.settings.register_profile("stringer", deadline=None, print_blob=True)
hypothesis.settings.load_profile("stringer")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="rewrite the expected files of golden cases"
    )


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """True if the run was asked to rewrite expected files."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Refuse every connection that leaves this computer."""
    with offline.loopback_only():
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the browser that is on this computer; pytest-playwright asks here."""
    return {**browser_type_launch_args, **browser.launch_options()}
