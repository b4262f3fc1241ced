"""Captures to dispatches: extracted together, settled one by one, written so that a second run changes nothing."""

import datetime as dt
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from pathlib import Path

from dispatch.archive import Outlet, read_outlets
from dispatch.dates import from_datetime
from dispatch.record import Dispatch, LeadImage
from dispatch.text import fold, one_line
from legacy_import.capture.ledger import FINAL, Entry, Ledger
from legacy_import.capture.store import Capture, Store
from legacy_import.doubts import unsure_of
from legacy_import.errors import LegacyImportError
from legacy_import.extract import Extraction, Page, Recipe, extract_pages, parse_recipes
from legacy_import.extract.proof import Render
from legacy_import.files import write_atomic
from legacy_import.images import PictureFinder, local_pictures, reencode, stored_name, with_embedded
from legacy_import.known import Known, is_withdrawn, read_file, when_captured
from legacy_import.picture_words import PictureWords
from legacy_import.placing import Placer
from legacy_import.refusals import refusal_of
from legacy_import.report import Report, Row
from legacy_import.review import below, remove_note, write_note
from legacy_import.said import Said
from legacy_import.settle import alias_of, credited, free_aliases, pictures_of, settle, text_hash
from legacy_import.waves import host_of, waves

__all__ = ["Importer", "Job"]

