"""The copy desk's eye on the whole archive: every finding, each with its place and its mend."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from pathlib import Path

from copydesk.aliases import alias_findings
from copydesk.archive import (
    EXTENSIONS,
    PICTURES,
    Desk,
    File,
    Listing,
    find_in,
    has_file,
    list_dispatches,
    load_desk,
    paths_of,
    read_files,
    read_text,
)
from copydesk.markup import picture_sources
from copydesk.pages import Page, read_page
from copydesk.settings import clock
from dispatch.errors import DispatchError, Finding, Where
from dispatch.fields import is_inside
from dispatch.people import Person
from dispatch.places import Place
from dispatch.record import Dispatch, Rights, Status
from dispatch.slug import slug_key
from dispatch.text import fold, name_key

_HTML_PICTURE = re.compile("<img", re.IGNORECASE)
# Readers get lighter copies; but who saves a picture, or shows the page elsewhere, gets the file.
MOST_PICTURE_BYTES = 6_000_000
_PICTURES = {f".{ending}" for ending in PICTURES}
# Only in a smaller file is looked: who opens ten thousand, waits.
LEAST_PICTURE_BYTES = 1_024
# How JPEG, PNG, GIF and WebP begin.
_SIGNS = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF")
# The place of a finding until it is looked for: a text is searched only where something is wrong.
_SOMEWHERE = Where("")
# A file that lies among the dispatches and is none.
UNREAD = "unread-file"


@dataclass(frozen=True)
class Checked:
    """An archive as read: its desk, its files, its pages, and all that is to be said of them."""

    content: Path
    desk: Desk
    files: tuple[File, ...]
    pages: tuple[Page, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(f for f in self.findings if f.severity == "error")

    @cached_property
    def dispatches(self) -> tuple[Dispatch, ...]:
        """The dispatches that could be read."""
        return tuple(f.reading.dispatch for f in self.files if f.reading.dispatch)

    def published(self, now: dt.datetime) -> tuple[Dispatch, ...]:
        """The dispatches that have a page at `now`; tombstones and hidden ones included."""
        zone = self.desk.archive.zone
        return tuple(d for d in self.dispatches if not d.is_withheld(now, zone))


def check_archive(content: Path) -> Checked:
    """Read and check a whole archive; nothing is raised, nothing written."""
    desk, findings = load_desk(content)
    try:
        listing, found = list_dispatches(content), list(findings)
    except DispatchError as error:
        where = error.where or Where(str(content))
        listing = Listing([], [])
        found = [*findings, Finding(where, "unreadable", error.problem, error.fix or "")]
    found += unread_findings(content, listing.unread)
    return check_files(
        content, desk, found, read_files(paths_of(content, listing), desk.archive.languages[0])
    )


def unread_findings(content: Path, names: Iterable[str]) -> Iterator[Finding]:
    """A warning for each file that lies among the dispatches and that nothing reads."""
    for name in names:
        path = content / name
        stem = re.sub(rf"(\.({'|'.join(EXTENSIONS)}))?(\.\w+)?\Z", "", path.name, flags=re.IGNORECASE)
        wanted = f"{stem or path.stem}.md"
        fix = f"save it as plain text named {wanted}"
        if path.name.lower() != wanted.lower() and path.with_name(wanted).exists():
            fix = f"move it out of this folder: {wanted} lies here already"
        ending = path.suffix or "no ending"
        yield Finding(Where(str(path)), UNREAD, f"this file is no dispatch ({ending}), and nothing reads it",
                      fix, "warning")  # fmt: skip


def check_files(content: Path, desk: Desk, findings: Iterable[Finding], read: Iterable[File]) -> Checked:
    """Check an archive whose lists and files were read already; `findings` are those of the lists."""
    files = tuple(read)
    pages, page_findings = _pages(content, desk.archive.languages)
    checker = _Checker(content, desk, files, pages)
    found = [*findings, *(f for file in files for f in file.reading.findings)]
    found += [*page_findings, *checker.findings()]
    if len(found) > 1:
        order = {file.name: n for n, file in enumerate(files)}
        found.sort(key=lambda f: (order.get(f.where.path, -1), f.where.line or 0, f.where.column or 0))
    return Checked(content, desk, files, pages, tuple(found))


def _pages(content: Path, languages: tuple[str, ...]) -> tuple[tuple[Page, ...], list[Finding]]:
    pages: list[Page] = []
    findings: list[Finding] = []
    slugs: dict[str, Path] = {}
    for path in sorted((content / "pages").glob("*.md")):
        try:
            page, said = read_page(read_text(path), str(path), languages[0])
        except DispatchError as error:
            where = error.where or Where(str(path), 1, 1)
            page, said = None, (Finding(where, "bad-page", error.problem, error.fix or ""),)
        findings += said
        if page and page.slug in slugs:
            findings.append(Finding(Where(str(path), 1, 1), "duplicate-slug",
                                    f"slug {page.slug!r} is that of {slugs[page.slug]} already",
                                    "give one of the two another slug"))  # fmt: skip
        elif page and _is_taken(page.slug, languages):
            findings.append(
                Finding(
                    Where(str(path), 1, 1),
                    "taken-slug",
                    f"slug {page.slug!r} is an address of the archive itself",
                    f"write slug: about-{page.slug}",
                )
            )
        elif page:
            slugs[page.slug] = path
            pages.append(page)
    return tuple(sorted(pages, key=lambda p: (p.order, p.title))), findings


def _is_taken(slug: str, languages: tuple[str, ...]) -> bool:
    """Whether a page's address would be that of a year's or a language's own list."""
    return slug in languages or (len(slug) == 4 and slug.isdecimal())


