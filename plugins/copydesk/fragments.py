"""Parts that stand on many pages alike: a dispatch in a list, a step along one, head and foot of every page.

The theme draws them as macros without context, so that what a part depends on is what it is given; a quick build
draws each once and keeps it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from copydesk.interface import Words
from copydesk.related import Link
from copydesk.settings import Settings
from copydesk.views import View
from dispatch.record import Dispatch

# Stands for the way to the site's root in what is kept. A noncharacter: no text holds it (`dispatch.text.clean`).
_ROOT = "\ufdd2"
# Stands for the line below an item.
_ALSO = "\ufdd3"
# How much is kept as a page shows it: what the pages that are printed one after the other have in common. So much again
# is kept of what was shown before that.
_NEAR = 8192
NOTHING = Markup("")


def _safe(text: str) -> Markup:
    """A text that a macro has escaped; what `Markup` itself asks of a value costs more than to make one."""
    return str.__new__(Markup, text)


@lru_cache
def _tongue(lang: str, words: Words, around: Words) -> Markup:
    said = Markup(' lang="{}"').format(lang)
    turned = words.direction != around.direction
    return said + Markup(' dir="{}"').format(words.direction) if turned else said


@dataclass(frozen=True)
class Where:
    """The page a part stands on: its language, the way from it to the site's root, the interface's words."""

    lang: str
    root: str
    interface: Callable[[str], Words]

    @cached_property
    def words(self) -> Words:
        """The interface in the page's language."""
        return self.interface(self.lang)

    def tongue(self, lang: str) -> Markup:
        """The language of a part that is not in the page's, and its direction where that differs."""
        return NOTHING if lang == self.lang else _tongue(lang, self.interface(lang), self.words)


class Fragments:
    """Draws the parts; `remember` keeps each, by all that it depends on."""

    def __init__(
        self,
        env: Environment,
        settings: Settings,
        words: Callable[[str], Words],
        view_of: Callable[[Dispatch], View],
        *,
        remember: bool = False,
    ) -> None:
        self._env = env
        self._settings = settings
        self._words = words
        self._view_of = view_of
        # As UTF-8: a text with one letter that is not of Latin-1 would take two bytes a letter or more.
        self._kept: dict[Hashable, bytes] | None = {} if remember else None
        # What was drawn, as the pages printed just now show it, cut where an item's lower line goes.
        self._near: dict[tuple[Hashable, str], list[str]] = {}
        self._less_near: dict[tuple[Hashable, str], list[str]] = {}
        self._anywhere = cache(lambda lang: Where(lang, _ROOT, words))
        self._macros: dict[str, Any] = {}

    def context(self) -> dict[str, Any]:
        """The functions as templates call them."""
        return {"item": self.item, "step": self.step, "masthead": self.masthead, "foot": self.foot,
                "where": self.where, "tongue": self.tongue}  # fmt: skip

    def item(
        self,
        dispatch: Dispatch,
        lang: str,
        root: str,
        level: str = "h3",
        standfirst: bool = True,
        shared: tuple[Link, ...] = (),
    ) -> Markup:
        """One dispatch in a list."""
        view = self._view_of(dispatch)
        links = shared or view.translations
        key = "item", dispatch.slug, dispatch.lang, lang, level, standfirst
        parts = self._parts(key, lang, root, lambda at: self._macro("item", "item")(
            at, view, level, standfirst, _ALSO))  # fmt: skip
        # What is shared differs from page to page, the rest does not.
        also = self._drawn(("also", links), lang, root, lambda at: self._macro("item", "also")(at, links)) \
            if links else NOTHING  # fmt: skip
        return _safe(str.join(also, parts))

    def step(self, rel: str, dispatch: Dispatch | None, lang: str, root: str) -> Markup:
        """One step along a list: back, or on, or that it ends here."""
        key = "step", rel, dispatch and (dispatch.slug, dispatch.lang), lang
        return self._drawn(key, lang, root, lambda at: self._macro("strand", "step")(
            at, rel, self._view_of(dispatch) if dispatch else None))  # fmt: skip

    def masthead(
        self, lang: str, root: str, here: str, tongues: tuple[Link, ...], home: Sequence[int] | None = None
    ) -> Markup:
        """The head of every page; `home`: how many places there are, and the first year, on the front page only."""
        key = "masthead", lang, here, home is not None
        return self._drawn(key, lang, root, lambda at: self._macro("masthead", "masthead")(
            at, self._settings, here, tongues, home))  # fmt: skip

    def foot(self, lang: str, root: str, pages: Sequence[Any]) -> Markup:
        """The foot of every page."""
        draw = self._macro("foot", "foot")
        return self._drawn(("foot", lang), lang, root, lambda at: draw(at, self._settings, pages))

    def where(self, view: View, lang: str, root: str) -> Markup:
        """Where and when, above a headline."""
        return Markup(self._macro("item", "where")(Where(lang, root, self._words), view))  # noqa: S704

    def tongue(self, lang: str, page_lang: str) -> Markup:
        """What `Where.tongue` says."""
        return Where(page_lang, "", self._words).tongue(lang)

    def _drawn(self, key: Hashable, lang: str, root: str, draw: Callable[[Where], object]) -> Markup:
        return _safe("".join(self._parts(key, lang, root, draw)))

    def _parts(self, key: Hashable, lang: str, root: str, draw: Callable[[Where], object]) -> list[str]:
        """What is drawn, cut at the places for an item's lower line."""
        if self._kept is None:
            return str(draw(Where(lang, root, self._words))).split(_ALSO)
        near = key, root
        parts = self._near.get(near)
        if parts is None:
            if len(self._near) >= _NEAR:
                self._near, self._less_near = {}, self._near
            parts = self._less_near.get(near)
            if parts is None:
                parts = self._as_shown(self._kept, key, lang, draw).replace(_ROOT, root).split(_ALSO)
            self._near[near] = parts
        return parts

    def _as_shown(
        self, kept: dict[Hashable, bytes], key: Hashable, lang: str, draw: Callable[[Where], object]
    ) -> str:
        """What is drawn, or was and is kept, with a sign for the way to the site's root."""
        known = kept.get(key)
        if known is not None:
            return known.decode()
        text = str(draw(self._anywhere(lang)))
        kept[key] = text.encode()
        return text

    def _macro(self, file: str, name: str) -> Any:
        macro = self._macros.get(name)
        if macro is None:
            module = self._env.get_template(f"macros/{file}.html").module
            macro = self._macros[name] = getattr(module, name)
        return macro
