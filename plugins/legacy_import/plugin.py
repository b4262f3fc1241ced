"""The Pelican plugin: says at the end of a build how many captured pages wait for `import`."""

import logging
from pathlib import Path
from typing import Any

from pelican import signals

from legacy_import.capture import waiting_captures
from legacy_import.settings import read_settings

__all__ = ["register", "say_waiting"]

log = logging.getLogger(__name__)


def say_waiting(pelican: Any) -> None:
    """Log the number of captures that wait; nothing when there are none."""
    settings = read_settings(pelican.settings)
    if not settings.say_waiting:
        return
    waiting = waiting_captures(Path(settings.content or pelican.settings["PATH"]))
    if waiting:
        log.warning(
            "%d captured %s for a look: see captures/review/ or run import again",
            waiting,
            "page waits" if waiting == 1 else "pages wait",
        )


def register() -> None:
    """Connect to Pelican."""
    signals.finalized.connect(say_waiting)
