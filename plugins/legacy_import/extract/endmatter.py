"""The ends of a story read as a newsman would: bylines, place, credit and marks go to their fields, out of the body."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dispatch.printed import (
    PrintedDateline,
    looks_like_name,
    looks_like_place,
    parse_byline,
    parse_lead,
    parse_tail,
    split_names,
)
from legacy_import.extract.blocks import Block
from legacy_import.extract.extraction import Notes
from legacy_import.extract.phrases import CHROME_LINE, RELATED_HEADING, STAMPS
from legacy_import.extract.titles import key_of

__all__ = ["CREDIT_LINE", "Ends", "Known", "read_ends"]

CREDIT_LINE = re.compile(
    r"^[(\[]?(?:(?:photo|picture|image|photograph|illustration|foto|fotos|фото|снимок|şəkil|fotoğraf|bild|credit|drawing|graphic|rəsm|рисунок|иллюстрация|çizim)(?:s|graph)?(?:\s+(?:by|courtesy\s+of|credit|from))?\s*[:：—–-]?\s+(?=(?-i:[^\W\d_a-z«\"]))|©\s*)[^.!?]{2,80}[)\]]?\.?$",
    re.IGNORECASE,
)
_BY = re.compile(r"^\W*(?:by|von|par|por|автор)\b", re.IGNORECASE)
_MAX_TAIL = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What the rest of the page has already told: used to know a repeated line for what it is."""

    title: str | None = None
    bylines: tuple[str, ...] = ()
    caption: str | None = None
    published: dt.date | None = None
    lang: str | None = None
    is_template: bool = False


@dataclass(slots=True)
class Ends:
    """What was read off the ends, and the body that remains."""

    body: list[Block] = field(default_factory=list)
    bylines: list[str] = field(default_factory=list)
    place: str | None = None
    contributors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)
    credit: str | None = None
    dateline: PrintedDateline | None = None
    date_line: str | None = None


def read_ends(body: Sequence[Block], after: Sequence[Block], known: Known, notes: Notes) -> Ends:
    """Read head, dateline and tail of `body`; `after` are the blocks between it and the first chrome."""
    ends = Ends(body=list(body))
    _read_head(ends, known, notes)
    _read_byline_below_lead(ends, known, notes)
    _read_tail(ends, after, known, notes)
    _read_dateline(ends, known, notes)
    return ends


def _read_head(ends: Ends, known: Known, notes: Notes) -> None:
    while ends.body:
        block = ends.body[0]
        if block.kind in ("figure", "image", "hr") or not block.lines:
            rest = _read_head_of_rest(ends, known, notes)
            if not rest:
                return
            continue
        left = [line for line in block.lines if not _take_head_line(line, ends, known, notes)]
        if len(left) == len(block.lines):
            return
        ends.body[0:1] = [block.cut(left)] if left else []


def _read_byline_below_lead(ends: Ends, known: Known, notes: Notes) -> None:
    """A byline by itself between the lead and the rest: only one that the page has told elsewhere too."""
    for at, block in enumerate(ends.body[1:3], 1):
        line = block.text
        if block.kind == "p" and known.bylines and len(block.lines) == 1 and len(line) < 80:
            bare = key_of(_BY.sub("", line))
            if bare in {key_of(name) for name in known.bylines} | {key_of(" ".join(known.bylines))}:
                notes.drop(line, "byline")
                del ends.body[at]
                return


def _read_head_of_rest(ends: Ends, known: Known, notes: Notes) -> bool:
    """Look behind pictures that open a story; True when something was taken there."""
    for at, block in enumerate(ends.body[:6]):
        if block.kind in ("figure", "image", "hr") or not block.lines:
            continue
        left = [line for line in block.lines if not _take_head_line(line, ends, known, notes)]
        if len(left) == len(block.lines):
            return False
        ends.body[at : at + 1] = [block.cut(left)] if left else []
        return True
    return False


