"""HTML to Markdown that comes back the same through the site's Markdown; text that looks like Markdown stays text."""

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, NavigableString, PageElement, Tag

from legacy_import.extract.md_tables import table_to_markdown
from legacy_import.extract.md_text import escape_line_start, escape_text, safe_address, wrap_code

__all__ = ["clean_html", "html_to_markdown"]

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "caption",
        "code",
        "dd",
        "del",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "ol",
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "strong",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "div",
    ]
)
_ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"},
    "abbr": {"title"},
}  # fmt: skip
_BLOCKS = frozenset(
    [
        "blockquote",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "table",
        "ul",
    ]
)
_RAW_INLINE = frozenset(["abbr", "del", "ins", "kbd", "q", "s", "samp", "sub", "sup"])
_EMPHASIS = {"strong": "**", "b": "**", "em": "*", "i": "*"}
_BREAK = "\ue000"


def clean_html(html: str) -> str:
    """Give `html` with only what an archive keeps: no script, style, handler or foreign scheme."""
    import nh3

    return nh3.clean(
        html,
        tags=set(_TAGS),
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        clean_content_tags={
            "script",
            "style",
            "title",
            "template",
            "noscript",
            "textarea",
            "iframe",
            "svg",
            "math",
            "xmp",
        },
    )


def html_to_markdown(html: str, base: str | None = None) -> str:
    """Convert a fragment; addresses become absolute on `base`."""
    soup = BeautifulSoup(clean_html(html), "html.parser")
    _tidy_spaces(soup)
    writer = _Writer(base)
    return writer.blocks(soup, "").strip("\n")


def _tidy_spaces(soup: BeautifulSoup) -> None:
    """Join runs of text, so that emphasis split over elements of one kind is one emphasis again."""
    for name in ("strong", "em", "b", "i"):
        for element in soup.find_all(name):
            following = element.next_sibling
            while isinstance(following, Tag) and _EMPHASIS.get(following.name) == _EMPHASIS[name]:
                for child in list(following.contents):
                    element.append(child.extract())
                following.decompose()
                following = element.next_sibling
    soup.smooth()


class _Writer:
    """Writes blocks with their indentation and inline text with its marks."""

    def __init__(self, base: str | None) -> None:
        self._base = base

    def blocks(self, parent: Tag, indent: str) -> str:
        """The blocks of an element, a blank line between them."""
        parts: list[tuple[str, str]] = []
        run: list[PageElement] = []
        for child in parent.children:
            if isinstance(child, Tag) and child.name in _BLOCKS:
                self._end_run(run, parts)
                text = self._block(child)
                if text:
                    parts.append((child.name, text))
            else:
                run.append(child)
        self._end_run(run, parts)
        return _joined(parts)

    def _end_run(self, run: list[PageElement], parts: list[tuple[str, str]]) -> None:
        text = self._paragraph(run)
        if text:
            parts.append(("p", text))
        run.clear()

    def _block(self, tag: Tag) -> str:
        name = tag.name
        if name in ("p", "figcaption", "dt"):
            return self.blocks(tag, "") if tag.find(list(_BLOCKS)) else self._paragraph(tag.children)
        if name in ("div", "dd", "li"):
            return self.blocks(tag, "")
        if re.fullmatch("h[1-6]", name):
            return self._heading(tag)
        if name == "hr":
            return "* * *"
        if name == "blockquote":
            return _prefixed(self.blocks(tag, ""), "> ", "> ")
        if name in ("ul", "ol"):
            return self._list(tag)
        if name == "dl":
            return self._definitions(tag)
        if name == "pre":
            return _code_block(tag.get_text())
        if name == "table":
            return table_to_markdown(tag, self.inline)
        return self._figure(tag)

    def _heading(self, tag: Tag) -> str:
        text = self.inline(tag.children).replace(_BREAK, " ").strip()
        level = max(2, int(tag.name[1]))
        return f"{'#' * level} {re.sub(r'#', lambda _mark: chr(92) + '#', text)}" if text else ""

    def _paragraph(self, nodes: Iterable[PageElement]) -> str:
        text = self.inline(nodes)
        text = re.sub(rf"[ \n]*{_BREAK}[ \n]*", _BREAK, text).strip(f" \n{_BREAK}")
        lines = [escape_line_start(line.strip(" ")) for line in text.split(_BREAK)]
        if not any(lines):
            return ""
        return _lines(lines)

    def _figure(self, tag: Tag) -> str:
        image = tag.find("img")
        caption = tag.find("figcaption")
        if not isinstance(image, Tag):
            return self.blocks(tag, "")
        shown = self._image(image)
        if isinstance(caption, Tag):
            words = self.blocks(caption, "").replace("\n\n", "\n")
            return f"{shown}\n{words}" if words else shown
        rest = [child for child in tag.children if child is not image]
        words = self._paragraph(
            [child for child in rest if not (isinstance(child, Tag) and child.find("img"))]
        )
        return f"{shown}\n{words}" if words else shown

    def _list(self, tag: Tag) -> str:
        items = [
            child for child in tag.children if isinstance(child, Tag) and child.name in ("li", "ul", "ol")
        ]
        start = int(str(tag.get("start"))) if re.fullmatch(r"\d{1,6}", str(tag.get("start") or "")) else 1
        written: list[str] = []
        loose = any(child.find("p", recursive=False) for child in items if child.name == "li")
        number = start
        for child in items:
            if child.name != "li":
                nested = _prefixed(self._list(child), "    ", "    ")
                written.append(nested)
                continue
            body = self._item(child, loose)
            if not body:
                continue
            marker = f"{number}." if tag.name == "ol" else "*"
            number += 1
            written.append(_prefixed(body, marker.ljust(4), "    "))
        return ("\n\n" if loose else "\n").join(written)

    def _item(self, item: Tag, loose: bool) -> str:
        if loose:
            return self.blocks(item, "")
        parts: list[tuple[str, str]] = []
        run: list[PageElement] = []
        for child in item.children:
            if isinstance(child, Tag) and child.name in _BLOCKS:
                self._end_run(run, parts)
                parts.append((child.name, self._block(child)))
            else:
                run.append(child)
        self._end_run(run, parts)
        text = ""
        for name, part in parts:
            if part:
                text += ("\n" if name in ("ul", "ol", "p") else "\n\n") + part if text else part
        return text

    def _definitions(self, tag: Tag) -> str:
        written: list[str] = []
        last = ""
        for child in tag.children:
            if not isinstance(child, Tag):
                continue
            if child.name == "dt":
                written.append(
                    ("\n" if last == "dd" else "") + self._paragraph(child.children).replace("  \n", " ")
                )
            elif child.name == "dd":
                body = self.blocks(child, "")
                written.append(_prefixed(body, ":   ", "    "))
            last = child.name
        return "\n".join(part for part in written if part.strip())

    def inline(self, nodes: Iterable[PageElement]) -> str:
        """Inline text; a hard line break is a private-use mark until the lines are known."""
        out = ""
        for node in nodes:
            if isinstance(node, NavigableString):
                if type(node) is NavigableString:
                    out = _append(out, escape_text(str(node)))
            elif isinstance(node, Tag):
                out = _append(out, self._inline_tag(node, out))
        return out

    def _inline_tag(self, tag: Tag, before: str) -> str:
        name = tag.name
        if name == "br":
            return _BREAK
        if name == "img":
            return self._image(tag)
        if name == "code":
            return wrap_code(tag.get_text())
        inner = self.inline(tag.children)
        if name in _EMPHASIS:
            return _emphasised(inner, _EMPHASIS[name], before)
        if name == "a" and tag.get("href"):
            return self._link(tag, inner)
        if name in _RAW_INLINE and inner.strip():
            title = f' title="{_attribute(str(tag["title"]))}"' if tag.get("title") else ""
            return f"<{name}{title}>{inner}</{name}>"
        return inner

    def _link(self, tag: Tag, inner: str) -> str:
        address = safe_address(str(tag["href"]), self._base)
        words = inner.replace(_BREAK, " ")
        if not address or not words.strip():
            return inner
        lead, core, tail = re.match(r"^(\s*)(.*?)(\s*)$", words, re.DOTALL).groups()  # type: ignore[union-attr]
        title = f' "{_attribute(str(tag["title"]))}"' if tag.get("title") else ""
        return f"{lead}[{core}]({address}{title}){tail}"

    def _image(self, tag: Tag) -> str:
        address = safe_address(str(tag.get("src") or ""), self._base)
        if not address:
            return ""
        return f"![{escape_text(' '.join(str(tag.get('alt') or '').split()))}]({address})"


