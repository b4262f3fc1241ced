"""A dispatch for reference managers: RIS, BibTeX and CSL-JSON.

Titles that were supplied stand in [brackets], dates are as precise as they are known, and both
addresses are given: this archive's, and the one where the piece first stood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from copydesk.jsontext import COMPACT

if TYPE_CHECKING:
    from copydesk.views import View

_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
    "_": r"\_", "$": r"\$", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def split_name(name: str) -> tuple[str, str]:
    """Family and given name: the last word, and what stands before it (empty for one word)."""
    given, _, family = name.rpartition(" ")
    return family, given


def outlet_of(view: View) -> str:
    """The paper or agency that a citation names: where it first stood, else this archive."""
    source = view.dispatch.source
    return source.outlet if source and source.outlet else view.edition.settings.name


def original_of(view: View) -> str | None:
    """The address where it first stood."""
    return view.dispatch.source.url if view.dispatch.source else None


def ris(view: View) -> str:
    """RIS (Research Information Systems format): type NEWS, CRLF line ends, one tag a line."""
    date = view.dispatch.date
    day = "/".join(f"{part:02d}" if part else "" for part in (date.month, date.day))
    rows = [("TY", "NEWS"), ("TI", view.headline)]
    for link in view.bylines:
        family, given = split_name(link.text)
        rows.append(("AU", f"{family}, {given}" if given else family))
    rows += [
        ("T2", outlet_of(view)),
        ("PY", f"{date.year:04d}"),
        ("DA", f"{date.year:04d}/{day}/"),
        ("LA", view.lang),
        ("CY", view.place.name if view.place else ""),
        ("UR", view.absolute_url or ""),
        ("L2", original_of(view) or ""),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {text}\r\n" for tag, text in rows if text or tag == "ER")


def bibtex(view: View) -> str:
    """BibTeX: an `article` whose journal is the outlet, with `url` and the original in `note`."""
    date = view.dispatch.date
    authors = " and ".join(_bib_name(link.text) for link in view.bylines)
    rows: list[tuple[str, str]] = [
        ("author", authors),
        ("title", f"{{{_tex(view.headline)}}}"),
        ("journal", _tex(outlet_of(view))),
        ("year", f"{date.year:04d}"),
        ("day", str(date.day or "")),
        ("language", view.lang),
        ("url", view.absolute_url or ""),
        ("note", f"First published at {_tex(original_of(view) or '')}" if original_of(view) else ""),
    ]
    body = "".join(f"  {key} = {{{text}}},\n" for key, text in rows if text)
    # BibTeX's own macro: styles translate the month.
    body += f"  month = {_MONTHS[date.month - 1]},\n" if date.month else ""
    return f"@article{{{view.dispatch.slug}-{date.year:04d},\n{body}}}\n"


def csl(view: View) -> str:
    """CSL-JSON (Citation Style Language 1.0.2 data): one item of type `article-newspaper`."""
    date = view.dispatch.date
    item: dict[str, Any] = {
        "id": f"{view.dispatch.slug}-{date.year:04d}",
        "type": "article-newspaper",
        "title": view.headline,
        "author": [_csl_name(link.text) for link in view.bylines],
        "container-title": outlet_of(view),
        "publisher-place": view.place.name if view.place else None,
        "issued": {"date-parts": [[part for part in (date.year, date.month, date.day) if part]]},
        "language": view.lang,
        "URL": view.absolute_url,
        "note": f"First published at {original_of(view)}" if original_of(view) else None,
    }
    kept = {key: value for key, value in item.items() if value}
    return COMPACT.encode([kept]) + "\n"


FORMATS = {"cite.ris": ris, "cite.bib": bibtex, "cite.json": csl}


def _bib_name(name: str) -> str:
    family, given = split_name(name)
    return f"{_tex(family)}, {_tex(given)}" if given else f"{{{_tex(family)}}}"


def _csl_name(name: str) -> dict[str, str]:
    family, given = split_name(name)
    return {"family": family, "given": given} if given else {"literal": family}


def _tex(text: str) -> str:
    return re.sub(r"[\\{}%&#_$~^]", lambda found: _TEX[found[0]], text)
