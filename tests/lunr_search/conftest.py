"""What several tests of the search's edits ask for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lunr_search.arrays import Ints
from lunr_search.making import Made
from lunr_search.revising import Revision


@pytest.fixture
def shards_made(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each edit of an index, by how many shards are made anew."""
    asked: list[int] = []
    made = Revision.made

    def noted(self: Revision, shards: Ints, *rest: Any) -> Iterator[Made]:
        asked.append(len(shards))
        return made(self, shards, *rest)

    monkeypatch.setattr(Revision, "made", noted)
    return asked
