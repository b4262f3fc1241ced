"""The shortest build: texts alone are new, of few dispatches. It reads these, and of the others only what their pages name.

What it goes by is kept whenever a build looks at the whole archive: see `copydesk.slips` and `copydesk.reprint`.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from copydesk import load_desk
from copydesk.essence import Key, fingerprint
from copydesk.lines import mapped
from copydesk.opendata import LINES
from copydesk.press import Printer, Task, resolved
from copydesk.reader import CopyReader
from copydesk.reprint import Reprint, Standing
from copydesk.rows import Row
from copydesk.searchable import Searchable, searchable
from copydesk.settings import read_settings
from copydesk.site import Stage
from copydesk.slips import KeptEdition, Slip, slip_name, slip_of, unpacked
from dispatch import Dispatch
from incremental_build.files import Installer
from incremental_build.ledger import DamagedLedgerError
from newsroom.known_pictures import KnownPictures
from newsroom.memory import Memory, Outcome
from newsroom.printing import install, print_tasks
from newsroom.scene import Scene
from newsroom.searching import MANIFEST, SEARCH, OtherIndexError, SearchDesk
from newsroom.sitework import Work, captures_of
from newsroom.verify import refuse_wrong

log = logging.getLogger(__name__)
# With more new texts than these the whole archive is looked at.
FEW_TEXTS = 50


def reprinted(scene: Scene) -> Outcome | None:
    """Bring the output up to date where nothing but few texts is new; None where that is not so, or cannot be told.

    Raises NewsroomError; the output is untouched then, and it is where None is returned.
    """
    memory, changed = scene.memory, _changed(scene)
    if memory is None or not changed:
        return None
    try:
        rows = _new_texts(scene, changed)
        if rows is None:
            return None
        printing = _Reprinting(scene, memory, rows)
        # Asked as late as may be: another processor has looked at the output meanwhile.
        return printing.result() if scene.is_intact else None
    except OtherIndexError:
        return None
    except (LookupError, DamagedLedgerError) as error:
        log.debug("the slips do not tell enough: %r", error)
        scene.has_bad_slips = True
        return None


def _changed(scene: Scene) -> list[str]:
    """The few files that are new, where nothing else is; none where something else is, too."""
    if scene.memory is None or scene.before.keys() != scene.hashes.keys():
        return []
    if _is_searched(scene) and scene.memory.is_search_due:
        # More than texts may be new to the index.
        return []
    changed = [name for name, key in scene.hashes.items() if scene.before[name] != key]
    return changed if len(changed) <= FEW_TEXTS and scene.is_old_around else []


def _is_searched(scene: Scene) -> bool:
    """Whether this build brings the search up to date."""
    return scene.asked.search and not scene.state.leaves_search


def _new_texts(scene: Scene, changed: Sequence[str]) -> dict[str, Row] | None:
    """The rows of these files, if their texts alone are new; None if anything else that a page or the checker asks is."""
    sources, code = scene.state.sources, scene.house.code
    old = {name: sources.row(name, code) for name in changed}
    rows: dict[str, Row] = {}
    for name, (key, row) in sources.read_again(scene.content, changed, scene.house, scene.now).items():
        if scene.hashes[name] != key:
            # It was written to in between.
            return None
        same = row.dispatch is not None and row.head == old[name].head and row.dispatch == old[name].dispatch
        if not same or row.findings != old[name].findings or row.pictures or old[name].pictures:
            return None
        rows[name] = row
    return rows


class _Reprinting:
    """One such build: `rows` are the new ones of the files whose texts are new."""

    def __init__(self, scene: Scene, memory: Memory, rows: Mapping[str, Row]) -> None:
        self._scene, self._memory, self._rows = scene, memory, rows
        standing: Standing | None = scene.kept("standing")
        if standing is None:
            raise LookupError("standing")
        self._standing = standing
        self._paths: dict[Key, str] = {}
        theme = scene.theme
        settings = read_settings(theme.settings)
        lists, _ = load_desk(scene.content)
        self._reader = CopyReader(settings, lists, scene.now, scene.content)
        self._edition = KeptEdition(
            settings, self._slip, self._read, standing.cast, standing.places, standing.parts
        )
        pictures = KnownPictures.of(settings, scene.content, memory.pictures)
        self._stage = Stage(
            self._edition, settings, scene.now, pictures, self._body, captures_of(theme.settings)
        )
        self._stage.lengths = self._lengths = dict[Key, int]()
        told = self._stage.told(theme.env, theme.css, standing.pages, standing.tongues, remember=True)
        self._printer = Printer(self._stage, theme.env, {**theme.settings, **told})

    def result(self) -> Outcome:
        """Do it. Raises LookupError when the slips do not tell enough, with the output untouched."""
        scene, memory = self._scene, self._memory
        texts, changed = dict(memory.texts), []
        for name, row in self._rows.items():
            d = row.dispatch
            # What is withheld has no page.
            if d is not None and (d.slug, d.lang) in texts:
                key = d.slug, d.lang
                if self._slip(key).path != name:
                    raise LookupError(key)
                if texts[key] != row.text:
                    texts[key] = row.text
                    changed.append(key)
        lines = partial(mapped, scene.out / LINES)
        reprint = Reprint(self._stage, self._edition, self._printer, self._standing, texts, lines)
        wanted = [*reprint.tasks(changed), *self._search(texts, changed)]
        tasks = [task._replace(made=scene.made_of(task)) for task in wanted]
        printed = print_tasks(tasks, scene.aside, scene.intact, [], is_new=False)
        refuse_wrong(printed.wrong)
        paths = printed.paths(tasks)
        names = scene.renamed(paths)
        if not scene.are_known(names):
            scene.note(names)
        written = install(printed.files, tasks, scene.aside, scene.out, scene.outputs)
        strays = scene.strays(names)
        deleted = Installer(scene.out).drop(strays)
        is_left = scene.asked.search and scene.state.leaves_search
        memory = replace(
            memory,
            texts=texts,
            paths={**memory.paths, **paths},
            is_search_due=is_left and (memory.is_search_due or bool(changed)),
        )
        gone = [name for name in strays if name in scene.outputs]
        scene.keep(memory, written, gone, {"memory": memory})
        scene.state.memory = memory
        done = tuple(made.name for made in printed.files if made.staged)
        return Outcome(memory.census, len(names), len(done), deleted, printed.complaints, done)

    def _search(self, texts: Mapping[Key, bytes], changed: Sequence[Key]) -> Iterator[Task]:
        """The index with these texts. Raises OtherIndexError if nobody knows of what the output's is made."""
        if not changed or not _is_searched(self._scene):
            return
        scene = self._scene
        desk = SearchDesk(scene.texts, scene.theme.settings, scene.house.code, self._told)
        manifest, entries = desk.kept()
        if manifest != scene.intact.get(MANIFEST):
            raise OtherIndexError
        now = [desk.edited(entry, texts[entry.key]) if entry.key in changed else entry for entry in entries]
        inner = fingerprint(b"".join([texts[entry.key] for entry in now]))
        yield Task(SEARCH, None, None, inner, lambda: desk.files(now))

    def _told(self, key: Key, known_as: str) -> Searchable:
        d = self._edition.dispatch(key)
        return searchable(self._stage.view_of(d), self._scene.texts.of(self._paths[key]), known_as)

    def _slip(self, key: Key) -> Slip:
        return unpacked(self._scene.ledger.slip(slip_name(key)))

    def _read(self, slip: Slip) -> Dispatch:
        """The dispatch of a slip, as the site may know it."""
        row = self._rows.get(slip.path) or self._scene.state.sources.row(slip.path, self._scene.house.code)
        if row.dispatch is None:
            raise LookupError(slip.path)
        d = self._reader.shown(row.dispatch)
        self._paths[d.slug, d.lang], self._lengths[d.slug, d.lang] = slip.path, row.words
        return d

    def _body(self, d: Dispatch, root: str) -> str:
        return resolved(self._scene.texts.of(self._paths[d.slug, d.lang]), root)


def kept_slips(scene: Scene, work: Work) -> tuple[dict[str, bytes], bool]:
    """The slips that are new since the last build, as bytes by their names, and whether they are all."""
    old = None if scene.has_bad_slips else work.known_graph
    new = work.graph
    if new is None:
        return {}, False
    slips: dict[str, bytes] = {}
    shown = work.site.edition.shown_set
    for key, (d, row) in work.shown.items():
        same = old is not None and key not in work.changed and key not in work.slips
        # What is not shown says little in its card.
        if not (same and row.path in scene.before and key in shown):
            slips[slip_name(key)] = work.slips.get(key) or slip_of(work.site, d, row.path).packed()
    return slips, old is None
