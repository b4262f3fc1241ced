"""What a build is asked for, and what its pages are printed with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from copydesk.quick_templates import hasten
from copydesk.stylesheet import join_stylesheet
from newsroom.house import House, is_stock
from newsroom.pelican_run import open_house, template_variables
from newsroom.texts import Texts

CONFIG = "pelicanconf.py"


class NotQuickError(Exception):
    """This archive has to be built by Pelican; the text says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked for: the archive, its output, with the search or without, with drafts or without."""

    content: Path
    out: Path
    search: bool
    preview: bool

    @property
    def override(self) -> dict[str, Any]:
        """What the settings file is told."""
        return {"COPYDESK_PREVIEW": self.preview}


@dataclass(frozen=True, slots=True)
class Theme:
    """What pages are printed with: Pelican's settings, the environment of the templates, the stylesheet."""

    settings: dict[str, Any]
    env: Environment
    css: str

    @classmethod
    def of(cls, asked: Asked, house: House, texts: Texts, *, is_known: bool) -> Theme:
        """The theme of a house. Raises NotQuickError where only Pelican prints it; it does not where that `is_known`."""
        plugins = house.settings.get("PLUGINS", ())
        settings, env = open_house(CONFIG, asked.content, asked.out, asked.override, plugins)
        reason = None if is_known else is_stock(house.settings, template_variables(env))
        if reason:
            raise NotQuickError(reason)
        env.bytecode_cache = texts.code(house.base)
        hasten(env)
        return cls(settings, env, join_stylesheet(Path(settings["THEME"]) / "static" / "css"))
