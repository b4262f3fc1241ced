"""Printed bylines and sign-offs: who wrote, added, edited and photographed, and from where."""

import re
from dataclasses import dataclass, field

from dispatch.printed_names import clean_name, looks_like_name, looks_like_place, split_names
from dispatch.printed_words import AGENCIES, CHROME_WORDS, ROLE_LABELS, fold

__all__ = ["Signature", "parse_byline", "parse_tail"]


@dataclass(frozen=True, slots=True)
class Signature:
    """The people and the place a byline or a tail names; all empty for a mere end mark or initials."""

    bylines: tuple[str, ...] = ()
    place: str | None = None
    contributors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Gathered:
    people: dict[str, list[str]] = field(default_factory=dict)
    place: str | None = None

    def add(self, role: str, names: list[str]) -> None:
        kept = self.people.setdefault(role, [])
        kept.extend(name for name in names if name not in kept)

    def signature(self) -> Signature | None:
        roles = {role: tuple(names) for role, names in self.people.items()}
        return Signature(place=self.place, **roles) if any(roles.values()) else None


_BY = re.compile(r"^(?:by|от|von|par|por|di)\s*:?\s+", re.IGNORECASE)
_END_MARK = re.compile(
    r"^[\s(\[]*(?:\*\s?\*\s?\*$|[-–—_]*\s*(?:0|30|o)\s*[-–—_]+|#\s?#\s?#(?:\s?#)*|\*\s?\*\s?\*|x{3,}|ends?|\(ends?\)|конец|son|■|□|∎|●)"
    r"[\s)\].]*(?P<rest>.{0,20})$",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"^[\s(\[/—–-]*(?:[^\W\d_]{1,2}\.?\s?){1,4}(?:[\s/.,–—-]*\d{1,3}[^\W\d_]?)?[\s)\]/.—–-]*$"
)
_IN_PLACE = re.compile(
    r"^(?P<who>.+?)(?:\s+(?:in|at|from|reporting\s+from)\s+|,?\s+(?:в|из)\s+)(?P<place>[^\W\d_].*)$"
)
_BIO = re.compile(
    r"^(?P<who>[^,.]{4,60}?)(?:,|\s+(?:is|was)|\s*[—–-])\s+(?:(?:a|an|the|our)\s+)?(?:[^.]{0,60}?\s)?"
    r"(?:correspondent|reporter|journalist|writer|editor|bureau\s+chief|stringer|корреспондент|собкор|журналист)"
    r"(?:\s+[^.]{0,40}?)?\s+(?:(?:based\s+)?(?:in|at)|в)\s+(?P<place>[^.]{3,40})\.?$",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"^(?P<who>[^,.]{4,60}?)\s+(?:reports?|reported|wrote|writes|contributed(?:\s+to\s+this\s+(?:report|story))?|"
    r"передает|передаёт|сообщает)\s+(?:for\s+[^,.]{2,40}\s+)?(?:from|in|из)\s+(?P<place>[^.]{3,40}?)"
    r"(?:\s+for\s+[^.]{2,40})?\.?$",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:special|специально|для|собкор|собственный|корр|staff|freelance|xüsusi|özel|for the\b|.*(?:correspondent|writer|"
    r"reporter|корреспондент|журналист|обозреватель|müxbir|muhabir))",
    re.IGNORECASE,
)
_WROTE_THIS = re.compile(
    r"^(?P<who>.{4,60}?)\s+contributed\s+(?:to\s+this\s+\w+|reporting)\.?$", re.IGNORECASE
)


def parse_byline(text: str) -> Signature | None:
    """Read a line that stands as a byline (`By A and B`, `Автор: A`, `Haber: A - Kamera: B`); None where it names nobody."""
    line = _unwrapped(text)
    if len(line) > 400:
        return None
    gathered = _Gathered()
    for segment in _segments(line):
        labelled = _labelled(segment)
        if labelled:
            _read_people(gathered, *labelled)
        else:
            _read_people(gathered, "bylines", segment)
    return gathered.signature() or _read_name_and_place(line)


def parse_tail(text: str) -> Signature | None:
    """Read a line at the end of a piece: a sign-off, an end mark or initials; None for anything else."""
    line = _unwrapped(text)
    if not line or len(line) > 400 or _is_chrome_line(line):
        return None
    mark = _END_MARK.match(text.strip())
    if mark and (not mark["rest"].strip() or _INITIALS.match(mark["rest"]) or re.search(r"\d", mark["rest"])):
        return Signature()
    if _INITIALS.match(line) and len(line) <= 14 and re.search(r"[.\d]|[—–-]{1,2}", text):
        return Signature()
    for reader in (_read_bio, _read_roles, _read_name_and_place):
        signature = reader(line)
        if signature is not None:
            return signature
    return None


def _unwrapped(text: str) -> str:
    line = text.strip()
    line = line.strip("*_ ").strip() or line
    if line and line[0] in "([" and line[-1] in ")]" and line.count(line[0]) == 1:
        line = line[1:-1].strip()
    return line


def _is_chrome_line(line: str) -> bool:
    words = [fold(word.strip(".,:!|")) for word in line.split()]
    words = [word for word in words if word]
    return bool(words) and sum(word in CHROME_WORDS for word in words) * 2 > len(words)


def _segments(line: str) -> list[str]:
    parts = re.split(
        r"\s*[;\n|•]\s*|\s+[-–—]\s+|\s*/\s+(?=\w+\s*:)|(?<=[^\W\d_]{3})[.,]\s+(?=[^\W\d_]+\s*:)", line
    )
    return [part.strip() for part in parts if part and part.strip()]


def _labelled(segment: str) -> tuple[str, str] | None:
    for role, pattern in ROLE_LABELS:
        match = pattern.match(segment)
        if match is None:
            continue
        rest = segment[match.end() :].lstrip(" :.—–-")
        return role, _BY.sub("", rest)
    match = _BY.match(segment)
    return ("bylines", segment[match.end() :]) if match else None


def _read_people(gathered: _Gathered, role: str, text: str) -> None:
    text = re.sub(r"^(?:by|:)\s+", "", text.strip(), flags=re.IGNORECASE).strip(" .") + _kept_dot(text)
    for piece in re.split(r",\s+(?=[^,]+\s+(?:in|from)\s+)", text):
        placed = _IN_PLACE.match(piece)
        if placed and looks_like_place(placed["place"].strip(" .").split(",")[0]):
            gathered.add(role, split_names(placed["who"]))
            if gathered.place is None and role == "bylines":
                gathered.place = placed["place"].strip(" .")
            more = placed["place"].split(",")
            if len(more) > 1:
                gathered.place = more[0].strip() if role == "bylines" else gathered.place
            continue
        signed = _read_name_and_place(piece) if role == "bylines" else None
        if signed is not None and signed.place:
            gathered.add(role, list(signed.bylines))
            gathered.place = gathered.place or signed.place
            continue
        gathered.add(role, _names_of(piece))


def _kept_dot(text: str) -> str:
    return "." if re.search(r"\b(?:jr|sr|[^\W\d_])\.$", text.strip(), re.IGNORECASE) else ""


def _names_of(text: str) -> list[str]:
    names = split_names(text)
    if names:
        return names
    # An office or an outlet may follow the name, after a comma, in brackets or plainly.
    cut = re.split(
        r"\s+(?:of|for|at|with)\s+(?:the\s+)?(?=(?-i:[^\W\d_a-z]))|\s*[,(]\s*|\s+(?=(?:the\s+)?Associated Press|AP\b|Staff|Reuters|"
        r"Special\b|Correspondent|Writer|Reporter)",
        text,
        maxsplit=1,
        flags=re.IGNORECASE,
    )[0]
    return split_names(cut) if cut != text else []


def _read_bio(line: str) -> Signature | None:
    for pattern in (_BIO, _REPORTS):
        match = pattern.match(" ".join(line.split()))
        if match:
            names = split_names(match["who"])
            place = match["place"].strip()
            if names and looks_like_place(place):
                return Signature(bylines=tuple(names), place=place)
    match = _WROTE_THIS.match(line)
    if match:
        names = split_names(re.sub(r"\s+in\s+\S+", "", match["who"]))
        if names:
            return Signature(contributors=tuple(names))
    return None


def _read_roles(line: str) -> Signature | None:
    segments = _segments(line)
    labelled = [_labelled(segment) for segment in segments]
    if not segments or labelled[0] is None:
        return None
    gathered = _Gathered()
    for segment, found in zip(segments, labelled, strict=True):
        if found:
            _read_people(gathered, *found)
        elif looks_like_place(segment) and gathered.place is None:
            gathered.place = segment
    return gathered.signature()


def _read_name_and_place(line: str) -> Signature | None:
    line = _BY.sub("", line)
    parts = [_without_stop(part.strip(" ,—–-")) for part in _name_parts(line)]
    parts = [part for part in parts if part]
    if not 1 <= len(parts) <= 4:
        return None
    names = split_names(parts[0]) or ([] if len(parts) == 1 else split_names(clean_name(parts[0])))
    if not names:
        return None
    place: str | None = None
    for part in parts[1:]:
        folded = fold(part.strip('«»"() '))
        if folded in AGENCIES or re.search(r"\d", part) or part[:1] in '«"' or _OFFICE.match(part):
            continue
        if place is None and looks_like_place(part) and not _more_names(part):
            place = part
        elif _more_names(part):
            names.extend(split_names(part))
        else:
            return None
    return Signature(bylines=tuple(names), place=place)


def _without_stop(part: str) -> str:
    return part if re.search(r"(?:^|[\s.])[^\W\d_]{1,2}\.$", part) else part.rstrip(".")


def _more_names(part: str) -> bool:
    return (
        looks_like_name(part)
        and not re.search(r"D\.?\s?C\.?$", part)
        and len(part.split()) == 2
        and "-" not in part
    )


def _name_parts(line: str) -> list[str]:
    wrapped = re.match(r"^(?P<name>[^()]+?)\s*\((?P<inside>[^()]+)\)$", line)
    if wrapped:
        return [wrapped["name"], wrapped["inside"]]
    return re.split(r"\s*\n\s*|\s*,\s*(?!\s*(?:Jr|Sr)\b)|\s+[/|–—-]\s+|\s*/\s*", line)
