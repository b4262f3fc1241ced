"""The quick build: reads what changed, works out which files that can have changed, and makes only these.

Its output is byte for byte that of a plain build of the same archive. Where it cannot be sure of that (a plugin, a
setting or a template that only Pelican knows), it says so and leaves the work to Pelican.
"""

from __future__ import annotations

import gc
import logging
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from copydesk import Checked, clock, load_desk
from copydesk.archive import dispatch_names
from copydesk.checks import check_files
from copydesk.plain_markup import render_plain
from copydesk.press import Task
from copydesk.reader import CopyReader
from copydesk.rows import Row, read_row
from copydesk.settings import read_settings
from incremental_build.files import TEMPORARY, Installer, digest, read_bytes, stats
from incremental_build.ledger import DamagedLedgerError, Ledger, Output
from incremental_build.pool import spread
from newsroom.house import House, look, span
from newsroom.memory import Memory, Outcome
from newsroom.printing import Made, check_names, install, print_tasks
from newsroom.report import Census
from newsroom.sitework import CONFIG, Asked, Last, NotQuickError, Texts, Work, look_of
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
        self.rows: dict[str, Row] = {}
        self.fresh_texts: dict[str, str] = {}
        self.outputs: dict[str, Output] | None = None
        self.memory: Memory | None = None
        self.work: Work | None = None
        # True leaves the index as it is, for a build that somebody waits for; the next one without it makes up for it.
        self.leaves_search = False

    def close(self) -> None:
        """Let go of the ledger."""
        self.ledger.close()

    def run(self, aside: Path, known: set[str] | None, note: Note) -> Outcome:
        """Bring the output folder up to date.

        `aside` is an empty folder for unfinished files. `known`: the files that builds wrote to the
        output, None when nobody knows; `note` is told the names of all that will be ours, before the
        first is put in its place. Raises RefusedError, NotQuickError and NewsroomError; the output is
        untouched then.
        """
        with _without_collector():
            try:
                return self._done(aside, known, note)
            except DamagedLedgerError as error:
                log.debug("the ledger is damaged: %s", error)
            self.ledger.forget()
            self.rows, self.fresh_texts, self.outputs, self.memory, self.work = {}, {}, None, None, None
            return self._done(aside, known, note)

    def _done(self, aside: Path, known: set[str] | None, note: Note) -> Outcome:
        """One build; whatever stops it, the next one begins from what the ledger has."""
        try:
            return _Run(self, aside, known, note).result()
        except BaseException:
            self.outputs, self.memory, self.work = None, None, None
            raise


