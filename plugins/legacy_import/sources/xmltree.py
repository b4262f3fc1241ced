"""XML from strangers: decoded by a known charset, no declared entities, no network, no outsized trees."""

import re
from typing import cast

import webencodings
from lxml import etree

from legacy_import.capture.records import inflate
from legacy_import.errors import CaptureError

__all__ = ["local_name", "parse_xml", "text_of", "unpacked"]

MAX_XML_BYTES = 60_000_000
_BARE_AND = re.compile(r"&(?!(?:#\d+|#x[0-9a-fA-F]+|amp|lt|gt|quot|apos);)")
_TITLE = re.compile(r"(<title>)(?!<!\[CDATA\[)([^\0]{0,2000}?)(</title>)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*?\?>")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]+)")
_PROLOG_PART = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->)", re.DOTALL)
_UNSAFE = re.compile(r"<!DOCTYPE[^>]*?\[|<!ENTITY", re.IGNORECASE)
_CONTROL = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2\d|3[01]));",
    re.IGNORECASE,
)


def unpacked(data: bytes) -> bytes:
    """Undo gzip, with a cap."""
    return inflate(data, "gzip", MAX_XML_BYTES) if data[:2] == b"\x1f\x8b" else data


def parse_xml(data: bytes) -> etree._Element:
    """The root element; raises CaptureError for what is unsafe, outsized, or no XML.

    A document that is not well-formed is read as far as it goes: real feeds often are not.
    """
    data = unpacked(data)
    if len(data) > MAX_XML_BYTES:
        raise CaptureError(f"The XML is larger than {MAX_XML_BYTES // 1_000_000} MB.", code="too_large")
    text = _decoded(data)
    at = 0
    while (part := _PROLOG_PART.match(text, at)) is not None:
        at = part.end()
    end = text.find("<", text.find(">", at) + 1) if text[at:].lstrip()[:2] == "<!" else at
    if _UNSAFE.search(text, at, max(end, at) + 200) or (
        text[at:].lstrip()[:2] == "<!" and "[" in text[at:end]
    ):
        raise CaptureError(
            "The XML declares entities of its own, which no feed, sitemap or export needs; it was not read.",
            code="unsafe_xml",
        )
    text = _DECLARATION.sub("", text, count=1)
    clean = _CONTROL.sub("", text)
    for mended, recover in ((text, False), (_mended(clean), False), (clean, True)):
        try:
            # With `recover`, what holds no element at all gives None.
            root = cast(
                "etree._Element | None",  # noqa: SLF001 (lxml calls its element type so)
                etree.fromstring(mended.encode("utf-8", "replace"), _parser(recover=recover)),
            )
        except etree.XMLSyntaxError:
            continue
        if root is not None:
            return root
    raise CaptureError("The XML cannot be read.", code="parse_error")


def _mended(text: str) -> str:
    """What feeds most often get wrong: a bare `&`, and markup in a title that was not packed."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<![CDATA[", at)) >= 0 and (end := text.find("]]>", start)) >= 0:
        parts += [_BARE_AND.sub("&amp;", text[at:start]), text[start : end + 3]]
        at = end + 3
    parts.append(_BARE_AND.sub("&amp;", text[at:]))
    return _TITLE.sub(lambda match: match[1] + match[2].replace("<", "&lt;") + match[3], "".join(parts))


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, recover=recover, remove_comments=True, remove_pis=True,
    )  # fmt: skip


def _decoded(data: bytes) -> str:
    declared = _ENCODING.match(data)
    name = declared[1].decode("ascii") if declared else "utf-8"
    encoding = webencodings.lookup(name)
    if encoding is None:
        raise CaptureError(f"The XML is in a charset that is not known: {name}.", code="parse_error")
    text, _used = webencodings.decode(data, encoding, errors="replace")
    return text.removeprefix("\ufeff")


def local_name(element: etree._Element) -> str:
    """An element's name without its namespace, in small letters."""
    return str(element.tag).rsplit("}", 1)[-1].lower()


def text_of(parent: etree._Element, *names: str) -> str | None:
    """The text of the first child that has one of `names` (`prefix-free`, tried in order)."""
    for name in names:
        for child in parent:
            if local_name(child) == name:
                text = "".join(str(part) for part in child.itertext()).strip()
                if text:
                    return text
    return None
