"""A page as a tree without what nobody reads: parsed leniently, scripts and hidden parts gone, marks kept."""

import re

from lxml import etree, html

from legacy_import.extract.picture_source import picture_address

__all__ = ["BLOCK_TAGS", "attribute_words", "clean_text", "parse_tree", "tidy", "tree_text", "words_of"]

BLOCK_TAGS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "amp-img",
        "amp-ad",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "template",
        "svg",
        "math",
        "head",
        "link",
        "meta",
        "title",
        "object",
        "embed",
        "applet",
        "param",
        "source",
        "track",
        "canvas",
        "map",
        "area",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "label",
        "datalist",
        "audio",
        "video",
        "dialog",
        "iframe",
        "frame",
        "frameset",
        "noframes",
        "ins-ad",
        "amp-ad",
        "amp-analytics",
        "amp-sidebar",
        "amp-social-share",
    ]
)
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_POPOVER = re.compile(
    r"(?<![\w-])(?:rollover-(?:block|card|content)|hover-?card|popover(?:-(?:content|body))?|tooltip(?:-?(?:content|text|inner))?)(?![\w-])"
)
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\ufffd\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufdd0-\ufdef]"
)
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_WORDS = re.compile(r"\w+")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0\u2028\u2029]+")


def parse_tree(text: str) -> html.HtmlElement | None:
    """Parse a page; None where nothing of a tree comes out."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return tree if isinstance(tree, html.HtmlElement) else None


def tidy(tree: html.HtmlElement) -> html.HtmlElement:
    """Take out, in place, what is never read: scripts, forms' parts, hidden elements. Gives the body."""
    body = tree.find("body")
    root = body if body is not None else tree
    total = len(root.text_content() or "")
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            continue
        if element.tag in ("source", "noscript"):
            _lend_address(element)
        if element.tag in ("source", "track") and len(element) and element.getparent() is not None:
            element.drop_tag()  # libxml2 does not know that these are empty and puts the <img> behind them inside
            continue
        if element.tag == "button" and element.find(".//figcaption") is not None:
            element.tag = "div"  # a picture that opens when it is pressed
        if (
            element.tag in _SILENT
            or (element.tag == "noscript" and not element.xpath(".//p"))
            or (
                element.tag != "body"
                and _is_hidden(element)
                and len(element.text_content() or "") * 3 < total * 2
            )
        ):
            _remove(element)
    return root


def _lend_address(element: html.HtmlElement) -> None:
    """Give a picture without an address the one that its `<picture>` or the `<noscript>` beside it holds."""
    if element.tag == "source":
        parent = element.getparent()
        given = element.get("srcset") or element.get("data-srcset")
        image = parent.find(".//img") if parent is not None and parent.tag == "picture" else None
    else:
        image, inner = element.getprevious(), element.findall(".//img")
        given = inner[0].get("src") if len(inner) == 1 else None
    if image is None or image.tag != "img" or not given:
        return
    if picture_address({str(key): str(value) for key, value in image.attrib.items()}) is None:
        image.set("data-srcset", given)


def _is_hidden(element: html.HtmlElement) -> bool:
    if element.get("hidden") is not None and element.get("hidden") != "until-found":
        return True
    if element.tag == "span" and _POPOVER.search((element.get("class") or "").lower()):
        return len(element) > 0  # what a pointer over a word opens
    return bool(_HIDDEN.search(element.get("style") or ""))


def _remove(element: html.HtmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail
    if tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail
    parent.remove(element)


def attribute_words(element: html.HtmlElement) -> str:
    """The class, id and role of an element in one lower-case line."""
    return f"{element.get('class') or ''} {element.get('id') or ''} {element.get('role') or ''}".lower()


def words_of(text: str) -> list[str]:
    """The words of a text as the measures count them."""
    return _WORDS.findall(text)


def clean_text(text: str) -> str:
    """One line: spaces single, invisible marks and control characters gone."""
    return _SPACES.sub(" ", _BIDI.sub("", _INVISIBLE.sub("", text))).strip()


def tree_text(element: html.HtmlElement) -> str:
    """The words of an element in one line."""
    return clean_text(element.text_content() or "")
