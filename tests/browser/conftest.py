"""Sites that are built once and served on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from archives import keep_house, served
from copydesk import load_desk
from newsroom import publish as publishing
from newsroom.checkout import CONTENT
from support.search_page import ferry_site

# A machine that is busy with other work takes its time; what is wrong stays wrong for as long.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive as it is published."""
    if not load_desk(CONTENT)[0].archive.sample:
        pytest.skip("this archive is somebody's own by now, not the sample")
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as patch:
        keep_house(patch, folder / "cache")
        assert publishing.publish(CONTENT, folder / "site") == 0
    return folder / "site"


@pytest.fixture(scope="module")
def sample(sample_folder: Path) -> Iterator[str]:
    """The address of the sample site."""
    with served(sample_folder) as address:
        yield address


@pytest.fixture(scope="module", params=["/", "/repo/"])
def address(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a small site with a search, at the root and below a path."""
    with ferry_site(tmp_path_factory.mktemp("site"), request.param) as found:
        yield found


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page whose console must stay silent: no error, no refused request."""
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    assert said == []
