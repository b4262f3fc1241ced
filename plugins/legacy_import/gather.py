"""From a source to the pages to import: each kind is opened, its pages are captured, what fails is reported."""

import mimetypes
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from legacy_import.capture.runs import Run
from legacy_import.capture.store import Capture
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.images import beside
from legacy_import.network import Network
from legacy_import.pipeline import Importer, Job
from legacy_import.report import Row
from legacy_import.sources.feed import read_feed
from legacy_import.sources.folder import read_files, read_list
from legacy_import.sources.kinds import HEAD_BYTES, Kind, kind_of, kind_of_bytes
from legacy_import.sources.lists import read_addresses
from legacy_import.sources.made import Piece, made_capture
from legacy_import.sources.saved import is_mhtml, mhtml_pictures
from legacy_import.sources.sitemap import all_addresses
from legacy_import.sources.warc import read_warc
from legacy_import.sources.xmltree import unpacked

__all__ = ["Gatherer"]

_XML_TYPES = ("application/xml", "text/xml", "application/rss", "application/atom", "application/rdf")


@dataclass(slots=True)
class Gatherer:
    """Opens one source for one importer."""

    importer: Importer
    network: Network
    limit: int | None = None
    kind: str | None = None
    links: str | None = None
    urls: Path | None = None
    watch: Callable[[Iterable[str], int, str], Iterable[str]] = lambda items, _total, _verb: items
    run: Run | None = field(init=False, default=None)

    def jobs(self, source: str) -> list[Job]:
        """Capture every page of `source`; what cannot be had is in the report already."""
        kind = kind_of(source, self.kind)
        if source.lower().startswith(("http://", "https://")):
            return self._from_address(source, kind)
        path = Path(source)
        if kind is Kind.WARC:
            return self._from_warc(path)
        if kind is Kind.FILES:
            return self._from_files(path)
        if kind is Kind.MARKDOWN:
            return self._from_markdown(path)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise LegacyImportError(f"{source} cannot be read: {error.strerror}.") from None
        return self._expand(kind, self._file_capture(path, unpacked(data)), source)

    def end(self) -> None:
        """The run has ended: nothing is left to resume."""
        if self.run is not None:
            self.run.end()

    def _from_address(self, source: str, kind: Kind) -> list[Job]:
        if kind is Kind.WAYBACK:
            return self._from_wayback(source)
        role = "page" if kind is Kind.URL else "source"
        try:
            capture = self.network.get(source, role)
            if kind is Kind.URL:
                kind = self._kind_of(capture)
            if kind is Kind.URL:
                return [self._job(source, capture)]
            return self._expand(kind, capture, source)
        except CaptureError as error:
            self._refuse(source, error)
            return []

    def _kind_of(self, capture: Capture) -> Kind:
        head = capture.payload[:HEAD_BYTES]
        if head[:2] == b"\x1f\x8b":
            head = unpacked(capture.payload)[:HEAD_BYTES]
        kind = kind_of_bytes(head)
        is_xml = (capture.content_type or "").lower().startswith(_XML_TYPES)
        if kind is None and is_xml and not head.lstrip().startswith(b"<?xml") and b"/1999/xhtml" not in head:
            raise CaptureError(
                "The answer was sent as XML, but it is neither a feed, a sitemap nor an export.",
                fix="if it is a page all the same, save it in the browser and import the file",
                code="not_feed",
            )
        return Kind.URL if kind in (None, Kind.MARKDOWN, Kind.FILES) else kind

    def _expand(self, kind: Kind, capture: Capture, source: str) -> list[Job]:
        """The pages that a document names or holds."""
        base = capture.url
        if kind is Kind.WARC:
            raise CaptureError(
                "The address gives a WARC.", fix="save the file and import it", code="unsupported_type"
            )
        if kind is Kind.WXR:
            return self._from_wxr(capture)
        if kind is Kind.FEED:
            return self._from_feed(capture)
        if kind is Kind.SITEMAP:
            fetch = lambda address: self.network.get(address, "source").payload  # noqa: E731
            return self._addresses(all_addresses(capture.payload, fetch, self._refuse, self.limit), source)
        if kind is Kind.SECTION:
            return self._addresses(self._listed(capture), source)
        if kind is Kind.LIST or base is None:
            addresses, without = read_addresses(capture.payload)
            for line in without:
                self.importer.refuse(line[:80], "The line names no address.", "parse_error")
            return self._addresses(addresses, source)
        raise LegacyImportError(
            f"{source} cannot be read as {kind}.", fix="leave --kind away, or name another one"
        )

    def _listed(self, capture: Capture) -> list[str]:
        from legacy_import.sources.section import all_pieces

        def fetch(address: str) -> tuple[bytes, str, str | None]:
            page = self.network.get(address, "source")
            return page.payload, page.url or address, page.content_type

        return all_pieces(
            capture.payload, capture.url or "", capture.content_type, fetch,
            links=self.links, limit=self.limit, refuse=self._refuse,
        )  # fmt: skip

    def _addresses(self, addresses: list[str], source: str) -> list[Job]:
        """Capture each address; a stopped run goes on where it was."""
        addresses = addresses[: self.limit]
        if self.importer.dry_run:
            for address in addresses:
                self.importer.report.add(Row(address, "listed", url=address))
            return []
        self.run = Run(self.importer.content, source, self.network.fetcher.now())
        self.network.run = self.run
        jobs = []
        for address in self.watch(addresses, len(addresses), "fetched"):
            try:
                capture = self.network.get(address)
                if self._kind_of(capture) is not Kind.URL:
                    raise CaptureError(
                        "The address gives a list of pages, not a page.",
                        fix="import it by itself",
                        code="not_article",
                    )
                jobs.append(self._job(address, capture))
            except CaptureError as error:
                self._refuse(address, error)
        return jobs

    def _from_wayback(self, source: str) -> list[Job]:
        from legacy_import.sources.wayback import as_original, list_mementos, parse_source

        asked = parse_source(source)
        try:
            mementos = list_mementos(asked, lambda address: self.network.get(address, "source").payload)[
                : self.limit
            ]
        except CaptureError as error:
            self._refuse(source, error)
            return []
        by_address = {memento.raw_address: memento for memento in mementos}
        if self.importer.dry_run and asked.is_list:
            return self._addresses(list(by_address), source)
        self.run = Run(
            self.importer.content, source, self.network.fetcher.now(), is_dry=self.importer.dry_run
        )
        jobs = []
        for address in self.watch(list(by_address), len(by_address), "fetched"):
            try:
                kept = self.network.kept(address)
                capture = kept or as_original(self.network.get(address), by_address[address])
                jobs.append(self.importer.job(address, capture, self.network.pictures(), is_dated=True))
            except CaptureError as error:
                self._refuse(address, error)
        return jobs

    def _from_feed(self, capture: Capture) -> list[Job]:
        """Each piece from its own page; where that cannot be had, from the text that the feed holds."""
        source = self._source(capture)
        jobs = []
        for piece in read_feed(capture.payload, capture.url)[: self.limit]:
            if self.importer.dry_run:
                self.importer.report.add(Row(piece.url or piece.name, "listed", url=piece.url))
                continue
            try:
                if piece.url is None:
                    raise CaptureError("The feed names no address for it.", code="not_feed")
                jobs.append(self._job(piece.url, self.network.get(piece.url)))
            except CaptureError as error:
                if piece.has_text:
                    jobs.append(self._made(piece, source, f"taken from the feed: {error.problem}"))
                else:
                    self._refuse(piece.url or piece.name, error)
        return jobs

    def _from_wxr(self, capture: Capture) -> list[Job]:
        from legacy_import.sources.wxr import read_wxr

        pieces, left = read_wxr(capture.payload)
        source = self._source(capture)
        for reason, count in left.items():
            self.importer.report.notes.append(f"left out of the export: {count} × {reason}")
        return [self._made(piece, source) for piece in pieces[: self.limit]]

    def _from_markdown(self, path: Path) -> list[Job]:
        from legacy_import.sources.markdown import read_markdown_folder

        jobs: list[Job] = []
        root = path if path.is_dir() else path.parent
        for file, read, piece in read_markdown_folder(path):
            if self.limit is not None and len(jobs) >= self.limit:
                break
            if isinstance(read, CaptureError):
                self._refuse(file.name, read)
            elif piece is None:
                self.importer.report.notes.append(f"left out, a draft or no piece: {file.name}")
            else:
                made = made_capture(piece, self._source(read))
                find = partial(self._recorded, beside, root, str(file.path))
                jobs.append(self.importer.job(file.name, made, find))
        return jobs

    def _from_warc(self, path: Path) -> list[Job]:
        jobs: list[Job] = []
        for capture in read_warc(path):
            if capture.role == "image":
                self.importer.keep(capture)
            elif self.limit is None or len(jobs) < self.limit:
                find = self.network.kept_picture
                jobs.append(self.importer.job(capture.url or capture.id, capture, find, is_dated=True))
        return jobs

    def _from_files(self, path: Path) -> list[Job]:
        root = path if path.is_dir() else path.parent
        jobs: list[Job] = []
        for file, read in read_files(path, read_list(self.urls)):
            if self.limit is not None and len(jobs) >= self.limit:
                break
            if isinstance(read, CaptureError):
                self._refuse(file.id, read)
                continue
            find = partial(self._recorded, _picture_of, root, str(file.path))
            jobs.append(self.importer.job(file.id, read, find))
        return jobs

    def _recorded(
        self, find: Callable[[Path, Path, str], bytes | None], root: Path, page: str, address: str
    ) -> bytes | None:
        """A picture that `find` knows beside a page; it is a capture too, like everything that an import uses."""
        data = find(root, Path(page), address)
        if data is None:
            return self.network.kept_picture(address)
        url = address if address.startswith(("http://", "https://")) else None
        kind = mimetypes.guess_type(address)[0] or "application/octet-stream"
        capture = self._file_capture(Path(page), data)
        self.importer.keep(replace(capture, role="image", url=url, name=address, content_type=kind))
        return data

    def _job(self, name: str, capture: Capture) -> Job:
        return self.importer.job(name, capture, self.network.pictures())

    def _made(self, piece: Piece, source: Capture, *notes: str) -> Job:
        return self.importer.job(
            piece.url or piece.name, made_capture(piece, source), self.network.pictures(), notes
        )

    def _source(self, capture: Capture) -> Capture:
        """Keep the document that pieces are taken from."""
        return self.importer.keep(replace(capture, role="source"))

    def _file_capture(self, path: Path, data: bytes) -> Capture:
        from legacy_import.sources.folder import capture_bytes

        return capture_bytes(path, data)

    def _refuse(self, page: str, error: CaptureError) -> None:
        self.importer.refuse(page, error.problem + (f" To do: {error.fix}." if error.fix else ""), error.code)


def _picture_of(root: Path, page: Path, address: str) -> bytes | None:
    """A picture that was saved with a page: inside its one file, or beside it."""
    with page.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if is_mhtml(head):
        return mhtml_pictures(page.read_bytes())(address)
    return beside(root, page, address)
