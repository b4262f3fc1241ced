"""What each task does: one or two calls into a package, which is loaded only now."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from newsroom.checkout import CACHE, ROOT

if TYPE_CHECKING:
    from copydesk import Checked


def do_build(content: Path, output: Path, *, plain: bool, no_search: bool) -> int:
    """Build the site."""
    from newsroom.build import build

    return build(content, output, plain=plain, search=not no_search)


def do_rebuild(content: Path, output: Path, *, plain: bool, no_search: bool) -> int:
    """Delete what was built, then build."""
    return do_clean(output) or do_build(content, output, plain=plain, no_search=no_search)


def do_clean(output: Path) -> int:
    """Delete the built site."""
    from newsroom.build import clean

    clean(output)
    return 0


def do_serve(output: Path, port: int, base: str) -> int:
    """Show the built site on this computer."""
    from newsroom.serving import serve

    return serve(output, port=port, base=base)


def do_reserve(content: Path, output: Path, port: int, base: str) -> int:
    """Build, then serve."""
    return do_build(content, output, plain=False, no_search=False) or do_serve(output, port, base)


def do_livereload(content: Path, port: int, base: str) -> int:
    """Serve what is being written, drafts included, and build again at each change."""
    from newsroom.livereload import livereload

    return livereload(content, CACHE / "livereload" / "site", port=port, base=base)


def do_regenerate(content: Path, output: Path) -> int:
    """Build again at each change."""
    from newsroom.livereload import regenerate

    return regenerate(content, output)


def do_publish(content: Path, output: Path, compare: Path | None, accept: str) -> int:
    """Build for publication; stop if an address that is public now would vanish."""
    from newsroom import published
    from newsroom.publish import publish

    if compare is not None:
        # A wrong name is said before the long work, and never taken for a first publication.
        published.read_entries(compare)

    def approve(fresh: Path, checked: Checked) -> int:
        if compare is None:
            return 0
        held = published.held_back(checked)
        return published.compare(compare, fresh / "dispatches.json", set(accept.split()), held=held)

    return publish(content, output, approve)


def do_gh_pages(content: Path, output: Path, compare: Path | None, accept: str) -> int:
    """Build for publication and say what GitHub does with it."""
    code = do_publish(content, output, compare, accept)
    if code == 0:
        print(
            "This is what the public will see. GitHub builds and deploys it itself: commit, push, and the workflow\n"
            ".github/workflows/publish.yml does the rest (once: Settings → Pages → Source: GitHub Actions)."
        )
    return code


def do_export(content: Path, output: Path, *, offline: bool) -> int:
    """Take the archive away."""
    from newsroom.export import export

    return export(content, output, offline=offline)


def do_start(
    content: Path,
    name: str | None,
    correspondent: str | None,
    languages: str | None,
    time_zone: str | None,
    address: str | None,
    rights: list[str],
    *,
    dry_run: bool,
    undo: bool,
    yes: bool,
) -> int:
    """Begin one's own archive."""
    from newsroom.start import start

    return start(
        content,
        name=name,
        correspondent=correspondent,
        languages=languages,
        time_zone=time_zone,
        address=address,
        rights=tuple(rights),
        dry_run=dry_run,
        undo=undo,
        yes=yes,
    )


def do_new(
    title: str,
    content: Path,
    date: str | None,
    place: str | None,
    byline: list[str],
    section: str | None,
    lang: str | None,
) -> int:
    """Write an empty dispatch."""
    from newsroom.new import new_dispatch

    return new_dispatch(
        content, title, date=date, place=place, bylines=tuple(byline), section=section, lang=lang
    )


def do_correct(slug: str, text: str, content: Path, date: str | None) -> int:
    """Add a correction."""
    from newsroom.correct import correct

    return correct(content, slug, text, date=date)


def do_withdraw(slug: str, reason: str, content: Path) -> int:
    """Take a dispatch back."""
    from newsroom.withdraw import withdraw

    return withdraw(content, slug, reason)


def do_import(
    source: str,
    content: Path,
    limit: int | None,
    workers: int | None,
    dask: str | None,
    allow: list[str],
    pause: float | None,
    permitted: list[list[str]],
    urls: Path | None,
    kind: str | None,
    links: str | None,
    *,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Bring old pages in."""
    from copydesk.markup import render_markdown
    from legacy_import.commands import run_import

    return run_import(
        source,
        content=content,
        dry_run=dry_run,
        as_json=as_json,
        limit=limit,
        workers=workers,
        dask=dask,
        allow=tuple(allow),
        pause=pause,
        permitted=tuple((host, reason) for host, reason in permitted),
        urls=urls,
        kind=kind,
        links=links,
        render=render_markdown,
    )


def do_review(content: Path, *, only_list: bool) -> int:
    """Walk what waits for a look."""
    from copydesk.markup import render_markdown
    from legacy_import.reviewpage import run_review

    return run_review(content, render=render_markdown, only_list=only_list)


def do_extract(path: Path, jsonl: Path, urls: Path | None, workers: int | None, *, explain: bool) -> int:
    """Only the extraction."""
    from copydesk.markup import render_markdown
    from legacy_import.commands import run_extract

    return run_extract(path, jsonl=jsonl, urls=urls, explain=explain, workers=workers, render=render_markdown)


def do_check(content: Path, *, as_json: bool, fix: bool, fixity: bool) -> int:
    """Check the archive."""
    from newsroom.checking import check

    return check(content, as_json=as_json, fix=fix, fixity=fixity)


def do_search(
    query: str | None, output: Path, queries: Path | None, documents: Path | None, *, as_json: bool
) -> int:
    """Search the built site."""
    from lunr_search.commands import run_search

    return run_search(query, output=output, as_json=as_json, queries=queries, documents=documents)


def do_doctor(content: Path, output: Path) -> int:
    """Say what is here and what is missing."""
    from newsroom.doctor import doctor

    return doctor(content, output)


def do_lint() -> int:
    """Run every checker."""
    from newsroom.quality import lint

    return lint()


def do_test(path: str | None, *, no_lint: bool, update_golden: bool) -> int:
    """Run lint and every test."""
    from newsroom.testing import run_tests

    return run_tests(path, lint_first=not no_lint, update_golden=update_golden)


def do_bench(subject: str | None) -> int:
    """Measure one subject, or list them."""
    import subprocess

    folder = ROOT / "tests" / "bench"
    subjects = {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}
    if subject is None or subject not in subjects:
        print("subjects: " + (", ".join(subjects) or "none yet"), file=sys.stderr if subject else sys.stdout)
        return 1 if subject else 0
    return subprocess.run([sys.executable, "-P", str(subjects[subject])], cwd=ROOT, check=False).returncode
