"""Which terms of the index a wildcard or a distance stands for, in the order in which Lunr finds them.

Lunr intersects two automata; the order of its answer decides between results of equal score, so the walk is
the same here: a stack of pairs, edges in the order in which a JavaScript object lists its keys.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

STAR = "*"


@dataclass(slots=True)
class Node:
    """A state: where each letter leads, and whether a word may end here; of those that were found, which term does, and all behind it that were taken at once."""

    edges: dict[str, Node] = field(default_factory=dict)
    is_final: bool = False
    term: str | None = None
    rest: list[str] | None = None

    def follow(self, letter: str) -> Node:
        """The state behind a letter, made if there is none."""
        return self.edges.setdefault(letter, Node())

    def takes_all(self) -> bool:
        """True behind a star at the end: whatever comes is let through."""
        return self.is_final and len(self.edges) == 1 and self.edges.get(STAR) is self

    def letters(self) -> list[str]:
        """The letters that lead on: digits first, in their order, then the others as they came."""
        digits = sorted(letter for letter in self.edges if letter in "0123456789")
        return digits + [letter for letter in self.edges if letter not in "0123456789"]


def from_pattern(pattern: str) -> Node:
    """The automaton of a term with stars: a star is any run of letters, none too."""
    root = node = Node()
    for index, letter in enumerate(pattern):
        is_last = index == len(pattern) - 1
        if letter == STAR:
            node.edges[STAR] = node
            node.is_final = is_last
        else:
            following = Node(is_final=is_last)
            node.edges[letter] = following
            node = following
    return root


def from_fuzzy(term: str, distance: int) -> Node:
    """The automaton of all words that are at most `distance` edits away; swapping two letters is one edit."""
    root = Node()
    stack = [(root, distance, term)]
    while stack:
        node, left, rest = stack.pop()
        if rest:
            following = node.follow(rest[0])
            following.is_final |= len(rest) == 1
            stack.append((following, left, rest[1:]))
        if left == 0:
            continue
        inserted = node.follow(STAR)
        inserted.is_final |= not rest
        stack.append((inserted, left - 1, rest))
        if len(rest) > 1:
            stack.append((node, left - 1, rest[1:]))
        if len(rest) == 1:
            node.is_final = True
        if rest:
            replaced = node.follow(STAR)
            replaced.is_final |= len(rest) == 1
            stack.append((replaced, left - 1, rest[1:]))
        if len(rest) > 1:
            stack.append((node.follow(rest[1]), left - 1, rest[0] + rest[2:]))
    return root


def candidates(words: Sequence[str], term: str, distance: int) -> Sequence[str]:
    """The words that a term may stand for, and perhaps others; which are left out does not change Lunr's order.

    An edit touches two neighbouring letters at most: of one piece more than edits, a letter between each two,
    one is whole.
    """
    if distance == 0:
        wanted = re.compile(".*".join(map(re.escape, term.split(STAR))), re.DOTALL)
        return [word for word in words if wanted.fullmatch(word)]
    size = (len(term) - distance) // (distance + 1)
    if size < 1 or STAR in term:
        return words
    pieces = [term[at : at + size] for at in range(0, (distance + 1) * (size + 1), size + 1)]
    low, high = len(term) - distance, len(term) + distance
    return [word for word in words if low <= len(word) <= high and any(piece in word for piece in pieces)]


@dataclass(frozen=True, slots=True)
class Span:
    """All terms of a sorted list that share their first `depth` letters: a state of the vocabulary's automaton."""

    first: int
    end: int
    depth: int


class Vocabulary:
    """The sorted terms of an index, walked as an automaton."""

    def __init__(self, terms: Sequence[str]) -> None:
        self.terms = sorted(terms)

    def children(self, span: Span) -> list[tuple[str, Span]]:
        """Each next letter, and the terms that go on with it."""
        found = []
        at = span.first + self.ends(span)
        if span.end - at == 1:
            # Word by word, or a long one would be copied for each of its letters.
            return [(self.terms[at][span.depth], Span(at, span.end, span.depth + 1))]
        while at < span.end:
            prefix = self.terms[at][: span.depth + 1]
            # No letter below U+10000 comes after U+FFFF.
            end = bisect_left(self.terms, prefix + "\uffff", at, span.end)
            found.append((prefix[-1], Span(at, end, span.depth + 1)))
            at = end
        return found

    def ends(self, span: Span) -> bool:
        """True if a term ends here."""
        return span.first < span.end and len(self.terms[span.first]) == span.depth

    def expand(self, term: str, distance: int = 0) -> list[str]:
        """The terms that a clause's term stands for, in Lunr's order."""
        if distance == 0 and STAR not in term:
            at = bisect_left(self.terms, term)
            return [term] if at < len(self.terms) and self.terms[at] == term else []
        few = Vocabulary(candidates(self.terms, term, distance))
        return listed(few.intersect(from_fuzzy(term, distance) if distance else from_pattern(term)))

    def intersect(self, pattern: Node) -> Node:
        """The automaton of the terms that the pattern lets through."""
        output = Node()
        stack = [(pattern, output, Span(0, len(self.terms), 0))]
        while stack:
            asked, out, span = stack.pop()
            if out.rest is not None:
                continue
            if asked.takes_all() and not out.edges:
                out.rest = as_listed(self.terms[span.first + self.ends(span) : span.end], span.depth)
                continue
            children = self.children(span)
            for wanted in asked.letters():
                following = asked.edges[wanted]
                for letter, below in children:
                    if wanted in (letter, STAR):
                        node = out.follow(letter)
                        if following.is_final and self.ends(below):
                            node.term = self.terms[below.first]
                        stack.append((following, node, below))
        return output


def as_listed(terms: Sequence[str], depth: int) -> list[str]:
    """Sorted terms that share so many letters, in the order in which Lunr lists the automaton of all of them: the way that was shown last first."""

    def key(term: str) -> list[int]:
        # Digits are shown first, then the others, both in order.
        return [58 - code if 48 <= code <= 57 else -code for code in map(ord, term[depth:])]

    return sorted(terms, key=key) if len(terms) > 1 else list(terms)


def listed(root: Node) -> list[str]:
    """The words of an automaton without loops, in the order in which Lunr lists them."""
    found = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.term is not None:
            found.append(node.term)
        found += node.rest or ()
        stack += [node.edges[letter] for letter in node.letters()]
    return found
