"""HTML to Markdown that comes back the same through the site's Markdown; text that looks like Markdown stays text."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bs4 import NavigableString, PageElement, Tag

from legacy_import.extract.md_clean import BLOCKS, EMPHASIS, clean_html, read_source
from legacy_import.extract.md_raw import raw_block
from legacy_import.extract.md_tables import table_to_markdown
from legacy_import.extract.md_text import escape_line_start, escape_text, wrap_code

__all__ = ["Part", "clean_html", "html_to_markdown", "join_parts", "write_parts"]

_RAW_INLINE = frozenset(["abbr", "code", "del", "ins", "kbd", "q", "s", "samp", "sub", "sup"])
_BREAK = "\ue000"
# Code that shows how a picture is written would be taken for one when pictures are fetched.
_LIKE_A_PICTURE = re.compile(r"!\[|<img")


@dataclass(frozen=True, slots=True)
class Part:
    """One block: its element's name, its Markdown, and the nodes it was written from."""

    name: str
    text: str
    nodes: tuple[PageElement, ...] = ()


def html_to_markdown(html: str, base: str | None = None) -> str:
    """Convert a fragment; addresses become absolute on `base`."""
    source = read_source(html, base)
    return source.named(join_parts(write_parts(source.soup))).strip("\n")


def write_parts(parent: Tag) -> list[Part]:
    """The blocks of an element, each as Markdown, in their order."""
    return _Writer().parts(parent)


def join_parts(parts: Iterable[Part]) -> str:
    """Blocks with an empty line between them, and a mark where two would run into one."""
    out = last = ""
    for part in parts:
        if not part.text:
            continue
        if out:
            is_list = part.name in ("ul", "ol") and last in ("ul", "ol")
            touching = is_list or (part.name == last and last in ("blockquote", "dl"))
            out += "\n\n<!-- -->\n\n" if touching else "\n\n"
        out += part.text
        last = part.name
    return out


class _Writer:
    """Writes blocks with their indentation and inline text with its marks."""

    def parts(self, parent: Tag) -> list[Part]:
        """The blocks of an element; inline nodes between them are paragraphs."""
        parts: list[Part] = []
        run: list[PageElement] = []
        for child in parent.children:
            if isinstance(child, Tag) and (child.name in BLOCKS or child.find(list(BLOCKS))):
                self._end_run(run, parts)
                if child.name in ("div", "p") and child.find(list(BLOCKS)):
                    parts += self.parts(child)
                elif any(_LIKE_A_PICTURE.search(code.get_text()) for code in _all_of(child, "pre")):
                    parts.append(Part("html", raw_block(child), (child,)))
                else:
                    parts.append(Part(child.name, self._block(child), (child,)))
            else:
                run.append(child)
        self._end_run(run, parts)
        return [part for part in parts if part.text or part.name == "table"]

    def blocks(self, parent: Tag) -> str:
        """The blocks of an element, a blank line between them."""
        return join_parts(self.parts(parent))

    def _end_run(self, run: list[PageElement], parts: list[Part]) -> None:
        text = self._paragraph(run)
        if text:
            parts.append(Part("p", text, tuple(run)))
        run.clear()

    def _block(self, tag: Tag) -> str:
        name = tag.name
        if name in ("p", "div", "dd", "dt", "li", "figcaption"):
            return self.blocks(tag) if tag.find(list(BLOCKS)) else self._paragraph(tag.children)
        if re.fullmatch("h[1-6]", name):
            return self._heading(tag)
        if name == "hr":
            return "* * *"
        if name == "blockquote":
            return _prefixed(self.blocks(tag), "> ", "> ")
        if name in ("ul", "ol"):
            return self._list(tag)
        if name == "dl":
            return self._definitions(tag)
        if name == "pre":
            is_inside = tag.find_parent(["blockquote", "li", "dd"]) is not None
            return _code_block(tag.get_text(), is_inside=is_inside)
        if name == "table":
            return table_to_markdown(tag, self.inline)
        return self._figure(tag)

    def _heading(self, tag: Tag) -> str:
        text = re.sub(rf"^[ {_BREAK}]+|[ {_BREAK}]+$", "", self.inline(tag.children)).replace(_BREAK, "<br>")
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
            return self.blocks(tag)
        shown = self._image(image)
        if isinstance(caption, Tag):
            words = self.blocks(caption).replace("\n\n", "\n")
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
            body = self._item(child, loose=loose)
            if not body:
                continue
            marker = f"{number}." if tag.name == "ol" else "*"
            number += 1
            written.append(_prefixed(body, marker.ljust(4), "    "))
        return ("\n\n" if loose else "\n").join(written)

    def _item(self, item: Tag, *, loose: bool) -> str:
        if loose:
            return self.blocks(item)
        text = ""
        for part in self.parts(item):
            text += ("\n" if part.name in ("ul", "ol", "p") else "\n\n") + part.text if text else part.text
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
                body = self.blocks(child)
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
        if name == "code" and not tag.find_all() and not _LIKE_A_PICTURE.search(tag.get_text()):
            return wrap_code(tag.get_text())
        inner = self.inline(tag.children)
        if name in EMPHASIS:
            return _emphasised(inner, EMPHASIS[name], before)
        if name == "a" and tag.get("href"):
            return self._link(tag, inner)
        if name in _RAW_INLINE and inner.strip():
            inner = inner.replace(_BREAK, "<br>")
            title = f' title="{_attribute(str(tag["title"]))}"' if tag.get("title") else ""
            return f"<{name}{title}>{inner}</{name}>"
        return inner

    def _link(self, tag: Tag, inner: str) -> str:
        words = inner.replace(_BREAK, "<br>")
        if not words.strip():
            return inner
        lead, core, tail = re.match(r"^(\s*)(.*?)(\s*)$", words, re.DOTALL).groups()  # type: ignore[union-attr]
        title = f' "{_attribute(str(tag["title"]))}"' if tag.get("title") else ""
        address = str(tag["href"])
        shown = f"<{address}>" if re.search(r"[()*_\[\]]", address) else address
        return f"{lead}[{core}]({shown}{title}){tail}"

    def _image(self, tag: Tag) -> str:
        return f"![{escape_text(str(tag['alt']))}]({tag['src']})"


def _all_of(tag: Tag, name: str) -> list[Tag]:
    return [tag] if tag.name == name else tag.find_all(name)


def _attribute(text: str) -> str:
    return escape_text(" ".join(text.split())).replace('"', "&quot;")


def _append(out: str, piece: str) -> str:
    if out.endswith((" ", _BREAK)) and piece.startswith(" "):
        piece = piece.lstrip(" ")
    return out + piece


def _emphasised(inner: str, mark: str, before: str) -> str:
    """Put the marks around the words, spaces outside; where marks would touch others, write the element itself."""
    found = re.match(rf"^([ \u00a0{_BREAK}]*)(.*?)([ \u00a0{_BREAK}]*)$", inner, re.DOTALL)
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


def _code_block(text: str, *, is_inside: bool) -> str:
    """Code between fences; inside lists and quotations, where fences are not known, indented."""
    body = text.strip("\n")
    if is_inside:
        return "\n".join(f"    {line}".rstrip(" ") for line in body.split("\n"))
    longest = max((len(run) for run in re.findall(r"`{3,}", body)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{body}\n{fence}"