def _take_head_line(line: str, ends: Ends, known: Known, notes: Notes) -> bool:
    if known.title and key_of(line) == key_of(known.title):
        notes.drop(line, "headline repeated")
    elif CREDIT_LINE.match(line):
        ends.credit = ends.credit or line.strip("()[] ")
        notes.drop(line, "credit line")
    elif known.caption and len(line) > 12 and key_of(line) in key_of(known.caption):
        notes.drop(line, "caption repeated")
    elif STAMPS.match(line) and len(line) < 90:
        ends.date_line = ends.date_line or line
        notes.drop(line, "date line")
    elif CHROME_LINE.match(line) or RELATED_HEADING.match(line):
        notes.drop(line, "chrome")
    elif len(line) < 120 and _is_byline(line, known):
        signature = parse_byline(line)
        ends.bylines += [
            name for name in (signature.bylines if signature else ()) if name not in ends.bylines
        ]
        ends.place = ends.place or (signature.place if signature else None)
        notes.drop(line, "byline")
    else:
        return False
    return True


def _is_byline(line: str, known: Known) -> bool:
    if known.bylines and key_of(_BY.sub("", line)) in {key_of(name) for name in known.bylines}:
        return True
    labelled = re.match(
        r"^(?:by|автор|текст|müəllif|mətn|yazan|haber|words|text|written by|story by)\b\s*:?\s+(?-i:[^\W\d_a-zа-яё])",
        line,
        re.IGNORECASE,
    )
    return bool(labelled) and parse_byline(line) is not None and not re.search(r"[.!?]\s+\w", line)


def _read_tail(ends: Ends, after: Sequence[Block], known: Known, notes: Notes) -> None:
    lines = _tail_lines(ends.body, after)
    taken = _how_many(lines, known)
    if not taken and after:
        for _block, line, is_after in lines:
            if is_after:
                notes.drop(line, "after the story")
        lines = _tail_lines(ends.body, ())
        taken = _how_many(lines, known)
    signed = [line for _block, line, _is_after in lines[len(lines) - taken :]] if taken else []
    for line in _joined(signed):
        _take_tail_line(line, ends, known, notes)
    _cut_lines(ends, lines, taken)
    for block, line, is_after in lines[: len(lines) - taken]:
        if is_after:
            notes.drop(line, "after the story")
        del block


def _tail_lines(body: Sequence[Block], after: Sequence[Block]) -> list[tuple[Block, str, bool]]:
    lines = [
        (block, line, False)
        for block in body[-4:]
        if block.kind in ("p", "h", "caption")
        for line in block.lines
    ]
    lines += [(block, line, True) for block in after[:6] for line in block.lines]
    return lines


def _how_many(lines: list[tuple[Block, str, bool]], known: Known) -> int:
    """Count the lines at the end that are sign-off: every one of them reads as one, and a name or mark is among them."""
    best = 0
    has_after = any(is_after for _block, _line, is_after in lines)
    for count in range(1, min(_MAX_TAIL, len(lines) - (0 if has_after else 1)) + 1):
        tail = [line for _block, line, _is_after in lines[-count:]]
        if not _is_tail_line(tail[0], known):
            break
        if any(_speaks(line, known) for line in tail):
            best = count
    return best


def _is_tail_line(line: str, known: Known) -> bool:
    if CHROME_LINE.match(line) or RELATED_HEADING.match(line) or _speaks(line, known):
        return True
    return len(line) < 50 and looks_like_place(line.strip(" .,")) and not line.endswith(("!", "?", ":"))


def _speaks(line: str, known: Known) -> bool:
    """A line that by itself is a signature, a mark or a credit."""
    if len(line) > 300:
        return False
    if CREDIT_LINE.match(line) or key_of(line) in {key_of(name) for name in known.bylines}:
        return True
    signature = parse_tail(line.rstrip(","))
    if signature is None:
        return False
    bare = split_names(line.rstrip(",. "))
    if bare and not known.is_template and not (set(map(key_of, bare)) & set(map(key_of, known.bylines))):
        return not known.bylines and all(looks_like_name(name) for name in bare) and not line.endswith(".")
    return True


def _joined(lines: list[str]) -> list[str]:
    """Put a name and the place below it on one line again; of two lines the second is where it was filed."""
    joined: list[str] = []
    for line in lines:
        bare = line.strip(" .")
        if joined and looks_like_place(bare) and "\n" not in joined[-1]:
            head = parse_tail(joined[-1].rstrip(","))
            if head is not None and head.bylines and head.place is None:
                joined[-1] = f"{joined[-1].rstrip(',')}\n{line}"
                continue
        joined.append(line)
    return joined