class _Checker:
    """What can only be seen with all the dispatches side by side."""

    def __init__(self, content: Path, desk: Desk, files: Iterable[File], pages: Sequence[Page]) -> None:
        self.content = content
        self.pages = pages
        self.desk = desk
        self.read = [(f, f.reading.dispatch) for f in files if f.reading.dispatch]
        self.slugs: dict[str, list[tuple[File, Dispatch]]] = defaultdict(list)
        for file, dispatch in self.read:
            self.slugs[slug_key(dispatch.slug)].append((file, dispatch))

    def findings(self) -> Iterator[Finding]:
        yield from self._duplicates()
        yield from alias_findings(self.read, self.pages, self.desk.archive.languages[0])
        yield from self._tags()
        unlisted: set[str] = set()
        for file, dispatch in self.read:
            yield from self._one(file, dispatch)
            yield from self._names(file, dispatch, unlisted)
        for page in self.pages:
            find = partial(find_in, page.path, page.body_line)
            yield from self._body_pictures(page.body, find, is_imported=False)

    def _duplicates(self) -> Iterator[Finding]:
        for same in self.slugs.values():
            first_file, first = same[0]
            for file, dispatch in same[1:]:
                if dispatch.lang != first.lang and "translation" in {*dispatch.extra, *first.extra}:
                    continue  # Pelican's own way: one slug, two languages
                fix = f"write slug: {self._free(dispatch.slug)}"
                message = f"slug {dispatch.slug!r} is that of {first_file.name} already"
                yield Finding(file.place("slug"), "duplicate-slug", message, fix)

    def _free(self, slug: str) -> str:
        return next(s for n in range(2, 9999) if slug_key(s := f"{slug}-{n}") not in self.slugs)

    def _own(self, file: File, dispatch: Dispatch) -> str:
        """The slug that a dispatch without one gets: its headline's, or a free one if an earlier file has that."""
        first_file, first = self.slugs[slug_key(dispatch.slug)][0]
        is_free = file is first_file or (
            dispatch.lang != first.lang and "translation" in {*dispatch.extra, *first.extra}
        )
        return dispatch.slug if is_free else self._free(dispatch.slug)

    def _tags(self) -> Iterator[Finding]:
        written = Counter(tag for _, dispatch in self.read for tag in dispatch.tags)
        spellings: dict[str, Counter[str]] = defaultdict(Counter)
        for tag, count in written.items():
            spellings[name_key(tag)][tag] = count
        odd = {
            tag: best
            for counts in spellings.values()
            for best in [counts.most_common(1)[0][0]]
            for tag in counts
            if tag != best
        }
        for file, dispatch in self.read if odd else ():
            for tag in dispatch.tags:
                best = odd.get(tag)
                if best is not None:
                    yield Finding(file.place("tags"), "near-duplicate-tag",
                                  f"tag {tag!r} is nearly {best!r}", f"write {best}", "warning")  # fmt: skip

    def _one(self, file: File, dispatch: Dispatch) -> Iterator[Finding]:
        original = dispatch.translation_of
        if original and slug_key(original) not in self.slugs:
            yield Finding(file.place("translation_of"), "missing-original",
                          f"there is no dispatch with slug {original!r}",
                          "write the slug of the original")  # fmt: skip
        if original and any(d.lang == dispatch.lang for _, d in self.slugs[slug_key(original)]):
            yield Finding(file.place("lang"), "translation-in-same-language",
                          f"it is in {dispatch.lang}, and so is its original {original!r}",
                          "write the language of this text", "warning")  # fmt: skip
        if "slug" not in file.reading.places and file.reading.style == "yaml":
            yield Finding(Where(file.name, 1, 1), "missing-slug",
                          "there is no slug, so a new title would move the page",
                          f"add slug: {self._own(file, dispatch)}", "warning")  # fmt: skip
        yield from _contradictions(file, dispatch)
        yield from self._picture(file, dispatch)
        if "![" in dispatch.body or "<img" in dispatch.body.lower():
            yield from self._body_pictures(dispatch.body, file.find, is_imported=dispatch.source is not None)

    def _picture(self, file: File, dispatch: Dispatch) -> Iterator[Finding]:
        image = dispatch.image
        if image is None:
            return
        if image.file:
            yield from self._file(image.file, file.place("image.file", "image"))
        missing = [key for key in ("alt", "credit") if not getattr(image, key)]
        if dispatch.source is None and dispatch.status is not Status.WITHDRAWN and missing:
            for key in missing:
                hint = "what one sees, in a sentence" if key == "alt" else "who made it"
                yield Finding(file.place("image.file", "image"), f"image-without-{key}",
                              f"the picture has no {key}", f"add {key}: {hint}")  # fmt: skip
        elif missing and image.file and dispatch.source is not None:
            yield Finding(file.place("image.file", "image"), "image-needs-a-look",
                          f"the imported picture has no {' and no '.join(missing)}",
                          "look at the original and add it", "warning")  # fmt: skip

    def _body_pictures(
        self, body: str, find: Callable[[str], Where], *, is_imported: bool
    ) -> Iterator[Finding]:
        # A picture in HTML that is not there is left out of the page: a warning. One in Markdown
        # was surely meant, but for what an import found on somebody's page.
        markdown = {*chain(*picture_sources(_HTML_PICTURE.sub("&lt;img", body)))}
        paths, refused = picture_sources(body)
        for source in dict.fromkeys((*paths, *refused)):
            found = self._file(source, _SOMEWHERE) if source in paths else [_foreign(source, _SOMEWHERE)]
            is_meant = source in markdown and (source in paths or not is_imported)
            for finding in found:
                severity = finding.severity if is_meant else "warning"
                yield replace(finding, where=find(source), severity=severity)

    def _file(self, path: str, where: Where) -> Iterator[Finding]:
        if not is_inside(path):
            yield Finding(where, "image-outside", f"picture {path!r} does not lie below content/",
                          "write the path from content/ on, as images/2014/alat/ferry.jpg")  # fmt: skip
            return
        if Path(path).suffix.lower() not in _PICTURES:
            yield Finding(where, "image-kind", f"{path!r} is no picture that a browser shows",
                          "use a .jpg, .png, .webp, .gif or .svg file")  # fmt: skip
            return
        if not has_file(self.content, path):
            near = self._nearest_picture(path)
            fix = f"write {near}" if near else f"put the file at {self.content / path}"
            yield Finding(where, "missing-image", f"there is no picture {path}", fix)
        elif (size := (self.content / path).stat().st_size) < LEAST_PICTURE_BYTES and (
            wrong := _no_picture((self.content / path).read_bytes())
        ):
            yield Finding(where, "image-kind", f"{path} {wrong[0]}", wrong[1])
        elif path.lower().endswith(".avif") and _tells((self.content / path).read_bytes()):
            yield Finding(where, "image-private", f"{path} may tell where and with what it was taken, and AVIF is copied as it is",
                          "save it without metadata, or as .jpg or .webp: of these it is taken out")  # fmt: skip
        elif size > MOST_PICTURE_BYTES:
            yield Finding(where, "heavy-image", f"picture {path} weighs {size / 1_000_000:.0f} MB",
                          "save it at most 2400 points wide: the file itself is on the site too", "warning")  # fmt: skip

    def _nearest_picture(self, path: str) -> str | None:
        name = fold(Path(path).name)
        images = self.content / "images"
        found = (p for p in sorted(images.rglob("*")) if p.is_file() and fold(p.name) == name)
        best = next(found, None)
        return best.relative_to(self.content).as_posix() if best else None

    def _names(self, file: File, dispatch: Dispatch, unlisted: set[str]) -> Iterator[Finding]:
        """Who or where is in no list: a page is built all the same, and the entry proposed once."""
        people, places = self.desk.people, self.desk.places
        for byline in dispatch.bylines:
            person = people.resolve(byline.name)
            if not person.listed and f"person {person.slug}" not in unlisted:
                unlisted.add(f"person {person.slug}")
                yield _propose_person(file, person)
        named = [("dateline", str(dispatch.dateline))] if dispatch.dateline else []
        for key, text in [*named, *(("about", name) for name in dispatch.about)]:
            place = places.resolve(text)
            if not place.listed and f"place {place.slug}" not in unlisted:
                unlisted.add(f"place {place.slug}")
                yield Finding(file.place(key), "unlisted-place",
                              f"{text!r} is not in places.yaml", _proposed(place), "warning")  # fmt: skip


