"""The quick build: reads what changed, works out which files that can have changed, and makes only these.

Its output is byte for byte that of a plain build of the same archive. Where it cannot be sure of that (a plugin, a
setting or a template that only Pelican knows), it says so and leaves the work to Pelican.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

from copydesk import Checked, load_desk
from copydesk.checks import check_files
from copydesk.press import ADDRESSES, Task
from copydesk.rows import Row
from incremental_build.files import Installer
from incremental_build.ledger import DamagedLedgerError
from incremental_build.notes import Output
from newsroom.house import span
from newsroom.memory import Memory, Outcome, without_collector
from newsroom.near import kept_slips, reprinted
from newsroom.ours import Ours
from newsroom.printing import Made, check_names, install, print_tasks
from newsroom.report import Census
from newsroom.scene import Note, RefusedError, Scene, State
from newsroom.searching import SEARCH
from newsroom.sitework import Last, Work
from newsroom.sources import hash_of_all
from newsroom.theme import Asked, NotQuickError
from newsroom.verify import misplaced, refuse_wrong

__all__ = ["Asked", "NotQuickError", "Outcome", "QuickBuild", "RefusedError"]

log = logging.getLogger(__name__)


class QuickBuild(State):
    """One archive and one output folder; kept between builds, it keeps what it has read.

    Use it while `build.alone` holds the folder.
    """

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def run(self, aside: Path, ours: Ours, note: Note, *, was_killed: bool = False) -> Outcome:
        """Bring the output folder up to date.

        `aside` is an empty folder for unfinished files. `ours`: the files that builds wrote to the
        output; `was_killed`: one may have left unfinished files there. `note` is told the names of the
        site's files, before the first is put in its place; at the end these, and no others, are ours.
        Raises RefusedError, NotQuickError and NewsroomError; the output is untouched then.
        """
        with without_collector():
            try:
                return self._done(_Run(self, aside, ours, note, was_killed=was_killed))
            except DamagedLedgerError as error:
                log.debug("the ledger is damaged: %s", error)
            self.ledger.forget()
            self.forget()
            try:
                return self._done(_Run(self, aside, ours, note, was_killed=was_killed))
            except DamagedLedgerError as error:
                raise NotQuickError(f"what it keeps cannot be read ({error})") from None

    def _done(self, run: _Run) -> Outcome:
        """One build; whatever stops it, the next one begins from what the ledger has."""
        if self.ledger.was_changed():
            # Another process has built since.
            self.forget()
        try:
            done = run.result()
            run.settle()
            return replace(done, unread=tuple(run.unread))
        except BaseException:
            self.forget()
            raise
        finally:
            run.close()


class _Run(Scene):
    """One build."""

    def result(self) -> Outcome:
        """Do it."""
        self.look()
        if self.is_same() and self.memory is not None:
            with self.ledger.together():
                self.outputs.update(self.renoted)
                self.ledger.write_outputs(self.outputs)
                self.state.sources.note(self.hashes)
            deleted = Installer(self.out).drop(self.strays(self.renamed({})))
            return Outcome(self.memory.census, len(self.outputs), 0, deleted)
        done = reprinted(self)
        if done is not None:
            return done
        trust = self.memory is not None
        try:
            rows = self.state.sources.read(self.content, self.hashes, self.house, self.now, trust=trust)
        except OSError:
            raise RefusedError from None
        checked = self._checked(rows)
        return self._print(self._work(checked, rows), checked)

    def _checked(self, rows: dict[str, Row]) -> Checked:
        desk, findings = load_desk(self.content)
        known, self.state.files = self.state.files, {}
        for name, row in rows.items():
            found = known.get(name)
            same = found is not None and found[0] is row
            self.state.files[name] = found if found and same else (row, row.file(self.content))
        files = [file for _row, file in self.state.files.values()]
        checked = check_files(self.content, desk, findings, files)
        if checked.errors:
            raise RefusedError
        return checked

    # -- what there is to do -------------------------------------------------------------------------

    def _print(self, work: Work, checked: Checked) -> Outcome:
        expected = checked.dispatches if self.asked.preview else checked.published(self.now)
        if not expected:
            raise RefusedError  # the plain build says what the matter is
        whole = not self._is_all_but_texts(work)
        tasks = list(work.tasks() if whole else work.text_tasks())
        due = [task for task in tasks if not self._is_fresh(task)]
        late = [task for task in due if task.name == SEARCH] if self.state.leaves_search else []
        due = [task for task in due if task not in late]
        is_new = not self.out.is_dir() or not any(self.out.iterdir())
        printed = print_tasks(due, self.aside, self.intact, work.complaints, is_new=is_new)
        refuse_wrong(printed.wrong)
        paths = printed.paths(due)
        final = self._final(work, tasks, printed.files, paths, whole=whole)
        if whole:
            check_names(printed.files)
        if final != self.outputs.names or any(task.name == ADDRESSES for task in due):
            # Else they are those of the last build, and good.
            refuse_wrong(list(misplaced(final, checked.desk.archive.languages[0], expected)))
        self.note(final)
        for number, task in enumerate(due):
            if task.made is None:
                due[number] = task._replace(made=self.made_of(task))
        written = install(printed.files, due, self.aside, self.out, self.outputs)
        strays = self.strays(final)
        deleted = Installer(self.out).drop(strays)
        self._remember(work, checked, written, strays, paths, is_search_due=bool(late))
        names = tuple(made.name for made in printed.files if made.staged)
        return Outcome(Census.of(checked), len(final), len(names), deleted, printed.complaints, names)

    def _is_all_but_texts(self, work: Work) -> bool:
        """Whether everything but the texts of dispatches is what it was, and the output what it became."""
        memory = self.memory
        return (
            memory is not None
            and self._is_old_but_texts
            and not self.has_bad_slips
            and memory.texts.keys() == work.texts.keys()
            and self.is_intact
        )

    @cached_property
    def _is_old_but_texts(self) -> bool:
        return self.memory is not None and self.memory.heads == self._heads and self.is_old_around

    @cached_property
    def _heads(self) -> bytes:
        return hash_of_all({name: row.head for name, (_hash, row) in self.state.sources.rows.items()})

    def _work(self, checked: Checked, rows: dict[str, Row]) -> Work:
        """The site; that of the last build in this process, where only texts are new."""
        build, texts = self.state, self.texts
        if build.work is not None and self._is_old_but_texts:
            build.work.renew(rows, texts, self._last())
        else:
            build.work = Work(
                self.asked, self.house, checked, rows, texts, self.now, self._last(), self.theme
            )
        return build.work

    def _last(self) -> Last:
        memory = self.memory
        if memory is None:
            return Last()
        known = memory.pictures, memory.texts
        return Last(
            self.is_same_house,
            *known,
            self.graph,
            memory.is_search_due,
            self.intact.names,
            not self.has_bad_slips,
        )

    def _is_fresh(self, task: Task) -> bool:
        paths = task.paths
        if paths is None:
            paths = self.memory.paths.get(task.name) if self.memory else None
        if paths is None:
            return False
        for path in paths:
            output = self.outputs.get(path)
            if output is None or path not in self.intact or output.inner != task.inner:
                return False
            if task.made is not None and output.made != task.made:
                return False
        return True

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
        names = {made.name for made in files}
        if not whole:
            return {*self.renamed(paths), *names}
        old = self.memory.paths if self.memory else {}
        final = {path for task in tasks for path in (task.paths or ())}
        final.update(work.settled)
        for task in tasks:
            if task.paths is None:
                final.update(paths.get(task.name) or old.get(task.name, ()))
        return final | names

    def _remember(
        self, work: Work, checked: Checked, written: dict[str, Output], strays: Sequence[str],
        paths: dict[str, tuple[str, ...]], *, is_search_due: bool,
    ) -> None:  # fmt: skip
        moments = [
            moment.start(work.site.settings.zone)
            for d in checked.dispatches
            for moment in (d.date, d.embargo)
            # What lies further back has been past since before this day.
            if moment and moment.year >= self.now.year - 1
        ]
        memory = Memory(
            self.asked, self.house.base, self.house.code, self.house.captures, self._heads, work.texts,
            span(moments, self.now, work.site.settings.zone),
            {**(self.memory.paths if self.memory else {}), **paths}, work.pictures.looks, Census.of(checked), is_search_due,
        )  # fmt: skip
        gone = [name for name in strays if name in self.outputs]
        facts: dict[str, Any] = {"memory": memory}
        if work.graph is not None:
            facts |= {"graph": work.graph, "standing": work.standing()}
        with self.ledger.together():
            if work.graph is not None:
                slips, anew = kept_slips(self, work)
                self.ledger.write_slips(slips, anew=anew)
            self.keep(memory, written, gone, facts)
        self.state.memory = memory
        self.state.graph = work.graph or self.state.graph
