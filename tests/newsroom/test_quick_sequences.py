"""After any sequence of changes a quick build gives, byte for byte, what a plain build makes from nothing."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from archives import contents
from dispatch import StringerError
from incremental_build.ledger import Ledger
from newsroom import build as building
from newsroom import guard, house, near, pelican_run, printing, quick, sitework, sources
from newsroom.checkout import ROOT
from newsroom.memory import Outcome
from newsroom.quick import QuickBuild
from newsroom.scene import Scene
from support.edits import EDITS, EditedArchive, make_house

steps = st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 10**6), st.booleans())


@contextmanager
def archive_of_its_own() -> Iterator[EditedArchive]:
    """An archive, a theme and a cache that nobody else has."""
    with tempfile.TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as patch:
        folder = Path(temporary).resolve()
        made = EditedArchive(folder, make_house(folder / "house", ROOT), folder / "cache")
        for module in (building, guard):
            patch.setattr(module, "CACHE", made.cache)
        for module in (pelican_run, house):
            patch.setattr(module, "ROOT", made.house)
        patch.delenv("SITEURL", raising=False)
        yield made


def built(archive: EditedArchive, output: Path, *, plain: bool, search: bool = False) -> int:
    """One build at the archive's own time; its exit code, 1 for a refusal."""
    os.environ["SOURCE_DATE_EPOCH"] = str(archive.now)
    with redirect_stdout(StringIO()) as said, redirect_stderr(StringIO()):
        try:
            code = building.build(archive.content, output, plain=plain, search=search)
        except StringerError:
            return 1
    assert plain or "Slow" not in said.getvalue(), said.getvalue()
    return code


def built_warm(archive: EditedArchive, kept: list[QuickBuild]) -> int:
    """One build as livereload makes it, in a process that remembers the last one."""
    os.environ["SOURCE_DATE_EPOCH"] = str(archive.now)
    if not kept:
        kept.append(building.warm(archive.content, archive.output, preview=False))
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):
        try:
            building.rebuild_warm(kept[0], with_search=True)
        except StringerError:
            return 1
    return 0


def kill_in_the_middle(archive: EditedArchive) -> None:
    """A build that is killed while it puts its files in their places."""

    class Killed(BaseException):
        pass

    with pytest.MonkeyPatch.context() as patch:
        real, count = printing.Installer.put, [0]

        def put(self: printing.Installer, fresh: str, name: str) -> os.stat_result:
            count[0] += 1
            if count[0] > 5:
                raise Killed
            return real(self, fresh, name)

        patch.setattr(printing.Installer, "put", put)
        with suppress(Killed):
            built(archive, archive.output, plain=False)


def compare(archive: EditedArchive, kept: list[QuickBuild] | None = None, *, search: bool = False) -> None:
    """Both builds refuse, or both give the same tree."""
    clean = archive.output.with_name("clean")
    shutil.rmtree(clean, ignore_errors=True)
    before = contents(archive.output) if archive.output.exists() else {}
    wanted = built(archive, clean, plain=True, search=search or kept is not None)
    got = (
        built(archive, archive.output, plain=False, search=search)
        if kept is None
        else built_warm(archive, kept)
    )
    assert got == wanted
    if wanted:
        assert contents(archive.output) == before if before else True
        return
    expected, found = contents(clean), contents(archive.output)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if expected[name] != found[name]] == []


