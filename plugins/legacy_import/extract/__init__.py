"""From bytes to an Extraction: a pure function, without files, clock or network."""

from legacy_import.extract.extraction import Dropped, Extraction, Found, Page, Picture, Place
from legacy_import.extract.pages import extract_pages
from legacy_import.extract.recipes import Recipe, parse_recipes

__all__ = [
    "Dropped",
    "Extraction",
    "Found",
    "Page",
    "Picture",
    "Place",
    "Recipe",
    "extract_pages",
    "parse_recipes",
]
