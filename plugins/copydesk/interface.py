"""The interface's words and dates in each language: gettext catalogues and CLDR."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po
from babel.numbers import get_decimal_symbol, get_group_symbol

from copydesk.errors import CopydeskError
from dispatch.dates import PartialDate
from dispatch.text import capital

DOMAIN = "stringer"
# CLDR patterns for a day, and a day with its time, as a paper prints them.
_DAY = {"en": "d MMMM y", "az": "d MMMM y", "ru": "d MMMM y 'г'.", "tr": "d MMMM y"}
_MONTH_DAY = {"en": "MMMM d"}
_MONTH = {"en": "MMMM y", "az": "LLLL y", "ru": "LLLL y 'г'.", "tr": "LLLL y"}


class Words:
    """The interface in one language; calling it translates a message.

    `words("By %(name)s", name="…")`; a message without translation stays English.
    """

    def __init__(self, lang: str, catalog: Catalog | None) -> None:
        self.lang = lang
        self._catalog = catalog
        self.locale = _locale(lang)
        self._locale_name = str(self.locale)
        # What was looked up before: a build asks for the same words and days thousands of times.
        self._texts: dict[str, str] = {}
        self._dates: dict[tuple[str, dt.date], str] = {}

    def __call__(self, message: str, **values: object) -> str:
        """One message of the interface, with its values put in."""
        text = self._texts.get(message)
        if text is None:
            found = self._catalog.get(message) if self._catalog else None
            text = found.string if found and isinstance(found.string, str) and found.string else message
            self._texts[message] = text
        if not values:
            return text
        said = text % values
        # A day may end in a full stop of its own (15 марта 2007 г.).
        return said[:-1] if said.endswith("..") and not said.endswith("...") else said

    def count(self, one: str, many: str, number: int) -> str:
        """The form of a noun for a number, by the language's plural rule."""
        found = self._catalog.get(one) if self._catalog else None
        text = one if number == 1 else many
        if found and self._catalog and isinstance(found.string, tuple) and all(found.string):
            index = _plural_index(self._catalog, number)
            text = found.string[min(index, len(found.string) - 1)]
        return text % {"number": f"{number:,}".replace(",", self._group)}

    @cached_property
    def _group(self) -> str:
        """What parts the thousands: 1,234, 1.234, and where it is a blank a narrow one that keeps the line."""
        mark = get_group_symbol(self.locale)
        return "\u202f" if mark.isspace() else mark

    def decimal(self, number: float) -> str:
        """A number with two decimals: `42.20`, `42,20`."""
        return f"{number:.2f}".replace(".", get_decimal_symbol(self.locale))

    def day(self, date: PartialDate | dt.date) -> str:
        """A date as precisely as it is known: `27 July 2014`, `July 2014`, `2014`."""
        if isinstance(date, PartialDate):
            if date.month is None:
                return f"{date.year}"
            if date.day is None:
                return self.month(date.day_date())
            date = date.day_date()
        base = self.lang.split("-")[0]
        return self._date(date, _DAY.get(base, "long"))

    def moment(self, date: PartialDate) -> str:
        """The same, with the hour and minute where they are known."""
        if date.time is None:
            return self.day(date)
        moment = dt.datetime.combine(date.day_date(), date.time.replace(tzinfo=None))
        clock = format_datetime(moment, "HH:mm", locale=self.locale)
        return f"{self.day(date)}, {clock}"

    def month_day(self, date: PartialDate | dt.date) -> str:
        """The same without the year, as a language says it: `July 27`, `27 iyul`; a month alone `July`."""
        day = date if isinstance(date, dt.date) else date.day_date()
        known = isinstance(date, dt.date) or date.day is not None
        form = _MONTH_DAY.get(self.lang.split("-")[0], "d MMMM") if known else "LLLL"
        return self._date(day, form)

    def heading(self, text: str) -> str:
        """A title with a capital, as it stands at the head of a page: `Январь 2004 г.`, `İyul 2004`."""
        return capital(text[:1], self.lang) + text[1:]

    def month_alone(self, first: dt.date) -> str:
        """`July`, for a page that says the year anyway."""
        return self._date(first, "LLLL")

    def month(self, first: dt.date) -> str:
        """`July 2014`."""
        base = self.lang.split("-")[0]
        return self._date(first, _MONTH.get(base, "LLLL y"))

    def _date(self, date: dt.date, form: str) -> str:
        text = self._dates.get((form, date))
        if text is None:
            text = self._dates[form, date] = "".join(
                part if isinstance(part, str) else part(date) for part in _pattern(form, self._locale_name)
            )
        return text

    @cached_property
    def direction(self) -> str:
        """`ltr`, or `rtl` for a language that is written from the right."""
        return str(self.locale.text_direction)

    @cached_property
    def territory(self) -> str:
        """The language with the land where most speak it, as OpenGraph wants it: `az_AZ`."""
        likely = str(get_global("likely_subtags").get(self.locale.language, ""))
        return f"{self.locale.language}_{likely.rpartition('_')[2]}" if likely else self.locale.language

    def language(self, lang: str) -> str:
        """A language's own name, as in `Azərbaycanca`."""
        own = {"en": "English", "az": "Azərbaycanca", "ru": "По-русски", "tr": "Türkçe"}
        return own.get(lang) or str(_locale(lang).get_display_name() or lang)


class Interface:
    """All the languages of a site's interface; catalogues lie in `locale_dir/LANG/stringer.po`."""

    def __init__(self, locale_dir: str | None) -> None:
        self._dir = Path(locale_dir) if locale_dir else None
        self._words: dict[str, Words] = {}

    def words(self, lang: str) -> Words:
        """The interface in `lang`; English where there is no catalogue for it."""
        if lang not in self._words:
            self._words[lang] = Words(lang, self._catalog(lang))
        return self._words[lang]

    def _catalog(self, lang: str) -> Catalog | None:
        if self._dir is None:
            return None
        for name in (lang, lang.split("-", maxsplit=1)[0]):
            path = self._dir / name / f"{DOMAIN}.po"
            if path.is_file():
                try:
                    with path.open("rb") as file:
                        return read_po(file, locale=name, abort_invalid=True)
                except (PoFileError, ValueError) as error:
                    raise CopydeskError(f"{path}: the catalogue cannot be read: {error}",
                                        fix="mend the line it names") from None  # fmt: skip
        return None


@cache
def _pattern(form: str, locale: str) -> tuple[str | Callable[[dt.date], str], ...]:
    """A CLDR pattern as texts and functions; of what our patterns do not hold, Babel makes one whole.

    Babel takes 23 µs a day, and an archive has a page for each of ten thousand days.
    """
    known = Locale.parse(locale)
    months: Mapping[str, Mapping[int, str]] = {
        "MMMM": known.months["format"]["wide"], "LLLL": known.months["stand-alone"]["wide"],
    }  # fmt: skip
    parts: list[str | Callable[[dt.date], str]] = []
    for quoted, letters, other in re.findall(r"'([^']*)'|(MMMM|LLLL|d+|y+)|([^'A-Za-z]+|[A-Za-z]+)", form):
        if letters in months:
            parts.append(lambda date, names=months[letters]: names[date.month])  # type: ignore[misc]
        elif letters == "d":
            parts.append(lambda date: f"{date.day}")
        elif letters == "y":
            parts.append(lambda date: f"{date.year}")
        elif letters or other.isalpha():
            return (lambda date: str(format_date(date, form, locale=known)),)
        else:
            parts.append(quoted or other)
    return tuple(parts)


@cache
def _locale(lang: str) -> Locale:
    try:
        return Locale.parse(lang.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def _plural_index(catalog: Catalog, number: int) -> int:
    """Which of the catalogue's forms counts `number`, by CLDR's rule for its language."""
    locale = catalog.locale or Locale("en")
    forms = [tag for tag in ("zero", "one", "two", "few", "many", "other") if tag in
             {*locale.plural_form.tags, "other"}]  # fmt: skip
    form = locale.plural_form(number)
    return forms.index(form) if form in forms else len(forms) - 1
