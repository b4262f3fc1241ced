"""Lunr's query language and phrases: a line of text into clauses; `client/query.js` is its twin.

What Lunr's own parser would refuse is read as plain words: whatever a person types is a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lunr_search.analysis import LangOf, analyse_query, each, lowered
from lunr_search.common_words import COMMON

OPTIONAL, REQUIRED, PROHIBITED = "optional", "required", "prohibited"
# Where Lunr's lexer cuts words.
SEPARATOR = re.compile("[\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff-]")
# More letters apart than these, and every word is near every other.
FARTHEST = 3
MOST_DIGITS = 15
# Straight, curly and angle quotation marks; a sign and a field may stand before them.
PHRASE = re.compile(r'(?<!\\)(?P<sign>[+-]?)(?P<name>[a-z]+:)?["“”„«](?P<text>[^"“”„«»]*)["“”»]')


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition: a term (stars in it are wildcards), where, how strongly, and whether it must or must not match.

    An edit distance of 0 means that letters must agree.
    """

    term: str
    fields: tuple[str, ...]
    boost: float = 1
    presence: str = OPTIONAL
    edit_distance: int = 0
    # Whether it is for another form of a word than its key.
    is_form: bool = field(default=False, compare=False)

    @property
    def wildcard(self) -> int:
        """Lunr's own number: 1 for a leading star, 2 for a trailing one, 3 for both."""
        return self.term.startswith("*") + 2 * self.term.endswith("*")


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of a query: a field, term, presence, boost or distance, and its text."""

    kind: str
    text: str


class NotAQueryError(Exception):
    """Lunr's parser would refuse this text."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that must stand one after another in one of the fields; for each its forms, the key first."""

    words: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    is_prohibited: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A query as it was understood. The words of a phrase are clauses too, unless it is prohibited."""

    clauses: list[Clause]
    phrases: list[Phrase]


def read_query(text: str, fields: Sequence[str], lang: LangOf) -> Query:
    """The clauses of a query and its phrases, their words analysed in the query's language, or each in its own.

    Raises nothing: text that is no query of Lunr's is searched for word by word.
    """
    rest, quoted = take_phrases(text, fields, lang)
    clauses: list[Clause] = []
    try:
        for clause in telling(list(parse(rest, fields)), fields, lang):
            for forms in analyse_query(clause.term, lang):
                clauses += with_forms(clause, forms)
    except NotAQueryError:
        plain = Clause("", tuple(fields))
        clauses = [
            one for forms in analyse_query(rest.replace("*", " "), lang) for one in with_forms(plain, forms)
        ]
    for phrase in quoted:
        if not phrase.is_prohibited:
            # The places of the words require them; Lunr's own presence would, of each word, require one form.
            may = Clause("", phrase.fields)
            clauses += [one for forms in phrase.words for one in with_forms(may, forms)]
    # A word said twice is asked for once: in long questions repeated words are the least telling (measured on Cranfield).
    return Query(list(dict.fromkeys(clauses)), quoted)


def telling(clauses: Sequence[Clause], fields: Sequence[str], lang: LangOf) -> Sequence[Clause]:
    """The clauses without the commonest words of their language; all of them if nothing else is asked."""
    language_of = each(lang)

    def is_common(word: str) -> bool:
        own = language_of(word)
        return lowered(word, own) in COMMON.get(own, frozenset[str]())

    rest = [
        clause
        for clause in clauses
        if clause != Clause(clause.term, tuple(fields)) or not is_common(clause.term)
    ]
    return rest or clauses


def with_forms(clause: Clause, forms: Sequence[str]) -> Iterator[Clause]:
    """The clause for a word's key, and optional ones for its other forms, which only raise the score."""
    yield replace(clause, term=forms[0])
    if clause.presence != PROHIBITED:
        for form in forms[1:]:
            yield replace(clause, term=form, presence=OPTIONAL, edit_distance=0, is_form=True)


def take_phrases(text: str, fields: Sequence[str], lang: LangOf) -> tuple[str, list[Phrase]]:
    """The text without what stands in quotation marks, and the phrases; one word in marks is a plain word."""
    phrases: list[Phrase] = []

    def take(match: re.Match[str]) -> str:
        words = tuple(analyse_query(match["text"].replace("*", " "), lang))
        if len(words) < 2:
            return " ".join((match["sign"] + (match["name"] or "") + match["text"]).split("\n"))
        named = (match["name"] or "")[:-1]
        known = (named,) if named in fields else tuple(fields)
        phrases.append(Phrase(words, known, match["sign"] == "-"))
        return " " if not named or named in fields else f" {named} "

    return PHRASE.sub(take, text), phrases


def parse(text: str, fields: Sequence[str]) -> Iterator[Clause]:
    """The clauses as written, their terms not analysed yet. Raises NotAQueryError as Lunr's parser would."""
    clause: Clause | None = None
    presence, named = OPTIONAL, tuple(fields)
    # What must come next: a term after a field, a field or term after a presence.
    wants: tuple[str, ...] = ()
    for lexeme in lex(text):
        if wants and lexeme.kind not in wants:
            raise NotAQueryError(lexeme.kind)
        wants = ()
        if lexeme.kind in {"boost", "distance"}:
            if clause is None:
                raise NotAQueryError(lexeme.kind)
            clause = with_number(clause, lexeme)
            continue
        if clause is not None:
            yield clause
            clause = None
        if lexeme.kind == "presence":
            presence, wants = REQUIRED if lexeme.text == "+" else PROHIBITED, ("field", "term")
        elif lexeme.kind == "field":
            if lexeme.text not in fields:
                raise NotAQueryError(lexeme.text)
            named, wants = (lexeme.text,), ("term",)
        else:
            clause = Clause(lexeme.text, named, presence=presence)
            presence, named = OPTIONAL, tuple(fields)
    if wants:
        raise NotAQueryError("a term is missing at the end")
    if clause is not None:
        yield clause


def with_number(clause: Clause, lexeme: Lexeme) -> Clause:
    """The clause with its boost or edit distance."""
    if not 0 < len(lexeme.text) <= MOST_DIGITS:
        raise NotAQueryError(lexeme.text)
    number = int(lexeme.text)
    if lexeme.kind == "boost":
        return replace(clause, boost=number)
    return replace(clause, edit_distance=min(number, FARTHEST))


def lex(text: str) -> list[Lexeme]:
    """A query cut into lexemes, as Lunr cuts it: a backslash keeps the next character from meaning anything."""
    found: list[Lexeme] = []
    at, length = 0, len(text)
    word = ""
    # True once anything, a backslash too, stands before this place in the word.
    begun = False
    while at < length:
        character = text[at]
        if character == "\\":
            word += text[at + 1 : at + 2]
            begun = True
            at += 2
            continue
        at += 1
        if character in "~^":
            if begun:
                found.append(Lexeme("term", word))
            digits = re.compile("[0-9]*").match(text, at)
            number = digits[0] if digits else ""
            found.append(Lexeme("distance" if character == "~" else "boost", number))
            at += len(number)
        elif character == ":":
            found.append(Lexeme("field", word))
        elif character in "+-" and not begun:
            found.append(Lexeme("presence", character))
        elif SEPARATOR.match(character):
            if begun:
                found.append(Lexeme("term", word))
        else:
            word += character
            begun = True
            continue
        word, begun = "", False
    if begun:
        found.append(Lexeme("term", word))
    return found
