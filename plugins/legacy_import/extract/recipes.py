"""A host's recipe, written by hand: a few selectors in YAML that overrule what would be found by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import yaml

from legacy_import.errors import ExtractError

__all__ = ["Recipe", "parse_recipes", "recipe_for"]


@dataclass(frozen=True, slots=True)
class Recipe:
    """CSS selectors for the pages of some hosts; what is None is found as on any other page."""

    hosts: tuple[str, ...]
    title: str | None = None
    byline: str | None = None
    date: str | None = None
    body: str | None = None
    section: str | None = None
    caption: str | None = None
    credit: str | None = None
    drop: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the evidence calls it."""
        return f"recipe for {self.hosts[0]}"


def parse_recipes(text: str, where: str = "recipes.yaml") -> list[Recipe]:
    """Read a YAML list of recipes; raises ExtractError that names the unknown key or the missing hosts."""
    try:
        rows = yaml.safe_load(text) or []
    except yaml.YAMLError as error:
        raise ExtractError(f"{where} is not YAML: {str(error).splitlines()[0]}.") from None
    if not isinstance(rows, list):
        raise ExtractError(
            f"{where} must be a list of recipes.", fix="begin each recipe with `- hosts: [old.example]`"
        )
    return [_recipe(row, where) for row in rows]


def _recipe(row: object, where: str) -> Recipe:
    if not isinstance(row, Mapping) or not row.get("hosts"):
        raise ExtractError(f"A recipe in {where} names no hosts.", fix="write `- hosts: [old.example]`")
    known = {field.name for field in fields(Recipe)}
    for key in row:
        if key not in known:
            raise ExtractError(
                f"{where}: a recipe has no key {key!r}.", fix=f"use one of: {', '.join(sorted(known))}"
            )
    hosts, drop = row["hosts"], row.get("drop") or ()
    values = {key: str(row[key]) for key in known - {"hosts", "drop"} if row.get(key)}
    return Recipe(
        hosts=tuple(map(str, hosts)) if isinstance(hosts, list) else (str(hosts),),
        drop=tuple(map(str, drop)) if isinstance(drop, (list, tuple)) else (str(drop),),
        **values,
    )


def recipe_for(recipes: Sequence[Recipe], host: str | None) -> Recipe | None:
    """The first recipe whose hosts name `host`, with or without `www.`."""
    bare = (host or "").lower().removeprefix("www.")
    for recipe in recipes:
        if any(bare == name.lower().removeprefix("www.") for name in recipe.hosts):
            return recipe
    return None