def run(sequence: list[tuple[str, int, bool]]) -> None:
    """Make each change, now and then with a killed build behind it, and compare."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        with archive_of_its_own() as archive:
            compare(archive)
            for name, seed, is_killed in sequence:
                EDITS[name](archive, random.Random(seed))
                if is_killed and seed % 3 == 0:
                    kill_in_the_middle(archive)
                compare(archive)
                if seed % 4 == 2:
                    EDITS["texts"](archive, random.Random(seed))
                    compare(archive)
    finally:
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before


def test_every_kind_of_change_in_turn_gives_a_clean_plain_builds_bytes() -> None:
    run([(name, seed, seed == 3) for name in sorted(EDITS) for seed in (1, 3)])


@pytest.mark.parametrize("name", sorted(EDITS))
def test_each_change_of_a_sound_archive_gives_a_clean_plain_builds_bytes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Changes in turn leave an archive with an error soon, which every build refuses."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with archive_of_its_own() as archive:
        compare(archive)
        EDITS[name](archive, random.Random(5))
        compare(archive)


@pytest.mark.parametrize("search", [False, True])
def test_new_texts_are_printed_from_what_any_change_has_left(
    monkeypatch: pytest.MonkeyPatch, *, search: bool
) -> None:
    """After each kind of change every text is edited: pages are printed from slips that are as old as they may be."""
    short: list[bool] = []

    def reprinted(scene: Scene) -> Outcome | None:
        done = near.reprinted(scene)
        short.append(done is not None)
        return done

    monkeypatch.setattr(quick, "reprinted", reprinted)
    # What was written is known by its looks at once; builds are further apart than the steps of a file system's clock.
    monkeypatch.setattr(sources, "SETTLED", 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with archive_of_its_own() as archive:
        compare(archive, search=search)
        for step, name in enumerate(sorted(EDITS)):
            EDITS[name](archive, random.Random(step))
            built(archive, archive.output, plain=False, search=search)
            EDITS["texts"](archive, random.Random(step))
            compare(archive, search=search)
    # Where the archive has an error, or a text shows a picture, the whole of it is looked at.
    assert sum(short) > len(EDITS) // 4


def test_a_ledger_that_could_not_be_written_for_a_moment_is_not_taken_for_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with archive_of_its_own() as archive:
        compare(archive)

        def fail(*_args: object) -> None:
            raise sqlite3.OperationalError("database or disk is full")

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Ledger, "_insert", fail)
            EDITS["title"](archive, random.Random(1))
            compare(archive)
        for seed in range(2):
            EDITS["texts"](archive, random.Random(seed))
            compare(archive)


@pytest.mark.parametrize("search", [False, True])
def test_a_new_text_does_not_need_the_rest_of_the_archive(
    monkeypatch: pytest.MonkeyPatch, *, search: bool
) -> None:
    def fail(*_args: object) -> None:
        raise AssertionError("the whole archive was looked at")

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with archive_of_its_own() as archive:
        compare(archive, search=search)
        path = next(path for path, values in archive.files.items() if values["body"][:1] not in {"", "!"})
        for number in range(3):
            archive.files[path]["body"] += f"\n\nA sentence more, the {number}th."
            archive.save(path)
            if number == 1:
                # The whole archive is looked at, and what was damaged is made anew.
                for ledger in (archive.cache / "quick").glob("*.sqlite"):
                    with sqlite3.connect(ledger) as base:
                        base.execute("UPDATE slips SET value = X'00'")
                    base.close()
                compare(archive, search=search)
                continue
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(quick, "check_files", fail)
                patch.setattr(sitework, "Site", fail)
                built(archive, archive.output, plain=False, search=search)
            compare(archive, search=search)


def test_the_search_of_a_new_text_is_whole_whatever_its_caches_have_lost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    with archive_of_its_own() as archive:
        compare(archive, search=True)
        (told,) = (archive.cache / "quick").glob("*.documents")
        losses = [
            told.unlink,
            lambda: told.write_bytes(b"not what it was"),
            lambda: shutil.rmtree(archive.house / ".cache"),
            lambda: shutil.rmtree(told.with_suffix(".search")),
            # The index of another archive, of which nobody knows what it was told.
            lambda: built(archive, archive.output, plain=False, search=False),
        ]
        for number, lose in enumerate(losses):
            lose()
            EDITS["texts"](archive, random.Random(number))
            compare(archive, search=True)


# To shrink takes two builds a try: the sequence as it was found is short enough to be read.
@settings(max_examples=4, derandomize=True, phases=[Phase.explicit, Phase.generate],
          suppress_health_check=list(HealthCheck))  # fmt: skip
@given(st.lists(steps, min_size=6, max_size=8))
def test_any_sequence_gives_a_clean_plain_builds_bytes(sequence: list[tuple[str, int, bool]]) -> None:
    run(sequence)


def test_a_build_that_remembers_gives_the_same_bytes_search_included() -> None:
    # What only another process can see (the theme's code in memory, a cache taken away) is not asked of it.
    changes = ["body", "body", "title", "body", "tags", "lead", "body", "picture", "delete", "body", "embargo", "clock",
               "body", "status", "language", "words", "about", "archive", "harm", "body"]  # fmt: skip
    kept: list[QuickBuild] = []
    before = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        with archive_of_its_own() as archive:
            compare(archive, kept)
            for seed, name in enumerate(changes):
                EDITS[name](archive, random.Random(seed))
                compare(archive, kept)
    finally:
        for warm in kept:
            warm.close()
        os.environ.pop("SOURCE_DATE_EPOCH", None)
        if before is not None:
            os.environ["SOURCE_DATE_EPOCH"] = before
