"""Datelines: where a dispatch was filed, and how each language prints it."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.dates import PartialDate
from dispatch.errors import DispatchError, Where

_EN = (
    "Jan.",
    "Feb.",
    "March",
    "April",
    "May",
    "June",
    "July",
    "Aug.",
    "Sept.",
    "Oct.",
    "Nov.",
    "Dec.",
)  # fmt: skip  (AP stylebook: five short months are never cut)
_AZ = ("yanvar", "fevral", "mart", "aprel", "may", "iyun", "iyul", "avqust", "sentyabr",
       "oktyabr", "noyabr", "dekabr")  # fmt: skip
_RU = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября",
       "октября", "ноября", "декабря")  # fmt: skip
# A month without its day does not stand in the genitive.
_RU_ALONE = ("январь", "февраль", "март", "апрель", "май", "июнь", "июль", "август", "сентябрь",
             "октябрь", "ноябрь", "декабрь")  # fmt: skip
_TR = ("Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim",
       "Kasım", "Aralık")  # fmt: skip
_MONTHS = {"en": _EN, "az": _AZ, "ru": _RU, "tr": _TR}


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a dispatch was filed: `ALAT, Azerbaijan` is city ALAT, region Azerbaijan.

    `city` is as printed, capitals included; `region` is the country or state, or None.
    """

    city: str
    region: str | None = None

    def __str__(self) -> str:
        return f"{self.city}, {self.region}" if self.region else self.city


def parse_dateline(text: str, where: Where | None = None) -> Dateline:
    """Read `CITY` or `CITY, Country`; the date and the agency are no part of it.

    Raises DispatchError when there is no city.
    """
    city, comma, region = (part.strip() for part in " ".join(text.split()).partition(","))
    if not city or (comma and not region):
        fix = f'write it as "{(city or region or "ALAT").upper()}, {region or "Azerbaijan"}"'
        what = "names no city" if not city else "ends in a comma"
        raise DispatchError(f"dateline {text!r} {what}", where=where, fix=fix)
    return Dateline(city, region or None)


def print_dateline(dateline: Dateline, filed: PartialDate, agency: str | None, lang: str) -> str:
    """The dateline as a paper prints it in `lang`, without the dash that follows.

    `WASHINGTON, July 27 (Agency)`; `Bakı, 27 iyul, Agency`; `ВАШИНГТОН, 27 июля, Agency`.
    A month or year alone is printed as such; `agency` None leaves it out.
    """
    base = lang.split("-", maxsplit=1)[0]
    day = _print_day(filed, base)
    if base in {"az", "ru", "tr"}:
        return ", ".join(part for part in (str(dateline), day, agency) if part)
    return f"{dateline}, {day}" + (f" ({agency})" if agency else "")


def _print_day(filed: PartialDate, base: str) -> str:
    if filed.month is None:
        return str(filed.year)
    if base == "ru" and filed.day is None:
        return f"{_RU_ALONE[filed.month - 1]} {filed.year}"
    month = _MONTHS.get(base, _EN)[filed.month - 1]
    if filed.day is None:
        return f"{month} {filed.year}"
    return f"{month} {filed.day}" if base not in {"az", "ru", "tr"} else f"{filed.day} {month}"
