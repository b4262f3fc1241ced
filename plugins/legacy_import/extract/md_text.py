"""Text as Markdown carries it: every sign that would mean something is escaped; addresses are made safe."""

import re
from urllib.parse import urljoin, urlsplit

from dispatch.text import clean

__all__ = ["escape_line_start", "escape_text", "safe_address", "without_invisible", "wrap_code"]

_SPECIAL = re.compile(r"([\\`*_\[\]|])")
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u2060\ufeff\ufffd\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ue000\u202a-\u202e\u2066-\u2069]"
)
_LINE_ENDS = re.compile("[\u2028\u2029]")


def without_invisible(text: str) -> str:
    """The text without what nobody sees: controls, marks that turn lines around, soft hyphens, noncharacters."""
    return _INVISIBLE.sub("", clean(_LINE_ENDS.sub(" ", text)))


def escape_text(text: str) -> str:
    """One run of text: spaces single, no sign of Markdown or HTML left with a meaning."""
    text = re.sub(r"[ \t\r\n\f]+", " ", without_invisible(text))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", text)


def escape_line_start(line: str) -> str:
    """A line that would open a list, heading, rule, definition or fence stays a line of text."""
    line = re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2" if re.match(r"^\d+\.", line) else r"\1\2", line)
    if re.match(r"^[#+-]", line):
        line = "\\" + line
    elif re.match(r"^=", line):
        line = "&#61;" + line[1:]
    elif re.match(r"^~~~", line):
        line = "&#126;" + line[1:]
    elif re.match(r"^:", line):
        line = "&#58;" + line[1:]
    elif re.match(r"^\u00a0", line):
        line = "&nbsp;" + line[1:]
    if line.endswith("\u00a0"):
        line = line[:-1] + "&nbsp;"
    return line


def wrap_code(text: str) -> str:
    """A code span with as many ticks as its text needs."""
    body = re.sub(r"[ \t\r\n\f]+", " ", without_invisible(text)).strip(" ")
    if not body:
        return ""
    runs = [len(run) for run in re.findall(r"`+", body)]
    ticks = "`" * (max(runs, default=0) + 1)
    pad = " " if body.startswith("`") or body.endswith("`") else ""
    return f"{ticks}{pad}{body}{pad}{ticks}"


def safe_address(address: str, base: str | None = None) -> str | None:
    """An address that can stand in a Markdown link: http, https, mailto or relative, without a sign that Pelican reads."""
    bare = re.sub(
        r"[\x00-\x20\x7f]+",
        lambda run: "%20" if run[0].strip(" ") == "" else "",
        _INVISIBLE.sub("", address.strip()),
    )
    if not bare:
        return None
    try:
        whole = urljoin(base, bare) if base else bare
        scheme = urlsplit(whole).scheme.lower()
    except ValueError:
        return None
    if scheme not in ("", "http", "https", "mailto"):
        return None
    codes = {
        "{": "%7B",
        "}": "%7D",
        "|": "%7C",
        "<": "%3C",
        ">": "%3E",
        '"': "%22",
        "\\": "%5C",
        "`": "%60",
        "^": "%5E",
    }
    whole = re.sub(r'[{}|<>"\\`^]', lambda sign: codes[sign[0]], whole)
    return f"<{whole}>" if re.search(r"[()*_\[\]]", whole) else whole
