"""Headline and date as the pages of one make show them: in each other's lists, in the title element, in one place."""

import re

from legacy_import.extract.chrome import Template, plain_address
from legacy_import.extract.extraction import Found
from legacy_import.extract.reading import Reading
from legacy_import.extract.titles import key_of
from legacy_import.extract.visible_dates import find_moment

__all__ = ["date_from_template", "title_from_template"]


def title_from_template(reading: Reading, template: Template | None) -> Found[str] | None:
    """Vote on the headline with the host's help; None where the host has nothing to add."""
    if template is None:
        return None
    votes: dict[str, float] = {}
    texts: dict[str, tuple[str, str]] = {}

    def vote(text: str | None, where: str, weight: float) -> None:
        key = key_of(text or "")
        if text and key:
            votes[key] = votes.get(key, 0) + weight
            texts.setdefault(key, (text.strip(), where))

    for text, count in template.linked_titles.get(plain_address(reading.url), {}).items():
        vote(text, "links on other pages", min(count, 3) * 1.2)
    start, end = template.title_affixes
    tag = reading.sheet.title_tag
    if tag and (start or end) and len(tag) > len(start) + len(end):
        bare = tag[len(start) : len(tag) - len(end) if end else None]
        vote(bare, "title element less what the host repeats", 2.5)
    for level, text, element in reading.evidence.headings:
        if _recurs(text, template):
            continue
        vote(text, "heading", (2.0 if level == 1 else 1.2) if element.find(".//a") is None else 0.4)
    vote(reading.evidence.first("og:title"), "og:title", 1.5)
    if not votes:
        return None
    best = max(votes, key=lambda key: votes[key])
    if votes[best] < 2.4:
        return None
    text, where = texts[best]
    return Found(text, where, min(0.99, 0.7 + 0.08 * votes[best]))


def _recurs(text: str, template: Template) -> bool:
    return (
        sum(count for (_make, words), count in template.repeated.items() if words == text and count > 1) > 1
    )


def date_from_template(
    reading: Reading, template: Template | None, lang: str | None
) -> tuple[Found[str], str] | None:
    """Give the date from where the host prints it, with the line it stands in."""
    if template is None or template.date_make is None:
        return None
    for make, block in zip(reading.sheet.makes, reading.sheet.blocks, strict=True):
        if make != template.date_make or len(block.text) > 120:
            continue
        for line in block.lines:
            moment = find_moment(line, lang)
            if moment and re.search(r"\d", line):
                return Found(moment, "the host's place for the date", 0.93), line
    return None
