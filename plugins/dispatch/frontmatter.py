"""A dispatch file to a Dispatch and back: YAML between `---` lines, or Pelican's own header."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dispatch import keys
from dispatch.errors import DispatchError, Finding, Where
from dispatch.fields import FieldReader, read_fields
from dispatch.plain_header import plain_tree
from dispatch.record import Dispatch, Status
from dispatch.text import clean
from dispatch.yamltext import Value, block
from dispatch.yamltree import NO_BLANK, WRITE_BLANK, Leaf, Pairs, Tree, compose, odd_blank

# A text without quotes that is cut by a # which hardly was meant to begin a comment, and what is cut off.
_CUT = re.compile(
    r"""^(?P<key>title|standfirst|kicker):[ ]+(?P<value>(?!["'|>\[{#&*!])[^\n]*?)(?P<rest>[ ]\#(?![\s#])[^\n]*)""",
    re.MULTILINE,
)
_HEADER_LINE = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):[ \t]*(?P<value>.*)")
# A one-line value (quoted, in brackets or plain) and the comment behind it.
_COMMENTED = re.compile(
    r"""[^\s:]+\s*:\s*
    (?:"(?:[^"\\]|\\.)*" | '(?:[^']|'')*' | [\[{](?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^"'#])* | [^\s"'\[{\#].*?)?
    (?P<comment>\s+\#.*)\Z""",
    re.VERBOSE,
)
_CONTINUED = re.compile(r"(?:[ ]{4,}|\t)(?P<value>.*\S)")


@dataclass(frozen=True, slots=True)
class Parts:
    """A file cut in two: `style` is `yaml`, `header` or `none`; lines count from one."""

    style: str
    header: str
    header_line: int
    body: str
    body_line: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: a Dispatch unless title or date is missing, and every finding.

    `places` says where each key's value stands; `style` is that of `Parts`; `body_line` is the
    line of the file at which `dispatch.body` begins.
    """

    dispatch: Dispatch | None
    findings: tuple[Finding, ...]
    places: Mapping[str, Where]
    style: str
    body_line: int

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that stop a build."""
        return tuple(f for f in self.findings if f.severity == "error")


def split(text: str) -> Parts:
    """Cut a file into header and body; a BOM and Windows line ends do not count."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), len(lines))
    if start < len(lines) and lines[start].rstrip() == "---":
        for end in range(start + 1, len(lines)):
            if lines[end].rstrip() in {"---", "..."}:
                header = "\n".join(lines[start + 1 : end])
                return Parts("yaml", header, start + 2, "\n".join(lines[end + 1 :]), end + 2)
        return Parts("open", "\n".join(lines[start + 1 :]), start + 2, "", len(lines))
    end = start
    while end < len(lines) and (
        _HEADER_LINE.match(lines[end]) or (end > start and _CONTINUED.match(lines[end]))
    ):
        end += 1
    if end == start:
        return Parts("none", "", start + 1, text, 1)
    return Parts("header", "\n".join(lines[start:end]), start + 1, "\n".join(lines[end:]), end + 1)


def read_dispatch(text: str, path: str, default_lang: str = "en") -> Reading:
    """Read one file; nothing is raised, everything wrong is a finding with its place.

    `path` is only printed. `default_lang` is the site's first language.
    """
    parts = split(text)
    reader = FieldReader(path, loose=parts.style == "header")
    try:
        tree = _tree(parts, path)
    except DispatchError as error:
        where = error.where or Where(path, 1, 1)
        reader.say(where, "bad-yaml", error.problem, error.fix or "mend the front matter")
        tree = None
    if " #" in parts.header and parts.style == "yaml":
        _say_comments(parts, reader)
    read = None if tree is None else read_fields(tree, parts.body, reader, default_lang)
    blank = len(parts.body) - len(parts.body.lstrip("\n"))
    return Reading(read, tuple(reader.findings), reader.places, parts.style, parts.body_line + blank)


def _say_comments(parts: Parts, reader: FieldReader) -> None:
    """What is cut off a headline by the sign that begins a comment."""
    for found in _CUT.finditer(parts.header):
        line = parts.header_line + parts.header.count("\n", 0, found.start())
        where = Where(reader.path, line, found.start("rest") - found.start() + 1)
        key, whole = found["key"], found["value"] + found["rest"]
        quote = "'" if '"' in whole else '"'
        message = f"what stands behind a blank and # is a comment: the {key} ends before it"
        reader.say(
            where,
            "cut-by-comment",
            message,
            f"put it in quotes: {key}: {quote}{whole.strip()}{quote}",
            "warning",
        )


def parse_dispatch(text: str, path: str = "dispatch.md", default_lang: str = "en") -> Dispatch:
    """Read one file that should be right. Raises DispatchError for its first error."""
    reading = read_dispatch(text, path, default_lang)
    if reading.errors or reading.dispatch is None:
        first = reading.errors[0]
        raise DispatchError(first.message, where=first.where, fix=first.fix)
    return reading.dispatch


def _tree(parts: Parts, path: str) -> Pairs:
    if parts.style == "header":
        return _header_tree(parts)
    where = Where(path, 1, 1)
    if parts.style == "none":
        raise DispatchError("there is no front matter", where=where,
                            fix="begin the file with a line ---, then title: and date:, then a line ---")  # fmt: skip
    if parts.style == "open":
        raise DispatchError("the front matter has no end", where=where,
                            fix="put a line --- below the last key")  # fmt: skip
    plain = plain_tree(parts.header, parts.header_line)
    if plain is not None:
        return plain
    tree = compose(parts.header, path, parts.header_line)
    if tree is None:
        tree = Pairs((), parts.header_line, 1)
    if not isinstance(tree, Pairs):
        if blank := odd_blank(parts.header):
            where = Where(path, parts.header_line + blank[0], blank[1] + 1)
            raise DispatchError(NO_BLANK, where=where, fix=WRITE_BLANK)
        raise DispatchError("the front matter is not a list of keys and values", where=where,
                            fix="write each line as key: value")  # fmt: skip
    return tree


def _header_tree(parts: Parts) -> Pairs:
    pairs: list[tuple[Leaf, Leaf]] = []
    for number, line in enumerate(parts.header.split("\n"), parts.header_line):
        found = _HEADER_LINE.match(line)
        if found:
            name = Leaf(found["key"], number, found.start("key") + 1)
            pairs.append((name, Leaf(found["value"].strip(), number, found.start("value") + 1)))
        elif pairs:
            name, value = pairs[-1]
            longer = f"{value.text} {line.strip()}"
            pairs[-1] = (name, Leaf(longer, value.line, value.column))
    return Pairs(tuple(_grouped(pairs)), parts.header_line, 1)


def _grouped(pairs: list[tuple[Leaf, Leaf]]) -> list[tuple[Leaf, Leaf | Pairs]]:
    """Gather `Image_file`, `Image_alt` … and `Source_url` … into the groups they belong to."""
    out: list[tuple[Leaf, Leaf | Pairs]] = []
    groups: dict[str, list[tuple[Leaf, Leaf]]] = {}
    for name, value in pairs:
        head, mark, tail = name.text.lower().partition("_")
        if mark and head in {"image", "source", "withdrawn"} and tail:
            first = head not in groups
            groups.setdefault(head, []).append((Leaf(tail, name.line, name.column), value))
            if first:
                out.append((Leaf(head, name.line, name.column), value))
        else:
            out.append((name, value))
    return [
        (name, Pairs(tuple(groups[name.text]), name.line, name.column)) if name.text in groups
        else (name, value)
        for name, value in out
    ]  # fmt: skip


# -- writing -------------------------------------------------------------------------------------


def serialise(dispatch: Dispatch) -> str:
    """The file of a dispatch, in YAML and in the order of the record's documentation.

    `parse_dispatch(serialise(d)) == d` for every Dispatch whose texts are clean lines.
    """
    header = "".join(block(key, value) for key, value in header_values(dispatch).items())
    body = f"\n{dispatch.body}\n" if dispatch.body else ""
    return f"---\n{header}---\n{body}"


def header_values(d: Dispatch) -> dict[str, Value]:
    """The keys and values of a dispatch's front matter, without those that say nothing."""
    image = d.image and {
        "file": d.image.file, "alt": d.image.alt, "caption": d.image.caption,
        "credit": d.image.credit, "rights": d.image.rights,
    }  # fmt: skip
    source = d.source and {
        "outlet": d.source.outlet, "url": d.source.url,
        "captured": d.source.captured and str(d.source.captured), "capture": d.source.capture,
        "sha256": d.source.sha256, "retrieved_text_sha256": d.source.retrieved_text_sha256,
    }  # fmt: skip
    values: dict[str, object] = {
        "title": d.title,
        "title_supplied": d.title_supplied,
        "date": str(d.date),
        "updated": d.updated and str(d.updated),
        "bylines": [byline.name for byline in d.bylines],
        "dateline": d.dateline and str(d.dateline),
        "about": list(d.about),
        "section": d.section,
        "tags": list(d.tags),
        "series": d.series,
        "lang": d.lang,
        "translation_of": d.translation_of,
        "kicker": d.kicker,
        "standfirst": d.standfirst,
        "image": _said(image or {}),
        "source": _said(source or {}),
        "rights": d.rights,
        "corrections": [{"date": str(c.date), "text": c.text} for c in d.corrections],
        "embargo": d.embargo and str(d.embargo),
        "status": None if d.status is Status.PUBLISHED else d.status,
        "withdrawn": d.withdrawn and {"date": str(d.withdrawn.date), "reason": d.withdrawn.reason},
        "slug": d.slug,
        "aliases": list(d.aliases),
        **d.extra,
    }
    return _said(values)


def _said(values: Mapping[str, object]) -> dict[str, Value]:
    return {
        key: str(value) if isinstance(value, str) else value  # type: ignore[misc]
        for key, value in values.items()
        if value not in (None, False, "") and value != [] and value != {}
    }


def header_written(text: str, path: str = "dispatch.md") -> dict[str, Value]:
    """The keys of a file's header with their values as they are written, without those that are empty.

    Keys have our names; of a repeated key the first counts. Raises DispatchError when the header
    cannot be read.
    """
    found: dict[str, Value] = {}
    for name, tree in _tree(split(text), path).pairs:
        value = _written(tree)
        if value is not None:
            found.setdefault(keys.canonical(name.text), value)
    return found


def _written(tree: Tree) -> Value | None:
    if isinstance(tree, Leaf):
        return None if tree.is_null else tree.text
    if isinstance(tree, Pairs):
        parts = {name.text: _written(value) for name, value in reversed(tree.pairs)}
        return {name: parts[name] for name in reversed(parts) if parts[name] is not None}  # type: ignore[misc]
    return [value for item in tree.items if (value := _written(item)) is not None]


def edit(text: str, changes: Mapping[str, Value | None], path: str = "dispatch.md") -> str:
    """`text` with some keys set, or removed where the value is None; nothing else moves.

    Comments, the order of the keys, quotes and the body stay as they were written. A new key
    goes to the end of the header. In YAML `source.url` names one key of a group, whose other lines
    stay. Raises DispatchError when the header cannot be read.
    """
    parts = split(text)
    tree = _tree(parts, path)
    ends = "\r\n" if "\r\n" in text else "\n"
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = parts.body_line - 1 - (1 if parts.style == "yaml" else 0)
    for asked, wanted in changes.items():
        name, value = _in_one_line(tree, asked, wanted)
        key, spans, indent = _place(tree, lines, last, name)
        new = [] if value is None else [indent + line for line in _lines(key, value, parts.style)]
        first, end = spans.get(key, spans[""])
        old = [line.removeprefix(indent) for line in lines[first:end]]
        kept = _comment(old, new) if parts.style == "yaml" else ""
        lines[first:end] = [new[0] + kept, *new[1:]] if new else []
        last += len(new) - (end - first)
        tree = _tree(split("\n".join(lines)), path)
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    return bom + ends.join(lines)


def _group(tree: Pairs, name: str) -> tuple[Pairs | None, bool]:
    """The group that `source.url` names, and whether each of its keys has a line of its own."""
    group, _mark, part = name.partition(".")
    for key, value in tree.pairs if part else ():
        if keys.canonical(key.text) == group:
            return (value, value.line > key.line) if isinstance(value, Pairs) else (None, False)
    return None, False


def _in_one_line(tree: Pairs, name: str, value: Value | None) -> tuple[str, Value | None]:
    """The change as one of the whole group, where the group has not a line for each of its keys."""
    inside, has_lines = _group(tree, name)
    group, mark, part = name.partition(".")
    if has_lines or not mark or group not in keys.GROUPS:
        return name, value
    written = _written(inside) if inside is not None else {}
    parts = (
        {key: item for key, item in written.items() if key != part} if isinstance(written, Mapping) else {}
    )
    return group, parts if value is None else {**parts, part: value}


def _place(
    tree: Pairs, lines: list[str], last: int, name: str
) -> tuple[str, dict[str, tuple[int, int]], str]:
    """The key itself, the lines of the keys beside it (under "": where a new one goes), and their indent."""
    spans = {**_spans(tree, lines, last), "": (last, last)}
    inside, has_lines = _group(tree, name)
    if inside is None or not has_lines:
        return name, spans, ""
    group, _mark, part = name.partition(".")
    end = spans[group][1]
    return part, {**_spans(inside, lines, end), "": (end, end)}, " " * (inside.column - 1)


def _lines(key: str, value: Value, style: str) -> list[str]:
    if style == "yaml":
        return block(key, value).rstrip("\n").split("\n")
    name = key[0].upper() + key[1:]
    if isinstance(value, Mapping):
        return [f"{name}_{part}: {clean(str(item))}" for part, item in value.items()]
    if isinstance(value, str | bool):
        return [f"{name}: {str(value).lower() if isinstance(value, bool) else value}"]
    if any(isinstance(item, Mapping) for item in value):
        raise DispatchError(f"Pelican's header style cannot say {key}",
                            fix="write the header as YAML between two lines ---, then try again")  # fmt: skip
    return [f"{name}: {'; '.join(str(item) for item in value)}"]


def _spans(tree: Pairs, lines: list[str], last: int) -> dict[str, tuple[int, int]]:
    """Key → its lines, from nought, end excluded; comments after a value belong to what follows."""
    starts = [(keys.canonical(name.text), name.line - 1) for name, _ in tree.pairs]
    spans: dict[str, tuple[int, int]] = {}
    for number, (key, first) in enumerate(starts):
        end = starts[number + 1][1] if number + 1 < len(starts) else last
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        spans.setdefault(key, (first, end))
    return spans


def _comment(old: list[str], new: list[str]) -> str:
    """The comment behind a one-line value, kept behind its one-line successor."""
    found = _COMMENTED.match(old[0]) if len(old) == 1 and len(new) == 1 else None
    return found["comment"] if found else ""
