"""What some HTML says, block by block, in a form in which a page and its rendered Markdown can be compared."""

import re
import unicodedata
from dataclasses import dataclass, field
from html.parser import HTMLParser

from legacy_import.extract.md_text import without_invisible

__all__ = ["Leaf", "shape_of"]

_MARKS = {"b": "strong", "i": "em"}
_INLINE = frozenset(
    ["strong", "em", "code", "kbd", "samp", "sub", "sup", "del", "s", "ins", "q", "abbr", "a"]
)
_HOLDERS = frozenset(["ul", "ol", "li", "dl", "dt", "dd", "blockquote", "table", "tr", "td", "th", "figure"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_BOUNDARIES = (
    _HOLDERS | _HEADINGS | {"p", "div", "hr", "pre", "figcaption", "caption", "thead", "tbody", "tfoot"}
)
_VOID = frozenset(["br", "hr", "img"])
_BLANK = frozenset(" \u00a0")
_SPACES = re.compile(r"[ \t\r\n\f]+")

Run = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One run of inline text: where it stands (`ul 1`, `li 2`, …) and its pieces with their marks."""

    path: tuple[str, ...]
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(text for text, _marks in self.runs)


def shape_of(html: str) -> list[Leaf]:
    """Read well-formed HTML, as sanitisers write it, into its leaves.

    Two texts with the same leaves have the same words, links, pictures, emphasis, code, headings, lists,
    quotations, table cells and captions. What nobody sees is left out: empty blocks, spaces where none show,
    the difference between `<b>` and `<strong>`, a figure without a caption.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_leaf()
    return _numbered(reader.leaves, reader.captioned)


@dataclass(slots=True)
class _Open:
    tag: str
    step: str = ""
    mark: str = ""
    number: int = 0


@dataclass(slots=True)
class _Draft:
    path: tuple[tuple[str, int], ...]
    runs: list[Run] = field(default_factory=list)


class _Reader(HTMLParser):
    """Collects leaves in the order of the document."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.leaves: list[_Draft] = []
        self.captioned: set[int] = set()
        self._open: list[_Open] = []
        self._runs: list[Run] = []
        self._count = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BOUNDARIES:
            self.end_leaf()
        if tag == "br":
            self._runs.append(("\n", frozenset()))
        elif tag == "img":
            self._runs.append((f"\ufffc{given.get('src', '')} {_line(given.get('alt', ''))}", self._marks()))
        elif tag == "hr":
            self.leaves.append(_Draft((*self._path(), ("hr", 0))))
        if tag not in _VOID:
            self._count += 1
            if tag == "figcaption":
                self.captioned |= {entry.number for entry in self._open if entry.tag == "figure"}
            self._open.append(_Open(tag, _step(tag, given), self._mark(tag, given), self._count))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not any(entry.tag == tag for entry in self._open):
            return
        if tag in _BOUNDARIES:
            self.end_leaf(is_cell=tag in ("td", "th"))
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._is_pre():
            self._runs.append((without_invisible(data), self._marks() - {"code"}))
            return
        self._runs.append((_SPACES.sub(" ", without_invisible(data)), self._marks()))

    def end_leaf(self, *, is_cell: bool = False) -> None:
        """Close the run of text that is open; an empty cell is a leaf too."""
        runs = _joined(self._runs) if self._is_pre() else _tidied(self._runs)
        self._runs = []
        path = self._path()
        if runs or (is_cell and not (self.leaves and self.leaves[-1].path[: len(path)] == path)):
            self.leaves.append(_Draft(path, runs))

    def _path(self) -> tuple[tuple[str, int], ...]:
        steps = [(entry.step, entry.number) for entry in self._open if entry.step]
        if any(
            entry.tag == "caption" for entry in self._open
        ):  # a caption reads as a paragraph before its table
            at = next(index for index, (step, _number) in enumerate(steps) if step == "table")
            steps = steps[:at]
        return tuple(steps)

    def _marks(self) -> frozenset[str]:
        return frozenset(entry.mark for entry in self._open if entry.mark)

    def _mark(self, tag: str, given: dict[str, str]) -> str:
        if tag == "a" and given.get("href"):
            return f"a {self._count} {given['href']} {_line(given.get('title', ''))}"
        if tag == "abbr":
            return f"abbr {_line(given.get('title', ''))}"
        name = _MARKS.get(tag, tag)
        return name if name in _INLINE and name != "a" else ""

    def _is_pre(self) -> bool:
        return any(entry.tag == "pre" for entry in self._open)


def _step(tag: str, given: dict[str, str]) -> str:
    """The part of a path that an element makes; what only groups makes none."""
    if tag == "ol":
        start = given.get("start", "")
        return f"ol from {int(start)}" if re.fullmatch(r"\d{1,9}", start) else "ol from 1"
    if tag in ("td", "th"):
        spans = [f" {name} {given[name]}" for name in ("colspan", "rowspan") if given.get(name, "1") != "1"]
        return tag + "".join(spans)
    if tag in _HEADINGS:
        return f"h{max(2, int(tag[1]))}"
    return tag if tag in _HOLDERS or tag in ("pre", "figcaption") else ""


def _line(text: str) -> str:
    return " ".join(without_invisible(text).split())


def _tidied(runs: list[Run]) -> list[Run]:
    """Runs with single spaces, none at the ends or beside a line break, and none that bears a mark."""
    parts: list[Run] = []
    for text, marks in runs:
        if text in ("\n", "") or text.startswith("\ufffc"):
            parts += [(text, marks)] if text else []
            continue
        core = text.strip(" \u00a0")
        at = text.find(core) if core else len(text)
        parts += [(blank, frozenset()) for blank in text[:at]]
        parts += [(core, marks)] if core else []
        parts += [(blank, frozenset()) for blank in text[at + len(core) :]]
    out: list[Run] = []
    for text, marks in parts:
        if text == " " and (not out or out[-1][0] in (" ", "\n")):
            continue
        while text == "\n" and out and out[-1][0] == " ":
            out.pop()
        if text == "\n" and not out:
            continue
        out.append((text, marks))
    while out and out[-1][0] in (" ", "\n"):
        out.pop()
    return _joined(_bridged(out))


def _bridged(runs: list[Run]) -> list[Run]:
    """A space between two words of one link or one emphasis belongs to it."""
    out = list(runs)
    for number in range(1, len(out) - 1):
        if out[number][0] in _BLANK:
            out[number] = (out[number][0], out[number - 1][1] & out[number + 1][1])
    return out


def _joined(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for text, marks in runs:
        if out and out[-1][1] == marks:
            out[-1] = (out[-1][0] + text, marks)
        elif text:
            out.append((text, marks))
    return out


def _numbered(drafts: list[_Draft], captioned: set[int]) -> list[Leaf]:
    """Number lists, items, rows and links in the order in which they first say something."""
    numbers: dict[tuple[int, ...], int] = {}
    counts: dict[tuple[tuple[int, ...], str], int] = {}
    links: dict[str, str] = {}
    leaves: list[Leaf] = []
    for draft in drafts:
        path: list[str] = []
        above: tuple[int, ...] = ()
        for step, number in draft.path:
            if step == "figure" and number not in captioned:
                continue
            key = (*above, number)
            if key not in numbers:
                kind = step.split(" ")[0]
                counts[above, kind] = counts.get((above, kind), 0) + 1
                numbers[key] = counts[above, kind]
            path.append(step if step in ("hr", "pre") else f"{step} #{numbers[key]}")
            above = key
        runs = [
            (unicodedata.normalize("NFC", _stripped(text, draft)), _links(marks, links))
            for text, marks in draft.runs
        ]
        leaves.append(Leaf(tuple(path), tuple((text, marks) for text, marks in runs if text)))
    return leaves


def _stripped(text: str, draft: _Draft) -> str:
    return (
        text.strip("\n")
        if any(step == "pre" for step, _number in draft.path) and len(draft.runs) == 1
        else text
    )


def _links(marks: frozenset[str], links: dict[str, str]) -> frozenset[str]:
    return frozenset(
        links.setdefault(mark, f"a #{len(links) + 1} {mark.split(' ', 2)[2]}")
        if mark.startswith("a ")
        else mark
        for mark in marks
    )
