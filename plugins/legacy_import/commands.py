"""The tasks `import` and `extract`: sources to captures to dispatches, and extraction alone."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from dispatch.archive import read_archive
from dispatch.errors import StringerError
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.extract import Extraction, Page, extract_pages
from legacy_import.files import alone, sweep, write_atomic
from legacy_import.images import beside
from legacy_import.pipeline import Importer, Job
from legacy_import.sources import kind_of, read_files, read_warc
from legacy_import.sources.folder import read_list
from legacy_import.sources.kinds import Kind
from legacy_import.workers import executor_for

__all__ = ["run_extract", "run_import"]


def run_import(
    source: str,
    *,
    content: Path,
    dry_run: bool = False,
    as_json: bool = False,
    limit: int | None = None,
    workers: int | None = None,
    dask: str | None = None,
    allow: tuple[str, ...] = (),
    pause: float | None = None,
    permitted: tuple[tuple[str, str], ...] = (),
    urls: Path | None = None,
) -> int:
    """Import `source` into the archive at `content`; 0 all in, 3 some need a look, 1 nothing or failed."""
    content = Path(content)
    try:
        kind_of(source)
        with nullcontext() if dry_run else alone(content / "captures" / "import.lock"):
            if not dry_run:
                sweep(content)
            importer = Importer(content, dry_run=dry_run)
            jobs, close = _jobs(source, importer, allow, pause, permitted, urls, limit)
            try:
                with (
                    executor_for(len(jobs), workers, dask) as executor,
                    _progress(len(jobs), quiet=as_json) as step,
                ):
                    importer.executor, importer.step = executor, step
                    report = importer.run(jobs)
            finally:
                close()
    except StringerError as error:
        return _failed(error, as_json=as_json)
    except KeyboardInterrupt:
        print("Stopped; what was done is kept, and the same command goes on from there.", file=sys.stderr)
        return 1
    print(report.as_json() if as_json else "\n".join(report.lines()))
    return report.exit_code()


def _failed(error: StringerError, *, as_json: bool) -> int:
    if as_json:
        print(
            json.dumps({"exit": 1, "error": error.problem, "fix": error.fix, "pages": []}, ensure_ascii=False)
        )
    else:
        print(str(error), file=sys.stderr)
    return 1


def _jobs(
    source: str,
    importer: Importer,
    allow: tuple[str, ...],
    pause: float | None,
    permitted: tuple[tuple[str, str], ...],
    urls: Path | None,
    limit: int | None,
) -> tuple[list[Job], Callable[[], None]]:
    kind = kind_of(source)
    if kind is Kind.URL:
        return _fetched(source, importer, allow, pause, permitted)
    if kind is Kind.WARC:
        return _from_warc(Path(source), importer, limit), lambda: None
    return _from_files(Path(source), importer, urls, limit), lambda: None


def _fetched(
    url: str,
    importer: Importer,
    allow: tuple[str, ...],
    pause: float | None,
    permitted: tuple[tuple[str, str], ...],
) -> tuple[list[Job], Callable[[], None]]:
    from legacy_import.capture.fetch import Fetcher, Limits

    fetcher = Fetcher(
        _allowed(allow),
        {host.lower(): reason for host, reason in permitted},
        Limits(pause_s=pause),
        _contact(importer.content),
    )

    def picture(address: str) -> bytes | None:
        try:
            capture = fetcher.fetch(address, "image")
        except CaptureError:
            return None
        return importer.keep(capture).payload

    try:
        capture = importer.keep(fetcher.fetch(url))
    except CaptureError as error:
        importer.refuse(url, f"{error.problem}" + (f" To do: {error.fix}." if error.fix else ""))
        return [], fetcher.close
    return [Job(url, capture, picture)], fetcher.close


def _allowed(allow: tuple[str, ...]) -> frozenset[tuple[str, int]]:
    pairs = set()
    for text in allow:
        host, colon, port = text.rpartition(":")
        if not colon or not port.isdigit() or not host:
            raise LegacyImportError(
                f"--allow {text} names no host and port.", fix="write it as --allow localhost:8000"
            )
        pairs.add((host.lower().strip("[]"), int(port)))
    return frozenset(pairs)


def _contact(content: Path) -> str | None:
    path = content / "archive.yaml"
    try:
        archive = read_archive(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError):
        return None
    return archive.address or archive.email


def _from_warc(path: Path, importer: Importer, limit: int | None) -> list[Job]:
    captures = list(read_warc(path))
    pictures = {
        capture.url: capture.payload for capture in captures if capture.role == "image" and capture.url
    }
    pages = [capture for capture in captures if capture.role == "page"][:limit]
    for capture in captures:
        if capture.role == "image":
            importer.keep(capture)
    return [Job(capture.url or capture.id, importer.keep(capture), pictures.get) for capture in pages]


def _from_files(source: Path, importer: Importer, urls: Path | None, limit: int | None) -> list[Job]:
    root = source if source.is_dir() else source.parent
    jobs: list[Job] = []
    for number, (file, read) in enumerate(read_files(source, read_list(urls))):
        if limit is not None and number >= limit:
            break
        if isinstance(read, CaptureError):
            importer.refuse(file.id, read.problem)
            continue
        page = file.path
        jobs.append(Job(file.id, importer.keep(read), lambda address, page=page: beside(root, page, address)))  # type: ignore[misc]
    return jobs


@contextmanager
def _progress(total: int, *, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, a line now and then elsewhere; nothing when only JSON is wanted."""
    if quiet or total <= 1:
        yield lambda _name: None
        return
    if not sys.stderr.isatty():
        done = 0

        def tell(_name: str) -> None:
            nonlocal done
            done += 1
            if done % 100 == 0 or done == total:
                print(f"{done} of {total} pages", file=sys.stderr)

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("import"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("reading", total=total)
        yield lambda name: bar.update(task, advance=1, description=name[-50:])


def run_extract(
    path: Path | str,
    *,
    jsonl: Path,
    urls: Path | None = None,
    explain: bool = False,
    workers: int | None = None,
) -> int:
    """Extract alone, one JSON object a page into `jsonl`; 0 all, 3 some were refused, 1 nothing or failed."""
    try:
        pages, refused = _pages(str(path), urls)
        with executor_for(len(pages), workers) as executor:
            extractions = extract_pages(pages, executor=executor)
        rows = [extraction.as_json() for extraction in extractions] + refused
        write_atomic(
            Path(jsonl), "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode("utf-8")
        )
    except StringerError as error:
        return _failed(error, as_json=False)
    if explain:
        for extraction in extractions:
            print("\n".join(_explained(extraction)))
    bad = sum(row.get("error") is not None for row in rows)
    print(
        f"Extracted {len(rows) - bad} of {len(rows)} pages into {jsonl}"
        + (f"; {bad} refused" if bad else "")
        + "."
    )
    return 1 if bad == len(rows) else 3 if bad else 0


def _pages(path: str, urls: Path | None) -> tuple[list[Page], list[dict[str, object]]]:
    kind = kind_of(path)
    if kind is Kind.URL:
        raise LegacyImportError(
            "`extract` reads what is here, not an address.", fix="use `import`, which captures first"
        )
    if kind is Kind.WARC:
        found = [capture for capture in read_warc(Path(path)) if capture.role == "page"]
        return [
            Page(capture.id, capture.payload, capture.url, capture.content_type, capture.captured)
            for capture in found
        ], []
    pages: list[Page] = []
    refused: list[dict[str, object]] = []
    for file, read in read_files(Path(path), read_list(urls)):
        if isinstance(read, CaptureError):
            refused.append({"id": file.id, "url": None, "error": read.problem})
        else:
            pages.append(Page(file.id, read.payload, read.url, read.content_type, read.captured))
    return pages, refused


def _explained(extraction: Extraction) -> Iterator[str]:
    """Which evidence won each field, and what was dropped by which rule."""
    yield f"== {extraction.id}"
    if extraction.error is not None:
        yield f"   refused: {extraction.error}"
        return
    sure = extraction.confidences()
    for name, where in extraction.evidence().items():
        yield f"   {name}: {where} ({sure[name]:.2f})"
    for drop in extraction.dropped:
        yield f"   dropped, {drop.rule}: {drop.text[:100]}"
