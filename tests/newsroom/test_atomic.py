"""Files are the old one or the new one; folders change places in one step."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archives import contents
from newsroom import atomic
from newsroom.atomic import recover, swap, sync

# Names that often are a file on one side and a folder on the other.
NAMES = st.lists(st.sampled_from(["a", "b", "c.html", "index.html"]), min_size=1, max_size=3).map("/".join)
TREES = st.dictionaries(NAMES, st.binary(max_size=3), max_size=6).map(
    lambda tree: {
        name: data for name, data in tree.items() if not any(other.startswith(f"{name}/") for other in tree)
    }
)


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    """Write these files below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sync")


def empty(room: Path) -> Path:
    """The same folder, emptied."""
    shutil.rmtree(room)
    room.mkdir()
    return room


@given(old=TREES, new=TREES)
def test_sync_makes_a_copy_whatever_was_there(
    room: Path, old: dict[str, bytes], new: dict[str, bytes]
) -> None:
    folder = empty(room)
    fresh, out = lay(folder / "fresh", new), lay(folder / "out", old)
    changed, _ = sync(fresh, out)
    assert contents(out) == new
    assert changed == sum(old.get(name) != data for name, data in new.items())
    assert sync(fresh, out) == (0, 0)
    assert not [p for p in out.rglob("*") if p.is_dir() and not any(p.iterdir())]


@given(old=TREES, new=TREES, ours=st.sets(NAMES))
def test_sync_deletes_only_what_was_ours(
    room: Path, old: dict[str, bytes], new: dict[str, bytes], ours: set[str]
) -> None:
    folder = empty(room)
    fresh, out = lay(folder / "fresh", new), lay(folder / "out", old)
    sync(fresh, out, ours)
    in_the_way = {n for n in old for other in new if n.startswith(f"{other}/") or other.startswith(f"{n}/")}
    kept = {name: data for name, data in old.items() if name not in ours | in_the_way}
    assert contents(out) == {**kept, **new}


@given(old=TREES, new=TREES, steps=st.integers(0, 6))
def test_sync_stopped_at_any_step_leaves_whole_files_and_can_go_on(
    room: Path, old: dict[str, bytes], new: dict[str, bytes], steps: int
) -> None:
    folder = empty(room)
    fresh, out = lay(folder / "fresh", new), lay(folder / "out", old)
    left = steps

    def replace(self: Path, target: Path) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        os.replace(self, target)  # noqa: PTH105  (Path.replace is what this stands for)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        try:
            sync(fresh, out)
        except KeyboardInterrupt:
            for name, data in contents(out).items():
                assert data in (old.get(name), new.get(name))
    sync(fresh, out)
    assert contents(out) == new


def test_sync_writes_pages_after_what_they_ask_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh = lay(
        tmp_path / "fresh", {"index.html": b"1", "a/index.html": b"2", "theme/style.css": b"3", "z.png": b"4"}
    )
    order = []
    real = atomic._put
    monkeypatch.setattr(
        atomic,
        "_put",
        lambda s, t, out: (order.append(t.name if t.parent == out else t.parent.name), real(s, t, out)),
    )
    sync(fresh, tmp_path / "out")
    assert order == ["theme", "z.png", "a", "index.html"]


def test_sync_does_not_touch_what_did_not_change(tmp_path: Path) -> None:
    fresh, out = lay(tmp_path / "fresh", {"a": b"1"}), lay(tmp_path / "out", {"a": b"1"})
    os.utime(out / "a", (1, 1))
    sync(fresh, out)
    assert (out / "a").stat().st_mtime == 1


def test_sync_never_writes_through_a_link(tmp_path: Path) -> None:
    mine = lay(tmp_path / "mine", {"a": b"mine", "d/b": b"mine"})
    out = lay(tmp_path / "out", {})
    (out / "a").symlink_to(mine / "a")
    (out / "d").symlink_to(mine / "d")
    sync(lay(tmp_path / "fresh", {"a": b"new", "d/b": b"new"}), out)
    assert contents(mine) == {"a": b"mine", "d/b": b"mine"}
    assert contents(out) == {"a": b"new", "d/b": b"new"}


def test_sync_takes_away_what_a_kill_left(tmp_path: Path) -> None:
    out = lay(tmp_path / "out", {".tmp-stringer-0123": b"half", "mine": b"mine"})
    sync(lay(tmp_path / "fresh", {"a": b"1"}), out, set())
    assert contents(out) == {"a": b"1", "mine": b"mine"}


@pytest.mark.parametrize("can_exchange", [True, False])
def test_swap_puts_the_new_folder_in_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    fresh, out = lay(tmp_path / "fresh", {"a": b"new"}), lay(tmp_path / "out", {"b": b"old"})
    swap(fresh, out)
    assert contents(tmp_path) == {"out/a": b"new"}


@pytest.mark.skipif(sys.platform not in {"linux", "darwin"}, reason="Windows has no exchange of two names")
def test_where_the_system_can_nothing_is_ever_renamed_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, out = lay(tmp_path / "fresh", {"a": b"new"}), lay(tmp_path / "out", {"b": b"old"})
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("between two renames there is no site"))
    swap(fresh, out)
    assert contents(out) == {"a": b"new"}


def test_swap_to_a_place_where_nothing_was(tmp_path: Path) -> None:
    swap(lay(tmp_path / "fresh", {"a": b"new"}), tmp_path / "out")
    assert contents(tmp_path) == {"out/a": b"new"}


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "_exchange", lambda one, other: False)
    fresh, out = lay(tmp_path / "fresh", {"a": b"new"}), lay(tmp_path / "out", {"b": b"old"})
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self == fresh:
            raise KeyboardInterrupt
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(KeyboardInterrupt):
            swap(fresh, out)
    assert not out.exists()
    recover(out)
    assert contents(out) == {"b": b"old"}


def test_recover_leaves_a_site_that_stands_alone(tmp_path: Path) -> None:
    out = lay(tmp_path / "out", {"a": b"1"})
    recover(out)
    assert contents(out) == {"a": b"1"}
