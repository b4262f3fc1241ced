"""Printed datelines, bylines and sign-offs of legacy pages, read the way a newsman reads them (en, ru, az, tr)."""

import datetime as dt
import re
from dataclasses import dataclass

from dispatch.printed_names import looks_like_name, looks_like_place, split_names
from dispatch.printed_tails import Signature, parse_byline, parse_tail
from dispatch.printed_words import AGENCIES, MONTHS, NOT_A_PLACE, SHORT_PLACES, fold

__all__ = [
    "PrintedDateline",
    "Signature",
    "looks_like_name",
    "looks_like_place",
    "parse_byline",
    "parse_lead",
    "parse_printed_date",
    "parse_tail",
    "split_names",
]

_MAX_HEAD = 160
_DASH = r"(?:--+|[—–―‒−]|-|_)"
_WORD = r"[^\W\d_][\w'’.-]*"
_DAY_NAME = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье"
    r"|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar)\b"
)
_PLACE = rf"(?P<place>{_WORD}(?:[ \t]{_WORD}){{0,4}}(?:/{_WORD}(?:[ \t]{_WORD}){{0,2}}){{0,2}})(?!\w)"
_REGION = rf"(?P<region>,[ \t]*(?!(?i:{_DAY_NAME}|special to)){_WORD}(?:[ \t]{_WORD}){{0,3}}?(?!\w))?"
_MONTH = r"[^\W\d_]{3,12}\.?"
_WEEKDAY = r"(?:[^\W\d_]{3,12}\.?,?[ \t]+)?"
_YEAR_TAIL = r"(?:[ \t]*(?:г\.|года|год|г(?=\W)|il(?=\W)|-?c[iıuü][ \t]il[a-zə]*))?"
_DATE = (
    r"(?P<date>\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}[-./]\d{1,2}[-./]\d{1,2}"
    rf"|{_WEEKDAY}\d{{1,2}}[ \t]+{_MONTH}(?:,?[ \t]+\d{{4}}{_YEAR_TAIL})?"
    rf"|{_WEEKDAY}{_MONTH}[ \t]+\d{{1,2}}(?:,[ \t]*\d{{4}}|[ \t]+\d{{4}})?)"
)
_WRAPPED = r"(?:\((?P<paren>[^()]{2,60})\)|/[ \t]*(?P<slash>[^/()]{2,50}?)[ \t]*/)"
_BARE_WORD = r"[\w.'’«»\"“”-]*"
_BARE = (
    rf"(?P<bare>Special to (?:the )?[^\W\d_]{_BARE_WORD}(?:[ \t][^\W\d_a-z]{_BARE_WORD}){{0,3}}"
    rf"|[«\"“]?[^\W\d_]{_BARE_WORD}(?:[ \t][^\W_a-zа-яёəğıöşüç]{_BARE_WORD}){{0,4}})"
)
_ONE = rf"(?P<bare>[^\W\d_]{_BARE_WORD}(?:[ \t]Новости)?)"
_AND_NAME = rf"(?:,[ \t]*{_WORD}[ \t]{_WORD}(?:[ \t]{_WORD})?)?"
_SEP = r"[ \t]*[,.|/]?[ \t]*"
_ONLY_DASH = rf"[ \t]*{_DASH}(?=\s|[\"“«„'‘]|[^\W\d_a-zа-яёəğıöşüç])[ \t\n]*"
_DASH_END = rf"[ \t]*(?:{_DASH}|:)(?=\s|[\"“«„'‘]|[^\W\d_a-zа-яёəğıöşüç])[ \t\n]*"
_SOFT_END = rf"[ \t]*(?:[.,][ \t]*)?(?:{_DASH}|:|\.)?(?=\s|[\"“«„]|[^\W\d_a-zа-яёəğıöşüç])[ \t\n]*"

