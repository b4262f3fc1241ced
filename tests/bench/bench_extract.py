"""Extraction, ours beside other extractors, on folders of annotated pages, with sockets blocked.

Usage: python3 tasks.py bench extract   (STRINGER_BENCH_PAGES names the folder of pages)
or     python3 tests/bench/bench_extract.py [--update] [--quick]
The folder holds `html/` (or `pages/`), `urls.tsv` and `truth.jsonl`; `evaluate.py` lies beside it or in it, and so may
`legacy-sites/`, sites whose pages teach each other. One JSON line per extractor and source, then what each kind of
evidence adds (`--quick` leaves that out), and how sure we are of what is right. Peers that are not installed are named:
`uv pip install -r requirements-bench.lock` brings them. A figure of ours below its floor in floors.toml fails; `--update`
raises floors and never lowers one.
"""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "plugins"))
sys.path.insert(0, str(Path(__file__).parent))

from extract_ablation import ABLATIONS
from extract_doubt import doubt_figures, judge_module
from extract_peers import PEERS, Peer, Raw, Row

ROOT = Path(__file__).resolve().parents[2]
FLOORS = Path(__file__).with_name("floors.toml")
Figures = dict[str, dict[str, float]]
MEASURES = ("body_f1", "body_exact", "title_acc", "byline_exact", "date_acc", "caption_acc", "credit_acc")


class _NoSocket(socket.socket):
    """A socket that cannot be made: nothing measured here may ask the network."""

    def __init__(self, *_args: object, **_kwargs: object) -> None:
        raise OSError("sockets are blocked while extraction is measured")


def read_pages(folder: Path) -> list[Raw]:
    """Give id, address, content type and bytes of every page of the folder."""
    pages = []
    for line in (folder / "urls.tsv").read_text(encoding="utf-8").splitlines():
        name, url, kind = [*line.split("\t"), "", ""][:3]
        for file in (folder / "html" / f"{name}.html.gz", folder / "pages" / f"{name}.html"):
            if file.exists():
                payload = file.read_bytes()
                pages.append(
                    (name, url, kind or None, gzip.decompress(payload) if file.suffix == ".gz" else payload)
                )
    return pages


def judge_of(folder: Path) -> Path:
    """The evaluator that lies in the folder or above it."""
    return next(
        path for path in (above / "evaluate.py" for above in (folder, *folder.parents[:3])) if path.exists()
    )


def figures_of(rows: Iterable[Row], folder: Path) -> Figures:
    """What the evaluator says of the rows, by source."""
    with tempfile.TemporaryDirectory() as temporary:
        said, out = Path(temporary) / "rows.jsonl", Path(temporary) / "figures.json"
        said.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        command = [
            sys.executable,
            str(judge_of(folder)),
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


def measure(peer: Peer, pages: list[Raw], folder: Path) -> tuple[list[Row], Figures]:
    """Run one extractor over the pages; say its figures by source, and its speed."""
    list(peer.read(pages[:2]))  # what is imported and compiled on first use is not the extractor's pace
    began = time.process_time()
    rows = list(peer.read(pages))
    spent = time.process_time() - began
    figures = figures_of(rows, folder)
    for source, numbers in figures.items():
        say({"pages_of": folder.name, "extractor": peer.name, "source": source, **numbers})
    say({"pages_of": folder.name, "extractor": peer.name, "pages_per_cpu_s": round(len(pages) / spent, 1)})
    return rows, figures


def say_doubt(rows: Iterable[Row], folder: Path) -> None:
    """Say how often we are right where we are sure, and what the list of the doubtful holds."""
    truths = [
        json.loads(line)
        for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    figures = doubt_figures(judge_module(judge_of(folder)), truths, {str(row["id"]): row for row in rows})
    say({"pages_of": folder.name, "doubt": {name: round(value, 3) for name, value in figures.items()}})


def ablate(pages: list[Raw], folder: Path, whole: dict[str, float]) -> None:
    """Say, for each kind of evidence, what our figures lose without it."""
    for name, without in ABLATIONS.items():
        figures = figures_of(without(pages), folder)["ALL"]
        lost = {
            key: round(whole[key] - figures[key], 3)
            for key in (*MEASURES, "seg_f1")
            if key in whole and key in figures
        }
        say({"pages_of": folder.name, "without": name, "lost": lost})


def run(folder: Path, *, is_quick: bool) -> dict[str, float]:
    """Measure every extractor on one folder; gives our figures over all of it."""
    pages = read_pages(folder)
    reached: dict[str, float] = {}
    for peer in PEERS:
        if not peer.is_installed:
            say({"pages_of": folder.name, "extractor": peer.name, "not_installed": True})
            continue
        rows, figures = measure(peer, pages, folder)
        if peer.name == "ours":
            reached = figures["ALL"]
            say_doubt(rows, folder)
    if not is_quick:
        ablate(pages, folder, reached)
    return reached


def main() -> int:
    """Measure every extractor that is installed; 1 where ours fell below a floor, 2 without pages."""
    folder = Path(os.environ.get("STRINGER_BENCH_PAGES", ROOT.parent / "shared" / "data" / "pages")).resolve()
    if not (folder / "truth.jsonl").exists():
        sys.stderr.write(
            f"{folder} holds no truth.jsonl; set STRINGER_BENCH_PAGES to a folder of annotated pages.\n"
        )
        return 2
    socket.socket = _NoSocket  # type: ignore[misc]
    is_quick = "--quick" in sys.argv
    reached = run(folder, is_quick=is_quick)
    for site in sorted((folder.parent / "legacy-sites").glob("*/truth.jsonl")):
        run(site.parent, is_quick=is_quick)
    fallen = below_floor(reached, update="--update" in sys.argv)
    for line in fallen:
        sys.stderr.write(f"{line}\n")
    return 1 if fallen else 0


if __name__ == "__main__":
    raise SystemExit(main())
