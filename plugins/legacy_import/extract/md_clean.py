"""Imported HTML made safe and simple: what an archive keeps, addresses final, pictures by number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from bs4 import BeautifulSoup, NavigableString, Tag

from legacy_import.extract.md_text import safe_address, without_invisible

__all__ = ["BLOCKS", "EMPHASIS", "Source", "clean_html", "read_source"]

_TAGS = frozenset(
    [
        "a", "abbr", "b", "blockquote", "br", "caption", "code", "dd", "del", "div", "dl", "dt", "em",
        "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
        "li", "ol", "p", "pre", "q", "s", "samp", "strong", "sub", "sup", "table", "tbody", "td",
        "tfoot", "th", "thead", "tr", "ul",
    ]
)  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"}, "abbr": {"title"},
}  # fmt: skip
_UNREAD = frozenset(
    [
        "script", "style", "title", "template", "noscript", "textarea", "iframe", "svg", "math", "xmp",
    ]
)  # fmt: skip
BLOCKS = frozenset(
    [
        "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "li", "ol", "p", "pre", "table", "ul",
    ]
)  # fmt: skip
EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}


def clean_html(html: str) -> str:
    """Give `html` with only what an archive keeps: no script, style, handler or foreign scheme."""
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags=set(_UNREAD),
    )


@dataclass(frozen=True, slots=True)
class Source:
    """A fragment ready to be written: `soup` is clean, `pictures` maps the names in its `src` to addresses."""

    soup: BeautifulSoup
    pictures: Mapping[str, str]

    def named(self, markdown: str) -> str:
        """Put the addresses of the pictures in the place of their names."""
        return _NAMED.sub(self._address, markdown)

    def _address(self, found: re.Match[str]) -> str:
        address = self.pictures.get(found[2], found[2])
        if found[1] == '"':
            return f'"{escape(address)}"'
        return f"(<{address}>)" if re.search(r"[()*_\[\]]", address) else f"({address})"


# Letters only, so that no sign of Markdown or of an address is in it; nobody writes it by chance.
_NAME = re.compile(r"stringerpicture\d+x")
_NAMED = re.compile(r'([("])(stringerpicture\d+x)[)"]')


def read_source(html: str, base: str | None = None) -> Source:
    """Clean a fragment, make its addresses absolute on `base`, and mend what no Markdown can say otherwise."""
    soup = BeautifulSoup(clean_html(_NAME.sub("", html)), "html.parser")
    pictures: dict[str, str] = {}
    for image in soup.find_all("img"):
        address = safe_address(str(image.get("src") or ""), base)
        if address is None:
            image.decompose()
            continue
        name = f"stringerpicture{len(pictures) + 1}x"
        pictures[name] = address.strip("<>")
        image["src"] = name
        image["alt"] = " ".join(without_invisible(str(image.get("alt") or "")).split())
    for link in soup.find_all("a"):
        address = safe_address(str(link.get("href") or ""), base)
        if address is None:
            link.unwrap()
        else:
            link["href"] = address.strip("<>")
    _mend_lists(soup)
    _join_emphasis(soup)
    return Source(soup, pictures)


def _mend_lists(soup: BeautifulSoup) -> None:
    """A list that stands between items belongs to the item before it; what else stands there is an item."""
    for outer in soup.find_all(["ul", "ol"]):
        for child in list(outer.children):
            if isinstance(child, Tag) and child.name == "li":
                continue
            if isinstance(child, NavigableString) and not child.strip():
                continue
            before = next((item for item in child.previous_siblings if isinstance(item, Tag)), None)
            is_list = isinstance(child, Tag) and child.name in ("ul", "ol")
            if is_list and isinstance(before, Tag) and before.name == "li":
                before.append(child.extract())
            else:
                child.wrap(soup.new_tag("li"))


def _join_emphasis(soup: BeautifulSoup) -> None:
    """Join runs of text, so that emphasis split over elements of one kind is one emphasis again."""
    for name, mark in EMPHASIS.items():
        for element in soup.find_all(name):
            following = element.next_sibling
            while isinstance(following, Tag) and EMPHASIS.get(following.name) == mark:
                for child in list(following.contents):
                    element.append(child.extract())
                following.decompose()
                following = element.next_sibling
    soup.smooth()
