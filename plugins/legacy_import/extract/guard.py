"""What would hold the parser up for minutes: a tag with thousands of attributes, which it compares pair by pair."""

import re

__all__ = ["is_too_complex"]

_MAX_ATTRIBUTES = 2_000
_LONG_TAG = re.compile(rb"<[a-zA-Z][^<>]{8000,}")
_VALUE = re.compile(rb"\"[^\"]*\"|'[^']*'")
_NAME = re.compile(rb"[\s/][^\s/=>]+")


def is_too_complex(payload: bytes) -> bool:
    """Whether a tag has more attributes than any page was ever written with."""
    return any(
        len(_NAME.findall(_VALUE.sub(b"", tag[0]))) > _MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(payload)
    )
