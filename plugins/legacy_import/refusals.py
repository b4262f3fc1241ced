"""The kind of reason for which a captured page is no dispatch, in one stable word, and the sentence for people."""

import re

__all__ = ["refusal_of"]

_DEEP = 400
_TAG = re.compile(rb"<(/?)([a-zA-Z][\w-]*)[^<>]{0,2000}?(/?)>")
_VOID = frozenset(
    [
        b"br",
        b"hr",
        b"img",
        b"input",
        b"link",
        b"meta",
        b"wbr",
        b"col",
        b"area",
        b"base",
        b"source",
        b"p",
        b"li",
        b"td",
        b"tr",
    ]
)
_TYPES = ("it was sent as", "a PDF", "a picture", "a ZIP", "a program", "binary", "JSON")


def refusal_of(problem: str, payload: bytes) -> tuple[str, str]:
    """Give (sentence, code); a page whose frame hides the story because it is too deep says so."""
    if "too deeply" in problem or "too complex" in problem:
        return problem, "too_complex"
    if "larger than" in problem:
        return problem, "too_large"
    if any(words in problem for words in _TYPES):
        return problem, "unsupported_type"
    if _depth(payload) > _DEEP:
        return "The page is nested too deeply to be read.", "too_complex"
    return problem, "not_article"


def _depth(payload: bytes) -> int:
    """How deep the elements of a page are nested, as far as their tags tell."""
    depth = deepest = 0
    for match in _TAG.finditer(payload):
        if match[3] or match[2].lower() in _VOID:
            continue
        depth = max(depth - 1, 0) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest
