"""Every task with its words, options and example: the one table behind the command line, `inv` and the docs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsroom.checkout import CONTENT, EXPORT, OUTPUT


@dataclass(frozen=True, slots=True)
class Option:
    """One argument: its flags (or the bare name of a positional) and what argparse is told of it."""

    flags: tuple[str, ...]
    settings: dict[str, Any]

    @property
    def name(self) -> str:
        """The name under which a handler receives the value."""
        return str(self.settings.get("dest", self.flags[0].lstrip("-").replace("-", "_")))

    @property
    def is_positional(self) -> bool:
        """True if it is given without a flag."""
        return not self.flags[0].startswith("-")


@dataclass(frozen=True, slots=True)
class Task:
    """One word of the command line: what it does, an example, its options, and which handler answers."""

    name: str
    summary: str
    example: str
    options: tuple[Option, ...] = ()
    handler: str = ""

    @property
    def handler_name(self) -> str:
        """The function of `newsroom.handlers` that does the work."""
        return self.handler or f"do_{self.name}"


def option(*flags: str, **settings: Any) -> Option:
    """An option as argparse's `add_argument` would take it."""
    return Option(flags, settings)


def folder(name: str, default: Path, purpose: str) -> Option:
    """A `--content` or `--output` folder."""
    return option(
        f"--{name}",
        type=Path,
        default=default,
        metavar="DIR",
        help=f"{purpose} (default: {default.name}/ of the checkout)",
    )


def flag(name: str, purpose: str) -> Option:
    """A switch that is off unless named."""
    return option(name, action="store_true", help=purpose)


CONTENT_FOLDER = folder("content", CONTENT, "the archive's folder")
OUTPUT_FOLDER = folder("output", OUTPUT, "the built site's folder")
FOLDERS = (CONTENT_FOLDER, OUTPUT_FOLDER)
AS_JSON = option("--json", dest="as_json", action="store_true", help="print JSON for other programs")
WORKERS = option(
    "--workers",
    type=int,
    default=None,
    metavar="N",
    help="how many processes read pages (default: one per core)",
)
URLS = option(
    "--urls",
    type=Path,
    default=None,
    metavar="TSV",
    help="lines of id, address and Content-Type, parted by tabs",
)
SERVE = (
    option(
        "--port", type=int, default=8000, metavar="N", help="where to listen on this computer (default: 8000)"
    ),
    option(
        "--base",
        default="/",
        metavar="/PATH/",
        help="serve below this path, as a project site is (default: /)",
    ),
)
BUILD = (
    *FOLDERS,
    flag("--plain", "build with stock Pelican only; the same bytes"),
    flag("--no-search", "leave the search index out"),
)
PUBLISH = (
    *FOLDERS,
    option(
        "--compare",
        type=Path,
        default=None,
        metavar="FILE",
        help="the dispatches.json that is public now, empty before the first time: stop if an address vanished",
    ),
    option("--accept", default="", metavar="ADDRESSES", help="addresses that may vanish, parted by spaces"),
)

BUILDING = (
    Task("build", "Build the site into output/.", "build", BUILD),
    Task("rebuild", "Delete what an earlier build wrote, then build.", "rebuild", BUILD),
    Task(
        "clean",
        "Delete the built site; refuses folders that no build of ours made.",
        "clean",
        (OUTPUT_FOLDER,),
    ),
    Task("serve", "Show the built site on this computer.", "serve --port 8001", (OUTPUT_FOLDER, *SERVE)),
    Task(
        "livereload",
        "Build with drafts, serve, and build again whenever a file changes; the browser reloads.",
        "livereload",
        (CONTENT_FOLDER, *SERVE),
    ),
    Task("regenerate", "Build again whenever a file changes, without serving.", "regenerate", FOLDERS),
    Task("reserve", "Build, then serve.", "reserve", (*FOLDERS, *SERVE)),
    Task(
        "publish",
        "Build for publication into a fresh folder, verify it, then swap it in.",
        "publish",
        PUBLISH,
    ),
    Task(
        "preview",
        "The same as publish: the site as the public will see it.",
        "preview",
        PUBLISH,
        "do_publish",
    ),
    Task(
        "gh_pages",
        "Build for publication, and say how GitHub Pages takes it from there.",
        "gh_pages",
        PUBLISH,
    ),
)

