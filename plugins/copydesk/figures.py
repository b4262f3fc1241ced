"""A picture with its caption, in Markdown: a paragraph whose first line is only an image.

    ![A ferry at the quay](images/2014/alat/ferry.png)
    The morning boat. *Photo: A. Sample*

becomes a figure with that caption. Without this extension it still reads as a picture and a line.
A picture that is a link and has no caption stays what it is.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor


class FigureExtension(Extension):
    """Turns such paragraphs into `figure` elements, after inline Markdown was read."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        """Register behind the inline processor (priority 20)."""
        md.treeprocessors.register(_Figures(md), "stringer_figures", 15)


class _Figures(Treeprocessor):
    def run(self, root: Element) -> None:
        for parent in list(root.iter()):
            for child in list(parent):
                if child.tag == "p" and _is_figure(child):
                    _to_figure(child)


def _picture(paragraph: Element) -> Element | None:
    """The image, or the link around nothing but an image, that stands first."""
    if len(paragraph) == 0 or (paragraph.text or "").strip():
        return None
    first = paragraph[0]
    if first.tag == "img":
        return first
    linked = first.tag == "a" and len(first) == 1 and first[0].tag == "img"
    if linked and not (first.text or "").strip() and not (first[0].tail or "").strip():
        return first
    return None


def _is_figure(paragraph: Element) -> bool:
    picture = _picture(paragraph)
    if picture is None:
        return False
    tail = picture.tail or ""
    alone = len(paragraph) == 1 and not tail.strip()
    return picture.tag == "img" if alone else tail.startswith("\n")


def _to_figure(paragraph: Element) -> None:
    picture = paragraph[0]
    caption = Element("figcaption")
    caption.text = (picture.tail or "").lstrip()
    caption.extend(list(paragraph)[1:])
    picture.tail = "\n"
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.tag = "figure"
    paragraph.text = "\n"
    paragraph.append(picture)
    if caption.text.strip() or len(caption):
        caption.tail = "\n"
        paragraph.append(caption)