class _Run:
    """One build."""

    def __init__(self, build: QuickBuild, aside: Path, known: set[str] | None, note: Note) -> None:
        self._build = build
        self._asked = build.asked
        self._content, self._out = build.asked.content, build.asked.out
        self._ledger = build.ledger
        self._aside = aside
        self._known = known
        self._note = note
        self._now = clock()
        self._renoted: dict[str, Output] = {}
        self._present: set[str] = set()

    def result(self) -> Outcome:
        """Do it."""
        build = self._build
        self._names = dispatch_names(self._content)
        self._hashes = self._hashed()
        if build.outputs is None:
            build.outputs = self._ledger.outputs()
        self._outputs = build.outputs
        if self._is_same() and self._memory is not None:
            self._ledger.write_outputs(self._renoted)
            deleted = Installer(self._out).drop(self._strays(set(self._outputs)))
            return Outcome(self._memory.census, len(self._outputs), 0, deleted)
        rows = self._read()
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
            found = self._ledger.facts().get("memory", b"")
            same = found[: len(code)] == code
            build.memory = pickle.loads(found[len(code) :]) if same else None  # noqa: S301  (ours, with its checksum)
        return build.memory if build.memory and build.memory.code == code else None

    def _hashed(self) -> dict[str, bytes]:
        try:
            return {name: digest(read_bytes(f"{self._content}/{name}")) for name in self._names}
        except OSError:
            raise RefusedError from None

    @cached_property
    def _intact(self) -> dict[str, bytes]:
        """The digests of the files of the output that are as the last build left them."""
        found: dict[str, bytes] = {}
        for name, stat in stats(self._out):
            self._present.add(name)
            output = self._outputs.get(name)
            if output is not None and (output.is_untouched(stat) or self._is_equal(name, output)):
                found[name] = output.digest
        return found

    def _is_equal(self, name: str, output: Output) -> bool:
        """Whether a file that was touched has the bytes that it had all the same."""
        path = self._out / name
        try:
            equal = not path.is_symlink() and digest(path.read_bytes()) == output.digest
            if equal:
                output.note(path.stat())
                self._renoted[name] = output
        except OSError:
            return False
        return equal

    def _is_same(self) -> bool:
        """Whether nothing at all has changed since the last build."""
        memory = self._memory
        return (
            memory is not None
            and (self._build.leaves_search or not memory.is_search_due)
            and memory.asked == self._asked
            and memory.span[0] <= self._now.timestamp() < memory.span[1]
            and memory.files == _all_of(self._hashes)
            and memory.house == self._house.base
            and memory.captures == self._house.captures
            and all(known[0] == look_of(self._content / path) for path, known in memory.pictures.items())
            and len(self._intact) == len(self._outputs)
        )

    def _read(self) -> dict[str, Row]:
        """Every dispatch file's row, in the order of the paths; those that changed are read, and kept."""
        kept = self._ledger.sources() if self._memory and self._memory.code == self._house.code else {}
        rows: dict[str, Row] = {}
        for name in self._names:
            known = kept.get(name)
            if known is not None and known.hash == self._hashes[name]:
                row = self._build.rows.get(name) or Row.unpack(known.row)
                if row.is_current(self._content):
                    rows[name] = row
        for name, key, packed, html in self._fresh([name for name in self._names if name not in rows]):
            self._hashes[name], rows[name] = key, Row.unpack(packed)
            if self._ledger.location is None:
                self._build.fresh_texts[name] = html.decode()
        gone = kept.keys() - rows.keys()
        if gone:
            self._ledger.write_sources([], gone)
        self._build.rows = {name: rows[name] for name in self._names}
        return self._build.rows

    def _fresh(self, names: Sequence[str]) -> Iterator[tuple[str, bytes, bytes, bytes]]:
        """Read files: each one's name, hash, packed row, and the HTML of its body."""
        desk, _ = load_desk(self._content)
        reader = CopyReader(read_settings(self._house.settings), desk, self._now, self._content, render_plain)
        first = desk.archive.languages[0]

        def work(some: Sequence[str]) -> list[tuple[str, bytes, bytes, bytes]]:
            found = []
            for name in some:
                data = read_bytes(f"{self._content}/{name}")
                row, html = read_row(name, data, self._content, reader, first, digest)
                found.append((name, digest(data), row.pack(), html.encode()))
            return found

        for found in spread(work, names):
            self._ledger.write_sources(found)
            yield from found

    def _checked(self, rows: dict[str, Row]) -> Checked:
        desk, findings = load_desk(self._content)
        checked = check_files(
            self._content, desk, findings, (row.file(self._content) for row in rows.values())
        )
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
        printed = print_tasks(due, self._aside, self._intact, work.complaints)
        refuse_wrong(printed.wrong)
        paths = {task.name: tuple(m.name for m in printed.files if m.task == n) for n, task in enumerate(due)
                 if task.paths is None}  # fmt: skip
        final = self._final(tasks, printed.files, paths, whole=whole)
        if whole:
            check_names(printed.files)
            refuse_wrong(list(misplaced(final, checked.desk.archive.languages[0], expected)))
        self._note(final | (self._known or set()))
        for number, task in enumerate(due):
            if task.made is None:
                due[number] = Task(task.name, task.paths, self._made_of(task), task.inner, task.make)
        written = install(printed.files, due, self._out, self._outputs)
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
            and self._is_old_but_texts(memory)
            and memory.texts.keys() == work.texts.keys()
            and len(self._intact) == len(self._outputs)
        )

    def _is_old_but_texts(self, memory: Memory) -> bool:
        return (
            memory.heads == self._heads()
            and memory.asked == self._asked
            and memory.house == self._house.base
            and memory.captures == self._house.captures
            and memory.span[0] <= self._now.timestamp() < memory.span[1]
            and all(known[0] == look_of(self._content / path) for path, known in memory.pictures.items())
        )

    def _heads(self) -> bytes:
        return _all_of({name: row.head for name, row in self._build.rows.items()})

    def _work(self, checked: Checked, rows: dict[str, Row]) -> Work:
        """The site; that of the last build in this process, where only texts are new."""
        build, memory = self._build, self._memory
        texts = Texts(self._ledger.location, build.fresh_texts)
        if build.work is not None and memory is not None and self._is_old_but_texts(memory):
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
            memory.cards,
            memory.order,
            memory.kin,
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
        self, tasks: Sequence[Task], files: Sequence[Made], paths: dict[str, tuple[str, ...]], *, whole: bool
    ) -> set[str]:
        """The names of all files that the site has when this build is done."""
        old = self._memory.paths if self._memory else {}
        if whole:
            final = {path for task in tasks for path in (task.paths or ())}
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
        present = set(self._intact) | self._present
        ours = present if self._known is None else (self._known | set(self._outputs)) & present
        left = {name for name in present if name.rpartition("/")[2].startswith(TEMPORARY)}
        return sorted((ours | left) - final)

    def _remember(
        self, work: Work, checked: Checked, written: dict[str, Output], strays: Sequence[str],
        paths: dict[str, tuple[str, ...]], *, is_search_due: bool,
    ) -> None:  # fmt: skip
        moments = [
            m.start(work.site.settings.zone) for d in checked.dispatches for m in (d.date, d.embargo) if m
        ]
        memory = Memory(
            self._asked, self._house.base, self._house.code, self._house.captures, _all_of(self._hashes), self._heads(), work.texts, work.cards,
            tuple((d.slug, d.lang) for d in work.site.edition.shown), work.kin,
            span(moments, self._now, work.site.settings.zone),
            {**(self._memory.paths if self._memory else {}), **paths}, work.pictures.looks, Census.of(checked), is_search_due,
        )  # fmt: skip
        gone = [name for name in strays if name in self._outputs]
        self._ledger.write_outputs({**self._renoted, **written}, gone)
        self._ledger.write_facts({"memory": memory.code + pickle.dumps(memory, pickle.HIGHEST_PROTOCOL)})
        self._outputs.update(written)
        for name in gone:
            del self._outputs[name]
        self._build.memory = memory


def _all_of(hashes: dict[str, bytes]) -> bytes:
    """One hash of many, with their names. It is the last good build's that counts: a refused one keeps what it read."""
    return digest(
        b"".join([name.encode("utf-8", "surrogateescape") + b"\0" + hashes[name] for name in sorted(hashes)])
    )


@contextmanager
def _without_collector() -> Iterator[None]:
    """Thousands of rows live until the end, and none in a circle: to look for circles takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
