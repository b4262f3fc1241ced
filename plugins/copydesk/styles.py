"""The citation of a dispatch as plain text, in the three styles that are asked for most.

A supplied title stands in [brackets], without quotation marks; a date is as precise as it is
known; this archive's address and the one where the piece first stood are both given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from copydesk.citations import original_of, outlet_of, split_name

if TYPE_CHECKING:
    from copydesk.views import View

_QUOTES = {"ru": ("«", "»")}
_CLOSED = (".", "?", "!", "…")
# MLA shortens the months that have more than four letters; in other languages they are written out.
_MLA_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


@dataclass(frozen=True, slots=True)
class Citation:
    """One plain citation and the style's name."""

    style: str
    text: str


def citations(view: View) -> tuple[Citation, ...]:
    """The citation in every style."""
    return (Citation("Chicago", chicago(view)), Citation("APA", apa(view)), Citation("MLA", mla(view)))


def chicago(view: View) -> str:
    """Chicago, notes and bibliography: who, what, where first, when, and both addresses."""
    names = [link.text for link in view.bylines]
    who = _listed(view, names, len(names))
    here, there = _bare(view.absolute_url), _bare(original_of(view))
    first = view.words("first at %(address)s", address=there) if there else ""
    where = "; ".join(text for text in (here, first) if text)
    return _join(
        _stopped(who), _quoted(view), _stopped(f"{outlet_of(view)}, {view.filed_day}"), where and f"{where}."
    )


def apa(view: View) -> str:
    """APA, seventh edition: initials, the year first, the title without quotation marks."""
    names = [_initials(link.text) for link in view.bylines]
    who = ", ".join(names[:-1]) + (", & " if len(names) > 1 else "") + "".join(names[-1:])
    when, title = f"({_apa_date(view)}).", _stopped(view.headline)
    there = original_of(view)
    first = view.words("Original work published at %(address)s", address=there) if there else ""
    head = (_stopped(who), when, title) if who else (title, when)
    return _join(*head, _stopped(outlet_of(view)), view.absolute_url or "", first and f"({first})")


def mla(view: View) -> str:
    """MLA, ninth edition: where it first stood is one container, this archive the next."""
    names = [link.text for link in view.bylines]
    who = _listed(view, names, len(names) if len(names) < 3 else 1)
    if len(names) > 2:
        who += f", {view.words('et al.')}"
    here, there = _bare(view.absolute_url), _bare(original_of(view))
    name, outlet = view.edition.settings.name, outlet_of(view)
    rest = [outlet, _mla_date(view), here] if outlet == name else [outlet, _mla_date(view), there]
    first = ", ".join(text for text in rest if text)
    second = ", ".join(text for text in (name, here) if text) if outlet != name else ""
    return _join(_stopped(who), _quoted(view), _stopped(first), second and f"{second}.")


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _bare(address: str | None) -> str:
    return (address or "").partition("://")[2]


def _stopped(text: str) -> str:
    """A part of a citation with its full stop, unless it ends with a mark of its own."""
    return text if not text or text.rstrip("”»]").endswith(_CLOSED) else f"{text}."


def _quoted(view: View) -> str:
    """The title as Chicago and MLA print it, the stop inside the quotation marks but in Russian."""
    if view.dispatch.title_supplied:
        return _stopped(view.headline)
    title, base = view.dispatch.title, view.lang.split("-")[0]
    if base in _QUOTES:
        before, after = _QUOTES[base]
        return f"{before}{title}{after}."
    return f"“{_stopped(title)}”"


def _listed(view: View, names: list[str], most: int) -> str:
    """`Sample, Leyla, and Rauf Muster`: the first inverted, as in a list of works."""
    names = names[:most]
    if not names:
        return ""
    family, given = split_name(names[0])
    first = f"{family}, {given}" if given else family
    if len(names) == 1:
        return first
    # Only English has a comma before its last "and".
    comma = "," if view.words.lang.split("-")[0] == "en" else ""
    return f"{', '.join([first, *names[1:-1]])}{comma} {view.words('and')} {names[-1]}"


def _initials(name: str) -> str:
    """`Sample, L.-M. K.`."""
    family, given = split_name(name)
    letters = ("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given.split())
    return f"{family}, {' '.join(letters)}" if given else family


def _apa_date(view: View) -> str:
    date, words = view.dispatch.date, view.words
    return f"{date.year}, {words.month_day(date)}" if date.month else f"{date.year}"


def _mla_date(view: View) -> str:
    date = view.dispatch.date
    if date.month is None or view.lang.split("-")[0] != "en":
        return view.filed_day
    month = _MLA_MONTHS[date.month - 1]
    return f"{date.day} {month} {date.year}" if date.day else f"{month} {date.year}"