TAKING = (
    Task(
        "export",
        "Take the archive away as data, or with --offline as a folder to read from a stick; only what is public.",
        "export --offline --output ../stick",
        (
            CONTENT_FOLDER,
            folder("output", EXPORT, "where it goes"),
            flag("--offline", "the whole site, for reading without a server"),
        ),
    ),
)

WRITING = (
    Task(
        "start",
        "Begin your own archive: asks for name, languages, time zone, address and rights, and removes the samples.",
        'start --name "The Caspian File" --languages en,az --time-zone Asia/Baku '
        '--address https://me.github.io/file --rights "Caspian Wire=own" --yes',
        (
            CONTENT_FOLDER,
            option("--name", default=None, help="the archive's name"),
            option("--correspondent", default=None, metavar="NAME", help="whose archive it is"),
            option(
                "--languages", default=None, metavar="en,az", help="languages, the first is the site's own"
            ),
            option("--time-zone", default=None, metavar="ZONE", help="for example Asia/Baku"),
            option("--address", default=None, metavar="URL", help="the public address, https://…"),
            option(
                "--rights",
                action="append",
                default=[],
                metavar="OUTLET=own",
                help="an outlet's rights: own, permitted or unknown (repeatable)",
            ),
            flag("--dry-run", "say what would change, change nothing"),
            flag("--undo", "bring back what the last start removed"),
            flag("--yes", "do not ask for confirmation"),
        ),
    ),
    Task(
        "new",
        "Write an empty dispatch to fill in.",
        'new "Ferry leaves Alat after eight days" --place "ALAT, Azerbaijan" --byline "Leyla Sample"',
        (
            option("title", help="the headline"),
            CONTENT_FOLDER,
            option("--date", default=None, metavar="ISO", help="when it was filed (default: now)"),
            option(
                "--place", default=None, metavar="DATELINE", help='where it was filed: "ALAT, Azerbaijan"'
            ),
            option("--byline", action="append", default=[], metavar="NAME", help="who wrote it (repeatable)"),
            option("--section", default=None, help="the section"),
            option("--lang", default=None, metavar="CODE", help="the language (default: the site's)"),
        ),
    ),
    Task(
        "correct",
        "Add a dated correction to a dispatch.",
        'correct ferry-leaves-alat "An earlier version misstated the length of the quay."',
        (
            option("slug", help="the dispatch"),
            option("text", help="the correction, as readers will see it"),
            CONTENT_FOLDER,
            option("--date", default=None, metavar="ISO", help="when it was corrected (default: now)"),
        ),
    ),
    Task(
        "withdraw",
        "Take a dispatch back: its address keeps a notice, its text, picture and capture go.",
        'withdraw ferry-leaves-alat "Withdrawn at the source\'s request."',
        (
            option("slug", help="the dispatch"),
            option("reason", help="the reason, as readers will see it"),
            CONTENT_FOLDER,
        ),
    ),
)

