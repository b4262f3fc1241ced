"""What `start` has to know: taken from its flags, or asked one by one, and again where an answer cannot be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from dispatch import Rights, StringerError, read_archive
from dispatch.archive import nearest_zone, time_zones
from dispatch.text import one_line
from dispatch.yamltext import block
from newsroom.errors import NewsroomError

Ask = Callable[[str], str]
# What is wrong with an answer, and what to type instead; None if nothing is.
Fault = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Answers:
    """What `start` was told; `rights` pairs outlets (a name or a host) with what they permit."""

    name: str
    correspondent: str
    languages: tuple[str, ...]
    time_zone: str
    address: str | None
    rights: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Given:
    """The flags of `start`; what is None may be asked for."""

    name: str | None = None
    correspondent: str | None = None
    languages: str | None = None
    time_zone: str | None = None
    address: str | None = None
    rights: tuple[str, ...] = ()


ANY = Answers("An archive", "A reporter", ("en",), "UTC", None)


def answers_to(ask: Ask | None, given: Given) -> Answers:
    """All answers; `ask` is None where nobody can be asked. Raises NewsroomError for a flag that cannot be, or one that is missing."""

    def say(
        question: str, flag: str | None, default: str, needed: str, fault: Fault = lambda _answer: None
    ) -> str:
        if flag is None and ask is not None:
            return _asked(ask, question, default, fault, is_needed=bool(needed))
        if not flag and not default and needed:
            raise NewsroomError(f"start needs to know: {question.lower()}", fix=f"write {needed}")
        return one_line(flag or default)

    # Without a name of the archive's own it has the correspondent's, who must then be known.
    no_name = given.name is None
    who = say(
        "Your name, as in a byline",
        given.correspondent,
        given.name or "",
        '--correspondent "…"' if no_name else "",
    )
    title = say("The archive's name", given.name, f"The dispatches of {who}", '--name "…"')
    spoken = say("Its languages, the first is the site's", given.languages, "en", "", _language_fault)
    zone = say("Your time zone", given.time_zone, "UTC", "", zone_fault)
    site = ""
    if given.address or ask:
        site = say("Its address on the web, if you know it", given.address, "", "", _address_fault)
    pairs = [rights_of(text) for text in given.rights]
    if ask is not None and not given.rights:
        pairs = _outlets(ask)
    return _checked(Answers(title, who, _languages(spoken), zone, site or None, tuple(pairs)))


def _asked(ask: Ask, question: str, default: str, fault: Fault, *, is_needed: bool) -> str:
    while True:
        answer = one_line(ask(f"{question}{f' [{default}]' if default else ''}: ").strip() or default)
        wrong = fault(answer) if answer else "this cannot be left empty" if is_needed else None
        if wrong is None:
            return answer
        print(f"  {wrong}")


def _outlets(ask: Ask) -> list[tuple[str, str]]:
    print("Which outlets published your work, and what may you republish of each?\n"
          "    own: the text is yours; permitted: they agreed; unknown: readers get title and link")  # fmt: skip
    pairs = []
    while outlet := ask("An outlet's web address, as agency.example (empty: no more): ").strip():
        said = _asked(
            ask, f"  {outlet}: own, permitted or unknown?", "unknown", _rights_fault, is_needed=True
        )
        pairs.append(rights_of(f"{outlet}={said}"))
    return pairs


def rights_of(text: str) -> tuple[str, str]:
    """An outlet and what it permits, from `agency.example=permitted`. Raises NewsroomError."""
    outlet, mark, said = (part.strip() for part in text.rpartition("="))
    if not mark or not outlet or _rights_fault(said):
        raise NewsroomError(f"{text!r} does not say an outlet and its rights",
                            fix="write --rights agency.example=permitted (or own, or unknown)")  # fmt: skip
    return outlet.removeprefix("https://").removeprefix("http://").strip("/"), said


def _rights_fault(said: str) -> str | None:
    known = [r.value for r in Rights]
    return None if said in known else f"{said!r} says no rights: type {', '.join(known[:-1])} or {known[-1]}"


def zone_fault(zone: str) -> str | None:
    """What is wrong with a time zone."""
    if zone in time_zones():
        return None
    return f"{_no_zone(zone)}: type {_near_zone(zone)}"


def _no_zone(zone: str) -> str:
    return f"there is no time zone {zone!r}"


def _near_zone(zone: str) -> str:
    return nearest_zone(zone) or "Europe/Berlin"


def _language_fault(spoken: str) -> str | None:
    return _fault(replace(ANY, languages=_languages(spoken)))


def _address_fault(site: str) -> str | None:
    return _fault(replace(ANY, address=site))


def _fault(answers: Answers) -> str | None:
    try:
        read_archive(archive_yaml(answers), "archive.yaml")
    except StringerError as error:
        return error.problem
    return None


def _languages(spoken: str) -> tuple[str, ...]:
    return tuple(spoken.replace(",", " ").split())


def _checked(answers: Answers) -> Answers:
    zone = answers.time_zone
    if zone_fault(zone):
        raise NewsroomError(_no_zone(zone), fix=f"write --time-zone {_near_zone(zone)}")
    if wrong := _fault(answers):
        raise NewsroomError(wrong, fix="give start another value for it")
    return answers


def archive_yaml(answers: Answers) -> str:
    """The text of archive.yaml."""
    text = block("name", answers.name) + block("correspondent", answers.correspondent)
    text += block("languages", answers.languages) + block("time_zone", answers.time_zone)
    if answers.address:
        return text + block("address", answers.address.rstrip("/"))
    return text + "# address: https://name.example   (where the site will stand)\n"