def _take_tail_line(line: str, ends: Ends, known: Known, notes: Notes) -> None:
    if CREDIT_LINE.match(line):
        ends.credit = ends.credit or line.strip("()[] ")
        notes.drop(line, "credit line")
        return
    if CHROME_LINE.match(line) or RELATED_HEADING.match(line):
        notes.drop(line, "chrome")
        return
    name, below, place = line.partition("\n")
    signature = parse_tail(name if below else line)
    if below and signature is not None and signature.place is None:
        signature = replace(
            signature, place=place.strip(" ,") if place.endswith("C.") else place.strip(" .,")
        )
    if signature is None:
        if looks_like_place(line.strip(" .")) and ends.place is None and (ends.bylines or known.bylines):
            ends.place = line.strip(" .,") if not re.search(r"\b\w\.\w\.$", line) else line.strip(" ,")
            notes.drop(line, "place of filing")
        else:
            notes.drop(line, "sign-off")
        return
    ends.bylines += [name for name in signature.bylines if name not in ends.bylines]
    ends.contributors += list(signature.contributors)
    ends.editors += list(signature.editors)
    ends.place = ends.place or signature.place
    if signature.photographers and not ends.credit:
        ends.credit = ", ".join(signature.photographers)
    notes.drop(line, "byline" if signature.bylines else "sign-off")


def _cut_lines(ends: Ends, lines: list[tuple[Block, str, bool]], taken: int) -> None:
    remaining = taken
    gone = [entry for entry in lines[len(lines) - taken :] if not entry[2]] if remaining else []
    for block, _line, _is_after in reversed(gone):
        at = next(
            number for number in range(len(ends.body) - 1, -1, -1) if ends.body[number].index == block.index
        )
        left = ends.body[at].lines[:-1]
        if left:
            ends.body[at] = _without_last_line(ends.body[at], left)
        else:
            del ends.body[at:]


def _without_last_line(block: Block, left: list[str]) -> Block:
    pieces = list(block.pieces)
    while pieces:
        node, _marks = pieces.pop()
        if not isinstance(node, str) and node.tag == "br" and any(_has_text(piece) for piece in pieces):
            return block.cut(left, pieces)
    return block.cut(left)


def _has_text(piece: tuple[object, tuple[str, ...]]) -> bool:
    node = piece[0]
    return bool(node.strip()) if isinstance(node, str) else True


def _read_dateline(ends: Ends, known: Known, notes: Notes) -> None:
    for at, block in enumerate(ends.body[:4]):
        if block.kind != "p" or not block.text:
            continue
        found = parse_lead(block.text, known.published, known.lang)
        if found is None:
            return
        dateline, rest = found
        ends.dateline = dateline
        notes.drop(dateline.text, "dateline")
        if not rest:
            del ends.body[at]
        else:
            ends.body[at] = _without_lead(block, dateline.text, rest)
        return


def _without_lead(block: Block, printed: str, rest: str) -> Block:
    """Cut the printed dateline off the first pieces, so that links and emphasis behind it stay."""
    to_cut = len(re.sub(r"\s", "", printed))
    pieces = list(block.pieces)
    while pieces and to_cut > 0:
        node, marks = pieces[0]
        text = node if isinstance(node, str) else (node.text_content() or "")
        solid = len(re.sub(r"\s", "", text))
        if solid <= to_cut:
            to_cut -= solid
            pieces.pop(0)
            continue
        if not isinstance(node, str):
            return block.cut(_first_lines(block, rest))
        pieces[0] = (_drop_solid(node, to_cut).lstrip(), marks)
        to_cut = 0
    return block.cut(_first_lines(block, rest), pieces)


def _drop_solid(text: str, count: int) -> str:
    for at, char in enumerate(text):
        if count == 0:
            return text[at:]
        if not char.isspace():
            count -= 1
    return ""


def _first_lines(block: Block, rest: str) -> list[str]:
    others = block.lines[1:]
    first = rest
    tail = " ".join(others)
    if tail and rest.endswith(tail):
        first = rest[: len(rest) - len(tail)].strip()
    return [first, *others] if first else others
