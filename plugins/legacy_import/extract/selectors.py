"""A recipe applied to a page: its selectors, read with Beautiful Soup, overrule what was found."""

from collections.abc import Sequence
from typing import Protocol

from bs4 import BeautifulSoup

from legacy_import.extract.blocks import Block, linearise
from legacy_import.extract.extraction import Found, Notes, Picture
from legacy_import.extract.reading import Reading
from legacy_import.extract.recipes import Recipe
from legacy_import.extract.tree import clean_text, parse_tree, tidy
from legacy_import.extract.visible_dates import find_moment, read_iso

__all__ = ["apply_recipe"]


class Settled(Protocol):
    """The fields a recipe may overrule."""

    title: Found[str] | None
    bylines: Found[tuple[str, ...]] | None
    published: Found[str] | None
    section: Found[str] | None
    picture: Found[Picture] | None
    notes: Notes


def apply_recipe(recipe: Recipe, reading: Reading, body: list[Block], fields: Settled) -> list[Block]:
    """Overrule `fields` in place and give the body's blocks."""
    soup = BeautifulSoup(reading.decoded.text, "lxml")
    for selector in recipe.drop:
        for element in soup.select(selector):
            fields.notes.drop(clean_text(element.get_text(" ")), recipe.name)
            element.decompose()
    title = _first(soup, recipe.title)
    if title:
        fields.title = Found(title, recipe.name, 0.97)
    section = _first(soup, recipe.section)
    if section:
        fields.section = Found(section, recipe.name, 0.97)
    _overrule_people(soup, recipe, fields)
    date = _first(soup, recipe.date)
    moment = (read_iso(date) or find_moment(date, None)) if date else None
    if moment:
        fields.published = Found(moment, recipe.name, 0.97)
    caption, credit = _first(soup, recipe.caption), _first(soup, recipe.credit)
    if caption or credit:
        address = fields.picture.value.url if fields.picture else None
        fields.picture = Found(Picture(address, caption, credit), recipe.name, 0.97)
    return _body(soup, recipe, body)


def _first(soup: BeautifulSoup, selector: str | None) -> str | None:
    element = soup.select_one(selector) if selector else None
    if element is None:
        return None
    for key in ("content", "datetime"):
        value = element.get(key)
        if isinstance(value, str) and value:
            return clean_text(value)
    return clean_text(element.get_text(" ")) or None


def _overrule_people(soup: BeautifulSoup, recipe: Recipe, fields: Settled) -> None:
    from dispatch.printed import parse_byline

    if not recipe.byline:
        return
    names: list[str] = []
    for element in soup.select(recipe.byline):
        signature = parse_byline(clean_text(element.get_text(" ")))
        names += [name for name in (signature.bylines if signature else ()) if name not in names]
    if names:
        fields.bylines = Found(tuple(names), recipe.name, 0.97)


def _body(soup: BeautifulSoup, recipe: Recipe, body: Sequence[Block]) -> list[Block]:
    chosen = soup.select(recipe.body) if recipe.body else []
    parts = [str(part) for part in chosen]
    tree = parse_tree(f"<html><body>{''.join(parts)}</body></html>") if parts else None
    if tree is None:
        return list(body)
    return [block for block in linearise(tidy(tree)) if block.text or block.images]
