"""The order in which many pages are read: those of a host together, so many at a time that memory stays flat."""

import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

__all__ = ["host_of", "waves"]

_PAGES = 480
_COMPANY = 240
_WAVE_BYTES = 24_000_000
_COMPANY_BYTES = 12_000_000
_ALONE_BYTES = 2_000_000


def host_of(url: str | None) -> str:
    """The host of an address; empty where there is none."""
    try:
        return sys.intern(urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return ""


def waves(pages: Sequence[tuple[str, int]]) -> Iterator[list[int]]:
    """Cut pages, given as (host, size in bytes), into lists of their numbers; each page is in exactly one.

    A host's pages stay together as far as the limits let them; an outsized page goes alone.
    """
    wave: list[int] = []
    size = 0
    for company in _companies(pages):
        weight = sum(pages[number][1] for number in company)
        if wave and (len(wave) + len(company) > _PAGES or size + weight > _WAVE_BYTES):
            yield wave
            wave, size = [], 0
        wave += company
        size += weight
    if wave:
        yield wave


def _companies(pages: Sequence[tuple[str, int]]) -> Iterator[list[int]]:
    hosts: dict[str, list[int]] = defaultdict(list)
    for number, (host, _size) in enumerate(pages):
        hosts[host.removeprefix("www.")].append(number)
    for members in hosts.values():
        company: list[int] = []
        size = 0
        for number in members:
            weight = pages[number][1]
            if weight > _ALONE_BYTES:
                yield [number]
                continue
            if company and (len(company) >= _COMPANY or size + weight > _COMPANY_BYTES):
                yield company
                company, size = [], 0
            company.append(number)
            size += weight
        if company:
            yield company
