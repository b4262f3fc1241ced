"""Every message of the interface is translated, in every language, and nothing else is."""

from __future__ import annotations

import ast
import datetime as dt
import re
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from copydesk.interface import _DAY, _MONTH, Interface
from newsroom.checkout import ROOT

LOCALE = ROOT / "theme" / "locale"
TEMPLATES = sorted((ROOT / "theme" / "templates").rglob("*.html"))
MODULES = sorted(p for p in (ROOT / "plugins" / "copydesk").glob("*.py") if p.name != "interface.py")
LANGUAGES = ["az", "ru", "tr"]
TEXT = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
# A macro without context has the words of the page it stands on.
CALL = re.compile(rf"\b(?:_|at\.words)\(\s*{TEXT}")
# The copy desk's own sentences: `words("…")`.
SAID = re.compile(rf"\bwords\(\s*{TEXT}")
COUNT = re.compile(rf"\b(?:_|at\.words)\.count\(\s*{TEXT}\s*,\s*{TEXT}")


def asked() -> set[str | tuple[str, str]]:
    """What templates and copy desk ask to be translated; a pair has two forms in English."""
    found: set[str | tuple[str, str]] = set()
    for path in MODULES:
        found |= {ast.literal_eval(m[1]) for m in SAID.finditer(path.read_text(encoding="utf-8"))}
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        found |= {ast.literal_eval(m[1]) for m in CALL.finditer(text)}
        found |= {(ast.literal_eval(m[1]), ast.literal_eval(m[2])) for m in COUNT.finditer(text)}
        assert len(re.findall(r"\b(?:_|at\.words)\(", text)) == len(CALL.findall(text)), (
            f"{path}: a message that is no plain text"
        )
        assert len(re.findall(r"\b(?:_|at\.words)\.count\(", text)) == len(COUNT.findall(text)), (
            f"{path}: a message that is no plain text"
        )
    return found


def messages(lang: str) -> list[Message]:
    with (LOCALE / lang / "stringer.po").open("rb") as file:
        return [message for message in read_po(file, locale=lang, abort_invalid=True) if message.id]


def marks(text: object) -> set[str]:
    return set(re.findall(r"%\(\w+\)s", str(text)))


def test_the_templates_ask_for_something() -> None:
    assert len(asked()) > 40


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_message_is_translated_and_none_is_left_over(lang: str) -> None:
    known = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in messages(lang)}
    assert asked() - known == set()
    assert known - asked() == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_translation_is_empty_doubtful_or_loses_a_value(lang: str) -> None:
    for message in messages(lang):
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(forms), message.id
        assert not message.fuzzy, message.id
        if isinstance(message.string, str):
            assert marks(message.id) == marks(message.string), message.id


@pytest.mark.parametrize("number", [1, 2, 5, 21, 1234])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_numbers_have_their_form(lang: str, number: int) -> None:
    word = str(number) if number < 1000 else "1\u202f234" if lang == "ru" else "1.234"
    text = Interface(str(LOCALE)).words(lang).count("One dispatch", "%(number)s dispatches", number)
    assert "%" not in text
    assert text != f"{number} dispatches"
    assert word in text or number in (1, 21)


def test_russian_has_three_forms() -> None:
    words = Interface(str(LOCALE)).words("ru")
    texts = {
        re.sub(r"[\d\s]+", "", words.count("One dispatch", "%(number)s dispatches", n)) for n in (1, 2, 5)
    }
    assert len(texts) == 3


def test_an_unknown_language_reads_english() -> None:
    assert Interface(str(LOCALE)).words("xx")("Places") == "Places"
    assert Interface(None).words("az")("Places") == "Places"


def test_a_torn_catalogue_is_a_sentence(tmp_path: Path) -> None:
    from copydesk import CopydeskError

    (tmp_path / "az").mkdir()
    (tmp_path / "az" / "stringer.po").write_text('msgid "a"\nmsgstr "b"\nnonsense here\n', encoding="utf-8")
    with pytest.raises(CopydeskError, match="the catalogue cannot be read"):
        Interface(str(tmp_path)).words("az")


@pytest.mark.parametrize("lang", ["en", "az", "ru", "tr", "de", "ka", "ar", "xx"])
def test_a_day_reads_as_cldr_has_it(lang: str) -> None:
    words = Interface(str(LOCALE)).words(lang)
    forms = {"day": _DAY.get(lang, "long"), "month": _MONTH.get(lang, "LLLL y"), "month_alone": "LLLL"}
    for day in (dt.date(2014, 7, 27), dt.date(1999, 1, 1), dt.date(2024, 12, 31), dt.date(845, 5, 9)):
        for name, form in forms.items():
            assert getattr(words, name)(day) == str(format_date(day, form, locale=words.locale))


@pytest.mark.parametrize(
    ("lang", "day", "ending"),
    [
        ("ru", "15 марта 2007 г.", "2007 г."),
        ("en", "15 March 2007", "2007."),
        ("en", "15 March ..", "March ..."),
    ],
)
def test_a_day_that_ends_in_a_full_stop_ends_the_sentence(lang: str, day: str, ending: str) -> None:
    said = Interface(str(LOCALE)).words(lang)("Saved copy captured on %(day)s.", day=day)
    assert said.endswith(ending)
    assert not said.endswith("г..")