def _attribute(text: str) -> str:
    return escape_text(" ".join(text.split())).replace('"', "&quot;")


def _append(out: str, piece: str) -> str:
    if out.endswith((" ", _BREAK)) and piece.startswith(" "):
        piece = piece.lstrip(" ")
    return out + piece


def _emphasised(inner: str, mark: str, before: str) -> str:
    """Put the marks around the words, spaces outside; where marks would touch others, write the element itself."""
    found = re.match(rf"^([ {_BREAK}]*)(.*?)([ {_BREAK}]*)$", inner, re.DOTALL)
    lead, core, tail = found.groups() if found else ("", inner, "")
    if not core:
        return lead + tail
    tag = "strong" if mark == "**" else "em"
    clashes = (
        (not lead and before.endswith("*") and not before.endswith("\\*"))
        or core.startswith("*")
        or core.endswith("*")
    )
    if clashes or _BREAK in core or core.startswith(("_", "\\")) or core.endswith(("\\", "_")):
        return f"{lead}<{tag}>{core}</{tag}>{tail}"
    return f"{lead}{mark}{core}{mark}{tail}"


def _lines(lines: list[str]) -> str:
    out = lines[0]
    for line in lines[1:]:
        out += f"  \n{line}" if line else "<br>"
    return out


def _prefixed(text: str, first: str, others: str) -> str:
    lines = text.split("\n")
    return "\n".join(
        ((first if number == 0 else others) + line).rstrip(" ")
        if not line.endswith("  ")
        else (first if number == 0 else others) + line
        for number, line in enumerate(lines)
    )


def _code_block(text: str) -> str:
    body = text.strip("\n")
    longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{body}\n{fence}"


def _joined(parts: list[tuple[str, str]]) -> str:
    out = ""
    last = ""
    for name, text in parts:
        if not text:
            continue
        if out:
            touching = (
                (name in ("ul", "ol") and last in ("ul", "ol"))
                or (name == last == "blockquote")
                or (name == last == "dl")
            )
            out += "\n\n<!-- -->\n\n" if touching else "\n\n"
        out += text
        last = name
    return out
