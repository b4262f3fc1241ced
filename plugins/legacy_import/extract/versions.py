"""One story on several pages of a host: its text must not pass for what the host repeats."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

__all__ = ["first_versions"]

# A block of so many characters is prose; shorter ones (names, places, dates) recur by themselves.
_PROSE = 60
_SAME = 0.6


class _Block(Protocol):
    @property
    def text(self) -> str: ...


class _Sheet(Protocol):
    @property
    def url(self) -> str | None: ...

    @property
    def blocks(self) -> Sequence[_Block]: ...


_S = TypeVar("_S", bound=_Sheet)


def first_versions(sheets: Sequence[_S]) -> list[_S]:
    """The pages without those that only show an earlier one's story again.

    Such a page has the same address, the same text altogether, or shares most of the prose that
    few pages have.
    """
    prose = [{block.text for block in sheet.blocks if len(block.text) > _PROSE} for sheet in sheets]
    holders = Counter(text for texts in prose for text in texts)
    few = max(2 if len(sheets) < 6 else 3, int(len(sheets) * 0.15))
    own = [{text for text in texts if holders[text] <= few} for texts in prose]
    by_text: dict[str, list[int]] = defaultdict(list)
    by_address: dict[str, int] = {}
    by_whole: dict[tuple[str, ...], int] = {}
    first: list[_S] = []
    for number, sheet in enumerate(sheets):
        whole = tuple(block.text for block in sheet.blocks if block.text)
        known = (sheet.url and sheet.url in by_address) or (whole and whole in by_whole)
        if not known and not _repeats(number, own, by_text):
            first.append(sheet)
            for text in own[number]:
                by_text[text].append(number)
        if sheet.url:
            by_address.setdefault(sheet.url, number)
        by_whole.setdefault(whole, number)
    return first


def _repeats(number: int, own: Sequence[set[str]], by_text: Mapping[str, Sequence[int]]) -> bool:
    """Whether most of a page's own prose stands on one page before it, or the other way round."""
    shared: Counter[int] = Counter()
    for text in own[number]:
        for other in by_text.get(text, ()):
            shared[other] += len(text)
    mass = sum(map(len, own[number]))
    return any(size >= _SAME * min(mass, sum(map(len, own[other]))) for other, size in shared.items())