_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        # BAKU / TURAN / 27.07.2014 -      Bakı / Report / 3 mart -
        ("slashes", rf"{_PLACE}{_REGION}[ \t]*[/|][ \t]*{_BARE}[ \t]*[/|][ \t]*{_DATE}{_DASH_END}"),
        # BAKU / 27.07.2014 / TURAN -
        ("slashes", rf"{_PLACE}{_REGION}[ \t]*[/|][ \t]*{_DATE}[ \t]*[/|][ \t]*{_BARE}[ \t]*/?{_DASH_END}"),
        # KYIV, Ukraine, Aug 3 (Reuters) -      МОСКВА, 27 июля. /ТАСС/.
        ("dated", rf"{_PLACE}{_REGION}{_SEP}{_DATE}{_SEP}{_WRAPPED}{_SOFT_END}"),
        # PARIS/LONDON (Reuters) -      ST. PETERSBURG, Russia (AP) --      БАКУ /Туран/ —
        ("wrapped", rf"{_PLACE}{_REGION},?[ \t]*{_WRAPPED}[ \t]*,?[ \t]*{_DATE}{_DASH_END}"),
        ("wrapped", rf"{_PLACE}{_REGION},?[ \t]*{_WRAPPED}[ \t]*[.,]?{_DASH_END}"),
        ("wrapped-dot", rf"{_PLACE}{_REGION}[,.]?[ \t]*{_WRAPPED}[ \t]*[.][ \t\n]+"),
        # МОСКВА, 5 июл — РИА Новости.
        (
            "dash-agency",
            rf"{_PLACE}{_REGION}{_SEP}{_DATE}\.?[ \t]*{_DASH}[ \t]*{_BARE}{_AND_NAME}[.:][ \t\n]+",
        ),
        # Baku. 27 July. REPORT.AZ:      Gəncə, 3 mart, AZƏRTAC —
        ("dated", rf"{_PLACE}{_REGION}{_SEP}{_DATE}[ \t]*[,./|]+[ \t]*{_BARE}{_DASH_END}"),
        ("dated-known", rf"{_PLACE}{_REGION}{_SEP}{_DATE}[ \t]*[,./|]*[ \t]*{_BARE}[.][ \t\n]+"),
        ("dated-known", rf"{_PLACE}{_REGION}{_SEP}{_DATE}[ \t]+{_BARE}{_DASH_END}"),
        # Bakı, 27 iyul, AZƏRTAC Körpü      Bakı, 27 iyul, AZƏRTAC
        ("dated-known", rf"{_PLACE}{_REGION}{_SEP}{_DATE}[ \t]*[,./|]*[ \t]*{_ONE}(?:[ \t\n]+|\.?$)"),
        # BAKU, July 27 —      Bakı, 27 iyul:
        ("date-only", rf"{_PLACE}{_REGION}{_SEP}{_DATE}\.?{_DASH_END}"),
        # NEW YORK — (Special to the Courier)
        ("caps", rf"{_PLACE}{_REGION}{_ONLY_DASH}\((?P<paren>[^()]{{2,60}})\)[ \t\n]*(?:{_DASH}[ \t\n]+)?"),
        # Bakı. Trend:      BAKU, AZERTAC -      BAKU / TURAN -      ANKARA - AA -
        ("bare-known", rf"{_PLACE}{_REGION}[ \t]*(?:[.,/|]|{_DASH})[ \t]*{_BARE}(?:{_DASH_END}|[.][ \t\n]+)"),
        # (BRUSSELS) -
        ("bracketed", rf"\({_PLACE}{_REGION}(?:,[ \t]*{_DATE})?\){_DASH_END}"),
        # KARS, Turkey —
        ("caps", rf"{_PLACE}{_REGION}{_ONLY_DASH}"),
        # WASHINGTON (AP) Lawmakers
        ("wrapped-known", rf"{_PLACE}{_REGION}[ \t]*{_WRAPPED}[ \t\n]+"),
    )
)


@dataclass(frozen=True, slots=True)
class PrintedDateline:
    """A dateline as it was printed, with what it says; `date` only where day, month and year are certain."""

    text: str
    place: str
    agency: str | None
    date: dt.date | None


def parse_lead(
    text: str, published: dt.date | None = None, lang: str | None = None
) -> tuple[PrintedDateline, str] | None:
    """Read the dateline that opens `text` and give it with the rest, or None where there is none.

    A day without a year is put into the year that makes it the last such day up to `published` and a day;
    without `published` it stays without a date. `lang` settles nothing yet that the letters do not: months of
    all four languages are known at once.
    """
    del lang
    lead = text.lstrip()
    head = lead[:_MAX_HEAD]
    for form, pattern in _FORMS:
        match = pattern.match(head)
        if match is None:
            continue
        dateline = _read_match(form, match, published)
        rest = lead[match.end() :].lstrip()
        if dateline is not None and (
            _opens_a_sentence(rest) or (not rest and dateline.agency and dateline.date)
        ):
            return dateline, rest
    return None


def parse_printed_date(text: str, published: dt.date | None = None) -> dt.date | None:
    """Read a day as datelines print it (`Sept. 4`, `27.07.2014`, `5 июл`); None where it is none or its year is open."""
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    months = [MONTHS[word] for word in words if word in MONTHS]
    if months and numbers:
        day, year = numbers[0], numbers[1] if len(numbers) > 1 else None
        return _with_year(day, months[0], year, published)
    if len(numbers) != 3 or words:
        return None
    if numbers[0] > 31:
        return _date(numbers[0], numbers[1], numbers[2])
    day, month, year = numbers
    if month > 12 and day <= 12:
        day, month = month, day
    if year >= 100:
        return _date(year, month, day)
    return _date(year + (2000 if year < 70 else 1900), month, day)


