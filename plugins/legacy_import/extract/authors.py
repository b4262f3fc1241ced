"""What a byline says, cut into persons and institutions: prefixes, offices, dates, handles and degrees go."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.printed import looks_like_name, split_names
from legacy_import.extract.titles import key_of
from legacy_import.extract.tree import clean_text

__all__ = ["BY_WORDS", "Authors", "read_authors", "read_by_line", "read_nickname", "unique_names"]

BY_WORDS = r"by|von|vom|par|por|di|da|door|av|af|przez|oleh|od|от"
_LABELS = (
    r"tekst|text|texte|words|story|autor(?:in|en|es|a)?|autori|auteure?s?|authors?|автор(?:ы)?|текст|müəllif|yazan|yazar|oleh|od|napisał[a]?"
    r"|written|reporter|writer"
)
_PREFIX = re.compile(
    rf"^(?:(?:posted|written|published|reported|story|words|text|report|review|analysis|opinion|publicado|publié|erstellt|veröffentlicht|"
    rf"geschrieben|verfasst|ein\s+\w+|beitrag|gastbeitrag)\s+(?:by|por|par|von)|(?:{BY_WORDS})(?=\s|:)|(?:{_LABELS})(?=\s*:|\s+(?-i:[A-ZÄÖÜ])))\s*:?\s*",
    re.IGNORECASE,
)
_OPENER = (
    r"(?:posted|written|published|reported|story|words|text|article|interview|review|on|am|le|el|il|den|der|um|uhr|at|in|ein|eine|einem|blog|blogbeitrag|"
    r"beitrag|gastbeitrag|artikel|kommentar|bericht|kolumne|erstellt|geschrieben|veröffentlicht|verfasst|publicado|publicada|publié|publiée|pubblicato|"
    r"mon|tue|wed|thu|fri|sat|sun|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|märz|mai|okt|dez|januar|februar|april|juni|juli|august|september|oktober|november|dezember|"
    r"january|february|march|june|july|october|december|\d{1,4}(?:st|nd|rd|th)?)"
)
_BY_LINE = re.compile(
    rf"^[\s|•·–—,./:-]*(?:{_OPENER}\b[\s|•·–—,./:]*){{0,8}}(?:(?:{BY_WORDS})\s*:?\s+|(?-i:By)(?=(?-i:[A-Z]))|(?:{_LABELS}|redaktion)\s*:\s*)(?P<who>(?-i:[^\W\d_a-zа-яё]).+)$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\s*(?:[|•·–—]|\s-\s|\bon\s+\w+\s+\d|\b(?:am|le|el)\s+\d|\bpublished\b|\bupdated\b|\bposted\b|\blast updated\b|\bfor\s+(?-i:[A-Z])|@\w|\(|\[|\d{1,2}[.:/]\d\d|\bis an?\b|"
    r"\bfollow\b|\s(?-i:Mo|Di|Mi|Do|Fr|Sa|So|Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s+\d|\b(?:illustrations?|photos?|photograph\w*|fotos?|bilder)\s*(?:by|von|:)|"
    r"(?:,|\s)\s*(?:(?:senior|staff|chief|political|special|the|contributing|national|foreign|business|science|health|sports|digital|associate|deputy|online|freie[rn]?|assistant|politics|managing|executive|general|news|technology|tech|culture|music|film|features|opinion|investigative|medical|legal|city|local|global|white house|washington|europe|economics|education|environment|climate|religion|crime|court|courts|freelance|lead|principal|web|co-?)[\s-]+)*"
    r"(?:correspondent|reporter|writer|editor|columnist|contributor|fellow|producer|redakteur(?:in)?|redaktion|journalist(?:in)?|korrespondent(?:in)?|autor(?:in)?|ceo|director)\b|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\.?\s+\d|\d{4}).*$",
    re.IGNORECASE | re.DOTALL,
)
_DEGREE = re.compile(
    r",?\s+(?:ph\.?\s?d|m\.?d|m\.?s|mba|rdn?|bsc|msc|llm?|esq|mph|rn|facp)\.?(?=\s*(?:,|$))", re.IGNORECASE
)
_BETWEEN = re.compile(
    r"\s*(?:;|\s/\s|\||\s&\s|\s(?:and|und|et|y|e|ve|və|и|og|och|en|with|mit|im\s+gespräch\s+mit)\s)\s*|,\s*(?:and\s+|und\s+)?(?=[^\W\d_]+)"
)
_ROLE = re.compile(
    r"\b(?:editor|reporter|writer|correspondent|columnist|redakteur(?:in)?|producer|journalist(?:in)?)s?$",
    re.IGNORECASE,
)
_BY_NICKNAME = re.compile(
    rf"^(?:{_OPENER}\b[\s,.]*){{0,4}}(?:{BY_WORDS})\s+(?P<who>(?-i:[^\W\d_a-z])[\w.-]{{1,24}})\s*(?:,|\||\b(?:am|on|le|el)\b)[^!?]{{0,24}}?\d{{4}}\b",
    re.IGNORECASE,
)
_NEVER = re.compile(
    r"^(?:admin\w*|unknown|anonymous|guest|author|by|none|null|web ?master|user\d*|https?:.*|.*@.*|\d+|.*\b(?:google(?: scholar| news)?|scholar|pubmed|link copied|"
    r"twitter account|image:|getty images|read more|see all|view all|share|comments?|subscribe|follow|developer)\b.*)$",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:gmbh|ag|ltd|inc|llc|e\.\s?v|s\.a|plc|staff|desk|team|agency|agencies|agence|agentur|news\w*|verlag|institut\w*|landesanstalt|"
    r"verband|ministerium|universit\w*|stiftung|foundation|association|media|magazine?|online|press(?:e|estelle)?|tv|radio|bureau|editors?|"
    r"editorial|contributors?|correspondents?|reporters?|associated|reuters|dpa|afp|apa|ansa|efe|bloomberg|tass|times|post|herald|tribune|"
    r"journal|gazette|nachrichten|anadolu|fundação|department|council|committee|society|club|network|group|company|center|centre|zentrum|"
    r"bund|amt|akademie|academy|service|digital|ajansı|haber\w*|фонд|редакция|агентство|redaksiya\w*)\b|"
    r"redaktion|zeitung|redacción|redazione|rédaction|\w\.(?:com|org|net|de|ru|az|tr|ch|at|cz|pl|fr|it|es|tv|info|co\.uk|com\.tr)\b|新聞|通信|オンライン",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Authors:
    """The persons a byline names, and what it names that is no person."""

    people: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()


def read_authors(text: str, outlets: Iterable[str] = (), *, is_institution: bool = False) -> Authors:
    """Cut one byline or one value of structured data into persons and institutions, in order."""
    line = clean_text(text)
    if not line or len(line) > 240:
        return Authors()
    known = set(outlets)
    line = _DEGREE.sub("", _PREFIX.sub("", line))
    if is_institution or _is_institution(line, known):
        persons = () if is_institution else _persons_among(line, known)
        name = None if persons else _bare_institution(line)
        return Authors(persons, (name,) if name else ())
    several = tuple(split_names(line))
    names = several or tuple(_pieces(line))
    fit = [name for name in names if _is_fit(name) and _less_role(name)]
    full = [name for name in fit if " " in name]
    if len(full) > 0 and "," in line:
        fit = full  # "Anna Berg and Leyla Aliyeva, Nairobi": a lone word behind full names is where they wrote it
    people = tuple(name for name in fit if not _is_institution(name, known))
    return Authors(people, tuple(name for name in fit if _is_institution(name, known)))


def _persons_among(line: str, outlets: set[str]) -> tuple[str, ...]:
    """The persons of a line that names an institution too (`By A B and C D, Associated Press`)."""
    return tuple(
        name
        for name in (_less_role(piece) for piece in _pieces(line))
        if looks_like_name(name) and not _is_institution(name, outlets)
    )


def _less_role(name: str) -> str:
    return "" if _ROLE.search(name) else name


def _pieces(line: str) -> list[str]:
    bare = _TAIL.sub("", line).strip(" ,;:.-–—|/")
    return [piece.strip(" ,;:[]()") for piece in _BETWEEN.split(bare) if piece and piece.strip(" ,;:[]()")]


def read_by_line(line: str, outlets: Iterable[str] = ()) -> tuple[str, ...]:
    """Read a line that says by whom (`By X`, `Posted on 3 May by X`, `Text: X`); persons with full names only."""
    found = _BY_LINE.match(line) if len(line) <= 160 else None
    if found is None:
        return ()
    return tuple(name for name in read_authors(found["who"], outlets).people if looks_like_name(name))


def read_nickname(line: str) -> str | None:
    """The one-word name in `by Marianne1 on 3 May 2019`: with a date behind it, it is no part of a sentence."""
    found = _BY_NICKNAME.match(line) if len(line) <= 90 else None
    return found["who"] if found and not _NEVER.match(found["who"]) else None


def unique_names(names: Iterable[str]) -> tuple[str, ...]:
    """Each name once, at most eight, in the order given."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(key_of(name), name)
    return tuple(seen.values())[:8]


def _is_institution(name: str, outlets: set[str]) -> bool:
    key = key_of(name)
    return key in outlets or bool(_INSTITUTION.search(name))


def _bare_institution(line: str) -> str | None:
    name = re.sub(r"\s*[|•·].*$", "", line).strip(" ,;:-–—")
    return name if 1 < len(name) <= 70 and not _NEVER.match(name) and key_of(name) else None


def _is_fit(name: str) -> bool:
    return bool(key_of(name)) and len(name.split()) <= 6 and 1 < len(name) <= 60 and not _NEVER.match(name)
