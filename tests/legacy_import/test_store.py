"""Captures: WARC that conforms, an index that a kill cannot break, records that can be taken out."""

import datetime as dt
import hashlib
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from legacy_import.capture import (
    Capture,
    Entry,
    Ledger,
    Store,
    fixity_findings,
    remove_record,
    waiting_captures,
)
from legacy_import.capture import store as store_module

WHEN = dt.datetime(2024, 5, 6, 7, 8, 9, tzinfo=dt.UTC)


def make_capture(number: int, *, fetched: bool = False) -> Capture:
    payload = f"<html><body><p>Page {number}.</p></body></html>".encode() * 20
    more = (
        {
            "status": "200 OK",
            "headers": (("Content-Type", "text/html"),),
            "raw": payload,
            "request": b"GET /x HTTP/1.1\r\nHost: wire.example",
        }
        if fetched
        else {}
    )
    return Capture(
        f"<urn:uuid:00000000-0000-4000-8000-{number:012d}>", f"http://wire.example/{number}", WHEN, hashlib.sha256(payload).hexdigest(), payload, "text/html", **more,  # type: ignore[arg-type]
    )  # fmt: skip


def warc(content: Path) -> Path:
    return next((content / "captures").glob("*.warc.gz"))


def test_reads_back_what_it_kept(content: Path) -> None:
    store = Store(content)
    captures = [make_capture(1), make_capture(2, fetched=True)]
    for capture in captures:
        store.add(capture)
    again = Store(content)
    for capture, row in zip(captures, again.rows(), strict=True):
        kept = again.read(row)
        assert (kept.id, kept.url, kept.captured, kept.payload, kept.sha256) == (
            capture.id,
            capture.url,
            WHEN,
            capture.payload,
            capture.sha256,
        )


def test_the_records_conform(content: Path) -> None:
    store = Store(content)
    for number in range(3):
        store.add(make_capture(number, fetched=number == 1))
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", str(warc(content))],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "digest pass" in checked.stdout


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_a_torn_tail_is_healed(content: Path, cut: int) -> None:
    Store(content).add(make_capture(1))
    Store(content).add(make_capture(2))
    index = content / "captures" / "index.cdxj"
    first_row = index.read_bytes().split(b"\n")[0] + b"\n"
    index.write_bytes(first_row)
    path = warc(content)
    path.write_bytes(path.read_bytes()[:-cut])
    healed = Store(content)
    assert [row["id"] for row in healed.rows()] == [make_capture(1).id]
    healed.add(make_capture(3))
    assert [healed.read(row).payload for row in healed.rows()] == [
        make_capture(1).payload,
        make_capture(3).payload,
    ]
    assert fixity_findings(content) == []


def test_a_whole_record_without_a_row_is_taken_in(content: Path) -> None:
    Store(content).add(make_capture(1, fetched=True))
    index = content / "captures" / "index.cdxj"
    whole = index.read_bytes()
    index.write_bytes(whole[: len(whole) // 2])
    assert [row["id"] for row in Store(content).rows()] == [make_capture(1).id]


def test_files_are_split(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "MAX_FILE_BYTES", 600)
    store = Store(content)
    for number in range(4):
        store.add(make_capture(number))
    assert len(list((content / "captures").glob("*.warc.gz"))) > 1
    assert [store.read(row).payload for row in Store(content).rows()] == [
        make_capture(number).payload for number in range(4)
    ]


def test_a_record_can_be_taken_out(content: Path) -> None:
    store = Store(content)
    for number in range(3):
        store.add(make_capture(number, fetched=True))
    assert remove_record(content, make_capture(1).id) == make_capture(1).sha256
    left = Store(content)
    assert [left.read(row).payload for row in left.rows()] == [
        make_capture(0).payload,
        make_capture(2).payload,
    ]
    assert make_capture(1).id.encode() not in b"".join(
        path.read_bytes() for path in (content / "captures").glob("index*")
    )
    entry = Ledger(content).get(make_capture(1).sha256)
    assert entry is not None
    assert entry.state == "withdrawn"
    assert remove_record(content, "<urn:uuid:none>") is None


def test_a_changed_capture_is_found(content: Path) -> None:
    Store(content).add(make_capture(1))
    index = content / "captures" / "index.cdxj"
    index.write_text(index.read_text().replace(make_capture(1).sha256, "0" * 64), encoding="utf-8")
    assert [finding.code for finding in fixity_findings(content)] == ["capture-changed"]


def test_what_waits_is_counted(content: Path) -> None:
    assert waiting_captures(content) == 0
    store, ledger = Store(content), Ledger(content)
    for number in range(3):
        store.add(make_capture(number))
    ledger.put(Entry(make_capture(0).sha256, "dispatch", slug="x"))
    ledger.put(Entry(make_capture(1).sha256, "waiting", reason="no date was found"))
    assert waiting_captures(content) == 2


def test_the_ledger_reads_back_and_forgets_a_torn_line(content: Path) -> None:
    entry = Entry(
        "a" * 64,
        "dispatch",
        "<id>",
        "http://x.example/",
        "slug",
        "dispatches/x.md",
        None,
        "b" * 64,
        b"the bytes",
    )
    Ledger(content).put(entry)
    path = content / "captures" / "ledger.jsonl"
    path.write_bytes(path.read_bytes() + b'{"sha256": "tor')
    assert Ledger(content).get("a" * 64) == replace(entry, base=None)
    assert Ledger(content).holder("slug") == entry


def test_a_packed_ledger_says_the_same_in_one_line_a_capture(content: Path) -> None:
    ledger = Ledger(content)
    for number in range(300):
        ledger.put(Entry(f"{number % 2:064}", "dispatch", slug=f"s{number % 2}", base=b"version %d" % number))
    ledger.put(Entry(f"{3:064}", "waiting", reason="no date was found"))
    before = ledger.path.stat().st_size
    Ledger(content).pack()
    assert ledger.path.stat().st_size < before / 20
    for packed in (Ledger(content), Ledger(content)):
        assert [entry.state for entry in packed.entries()] == ["dispatch", "dispatch", "waiting"]
        assert [held.base for slug in ("s0", "s1") if (held := packed.holder(slug))] == [
            b"version 298",
            b"version 299",
        ]
        packed.pack()


def test_a_withdrawn_piece_leaves_no_version_of_its_text(content: Path) -> None:
    store, ledger = Store(content), Ledger(content)
    for number in range(3):
        capture = make_capture(number)
        store.add(capture)
        slug = "other" if number == 2 else "piece"
        ledger.put(Entry(capture.sha256, "dispatch", capture.id, capture.url, slug, base=b"secret" * 9))
    assert remove_record(content, make_capture(1).id) == make_capture(1).sha256
    assert [row["sha256"] for row in Store(content).rows()] == [make_capture(2).sha256]
    left = Ledger(content)
    assert [entry.state for entry in left.entries()] == ["withdrawn", "withdrawn", "dispatch"]
    assert left.holder("piece") is None
    assert left.path.read_bytes().count(b'"base"') == 1
