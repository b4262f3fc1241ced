"""Begins one's own archive: the samples go, archive.yaml says whose it is; can be undone."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from copydesk import Checked, check_archive
from copydesk.markup import picture_paths
from dispatch import Dispatch, make_slug
from dispatch.text import fold
from dispatch.yamltext import block, scalar
from legacy_import.files import write_atomic
from newsroom.checkout import ROOT
from newsroom.errors import NewsroomError
from newsroom.guard import check_content
from newsroom.interview import Answers, Ask, Given, answers_to, archive_yaml

UNDO = ROOT / ".start-undo"


@dataclass(frozen=True, slots=True)
class Plan:
    """What `start` would do: files that go, files that are written, and with what."""

    removed: tuple[Path, ...]
    written: dict[Path, str]


def start(
    content: Path,
    *,
    name: str | None = None,
    correspondent: str | None = None,
    languages: str | None = None,
    time_zone: str | None = None,
    address: str | None = None,
    rights: tuple[str, ...] = (),
    dry_run: bool = False,
    undo: bool = False,
    yes: bool = False,
) -> int:
    """Make the sample archive the correspondent's own; returns the exit code.

    Asks for what no flag says, when somebody can answer. Own dispatches stay; the samples, their
    pictures and captures go to a folder beside the archive, from where `undo` brings them back.
    """
    source = check_content(content)
    if undo:
        return _undo(source)
    checked = check_archive(source)
    if not checked.desk.archive.sample and (source / "archive.yaml").exists():
        raise NewsroomError(f"this archive has begun already: {checked.desk.archive.name}",
                            fix="edit content/archive.yaml, or take it back with start --undo")  # fmt: skip
    ask = None if yes or not sys.stdin.isatty() else input
    try:
        answers = answers_to(ask, Given(name, correspondent, languages, time_zone, address, rights))
        plan = make_plan(checked, answers)
        if dry_run:
            return _say_plan(source, plan)
        is_sure = _is_sure(ask, source, plan)
    except EOFError:
        is_sure = False
    if not is_sure:
        print("Nothing was changed.")
        return 1
    _carry_out(source, plan)
    print('Your archive begins. To take it back: start --undo\nNext:  import your pages, or new "A title"')
    return 0


def _is_sure(ask: Ask | None, content: Path, plan: Plan) -> bool:
    print(f"removing {len(plan.removed)} files of the sample archive, writing:")
    for path in plan.written:
        print(f"  {path.relative_to(content)}")
    return ask is None or ask("Go on? [yes]: ").strip().lower() in {"", "y", "yes"}


def _say_plan(content: Path, plan: Plan) -> int:
    for path in plan.removed:
        print(f"would remove {path.relative_to(content)}")
    for path in plan.written:
        print(f"would write {path.relative_to(content)}")
    print("Nothing was changed.")
    return 0


# -- planning ------------------------------------------------------------------------------------


def make_plan(checked: Checked, answers: Answers) -> Plan:
    """What has to go and what has to be written, without touching anything."""
    content = checked.content
    mine = [f for f in checked.files if f.reading.dispatch is None or not _is_sample(f.reading.dispatch)]
    samples = [f for f in checked.files if f not in mine]
    kept = {p for f in mine if f.reading.dispatch for p in _pictures(f.reading.dispatch)}
    removed = [f.path for f in samples]
    removed += [p for p in _files(content / "images") if p.relative_to(content).as_posix() not in kept]
    if not any(f.reading.dispatch and f.reading.dispatch.source for f in mine):
        removed += _files(content / "captures")
    written = {
        content / "archive.yaml": archive_yaml(answers),
        content / "people.yaml": _people_yaml(answers),
        content / "places.yaml": _places_yaml(
            checked, [f.reading.dispatch for f in mine if f.reading.dispatch]
        ),
        content / "outlets.yaml": _outlets_yaml(answers),
        content / "pages" / "about.md": _about(answers),
        content / "dispatches" / ".gitkeep": "",
        content / "captures" / ".gitignore": CAPTURES_IGNORE,
    }
    return Plan(tuple(path for path in removed if path not in written), written)


CAPTURES_IGNORE = """\
# Captures hold other people's pages: they stay on your computer. Keep a backup of them.
*.warc.gz
import.lock
report.html
review/
"""


def _is_sample(dispatch: Dispatch) -> bool:
    return dispatch.extra.get("x-sample") == "true"


def _pictures(dispatch: Dispatch) -> set[str]:
    lead = [dispatch.image.file] if dispatch.image and dispatch.image.file else []
    return {*lead, *picture_paths(dispatch.body)}


def _files(folder: Path) -> list[Path]:
    return sorted(p for p in folder.rglob("*") if p.is_file() and p.name != ".gitkeep")


def _people_yaml(answers: Answers) -> str:
    slug = make_slug(answers.correspondent, fallback="correspondent")
    return (
        "# Who is who: other spellings of a name go to aliases, and are never printed.\n"
        f"- name: {scalar(answers.correspondent)}\n  slug: {slug}\n  aliases: []\n"
    )


def _places_yaml(checked: Checked, mine: list[Dispatch]) -> str:
    used = set()
    for dispatch in mine:
        named = [str(dispatch.dateline)] if dispatch.dateline else []
        used |= {checked.desk.places.resolve(text).slug for text in (*named, *dispatch.about)}
    out = "# Where you filed from. names: how other languages print it; aliases: other spellings.\n"
    for place in checked.desk.places.listed:
        if place.slug in used:
            out += f"- name: {scalar(place.name)}\n  slug: {place.slug}\n"
            out += f"  country: {scalar(place.country)}\n" if place.country else ""
            out += f"  lat: {place.lat}\n  lon: {place.lon}\n" if place.lat is not None else ""
            out += (
                "".join("  " + line for line in block("names", dict(place.names)).splitlines(keepends=True))
                if place.names
                else ""
            )
            out += f"  {block('aliases', place.aliases)}" if place.aliases else ""
    return out if "- name" in out else out + "[]\n"


def _outlets_yaml(answers: Answers) -> str:
    out = "# Who published your work, and what you may republish: own, permitted or unknown.\n"
    for outlet, rights in answers.rights:
        host = outlet if "." in outlet and " " not in outlet else ""
        out += (
            f"- name: {scalar(outlet)}\n" + (f"  hosts: [{host}]\n" if host else "") + f"  rights: {rights}\n"
        )
    return out if answers.rights else out + "[]\n"


def _about(answers: Answers) -> str:
    return (
        f"---\ntitle: About\nslug: about\nlang: {answers.languages[0]}\n---\n\n"
        f"This is the archive of {answers.correspondent}: dispatches as they were filed, with where "
        "and when each was first published.\n"
    )


# -- doing and undoing ------------------------------------------------------------------------------


def _undo_folder(content: Path) -> Path:
    return UNDO / f"{content.name}-{fold(str(content)).replace(' ', '-')[-60:]}"


def _carry_out(content: Path, plan: Plan) -> None:
    """Copy everything that changes aside, note it, then change; killed between, `undo` mends it."""
    folder = _undo_folder(content)
    if folder.exists():
        shutil.rmtree(folder)
    touched = [*plan.removed, *(path for path in plan.written if path.exists())]
    for path in touched:
        kept = folder / "kept" / path.relative_to(content)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, kept)
    added = [p.relative_to(content).as_posix() for p in plan.written if not p.exists()]
    write_atomic(folder / "added.json", json.dumps(added).encode())
    for path, text in plan.written.items():
        write_atomic(path, text.encode("utf-8"))
    for path in plan.removed:
        path.unlink(missing_ok=True)
    for empty in sorted((p for p in content.rglob("*") if p.is_dir()), reverse=True):
        if not any(empty.iterdir()):
            empty.rmdir()


def _undo(content: Path) -> int:
    folder = _undo_folder(content)
    try:
        added = json.loads((folder / "added.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NewsroomError("there is no start to take back here",
                            fix="git checkout brings the sample back: git checkout -- content") from None  # fmt: skip
    kept = folder / "kept"
    for path in sorted(p for p in kept.rglob("*") if p.is_file()):
        write_atomic(content / path.relative_to(kept), path.read_bytes())
    for name in added:
        (content / name).unlink(missing_ok=True)
    shutil.rmtree(folder)
    print("The archive is as it was before start; what you wrote since is still there.")
    return 0
