"""The quick build: reads what changed, works out which files that can have changed, and makes only these.

Its output is byte for byte that of a plain build of the same archive. Where it cannot be sure of that (a plugin, a
setting or a template that only Pelican knows), it says so and leaves the work to Pelican.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from copydesk import Checked, clock, load_desk
from copydesk.archive import File, dispatch_names
from copydesk.checks import check_files
from copydesk.press import Task
from copydesk.rows import Row, pack, unpack
from incremental_build.files import TEMPORARY, Installer, digest, stats
from incremental_build.ledger import DamagedLedgerError, Ledger, Look, Output, look_of
from incremental_build.pool import Beside
from newsroom.house import House, look, span
from newsroom.memory import Memory, Outcome, without_collector
from newsroom.printing import Made, check_names, install, print_tasks
from newsroom.report import Census
from newsroom.sitework import CONFIG, Asked, Graph, Last, NotQuickError, Work, look_at
from newsroom.sources import Sources, hash_of_all
from newsroom.texts import Texts
from newsroom.verify import misplaced, refuse_wrong

__all__ = ["Asked", "NotQuickError", "Outcome", "QuickBuild", "RefusedError"]

log = logging.getLogger(__name__)
Note = Callable[[set[str]], None]


class RefusedError(Exception):
    """The archive has errors; the checker says which."""


class QuickBuild:
    """One archive and one output folder; kept between builds, it keeps what it has read.

    Use it while `build.alone` holds the folder.
    """

    def __init__(self, asked: Asked, ledger: Path) -> None:
        self.asked = asked
        self.ledger = Ledger(ledger)
        # What stays in memory from one build to the next; a new process reads it from the ledger.
        self.sources = Sources(self.ledger)
        self.files: dict[str, tuple[Row, File]] = {}
        self.outputs: dict[str, Output] | None = None
        self.memory: Memory | None = None
        self.graph: Graph | None = None
        self.work: Work | None = None
        # True leaves the index as it is, for a build that somebody waits for; the next one without it makes up for it.
        self.leaves_search = False

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def run(self, aside: Path, known: set[str] | None, note: Note, *, was_killed: bool = False) -> Outcome:
        """Bring the output folder up to date.

        `aside` is an empty folder for unfinished files. `known`: the files that builds wrote to the
        output, None when nobody knows; `was_killed`: one may have left unfinished files there. `note` is
        told the names of all that will be ours, before the first is put in its place. Raises RefusedError,
        NotQuickError and NewsroomError; the output is untouched then.
        """
        with without_collector():
            try:
                return self._done(_Run(self, aside, known, note, was_killed=was_killed))
            except DamagedLedgerError as error:
                log.debug("the ledger is damaged: %s", error)
            self.ledger.forget()
            self._forget()
            return self._done(_Run(self, aside, known, note, was_killed=was_killed))

    def _done(self, run: _Run) -> Outcome:
        """One build; whatever stops it, the next one begins from what the ledger has."""
        if self.ledger.was_changed():
            # Another process has built since.
            self._forget()
        try:
            return run.result()
        except BaseException:
            self._forget()
            raise
        finally:
            run.close()

    def _forget(self) -> None:
        self.sources.forget()
        self.files = {}
        self.outputs = self.memory = self.graph = self.work = None


class _Run:
    """One build."""

    def __init__(
        self, build: QuickBuild, aside: Path, known: set[str] | None, note: Note, *, was_killed: bool
    ) -> None:
        self._build = build
        self._asked = build.asked
        self._content, self._out = build.asked.content, build.asked.out
        self._ledger = build.ledger
        self._aside = aside
        self._known = known
        self._was_killed = was_killed
        self._note = note
        self._now = clock()
        self._touched: Beside[dict[str, Look | None]] | None = None
        self._renoted: dict[str, Output] = {}

    def close(self) -> None:
        """Wait for nothing any more."""
        if self._touched:
            self._touched.close()

    def result(self) -> Outcome:
        """Do it."""
        build = self._build
        self._names = dispatch_names(self._content)
        if build.outputs is None:
            build.outputs = self._ledger.outputs()
        self._outputs = build.outputs
        # One processor looks at the output, another one at the archive.
        self._touched = Beside(self._looks)
        self._hashes = self._hashed()
        if self._is_same() and self._memory is not None:
            self._ledger.write_outputs(self._renoted)
            self._ledger.write_facts(build.sources.note(self._hashes))
            deleted = Installer(self._out).drop(self._strays(set(self._outputs)))
            return Outcome(self._memory.census, len(self._outputs), 0, deleted)
        rows = build.sources.read(
            self._content, self._hashes, self._house, self._now, trust=self._memory is not None
        )
        checked = self._checked(rows)
        return self._print(self._work(checked, rows), checked)

    # -- what there is -----------------------------------------------------------------------------

    @cached_property
    def _house(self) -> House:
        return look(CONFIG, self._content, self._out, self._asked.override)

    @cached_property
    def _memory(self) -> Memory | None:
        """What the last build left, if the code is the same: other code writes it in another way."""
        build, code = self._build, self._house.code
        if build.memory is None:
            build.memory = self._kept("memory")
        return build.memory if build.memory and build.memory.code == code else None

    def _graph(self) -> Graph:
        """What the last build knew of the dispatches beside their texts."""
        build = self._build
        if build.graph is None:
            build.graph = self._kept("graph")
        if build.graph is None:
            raise DamagedLedgerError("graph")
        return build.graph

    def _kept(self, name: str) -> Any:
        """What the same code has left under a name; None when other code did."""
        found, code = self._ledger.fact(name), self._house.code
        return unpack(found[len(code) :]) if found[: len(code)] == code else None

    def _hashed(self) -> dict[str, bytes]:
        try:
            return self._build.sources.hashes(self._content, self._names)
        except OSError:
            raise RefusedError from None

    @cached_property
    def _intact(self) -> dict[str, bytes]:
        """The digests of the files of the output that are as the last build left them."""
        touched = self._touched.result() if self._touched else self._looks()
        there = {name: output.digest for name, output in self._outputs.items() if name not in touched}
        for name, seen in touched.items():
            output = self._outputs[name]
            if seen is not None and self._is_equal(name, output, seen):
                there[name] = output.digest
        return there

    def _looks(self) -> dict[str, Look | None]:
        """What the file system says of the files of which it said something else before; None of those that are gone."""
        touched: dict[str, Look | None] = {}
        out, lstat = os.fspath(self._out), os.lstat
        for name, output in self._outputs.items():
            try:
                look = look_of(lstat(f"{out}/{name}"))
            except (OSError, ValueError):
                look = None
            if look is None or look != output.look:
                touched[name] = look
        return touched

    def _is_equal(self, name: str, output: Output, look: Look) -> bool:
        """Whether a file that was touched has the bytes that it had all the same."""
        path = self._out / name
        try:
            equal = not path.is_symlink() and digest(path.read_bytes()) == output.digest
        except OSError:
            return False
        if equal:
            self._renoted[name] = output._replace(look=look)
        return equal

    def _is_same(self) -> bool:
        """Whether nothing at all has changed since the last build."""
        memory = self._memory
        return (
            memory is not None
            and (self._build.leaves_search or not memory.is_search_due)
            and memory.files == hash_of_all(self._hashes)
            and self._is_old_around
            and len(self._intact) == len(self._outputs)
        )

    @cached_property
    def _is_old_around(self) -> bool:
        """Whether all but the dispatch files is what it was: what is asked for, the house, the day, the pictures."""
        memory = self._memory
        return (
            memory is not None
            and memory.asked == self._asked
            and memory.house == self._house.base
            and memory.captures == self._house.captures
            and memory.span[0] <= self._now.timestamp() < memory.span[1]
            and all(known[0] == look_at(self._content / path) for path, known in memory.pictures.items())
        )

    def _checked(self, rows: dict[str, Row]) -> Checked:
        desk, findings = load_desk(self._content)
        known, self._build.files = self._build.files, {}
        for name, row in rows.items():
            found = known.get(name)
            same = found is not None and found[0] is row
            self._build.files[name] = found if found and same else (row, row.file(self._content))
        files = [file for _row, file in self._build.files.values()]
        checked = check_files(self._content, desk, findings, files)
        if checked.errors:
            raise RefusedError
        return checked

    # -- what there is to do -------------------------------------------------------------------------

    def _print(self, work: Work, checked: Checked) -> Outcome:
        expected = checked.dispatches if self._asked.preview else checked.published(self._now)
        if not expected:
            raise RefusedError  # the plain build says what the matter is
        whole = not self._is_all_but_texts(work)
        tasks = list(work.tasks() if whole else work.text_tasks())
        due = [task for task in tasks if not self._is_fresh(task)]
        late = [task for task in due if task.name == "search"] if self._build.leaves_search else []
        due = [task for task in due if task not in late]
        is_new = not self._out.is_dir() or not any(self._out.iterdir())
        printed = print_tasks(due, self._aside, self._intact, work.complaints, is_new=is_new)
        refuse_wrong(printed.wrong)
        paths = {task.name: tuple(m.name for m in printed.files if m.task == n) for n, task in enumerate(due)
                 if task.paths is None}  # fmt: skip
        final = self._final(work, tasks, printed.files, paths, whole=whole)
        if whole:
            check_names(printed.files)
            refuse_wrong(list(misplaced(final, checked.desk.archive.languages[0], expected)))
        self._note(final | (self._known or set()))
        for number, task in enumerate(due):
            if task.made is None:
                due[number] = Task(task.name, task.paths, self._made_of(task), task.inner, task.make)
        written = install(printed.files, due, self._aside, self._out, self._outputs)
        strays = self._strays(final)
        deleted = Installer(self._out).drop(strays)
        self._remember(work, checked, written, strays, paths, is_search_due=bool(late))
        names = tuple(made.name for made in printed.files if made.staged)
        return Outcome(Census.of(checked), len(final), len(names), deleted, printed.complaints, names)

    def _is_all_but_texts(self, work: Work) -> bool:
        """Whether everything but the texts of dispatches is what it was, and the output what it became."""
        memory = self._memory
        return (
            memory is not None
            and self._is_old_but_texts
            and memory.texts.keys() == work.texts.keys()
            and len(self._intact) == len(self._outputs)
        )

    @cached_property
    def _is_old_but_texts(self) -> bool:
        return self._memory is not None and self._memory.heads == self._heads and self._is_old_around

    @cached_property
    def _heads(self) -> bytes:
        return hash_of_all({name: row.head for name, (_hash, row) in self._build.sources.rows.items()})

    def _work(self, checked: Checked, rows: dict[str, Row]) -> Work:
        """The site; that of the last build in this process, where only texts are new."""
        build = self._build
        texts = Texts(self._ledger.location, build.sources.fresh_texts)
        if build.work is not None and self._is_old_but_texts:
            build.work.renew(rows, texts, self._last())
        else:
            build.work = Work(self._asked, self._house, checked, rows, texts, self._now, self._last())
        return build.work

    def _last(self) -> Last:
        memory = self._memory
        if memory is None:
            return Last()
        same = memory.house == self._house.base and memory.asked == self._asked
        return Last(
            same,
            memory.pictures,
            memory.texts,
            self._graph,
            memory.is_search_due,
            self._intact,
        )

    def _is_fresh(self, task: Task) -> bool:
        paths = task.paths
        if paths is None:
            paths = self._memory.paths.get(task.name) if self._memory else None
        if paths is None:
            return False
        for path in paths:
            output = self._outputs.get(path)
            if output is None or path not in self._intact or output.inner != task.inner:
                return False
            if task.made is not None and output.made != task.made:
                return False
        return True

    def _made_of(self, task: Task) -> bytes:
        paths = task.paths or (self._memory.paths.get(task.name, ()) if self._memory else ())
        return self._outputs[paths[0]].made if paths and paths[0] in self._outputs else b""

    def _final(
        self,
        work: Work,
        tasks: Sequence[Task],
        files: Sequence[Made],
        paths: dict[str, tuple[str, ...]],
        *,
        whole: bool,
    ) -> set[str]:
        """The names of all files that the site has when this build is done."""
        old = self._memory.paths if self._memory else {}
        if whole:
            final = {path for task in tasks for path in (task.paths or ())}
            final.update(work.settled)
            for task in tasks:
                if task.paths is None:
                    final.update(paths.get(task.name) or old.get(task.name, ()))
        else:
            final = set(self._outputs)
            for name, new in paths.items():
                final -= set(old.get(name, ()))
                final.update(new)
        return final | {made.name for made in files}

    def _strays(self, final: set[str]) -> list[str]:
        """What builds left in the output and does not belong there any more; all that does not, when nobody knows."""
        ours = (self._known or set()) | self._outputs.keys()
        if self._known is None or self._was_killed:
            for name, _stat in stats(self._out):
                if self._known is None or name.rpartition("/")[2].startswith(TEMPORARY):
                    ours.add(name)
        return sorted(ours - final)

    def _remember(
        self, work: Work, checked: Checked, written: dict[str, Output], strays: Sequence[str],
        paths: dict[str, tuple[str, ...]], *, is_search_due: bool,
    ) -> None:  # fmt: skip
        moments = [
            moment.start(work.site.settings.zone)
            for d in checked.dispatches
            for moment in (d.date, d.embargo)
            # What lies further back has been past since before this day.
            if moment and moment.year >= self._now.year - 1
        ]
        memory = Memory(
            self._asked, self._house.base, self._house.code, self._house.captures, hash_of_all(self._hashes), self._heads, work.texts,
            span(moments, self._now, work.site.settings.zone),
            {**(self._memory.paths if self._memory else {}), **paths}, work.pictures.looks, Census.of(checked), is_search_due,
        )  # fmt: skip
        gone = [name for name in strays if name in self._outputs]
        self._ledger.write_outputs({**self._renoted, **written}, gone)
        facts: dict[str, Any] = {"memory": memory}
        if work.graph is not None:
            facts["graph"] = self._build.graph = work.graph
        self._ledger.write_facts(
            {
                **{name: memory.code + pack(value) for name, value in facts.items()},
                **self._build.sources.note(self._hashes),
            }
        )
        self._outputs.update(written)
        for name in gone:
            del self._outputs[name]
        self._build.memory = memory
