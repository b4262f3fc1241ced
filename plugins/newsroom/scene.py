"""What a quick build finds: the archive, the output, and what the last build left."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from pathlib import Path
from typing import Any

from copydesk import clock
from copydesk.archive import File, list_dispatches
from copydesk.press import Task
from copydesk.rows import Row, pack, unpack
from dispatch import DispatchError
from incremental_build.files import TEMPORARY, below, digest, stats
from incremental_build.ledger import DamagedLedgerError, Ledger
from incremental_build.notes import Look, Output, Outputs, look_of
from incremental_build.pool import Beside
from newsroom.house import House, look
from newsroom.known_pictures import look_at
from newsroom.memory import Memory
from newsroom.ours import Ours
from newsroom.sitework import Graph, Work
from newsroom.sources import Sources
from newsroom.texts import Texts
from newsroom.theme import CONFIG, Asked, Theme

Note = Callable[[AbstractSet[str]], None]
# The mark of the list of files that has just the names of the ledger's outputs.
_OURS = "ours"


class RefusedError(Exception):
    """The archive has errors; the checker says which."""


class State:
    """What stays in memory from one build to the next; a new process reads it from the ledger."""

    def __init__(self, asked: Asked, ledger: Path) -> None:
        self.asked = asked
        self.ledger = Ledger(ledger)
        self.sources = Sources(self.ledger)
        self.files: dict[str, tuple[Row, File]] = {}
        self.outputs: Outputs | None = None
        self.memory: Memory | None = None
        self.graph: Graph | None = None
        self.work: Work | None = None
        self.theme: tuple[bytes, Theme] | None = None
        # True leaves the index as it is, for a build that somebody waits for; the next one without it makes up for it.
        self.leaves_search = False

    def forget(self) -> None:
        """Begin the next build from what the ledger has."""
        self.sources.forget()
        self.files = {}
        self.outputs = self.memory = self.graph = self.work = self.theme = None


class Intact(Mapping[str, bytes]):
    """The digests of files by their names: of all that are known but those that are gone or not what they were."""

    def __init__(self, outputs: Outputs, gone: set[str]) -> None:
        self._outputs, self._gone = outputs, gone

    def __getitem__(self, name: str) -> bytes:
        if name in self._gone:
            raise KeyError(name)
        return self._outputs[name].digest

    def __contains__(self, name: object) -> bool:
        return name in self._outputs.packed and name not in self._gone

    @property
    def names(self) -> Collection[str]:
        """The same names, quicker to ask."""
        return set(self) if self._gone else self._outputs.names

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._outputs if name not in self._gone)

    def __len__(self) -> int:
        return len(self._outputs) - len(self._gone)


class Scene:
    """What one build finds."""

    def __init__(self, state: State, aside: Path, ours: Ours, note: Note, *, was_killed: bool) -> None:
        self.state = state
        self.asked = state.asked
        self.content, self.out = state.asked.content, state.asked.out
        self.ledger = state.ledger
        self.aside = aside
        self.ours = ours
        self.note = note
        self.now = clock()
        self.renoted: dict[str, Output] = {}
        self.unread: list[str] = []
        # The slips of the last build do not tell what they should, and are to be made anew.
        self.has_bad_slips = False
        self._was_killed = was_killed
        self._touched: Beside[tuple[str, bytes], dict[str, Look | None]] | None = None

    def look(self) -> None:
        """Look around. Raises RefusedError and DamagedLedgerError."""
        state = self.state
        if state.outputs is None:
            state.outputs = self.ledger.outputs()
        self.outputs = state.outputs
        # One processor looks at the output, another one at the archive.
        self._touched = Beside(self._looks, list(self.outputs.packed.items()))
        # What the last build saw, before this one reads anything.
        self.before = state.sources.known_hashes()
        try:
            names, self.unread = list_dispatches(self.content)
            self.hashes = state.sources.hashes(self.content, names)
        except (OSError, DispatchError):
            raise RefusedError from None

    def close(self) -> None:
        """Wait for nothing any more."""
        if self._touched:
            self._touched.close()

    @cached_property
    def house(self) -> House:
        """What the archive depends on beside the dispatches."""
        return look(CONFIG, self.content, self.out, self.asked.override)

    @cached_property
    def memory(self) -> Memory | None:
        """What the last build left, if the code is the same: other code writes it in another way."""
        state, code = self.state, self.house.code
        if state.memory is None:
            state.memory = self.kept("memory")
        return state.memory if state.memory and state.memory.code == code else None

    def graph(self) -> Graph:
        """What the last build knew of the dispatches beside their texts."""
        state = self.state
        if state.graph is None:
            state.graph = self.kept("graph")
        if state.graph is None:
            raise DamagedLedgerError("graph")
        return state.graph

    def kept(self, name: str) -> Any:
        """What the same code has left under a name; None when other code did."""
        found, code = self.ledger.fact(name), self.house.code
        return unpack(found[len(code) :]) if found[: len(code)] == code else None

    @cached_property
    def intact(self) -> Intact:
        """The digests of the files of the output that are as the last build left them."""
        if self._touched is None:
            raise RuntimeError("nobody has looked")
        touched = {name: seen for some in self._touched.results() for name, seen in some.items()}
        gone = {
            name
            for name, seen in touched.items()
            if seen is None or not self._is_equal(name, self.outputs[name], seen)
        }
        return Intact(self.outputs, gone)

    @property
    def is_intact(self) -> bool:
        """Whether all of them are."""
        return len(self.intact) == len(self.outputs)

    def _looks(self, outputs: Sequence[tuple[str, bytes]]) -> dict[str, Look | None]:
        """What the file system says of the files of which it said something else before; None of those that are gone."""
        touched: dict[str, Look | None] = {}
        with below(self.out) as stat:
            for name, packed in outputs:
                try:
                    look = look_of(stat(name))
                except (OSError, ValueError):
                    look = None
                if look is None or not packed.startswith(look):
                    touched[name] = look
        return touched

    def _is_equal(self, name: str, output: Output, look: Look) -> bool:
        """Whether a file that was touched has the bytes that it had all the same."""
        path = self.out / name
        try:
            equal = not path.is_symlink() and digest(path.read_bytes()) == output.digest
        except OSError:
            return False
        if equal:
            self.renoted[name] = output._replace(look=look)
        return equal

    def is_same(self) -> bool:
        """Whether nothing at all has changed since the last build."""
        memory = self.memory
        return (
            memory is not None
            and (self.state.leaves_search or not memory.is_search_due)
            and self.before == self.hashes
            and self.is_old_around
            and self.is_intact
        )

    @cached_property
    def is_old_around(self) -> bool:
        """Whether all but the dispatch files is what it was: what is asked for, the house, the day, the pictures."""
        memory = self.memory
        return (
            memory is not None
            and self.is_same_house
            and memory.captures == self.house.captures
            and memory.span[0] <= self.now.timestamp() < memory.span[1]
            and all(known[0] == look_at(self.content / path) for path, known in memory.pictures.items())
        )

    def are_known(self, names: AbstractSet[str]) -> bool:
        """Whether the files of these names, and no others, are noted as ours."""
        if names is self._names:
            return self._are_all_known
        return names == self.ours.names

    @cached_property
    def _names(self) -> AbstractSet[str]:
        return self.outputs.names

    @cached_property
    def _are_all_known(self) -> bool:
        return self.ledger.fact(_OURS) == self.ours.mark or self._names == self.ours.names

    def strays(self, final: AbstractSet[str]) -> list[str]:
        """What builds left in the output and does not belong there any more; all that does not, when nobody knows."""
        if not self._was_killed and final is self._names and self._are_all_known:
            return []
        known = self.ours.known
        ours = {*(known or ()), *self._names}
        if known is None or self._was_killed:
            for name, _stat in stats(self.out):
                if known is None or name.rpartition("/")[2].startswith(TEMPORARY):
                    ours.add(name)
        return sorted(ours - final)

    def renamed(self, paths: Mapping[str, Sequence[str]]) -> AbstractSet[str]:
        """The names of all files of the output when some tasks, by their names, have made files of other names."""
        old = self.memory.paths if self.memory else {}
        gone = {name for task in paths for name in old.get(task, ())}
        new = {name for names in paths.values() for name in names}
        return self._names if gone == new and new <= self._names else (self._names - gone) | new

    def settle(self) -> None:
        """The build is done: let the list of files that are ours be just the site's."""
        if self.ledger.fact(_OURS) != self.ours.mark:
            if self._names != self.ours.names:
                self.ours.note(self._names)
            self.ledger.write_facts({_OURS: self.ours.mark})

    @cached_property
    def is_same_house(self) -> bool:
        """Whether the house and what is asked for are the last build's."""
        memory = self.memory
        return memory is not None and memory.house == self.house.base and memory.asked == self.asked

    @cached_property
    def theme(self) -> Theme:
        """What pages are printed with. Raises NotQuickError where only Pelican prints it, and NewsroomError."""
        state, base = self.state, self.house.base
        if state.theme is None or state.theme[0] != base:
            state.theme = base, Theme.of(self.asked, self.house, self.texts, is_known=self.is_same_house)
        return state.theme[1]

    @cached_property
    def texts(self) -> Texts:
        """The HTML of bodies."""
        return Texts(self.ledger.location, self.state.sources.fresh_texts)

    def made_of(self, task: Task) -> bytes:
        """What the files of a task depended on when they were made."""
        paths = task.paths or (self.memory.paths.get(task.name, ()) if self.memory else ())
        return self.outputs[paths[0]].made if paths and paths[0] in self.outputs else b""

    def keep(
        self, memory: Memory, written: dict[str, Output], gone: Sequence[str], facts: Mapping[str, Any]
    ) -> None:
        """Note what a build has done: the files that it wrote and those that are gone, and what the next one asks for."""
        packed = {name: memory.code + pack(value) for name, value in facts.items()}
        if gone or not written.keys() <= self._names:
            packed[_OURS] = b""
        with self.ledger.together():
            self.outputs.update(self.renoted | written)
            for name in gone:
                del self.outputs[name]
            self.ledger.write_outputs(self.outputs)
            self.ledger.write_facts(packed)
            self.state.sources.note(self.hashes)