_TEACHERS = 40
# Packed: a page that large teaches little and costs much.
_TEACHER_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Job:
    """One captured page to import, under the name by which the report calls it.

    `is_dated` says that the source tells when each version was captured, as an archive of the web does.
    """

    id: str
    capture: Capture
    find_picture: PictureFinder = lambda _address: None
    notes: tuple[str, ...] = ()
    size_bytes: int = 0
    is_stored: bool = False
    is_dated: bool = False

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
    known: Known = field(init=False)

    def __post_init__(self) -> None:
        self.ledger, self.store, self.said = Ledger(self.content), Store(self.content), Said(self.content)
        if not self.dry_run:
            self.ledger.pack()
        self.known = Known(self.content, self.ledger)
        self.report = Report(dry_run=self.dry_run)

    def keep(self, capture: Capture) -> Capture:
        """Put a capture into the WARC unless its bytes are there; gives the one that is kept."""
        row = self.store.find(capture.sha256)
        if row is not None:
            kept = self.store.read(row)
            return replace(
                kept, url=capture.url or kept.url, content_type=capture.content_type or kept.content_type
            )
        entry = self.ledger.get(capture.sha256)
        if not self.dry_run and not (entry and entry.state in FINAL):
            self.store.add(capture)
        return capture

    def job(
        self,
        id_: str,
        capture: Capture,
        find: PictureFinder = lambda _address: None,
        notes: tuple[str, ...] = (),
        *,
        is_dated: bool = False,
    ) -> Job:
        """Keep a capture and give the work on it; the bytes stay on the disk until they are read."""
        kept = self.keep(capture)
        size = len(kept.payload)
        is_stored = self.store.find(kept.sha256) is not None
        slim = replace(kept, payload=b"", raw=None, request=None) if is_stored else kept
        return Job(id_, slim, find, notes, size, is_stored, is_dated)

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
        """Earlier captures of a lone page's host, so that its template is known; no page in two versions."""
        seen = {job.capture.sha256 for job in jobs} | {job.capture.url for job in jobs if job.capture.url}
        hosts = [job.host for job in jobs]
        few = {host for host in hosts if host and hosts.count(host) < 6}
        pages: list[Page] = []
        for row in reversed(self.store.rows()) if few else []:
            if len(pages) == _TEACHERS:
                break
            if (
                row["role"] != "page"
                or int(row["length"]) >= _TEACHER_BYTES
                or host_of(row["url"]) not in few
            ):
                continue
            # Two versions of one page would show its own text as what the host repeats.
            if seen & {row["sha256"], row["url"]}:
                continue
            seen.add(row["url"])
            try:
                pages.append(_page(f"teacher {row['id']}", self.store.read(row)))
            except LegacyImportError:
                continue
        return pages[::-1]

    def _outlets(self) -> tuple[Outlet, ...]:
        path = self.content / "outlets.yaml"
        return tuple(read_outlets(path.read_text(encoding="utf-8"), str(path))) if path.exists() else ()

    def _recipes(self) -> list[Recipe]:
        path = self.content / "recipes.yaml"
        return parse_recipes(path.read_text(encoding="utf-8"), str(path)) if path.exists() else []

    def _bring_in(self, job: Job, extraction: Extraction, outlets: Sequence[Outlet]) -> Row:
        earlier, slug = self._earlier(job, extraction), self.known.slug_of(job.capture.id)
        if earlier is None or self.known.home(earlier) is not None:
            slug = earlier.slug if earlier else slug
            settled = settle(extraction, job.capture, outlets, self.known, slug)
            found = settled.dispatch
            if (
                earlier
                and found
                and job.capture.sha256 != earlier.sha256
                and self.known.is_another(earlier, found)
            ):
                earlier = slug = None
            if found is not None and slug is None:
                earlier = self.known.of_story(found)
        row = self._gone(job, earlier) or self._again(job, extraction, earlier) if earlier else None
        if row is not None:
            return row
        settled = settle(extraction, job.capture, outlets, self.known, earlier.slug if earlier else slug)
        if settled.dispatch is None:
            reason = settled.reason or "something is missing"
            return self._wait(job, extraction, reason, is_refused=extraction.error is not None)
        free = free_aliases(settled.dispatch, self.known.aliases)
        dispatch, doubts = self._with_pictures(free, job, extraction)
        return self._write(job, extraction, dispatch, earlier, (*job.notes, *settled.doubts, *doubts))

    def _earlier(self, job: Job, extraction: Extraction) -> Entry | None:
        """What the ledger says of this capture, else of its address, else of its text."""
        before = self.ledger.get(job.capture.sha256)
        if before is not None and before.state not in ("waiting", "refused"):
            return before
        return self.known.of_address(extraction.url) or self.known.of_text(text_hash(extraction))

    def _gone(self, job: Job, earlier: Entry) -> Row | None:
        """The row of a page whose dispatch was taken away; None where it stands."""
        state, url = earlier.state, job.capture.url
        home = self.known.home(earlier) if state == "dispatch" else None
        if state == "dispatch" and home is None:
            if not self.dry_run:
                self.known.forget(earlier)
            state = "deleted"
        elif home is not None and is_withdrawn(home):
            state = "withdrawn"
        if state not in FINAL:
            return None
        self._note(
            replace(earlier, sha256=job.capture.sha256, capture=job.capture.id, state=state, path=None)
        )
        return Row(job.id, state, reason="its dispatch was taken away, and stays away", url=url)

    def _again(self, job: Job, extraction: Extraction, earlier: Entry) -> Row | None:
        """The row of a page that adds only an address or an older version to its dispatch; None of a newer one."""
        held = self.ledger.holder(earlier.slug or "") or earlier
        home = self.known.home(earlier)
        if home is None or held.sha256 == job.capture.sha256:
            return None
        path = home.relative_to(self.content).as_posix()
        reason = "the same story under another address"
        if extraction.url == held.url and (extraction.url or self._has_name_of(job, held)):
            if not self._is_older(job, home):
                return None
            reason = "an older version of the same page"
        alias = alias_of(extraction.url)
        if alias and self.known.is_others(alias, earlier.slug or ""):
            alias = extraction.url
        if alias:
            self.placer.add_alias(earlier.slug or "", home, alias)
        entry = self._entry(job, extraction, earlier.slug, path)
        self._note(replace(entry, reason=reason))
        return Row(job.id, "duplicate", path, _with_headline(reason, extraction, home))

    def _has_name_of(self, job: Job, held: Entry) -> bool:
        """Whether a file without an address has the name of the one that its dispatch came from."""
        row = self.store.find(held.sha256)
        return row is not None and job.capture.name is not None and row.get("name") == job.capture.name

    def _is_older(self, job: Job, home: Path) -> bool:
        """Whether a version is one that the dispatch had before, or was captured before the one it has."""
        before = self.ledger.get(job.capture.sha256)
        if before is not None and before.state == "dispatch":
            return True
        written = when_captured(read_file(home)) if job.is_dated else None
        return written is not None and from_datetime(job.capture.captured).start(dt.UTC) < written.start(
            dt.UTC
        )

    def _entry(self, job: Job, extraction: Extraction, slug: str | None, path: str) -> Entry:
        capture, digest = job.capture, text_hash(extraction)
        return Entry(capture.sha256, "dispatch", capture.id, extraction.url, slug, path, text_sha256=digest)

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
            if target.exists() and target.read_bytes() != fresh.data:
                doubts.append(f"{path} is not the page's picture any more; it was left as it is")
            elif not self.dry_run and not target.exists():
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
        home = self.known.home(earlier) if earlier else self.known.file_of(dispatch.slug)
        target = home or self.content / dispatch.path()
        path = target.relative_to(self.content).as_posix()
        placed = self.placer.place(dispatch, self._entry(job, extraction, dispatch.slug, path), target)
        if not self.dry_run:
            remove_note(self.content, job.capture.sha256)
        self.known.learn_file(dispatch, target)
        return Row(job.id, placed.outcome, below(placed.note, self.content) or path, placed.reason, doubts)

    @property
    def placer(self) -> Placer:
        """What writes the dispatches."""
        return Placer(self.content, self.ledger, self._note, self.dry_run)

    def _note(self, entry: Entry) -> None:
        if not self.dry_run:
            self.ledger.put(entry)
        self.known.learn(replace(entry, base=None))


def _page(id_: str, capture: Capture) -> Page:
    return Page(id_, capture.payload, capture.url, capture.content_type, capture.captured)


def _with_headline(reason: str, extraction: Extraction, home: Path) -> str:
    """The reason, with the headline where it is another one than the dispatch's."""
    read, title = read_file(home), one_line(extraction.title.value) if extraction.title else ""
    if read is None or not title or fold(title) == fold(read.title):
        return reason
    return f"{reason}, there with the headline “{title}”"
