"""YAML as this archive writes it: one line a value, quotes only where they are needed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

# What a scalar may look like without quotes, in block and in flow style, in YAML 1.1 and 1.2.
_PLAIN = re.compile(r"[^\W_][^\n:#,\[\]{}\"'`&*!|>%@\\]*\Z|[^\W_][^\n#,\[\]{}\"`]*\Z")
_OTHER_TYPE = re.compile(
    r"(?:y|n|yes|no|on|off|true|false|null|~|[-+]?[\d_.,:]+(?:e[-+]?\d+)?|0[xob][\da-f_]+"
    r"|[-+]?\.(?:inf|nan))\Z",
    re.IGNORECASE,
)
_INVISIBLE = re.compile("[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
# What a tool that pastes front matter into a page would turn into an element.
_TAG = re.compile(r"<(?=/?[A-Za-z][\w-]*[\s/>]|[!?])")

Value = str | bool | Sequence["Value"] | Mapping[str, "Value"]


def scalar(text: str) -> str:
    """`text` as one YAML scalar; read back it is the same text."""
    if (
        _PLAIN.match(text)
        and not _OTHER_TYPE.match(text)
        and text == text.strip()
        and ": " not in text
        and not text.endswith(":")
        and " #" not in text
        and not _INVISIBLE.search(text)
        and not _TAG.search(text)
        and text.isprintable()
    ):
        return text
    quoted = _TAG.sub(r"\\u003c", json.dumps(text, ensure_ascii=False))
    return _INVISIBLE.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)


def block(key: str, value: Value) -> str:
    """One key of a header with its value, with a line end: a line, or a list, or a group.

    Lists of texts stand on one line when they fit in 100 characters, else one item a line.
    """
    if isinstance(value, bool):
        return f"{key}: {'true' if value else 'false'}\n"
    if isinstance(value, str):
        return f"{key}: {_dated(value)}\n"
    if isinstance(value, Mapping):
        return f"{key}:\n" + "".join(f"  {block(name, item)}" for name, item in value.items())
    texts = [scalar(item) for item in value if isinstance(item, str)]
    if len(texts) == len(value):
        line = f"{key}: [{', '.join(texts)}]\n"
        if len(line) <= 100:
            return line
        return f"{key}:\n" + "".join(f"  - {text}\n" for text in texts)
    return f"{key}:\n" + "".join(_entry(item) for item in value)


def _dated(text: str) -> str:
    # A date reads better without quotes, and every reader of front matter knows it.
    return text if re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:]+(\+\d\d:\d\d|-\d\d:\d\d)?)?", text) else scalar(text)


def _entry(item: Value) -> str:
    if not isinstance(item, Mapping):
        raise TypeError(f"a list of groups cannot hold {item!r}")
    lines = "".join(block(name, value) for name, value in item.items()).splitlines(keepends=True)
    return "".join(("  - " if n == 0 else "    ") + line for n, line in enumerate(lines))