IMPORTING = (
    Task(
        "import",
        "Bring old pages in: capture them, extract the dispatch, write Markdown, say what needs a look.",
        "import saved-pages/ --dry-run",
        (
            option(
                "source",
                metavar="SOURCE",
                help="a URL, list, sitemap, feed, HTML file, folder, WARC or WordPress export",
            ),
            CONTENT_FOLDER,
            flag("--dry-run", "say what would be written, write nothing"),
            AS_JSON,
            option("--limit", type=int, default=None, metavar="N", help="stop after this many pages"),
            WORKERS,
            option("--dask", default=None, metavar="ADDRESS", help="read pages on this Dask cluster"),
            option(
                "--allow",
                action="append",
                default=[],
                metavar="HOST:PORT",
                help="a loopback or private host that may be read (repeatable)",
            ),
            option(
                "--pause",
                type=float,
                default=None,
                metavar="S",
                help="seconds between two requests to one host",
            ),
            option(
                "--permitted",
                action="append",
                nargs=2,
                default=[],
                metavar=("HOST", "REASON"),
                help="a host that gave permission against its robots.txt; recorded (repeatable)",
            ),
            option(
                "--kind",
                "--as",
                dest="kind",
                default=None,
                metavar="KIND",
                help="what the source is, when it is not what it looks like: url list sitemap feed section wayback files warc wxr markdown",
            ),
            option(
                "--links",
                default=None,
                metavar="PATTERN",
                help="with --kind section: what the address of a piece contains (a regular expression)",
            ),
            URLS,
        ),
    ),
    Task(
        "review",
        "Walk what waits for a look: original and result side by side; accept, put a field right, refuse, skip.",
        "review",
        (
            CONTENT_FOLDER,
            option(
                "--list",
                dest="only_list",
                action="store_true",
                help="only list it, and write it into content/captures/review/index.html",
            ),
        ),
    ),
    Task(
        "extract",
        "Only the extraction: one JSON line per page.",
        "extract saved-pages/ --jsonl pages.jsonl",
        (
            option("path", type=Path, metavar="PATH", help="an HTML file, a folder or a WARC"),
            option("--jsonl", type=Path, required=True, metavar="FILE", help="where the lines go"),
            URLS,
            flag("--explain", "also say where each field was found"),
            WORKERS,
        ),
    ),
)

ASKING = (
    Task(
        "check",
        "Check the whole archive: every finding with file, line, column and what to write instead.",
        "check --fix",
        (
            CONTENT_FOLDER,
            AS_JSON,
            flag("--fix", "mend what is certain"),
            flag("--fixity", "also hash every capture again"),
        ),
    ),
    Task(
        "search",
        "Search the built site, with the same index as the browser.",
        'search "ferry +place:alat"',
        (
            option(
                "query",
                nargs="?",
                default=None,
                metavar="QUERY",
                help="what to look for, in Lunr's query language",
            ),
            OUTPUT_FOLDER,
            AS_JSON,
            option(
                "--queries",
                type=Path,
                default=None,
                metavar="FILE",
                help="one query a line, one JSON line each",
            ),
            option(
                "--documents",
                type=Path,
                default=None,
                metavar="FILE",
                help="write what was indexed, for an outside Lunr",
            ),
        ),
    ),
    Task("doctor", "Say what this computer and this archive have, lack and should mind.", "doctor", FOLDERS),
)

WORKSHOP = (
    Task(
        "test",
        "Run lint and every test: units, properties, command line, site, real browser, JavaScript.",
        "test --no-lint",
        (
            option(
                "path", nargs="?", default=None, metavar="PATH", help="only the Python tests below this path"
            ),
            flag("--no-lint", "tests only"),
            flag("--update-golden", "rewrite the expected files; read the difference like code"),
        ),
    ),
    Task(
        "lint",
        "Run every checker of code, types, imports, templates, styles, pages and workflows.",
        "lint",
        (),
    ),
    Task(
        "bench",
        "Measure; without a subject, list them.",
        "bench",
        (option("subject", nargs="?", default=None, metavar="SUBJECT", help="what to measure"),),
    ),
)

GROUPS = (
    ("the site", (*BUILDING, *TAKING)),
    ("the archive", WRITING),
    ("old pages", IMPORTING),
    ("questions", ASKING),
    ("the workshop", WORKSHOP),
)
TASKS = tuple(task for _, group in GROUPS for task in group)