def _with_year(day: int, month: int, year: int | None, published: dt.date | None) -> dt.date | None:
    if year is not None:
        return _date(year, month, day)
    if published is None:
        return None
    # A dateline is written before its page is published; one day is left for time zones.
    latest = published + dt.timedelta(days=1)
    for candidate in (latest.year, latest.year - 1, latest.year - 2, latest.year - 3, latest.year - 4):
        found = _date(candidate, month, day)
        if found is not None and found <= latest:
            return found
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _read_match(form: str, match: re.Match[str], published: dt.date | None) -> PrintedDateline | None:
    groups = match.groupdict()
    place, region, agency = _tidy_place(groups["place"]), groups.get("region") or "", _agency_of(groups)
    date_text = groups.get("date")
    if date_text and not _is_date(date_text):
        return None
    if not _place_fits(form, place, region, agency, date_text):
        return None
    if region and fold(region.strip(" ,")) in AGENCIES and agency is None:
        region, agency = "", region.strip(" ,")
    date = parse_printed_date(date_text, published) if date_text else None
    return PrintedDateline(" ".join(match.group(0).split()), f"{place}{_tidy_region(region)}", agency, date)


def _tidy_place(place: str) -> str:
    if place.endswith(".") and not re.search(r"(?:^|[\s.])[^\W\d_]{1,2}\.$", place):
        return place[:-1]
    return place


def _tidy_region(region: str) -> str:
    region = region.strip(" ,\t")
    return f", {region}" if region else ""


def _agency_of(groups: dict[str, str | None]) -> str | None:
    for key in ("paren", "slash", "bare"):
        value = groups.get(key)
        if value:
            return value.strip(' \t«»"“”')
    return None


def _is_date(text: str) -> bool:
    words = [fold(word) for word in re.findall(r"[^\W\d_]+", text)]
    return not words or any(word in MONTHS for word in words)


def _place_fits(form: str, place: str, region: str, agency: str | None, date_text: str | None) -> bool:
    if not _may_be_place(place) or (region and not _may_be_region(region)):
        return False
    known = agency is not None and _is_agency(agency)
    shouted = place == place.upper()
    if form in ("bare-known", "dated-known"):
        return known or (form == "bare-known" and agency is not None and agency.startswith("Special to"))
    if form == "wrapped-known":
        return known and shouted
    if form in ("caps", "bracketed", "wrapped-dot"):
        return shouted or (form == "bracketed" and date_text is not None) or (form == "wrapped-dot" and known)
    if form == "wrapped":
        return _may_be_agency(agency) and (shouted or known or bool(region) or date_text is not None)
    return agency is None or _may_be_agency(agency)


def _may_be_place(place: str) -> bool:
    for part in place.split("/"):
        folded = fold(part.strip("."))
        words = part.split()
        if folded == "the hague":
            continue
        if folded in NOT_A_PLACE or folded in AGENCIES or fold(words[0].strip(".,")) in NOT_A_PLACE:
            return False
        if folded in MONTHS or not words[0][:1].isupper():
            return False
        letters = re.sub(r"\W", "", part)
        if len(letters) <= 3 and part.isupper() and folded not in SHORT_PLACES:
            return False
        if not all(_place_word(word) for word in words):
            return False
    return True


_LOWER_IN_PLACE = frozenset(
    [
        "of",
        "the",
        "de",
        "la",
        "le",
        "el",
        "al",
        "upon",
        "on",
        "sur",
        "am",
        "an",
        "der",
        "del",
        "do",
        "da",
        "dos",
        "das",
        "di",
        "на",
        "sous",
        "lès",
        "les",
        "los",
    ]
)


def _place_word(word: str) -> bool:
    return (
        word[:1].isupper()
        or fold(word) in _LOWER_IN_PLACE
        or fold(word).startswith(("al-", "el-", "d'", "d’"))
    )


def _may_be_region(region: str) -> bool:
    words = region.strip(" ,\t").split()
    return bool(words) and all(_place_word(word) or fold(word) == "and" for word in words)


def _is_agency(agency: str) -> bool:
    folded = fold(agency.strip(' .«»"'))
    if folded in AGENCIES or folded.removesuffix(".az") in AGENCIES:
        return True
    return any(fold(part.strip(" .")) in AGENCIES for part in re.split(r"[/,]| and | - ", agency))


def _may_be_agency(agency: str | None) -> bool:
    if agency is None:
        return False
    words = agency.split()
    first = fold(words[0])
    if first in (
        "special",
        "özel",
        "специально",
        "exclusive",
        "corr",
        "корр.",
        "корр",
        "müxbir",
        "xüsusi",
        "from",
    ):
        return True
    if len(words) > 6 or re.fullmatch(r"[RD](?:-\w+\.?)?|\d+", agency):
        return False
    return words[0][:1].isupper() or words[0][:1] in '«"“' or first in AGENCIES


def _opens_a_sentence(rest: str) -> bool:
    start = rest.lstrip("\"“”«»„'‘’([—–- ")[:1]
    return bool(start) and (start.isupper() or start.isdigit() or start in "$€£¥₽₼№#@*_")
