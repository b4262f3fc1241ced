"""Captures to dispatches: extracted together, settled one by one, written so that a second run changes nothing."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from dispatch.archive import Outlet, read_outlets
from dispatch.frontmatter import read_dispatch, serialise
from dispatch.record import Dispatch, LeadImage
from dispatch.slug import slug_key
from legacy_import.capture.ledger import Entry, Ledger
from legacy_import.capture.store import Capture, Store
from legacy_import.doubts import unsure_of
from legacy_import.errors import LegacyImportError
from legacy_import.extract import Extraction, Page, Recipe, extract_pages, parse_recipes
from legacy_import.extract.proof import Render
from legacy_import.files import write_atomic
from legacy_import.images import PictureFinder, local_pictures, reencode, stored_name, with_embedded
from legacy_import.picture_words import PictureWords
from legacy_import.refusals import refusal_of
from legacy_import.report import Report, Row
from legacy_import.review import below, offer_difference, remove_note, write_note
from legacy_import.said import Said
from legacy_import.settle import alias_of, credited, free_aliases, pictures_of, settle, text_hash
from legacy_import.waves import host_of, waves

__all__ = ["Importer", "Job"]

_FINAL = {"deleted": "deleted", "withdrawn": "withdrawn"}
_TEACHERS = 40
# Packed: a page that large teaches little and costs much.
_TEACHER_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Job:
    """One captured page to import, under the name by which the report calls it."""

    id: str
    capture: Capture
    find_picture: PictureFinder = lambda _address: None
    notes: tuple[str, ...] = ()
    size_bytes: int = 0
    is_stored: bool = False

    @property
    def host(self) -> str:
        """The host of the page's address; empty where it is not known."""
        return host_of(self.capture.url)