def _tells(data: bytes) -> bool:
    """Whether a picture has Exif or XMP in it."""
    return b"Exif" in data or b"x:xmpmeta" in data


def _no_picture(data: bytes) -> tuple[str, str] | None:
    """What a small file is instead of a picture, and what to do."""
    if data.startswith(b"version https://git-lfs"):
        return (
            "is a pointer of Git LFS, not the picture",
            "fetch it (git lfs pull), and keep pictures in git itself",
        )
    if data.startswith(_SIGNS) or data[4:8] == b"ftyp" or b"<svg" in data:
        return None
    return "holds no picture", "save it again from where it came"


def _contradictions(file: File, dispatch: Dispatch) -> Iterator[Finding]:
    """What each can be, but not together."""
    if dispatch.withdrawn and dispatch.status in {Status.PUBLISHED, Status.HIDDEN}:
        yield Finding(file.place("withdrawn"), "withdrawn-but-public",
                      "it says when and why it was withdrawn, but everybody can read it",
                      "write status: withdrawn, or delete withdrawn")  # fmt: skip
    if dispatch.updated and dispatch.updated.day_date() > clock().date() + dt.timedelta(days=1):
        yield Finding(file.place("updated"), "updated-in-future",
                      f"updated {dispatch.updated} is yet to come", "write the day of the change", "warning")  # fmt: skip
    if any(one.date.day_date() < dispatch.date.day_date() for one in dispatch.corrections):
        yield Finding(file.place("corrections"), "correction-before-date",
                      f"a correction is older than the piece, which is of {dispatch.date}",
                      "write the day on which it was put right", "warning")  # fmt: skip


