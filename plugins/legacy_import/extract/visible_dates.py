"""Dates and times as pages print them, in the archive's languages and the commonest others."""

import datetime as dt
import re

from dispatch.printed_words import MONTHS, fold

__all__ = ["find_moment", "read_iso"]

_ISO = re.compile(
    r"^\s*(\d{4})-(\d\d?)-(\d\d?)(?:[T ]\s*(\d\d?):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*(Z|[+-]\d\d:?\d\d|[+-]\d\d(?!\d)|UTC|GMT)?)?"
)
_COMPACT = re.compile(r"^\s*(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?\s*(Z|[+-]\d\d:?\d\d)?\s*$")
_MORE_MONTHS = {
    "janvier": 1, "février": 2, "mars": 3, "avril": 4, "juin": 6, "juillet": 7, "août": 8, "septembre": 9, "octobre": 10,
    "novembre": 11, "décembre": 12, "januar": 1, "jänner": 1, "februar": 2, "märz": 3, "mai": 5, "juni": 6, "juli": 7,
    "oktober": 10, "dezember": 12, "enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7,
    "agosto": 8, "septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12, "gennaio": 1, "febbraio": 2, "aprile": 4,
    "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10, "dicembre": 12, "janeiro": 1, "fevereiro": 2,
    "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "dezembro": 12, "januari": 1,
    "februari": 2, "maart": 3, "mei": 5, "augustus": 8, "augusti": 8, "maj": 5, "stycznia": 1, "lutego": 2, "marca": 3,
    "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8, "września": 9, "października": 10, "listopada": 11,
    "grudnia": 12, "jan": 1, "févr": 2, "avr": 4, "juil": 7, "sept": 9, "okt": 10, "dez": 12, "ene": 1, "abr": 4, "ago": 8,
    "dic": 12, "січня": 1, "лютого": 2, "березня": 3, "квітня": 4, "травня": 5, "червня": 6, "липня": 7, "серпня": 8,
    "вересня": 9, "жовтня": 10, "листопада": 11, "грудня": 12, "des": 12, "desember": 12,
}  # fmt: skip
_NAMES = {**_MORE_MONTHS, **MONTHS}
_TIME = r"(?:[\s,T|•·–—-]*(?:at|um|à|às|в|saat|klo|kl\.?|время)?\s*(?:\([^()]{2,14}\)\s*)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::(?P<second>\d\d))?\s*(?P<half>[ap]\.?m\b\.?)?)?"
_DAY_FIRST = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?\s*(?:of|de)?\s*(?P<month>[^\W\d_]{{3,12}})\.?,?\s*(?:de|del)?\s*(?P<year>(?:19|20)\d\d)(?!\d)(?:\s*(?:г\.|года))?{_TIME}",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s*,?\s*(?P<year>(?:19|20)\d\d)(?!\d){_TIME}",
    re.IGNORECASE,
)
_YEAR_FIRST_WORDS = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d),?\s+(?P<month>[^\W\d_]{{3,12}})\.?\s+(?P<day>\d{{1,2}})(?!\d)(?:\s*\([^()]{{2,14}}\))?{_TIME}",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    rf"(?<![\d.])(?P<day>\d{{1,2}})(?P<mark>[./-])(?P<month>\d{{1,2}})(?P=mark)(?P<year>(?:19|20)\d\d|\d\d)(?![\d.]\d){_TIME}",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)\s?(?P<mark>[./年-])\s?(?P<month>\d{{1,2}})\s?[./月-]\s?(?P<day>\d{{1,2}})(?!\d)日?{_TIME}",
    re.IGNORECASE,
)


def read_iso(text: str) -> str | None:
    """Read a machine's timestamp; gives ISO 8601 as precise as it was, or None."""
    if re.fullmatch(r"\s*1\d{9}(?:\d{3})?\s*", text):
        stamp = int(text.strip()[:10])
        return dt.datetime.fromtimestamp(stamp, dt.UTC).isoformat(timespec="seconds")
    found = _ISO.match(text) or _COMPACT.match(text)
    if not found:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    offset = {"Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone or "", zone or "")
    offset = re.sub(r"^([+-]\d\d):?(\d\d)?$", lambda part: f"{part[1]}:{part[2] or '00'}", offset)
    return _moment(int(year), int(month), int(day), hour, minute, second, offset)


def find_moment(text: str, lang: str | None) -> str | None:
    """Find the first date in a line of text, with its time where one follows."""
    found = [
        (match.start(), moment)
        for pattern in (_YEAR_FIRST_WORDS, _DAY_FIRST, _MONTH_FIRST, _YEAR_FIRST, _NUMBERS)
        for match in [pattern.search(text)]
        if match and (moment := _from_match(match, lang, pattern is _NUMBERS))
    ]
    return min(found)[1] if found else None


def _from_match(match: re.Match[str], lang: str | None, is_numbers: bool) -> str | None:
    word = match["month"]
    month = int(word) if word.isdigit() else _NAMES.get(fold(word)) or _NAMES.get(fold(word)[:3], 0)
    day, year = int(match["day"]), int(match["year"])
    if is_numbers:
        american = lang == "en" and match["mark"] == "/"  # `en-GB` and its like write the day first
        if month > 12 or (american and day <= 12):
            day, month = month, day
    if year < 100:
        year += 2000 if year < 70 else 1900
    hour, minute, second = match["hour"], match["minute"], match["second"]
    if hour and (match["half"] or "").lower().startswith("p") and int(hour) < 12:
        hour = str(int(hour) + 12)
    elif hour and (match["half"] or "").lower().startswith("a") and int(hour) == 12:
        hour = "0"
    return _moment(year, month, day, hour, minute, second, "")


def _moment(
    year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, offset: str
) -> str | None:
    try:
        date = dt.date(year, month, day).isoformat()
        if hour is None or minute is None:
            return date
        time = dt.time(int(hour), int(minute), int(second or 0))
    except ValueError:
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError:
            return None
    return f"{date}T{time.isoformat('seconds')}{offset}"
