"""Front matter's tree to a Dispatch, with a finding for everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, TypeVar

from dispatch import keys
from dispatch.dateline import Dateline, parse_dateline
from dispatch.dates import PartialDate, parse_date
from dispatch.errors import DispatchError, Finding, Where
from dispatch.record import (
    Byline,
    Correction,
    Dispatch,
    LeadImage,
    Rights,
    Source,
    Status,
    Withdrawal,
)
from dispatch.slug import is_slug, make_slug
from dispatch.text import clean, is_lang, join_words, nearest, one_line
from dispatch.yamltree import Items, Leaf, Pairs, Tree, type_of

_Value = TypeVar("_Value")
_STATUSES = [status.value for status in Status]
_RIGHTS = [rights.value for rights in Rights]


@dataclass(slots=True)
class FieldReader:
    """Reads the values of one header and gathers what is wrong with them.

    `path` names the file in findings; `loose` is Pelican's header style, where an unknown key is
    a warning (themes invent keys) and a list may be one text with commas.
    """

    path: str
    loose: bool = False
    findings: list[Finding] = field(default_factory=list)
    places: dict[str, Where] = field(default_factory=dict)

    def say(
        self, at: Tree | Where | None, code: str, message: str, fix: str, severity: str = "error"
    ) -> None:
        """Note one finding at a node, a place, or the top of the file."""
        if isinstance(at, Where):
            where = at
        elif at is None:
            where = Where(self.path, 1, 1)
        else:
            where = Where(self.path, at.line, at.column)
        self.findings.append(Finding(where, code, message, fix, severity))

    # -- the whole header ------------------------------------------------------------------

    def header(self, tree: Pairs) -> dict[str, Tree]:
        """The known keys with their values; unknown, repeated and empty ones are dealt with."""
        values: dict[str, Tree] = {}
        for name, value in tree.pairs:
            key = keys.canonical(name.text)
            if key in values or f"={key}" in values:
                self._repeated(name, key)
            elif key in keys.KNOWN or key.startswith(keys.OWN_PREFIX):
                self.places[key] = Where(self.path, value.line, value.column)
                empty = isinstance(value, Leaf) and value.is_null
                values[f"={key}" if empty else key] = value
            else:
                self._unknown(name, key)
                if self.loose:
                    values[key] = value
        return {key: value for key, value in values.items() if not key.startswith("=")}

    def _repeated(self, name: Leaf, key: str) -> None:
        self.say(name, "repeated-key", f"{key} stands twice; the first one counts",
                 f"delete this {key} or the one above",
                 "warning" if self.loose else "error")  # fmt: skip

    def _unknown(self, name: Leaf, key: str) -> None:
        near = keys.SAID_FOR.get(key) or nearest(key, (*keys.KEYS, *keys.PELICAN_NAMES))
        fix = f'write "{near}"' if near else 'delete it, or let it begin with "x-" to keep it'
        severity = "warning" if self.loose else "error"
        self.say(name, "unknown-key", f'unknown key "{name.text}"', fix, severity)

    # -- values ----------------------------------------------------------------------------

    def text(self, tree: Tree | None, key: str) -> str | None:
        """One line of text, None when there is none."""
        if tree is None:
            return None
        if not isinstance(tree, Leaf):
            fix = f"write {key}: one line of text, in quotes if it has a colon or brackets"
            self.say(tree, "not-a-text", f"{key} should be a text, this is {type_of[type(tree)]}", fix)
            return None
        return (one_line(tree.text) or None) if not tree.is_null else None

    def texts(self, tree: Tree | None, key: str) -> tuple[str, ...]:
        """A list of texts; one text alone is a list of one, with commas in header style."""
        if tree is None:
            return ()
        if isinstance(tree, Leaf):
            parts = self._split(tree.text, key) if self.loose else [tree.text]
            return self._distinct(tuple(one_line(part) for part in parts), tree, key)
        if isinstance(tree, Pairs):
            self.say(tree, "not-a-list", f"{key} should be a list, this is a group of keys",
                     f"write {key}: [one, two]")  # fmt: skip
            return ()
        read = [self.text(item, key) for item in tree.items]
        return self._distinct(tuple(item or "" for item in read), tree, key)

    def _split(self, text: str, key: str) -> list[str]:
        mark = ";" if ";" in text else ","
        # Pelican: authors with commas inside ("Last, First") are parted by semicolons.
        return text.split(mark) if key != "aliases" or mark in text else text.split()

    def _distinct(self, texts: tuple[str, ...], tree: Tree, key: str) -> tuple[str, ...]:
        kept = tuple(dict.fromkeys(text for text in texts if text))
        if len(kept) < sum(1 for text in texts if text):
            self.say(tree, "repeated-item", f"{key} names the same thing twice",
                     "delete one of them", "warning")  # fmt: skip
        return kept

    def truth(self, tree: Tree | None, key: str) -> bool:
        """`true` or `false`."""
        text = (self.text(tree, key) or "false").lower()
        if text in {"true", "yes"}:
            return True
        if text not in {"false", "no"} and tree is not None:
            self.say(tree, "not-a-truth", f"{key} is true or false, not {text!r}", f"write {key}: true")
        return False

    def date(self, tree: Tree | None, key: str) -> PartialDate | None:
        """A real date, as precise as it was written."""
        text = self.text(tree, key)
        if text is None or tree is None:
            return None
        try:
            return parse_date(text)
        except ValueError as error:
            self.say(tree, "bad-date", f"{key}: {error}", f"write {key}: {_date_hint(text)}")
            return None

    def choice(
        self, tree: Tree | None, key: str, make: Callable[[str], _Value], known: list[str]
    ) -> _Value | None:
        """One of the known words."""
        text = self.text(tree, key)
        if text is None or tree is None:
            return None
        if text.lower() in known:
            return make(text.lower())
        near = nearest(text, known) or known[0]
        message = f"{key} is {join_words(known, 'or')}, not {text!r}"
        self.say(tree, f"bad-{key}", message, f"write {key}: {near}")
        return None

    def group(self, tree: Tree | None, key: str) -> dict[str, Tree] | None:
        """The values of a group of keys, all known."""
        if tree is None:
            return None
        known = keys.GROUPS[key]
        if not isinstance(tree, Pairs):
            if key == "image" and isinstance(tree, Leaf):
                return {"file": tree}
            self.say(tree, "not-a-group", f"{key} should be a group of keys",
                     f"write {key}: on a line, and below it, indented, {join_words(known)}")  # fmt: skip
            return None
        values: dict[str, Tree] = {}
        for name, value in tree.pairs:
            word = name.text.strip().lower()
            if word not in known:
                near = nearest(word, known)
                self.say(name, "unknown-key", f'unknown key "{name.text}" in {key}',
                         f'write "{near}"' if near else f"{key} has {join_words(known)}")  # fmt: skip
            elif word in values:
                self._repeated(name, f"{key}.{word}")
            elif not (isinstance(value, Leaf) and value.is_null):
                values[word] = value
                self.places[f"{key}.{word}"] = Where(self.path, value.line, value.column)
        return values


def _date_hint(text: str) -> str:
    """The date that was meant, in ISO order, where only one can be; else examples."""
    example = "2014-07-27, or 2014-07-27T18:40+04:00 with the time, or 2014-07, or 2014"
    found = re.match(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})\Z", text)
    if not found:
        return example
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    # 27.07.2014 begins with the day; 5/7/2014 is May in one country and July in the next.
    readings = {(first, second)} if found[2] == "." else {(first, second), (second, first)}
    real = [parsed for day, month in readings if (parsed := _real(f"{year}-{month:02d}-{day:02d}"))]
    return real[0] if len(real) == 1 else example


def _real(text: str) -> str | None:
    try:
        return str(parse_date(text))
    except ValueError:
        return None


def read_fields(tree: Pairs, body: str, reader: FieldReader, default_lang: str) -> Dispatch | None:
    """The Dispatch of one header and body; None when title or date is missing or unusable.

    Everything wrong is in `reader.findings`.
    """
    values = reader.header(tree)
    title = reader.text(values.get("title"), "title")
    date = reader.date(values.get("date"), "date")
    if title is None:
        reader.say(tree, "missing-title", "there is no title", "add a line title: and the headline")
    if date is None and "date" not in values:
        fix = "add a line date: 2014-07-27 (a year or year-month will do when no more is known)"
        reader.say(tree, "missing-date", "there is no date", fix)
    read = Dispatch(
        title=title or "?",
        date=date or PartialDate(1970),
        slug=_slug(reader, values, title),
        lang=_lang(reader, values, default_lang),
        body=tidy_body(body),
        title_supplied=reader.truth(values.get("title_supplied"), "title_supplied"),
        updated=reader.date(values.get("updated"), "updated"),
        embargo=reader.date(values.get("embargo"), "embargo"),
        bylines=tuple(Byline(name) for name in reader.texts(values.get("bylines"), "bylines")),
        about=reader.texts(values.get("about"), "about"),
        tags=reader.texts(values.get("tags"), "tags"),
        aliases=reader.texts(values.get("aliases"), "aliases"),
        section=reader.text(values.get("section"), "section"),
        series=reader.text(values.get("series"), "series"),
        translation_of=reader.text(values.get("translation_of"), "translation_of"),
        standfirst=reader.text(values.get("standfirst"), "standfirst"),
        kicker=reader.text(values.get("kicker"), "kicker"),
        **_groups(reader, values),
    )
    _agree(reader, values, read)
    return read if title is not None and date is not None else None


def _groups(reader: FieldReader, values: dict[str, Tree]) -> dict[str, Any]:
    """What is more than a text, by the names of a Dispatch: dateline, picture, source, corrections, status."""
    status = reader.choice(values.get("status"), "status", Status, _STATUSES)
    return {
        "dateline": _dateline(reader, values.get("dateline")),
        "image": _image(reader, values.get("image")),
        "source": _source(reader, values.get("source")),
        "rights": reader.choice(values.get("rights"), "rights", Rights, _RIGHTS),
        "corrections": _corrections(reader, values.get("corrections")),
        "status": status or Status.PUBLISHED,
        "withdrawn": _withdrawn(reader, values.get("withdrawn")),
        "extra": _extra(reader, values),
    }


def _lang(reader: FieldReader, values: dict[str, Tree], default_lang: str) -> str:
    lang = (reader.text(values.get("lang"), "lang") or default_lang).lower()
    if is_lang(lang):
        return lang
    fix = "write en, az, ru, tr or another BCP 47 tag"
    reader.say(values.get("lang"), "bad-lang", f"lang {lang!r} is no language tag", fix)
    return default_lang


def tidy_body(body: str) -> str:
    """The body without control characters and without blank lines at its ends."""
    lines = clean(body).split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def _slug(reader: FieldReader, values: dict[str, Tree], title: str | None) -> str:
    slug = reader.text(values.get("slug"), "slug")
    if slug is None:
        return make_slug(title or "")
    if not is_slug(slug):
        proposed = make_slug(slug)
        reader.say(values["slug"], "bad-slug",
                   f"slug {slug!r} cannot be an address: a-z, 0-9 and hyphens, at most 80, no reserved word",
                   f"write slug: {proposed}")  # fmt: skip
        return proposed
    return slug


def _dateline(reader: FieldReader, tree: Tree | None) -> Dateline | None:
    text = reader.text(tree, "dateline")
    if text is None or tree is None:
        return None
    try:
        return parse_dateline(text)
    except DispatchError as error:
        reader.say(tree, "bad-dateline", error.problem, error.fix or "")
        return None


def _image(reader: FieldReader, tree: Tree | None) -> LeadImage | None:
    values = reader.group(tree, "image")
    if not values:
        return None
    file = reader.text(values.get("file"), "file")
    if file is not None and not is_inside(file):
        reader.say(values["file"], "image-outside",
                   f"picture {file!r} does not lie below content/",
                   "write the path from content/ on, as images/2014/alat/ferry.jpg")  # fmt: skip
        file = None
    rights = reader.choice(values.get("rights"), "rights", Rights, _RIGHTS)
    alt, caption, credit = (reader.text(values.get(key), key) for key in ("alt", "caption", "credit"))
    return LeadImage(file, alt, caption, credit, rights)


def is_inside(file: str) -> bool:
    """Whether a path, written with slashes, stays below the folder it is relative to."""
    parts = file.split("/")
    return not (
        file.startswith("/")
        or "\\" in file
        or ":" in parts[0]
        or any(part in {"", ".", ".."} or part.startswith(".") for part in parts)
    )


def _source(reader: FieldReader, tree: Tree | None) -> Source | None:
    values = reader.group(tree, "source")
    if not values:
        return None
    url = reader.text(values.get("url"), "url")
    if url is not None and not re.match(r"https?://[^\s/]", url):
        reader.say(values["url"], "bad-source-url", f"{url!r} is no web address",
                   "write it with http:// or https:// in front")  # fmt: skip
    return Source(
        outlet=reader.text(values.get("outlet"), "outlet"),
        url=url,
        captured=reader.date(values.get("captured"), "captured"),
        capture=reader.text(values.get("capture"), "capture"),
        sha256=reader.text(values.get("sha256"), "sha256"),
        retrieved_text_sha256=reader.text(values.get("retrieved_text_sha256"), "sha256"),
    )


def _corrections(reader: FieldReader, tree: Tree | None) -> tuple[Correction, ...]:
    if tree is None:
        return ()
    items = tree.items if isinstance(tree, Items) else (tree,)
    found = []
    for item in items:
        values = reader.group(item, "corrections")
        if values is None:
            continue
        date, text = reader.date(values.get("date"), "date"), reader.text(values.get("text"), "text")
        if date and text:
            found.append(Correction(date, text))
        elif "date" not in values or "text" not in values:
            reader.say(item, "bad-correction", "a correction has a date and a text",
                       "write - date: 2014-03-05 and below it text: what was wrong and what is right")  # fmt: skip
    return tuple(found)


def _withdrawn(reader: FieldReader, tree: Tree | None) -> Withdrawal | None:
    values = reader.group(tree, "withdrawn")
    if not values or tree is None:
        return None
    date, reason = reader.date(values.get("date"), "date"), reader.text(values.get("reason"), "reason")
    if date and reason:
        return Withdrawal(date, reason)
    reader.say(tree, "bad-withdrawn", "withdrawn has a date and a reason for the public",
               "write date: and reason: below withdrawn:")  # fmt: skip
    return None


def _extra(reader: FieldReader, values: dict[str, Tree]) -> MappingProxyType[str, str]:
    own = {key: tree for key, tree in values.items() if key not in keys.KEYS}
    texts = {key: reader.text(tree, key) for key, tree in own.items()}
    return MappingProxyType({key: text for key, text in texts.items() if text is not None})


def _agree(reader: FieldReader, values: dict[str, Tree], read: Dispatch) -> None:
    """What must hold between two fields."""
    if read.updated and read.updated.day_date() < read.date.day_date():
        reader.say(values["updated"], "updated-before-date",
                   f"updated {read.updated} lies before date {read.date}",
                   "write the later day, or delete updated")  # fmt: skip
    captured = read.source.captured if read.source else None
    if captured and read.date == captured and read.date.precision == "minute":
        reader.say(values["date"], "date-is-capture", "the date is that of the capture",
                   "write the day on which the piece was filed")  # fmt: skip
    if read.status is Status.WITHDRAWN and read.withdrawn is None and "withdrawn" not in values:
        reader.say(values["status"], "withdrawn-without-reason",
                   "a withdrawn dispatch tells the public when and why",
                   'use the task: withdraw SLUG "reason"')  # fmt: skip
    if read.translation_of == read.slug:
        reader.say(values["translation_of"], "translation-of-itself",
                   "a dispatch cannot be the translation of itself",
                   "write the slug of the original")  # fmt: skip
