"""What a task says when it cannot do its work."""

from __future__ import annotations

from dispatch.errors import StringerError


class NewsroomError(StringerError):
    """A task that stopped: nothing was lost, and the text says what to do."""
