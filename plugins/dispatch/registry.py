"""Reads the lists beside the dispatches (people, places, outlets) as checked rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dispatch.errors import DispatchError, Where
from dispatch.text import join_words, nearest, one_line
from dispatch.yamltree import Items, Leaf, Pairs, Tree, compose


@dataclass(frozen=True, slots=True)
class Row:
    """One entry: texts, lists of texts, and texts by language, with the place of each."""

    where: Where
    values: dict[str, Tree]
    path: str

    def text(self, key: str) -> str | None:
        """One line of text, None when the key is not there."""
        value = self.values.get(key)
        if value is None or (isinstance(value, Leaf) and value.is_null):
            return None
        if not isinstance(value, Leaf):
            raise self.wrong(key, f"{key} should be one line of text")
        return one_line(value.text) or None

    def required(self, key: str) -> str:
        """The same, for a key that must be there."""
        text = self.text(key)
        if text is None:
            raise DispatchError(f"this entry has no {key}", where=self.where, fix=f"add {key}: …")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; one text is a list of one."""
        value = self.values.get(key)
        if value is None:
            return ()
        items = value.items if isinstance(value, Items) else (value,)
        if not all(isinstance(item, Leaf) for item in items):
            raise self.wrong(key, f"{key} should be a list of texts")
        return tuple(one_line(item.text) for item in items if isinstance(item, Leaf) and not item.is_null)

    def by_language(self, key: str) -> tuple[tuple[str, str], ...]:
        """Pairs of language and text."""
        value = self.values.get(key)
        if value is None:
            return ()
        if not isinstance(value, Pairs):
            raise self.wrong(key, f"{key} should say a text for each language, as az: Bakı")
        return tuple(
            (name.text.strip(), one_line(text.text)) for name, text in value.pairs if isinstance(text, Leaf)
        )

    def number(self, key: str, low: float, high: float) -> float | None:
        """A number between two bounds."""
        text = self.text(key)
        if text is None:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise self.wrong(key, f"{key} is a number from {low:g} to {high:g}, not {text!r}")
        return number

    def truth(self, key: str) -> bool:
        """`true` or nothing."""
        text = self.text(key)
        if text not in {None, "true", "false"}:
            raise self.wrong(key, f"{key} is true or false, not {text!r}")
        return text == "true"

    def wrong(self, key: str, problem: str) -> DispatchError:
        """The error that names the value's place."""
        at = self.values.get(key)
        where = Where(self.path, at.line, at.column) if at else self.where
        return DispatchError(problem, where=where, fix=f"mend {key} on this line")


def read_rows(text: str, path: str, known: Sequence[str]) -> Iterator[Row]:
    """The entries of a YAML list of groups of keys. Raises DispatchError with the place."""
    tree = compose(text, path)
    if tree is None:
        return
    if not isinstance(tree, Items):
        raise DispatchError("this file should be a list", where=Where(path, 1, 1),
                            fix="begin each entry with - name: …")  # fmt: skip
    for item in tree.items:
        yield read_row(item, path, known)


def read_row(item: Tree, path: str, known: Sequence[str]) -> Row:
    """One group of keys, all of them known."""
    where = Where(path, item.line, item.column)
    if not isinstance(item, Pairs):
        raise DispatchError("an entry is a group of keys", where=where, fix="write - name: …")
    values: dict[str, Tree] = {}
    for name, value in item.pairs:
        key, at = name.text.strip(), Where(path, name.line, name.column)
        if key not in known and not key.startswith("x-"):
            near = nearest(key, known)
            fix = f'write "{near}"' if near else f"an entry has {join_words(known)}"
            raise DispatchError(f'unknown key "{key}"', where=at, fix=fix)
        if key in values:
            raise DispatchError(f"{key} stands twice", where=at, fix="delete one of the two")
        values[key] = value
    return Row(where, values, path)
