"""Pages in, extractions out: a pure function that runs serially or on any executor and gives the same either way."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from urllib.parse import urlsplit

from legacy_import.errors import ExtractError
from legacy_import.extract.chrome import learn_templates
from legacy_import.extract.extraction import Extraction, Page
from legacy_import.extract.proof import Render
from legacy_import.extract.reading import Reading, read_page
from legacy_import.extract.recipes import Recipe
from legacy_import.extract.story import extract_reading

__all__ = ["extract_pages"]

_COMPANY = 240
_BATCH = 12
_TOO_DEEP = "The page is nested too deeply to be read."


def extract_pages(
    pages: Sequence[Page],
    *,
    executor: Executor | None = None,
    recipes: Sequence[Recipe] = (),
    render: Render | None = None,
) -> list[Extraction]:
    """Extract every page, in the order given; pages of one host that are given together teach each other.

    `render` is the archive's Markdown engine, by which bodies are proven; a function of a module, so that it
    goes to other processes. A page that cannot be read gives an Extraction with `error` only; nothing else stops the others.
    """
    jobs = list(_jobs(pages))
    if executor is None:
        batches: list[list[Extraction]] = [_extract_company(job, tuple(recipes), render) for job in jobs]
    else:
        batches = [
            future.result()
            for future in [executor.submit(_extract_company, job, tuple(recipes), render) for job in jobs]
        ]
    results: dict[int, Extraction] = {}
    for job, batch in zip(jobs, batches, strict=True):
        for (number, _page), extraction in zip(job, batch, strict=True):
            results[number] = extraction
    return [results[number] for number in range(len(pages))]


def _jobs(pages: Sequence[Page]) -> Iterator[list[tuple[int, Page]]]:
    """Cut the pages into jobs: a host's pages stay together, lone pages fill batches."""
    hosts: dict[str, list[tuple[int, Page]]] = defaultdict(list)
    for number, page in enumerate(pages):
        host = (urlsplit(page.url).hostname or "") if page.url else ""
        hosts[host.removeprefix("www.")].append((number, page))
    lone: list[tuple[int, Page]] = []
    for host, members in hosts.items():
        if len(members) < 3:
            lone += members
            continue
        size = _COMPANY if host or len(members) <= _COMPANY else _BATCH
        for at in range(0, len(members), size):
            yield members[at : at + size]
    lone.sort()
    for at in range(0, len(lone), _BATCH):
        yield lone[at : at + _BATCH]


def _extract_company(
    job: list[tuple[int, Page]], recipes: tuple[Recipe, ...], render: Render | None
) -> list[Extraction]:
    readings: list[Reading | Extraction] = []
    for _number, page in job:
        try:
            readings.append(read_page(page))
        except ExtractError as error:
            readings.append(Extraction(page.id, page.url, error=error.problem))
        except RecursionError:
            readings.append(Extraction(page.id, page.url, error=_TOO_DEEP))
    good = [reading for reading in readings if isinstance(reading, Reading)]
    templates = learn_templates([reading.sheet for reading in good])
    return [
        reading
        if isinstance(reading, Extraction)
        else _one(reading, templates.get(reading.sheet.id), recipes, render)
        for reading in readings
    ]


def _one(
    reading: Reading, template: object, recipes: tuple[Recipe, ...], render: Render | None
) -> Extraction:
    from legacy_import.extract.chrome import Template

    found = template if isinstance(template, Template) else None
    try:
        return extract_reading(reading, found, recipes, render)
    except ExtractError as error:
        return Extraction(reading.page.id, reading.url, error=error.problem)
    except RecursionError:
        return Extraction(reading.page.id, reading.url, error=_TOO_DEEP)