def _proposed(place: Place) -> str:
    """What to do about a place that is in no list, in YAML that can be typed as it stands."""
    if re.search(r"[—–]|\(.*\)", place.name + (place.country or "")):
        city = re.split(r"\s*[,(—–]", place.name)[0]
        return f"write the place alone, dateline: {city}; day and agency are put behind it when it is printed"
    named = {"name": place.name, "country": place.country}
    entry = "".join(f"{key}: {_quoted(value)}, " for key, value in named.items() if value)
    return f"add to content/places.yaml: - {{{entry}lat: …, lon: …}}"


def _quoted(value: str) -> str:
    """A value between braces: in quotes if it has a sign that means something there."""
    return f'"{value}"' if re.search(r"[,:#{}\[\]&*!|>%@`'-]", value) else value


def _foreign(source: str, where: Where) -> Finding:
    """A picture that is on another host, or on somebody's computer."""
    said = source if len(source) <= 80 else f"{source[:80]}…"
    fix = "save it below content/images and write the path from content/ on, as images/2014/alat/ferry.jpg"
    if re.match(r"(https?:)?//", source, re.IGNORECASE):
        message = (
            f"picture {said!r} is on another host: pages ask no other host for anything, so it is left out"
        )
        return Finding(where, "image-elsewhere", message, fix, "warning")
    return Finding(
        where, "image-outside", f"picture {said!r} is not in the archive: no reader could see it", fix
    )


def _propose_person(file: File, person: Person) -> Finding:
    return Finding(
        file.place("bylines"),
        "unlisted-person",
        f"{person.name!r} is not in people.yaml",
        f"add to content/people.yaml: - name: {person.name}, or the name as an alias of somebody",
        "warning",
    )


def unpublishable(checked: Checked) -> tuple[Dispatch, ...]:
    """The imported pieces whose text may only be shown as a card."""
    return tuple(d for d in checked.dispatches if d.effective_rights is Rights.UNKNOWN)
