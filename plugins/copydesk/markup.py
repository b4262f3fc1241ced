"""Markdown to the HTML of a body: one engine for the whole build, sanitised on the way out."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import quote

import nh3
from markdown import Markdown
from markupsafe import Markup as SafeText

from copydesk.figures import FigureExtension
from dispatch.text import clean

# What a body may hold. No svg, math, style, title, textarea, noscript, xmp, iframe, template; no
# style, id or on* but the ids that footnotes make themselves (DESIGN §13).
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "div", "dl", "dt", "em",
    "figcaption", "figure", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li",
    "ol", "p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody",
    "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "id", "class"},
    "abbr": {"title"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"id", "value"},
    "ol": {"start", "reversed"},
    "sup": {"id"},
    "div": {"class"},
    "code": {"class"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_FOOTNOTE_ID = re.compile(r"fn(?:ref)?\d*:[\w.-]{1,60}\Z")
_CLASSES = {"footnote", "footnote-ref", "footnote-backref"}
_NO_SOURCE = re.compile(r'<img(?![^>]* src="[^"])[^>]*>')
# Nothing that an attribute's text, which may hold `<figure `, can begin.
_EMPTY_FIGURE = re.compile(r'<figure(?: (?:lang|dir)="[^"<>]*")*>\s*</figure>\n?')
# Noncharacters, which no text holds, for signs that an attribute may only have as a reference.
_BRACE, _BAR = "\ufdd0", "\ufdd1"
_NEVER = dict.fromkeys(map(ord, f"\x02\x03{_BRACE}{_BAR}"))
_SCHEMES = {"http", "https", "mailto"}
_SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):")


class Markup:
    """Turns the Markdown of bodies into HTML.

    One instance serves a whole build: a new `Markdown` costs 1.15 ms a dispatch (measured at
    10,000). `picture` is asked for the address of each relative picture path.
    """

    def __init__(self, picture: Callable[[str], str] | None = None) -> None:
        self._picture = picture or (lambda path: path)
        self._engine = Markdown(
            extensions=[
                "tables", "footnotes", "def_list", "fenced_code", "sane_lists", "abbr",
                FigureExtension(),
            ],
            extension_configs={
                "tables": {"use_align_attribute": True},
                "footnotes": {"BACKLINK_TEXT": "↩", "BACKLINK_TITLE": "↑ {}", "UNIQUE_IDS": False},
            },
            output_format="html",
        )  # fmt: skip

    def render(self, body: str) -> str:
        """The body as sanitised HTML; headings begin at h2."""
        return self.clean(self.convert(body))

    def convert(self, body: str) -> str:
        """The body as HTML with whatever its writer put there; no page may show it."""
        self._engine.reset()
        return self._engine.convert(body.translate(_NEVER))

    def clean(self, html: str) -> str:
        """HTML of `convert` as a page may show it."""
        if "<h1" in html:
            html = re.sub(r"<(/?)h([1-5])\b", lambda m: f"<{m[1]}h{int(m[2]) + 1}", html)
        safe = nh3.clean(
            html,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            attribute_filter=self._attribute,
            url_schemes=_SCHEMES,
            link_rel="noopener",
            strip_comments=True,
        )
        # A reference (`&#11;`) writes what the text itself may not hold. A long solidus overlay would join
        # with the sign that ends a tag (U+003E U+0338 is U+226F), and the tag would go on into the text.
        safe = _NO_SOURCE.sub("", safe).replace("\u0338", "&#824;")
        if "<figure" in safe:
            safe = _EMPTY_FIGURE.sub("", safe)
        return clean(safe.replace(_BRACE, "&#123;").replace(_BAR, "&#124;"))

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        # Before any look at it: `java&#1;script:` must not become a scheme when the page is cleaned.
        value = clean(value)
        if name == "src" and not _is_ours(value):
            return None
        if name in {"href", "src"}:
            scheme = _SCHEME.match(re.sub(r"[\t\n]", "", value))
            if scheme and scheme[1].lower() not in _SCHEMES:
                return None
            # Pelican expands {filename}, {static} … in attributes, wherever they come from.
            value = value.replace("{", "%7B").replace("|", "%7C").replace("}", "%7D")
        if name == "src":
            return self._picture(value)
        if name not in {"href", "src"}:
            # Pelican finds `href='{static}…'` inside any attribute, and publishes the file.
            value = value.replace("{", _BRACE).replace("|", _BAR)
        if name == "id":
            return value if _FOOTNOTE_ID.match(value) else None
        if name == "class":
            keep = [word for word in value.split() if word in _CLASSES or word.startswith("language-")]
            return " ".join(keep) or None
        return value


def _is_ours(source: str) -> bool:
    """Whether a picture's source is a path: pictures come from the archive; no page asks another host for anything."""
    bare = re.sub(r"[\t\n]", "", source)
    return not (_SCHEME.match(bare) or source.startswith(("//", "\\", "/\\")))


def render_markdown(body: str) -> str:
    """The body's HTML as the site prints it, picture paths as they are."""
    return _engine().render(body)


@cache
def _engine() -> Markup:
    # It forgets each body before the next, so that one is enough for a process.
    return Markup()


def plain_text(html: str) -> str:
    """The words of some HTML, for feeds, descriptions and counts."""
    spaced = re.sub(r"<(?:br|/p|/li|/h\d|/figcaption|/td|/th|/blockquote)\b[^>]*>", " ", html)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", spaced)).split())


def picture_paths(body: str) -> tuple[str, ...]:
    """The relative paths of the pictures that a body shows, in order."""
    return picture_sources(body)[0]


def picture_sources(body: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The relative paths of a body's pictures, in order, and the sources that no page can show: `file:`, another host."""
    found: list[str] = []

    def note(path: str) -> str:
        found.append(path)
        return path

    markup = Markup(note)
    html = markup.convert(body)
    markup.clean(html)
    # The cleaner takes off `file:` and the like before it asks anybody.
    written = _Sources()
    written.feed(html)
    return tuple(found), tuple(source for source in written.found if not _is_ours(source))


class _Sources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.found += [clean(value) for name, value in attrs if name == "src" and value]


def escape_path(path: str) -> str:
    """A file's path as it stands in an address."""
    return quote(path)


# Whole tags only: a text may speak of `href="/"` too.
_ROOT_LINK = re.compile(r'(<a(?: [\w:-]+="[^"]*")*? href=")/(?!/)')


def root_links(html: str, root: str) -> str:
    """A body's links from the root of the site (`/2014/…`), as seen from a page with that root."""
    return _ROOT_LINK.sub(lambda link: f"{link[1]}{root}/", html) if "<a" in html else html


def first_paragraph(html: str) -> str:
    """The first paragraph of a body, for the front page; empty when it begins with something else."""
    end = html.find("</p>")
    return html[: end + 4] if html.startswith("<p>") and end > 0 and "footnote-ref" not in html[:end] else ""


def run_in(html: str, dateline: str) -> SafeText:
    """A body whose first paragraph begins with the dateline, as a newspaper prints it."""
    printed = f'<span class="dateline">{escape(dateline)}</span>'
    if html.startswith("<p>"):
        html = f'<p>{printed} <span class="dash">—</span> {html.removeprefix("<p>")}'
    else:
        html = f"<p>{printed}</p>\n{html}"
    return SafeText(html)  # noqa: S704  (a body that nh3 has cleaned)
