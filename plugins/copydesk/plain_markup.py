"""The HTML of a body that is only plain Markdown, without the Markdown engine: the same bytes, or nothing.

Most bodies are paragraphs with some emphasis and links. For those `render_plain` gives what `Markup.render`
gives, some thirty times sooner; for a body with anything else in it, or in doubt, it gives None and the
engine is asked. What it knows: paragraphs, `*em*`, `_em_`, `**strong**`, `__strong__` that hold no other mark,
`[text](address)` without title, hard line breaks, `##` headings, flat tight lists, block quotes of one paragraph.
"""

from __future__ import annotations

import re
from unicodedata import is_normalized

# Signs that lead the engine or the cleaner elsewhere: escapes, code, HTML, tables, footnotes, tabs; every control.
_REFUSED_ASCII = re.compile(r"[\\`&<|{}^\x00-\x09\x0b-\x1f\x7f]")
# With more letters also: what cleaning takes out (controls, noncharacters, surrogates, bidirectional overrides),
# line ends but LF, spaces that are not typography's, the overlay that joins with the end of a tag; and everything
# beyond the first plane, where the search would be slow.
_REFUSED = re.compile(
    "[\\\\`&<|{}^\x00-\x09\x0b-\x1f\x7f-\x9f\u0338\u1680\u2000-\u2008\u200a\u2028-\u202e\u205f\u2066-\u2069\u3000"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U00010000-\U0010ffff]"
)
# A line that begins like something else than words: the text is searched with a line end before it.
_NOT_WORDS = re.compile(r"[^\S\n]|[#=+:~>-]|\d+\.\s")
_SHAPED = re.compile(rf"\n(?:{_NOT_WORDS.pattern})")
# Between two marks: words, over single line ends too, with neither blanks at the ends nor another mark.
_WORDS = r"(?:(?=\S)[^*_\[\]\n]+(?:\n[^*_\[\]\n]+)*)(?<=\S)"
_DOMAIN = r"(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,24}"
_PATH = r"[A-Za-z0-9._~%+,;=/@-]*"
# The sign itself comes first, before any look behind it: a search then jumps from sign to sign.
_MARK = re.compile(
    r"[*_\[\]](?:"
    rf"(?<=\*)(?<![\w*_].)(?:(?P<em>{_WORDS})|\*(?P<strong>{_WORDS})\*)\*(?![\w*_])"
    rf"|(?<=_)(?<![\w*_].)(?:(?P<em_>{_WORDS})|_(?P<strong_>{_WORDS})_)_(?![\w*_])"
    rf"|(?<=\[)(?<!!.)(?P<words>{_WORDS})\]\("
    rf"(?P<href>https?://{_DOMAIN}(?:/{_PATH})?(?:\?{_PATH})?(?:\#{_PATH})?"
    rf"|mailto:[A-Za-z0-9.+-]+@{_DOMAIN}"
    rf"|(?:\.{{0,2}}/)?[A-Za-z0-9#?]{_PATH}(?:\?{_PATH})?(?:\#{_PATH})?)\)"
    r"|(?P<other>))"
)
_BLANK = re.compile(r"\n\n+")
_BREAK = re.compile(r"(?<=\S)  \n(?=\S)")
_HEADING = re.compile(r"(#{2,6}) +([^#\s](?:[^#\n]*[^#\s])?)")
_LISTS = {"ul": re.compile(r"- +(\S.*)"), "ol": re.compile(r"\d+\. +(\S.*)")}


class _NotPlainError(Exception):
    """The body holds something that only the engine knows."""


def render_plain(body: str) -> str | None:
    """What `Markup.render` gives for a body of plain Markdown; None where the engine has to be asked."""
    text = body.strip("\n")
    if not text:
        return ""
    if text.isascii():
        if _REFUSED_ASCII.search(text):
            return None
    elif _REFUSED.search(text) or not is_normalized("NFC", text):
        return None
    framed = f"\n{text}\n"
    shaped = ">" in text or _SHAPED.search(framed)
    if " \n" in framed:
        text = _BREAK.sub("<br>\n", text)
        if shaped or " \n" in f"{text}\n":
            return None
    try:
        html = "\n".join(_blocks(_BLANK.split(text))) if shaped else f"<p>{_inline(text)}</p>"
    except _NotPlainError:
        return None
    if not shaped and "\n\n" in html:
        html = _BLANK.sub("</p>\n<p>", html)
    return html.replace("\u00a0", "&nbsp;")


def _inline(text: str) -> str:
    """Words with their marks as HTML. A mark never reaches over a blank line."""
    if "*" in text or "_" in text or "[" in text or "]" in text:
        return _MARK.sub(_mark, text)
    return text


def _mark(found: re.Match[str]) -> str:
    kind, words = found.lastgroup, found[0]
    if kind == "href":
        return f'<a href="{found["href"]}" rel="noopener">{found["words"]}</a>'
    if kind in {"em", "em_"}:
        return f"<em>{words[1:-1]}</em>"
    if kind in {"strong", "strong_"}:
        return f"<strong>{words[2:-2]}</strong>"
    raise _NotPlainError


def _blocks(texts: list[str]) -> list[str]:
    """Each block's HTML, where some are more than paragraphs."""
    found: list[str] = []
    before = ""
    for text in texts:
        kind, html = _block(text)
        # The engine joins two lists of a kind, and two quotes, that stand one after the other.
        if kind == before and kind in {"ul", "ol", "blockquote"}:
            raise _NotPlainError
        found.append(html)
        before = kind
    return found


def _block(text: str) -> tuple[str, str]:
    lines = text.split("\n")
    if heading := _HEADING.fullmatch(text):
        tag = f"h{len(heading[1])}"
        return tag, f"<{tag}>{_inline(_plain_lines([heading[2]]))}</{tag}>"
    for tag, item in _LISTS.items():
        items = [item.fullmatch(line) for line in lines]
        if all(items) and (tag == "ul" or text.startswith("1.")):
            inner = "\n".join(f"<li>{_inline(_plain_lines([m[1]]))}</li>" for m in items if m)
            return tag, f"<{tag}>\n{inner}\n</{tag}>"
    if all(line.startswith("> ") for line in lines):
        inner = _inline(_plain_lines([line[2:] for line in lines]))
        return "blockquote", f"<blockquote>\n<p>{inner}</p>\n</blockquote>"
    return "p", f"<p>{_inline(_plain_lines(lines))}</p>"


def _plain_lines(lines: list[str]) -> str:
    """The lines as one text, if each begins with words."""
    if any(_NOT_WORDS.match(line) or ">" in line for line in lines):
        raise _NotPlainError
    return "\n".join(lines)
