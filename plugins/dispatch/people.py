"""People: which names are the same person, and how that person is printed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.errors import DispatchError
from dispatch.registry import read_rows
from dispatch.slug import is_slug, make_slug, slug_key, unique_slug
from dispatch.text import fold, lower, name_key

KEYS = ("name", "slug", "aliases", "names", "role", "note", "pseudonym")


@dataclass(frozen=True, slots=True)
class Person:
    """One person. `names` says the name in other languages; `aliases` are never printed.

    `listed` is False for somebody who is in no people.yaml and has a page all the same. A
    `pseudonym` is a person of its own and is found under its exact name only.
    """

    name: str
    slug: str
    aliases: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    role: str | None = None
    note: str | None = None
    pseudonym: bool = False
    listed: bool = True

    def name_in(self, lang: str) -> str:
        """The name as a page in `lang` prints it."""
        return dict(self.names).get(lang, self.name)


class People:
    """The persons of an archive; `resolve` says who a byline is."""

    def __init__(self, persons: Iterable[Person] = ()) -> None:
        self.listed = tuple(persons)
        self._exact: dict[str, Person] = {}
        self._sound: dict[str, Person | None] = {}
        self._others: dict[str, Person] = {}
        self._slugs = {slug_key(person.slug) for person in self.listed}
        for person in self.listed:
            for name in (person.name, *(n for _, n in person.names), *person.aliases):
                self._exact.setdefault(name_key(name), person)
                if not person.pseudonym:
                    sound = _sound(name)
                    other = self._sound.setdefault(sound, person)
                    if other is not person:
                        self._sound[sound] = None

    def resolve(self, name: str) -> Person:
        """The person of a byline: by name or alias, then by sound across scripts, else a new one.

        Rauf Əliyev, Rauf Aliyev and Рауф Алиев are one when any of them is listed; two listed
        persons of the same sound are never mixed up, nor is a pseudonym joined to anybody.
        """
        key = name_key(name)
        found = self._exact.get(key) or self._others.get(key)
        if found is None:
            sound = self._sound.get(_sound(name))
            if sound is not None and any(
                _spelt_apart(name, known)
                for known in (sound.name, *(n for _, n in sound.names), *sound.aliases)
            ):
                return sound
            slug = unique_slug(make_slug(name, fallback="person"), self._slugs)
            self._slugs.add(slug)
            found = self._others[key] = Person(name, slug, listed=False)
        return found


def read_people(text: str, path: str = "people.yaml") -> People:
    """Read people.yaml. Raises DispatchError with the place of what is wrong."""
    persons: list[Person] = []
    seen: dict[str, Person] = {}
    slugs: set[str] = set()
    for row in read_rows(text, path, KEYS):
        name = row.required("name")
        slug = row.text("slug") or unique_slug(make_slug(name, fallback="person"), slugs)
        if not is_slug(slug) or slug_key(slug) in slugs:
            raise row.wrong("slug", f"slug {slug!r} is taken or cannot be an address")
        slugs.add(slug_key(slug))
        person = Person(
            name, slug, row.texts("aliases"), row.by_language("names"),
            row.text("role"), row.text("note"), row.truth("pseudonym"),
        )  # fmt: skip
        for known in (name, *(n for _, n in person.names), *person.aliases):
            other = seen.setdefault(name_key(known), person)
            if other is not person:
                problem = f"{known!r} is a name of {other.name} already"
                raise DispatchError(problem, where=row.where, fix="take it from one of the two")
        persons.append(person)
    return People(persons)


def _spelt_apart(one: str, other: str) -> bool:
    """Whether two names are written differently enough that sound may join them.

    Two names in plain English letters are joined by their letters alone.
    """
    return not (one.isascii() and other.isascii())


_SOUNDS = (
    ("ya", "ia"), ("yu", "iu"), ("iye", "ie"), ("iyo", "io"), ("y", "i"), ("kh", "h"), ("x", "h"),
    ("dzh", "j"), ("zh", "j"), ("q", "g"), ("w", "v"), ("c", "j"), ("e", "a"),
)  # fmt: skip


def _sound(name: str) -> str:
    """A key for one name in three scripts; coarse, so only used for people who are listed."""
    text = lower(name)
    for letter, sound in (("ç", "4"), ("ş", "6"), ("ч", "4"), ("ш", "6"), ("ö", "o"), ("ү", "u")):
        text = text.replace(letter, sound)
    text = fold(text).replace("ch", "4").replace("sh", "6")
    for letters, sound in _SOUNDS:
        text = text.replace(letters, sound)
    return re.sub(r"(.)\1+", r"\1", text)
