"""Which pages of a host show one story: only the first of them may teach what the host repeats."""

from dataclasses import dataclass

from legacy_import.extract.versions import first_versions


@dataclass(frozen=True)
class Block:
    text: str


@dataclass(frozen=True)
class Sheet:
    url: str | None
    blocks: list[Block]


def sheet(url: str | None, *texts: str) -> Sheet:
    return Sheet(url, [Block(text) for text in texts])


def line(number: int) -> str:
    return f"A sentence of the story with the number {number}, long enough to be prose and not a label."


NEWS = [f"A teaser that the news line of the host shows on every page, number {n} of some." for n in range(6)]


def test_pages_with_stories_of_their_own_all_teach() -> None:
    pages = [sheet(f"/{n}", line(n), line(n + 100), *NEWS) for n in range(6)]
    assert first_versions(pages) == pages


def test_a_reworded_or_doubled_page_does_not_teach() -> None:
    pages = [sheet(f"/{n}", line(n), line(n + 100), line(n + 200), *NEWS) for n in range(6)]
    printed = sheet("/print/0", line(0), line(100), line(777), *NEWS)
    same = sheet(None, *(block.text for block in pages[3].blocks))
    assert first_versions([*pages, printed, same]) == pages


def test_one_address_is_one_page_however_it_changed() -> None:
    pages = [sheet("/a", line(1)), sheet("/b", line(2)), sheet("/a", line(3))]
    assert first_versions(pages) == pages[:2]


def test_neighbours_in_the_news_line_are_no_versions() -> None:
    """Teasers move through the line: two pages of a day share many, and are two stories."""
    pages = [
        sheet(
            f"/{n}",
            line(n),
            line(n + 100),
            line(n + 200),
            line(n + 300),
            line(n + 400),
            f"{NEWS[0]} {n // 2}",
        )
        for n in range(12)
    ]
    assert first_versions(pages) == pages