@dataclass(slots=True)
class Importer:
    """Imports pages into one archive."""

    content: Path
    dry_run: bool = False
    executor: Executor | None = None
    step: Callable[[str], None] = lambda _name: None
    render: Render | None = None
    ledger: Ledger = field(init=False)
    store: Store = field(init=False)
    said: Said = field(init=False)
    report: Report = field(init=False)
    _slugs: dict[str, Path] = field(init=False, default_factory=dict)
    _texts: dict[str, Entry] = field(init=False, default_factory=dict)
    _captured: dict[str, str] = field(init=False, default_factory=dict)
    _aliases: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.ledger, self.store, self.said = Ledger(self.content), Store(self.content), Said(self.content)
        self.report = Report(dry_run=self.dry_run)
        self._read_dispatches()
        for entry in self.ledger.entries():
            if entry.text_sha256 and entry.state == "dispatch":
                self._texts.setdefault(entry.text_sha256, entry)

    def _read_dispatches(self) -> None:
        """Learn which slugs are taken, and which capture each imported dispatch came from."""
        for path in sorted((self.content / "dispatches").rglob("*.md")):
            read = _read(path)
            if read is None:
                continue
            self._slugs[slug_key(read.slug)] = path
            self._take_aliases(read)
            if read.source is not None and read.source.capture:
                self._captured[read.source.capture] = read.slug

    def _take_aliases(self, dispatch: Dispatch) -> None:
        for alias in dispatch.aliases:
            self._aliases.setdefault(alias.casefold(), slug_key(dispatch.slug))

    def keep(self, capture: Capture) -> Capture:
        """Put a capture into the WARC unless its bytes are there; gives the one that is kept."""
        row = self.store.find(capture.sha256)
        if row is not None:
            kept = self.store.read(row)
            return replace(
                kept, url=capture.url or kept.url, content_type=capture.content_type or kept.content_type
            )
        entry = self.ledger.get(capture.sha256)
        if not self.dry_run and not (entry and entry.state in _FINAL):
            self.store.add(capture)
        return capture

    def job(
        self,
        id_: str,
        capture: Capture,
        find: PictureFinder = lambda _address: None,
        notes: tuple[str, ...] = (),
    ) -> Job:
        """Keep a capture and give the work on it; the bytes stay on the disk until they are read."""
        kept = self.keep(capture)
        size = len(kept.payload)
        is_stored = self.store.find(kept.sha256) is not None
        slim = replace(kept, payload=b"", raw=None, request=None) if is_stored else kept
        return Job(id_, slim, find, notes, size, is_stored)

    def refuse(self, page: str, reason: str, code: str | None = None) -> None:
        """Report a page that could not even be captured."""
        self.report.add(Row(page, "refused", reason=reason, code=code))

    def run(self, jobs: Sequence[Job]) -> Report:
        """Extract the pages of each host together and bring in each; a part of them is in memory at a time."""
        outlets, recipes = self._outlets(), self._recipes()
        rows: dict[int, Row] = {}
        for wave in waves([(job.host, job.size_bytes) for job in jobs]):
            part = [jobs[number] for number in wave]
            pages = [self._page(job) for job in part]
            teachers = self._teachers(part)
            extractions = extract_pages(
                [*pages, *teachers], executor=self.executor, recipes=recipes, render=self.render
            )
            for number, job, extraction in zip(wave, part, extractions, strict=False):
                heard = self.said.heard(extraction, job.capture.sha256)
                row = self._bring_in(job, heard, outlets)
                rows[number] = replace(row, sha256=job.capture.sha256, unsure=unsure_of(heard))
                self.step(job.id)
        for number in range(len(jobs)):
            self.report.add(rows[number])
        return self.report

    def _page(self, job: Job) -> Page:
        row = self.store.find(job.capture.sha256) if job.is_stored else None
        return _page(
            job.id, job.capture if row is None else replace(job.capture, payload=self.store.read(row).payload)
        )

    def _teachers(self, jobs: Sequence[Job]) -> list[Page]:
        """Earlier captures of a lone page's host, so that its template is known."""
        given = {job.capture.sha256 for job in jobs}
        hosts = [job.host for job in jobs]
        few = {host for host in hosts if host and hosts.count(host) < 6}
        pages: list[Page] = []
        for row in self.store.rows() if few else []:
            if (
                len(pages) < _TEACHERS
                and row["role"] == "page"
                and row["sha256"] not in given
                and int(row["length"]) < _TEACHER_BYTES
                and host_of(row["url"]) in few
            ):
                try:
                    pages.append(_page(f"teacher {row['id']}", self.store.read(row)))
                except LegacyImportError:
                    continue
        return pages

    def _outlets(self) -> tuple[Outlet, ...]:
        path = self.content / "outlets.yaml"
        return tuple(read_outlets(path.read_text(encoding="utf-8"), str(path))) if path.exists() else ()

    def _recipes(self) -> list[Recipe]:
        path = self.content / "recipes.yaml"
        return parse_recipes(path.read_text(encoding="utf-8"), str(path)) if path.exists() else []

    def _bring_in(self, job: Job, extraction: Extraction, outlets: Sequence[Outlet]) -> Row:
        capture = job.capture
        before = self.ledger.get(capture.sha256)
        if before is not None and before.state in _FINAL:
            return Row(job.id, _FINAL[before.state], reason="the ledger says so", url=capture.url)
        if before is not None and self._was_deleted(before):
            self._note(replace(before, state="deleted", base=None, path=None))
            return Row(job.id, "deleted", reason="its dispatch was deleted")
        twin = self._twin(job, extraction, before)
        if twin is not None:
            return self._join(job, extraction, twin)
        earlier = before if before and before.state == "dispatch" else self._earlier_version(extraction)
        settled = settle(
            extraction,
            capture,
            outlets,
            self._slugs,
            earlier.slug if earlier else self._captured.get(capture.id),
        )
        if settled.dispatch is None:
            return self._wait(
                job,
                extraction,
                settled.reason or "something is missing",
                is_refused=extraction.error is not None,
            )
        dispatch, doubts = self._with_pictures(free_aliases(settled.dispatch, self._aliases), job, extraction)
        return self._write(job, extraction, dispatch, earlier, (*job.notes, *settled.doubts, *doubts))

    def _was_deleted(self, before: Entry) -> bool:
        """Whether the correspondent took the dispatch away (moved elsewhere under its slug it is still here)."""
        if before.state != "dispatch" or not before.path or (self.content / before.path).exists():
            return False
        return before.slug is not None and slug_key(before.slug) not in self._slugs

    def _twin(self, job: Job, extraction: Extraction, before: Entry | None) -> Entry | None:
        """An earlier dispatch with the same text under another address."""
        digest = text_hash(extraction)
        if before is not None and before.state == "dispatch" and before.base is not None:
            return None
        found = self._texts.get(digest) if digest else None
        if found is None or found.sha256 == job.capture.sha256 or found.slug is None:
            return None
        return found

    def _join(self, job: Job, extraction: Extraction, twin: Entry) -> Row:
        """Give the story's dispatch this page's address as one more alias."""
        path = self.content / (twin.path or "")
        if twin.base is not None and path.exists() and not self.dry_run:
            text = path.read_text(encoding="utf-8")
            alias = alias_of(extraction.url)
            if alias and self._aliases.get(alias.casefold(), slug_key(twin.slug or "")) != slug_key(
                twin.slug or ""
            ):
                alias = extraction.url
            read = read_dispatch(text, str(path)).dispatch
            if read is not None and alias and alias not in read.aliases and text.encode("utf-8") == twin.base:
                data = serialise(replace(read, aliases=(*read.aliases, alias))).encode("utf-8")
                write_atomic(path, data)
                twin = replace(twin, base=data)
                self.ledger.put(twin)
                self._texts[twin.text_sha256 or ""] = twin
        self._note(
            Entry(
                job.capture.sha256,
                "dispatch",
                job.capture.id,
                extraction.url,
                twin.slug,
                twin.path,
                "the same story",
                twin.text_sha256,
            )
        )
        return Row(job.id, "duplicate", twin.path, "the same story under another address")

    def _earlier_version(self, extraction: Extraction) -> Entry | None:
        if not extraction.url:
            return None
        found = [
            entry
            for entry in self.ledger.entries()
            if entry.url == extraction.url and entry.state == "dispatch" and entry.base
        ]
        return found[-1] if found else None

    def _wait(self, job: Job, extraction: Extraction, reason: str, *, is_refused: bool) -> Row:
        state = "refused" if is_refused else "waiting"
        note = code = None
        if is_refused:
            reason, code = refusal_of(reason, self._page(job).payload)
        if not self.dry_run:
            if not is_refused:
                for address in pictures_of(extraction):  # so that they are there when it is completed
                    job.find_picture(address)
                note = write_note(self.content, extraction, job.capture, reason)
            self._note(Entry(job.capture.sha256, state, job.capture.id, extraction.url, reason=reason))
        return Row(job.id, state, below(note, self.content), reason, code=code, url=job.capture.url)

    def _with_pictures(
        self, dispatch: Dispatch, job: Job, extraction: Extraction
    ) -> tuple[Dispatch, list[str]]:
        folder = f"images/{dispatch.date.year:04d}/{dispatch.slug}"
        taken: dict[str, str] = {}
        words: dict[str, PictureWords] = {}
        doubts: list[str] = []
        find_picture = with_embedded(job.find_picture, lambda: self._page(job).payload)

        def keep(data: bytes, address: str) -> str | None:
            if address in taken:
                return taken[address]
            try:
                fresh = reencode(data)
            except LegacyImportError as error:
                doubts.append(f"{address}: {error.problem}")
                return None
            path = f"{folder}/{stored_name(address, fresh.ending, [name.rsplit('/', 1)[-1] for name in taken.values()])}"
            target = self.content / path
            if not self.dry_run and not (target.exists() and target.read_bytes() == fresh.data):
                write_atomic(target, fresh.data)
            taken[address], words[path] = path, fresh.words
            return path

        lead = extraction.lead_image.value if extraction.lead_image else None
        data = find_picture(lead.url) if lead and lead.url else None
        file = keep(data, lead.url) if lead and lead.url and data is not None else None
        if file is not None:
            image, said = credited(replace(dispatch.image or LeadImage(), file=file), words[file])
            dispatch = replace(dispatch, image=image)
            doubts += said
            doubts.append("the picture has no description (image: alt)")
        body, missing = local_pictures(dispatch.body, extraction.url, find_picture, keep)
        if missing:
            doubts.append(
                f"{len(missing)} picture{'s' if len(missing) != 1 else ''} in the text could not be had"
            )
        return replace(dispatch, body=body), doubts

    def _write(
        self,
        job: Job,
        extraction: Extraction,
        dispatch: Dispatch,
        earlier: Entry | None,
        doubts: tuple[str, ...],
    ) -> Row:
        path = self._path_of(dispatch, earlier)
        target = self.content / path
        text = serialise(self._with_old_aliases(dispatch, target))
        data = text.encode("utf-8")
        current = target.read_bytes() if target.exists() else None
        is_import_s = (earlier is not None and earlier.base == current) or self._is_ours(current, job.capture)
        if current is not None and current != data and not is_import_s:
            if earlier is not None and earlier.base == data:
                return Row(job.id, "unchanged", path, None, doubts)
            yours = current.decode("utf-8", "replace")
            note = None if self.dry_run else offer_difference(self.content, path, text, yours)
            reason = f"{path} was edited by hand; the difference is in the review"
            return Row(job.id, "kept", below(note, self.content), reason, doubts)
        outcome = "written" if current is None else "unchanged" if current == data else "updated"
        self._record(job, extraction, dispatch, path, data, is_new=outcome != "unchanged")
        return Row(job.id, outcome, path, None, doubts)

    def _record(
        self, job: Job, extraction: Extraction, dispatch: Dispatch, path: str, data: bytes, *, is_new: bool
    ) -> None:
        """Write the dispatch, then say so in the ledger."""
        sha256, digest = job.capture.sha256, text_hash(extraction)
        entry = Entry(
            sha256, "dispatch", job.capture.id, extraction.url, dispatch.slug, path, None, digest, data
        )
        if not self.dry_run:
            if is_new:
                write_atomic(self.content / path, data)
            self._note(entry)
            remove_note(self.content, sha256)
        self._slugs[slug_key(dispatch.slug)] = self.content / path
        self._take_aliases(dispatch)
        if digest:
            self._texts.setdefault(digest, entry)

    def _path_of(self, dispatch: Dispatch, earlier: Entry | None) -> str:
        """Where the dispatch stands already, else where a new one belongs."""
        if earlier and earlier.path and (self.content / earlier.path).exists():
            return earlier.path
        here = self._slugs.get(slug_key(dispatch.slug)) if earlier else None
        return here.relative_to(self.content).as_posix() if here else dispatch.path()

    def _with_old_aliases(self, dispatch: Dispatch, target: Path) -> Dispatch:
        """Keep the aliases that other addresses of the story have given it."""
        old = _read(target)
        if old is None:
            return dispatch
        return replace(
            dispatch,
            aliases=(*dispatch.aliases, *(alias for alias in old.aliases if alias not in dispatch.aliases)),
        )

    def _is_ours(self, current: bytes | None, capture: Capture) -> bool:
        """Whether a file was written for this capture by a run that was killed before it could say so."""
        if current is None:
            return False
        known = self.ledger.get(capture.sha256)
        return (
            known is None or known.state == "waiting"
        ) and f"capture: {capture.id}".encode() in current.replace(b"'", b"").replace(b'"', b"")

    def _note(self, entry: Entry) -> None:
        if not self.dry_run:
            self.ledger.put(entry)


def _page(id_: str, capture: Capture) -> Page:
    return Page(id_, capture.payload, capture.url, capture.content_type, capture.captured)


def _read(path: Path) -> Dispatch | None:
    try:
        return read_dispatch(path.read_text(encoding="utf-8"), str(path)).dispatch
    except (OSError, UnicodeDecodeError):
        return None
