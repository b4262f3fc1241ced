"""What is kept of a file as read."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from copydesk import Desk, Settings
from copydesk.reader import CopyReader
from copydesk.rows import read_row
from dispatch import Archive, read_people, read_places
from dispatch.frontmatter import read_dispatch

KEYS = ("slug", "title", "x-slug", "x-u", "x-ələt", "tags")


@given(keys=st.permutations(KEYS), count=st.integers(1, len(KEYS)), asked=st.text(max_size=6))
def test_where_keys_stand_is_kept(keys: list[str], count: int, asked: str) -> None:
    header = [
        f"{key}: {'[a]' if key == 'tags' else 'a'}" for key in {"title": 0} | dict.fromkeys(keys[:count], 0)
    ]
    text = "\n".join(["---", *header, "date: 2014-07-27", "---", "", "Words."])
    content = Path("archive")
    desk = Desk(Archive(), read_people(""), read_places(""), ())
    reader = CopyReader(Settings(), desk, dt.datetime(2020, 1, 1, tzinfo=dt.UTC), content)
    row, _ = read_row(
        "a.md", text.encode(), content, reader, "en", lambda data: hashlib.sha256(data).digest()
    )
    kept, read = row.file(content).reading.places, read_dispatch(text, str(content / "a.md"), "en").places
    assert dict(kept) == dict(read)
    for key in (*KEYS, asked, "slu", "slugs", "u\x04", "date", ""):
        assert (key in kept) == (key in read)
