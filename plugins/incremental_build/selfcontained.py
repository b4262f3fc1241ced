"""Which files a reader understands from their own text alone, so that what it made of them may be kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

# Python-Markdown's own extensions, all of which read nothing but the text and their settings.
_MARKDOWN = frozenset(
    ["abbr", "admonition", "attr_list", "codehilite", "def_list", "extra", "fenced_code", "footnotes", "legacy_attrs",
     "legacy_em", "md_in_html", "meta", "nl2br", "sane_lists", "smarty", "tables", "toc", "wikilinks"]
)  # fmt: skip
# Directives and roles of reStructuredText that read no other file, ask no clock and reach no plugin.
_DIRECTIVES = frozenset(
    ["attention", "caution", "danger", "error", "hint", "important", "note", "tip", "warning", "admonition", "topic", "sidebar",
     "epigraph", "highlights", "pull-quote", "compound", "container", "rubric", "table", "list-table", "contents", "code-block",
     "sourcecode", "code", "raw", "image", "figure", "math", "parsed-literal", "line-block", "class", "replace", "unicode"]
)  # fmt: skip
_ROLES = frozenset(
    [
        "abbr",
        "emphasis",
        "strong",
        "literal",
        "code",
        "math",
        "sub",
        "sup",
        "subscript",
        "superscript",
        "title",
        "title-reference",
    ]
)
_DIRECTIVE = re.compile(r"\.\.[ \t]+(?:\|[^|\n]+\|[ \t]+)?([^\s:](?:[^:\n]|:(?!:))*?)[ \t]?::(?:[ \t\n]|\Z)")
_ROLE = re.compile(r":([A-Za-z0-9_.+-]+):`|`:([A-Za-z0-9_.+-]+):")
_READING = re.compile(r":(?:file|url|scale|figwidth|encoding):")


def markdown_is_pure(options: Mapping[str, Any], trusted: Collection[str]) -> bool:
    """Whether Markdown with these options gives for a text always the same."""
    extensions = options.get("extensions", [])
    if not set(options) <= {"extensions", "extension_configs", "output_format", "tab_length"}:
        return False
    return all(isinstance(name, str) and (name in trusted or _is_own(name)) for name in extensions)


def markdown_forgets(options: Mapping[str, Any]) -> bool:
    """Whether one engine, reset between texts, gives what a new one gives: no extension of others, no counting footnotes."""
    configs = options.get("extension_configs", {})
    counting = any("UNIQUE_IDS" in config for config in configs.values() if isinstance(config, Mapping))
    nested = any("footnotes" in config for config in configs.values() if isinstance(config, Mapping))
    return markdown_is_pure(options, ()) and not counting and not nested


def _is_own(name: str) -> bool:
    return name.removeprefix("markdown.extensions.") in _MARKDOWN


def rst_is_pure(text: str) -> bool:
    """Whether a text of reStructuredText names only directives and roles that look at nothing else."""
    if _READING.search(text):
        return False
    if any(found[1].lower() not in _DIRECTIVES for found in _DIRECTIVE.finditer(text)):
        return False
    return all((found[1] or found[2]).lower() in _ROLES for found in _ROLE.finditer(text))
