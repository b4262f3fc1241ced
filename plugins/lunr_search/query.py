"""Lunr's query language: a line of text into clauses; `client/query.js` is its twin.

What Lunr's own parser would refuse is read as plain words: whatever a person types is a query.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lunr_search.analysis import query_terms, terms

OPTIONAL, REQUIRED, PROHIBITED = "optional", "required", "prohibited"
# Where Lunr's lexer cuts words.
SEPARATOR = re.compile(r"[\s\-]")
# More letters apart than these, and every word is near every other.
FARTHEST = 3
MOST_DIGITS = 15


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


def read_query(text: str, fields: Sequence[str]) -> list[Clause]:
    """The clauses of a query, their terms analysed.

    Raises nothing: text that is no query of Lunr's is searched for word by word.
    """
    try:
        parsed = list(parse(text, fields))
    except NotAQueryError:
        return [Clause(term, tuple(fields)) for term in terms(text)]
    return [replace(clause, term=term) for clause in parsed for term in query_terms(clause.term)]


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
            clause = Clause(lexeme.text.lower(), named, presence=presence)
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
