"""What the copy desk says when it cannot go on."""

from __future__ import annotations

from dispatch.errors import StringerError


class CopydeskError(StringerError):
    """A setting or a theme that the copy desk cannot work with."""
