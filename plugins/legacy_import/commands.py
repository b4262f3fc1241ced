"""The tasks `import` and `extract`: sources to captures to dispatches, and extraction alone."""

import json
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from functools import partial
from pathlib import Path

from dispatch.archive import read_archive
from dispatch.errors import StringerError
from legacy_import.capture.fetch import Fetcher, Limits
from legacy_import.doubts import write_doubts
from legacy_import.errors import CaptureError, LegacyImportError
from legacy_import.extract import Extraction, Page, extract_pages
from legacy_import.extract.proof import Render
from legacy_import.files import alone, sweep, write_atomic
from legacy_import.gather import Gatherer
from legacy_import.network import Network
from legacy_import.pipeline import Importer
from legacy_import.progress import progress, watched
from legacy_import.report import Report
from legacy_import.reportpage import write_report
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
    kind: str | None = None,
    links: str | None = None,
    render: Render | None = None,
) -> int:
    """Import `source` into the archive at `content`, bodies proven by `render`; 0 all in, 3 see the report, 1 failed."""
    content = Path(content)
    try:
        kind_of(source, kind)
        with nullcontext() if dry_run else alone(content / "captures" / "import.lock"):
            if not dry_run:
                sweep(content)
            importer = Importer(content, dry_run=dry_run, render=render)
            watch = partial(watched, quiet=as_json)
            with closing(_fetcher(content, allow, pause, permitted)) as fetcher:
                gatherer = Gatherer(importer, Network(fetcher, importer), limit, kind, links, urls, watch)
                report = _run(gatherer, source, workers, dask, quiet=as_json)
            if not dry_run:
                write_report(content, report)
                write_doubts(content, report.rows)
    except StringerError as error:
        return _failed(error, as_json=as_json)
    except KeyboardInterrupt:
        print("Stopped; what was done is kept, and the same command goes on from there.", file=sys.stderr)
        return 1
    print(report.as_json() if as_json else "\n".join(report.lines()))
    return report.exit_code()


def _run(gatherer: Gatherer, source: str, workers: int | None, dask: str | None, *, quiet: bool) -> Report:
    """Capture what the source names, then read it."""
    jobs = gatherer.jobs(source)
    importer = gatherer.importer
    with (
        executor_for(len(jobs), workers, dask) as executor,
        progress(len(jobs), "read", quiet=quiet) as step,
    ):
        importer.executor, importer.step = executor, step
        report = importer.run(jobs)
    gatherer.end()
    return report


def _fetcher(
    content: Path, allow: tuple[str, ...], pause: float | None, permitted: tuple[tuple[str, str], ...]
) -> Fetcher:
    reasons = {host.lower(): reason for host, reason in permitted}
    return Fetcher(_allowed(allow), reasons, Limits(pause_s=pause), _contact(content))


def _failed(error: StringerError, *, as_json: bool) -> int:
    if as_json:
        print(
            json.dumps({"exit": 1, "error": error.problem, "fix": error.fix, "pages": []}, ensure_ascii=False)
        )
    else:
        print(str(error), file=sys.stderr)
    return 1


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


def run_extract(
    path: Path | str,
    *,
    jsonl: Path,
    urls: Path | None = None,
    explain: bool = False,
    workers: int | None = None,
    render: Render | None = None,
) -> int:
    """Extract alone, one JSON object a page into `jsonl`; 0 all, 3 some were refused, 1 nothing or failed."""
    try:
        pages, refused = _pages(str(path), urls)
        with executor_for(len(pages), workers) as executor:
            extractions = extract_pages(pages, executor=executor, render=render)
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
    """Each field with its value and the evidence that won, then each dropped block with the rule that dropped it."""
    yield f"== {extraction.id}"
    if extraction.error is not None:
        yield f"   refused: {extraction.error}"
        return
    row, sure = extraction.as_json(), extraction.confidences()
    for name, where in extraction.evidence().items():
        value = _brief(json.dumps(row[name], ensure_ascii=False)) if row.get(name) else ""
        yield f"   {name}: {where} ({sure[name]:.2f}) {value}".rstrip()
    for drop in extraction.dropped:
        yield f"   dropped, {drop.rule}: {_brief(drop.text)}"


def _brief(text: str, limit: int = 200) -> str:
    return text if len(text) <= limit else f"{text[:limit]}…"
