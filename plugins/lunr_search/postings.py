"""Reads shards of terms and of places; `client/postings.js` and `client/phrases.js` are the twins."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lunr_search.bits import Bits
from lunr_search.shards import read_forms, unpacked
from lunr_search.varint import Cursor

# Per field of a term: document → the numbers of its words.
Places = list[dict[int, list[int]]]


@dataclass(frozen=True, slots=True)
class Piece:
    """What a term has in one language and field: documents, counts, the lengths of the field; and of an exact form which of its base's postings these are."""

    language: int
    field: int
    documents: array[int]
    counts: array[int]
    lengths: array[int]
    of_base: tuple[Piece, list[int]] | None = None


@dataclass(frozen=True, slots=True)
class Postings:
    """A term as a shard has it: the word at which it stands first, and per field documents, counts, and lengths of that field; None where it is not."""

    term: str
    first: int
    fields: list[tuple[array[int], array[int], array[int]] | None]
    pieces: list[Piece]
    is_part: bool

    @property
    def start(self) -> tuple[int, int]:
        """Its first document, and the first field there."""
        return min((rows[0][0], at) for at, rows in enumerate(self.fields) if rows)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Sorts terms as Lunr's builder meets them: by document, field, word, and of one word by code point."""
        return *self.start, self.first, self.term

    def at(self, document: int, field: int) -> tuple[int, int]:
        """How often it stands in a field of a document, and how long that is."""
        documents, counts, lengths = self.fields[field] or ((), (), ())
        where = documents.index(document)
        return counts[where], lengths[where]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the codes hang on: for each language its first document and how many it has; for each document the length of the `main` field; for each field its mean length, rounded down."""

    starts: Sequence[int]
    sizes: Sequence[int]
    lengths: Sequence[int]
    main: int
    means: Sequence[int]


def read_term_shard(data: bytes, shape: Shape) -> dict[str, Postings]:
    """The postings of each term of a shard."""
    cursor = Cursor(unpacked(data))
    words, is_part = read_forms(cursor)
    kinds = cursor.numbers(len(words))
    streams = [Bits(cursor.take(size)) for size in cursor.numbers(5)]
    found: dict[str, Postings] = {}
    base = None
    for word, kind, part in zip(words, kinds, is_part, strict=True):
        term = read_term(word, kind, base if part else None, streams, shape)
        base = base if part else term
        found[word] = term
    return found


def read_term(word: str, kind: int, base: Postings | None, streams: Sequence[Bits], shape: Shape) -> Postings:
    """The next term; `base` is that of which it is a part."""
    heads, *others, firsts = streams
    pieces = []
    for language, field, count, more in list(read_heads(heads, kind, shape)):
        known = [one for one in base.pieces if (one.language, one.field) == (language, field)] if base else []
        pieces.append(read_piece((language, field, count, more), known, others, shape))
    fields: list[tuple[array[int], array[int], array[int]] | None] = []
    for field in range(len(shape.means)):
        own = [piece for piece in pieces if piece.field == field]
        columns = [array("I"), array("I"), array("I")]
        for piece in own:
            for column, part in zip(columns, (piece.documents, piece.counts, piece.lengths), strict=True):
                column.extend(part)
        fields.append((columns[0], columns[1], columns[2]) if own else None)
    found = Postings(word, 0, fields, pieces, base is not None)
    document, field = found.start
    if base and base.start == found.start and base.at(document, field)[0] == 1:
        first = base.first
    else:
        first = firsts.plain(found.at(document, field)[1])
    return Postings(word, first, fields, pieces, base is not None)


def read_heads(heads: Bits, kind: int, shape: Shape) -> Iterator[tuple[int, int, int, int]]:
    """For each list of a term: language, field, number of postings, how many more times it stands there."""
    width = len(shape.means)
    mask, only = kind & (1 << width) - 1, kind >> width
    languages = range(len(shape.sizes)) if not only else range(only - 1, only)
    for language in languages:
        for field in range(width):
            if mask >> field & 1:
                count = heads.gamma() - (len(languages) > 1)
                if count:
                    yield language, field, count, heads.gamma() - 1


def read_piece(
    head: tuple[int, int, int, int], base: Sequence[Piece], streams: Sequence[Bits], shape: Shape
) -> Piece:
    """The next list."""
    documents, counts, lengths = streams
    language, field, count, more = head
    space = len(base[0].documents) if base else shape.sizes[language]
    numbers = list(read_numbers(documents, count, space))
    if base:
        found = array("I", [base[0].documents[at] for at in numbers])
        length = array("I", [base[0].lengths[at] for at in numbers])
    else:
        found = array("I", [shape.starts[language] + number for number in numbers])
        is_main = field == shape.main
        mean = shape.means[field]
        length = array("I", [shape.lengths[at] if is_main else read_length(lengths, mean) for at in found])
    times = array("I", read_counts(counts, count, more))
    return Piece(language, field, found, times, length, (base[0], numbers) if base else None)


def read_length(stream: Bits, mean: int) -> int:
    """How long a field is, as twice what it is more than the mean, or twice what it is less, less 1."""
    found = stream.rice(max(mean.bit_length() - 3, 0))
    return mean - (found + 1 >> 1) if found & 1 else mean + (found >> 1)


def read_counts(stream: Bits, count: int, more: int) -> list[int]:
    """How often each of `count` documents has a term that stands `more` times in them beside once in each."""
    others = count - 1
    if more <= others:
        again = set(read_numbers(stream, more, count + more - 1))
        is_new = [at not in again for at in range(count + more - 1)]
    else:
        new = set(read_numbers(stream, others, count + more - 1))
        is_new = [at in new for at in range(count + more - 1)]
    found = [1]
    for new_one in is_new:
        if new_one:
            found.append(1)
        else:
            found[-1] += 1
    return found


def read_numbers(stream: Bits, count: int, space: int) -> Iterator[int]:
    """Rising numbers below `space`, as the gaps between them."""
    if count == 1:
        yield stream.plain(space)
        return
    low, number = rice_low(space, count) if count else 0, -1
    for _ in range(count):
        number += 1 + (0 if count == space else stream.rice(low))
        yield number


def rice_low(space: int, count: int) -> int:
    """The `r` that suits so many numbers below `space`."""
    return max((space * 11 // (count * 16)).bit_length() - 1, 0)


def read_place_shard(data: bytes, terms: dict[str, Postings]) -> dict[str, Places]:
    """For each term, per field: document → the numbers of the words at which it stands."""
    stream = Bits(unpacked(data))
    found: dict[str, Places] = {}
    base: Places = []
    for term, postings in terms.items():
        by_base = postings.is_part and stream.bits(1)
        places: Places = [{} for _ in postings.fields]
        found[term] = places
        start = None if postings.is_part else postings.start
        for piece in postings.pieces:
            for document, count, length in zip(piece.documents, piece.counts, piece.lengths, strict=True):
                if by_base:
                    known = base[piece.field][document]
                    numbers = [known[at] for at in read_numbers(stream, count, len(known))]
                elif start == (document, piece.field):
                    behind = postings.first + 1
                    rest = read_numbers(stream, count - 1, length - behind)
                    numbers = [postings.first, *(behind + number for number in rest)]
                else:
                    numbers = list(read_numbers(stream, count, length))
                places[piece.field][document] = numbers
        base = base if postings.is_part else places
    return found
