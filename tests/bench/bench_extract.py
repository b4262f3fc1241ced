"""Extraction, ours beside other extractors, on a folder of annotated pages, with sockets blocked.

Usage: STRINGER_BENCH_PAGES=../shared/data/pages python3 tests/bench/bench_extract.py [--update]
The folder holds `html/`, `urls.tsv` and `truth.jsonl`; `evaluate.py` lies beside it or in it. One JSON line per extractor
and source. A figure of ours below its floor in floors.toml fails; `--update` raises floors and never lowers one.
"""

import gzip
import importlib
import importlib.util
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.toml")
sys.path.insert(0, str(ROOT / "plugins"))

Row = dict[str, object]
Figures = dict[str, dict[str, float]]


class _NoSocket(socket.socket):
    """A socket that cannot be made: nothing measured here may ask the network."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise OSError("sockets are blocked while extraction is measured")


def read_pages(folder: Path) -> list[tuple[str, str, str | None, bytes]]:
    """Give id, address, content type and bytes of every page of the folder."""
    pages = []
    for line in (folder / "urls.tsv").read_text(encoding="utf-8").splitlines():
        name, url, kind = [*line.split("\t"), "", ""][:3]
        file = folder / "html" / f"{name}.html.gz"
        if file.exists():
            pages.append((name, url, kind or None, gzip.decompress(file.read_bytes())))
    return pages


def ours(pages: Iterable[tuple[str, str, str | None, bytes]]) -> Iterator[Row]:
    """Rows of our own extractor: all pages at once, so that pages of a host teach each other."""
    from legacy_import.extract import Page, extract_pages

    for extraction in extract_pages([Page(name, payload, url, kind) for name, url, kind, payload in pages]):
        yield extraction.as_json()


def trafilatura(pages: Iterable[tuple[str, str, str | None, bytes]]) -> Iterator[Row]:
    """Rows of trafilatura's own reading of body and fields."""
    import trafilatura as library

    for name, url, _kind, payload in pages:
        found = library.bare_extraction(payload, url=url, with_metadata=True, include_comments=False)
        told = found.as_dict() if found is not None else {}
        yield {
            "id": name,
            "title": told.get("title"),
            "bylines": [part for part in str(told.get("author") or "").split("; ") if part],
            "published": told.get("date"),
            "body_text": told.get("text"),
        }


def readability(pages: Iterable[tuple[str, str, str | None, bytes]]) -> Iterator[Row]:
    """Rows of readability-lxml: body and title."""
    from lxml import html

    library = importlib.import_module("readability")
    for name, _url, _kind, payload in pages:
        try:
            document = library.Document(payload.decode("utf-8", "replace"))
            text = html.fromstring(document.summary()).text_content()
            yield {"id": name, "title": document.short_title(), "body_text": text}
        except (ValueError, TypeError, library.Unparseable):
            yield {"id": name}


PEERS: tuple[tuple[str, str, Callable[..., Iterator[Row]]], ...] = (
    ("ours", "legacy_import", ours),
    ("trafilatura", "trafilatura", trafilatura),
    ("readability-lxml", "readability", readability),
)


def figures_of(rows: Iterable[Row], folder: Path) -> Figures:
    """What the evaluator says of the rows, by source."""
    judge = next(path for path in (folder / "evaluate.py", folder.parent / "evaluate.py") if path.exists())
    with tempfile.TemporaryDirectory() as temporary:
        said, out = Path(temporary) / "rows.jsonl", Path(temporary) / "figures.json"
        said.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [
            sys.executable,
            str(judge),
            str(folder / "truth.jsonl"),
            str(said),
            "--by-source",
            "--json",
            str(out),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        figures: Figures = json.loads(out.read_text(encoding="utf-8"))
        return figures


def below_floor(figures: dict[str, float], *, update: bool) -> list[str]:
    """Our figures that fell below their floor; with `update`, floors rise to what was reached."""
    floors: dict[str, float] = tomllib.loads(FLOORS.read_text(encoding="utf-8"))["extract"]
    fallen = [
        f"{name}: {figures[name]:.3f} is below {floor:.3f}"
        for name, floor in floors.items()
        if figures[name] < floor
    ]
    if update and not fallen:
        head = FLOORS.read_text(encoding="utf-8").split("[extract]")[0]
        raised = {name: max(floor, int(figures[name] * 1000) / 1000) for name, floor in floors.items()}
        lines = "".join(f"{name} = {value:.3f}\n" for name, value in raised.items())
        FLOORS.write_text(f"{head}[extract]\n{lines}", encoding="utf-8")
    return fallen


def say(row: dict[str, object]) -> None:
    """Print one JSON line."""
    sys.stdout.write(json.dumps({"subject": "extract", **row}) + "\n")


def main() -> int:
    """Measure every extractor that is installed; 1 where ours fell below a floor, 2 without pages."""
    folder = Path(os.environ.get("STRINGER_BENCH_PAGES", ROOT.parent / "shared" / "data" / "pages")).resolve()
    if not (folder / "truth.jsonl").exists():
        sys.stderr.write(f"{folder} holds no truth.jsonl; set STRINGER_BENCH_PAGES\n")
        return 2
    pages = read_pages(folder)
    fallen: list[str] = []
    for name, module, extract in PEERS:
        if importlib.util.find_spec(module) is None:
            continue
        socket.socket = _NoSocket  # type: ignore[misc]
        began = time.process_time()
        rows = list(extract(pages))
        spent = time.process_time() - began
        for source, figures in figures_of(rows, folder).items():
            say({"extractor": name, "source": source, **figures})
        say({"extractor": name, "pages_per_cpu_s": round(len(pages) / spent, 1)})
        if name == "ours":
            fallen = below_floor(figures_of(rows, folder)["ALL"], update="--update" in sys.argv)
    for line in fallen:
        sys.stderr.write(f"{line}\n")
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
